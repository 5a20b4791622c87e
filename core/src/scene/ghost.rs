//! Bars, and those of another run of the same lane.

use super::axis::Axis;
use super::crowd::{Crowd, THIN};
use super::plan::Plan;
use super::shape::Rect;
use crate::trace::{Span, SpanKind, Story};

/// The work of another run of the same lane and, where each has a line, its callers' waits, in the rows of
/// this plan: what a changed run is held against. What this plan has no row for is left out.
pub fn ghost(plan: &Plan, story: &Story, axis: &Axis) -> Vec<Rect> {
    let mut bars = Vec::new();
    let mut crowd = Crowd::default();
    for span in &story.spans {
        if span.to == span.from || !axis.shows(span.from, span.to) {
            continue;
        }
        let Some(row) = plan.row_of(span.kind).filter(|row| !row.area) else { continue };
        let bar = match (span.kind, span.op) {
            (SpanKind::Work(..), _) => bar(axis, span, row.y, row.height),
            (SpanKind::Wait, Some(op)) if plan.by_number && (op as usize) < row.peak => {
                bar(axis, span, plan.wait_top(row, op as usize), plan.density.wait)
            }
            _ => continue,
        };
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
