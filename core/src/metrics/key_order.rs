//! Whether the effects of one key come in the order in which its operations started.

use crate::scenario::OperationId;

/// The order of the starts, and how far each key has come in it.
#[derive(Default)]
pub(super) struct KeyOrder {
    /// By operation, which one in turn its start was.
    starts: Vec<u32>,
    begun: u32,
    /// By key, the latest start whose effect is there, from 1; 0 is none.
    latest: Vec<u32>,
    /// Operations whose effect came after that of a later one of their key.
    pub(super) reordered: u64,
}

impl KeyOrder {
    /// An operation starts, once.
    pub(super) fn started(&mut self, op: OperationId) {
        self.begun += 1;
        *entry(&mut self.starts, op) = self.begun;
    }

    /// Its effect is complete, for the first time.
    pub(super) fn effective(&mut self, op: OperationId, key: Option<u32>, counted: bool) {
        let Some(key) = key else { return };
        let start = *entry(&mut self.starts, op);
        let latest = entry(&mut self.latest, key);
        self.reordered += u64::from(counted && start < *latest);
        *latest = start.max(*latest);
    }
}

fn entry(numbers: &mut Vec<u32>, place: u32) -> &mut u32 {
    let place = place as usize;
    if numbers.len() <= place {
        numbers.resize(place + 1, 0);
    }
    &mut numbers[place]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_after_a_later_one_of_its_key_is_out_of_order() {
        let mut order = KeyOrder::default();
        for op in [2, 0, 1, 4, 3] {
            order.started(op);
        }
        // Key 1 has had 2, 0, 3 in this order; key 0 has had 1 and 4.
        for (op, key) in [(0, 1), (2, 1), (4, 0), (1, 0), (3, 1)] {
            order.effective(op, Some(key), true);
        }
        assert_eq!(order.reordered, 2);
        order.effective(2, None, true);
        order.effective(2, Some(1), false);
        assert_eq!(order.reordered, 2);
    }
}
