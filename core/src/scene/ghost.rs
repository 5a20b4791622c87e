//! Bars of work, and those of another run of the same lane.

use super::axis::Axis;
use super::crowd::{Crowd, THIN};
use super::plan::Plan;
use super::shape::Rect;
use crate::trace::{Span, SpanKind, Story};

/// The work of another run of the same lane, in the rows of this plan: what a changed run is held
/// against. Work of workers that this plan has no row for is left out.
pub fn ghost(plan: &Plan, story: &Story, axis: &Axis) -> Vec<Rect> {
    let mut bars = Vec::new();
    let mut crowd = Crowd::default();
    for span in &story.spans {
        let works = matches!(span.kind, SpanKind::Work(..)) && span.to > span.from;
        if !works || !axis.shows(span.from, span.to) {
            continue;
        }
        let Some(row) = plan.row_of(span.kind).filter(|row| !row.area) else { continue };
        let bar = bar(axis, span, row.y, row.height);
        if bar.width >= THIN || !crowd.covers(0, bar.x, bar.y) {
            bars.push(bar);
        }
    }
    bars
}

/// A span as a bar, cut at the edges of the axis.
pub(super) fn bar(axis: &Axis, span: &Span, y: f64, height: f64) -> Rect {
    let x = axis.x(span.from).max(0.0);
    let right = axis.x(span.to).min(axis.width);
    Rect { x, y, width: (right - x).max(1.0), height }
}
