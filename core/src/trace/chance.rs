//! Whether something that is done to an operation by hand could still change anything.

use super::lengths::{SpanKind, TransferKind};
use super::Story;
use crate::scenario::{Act, OperationId};
use crate::time::SimTime;

impl Story {
    /// Whether work on an operation begins from a point in time on, or for [`Act::Lose`] whether something that
    /// may get lost leaves: a reply, a confirm, an acknowledgement, or a notice.
    pub fn has_yet_to_come(&self, act: Act, op: OperationId, from: SimTime) -> bool {
        if act == Act::Slow {
            let begun = self.spans.partition_point(|span| span.from < from);
            let mut later = self.spans[begun..].iter().filter(|span| span.op == Some(op));
            return later.any(|span| matches!(span.kind, SpanKind::Work(..)));
        }
        use TransferKind::{Ack, Confirm, Notice, Reply};
        let sent = self.transfers.partition_point(|transfer| transfer.sent < from);
        let mut later = self.transfers[sent..].iter().filter(|transfer| transfer.at.op == op);
        later.any(|transfer| matches!(transfer.kind, Reply | Confirm | Ack | Notice))
    }
}
