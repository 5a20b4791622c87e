//! Kafka: a topic per message edge, split into partitions, each an ordered log.
//!
//! A record's key chooses its partition. Each partition belongs to one worker of the consuming
//! service, which handles its records in their order; a worker fetches ahead up to `max.poll.records`
//! and commits each record when it has handled it (process, then commit: at least once). A group that
//! has crashed reads on from what it had committed.

use std::collections::VecDeque;

use super::super::context::Context;
use super::super::draws::Purpose;
use super::super::event::{Answer, Event, ReplyTo};
use super::murmur2::partition_of_key;
use crate::scenario::{Broker, EdgeId, KafkaTopic, Model};
use crate::trace::{Address, Fact, Outcome, PartitionId, RecordId, WorkerId};

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

/// A member of the group: a worker of the consuming service.
#[derive(Default)]
struct Member {
    /// Fetched and not committed, in the order of the fetches.
    fetched: VecDeque<(Address, PartitionId)>,
    /// The partitions that it owns.
    owns: std::ops::Range<PartitionId>,
    /// The one that it fetches from next.
    next: PartitionId,
}

struct Topic {
    /// Records not yet fetched, by partition; by what their next delivery will be.
    logs: Vec<VecDeque<Address>>,
    members: Vec<Member>,
    group_up: bool,
    epoch: u16,
}

pub(in crate::sim) struct Kafka<'m> {
    model: &'m Model,
    broker: &'m Broker,
    settings: &'m KafkaTopic,
    topics: Vec<Topic>,
    up: bool,
}

impl<'m> Kafka<'m> {
    pub(super) fn new(model: &'m Model, broker: &'m Broker, settings: &'m KafkaTopic) -> Self {
        let topic = |edge: &crate::scenario::Edge| {
            let workers = model.services[usize::from(edge.to)].workers;
            let mut members: Vec<Member> = (0..workers).map(|_| Member::default()).collect();
            for partition in 0..settings.partitions {
                let member = &mut members[usize::from(owner(partition, settings.partitions, workers))];
                let from = if member.owns.is_empty() { partition } else { member.owns.start };
                (member.owns, member.next) = (from..partition + 1, from);
            }
            let logs = (0..settings.partitions).map(|_| VecDeque::new()).collect();
            Topic { logs, members, group_up: true, epoch: 0 }
        };
        Kafka { model, broker, settings, topics: model.edges.iter().map(topic).collect(), up: true }
    }

    pub(super) fn publish_arrives(&self, ctx: &mut Context, at: Address, reply_to: ReplyTo, cause: RecordId) {
        super::receive(ctx, self.broker, at, reply_to, cause);
    }

    pub(super) fn append_ends(&mut self, ctx: &mut Context, at: Address, reply_to: ReplyTo, cause: RecordId) {
        let stored = ctx.record(cause, Fact::MessageStored { at });
        super::answer(ctx, self.broker, (at, reply_to), Outcome::Ok, stored);
        let partition = self.partition(ctx, at);
        ctx.record(stored, Fact::RecordAppended { at, partition });
        let topic = &mut self.topics[usize::from(at.edge)];
        topic.logs[usize::from(partition)].push_back(at);
        let member = owner(partition, self.settings.partitions, topic.members.len() as u16);
        self.fetch(ctx, at.edge, member, stored);
    }

    /// The partition of a record: by its operation's key; without keys, one after the other.
    fn partition(&self, ctx: &Context, at: Address) -> PartitionId {
        match self.model.keys {
            Some(keys) => {
                let drawn = ctx.bits(Purpose::Key, Address::first(at.op, 0));
                // The upper bits times the number of keys: no key is likelier by more than 2^-32.
                let key = ((drawn >> 32) * u64::from(keys)) >> 32;
                partition_of_key(key as u32, self.settings.partitions)
            }
            None => ((at.op + u32::from(at.attempt)) % u32::from(self.settings.partitions)) as PartitionId,
        }
    }

