//! A lane's picture on an axis: the shapes of everything that can be seen, past and future.

use super::axis::Axis;
use super::crowd::{Crowd, FAILURES, THIN};
use super::ghost::bar;
use super::plan::{Plan, Row};
use super::shape::{Item, LineKind, Point, PointKind, Rect, Shape};
use crate::metrics::Operations;
use crate::scenario::{OperationId, ServiceId};
use crate::time::SimTime;
use crate::trace::{End, Ending, Span, SpanKind, Story};

/// How far two marks of one instant stand from the middle, one above and one below, in pixels.
pub const APART: f64 = 4.5;
/// A caller's wait has at most so many marks.
const LAST: usize = 5;
/// Beside its number, a disc needs so much of a bar's width, and so much of its height, in pixels.
const DISC_ROOM: f64 = 10.0;
const DISC_HEIGHT: f64 = 14.0;
/// In bars that are lower than this a number runs into those above and below, in pixels: only the picked one's stands.
const NUMBER_HEIGHT: f64 = 8.0;
/// The inner outline of a duplicate stands so far inside, in pixels.
const INNER: f64 = 2.5;
/// Beside its number, a queued pill needs so much width, in pixels.
const PILL_ROOM: f64 = 5.0;
/// Where an area shows the callers, the picked one's wait stands on this line, below the number of them all.
pub(super) const PICKED_LINE: usize = 3;

/// How much of the room above the stored messages an append bar takes.
pub(super) const STORED: f64 = 2.0 / 3.0;

/// Places of pills: services count from 0, the broker's queues from 255 down, outboxes from here. There are at
/// most fifty of each.
pub(super) const OUTBOXES: u8 = 100;

/// Everything that a lane shows on a page.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Picture {
    /// Lengths and ways, in the order in which they are drawn.
    pub items: Vec<Item>,
    /// Marks at instants.
    pub points: Vec<Point>,
}

/// Draws a lane. `selected` is drawn even where only numbers are.
pub fn picture(
    plan: &Plan,
    story: &Story,
    fates: &Operations,
    axis: &Axis,
    selected: Option<OperationId>,
) -> Picture {
    let mut pen = Pen {
        plan,
        story,
        fates,
        axis,
        selected,
        out: Picture::default(),
        crowd: Crowd::default(),
        pills: Vec::new(),
    };
    pen.areas();
    pen.spans();
    pen.timeouts();
    for transfer in &story.transfers {
        pen.transfer(transfer);
    }
    pen.dead_letters();
    pen.clear_ring();
    pen.out
}

pub(super) struct Pen<'p> {
    pub(super) plan: &'p Plan,
    pub(super) story: &'p Story,
    pub(super) fates: &'p Operations,
    pub(super) axis: &'p Axis,
    pub(super) selected: Option<OperationId>,
    pub(super) out: Picture,
    crowd: Crowd,
    /// Middle of the pill of an operation that is in a row's queue from an instant on.
    pub(super) pills: Vec<(OperationId, u8, SimTime, f64)>,
}

