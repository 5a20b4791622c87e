//! Which rows a lane has and how high they are: for the whole run, so that nothing jumps
//! when the page is turned.

use super::density::Density;
use super::shape::Trouble;
use super::slots::pack;
use crate::metrics::Operations;
use crate::scenario::{Disturbance, DisturbanceKind, EdgeId, LaneModel, Model, ServiceId, Source};
use crate::time::{sort, SimTime};
use crate::trace::{Span, SpanKind, Story, WorkerId};

/// Up to so many workers of a service have a row each; more share one.
const ROWS_OF_WORKERS: u16 = 6;

/// What a row shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowKind {
    /// Waits of the callers.
    Callers,
    /// What waits in front of a service.
    Queue(ServiceId),
    /// One worker.
    Worker(ServiceId, WorkerId),
    /// All workers of a service that has many.
    Crew(ServiceId),
    /// What the broker stores for an edge.
    Broker(EdgeId),
    /// What waits in the outbox of an edge's sender.
    Outbox(EdgeId),
}

/// A row of a lane.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    /// What it shows.
    pub kind: RowKind,
    /// Upper edge, in pixels from the top of the lane.
    pub y: f64,
    /// Height, in pixels.
    pub height: f64,
    /// Most that there are at once in the whole run.
    pub peak: usize,
    /// Whether only their number is drawn, as an area.
    pub area: bool,
}

/// The rows of a lane, and on which line of its row each span stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// Rows, from the top.
    pub rows: Vec<Row>,
    /// Height of the lane, in pixels.
    pub height: f64,
    /// Sizes.
    pub density: Density,
    /// Whether each caller's line also holds its effect.
    pub effects_on_lines: bool,
    /// Whether each operation's wait stands on the line of its number.
    pub(super) by_number: bool,
    /// Who calls along each edge.
    pub(super) callers_of: Vec<Source>,
    /// Who is at the end of each edge.
    pub(super) targets: Vec<ServiceId>,
    /// How many messages of an operation each edge carries, when none is sent again.
    pub(super) copies: Vec<u16>,
    /// What each disturbance of the model looks like.
    pub(super) troubles: Vec<Trouble>,
    lines: Vec<u16>,
}

/// Workers whose bars are on average narrower than this are drawn as the share of time that they are held, in
/// pixels: bars of a pixel each would look busy wherever they are many.
const BAR: f64 = 2.0;

impl Plan {
    /// Plans a lane at a zoom.
    pub fn of(
        model: &Model,
        lane: &LaneModel,
        story: &Story,
        fates: &Operations,
        density: Density,
        ms_per_pixel: f64,
    ) -> Self {
        let lines = vec![0; story.spans.len()];
        let callers_of = lane.senders.clone();
        let trouble = |disturbance: &Disturbance| match disturbance.kind {
            DisturbanceKind::Slow(..) | DisturbanceKind::Delay(..) => Trouble::Slow,
            DisturbanceKind::Hang(_) => Trouble::Hangs,
            DisturbanceKind::BrokerDown => Trouble::Down,
            DisturbanceKind::BrokerAlarm => Trouble::Alarm,
            DisturbanceKind::Unsubscribed(_) => Trouble::Away,
            DisturbanceKind::Errors(..) | DisturbanceKind::Loss(..) | DisturbanceKind::CrashBetween(..) => {
                Trouble::Errs
            }
        };
        let troubles = model.disturbances.iter().map(trouble).collect();
        let mut plan = Plan {
            rows: Vec::new(),
            height: density.gap,
            density,
            effects_on_lines: true,
            by_number: false,
            callers_of,
            targets: model.edges.iter().map(|edge| edge.to).collect(),
            copies: model.edges.iter().map(|edge| edge.copies).collect(),
            troubles,
            lines,
        };
        // Room for the number before the bar.
        let operations = model.workload.operations();
        let pixels = 8.0 + 7.0 * f64::from(operations.max(10).ilog10() + 1);
        let label = SimTime::from_millis_f64(pixels * ms_per_pixel).since(SimTime::ZERO);
        plan.add_callers(story, fates, operations as usize, |at| at - label);
        for service in 0..model.services.len() as ServiceId {
            let entered = (0..model.edges.len()).filter(|edge| model.edges[*edge].to == service);
            for edge in entered.map(|edge| edge as EdgeId).filter(|edge| !lane.is_call(*edge)) {
                plan.add_queue(story, RowKind::Broker(edge), density.store);
            }
            plan.add_queue(story, RowKind::Queue(service), 0.0);
            let workers = model.services[usize::from(service)].max_workers;
            if workers > ROWS_OF_WORKERS {
                plan.push(RowKind::Crew(service), density.crew, usize::from(workers), true);
            } else {
                for worker in 0..workers {
                    let area = is_crowded(story, SpanKind::Work(service, worker), ms_per_pixel);
                    plan.push(RowKind::Worker(service, worker), density.worker, 1, area);
                }
            }
            for edge in lane.outgoing(Source::Service(service)) {
                plan.add_queue(story, RowKind::Outbox(edge), 0.0);
            }
        }
        plan
    }

