//! Packing of lengths of time into as few lines as possible.

use crate::time::SimTime;

/// More lines than this are not drawn one by one.
const MOST: usize = 40;

/// Puts intervals, ascending by their start, each on the first line that is free.
/// Returns each one's line and how many lines are used; `None` if there are too many.
pub(super) fn pack(intervals: impl Iterator<Item = (SimTime, SimTime)>) -> Option<(Vec<u16>, usize)> {
    let mut ends: Vec<SimTime> = Vec::new();
    let mut lines = Vec::new();
    for (from, to) in intervals {
        let line = ends.iter().position(|end| *end <= from).unwrap_or(ends.len());
        if line == MOST {
            return None;
        }
        if line == ends.len() {
            ends.push(to);
        } else {
            ends[line] = to;
        }
        lines.push(line as u16);
    }
    Some((lines, ends.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packed(intervals: &[(u64, u64)]) -> Option<(Vec<u16>, usize)> {
        let at = SimTime::from_micros;
        pack(intervals.iter().map(|(from, to)| (at(*from), at(*to))))
    }

    #[test]
    fn takes_the_first_free_line() {
        assert_eq!(packed(&[(0, 5), (1, 3), (3, 9), (5, 6)]), Some((vec![0, 1, 1, 0], 2)));
        assert_eq!(packed(&[]), Some((vec![], 0)));
    }

    #[test]
    fn gives_up_where_nobody_could_follow() {
        let crowd: Vec<(u64, u64)> = (0..41).map(|n| (n, 100)).collect();
        assert_eq!(packed(&crowd), None);
    }
}
