//! Kafka: a topic per message edge, split into partitions, each an ordered log.
//!
//! A record's key chooses its partition. Each partition belongs to one worker of the consuming
//! service, which handles its records in their order. When it commits is its settings': each record once it is
//! handled, while it fetches ahead up to `max.poll.records`; or a whole poll, before or after the work on it.
//! Whoever has crashed reads on from what it had committed.
//!
//! A member that is gone is noticed after the session timeout. Then, and when it comes back, the partitions are
//! shared out anew, and until all members have handled and committed what they hold the group stands still: the
//! classic protocol, eager. One that is back before anybody has noticed goes on with its own (static membership).
//! A group that comes as a whole waits for further members first (`subscriptions`).

use super::super::context::Context;
use super::super::draws::Purpose;
use super::super::event::{Answer, Event, MemberStep, Poll, ReplyTo};
use super::members::Topic;
use super::murmur2::partition_of_key;
use crate::scenario::{Broker, Commit, EdgeId, KafkaTopic, Model};
use crate::time::{SimDuration, SimTime};
use crate::trace::{Address, Fact, Outcome, PartitionId, RecordId, WorkerId};

pub(in crate::sim) struct Kafka<'m> {
    pub(super) model: &'m Model,
    pub(super) broker: &'m Broker,
    pub(super) settings: &'m KafkaTopic,
    pub(super) topics: Vec<Topic>,
    pub(super) up: bool,
    /// What members have said while it was down: they say it again until it is heard.
    pub(super) unheard: Vec<(Event, RecordId)>,
}

impl<'m> Kafka<'m> {
    pub(super) fn new(model: &'m Model, broker: &'m Broker, settings: &'m KafkaTopic) -> Self {
        let workers = |edge: &crate::scenario::Edge| model.services[usize::from(edge.to)].workers;
        let topic = |(edge, place)| {
            let mut topic = Topic::new(settings.partitions, workers(edge));
            topic.subscribed = !model.is_newcomer(place);
            topic.known = topic.subscribed;
            topic.has_offset = topic.subscribed || settings.from_earliest;
            topic
        };
        let topics = model.edges.iter().zip(0..).map(topic).collect();
        Kafka { model, broker, settings, topics, up: true, unheard: Vec::new() }
    }

    pub(super) fn publish_arrives(&self, ctx: &mut Context, at: Address, reply_to: ReplyTo, cause: RecordId) {
        super::receive(ctx, self.broker, at, reply_to, cause);
    }

    pub(super) fn append_ends(&mut self, ctx: &mut Context, at: Address, reply_to: ReplyTo, cause: RecordId) {
        let stored = ctx.record(cause, Fact::MessageStored { at });
        super::answer(ctx, self.broker, (at, reply_to), Outcome::Ok, stored);
        let twice = super::stored_twice(ctx, self.model, at, stored);
        self.append(ctx, at, stored);
        if let Some((at, stored)) = twice {
            self.append(ctx, at, stored);
        }
    }

    /// Appends a record to its log, and sends it to the member that it is for.
    fn append(&mut self, ctx: &mut Context, at: Address, stored: RecordId) {
        let partition = self.partition(ctx, at);
        ctx.record(stored, Fact::RecordAppended { at, partition });
        if !self.misses(ctx, at, stored) {
            self.is_ready(ctx, (at, partition), stored);
        }
        // One more group of each subscriber reads the same record.
        for edge in self.model.subscribers(at.edge) {
            let at = ctx.onward(at, (edge, 0));
            if self.misses(ctx, at, stored) {
                continue;
            }
            let routed = ctx.record(stored, Fact::MessageRouted { at });
            self.is_ready(ctx, (at, partition), routed);
        }
    }

    fn is_ready(&mut self, ctx: &mut Context, (at, partition): (Address, PartitionId), cause: RecordId) {
        let topic = self.topic(at.edge);
        topic.logs[usize::from(partition)].push_back(at);
        if let Some(member) = topic.owner(partition) {
            self.fetch(ctx, at.edge, member, cause);
        }
    }