    /// The line of a span in its row, from 0; by the span's place in the story.
    pub fn line(&self, span: usize) -> usize {
        usize::from(self.lines[span])
    }

    /// Upper edge of a wait on a line of the callers' row.
    pub(super) fn wait_top(&self, row: &Row, line: usize) -> f64 {
        let Density { caller, wait, .. } = self.density;
        row.y + line as f64 * caller + (caller - wait) / 2.0
    }

    /// The row of a kind.
    pub fn row(&self, kind: RowKind) -> Option<&Row> {
        self.rows.iter().find(|row| row.kind == kind)
    }

    /// The row in which a worker is drawn.
    pub fn worker_row(&self, service: ServiceId, worker: WorkerId) -> Option<&Row> {
        self.row(RowKind::Worker(service, worker)).or_else(|| self.row(RowKind::Crew(service)))
    }

    /// The row whose queue a span stands in.
    pub fn row_of(&self, kind: SpanKind) -> Option<&Row> {
        match kind {
            SpanKind::Wait => self.row(RowKind::Callers),
            SpanKind::Queued(service) => self.row(RowKind::Queue(service)),
            SpanKind::Work(service, worker) | SpanKind::Blocked(service, worker) => {
                self.worker_row(service, worker)
            }
            SpanKind::Append(edge) | SpanKind::Stored(edge) => self.row(RowKind::Broker(edge)),
            SpanKind::Outbox(edge) => self.row(RowKind::Outbox(edge)),
            SpanKind::Down(_) | SpanKind::WorkerDown(..) | SpanKind::BrokerDown => None,
            SpanKind::Troubled(..) | SpanKind::Open(_) | SpanKind::BrokerAlarm | SpanKind::Away(_) => None,
        }
    }

    fn push(&mut self, kind: RowKind, height: f64, peak: usize, area: bool) {
        self.rows.push(Row { kind, y: self.height, height, peak, area });
        self.height += height + self.density.gap;
    }

    fn add_callers(
        &mut self,
        story: &Story,
        fates: &Operations,
        operations: usize,
        room: impl Fn(SimTime) -> SimTime,
    ) {
        if operations <= self.density.callers {
            return self.add_callers_one_by_one(story, operations);
        }
        let effect = |span: &Span| span.op.and_then(|op| fates.get(op)).and_then(|fate| fate.effective);
        let until_effect = self.pack(story, SpanKind::Wait, |span| {
            (room(span.from), effect(span).map_or(span.to, |at| at.max(span.to)))
        });
        let most = self.density.callers;
        self.effects_on_lines = until_effect.is_some_and(|lines| lines <= most);
        let lines = match until_effect.filter(|lines| *lines <= most) {
            Some(lines) => Some(lines),
            None => self.pack(story, SpanKind::Wait, |span| (room(span.from), span.to)),
        };
        match lines.filter(|lines| *lines <= most) {
            Some(lines) => {
                self.clear_first_number();
                let height = lines.max(1) as f64 * self.density.caller + self.density.gap;
                self.push(RowKind::Callers, height, lines, false);
            }
            None => {
                let peak = peak(story, SpanKind::Wait);
                self.push(RowKind::Callers, 4.0 * self.density.caller, peak, true);
            }
        }
    }

