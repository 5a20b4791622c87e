//! Hedging (gRFC A6): an attempt that takes long gets company; the first good answer is taken, and the
//! callees of the others are told that nobody waits any more.
//!
//! A failed attempt does not end the call while others are under way; the next one then goes at once, or when
//! a callee that sheds has said, or never if it has said that (`grpc-retry-pushback-ms`). What
//! the client itself has turned away is no answer of a callee, and hurries nothing.

use super::budget::Tokens;
use super::slab::{Slot, Stage};
use super::{Client, Context, Timer};
use crate::scenario::Pushback;
use crate::time::SimTime;
use crate::trace::{Address, Fact, Outcome, RecordId};

impl Client<'_> {
    /// An attempt begins; when the delay is over, another may follow.
    pub(super) fn hedge_later(&mut self, ctx: &mut Context, slot: Slot, at: Address, cause: RecordId) {
        let Some(hedge) = &self.policy.hedge else { return };
        if self.calls.call(slot).is_some_and(|call| call.made < hedge.max_attempts) {
            ctx.timer_at(ctx.now() + hedge.delay, cause, (Timer::Hedge, at), slot);
        }
    }

    /// The delay after an attempt is over: if no other has followed it, one does now.
    pub(super) fn hedge(&mut self, ctx: &mut Context, slot: Slot, after: Address, cause: RecordId) {
        let Some(call) = self.calls.call(slot) else { return };
        if call.latest != after || ctx.now() < call.not_before {
            return;
        }
        let alone = call.tries.is_empty();
        if self.tokens.as_ref().is_some_and(|tokens| !tokens.suffice()) {
            let throttled = ctx.record(cause, Fact::RetryThrottled { at: after });
            if alone {
                self.close(ctx, slot, Outcome::Shed, throttled);
            }
            return;
        }
        self.hedge_now(ctx, slot, after, cause);
    }

    fn hedge_now(&mut self, ctx: &mut Context, slot: Slot, after: Address, cause: RecordId) {
        let next = ctx.again(after);
        let hedged = ctx.record(cause, Fact::Hedged { at: next, after: after.attempt });
        self.attempt(ctx, slot, next, hedged);
    }

    /// An attempt has failed: the next goes at once, or those that are under way are waited for, or the
    /// call has failed with it.
    pub(super) fn hedge_failed(
        &mut self,
        ctx: &mut Context,
        slot: Slot,
        at: Address,
        outcome: Outcome,
        cause: RecordId,
    ) {
        let answered = !outcome.is_rejected();
        let charged = !answered || self.tokens.as_mut().is_none_or(Tokens::failed);
        let most = self.policy.hedge.as_ref().map_or(1, |hedge| hedge.max_attempts);
        let pushback = self.pushback(outcome);
        let Some(call) = self.calls.call(slot) else { return };
        if pushback == Some(Pushback::Never) {
            call.not_before = SimTime::NEVER;
        }
        let more = answered && call.made < most && call.not_before != SimTime::NEVER;
        if more && charged {
            if let Some(Pushback::After(wait)) = pushback {
                call.not_before = call.not_before.max(ctx.now() + wait);
            }
            let (due, latest) = (call.not_before, call.latest);
            if ctx.now() < due {
                // The next goes exactly then, whoever has failed, and not when its delay is over.
                return ctx.timer_at(due, cause, (Timer::Hedge, latest), slot);
            }
            return self.hedge_now(ctx, slot, latest, cause);
        }
        if call.tries.is_empty() {
            let cause = if more { ctx.record(cause, Fact::RetryThrottled { at }) } else { cause };
            self.close(ctx, slot, outcome, cause);
        }
    }

    /// Nobody waits for any other attempt of a call. Those that wait go first, so that none of them is
    /// given what another one puts down.
    pub(super) fn abandon_others(&mut self, ctx: &mut Context, slot: Slot, kept: Address, cause: RecordId) {
        if self.calls.call(slot).is_none_or(|call| call.tries.len() < 2) {
            return;
        }
        for place in 0..=self.doors.len() {
            let here = |stage| match stage {
                Stage::Waits(at) => at == place,
                Stage::Sent | Stage::ToCome => place == self.doors.len(),
            };
            let Some(call) = self.calls.call(slot) else { return };
            let others = call.tries.iter().filter(|tried| tried.at != kept && here(tried.stage));
            let others: Vec<Address> = others.map(|tried| tried.at).collect();
            for at in others {
                let abandoned = ctx.record(cause, Fact::AttemptAbandoned { at });
                self.put_down(ctx, slot, at, None, abandoned);
            }
        }
    }
}