    /// The partition of a record: by its operation's key; without keys, one after the other.
    fn partition(&self, ctx: &Context, at: Address) -> PartitionId {
        match ctx.key(self.model, at.op) {
            Some(key) => partition_of_key(key, self.settings.partitions),
            None => ((at.op + u32::from(at.attempt)) % u32::from(self.settings.partitions)) as PartitionId,
        }
    }

    /// A commit of one record has arrived, or the consumer's word that it gives it up.
    pub(super) fn commit_arrives(
        &mut self,
        ctx: &mut Context,
        at: Address,
        (epoch, answer): (u16, Answer),
        cause: RecordId,
    ) {
        let fact = match answer {
            // The consumer hears nothing and commits once more.
            Answer::Missing => {
                let event = Event::AckArrives { at, epoch, answer: Answer::Acked };
                return ctx.after_way(&self.broker.one_way, (Purpose::Ack, at), cause, event);
            }
            Answer::Acked => Fact::MessageRemoved { at },
            // A consumer of a log cannot return a record: it gives it up and reads on.
            Answer::Rejected | Answer::Returned => Fact::DeadLettered { at },
        };
        let topic = self.topic(at.edge);
        for (member, place) in topic.members.iter_mut().zip(0..) {
            if let Some(index) = member.fetched.iter().position(|(fetched, _)| *fetched == at) {
                member.fetched.remove(index);
                let removed = self.handled(ctx, at, fact, cause);
                self.settle(ctx, at.edge, removed);
                return self.fetch(ctx, at.edge, place, removed);
            }
        }
        for member in &mut topic.members {
            member.lost.retain(|lost| *lost != at);
        }
        // One from before an outage is not among what is fetched: the record is read once more.
        // What was committed before its work is given up by its consumer alone.
        if self.settings.commit == Commit::BeforeBatch && answer != Answer::Acked {
            self.handled(ctx, at, fact, cause);
        }
    }

    /// A record is dealt with, or given up.
    fn handled(&self, ctx: &mut Context, at: Address, fact: Fact, cause: RecordId) -> RecordId {
        match fact {
            Fact::DeadLettered { .. } => ctx.given_up(self.model, at, fact, cause),
            _ => ctx.parted(self.model, at, fact, cause),
        }
    }

    /// A member that handles whole polls speaks: it commits so many of the records that it has, the oldest, or
    /// asks for the next.
    pub(super) fn member_speaks(
        &mut self,
        ctx: &mut Context,
        (step, poll, count): (MemberStep, Poll, u32),
        cause: RecordId,
    ) {
        let Poll { edge, worker, epoch } = poll;
        let model = self.model;
        let member = &mut self.topic(edge).members[usize::from(worker)];
        if member.epoch != epoch {
            return;
        }
        if step == MemberStep::WaitEnds {
            member.waits = false;
            let waited = ctx.now().since(member.asked).micros();
            // An earlier fetch was answered meanwhile: this one has its own time.
            let over = waited > 0 && waited % self.settings.fetch_max_wait.micros() == 0;
            let answer = if over { Self::send } else { Self::fetch };
            return answer(self, ctx, edge, worker, cause);
        }
        if step == MemberStep::Asks {
            (member.asks, member.asked) = (true, ctx.now());
            self.settle(ctx, edge, cause);
            return self.fetch(ctx, edge, worker, cause);
        }
        let mut last = cause;
        for _ in 0..count {
            if member.lost.pop_front().is_some() {
                continue;
            }
            let Some((at, _)) = member.fetched.pop_front() else { break };
            last = ctx.parted(model, at, Fact::MessageRemoved { at }, cause);
        }
        if self.settings.commit == Commit::BeforeBatch {
            let back = ctx.way(&self.broker.one_way, (Purpose::Confirm, Address::first(last, edge)));
            let event = Event::Member { step: MemberStep::CommitAnswered, poll, count };
            ctx.at(ctx.now() + back, last, event);
        }
        self.settle(ctx, edge, last);
    }

