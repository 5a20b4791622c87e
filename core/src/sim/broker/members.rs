//! The members of a consumer group: the workers of the consuming service, and how they share the partitions
//! of a topic.

use std::collections::VecDeque;
use std::ops::Range;

use crate::time::SimTime;
use crate::trace::{Address, PartitionId, WorkerId};

/// The members of a group that share the partitions of a topic: contiguous ranges, the first ones
/// one longer where it does not come out even (`RangeAssignor`).
pub(super) fn owner(partition: PartitionId, partitions: u16, members: u16) -> WorkerId {
    let (each, longer) = (partitions / members, partitions % members);
    let in_longer = longer * (each + 1);
    if partition < in_longer {
        partition / (each + 1)
    } else {
        longer + (partition - in_longer) / each.max(1)
    }
}

/// A member of the group.
#[derive(Default)]
pub(super) struct Member {
    /// Fetched and not committed, in the order of the fetches.
    pub(super) fetched: VecDeque<(Address, PartitionId)>,
    /// Fetched before that, and lost by a broker that keeps nothing: what it commits is first of these.
    pub(super) lost: VecDeque<Address>,
    /// The partitions that it owns.
    pub(super) owns: Range<PartitionId>,
    /// The one that it fetches from next.
    pub(super) next: PartitionId,
    /// When the last record that was sent to it arrives: its connection keeps the order.
    pub(super) arrives: SimTime,
    /// Which of its lives the group knows, so that an answer from an earlier one is known.
    pub(super) epoch: u16,
    /// Since when its fetch waits.
    pub(super) asked: SimTime,
    /// Whether it is looked at when that has waited as long as it may.
    pub(super) waits: bool,
    /// Whether the group has noticed that it is gone.
    pub(super) gone: bool,
    /// Whether it waits for nothing but records; always, where it fetches ahead.
    pub(super) asks: bool,
}

/// A group and the logs that it reads.
pub(super) struct Topic {
    /// Records not yet fetched, by partition; by what their next delivery will be.
    pub(super) logs: Vec<VecDeque<Address>>,
    pub(super) members: Vec<Member>,
    /// The member that each partition belongs to; none while all are gone.
    owners: Vec<Option<WorkerId>>,
    pub(super) group_up: bool,
    /// Whether it is subscribed.
    pub(super) subscribed: bool,
    /// Until when it waits for further members, where it has been empty.
    pub(super) joins: Option<SimTime>,
    /// Whether it has ever had members.
    pub(super) known: bool,
    /// Whether it knows where to read on: it has been there before, or would begin with the first record.
    pub(super) has_offset: bool,
    /// Whether the group has gone while the broker was down, so that what it had fetched is to be read again.
    pub(super) stale: bool,
    /// Whether the partitions are being shared out anew: until then nobody fetches.
    pub(super) rebalances: bool,
}

impl Topic {
    pub(super) fn new(partitions: u16, workers: u16) -> Self {
        let member = || Member { asks: true, ..Member::default() };
        let mut topic = Topic {
            logs: (0..partitions).map(|_| VecDeque::new()).collect(),
            members: (0..workers).map(|_| member()).collect(),
            owners: Vec::new(),
            group_up: true,
            subscribed: true,
            joins: None,
            known: true,
            has_offset: true,
            stale: false,
            rebalances: false,
        };
        topic.share_out();
        topic
    }

    /// Shares the partitions out among the members that are there.
    pub(super) fn share_out(&mut self) {
        let there: Vec<WorkerId> =
            (0..).zip(&self.members).filter(|(_, one)| !one.gone).map(|(id, _)| id).collect();
        for member in &mut self.members {
            (member.owns, member.next) = (0..0, 0);
        }
        let partitions = self.logs.len() as u16;
        self.owners.clear();
        for partition in 0..partitions {
            let place = (!there.is_empty()).then(|| owner(partition, partitions, there.len() as u16));
            let owner = place.map(|place| there[usize::from(place)]);
            self.owners.push(owner);
            let Some(owner) = owner else { continue };
            let member = &mut self.members[usize::from(owner)];
            let from = if member.owns.is_empty() { partition } else { member.owns.start };
            (member.owns, member.next) = (from..partition + 1, from);
        }
    }

    /// Whether the group is known to have gone once more since it had the lives of this epoch.
    pub(super) fn is_past(&self, epoch: u16) -> bool {
        self.members.iter().all(|member| epoch < member.epoch)
    }

    /// Whose a partition is.
    pub(super) fn owner(&self, partition: PartitionId) -> Option<WorkerId> {
        self.owners[usize::from(partition)]
    }

    /// Whether there is a member, and none that is there has anything in hand.
    pub(super) fn is_at_rest(&self) -> bool {
        let mut there = self.members.iter().filter(|member| !member.gone).peekable();
        there.peek().is_some() && there.all(|member| member.asks && member.fetched.is_empty())
    }

    /// Records that a member could fetch, as far as so many.
    pub(super) fn available(&self, worker: WorkerId, most: usize) -> usize {
        let owns = self.members[usize::from(worker)].owns.clone();
        let logs = owns.map(|partition| self.logs[usize::from(partition)].len());
        logs.sum::<usize>().min(most)
    }

    /// The next record for a member, from its partitions in turn.
    pub(super) fn next(&mut self, worker: WorkerId) -> Option<Address> {
        let member = &mut self.members[usize::from(worker)];
        let mut turns = (member.next..member.owns.end).chain(member.owns.start..member.next);
        let partition = turns.find(|partition| !self.logs[usize::from(*partition)].is_empty())?;
        let at = self.logs[usize::from(partition)].pop_front()?;
        member.next = if partition + 1 < member.owns.end { partition + 1 } else { member.owns.start };
        member.fetched.push_back((at, partition));
        Some(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The fullest member has ⌈P / C⌉ partitions, and no other two differ by more than one.
    #[test]
    fn ranges_are_contiguous_and_even() {
        for partitions in 1..=24u16 {
            for members in 1..=30u16 {
                let owners: Vec<WorkerId> = (0..partitions).map(|p| owner(p, partitions, members)).collect();
                assert!(owners.is_sorted() && owners.iter().all(|worker| *worker < members));
                let count = |worker| owners.iter().filter(|owner| **owner == worker).count() as u16;
                let counts: Vec<u16> = (0..members).map(count).collect();
                assert_eq!(counts.iter().max().copied(), Some(partitions.div_ceil(members)));
                assert!(counts.iter().max().unwrap() - counts.iter().min().unwrap() <= 1);
            }
        }
    }

    #[test]
    fn whoever_is_gone_owns_nothing() {
        let mut topic = Topic::new(5, 3);
        let owners = |topic: &Topic| (0..5).map(|partition| topic.owner(partition)).collect::<Vec<_>>();
        assert_eq!(owners(&topic), [Some(0), Some(0), Some(1), Some(1), Some(2)]);
        topic.members[1].gone = true;
        topic.share_out();
        assert_eq!(owners(&topic), [Some(0), Some(0), Some(0), Some(2), Some(2)]);
        assert_eq!(topic.members[1].owns, 0..0);
        topic.members[0].gone = true;
        topic.members[2].gone = true;
        topic.share_out();
        assert_eq!(owners(&topic), [None; 5]);
        assert!(!topic.is_at_rest());
    }
}
