//! Draws what crosses the network: lines from one row to another.

use super::draw::{Pen, OUTBOXES, PICKED_LINE, STORED};
use super::plan::{Row, RowKind};
use super::shape::{LineKind, PointKind, Shape};
use crate::scenario::OperationId;
use crate::time::SimTime;
use crate::trace::{End, SpanKind, Transfer, TransferKind};

impl Pen<'_> {
    pub(super) fn transfer(&mut self, transfer: &Transfer) {
        let lands = transfer.arrived.unwrap_or(transfer.sent);
        if !self.axis.shows(transfer.sent, lands) {
            return;
        }
        let op = transfer.at.op;
        if self.is_in_crowd(op) {
            return;
        }
        let kind = LineKind::of(transfer);
        let source = self.extent(transfer.source, op, transfer.sent);
        let target = match (transfer.kind, transfer.target) {
            // What is consumed is removed from the queue, not from where it was appended.
            (TransferKind::Ack, End::Broker(edge)) => {
                self.plan.row(RowKind::Broker(edge)).map(|row| (row.y, row.y + row.height))
            }
            (_, end) => self.extent(end, op, lands),
        };
        let (Some(source), Some(target)) = (source, target) else { return };
        // From the nearer edge of one row to the nearer edge of the other.
        let (y0, y1) = if source.0 < target.0 { (source.1, target.0) } else { (source.0, target.1) };
        let ok = transfer.ok && transfer.arrived.is_some();
        let (from, to) = ((self.axis.x(transfer.sent), y0), (self.axis.x(lands), y1));
        if transfer.lost {
            // It stops half-way, and nobody knows when it would have come.
            let middle = (y0 + y1) / 2.0;
            self.item(Some(op), Shape::Line { kind, from, to: (from.0, middle), ok });
            self.item(Some(op), Shape::Line { kind: LineKind::Stale, from: (from.0, middle), to, ok });
            self.point(Some(op), transfer.sent, middle, PointKind::Dropped);
        } else {
            self.item(Some(op), Shape::Line { kind, from, to, ok });
        }
        self.retry(transfer, y0);
    }

    /// Where only numbers are drawn, every arrow would point into a crowd: those of the picked operation stand alone.
    pub(super) fn is_in_crowd(&self, op: OperationId) -> bool {
        let crowd = self.plan.row(RowKind::Callers).is_some_and(|row| row.area);
        crowd && self.selected != Some(op)
    }

    /// Upper and lower edge of one end of a transfer.
    pub(super) fn extent(&self, end: End, op: OperationId, at: SimTime) -> Option<(f64, f64)> {
        let whole = |row: &Row| (row.y, row.y + row.height);
        match end {
            End::Caller => {
                let row = self.plan.row(RowKind::Callers)?;
                let place = self.wait_of(op)?;
                let line = if row.area { PICKED_LINE } else { self.plan.line(place) };
                let middle = row.y + (line as f64 + 0.5) * self.plan.density.caller;
                Some((middle, middle))
            }
            End::Worker(service, worker) => self.plan.worker_row(service, worker).map(whole),
            End::Queue(service) => self
                .pill_or(op, service, at, self.plan.row(RowKind::Queue(service)))
                .or_else(|| self.plan.worker_row(service, 0).map(whole)),
            End::Outbox(edge) => self.pill_or(op, OUTBOXES + edge, at, self.plan.row(RowKind::Outbox(edge))),
            End::Broker(edge) => {
                let row = self.plan.row(RowKind::Broker(edge));
                let store = self.plan.density.store * STORED;
                self.drawn_pill(op, u8::MAX - edge, at).or(row.map(|row| (row.y, row.y + store)))
            }
        }
    }

    fn pill_or(&self, op: OperationId, place: u8, at: SimTime, row: Option<&Row>) -> Option<(f64, f64)> {
        self.drawn_pill(op, place, at).or(row.map(|row| (row.y, row.y + row.height)))
    }

    /// Upper and lower edge of the pill that begins or ends at an instant. Few are on a page.
    fn drawn_pill(&self, op: OperationId, place: u8, at: SimTime) -> Option<(f64, f64)> {
        let same = |pill: &&(OperationId, u8, SimTime, f64)| (pill.0, pill.1, pill.2) == (op, place, at);
        self.pills.iter().rev().find(same).map(|(.., y)| (y - 5.0, y + 5.0))
    }

    /// The place of an operation's wait in the story.
    fn wait_of(&self, op: OperationId) -> Option<usize> {
        let started = self.fates.get(op)?.started;
        let first = self.story.spans.partition_point(|span| span.from < started);
        let found = self.story.spans[first..]
            .iter()
            .position(|span| span.kind == SpanKind::Wait && span.op == Some(op))?;
        Some(first + found)
    }
}
