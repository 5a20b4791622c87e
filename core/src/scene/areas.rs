//! Rows in which only the number is drawn, as an area under a step line; where the steps are too close to
//! be told apart, the mean line, in the range that the number goes through.

use super::draw::{number_width, Pen};
use super::plan::{steps, Row, RowKind};
use super::shape::{Point, PointKind, Shape};
use crate::time::SimTime;
use crate::trace::{Span, SpanKind};

/// More steps than this for a pixel are drawn as their mean.
const STEPS: f64 = 0.5;
/// Width of a stretch whose mean is drawn, in pixels.
const STRETCH: f64 = 2.0;

/// In rows that are not higher a number would stand out on both sides, in pixels.
const NUMBER: f64 = 8.0;
/// A row's number stands so far from the left edge, in pixels; one of three digits so much further left that
/// the playhead at the start does not strike it through.
const MARGIN: f64 = 2.0;
const LONGER: f64 = -5.0;
/// A ring around the picked operation's number reaches so far beyond it, as it does while its instant is now, so far
/// up and down from its middle, and a row's number half a line more, in pixels.
const RING: f64 = 11.0;
const HALF_A_LINE: f64 = 6.0;

impl Pen<'_> {
    pub(super) fn areas(&mut self) {
        for row in self.plan.rows.iter().filter(|row| row.area) {
            let visible = |span: &&Span| self.axis.shows(span.from, span.to);
            let belongs = |span: &&Span| is_of(row.kind, span.kind);
            let spans = self.story.spans.iter().filter(belongs).filter(visible);
            let steps = steps(spans.map(|span| (span.from, span.to)));
            let foot = row.y + row.height;
            let scale = (row.height - 2.0) / row.peak.max(1) as f64;
            if steps.len() as f64 > self.axis.width * STEPS {
                let [mean, most] = self.means(&steps);
                let outline = |levels: &[f64]| {
                    let mut outline = vec![(0.0, foot)];
                    for (place, level) in levels.iter().enumerate() {
                        outline.push((place as f64 * STRETCH, foot - level * scale));
                    }
                    outline.push((self.axis.width, foot));
                    outline
                };
                let (mean, most) = (outline(&mean), outline(&most));
                self.item(None, Shape::Range(most));
                self.item(None, Shape::Area(mean));
            } else {
                let outline = self.stairs(&steps, foot, scale);
                self.item(None, Shape::Area(outline));
            }
            self.peak(row);
        }
    }

    /// A step line as a closed outline.
    fn stairs(&self, steps: &[(SimTime, usize)], foot: f64, scale: f64) -> Vec<(f64, f64)> {
        let mut outline = vec![(0.0, foot)];
        let mut level = foot;
        for (at, depth) in steps {
            let x = self.within(*at);
            outline.push((x, level));
            level = foot - *depth as f64 * scale;
            outline.push((x, level));
        }
        outline.push((self.axis.width, level));
        outline.push((self.axis.width, foot));
        outline
    }

    /// The mean over time and the greatest number of each stretch of the width.
    fn means(&self, steps: &[(SimTime, usize)]) -> [Vec<f64>; 2] {
        let stretches = (self.axis.width / STRETCH) as usize + 1;
        let (mut mean, mut most) = (vec![0.0; stretches], vec![0.0; stretches]);
        for (place, (at, depth)) in steps.iter().enumerate() {
            let end = steps.get(place + 1).map_or(self.axis.width, |(next, _)| self.within(*next));
            let (mut x, depth) = (self.within(*at), *depth as f64);
            while x < end {
                let stretch = (x / STRETCH) as usize;
                let until = ((stretch + 1) as f64 * STRETCH).min(end);
                mean[stretch] += depth * (until - x) / STRETCH;
                most[stretch] = f64::max(most[stretch], depth);
                x = until;
            }
        }
        [mean, most]
    }

    /// From the left, in pixels; what cannot be seen is at the edges.
    fn within(&self, at: SimTime) -> f64 {
        // Not `clamp`: its complaint about swapped bounds brings the printing of floats along.
        self.axis.x(at).max(0.0).min(self.axis.width)
    }

    /// How many there are at the height of the row; that one worker is one needs no saying.
    fn peak(&mut self, row: &Row) {
        if row.peak > 1 && row.height > NUMBER {
            let kind = PointKind::Peak(row.peak);
            let x = if row.peak < 100 { MARGIN } else { LONGER };
            self.out.points.push(Point { op: None, at: SimTime::ZERO, x, y: row.y + 6.0, kind });
        }
    }

    /// A picked operation that begins with the page has its ring where the rows have their numbers: those that it
    /// would cover stand right of it.
    pub(super) fn clear_ring(&mut self) {
        let is_ring = |point: &&Point| point.kind == PointKind::CallerNumber && point.op == self.selected;
        let Some(ring) = self.out.points.iter().find(is_ring).map(|point| (point.x, point.y)) else { return };
        let width = number_width(self.selected.map_or(0, |op| op + 1));
        let left = ring.0 - 2.0 * RING - width;
        for point in &mut self.out.points {
            let PointKind::Peak(peak) = point.kind else { continue };
            let end = point.x + number_width(peak as u32);
            if (point.y - ring.1).abs() < RING + HALF_A_LINE && left < end {
                // A ring of more digits, grown, reaches a little beyond its instant.
                point.x = ring.0 + MARGIN + width / 7.0;
            }
        }
    }
}

/// Whether a span counts in a row.
fn is_of(row: RowKind, span: SpanKind) -> bool {
    match (row, span) {
        (RowKind::Callers, SpanKind::Wait) => true,
        (RowKind::Queue(here), SpanKind::Queued(there)) => here == there,
        (RowKind::Broker(here), SpanKind::Stored(there)) => here == there,
        (RowKind::Outbox(here), SpanKind::Outbox(there)) => here == there,
        (RowKind::Crew(here), SpanKind::Work(there, _) | SpanKind::Blocked(there, _)) => here == there,
        (RowKind::Worker(here, one), SpanKind::Work(there, other) | SpanKind::Blocked(there, other)) => {
            (here, one) == (there, other)
        }
        _ => false,
    }
}