    /// A commit has arrived, or the consumer's word that it gives a record up.
    pub(super) fn commit_arrives(
        &mut self,
        ctx: &mut Context,
        at: Address,
        (epoch, answer): (u16, Answer),
        cause: RecordId,
    ) {
        let topic = &mut self.topics[usize::from(at.edge)];
        if topic.epoch != epoch {
            return;
        }
        let fact = match answer {
            // The consumer hears nothing and commits once more.
            Answer::Missing => {
                let event = Event::AckArrives { at, epoch, answer: Answer::Acked };
                return ctx.after(&self.broker.one_way, (Purpose::Ack, at), cause, event);
            }
            Answer::Acked => Fact::MessageRemoved { at },
            // A consumer of a log cannot return a record: it gives it up and reads on.
            Answer::Rejected | Answer::Returned => Fact::DeadLettered { at },
        };
        for (member, place) in topic.members.iter_mut().zip(0..) {
            // One from before an outage is not among what is fetched: the record is read once more.
            if let Some(index) = member.fetched.iter().position(|(fetched, _)| *fetched == at) {
                member.fetched.remove(index);
                let removed = ctx.record(cause, fact);
                return self.fetch(ctx, at.edge, place, removed);
            }
        }
    }

    /// The broker goes down; what it does not keep is lost.
    pub(super) fn goes_down(&mut self, ctx: &mut Context, cause: RecordId) {
        self.up = false;
        if self.broker.durable {
            return;
        }
        for topic in &mut self.topics {
            for at in topic.logs.iter_mut().flat_map(std::mem::take) {
                ctx.record(cause, Fact::MessageLost { at, held: false });
            }
            for (at, _) in topic.members.iter_mut().flat_map(|member| std::mem::take(&mut member.fetched)) {
                ctx.record(cause, Fact::MessageLost { at, held: true });
            }
        }
    }

    /// The broker is up again: its groups join anew, and read on from what they had committed.
    pub(super) fn comes_up(&mut self, ctx: &mut Context, cause: RecordId) {
        self.up = true;
        for edge in 0..self.topics.len() as EdgeId {
            self.read_again(ctx, edge, cause);
            if self.topics[usize::from(edge)].group_up {
                self.fetch_all(ctx, edge, cause);
            }
        }
    }

    /// The group is gone: what it had fetched and not committed is read again, in the old order.
    pub(super) fn consumer_gone(&mut self, ctx: &mut Context, edge: EdgeId, cause: RecordId) {
        let topic = &mut self.topics[usize::from(edge)];
        topic.group_up = false;
        topic.epoch += 1;
        if self.up {
            self.read_again(ctx, edge, cause);
        }
    }

    fn read_again(&mut self, ctx: &mut Context, edge: EdgeId, cause: RecordId) {
        let topic = &mut self.topics[usize::from(edge)];
        for member in &mut topic.members {
            while let Some((at, partition)) = member.fetched.pop_back() {
                topic.logs[usize::from(partition)].push_front(at.redelivered());
                ctx.record(cause, Fact::MessageRequeued { at });
            }
        }
    }

    pub(super) fn consumer_back(&mut self, ctx: &mut Context, edge: EdgeId, cause: RecordId) {
        self.topics[usize::from(edge)].group_up = true;
        if self.up {
            self.fetch_all(ctx, edge, cause);
        }
    }

    fn fetch_all(&mut self, ctx: &mut Context, edge: EdgeId, cause: RecordId) {
        for member in 0..self.topics[usize::from(edge)].members.len() as WorkerId {
            self.fetch(ctx, edge, member, cause);
        }
    }

    /// Sends a member what it has room for, from its partitions in turn.
    fn fetch(&mut self, ctx: &mut Context, edge: EdgeId, worker: WorkerId, cause: RecordId) {
        let most = self.settings.max_poll_records as usize;
        let Topic { logs, members, group_up, epoch } = &mut self.topics[usize::from(edge)];
        let member = &mut members[usize::from(worker)];
        while *group_up && member.fetched.len() < most {
            let turns = (member.next..member.owns.end).chain(member.owns.start..member.next);
            let waits = |partition: &PartitionId| !logs[usize::from(*partition)].is_empty();
            let Some(partition) = turns.into_iter().find(waits) else { return };
            let Some(at) = logs[usize::from(partition)].pop_front() else { return };
            member.next = if partition + 1 < member.owns.end { partition + 1 } else { member.owns.start };
            member.fetched.push_back((at, partition));
            let sent = ctx.record(cause, Fact::DeliverySent { at });
            let event = Event::RecordArrives { at, epoch: *epoch, worker };
            ctx.after(&self.broker.one_way, (Purpose::Deliver, at), sent, event);
        }
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
}
