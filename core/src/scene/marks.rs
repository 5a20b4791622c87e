//! Marks of what went wrong on the way: who gave up waiting, what was tried again, what is gone or set aside.

use super::draw::Pen;
use super::plan::RowKind;
use super::shape::{Point, PointKind};
use crate::scenario::OperationId;
use crate::time::SimTime;
use crate::trace::{Address, End, Transfer, TransferKind};

/// So much room a clock and a loop need, in pixels.
const CLOCK: f64 = 20.0;

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
            if self.axis.shows(*at, *at) && !self.is_in_crowd(*op) {
                let Some((top, foot)) = self.extent(*who, *op, *at) else { continue };
                let y = (top + foot) / 2.0;
                // The next attempt, where it leaves soon, has the clock's place.
                let x = self.axis.x(*at);
                let soon = |other: &Point| {
                    matches!(other.kind, PointKind::Retry(_))
                        && other.op == Some(*op)
                        && (0.0..CLOCK).contains(&(other.x - x))
                        && (other.y - y).abs() < CLOCK
                };
                let clock = !self.out.points.iter().any(soon);
                self.point(Some(*op), *at, y, PointKind::TimedOut { clock });
            }
        }
    }

    /// Whether somebody gives up waiting for something of an operation at an instant, and has a mark for it.
    pub(super) fn times_out(&self, op: OperationId, at: SimTime) -> bool {
        let first = self.story.timeouts.partition_point(|(when, ..)| *when < at);
        let mut now = self.story.timeouts[first..].iter().take_while(|(when, ..)| *when == at);
        now.any(|(_, whose, who)| *whose == op && !matches!(who, End::Outbox(_)))
    }

    /// How a caller's wait without a good answer ends.
    pub(super) fn without_answer(&self, op: OperationId) -> PointKind {
        match self.fates.get(op) {
            Some(fate) if fate.gave_up => PointKind::TimedOut { clock: true },
            _ => PointKind::Failure,
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
        if sends && attempt > 0 && self.plan.copies[usize::from(edge)] == 1 {
            self.point(Some(op), transfer.sent, y, PointKind::Retry(u32::from(attempt) + 1));
        }
    }
}
