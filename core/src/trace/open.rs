//! What is open while a trace is read.

use super::fact::{Address, WorkerId};
use crate::scenario::{OperationId, ServiceId};

/// What a span's key says of its kind.
pub(super) mod slot {
    pub(in crate::trace) const WAIT: u8 = 0;
    pub(in crate::trace) const QUEUED: u8 = 1;
    pub(in crate::trace) const WORK: u8 = 2;
    pub(in crate::trace) const BLOCKED: u8 = 3;
    pub(in crate::trace) const APPEND: u8 = 4;
    pub(in crate::trace) const STORED: u8 = 5;
    pub(in crate::trace) const DOWN: u8 = 6;
    pub(in crate::trace) const TROUBLED: u8 = 7;
    pub(in crate::trace) const OPEN: u8 = 8;
    pub(in crate::trace) const OUTBOX: u8 = 9;
    pub(in crate::trace) const CRASHED: u8 = 10;
    pub(in crate::trace) const AWAY: u8 = 11;
    pub(in crate::trace) const DONE: u8 = 12;
}

/// What is open: one span of a kind per request or message, and one transfer of a kind. Packed
/// into a number, the operation first: an edge fits in six bits, and of one message no delivery is open
/// when the sixty-fourth after it begins.
pub(super) fn key(kind: u8, at: Address) -> u64 {
    let Address { op, attempt, edge, delivery } = at;
    u64::from(op) << 32
        | u64::from(attempt) << 16
        | u64::from(edge) << 10
        | u64::from(kind) << 6
        | u64::from(delivery & 63)
}

/// The key of what belongs to a whole operation, or to a service.
pub(super) fn whole(kind: u8, number: u32) -> u64 {
    key(kind, Address::first(number, 0))
}

/// The key of a worker that is down by itself.
pub(super) fn crashed(service: ServiceId, worker: WorkerId) -> u64 {
    key(slot::CRASHED, Address { attempt: worker, ..Address::first(u32::from(service), 0) })
}

/// The key of one request or message that is in hand.
pub(super) fn held(at: Address) -> u64 {
    key(1, at)
}

/// The key of an operation at a service.
pub(super) fn in_hand(service: ServiceId, op: OperationId) -> u64 {
    key(0, Address::first(op, service))
}

/// Numbers by key; the upper half of a key is the operation. A list for each operation, as few
/// things of one are open at once: a map would be no faster, and is a few kilobytes of every
/// visitor's download.
#[derive(Default)]
pub(super) struct Open(Vec<Vec<(u64, usize)>>);

fn operation(key: u64) -> usize {
    (key >> 32) as usize
}

impl Open {
    /// Opens; what was open there before is forgotten.
    pub fn insert(&mut self, key: u64, number: usize) {
        let operation = operation(key);
        if operation >= self.0.len() {
            self.0.resize_with(operation + 1, Vec::new);
        }
        let entries = &mut self.0[operation];
        match entries.iter_mut().find(|(known, _)| *known == key) {
            Some(entry) => entry.1 = number,
            None => entries.push((key, number)),
        }
    }

    /// What is open there.
    pub fn get(&self, key: u64) -> Option<usize> {
        let (_, number) = self.0.get(operation(key))?.iter().find(|(known, _)| *known == key)?;
        Some(*number)
    }

    /// Closes what is open there.
    pub fn remove(&mut self, key: u64) -> Option<usize> {
        let entries = self.0.get_mut(operation(key))?;
        let place = entries.iter().position(|(known, _)| *known == key)?;
        Some(entries.swap_remove(place).1)
    }

    /// All that is still open.
    pub fn numbers(&self) -> impl Iterator<Item = usize> + '_ {
        self.0.iter().flatten().map(|(_, number)| *number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_for_each_key() {
        let mut open = Open::default();
        let key = |place: u64| 3 << 32 | place;
        for (place, number) in [(0, 7), (1, 8), (0, 9)] {
            open.insert(key(place), number);
        }
        assert_eq!([0, 1, 2].map(|place| open.get(key(place))), [Some(9), Some(8), None]);
        assert_eq!((open.remove(key(0)), open.remove(key(0)), open.remove(9 << 32)), (Some(9), None, None));
        assert_eq!(open.numbers().collect::<Vec<_>>(), [8]);
    }
}