impl Pen<'_> {
    pub(super) fn item(&mut self, op: Option<OperationId>, shape: Shape) {
        let thin = shape.place().filter(|(_, rect)| rect.width < THIN);
        if let Some((kind, Rect { x, y, .. })) = thin.filter(|_| op != self.selected) {
            if self.crowd.covers(kind, x, y) {
                return;
            }
        }
        let class = op.and_then(|op| self.fates.get(op)).map_or(0, |fate| fate.class);
        self.out.items.push(Item { op, class, shape });
    }

    pub(super) fn point(&mut self, op: Option<OperationId>, at: SimTime, y: f64, kind: PointKind) {
        let x = self.axis.x(at);
        let failure = kind == PointKind::Failure && op != self.selected;
        if self.axis.shows(at, at) && !(failure && self.crowd.covers(FAILURES, x, y)) {
            self.out.points.push(Point { op, at, x, y, kind });
        }
    }

    pub(super) fn rect(&self, span: &Span, y: f64, height: f64) -> Rect {
        bar(self.axis, span, y, height)
    }

    fn spans(&mut self) {
        let story = self.story;
        for (place, span) in story.spans.iter().enumerate() {
            let reach = match (span.kind, span.op) {
                (SpanKind::Wait, Some(op)) => {
                    let (effect, read) = (self.effect_of(op), self.read_of(op).map(|(at, _)| at));
                    span.to.max(effect.unwrap_or(span.to)).max(read.unwrap_or(span.to))
                }
                _ => span.to,
            };
            if self.axis.shows(span.from, reach) {
                self.span(place, span);
            }
        }
    }

    fn span(&mut self, place: usize, span: &Span) {
        if self.is_trouble(span) {
            return;
        }
        let (Some(row), Some(op)) = (self.plan.row_of(span.kind), span.op) else { return };
        let row = *row;
        match span.kind {
            SpanKind::Wait => self.wait(span, op, &row, self.plan.line(place)),
            SpanKind::Queued(_) | SpanKind::Stored(_) | SpanKind::Outbox(_) => {
                self.pill(span, op, &row, self.plan.line(place));
            }
            SpanKind::Append(_) => {
                let rect = self.rect(span, row.y, self.plan.density.store * STORED);
                self.item(Some(op), Shape::Store(rect));
            }
            SpanKind::Work(..) if !row.area && span.to > span.from => {
                let rect = self.rect(span, row.y, row.height);
                self.item(Some(op), Shape::Work(rect));
                let middle = rect.y + rect.height / 2.0;
                if span.again && rect.height > 4.0 * INNER && rect.width > 4.0 * INNER {
                    let (x, y) = (rect.x + INNER, rect.y + INNER);
                    let (width, height) = (rect.width - 2.0 * INNER, rect.height - 2.0 * INNER);
                    self.item(Some(op), Shape::Double(Rect { x, y, width, height }));
                }
                let high_enough = rect.height >= NUMBER_HEIGHT || self.selected == Some(op);
                if high_enough && rect.width >= DISC_ROOM + number_width(op + 1) {
                    let x = rect.x + rect.width / 2.0;
                    let at = self.axis.time(x);
                    let again = span.again;
                    let low = rect.height < DISC_HEIGHT;
                    let kind = if low { PointKind::PillNumber { again } } else { PointKind::Disc { again } };
                    self.out.points.push(Point { op: Some(op), at, x, y: middle, kind });
                }
                match span.ending {
                    Ending::Failed => self.point(Some(op), span.to, middle, PointKind::Failure),
                    Ending::Undone => self.point(Some(op), span.to, middle, PointKind::Undone),
                    _ => {}
                }
            }
            SpanKind::Blocked(service, worker) if !row.area => {
                let blocked = End::Worker(service, worker);
                let rect = self.rect(span, row.y, row.height);
                self.item(Some(op), Shape::Blocked(rect));
                if span.ending == Ending::Failed && !self.times_out(op, span.to, blocked) {
                    self.point(Some(op), span.to, rect.y + rect.height / 2.0, PointKind::Failure);
                }
            }
            _ => {}
        }
    }

    fn wait(&mut self, span: &Span, op: OperationId, row: &Row, line: usize) {
        if row.area && self.selected != Some(op) {
            return;
        }
        let line = if row.area { PICKED_LINE } else { line };
        let y = self.plan.wait_top(row, line);
        let middle = y + self.plan.density.wait / 2.0;
        if self.axis.shows(span.from, span.to) && span.to > span.from {
            let rect = self.rect(span, y, self.plan.density.wait);
            self.item(Some(op), Shape::Wait(rect));
        }
        self.point(Some(op), span.from, middle, PointKind::CallerNumber);
        match span.ending {
            Ending::Open | Ending::Undone => {}
            Ending::Failed => self.point(Some(op), span.to, middle, self.without_answer(op, span.to)),
            Ending::Done => {
                self.point(Some(op), span.to, middle, PointKind::Acknowledged);
                if op == 0 {
                    self.point(Some(op), span.to, middle, PointKind::Answer);
                }
            }
        }
        if let Some((at, hit)) = self.read_of(op).filter(|_| self.shows_effect(op)) {
            self.point(Some(op), at, middle, if hit { PointKind::ReadHit } else { PointKind::ReadMissed });
        }
        let Some(effect) = self.effect_of(op).filter(|_| self.shows_effect(op)) else {
            return;
        };
        if effect > span.to && span.ending == Ending::Done {
            let ends = (self.axis.x(span.to).max(0.0), self.axis.x(effect).min(self.axis.width));
            let line =
                Shape::Line { kind: LineKind::Stale, from: (ends.0, middle), to: (ends.1, middle), ok: true };
            self.item(Some(op), line);
        }
        self.point(Some(op), effect, middle, PointKind::Effect);
        if effect == span.to {
            self.apart(op, effect);
        }
    }

    /// Answer and effect at the same instant stand one above the other, as one would hide the other.
    fn apart(&mut self, op: OperationId, at: SimTime) {
        let own = |mark: &&mut Point| (mark.op, mark.at) == (Some(op), at);
        for mark in self.out.points.iter_mut().rev().take(LAST).filter(own) {
            match mark.kind {
                PointKind::Effect => mark.y -= APART,
                PointKind::Acknowledged | PointKind::Failure | PointKind::TimedOut { .. } => mark.y += APART,
                _ => {}
            }
        }
    }

    /// Where many are drawn close together, a caller's line ends with its answer.
    fn shows_effect(&self, op: OperationId) -> bool {
        self.plan.effects_on_lines || self.selected == Some(op)
    }

    fn read_of(&self, op: OperationId) -> Option<(SimTime, bool)> {
        self.fates.get(op).and_then(|fate| fate.read)
    }

    fn effect_of(&self, op: OperationId) -> Option<SimTime> {
        self.fates.get(op).and_then(|fate| fate.effective)
    }

    fn pill(&mut self, span: &Span, op: OperationId, row: &Row, line: usize) {
        if row.area || span.to == span.from {
            return;
        }
        let pitch = self.plan.density.pill;
        let height = pitch - 3.0;
        let y = row.y + row.height - (line + 1) as f64 * pitch + 1.5;
        let rect = self.rect(span, y, height);
        let middle = y + height / 2.0;
        self.item(Some(op), Shape::Pill(rect));
        let number = number_width(op + 1);
        if rect.width >= PILL_ROOM + number {
            let (kind, x) = (PointKind::PillNumber { again: false }, rect.x + PILL_ROOM + number / 2.0);
            self.out.points.push(Point { op: Some(op), at: span.from, x, y: middle, kind });
        }
        if span.ending == Ending::Failed && !self.is_set_aside(op, span.to) {
            self.point(Some(op), span.to, middle, PointKind::Dropped);
        }
        let place = match span.kind {
            SpanKind::Queued(service) => {
                self.leaves(span, op, service, middle);
                service
            }
            SpanKind::Stored(edge) => u8::MAX - edge,
            SpanKind::Outbox(edge) => OUTBOXES + edge,
            _ => return,
        };
        self.pills.extend([(op, place, span.from, middle), (op, place, span.to, middle)]);
    }

    /// Leaving a queue takes no time: an upright line down to the worker.
    fn leaves(&mut self, span: &Span, op: OperationId, service: ServiceId, from: f64) {
        let starts = |other: &&Span| {
            other.op == Some(op)
                && other.from == span.to
                && matches!(other.kind, SpanKind::Work(at, _) if at == service)
        };
        let first = self.story.spans.partition_point(|other| other.from < span.to);
        let Some(work) = self.story.spans[first..].iter().take_while(|s| s.from == span.to).find(starts)
        else {
            return;
        };
        let Some(row) = self.plan.row_of(work.kind) else { return };
        let x = self.axis.x(span.to);
        let line = Shape::Line { kind: LineKind::Leave, from: (x, from), to: (x, row.y), ok: true };
        self.item(Some(op), line);
    }
}

/// About the width of a number, in pixels.
pub(super) fn number_width(number: u32) -> f64 {
    7.0 * f64::from(number.max(1).ilog10() + 1)
}
