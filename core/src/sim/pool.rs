//! Which workers are free: always the lowest number is taken first.

use crate::trace::WorkerId;

/// A set of worker numbers as bits, so that the lowest is found in a few instructions.
pub(super) struct FreeWorkers {
    words: Vec<u64>,
    count: u16,
}

impl FreeWorkers {
    /// All workers are free.
    pub(super) fn all(count: u16) -> Self {
        let mut free = FreeWorkers { words: vec![0; usize::from(count).div_ceil(64)], count };
        free.reset();
        free
    }

    pub(super) fn reset(&mut self) {
        for worker in 0..self.count {
            self.put(worker);
        }
    }

    /// The lowest, if it is one of the first so many.
    pub(super) fn take_below(&mut self, end: WorkerId) -> Option<WorkerId> {
        let worker = self.take_lowest()?;
        if worker < end {
            return Some(worker);
        }
        self.put(worker);
        None
    }

    pub(super) fn take_lowest(&mut self) -> Option<WorkerId> {
        let index = self.words.iter().position(|word| *word != 0)?;
        let word = &mut self.words[index];
        let bit = word.trailing_zeros();
        *word &= *word - 1;
        Some((index * 64) as u16 + bit as u16)
    }

    /// Takes this one if it is free.
    pub(super) fn take(&mut self, worker: WorkerId) -> bool {
        let (word, bit) = (&mut self.words[usize::from(worker / 64)], 1 << (worker % 64));
        let free = *word & bit != 0;
        *word &= !bit;
        free
    }

    pub(super) fn put(&mut self, worker: WorkerId) {
        self.words[usize::from(worker / 64)] |= 1 << (worker % 64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hands_out_the_lowest_and_none_twice() {
        let mut free = FreeWorkers::all(70);
        let taken: Vec<_> = std::iter::from_fn(|| free.take_lowest()).collect();
        assert_eq!(taken, (0..70).collect::<Vec<_>>());
        free.put(5);
        assert!(free.take(5) && !free.take(5));
        free.put(66);
        free.put(3);
        assert_eq!((free.take_lowest(), free.take_lowest(), free.take_lowest()), (Some(3), Some(66), None));
    }
}
