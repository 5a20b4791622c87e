//! The calls that a client has open, each in a place that its timers and its requests carry along.

use crate::sim::event::ReplyTo;
use crate::time::SimTime;
use crate::trace::Address;

/// A place in a [`Slab`]. It is taken again when its call is over; whoever comes back with it is known
/// by the address that it also carries.
pub(in crate::sim) type Slot = u32;

/// A call, from its first attempt to its answer.
pub(super) struct Call {
    /// Its first attempt, by which its sender knows it.
    pub(super) first: Address,
    /// Who waits for it.
    pub(super) to: ReplyTo,
    /// Attempts begun.
    pub(super) made: u16,
    /// The last of them.
    pub(super) latest: Address,
    /// When its time is over.
    pub(super) until: Option<SimTime>,
    /// Before then no attempt goes beside others: its callee has said when to come back, if at all.
    pub(super) not_before: SimTime,
    /// What it waits for now: attempts in flight, or one that is still to come.
    pub(super) tries: Vec<Try>,
}

/// An attempt that is not over.
#[derive(Clone, Copy)]
pub(super) struct Try {
    pub(super) at: Address,
    /// When it asked the breaker, or was scheduled.
    pub(super) began: SimTime,
    pub(super) stage: Stage,
}

/// How far an attempt has come.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    /// Its back-off is not over.
    ToCome,
    /// It waits at a gate, and holds the permits of those before.
    Waits(usize),
    /// Its request is on the way; it holds a permit of every gate.
    Sent,
}

/// Open calls.
#[derive(Default)]
pub(super) struct Slab {
    places: Vec<Option<Call>>,
    free: Vec<Slot>,
}

impl Slab {
    pub(super) fn open(&mut self, call: Call) -> Slot {
        if let Some(slot) = self.free.pop() {
            self.places[slot as usize] = Some(call);
            return slot;
        }
        self.places.push(Some(call));
        (self.places.len() - 1) as Slot
    }

    pub(super) fn close(&mut self, slot: Slot) -> Option<Call> {
        let call = self.places.get_mut(slot as usize)?.take();
        if call.is_some() {
            self.free.push(slot);
        }
        call
    }

    /// How many calls are open.
    pub(super) fn count(&self) -> usize {
        self.places.len() - self.free.len()
    }

    /// The call in a place. Only for who knows that it is still the one that is meant.
    pub(super) fn call(&mut self, slot: Slot) -> Option<&mut Call> {
        self.places.get_mut(slot as usize)?.as_mut()
    }

    /// An attempt that is not over, of the call in a place; none if the place holds another call.
    pub(super) fn tried(&mut self, slot: Slot, at: Address) -> Option<&mut Try> {
        self.call(slot)?.tries.iter_mut().find(|tried| tried.at == at)
    }

    /// An attempt has come further.
    pub(super) fn stand(&mut self, slot: Slot, at: Address, stage: Stage) {
        if let Some(tried) = self.tried(slot, at) {
            tried.stage = stage;
        }
    }

    /// Ends an attempt.
    pub(super) fn end(&mut self, slot: Slot, at: Address) -> Option<Try> {
        let tries = &mut self.call(slot)?.tries;
        let place = tries.iter().position(|tried| tried.at == at)?;
        Some(tries.remove(place))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_taken_again_is_not_taken_for_the_old_call() {
        let mut slab = Slab::default();
        let call = |op| {
            let first = Address::first(op, 0);
            Call {
                first,
                to: ReplyTo::default(),
                made: 0,
                latest: first,
                until: None,
                not_before: SimTime::ZERO,
                tries: Vec::new(),
            }
        };
        let (one, two) = (slab.open(call(1)), slab.open(call(2)));
        assert!(slab.close(one).is_some() && slab.close(one).is_none());
        assert_eq!(slab.open(call(3)), one);
        let (old, new) = (Address::first(1, 0), Address::first(3, 0));
        if let Some(call) = slab.call(one) {
            call.tries.push(Try { at: new, began: SimTime::ZERO, stage: Stage::Sent });
        }
        assert!(slab.tried(one, old).is_none() && slab.tried(one, new).is_some());
        assert!(slab.end(one, old).is_none() && slab.end(one, new).is_some() && slab.end(one, new).is_none());
        assert!(slab.tried(two, new).is_none());
    }
}
