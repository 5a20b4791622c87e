//! Marks of what went wrong on the way: who gave up waiting, what was tried again, what is gone or set aside.

use super::draw::Pen;
use super::plan::RowKind;
use super::shape::{Point, PointKind};
use crate::scenario::OperationId;
use crate::time::SimTime;
use crate::trace::{Address, End, Transfer, TransferKind};

/// So much room a clock and a loop need, in pixels.
const CLOCK: f64 = 20.0;
/// From the upright of a timeout to the middle of a loop beside it, in pixels.
const ASIDE: f64 = 10.0;

impl Pen<'_> {
    /// Marks on the broker's row; among many for the picked operation alone.
    pub(super) fn dead_letters(&mut self) {
        for (at, Address { op, edge, .. }) in &self.story.dead_letters {
            let Some(row) = self.plan.row(RowKind::Broker(*edge)) else { continue };
            if !row.area || self.selected == Some(*op) {
                let middle = row.y + row.height / 2.0;
                self.point(Some(*op), *at, middle, PointKind::DeadLetter);
            }
        }
    }

    /// Whoever gives up waiting, on their own row; among many for the picked operation alone.
    pub(super) fn timeouts(&mut self) {
        for (at, op, who) in &self.story.timeouts {
            // The last of a caller's is drawn with its wait.
            let ends = *who == End::Caller
                && self.fates.get(*op).and_then(|fate| fate.answered) == Some((*at, false));
            if !ends && self.axis.shows(*at, *at) && !self.is_in_crowd(*op) {
                let Some((top, foot)) = self.extent(*who, *op, *at) else { continue };
                self.point(Some(*op), *at, (top + foot) / 2.0, PointKind::TimedOut { clock: true });
            }
        }
    }

    /// Whether somebody gives up waiting for something of an operation at an instant, and has a mark for it.
    pub(super) fn times_out(&self, op: OperationId, at: SimTime, who: End) -> bool {
        let first = self.story.timeouts.partition_point(|(when, ..)| *when < at);
        let mut now = self.story.timeouts[first..].iter().take_while(|(when, ..)| *when == at);
        !self.is_in_crowd(op) && now.any(|(_, whose, end)| (*whose, *end) == (op, who))
    }

    /// How a caller's wait without a good answer ends.
    pub(super) fn without_answer(&self, op: OperationId, at: SimTime) -> PointKind {
        let gave_up = self.fates.get(op).is_some_and(|fate| fate.gave_up);
        if gave_up || self.times_out(op, at, End::Caller) {
            PointKind::TimedOut { clock: true }
        } else {
            PointKind::Failure
        }
    }

    /// Whether a message of an operation becomes a dead letter at an instant, which has a mark of its own.
    pub(super) fn is_set_aside(&self, op: OperationId, at: SimTime) -> bool {
        let letters = &self.story.dead_letters;
        let first = letters.partition_point(|(when, _)| *when < at);
        letters[first..].iter().take_while(|(when, _)| *when == at).any(|(_, letter)| letter.op == op)
    }

    /// That a request or a message leaves once more, at its tail.
    pub(super) fn retry(&mut self, transfer: &Transfer, y: f64) {
        let sends = matches!(transfer.kind, TransferKind::Request | TransferKind::Publish);
        let Address { op, attempt, edge, .. } = transfer.at;
        // Copies are no attempts.
        if !sends || attempt == 0 || self.plan.copies[usize::from(edge)] > 1 {
            return;
        }
        let mut x = self.axis.x(transfer.sent);
        // Of one that leaves soon after a timeout the loop stands in the clock's place.
        let given_up = self.out.points.iter_mut().rev().find(|point| {
            let near = (0.0..CLOCK).contains(&(x - point.x)) && (y - point.y).abs() < CLOCK;
            near && point.op == Some(op) && matches!(point.kind, PointKind::TimedOut { .. })
        });
        if let Some(mark) = given_up {
            mark.kind = PointKind::TimedOut { clock: false };
            x = x.max(mark.x + ASIDE);
        }
        if self.axis.shows(transfer.sent, transfer.sent) {
            let kind = PointKind::Retry(u32::from(attempt) + 1);
            self.out.points.push(Point { op: Some(op), at: transfer.sent, x, y, kind });
        }
    }
}