    /// The group is gone: what it had fetched and not committed is read again, in the old order.
    pub(super) fn consumer_gone(&mut self, ctx: &mut Context, (edge, epoch): (EdgeId, u16), cause: RecordId) {
        let topic = self.topic(edge);
        if topic.is_past(epoch) {
            return;
        }
        topic.group_up = false;
        topic.rebalances = topic.joins.is_some();
        topic.stale = true;
        for member in 0..topic.members.len() as WorkerId {
            self.member(edge, member).epoch = epoch;
        }
        if self.up {
            self.topic(edge).stale = false;
            for member in 0..self.topic(edge).members.len() as WorkerId {
                self.read_again(ctx, edge, member, cause);
            }
        }
    }

    pub(super) fn consumer_back(&mut self, ctx: &mut Context, (edge, epoch): (EdgeId, u16), cause: RecordId) {
        let topic = self.topic(edge);
        if topic.is_past(epoch) {
            return;
        }
        topic.group_up = true;
        for member in &mut topic.members {
            (member.gone, member.asks) = (false, true);
        }
        if topic.joins.is_some() {
            return self.settle(ctx, edge, cause);
        }
        topic.share_out();
        self.fetch_all(ctx, edge, cause);
    }

    /// A member's session has timed out, unless it has come back meanwhile.
    pub(super) fn worker_gone(&mut self, ctx: &mut Context, poll: Poll, cause: RecordId) {
        let Poll { edge, worker, epoch } = poll;
        let member = self.member(edge, worker);
        if member.epoch < epoch {
            (member.epoch, member.gone) = (epoch, true);
            self.rebalance(ctx, edge, worker, cause);
        }
    }

    pub(super) fn worker_back(&mut self, ctx: &mut Context, poll: Poll, cause: RecordId) {
        let Poll { edge, worker, epoch } = poll;
        if !self.topic(edge).group_up {
            return;
        }
        let member = self.member(edge, worker);
        if member.gone {
            (member.gone, member.asks) = (false, true);
            return self.rebalance(ctx, edge, worker, cause);
        }
        if member.epoch < epoch {
            (member.epoch, member.asks) = (epoch, true);
            self.read_again(ctx, edge, worker, cause);
            self.settle(ctx, edge, cause);
            self.fetch(ctx, edge, worker, cause);
        }
    }

    /// The partitions are to be shared out anew, as one has gone or come.
    pub(super) fn rebalance(&mut self, ctx: &mut Context, edge: EdgeId, worker: WorkerId, cause: RecordId) {
        if !self.topic(edge).subscribed {
            // Of an empty group nobody shares anything.
            return self.read_again(ctx, edge, worker, cause);
        }
        let began = ctx.record(cause, Fact::RebalanceBegan { edge });
        self.topic(edge).rebalances = true;
        self.read_again(ctx, edge, worker, began);
        self.asks_back(ctx, edge, began);
        self.settle(ctx, edge, began);
    }

    /// The members are to commit what they have handled, where they would do so later.
    pub(super) fn asks_back(&mut self, ctx: &mut Context, edge: EdgeId, cause: RecordId) {
        if let Commit::Auto(_) = self.settings.commit {
            let hop = ctx.way(&self.broker.one_way, (Purpose::Deliver, Address::first(cause, edge)));
            for (worker, member) in (0..).zip(&self.topic(edge).members) {
                let poll = Poll { edge, worker, epoch: member.epoch };
                let event = Event::Member { step: MemberStep::Revoked, poll, count: 0 };
                ctx.at(member.arrives.max(ctx.now() + hop), cause, event);
            }
        }
    }

    /// Ends a rebalance, once every member that is there holds nothing.
    pub(super) fn settle(&mut self, ctx: &mut Context, edge: EdgeId, cause: RecordId) {
        let up = self.up;
        let topic = self.topic(edge);
        let waits = topic.joins.is_some_and(|until| ctx.now() < until || !topic.group_up);
        if up && topic.rebalances && !waits && topic.is_at_rest() {
            (topic.rebalances, topic.joins) = (false, None);
            // Whoever has no offset asks for the end of the log now.
            topic.has_offset = true;
            topic.share_out();
            let ended = ctx.record(cause, Fact::RebalanceEnded { edge });
            self.fetch_all(ctx, edge, ended);
        }
    }

