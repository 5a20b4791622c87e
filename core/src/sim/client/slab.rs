//! The calls that a client has open, each in a place that its timers and its requests carry along.

use crate::sim::event::ReplyTo;
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
    /// What it waits for now: attempts in flight, or one that is still to come.
    pub(super) tries: Vec<Address>,
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

    /// The call in a place, if the place still holds the one that is meant.
    pub(super) fn call(&mut self, slot: Slot, fits: impl Fn(&Call) -> bool) -> Option<&mut Call> {
        self.places.get_mut(slot as usize)?.as_mut().filter(|call| fits(call))
    }

    pub(super) fn clear(&mut self) {
        self.places.clear();
        self.free.clear();
    }
}

impl Call {
    pub(super) fn waits_for(&self, at: Address) -> bool {
        self.tries.contains(&at)
    }

    /// Ends an attempt.
    pub(super) fn end(&mut self, at: Address) {
        self.tries.retain(|tried| *tried != at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_taken_again_is_not_taken_for_the_old_call() {
        let mut slab = Slab::default();
        let call =
            |op| Call { first: Address::first(op, 0), to: ReplyTo::default(), made: 0, tries: Vec::new() };
        let (one, two) = (slab.open(call(1)), slab.open(call(2)));
        assert!(slab.close(one).is_some() && slab.close(one).is_none());
        assert_eq!(slab.open(call(3)), one);
        let of = |op| move |call: &Call| call.first.op == op;
        assert!(slab.call(one, of(1)).is_none());
        assert!(slab.call(one, of(3)).is_some() && slab.call(two, of(2)).is_some());
    }
}
