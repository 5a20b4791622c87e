//! A four-ary heap: for the few hundred events that are pending at a time it touches fewer lines of
//! memory than a binary one, and its comparisons are inlined even where all else is made small.

/// What a heap holds: the least of a total order comes out first.
pub(super) trait Ordered {
    /// Whether this comes out before the other.
    fn before(&self, other: &Self) -> bool;
}

/// Items, the least of which is at hand.
pub(super) struct Heap<T> {
    items: Vec<T>,
}

/// Children of a node.
const ARITY: usize = 4;

impl<T: Ordered + Copy> Heap<T> {
    pub(super) fn new() -> Self {
        Heap { items: Vec::new() }
    }

    /// The one that comes out next.
    #[inline(always)]
    pub(super) fn least(&self) -> Option<&T> {
        self.items.first()
    }

    pub(super) fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether all items are of a kind.
    pub(super) fn all(&self, kind: impl Fn(&T) -> bool) -> bool {
        self.items.iter().all(kind)
    }

    #[inline]
    pub(super) fn push(&mut self, item: T) {
        let mut hole = self.items.len();
        self.items.push(item);
        while hole > 0 {
            let above = (hole - 1) / ARITY;
            if !item.before(&self.items[above]) {
                break;
            }
            self.items[hole] = self.items[above];
            hole = above;
        }
        self.items[hole] = item;
    }

    /// Takes the least away, if there is any; [`Heap::least`] has told what it was.
    // Nothing goes through an `Option`: what stands in one is copied in pieces that do not fit what
    // was written, and each read then waits for the writes.
    #[inline]
    pub(super) fn drop_least(&mut self) {
        let Some(end) = self.items.len().checked_sub(1) else { return };
        let last = self.items[end];
        self.items.truncate(end);
        if end == 0 {
            return;
        }
        let items = self.items.as_mut_slice();
        let mut hole = 0;
        loop {
            let first = hole * ARITY + 1;
            let children = first..items.len().min(first + ARITY);
            let Some(mut best) = children.clone().next() else { break };
            for child in children.skip(1) {
                if items[child].before(&items[best]) {
                    best = child;
                }
            }
            if !items[best].before(&last) {
                break;
            }
            items[hole] = items[best];
            hole = best;
        }
        items[hole] = last;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Ordered for u32 {
        fn before(&self, other: &Self) -> bool {
            self < other
        }
    }

    #[test]
    fn whatever_goes_in_comes_out_in_order() {
        let mut heap = Heap::new();
        let mut state = 1u32;
        for round in 0..300u32 {
            let mut inside = Vec::new();
            for _ in 0..round % 37 {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                inside.push(state >> 24);
                heap.push(state >> 24);
            }
            inside.sort_unstable();
            let out: Vec<u32> = std::iter::from_fn(|| {
                let least = heap.least().copied();
                heap.drop_least();
                least
            })
            .collect();
            assert_eq!(out, inside);
        }
    }
}