    /// What a member had fetched and not committed is to be read again, in the old order.
    pub(super) fn read_again(&mut self, ctx: &mut Context, edge: EdgeId, worker: WorkerId, cause: RecordId) {
        let Topic { logs, members, .. } = self.topic(edge);
        let member = &mut members[usize::from(worker)];
        // Whoever comes back has a new connection, and commits nothing from before.
        (member.arrives, member.waits) = (SimTime::ZERO, false);
        member.lost.clear();
        while let Some((at, partition)) = member.fetched.pop_back() {
            logs[usize::from(partition)].push_front(at.redelivered());
            ctx.record(cause, Fact::MessageRequeued { at });
        }
    }

    pub(super) fn fetch_all(&mut self, ctx: &mut Context, edge: EdgeId, cause: RecordId) {
        for member in 0..self.topic(edge).members.len() as WorkerId {
            self.fetch(ctx, edge, member, cause);
        }
    }

    /// Answers a member's fetch, if enough is there for it; if there is anything at all, in time.
    fn fetch(&mut self, ctx: &mut Context, edge: EdgeId, worker: WorkerId, cause: RecordId) {
        let KafkaTopic { fetch_min_records, fetch_max_wait, max_poll_records, commit, .. } = *self.settings;
        let topic = self.topic(edge);
        let member = &topic.members[usize::from(worker)];
        let held = if commit == Commit::AfterEach { member.fetched.len() } else { 0 };
        let wanted = (max_poll_records as usize).saturating_sub(held).min(fetch_min_records as usize);
        if fetch_min_records > 1 {
            let there = topic.available(worker, wanted);
            if there < wanted {
                let member = &mut topic.members[usize::from(worker)];
                if there > 0 && !std::mem::replace(&mut member.waits, true) {
                    // Fetches that bring nothing are followed by the next at once, each waiting as long.
                    let (wait, epoch) = (fetch_max_wait.micros(), member.epoch);
                    let over = (ctx.now().since(member.asked).micros() / wait + 1) * wait;
                    let poll = Poll { edge, worker, epoch };
                    let event = Event::Member { step: MemberStep::WaitEnds, poll, count: 0 };
                    ctx.at(member.asked + SimDuration::from_micros(over), cause, event);
                }
                return;
            }
        }
        self.send(ctx, edge, worker, cause);
    }

    /// Sends a member what it has room for, or what it has asked for as one answer.
    fn send(&mut self, ctx: &mut Context, edge: EdgeId, worker: WorkerId, cause: RecordId) {
        let most = self.settings.max_poll_records as usize;
        let each = self.settings.commit == Commit::AfterEach;
        let (broker, up) = (self.broker, self.up);
        let topic = self.topic(edge);
        let member = &topic.members[usize::from(worker)];
        let (epoch, mut held) = (member.epoch, if each { member.fetched.len() } else { 0 });
        if !up
            || !topic.group_up
            || !topic.subscribed
            || topic.rebalances
            || member.gone
            || !(each || member.asks)
        {
            return;
        }
        while held < most {
            let Some(at) = topic.next(worker) else { return };
            let sent = ctx.record(cause, Fact::DeliverySent { at });
            let member = &mut topic.members[usize::from(worker)];
            // One answer travels as a whole.
            if each || member.asks {
                let hop = ctx.way(&broker.one_way, (Purpose::Deliver, at));
                member.arrives = member.arrives.max(ctx.now() + hop);
            }
            (member.asks, member.asked, held) = (each, ctx.now(), held + 1);
            ctx.at(member.arrives, sent, Event::RecordArrives { at, epoch, worker });
        }
    }

    fn member(&mut self, edge: EdgeId, worker: WorkerId) -> &mut super::members::Member {
        &mut self.topic(edge).members[usize::from(worker)]
    }

    pub(super) fn topic(&mut self, edge: EdgeId) -> &mut Topic {
        &mut self.topics[usize::from(edge)]
    }
}
