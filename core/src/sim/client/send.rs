//! What an attempt sends: a request to its callee, or a message to the broker.

use super::slab::Slot;
use super::{earlier, Client, Context, ReplyTo, Timer};
use crate::trace::{Address, Fact, Outcome, RecordId};

impl Client<'_> {
    pub(super) fn send(&mut self, ctx: &mut Context, slot: Slot, at: Address, cause: RecordId) {
        let sent = if self.lane.is_call(self.edge) {
            self.request(ctx, slot, at, cause)
        } else if self.lane.confirms(self.edge) {
            ctx.publish(self.model, (at, ReplyTo::slot(slot)), cause)
        } else {
            let sent = ctx.publish(self.model, (at, ReplyTo::NOBODY), cause);
            let waived = ctx.record(sent, Fact::ConfirmWaived { at });
            return self.over(ctx, slot, at, Outcome::Ok, waived);
        };
        if let Some(timeout) = self.policy.timeout {
            ctx.timer_at(ctx.now() + timeout, sent, (Timer::Attempt, at), slot);
        }
    }

    fn request(&mut self, ctx: &mut Context, slot: Slot, at: Address, cause: RecordId) -> RecordId {
        if self.policy.propagate_deadline {
            let until = self.calls.call(slot).and_then(|call| call.until);
            let of_attempt = self.policy.timeout.map(|timeout| ctx.now() + timeout);
            if let Some(until) = earlier(until, of_attempt) {
                ctx.deadlines.tell(at, until);
            }
        }
        ctx.request(self.model, (at, ReplyTo::slot(slot)), cause)
    }
}
