//! So many at once: the permits of a bulkhead, or the connections of a pool; a pure state machine.

use std::collections::VecDeque;

/// Permits, and who waits for one, first come first served.
pub(super) struct Gate<T> {
    free: u32,
    waiting: VecDeque<T>,
}

impl<T: PartialEq> Gate<T> {
    pub(super) fn new(permits: u32) -> Self {
        Gate { free: permits, waiting: VecDeque::new() }
    }

    /// Takes a permit, if one is free; those who wait already come first.
    pub(super) fn take(&mut self) -> bool {
        let free = self.free > 0;
        self.free -= u32::from(free);
        free
    }

    /// Waits for a permit.
    pub(super) fn wait(&mut self, who: T) {
        self.waiting.push_back(who);
    }

    /// Stops waiting.
    pub(super) fn leave(&mut self, who: &T) {
        self.waiting.retain(|waits| waits != who);
    }

    /// Gives a permit back: to the first who waits, who is returned, or for later.
    pub(super) fn give_back(&mut self) -> Option<T> {
        let next = self.waiting.pop_front();
        self.free += u32::from(next.is_none());
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Never more than the permits are out, nobody waits while one is free, and all are served in turn.
    #[test]
    fn keeps_to_its_permits() {
        let (mut bits, mut ticket) = (3u64, 0u32);
        for permits in 1..6 {
            let mut gate = Gate::new(permits);
            let (mut out, mut line) = (0, VecDeque::new());
            for _ in 0..3000 {
                bits = bits.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
                match bits >> 62 {
                    0 | 1 => {
                        ticket += 1;
                        if gate.take() {
                            assert!(line.is_empty());
                            out += 1;
                        } else {
                            gate.wait(ticket);
                            line.push_back(ticket);
                        }
                    }
                    2 if out > 0 => {
                        let next = gate.give_back();
                        assert_eq!(next, line.pop_front());
                        out -= u32::from(next.is_none());
                    }
                    _ => {
                        if let Some(last) = line.pop_back() {
                            gate.leave(&last);
                        }
                    }
                }
                assert!(out <= permits);
            }
        }
    }
}