    /// The lane's head, which reaches a little below itself, must cover neither the first caller's number in its ring
    /// nor the upper one of two marks, which are as high where the line is low.
    fn clear_first_number(&mut self) {
        const HALF_A_RING: f64 = 12.0;
        self.height = self.height.max(HALF_A_RING - self.density.caller / 2.0);
    }

    /// Few operations have a line each, in their order.
    fn add_callers_one_by_one(&mut self, story: &Story, operations: usize) {
        self.clear_first_number();
        for (place, span) in story.spans.iter().enumerate().filter(|(_, span)| span.kind == SpanKind::Wait) {
            self.lines[place] = span.op.unwrap_or(0) as u16;
        }
        self.by_number = true;
        let height = operations as f64 * self.density.caller + self.density.gap;
        self.push(RowKind::Callers, height, operations, false);
    }

    /// A queue has a row if something ever waits in it; the broker's also shows the appends.
    fn add_queue(&mut self, story: &Story, kind: RowKind, above: f64) {
        let span_kind = match kind {
            RowKind::Broker(edge) => SpanKind::Stored(edge),
            RowKind::Queue(service) => SpanKind::Queued(service),
            RowKind::Outbox(edge) => SpanKind::Outbox(edge),
            _ => return,
        };
        let lines = self.pack(story, span_kind, |span| (span.from, span.to));
        let pill = self.density.pill;
        match lines.filter(|lines| *lines <= self.density.queued) {
            Some(0) if above == 0.0 => {}
            Some(lines) => self.push(kind, (above + lines as f64 * pill).max(pill), lines, false),
            None => {
                let height = above + self.density.queued as f64 * pill;
                self.push(kind, height, peak(story, span_kind), true);
            }
        }
    }

    /// Packs the spans of a kind that take time, and returns how many lines they need.
    fn pack(
        &mut self,
        story: &Story,
        kind: SpanKind,
        extent: impl Fn(&Span) -> (SimTime, SimTime),
    ) -> Option<usize> {
        let places: Vec<usize> = takes_time(story, kind).collect();
        let (lines, used) = pack(places.iter().map(|place| extent(&story.spans[*place])))?;
        for (place, line) in places.into_iter().zip(lines) {
            self.lines[place] = line;
        }
        Some(used)
    }
}

/// Whether the bars of a kind are too narrow to be told apart.
fn is_crowded(story: &Story, kind: SpanKind, ms_per_pixel: f64) -> bool {
    let mut bars = 0;
    let mut held = 0.0;
    for place in takes_time(story, kind) {
        bars += 1;
        held += story.spans[place].to.since(story.spans[place].from).millis();
    }
    held < f64::from(bars) * BAR * ms_per_pixel
}

fn takes_time(story: &Story, kind: SpanKind) -> impl Iterator<Item = usize> + '_ {
    let wanted = move |span: &Span| span.kind == kind && (span.to > span.from);
    story.spans.iter().enumerate().filter(move |(_, span)| wanted(span)).map(|(place, _)| place)
}

/// The number of spans of a kind over time, as steps: `(when, how many from then on)`.
pub(super) fn steps(spans: impl Iterator<Item = (SimTime, SimTime)>) -> Vec<(SimTime, usize)> {
    let (mut begins, mut ends): (Vec<SimTime>, Vec<SimTime>) = spans.unzip();
    sort(&mut begins);
    sort(&mut ends);
    let mut steps: Vec<(SimTime, usize)> = Vec::new();
    let (mut begun, mut ended) = (0, 0);
    while ended < ends.len() {
        let at = begins.get(begun).map_or(ends[ended], |begin| ends[ended].min(*begin));
        begun += begins[begun..].iter().take_while(|begin| **begin == at).count();
        ended += ends[ended..].iter().take_while(|end| **end == at).count();
        steps.push((at, begun - ended));
    }
    steps
}

fn peak(story: &Story, kind: SpanKind) -> usize {
    let spans = takes_time(story, kind).map(|place| (story.spans[place].from, story.spans[place].to));
    steps(spans).into_iter().map(|(_, depth)| depth).max().unwrap_or(0)
}
