//! Workers that handle whole polls of a Kafka topic: when they commit, and when they ask for more.

use super::super::context::Context;
use super::super::draws::Purpose;
use super::super::event::{Event, MemberStep, Poll};
use super::line::Job;
use super::Service;
use crate::scenario::{Commit, EdgeId};
use crate::time::SimTime;
use crate::trace::{Address, Fact, RecordId, WorkerId};

/// What a worker has of its polls.
#[derive(Clone, Copy, Default)]
struct Batch {
    /// Whether it has a poll in hand.
    open: bool,
    /// Records that it has handled and not committed.
    handled: u32,
    /// The last of these.
    last: Option<Address>,
    /// From when on the next poll commits, where that is by time.
    commits_from: SimTime,
    /// Whether it looks at the time when that is.
    looks: bool,
    /// Whether its partitions are asked back: it commits as soon as it has nothing in hand.
    revoked: bool,
    /// When its last word reaches the broker: its connection keeps the order.
    heard: SimTime,
}

/// By worker; none where no batches are handled.
pub(super) struct Batches(Vec<Batch>);

impl Batches {
    pub(super) fn new(workers: u16, commit: Option<Commit>) -> Self {
        let some = commit.filter(|commit| *commit != Commit::AfterEach);
        let first = match some {
            Some(Commit::Auto(every)) => SimTime::ZERO + every,
            _ => SimTime::ZERO,
        };
        let batch = Batch { commits_from: first, ..Batch::default() };
        Batches(vec![batch; some.map_or(0, |_| usize::from(workers))])
    }

    /// Whether no worker here handles whole polls.
    pub(super) fn are_none(&self) -> bool {
        self.0.is_empty()
    }

    /// What a worker had is gone with it.
    pub(super) fn forget(&mut self, worker: WorkerId) {
        if let Some(batch) = self.0.get_mut(usize::from(worker)) {
            *batch = Batch { commits_from: batch.commits_from, ..Batch::default() };
        }
    }

    fn of(&mut self, worker: WorkerId) -> &mut Batch {
        &mut self.0[usize::from(worker)]
    }
}

impl Service<'_> {
    fn commit_order(&self) -> Commit {
        self.lane.topic.map_or(Commit::AfterEach, |topic| topic.commit)
    }

    /// A record of a poll has come. What is committed first waits for that.
    pub(super) fn polled_record_arrives(
        &mut self,
        ctx: &mut Context,
        worker: WorkerId,
        job: Job,
        arrived: RecordId,
    ) {
        let first = !std::mem::replace(&mut self.batches.of(worker).open, true);
        if self.commit_order() == Commit::BeforeBatch {
            self.line.push_for(worker, job);
            if first {
                // The others arrive at the same instant.
                let poll = self.member(job.at.edge, worker);
                let event = Event::Member { step: MemberStep::PollIsHere, poll, count: 0 };
                ctx.at(ctx.now(), arrived, event);
            }
        } else if self.free.take(worker) {
            self.start(ctx, worker, job, arrived);
        } else {
            self.line.push_for(worker, job);
        }
    }

    /// A step of a member that is this service's to make.
    pub(in crate::sim) fn member_steps(
        &mut self,
        ctx: &mut Context,
        step: MemberStep,
        poll: Poll,
        cause: RecordId,
    ) {
        let Poll { edge, worker, epoch } = poll;
        if !self.up || epoch != self.epochs[usize::from(worker)] {
            return;
        }
        match step {
            MemberStep::PollIsHere => {
                let all = self.line.of(worker);
                let batch = self.batches.of(worker);
                (batch.handled, batch.last) = (all.len() as u32, all.back().map(|job| job.at));
                self.commit(ctx, edge, worker, cause);
            }
            MemberStep::CommitAnswered => {
                if self.free.take(worker) {
                    self.take_next(ctx, worker, cause);
                }
            }
            MemberStep::CommitDue | MemberStep::Revoked => {
                let batch = self.batches.of(worker);
                if step == MemberStep::Revoked {
                    batch.revoked = batch.open;
                } else {
                    batch.looks = false;
                }
                if !batch.open {
                    self.commit(ctx, edge, worker, cause);
                }
            }
            MemberStep::Asks | MemberStep::Commits | MemberStep::WaitEnds => {}
        }
    }

    /// A worker has handled a record of its poll, well or not.
    pub(super) fn record_is_done(&mut self, at: Address, worker: WorkerId, ok: bool) {
        if ok && self.commit_order() != Commit::BeforeBatch {
            let batch = self.batches.of(worker);
            (batch.handled, batch.last) = (batch.handled + 1, Some(at));
        }
    }

    /// A worker has nothing in hand any more: it commits if it is to, and asks for the next records.
    pub(super) fn poll_ends(&mut self, ctx: &mut Context, worker: WorkerId, cause: RecordId) {
        let Some(&edge) = self.entered_by.first() else { return };
        if self.batches.are_none() || !std::mem::take(&mut self.batches.of(worker).open) {
            return;
        }
        let now = ctx.now();
        let mut cause = cause;
        match self.commit_order() {
            Commit::AfterBatch => cause = self.commit(ctx, edge, worker, cause),
            Commit::Auto(_) => {
                let poll = self.member(edge, worker);
                let batch = self.batches.of(worker);
                if now >= batch.commits_from || batch.revoked {
                    cause = self.commit(ctx, edge, worker, cause);
                } else if batch.handled > 0 && !batch.looks {
                    batch.looks = true;
                    let event = Event::Member { step: MemberStep::CommitDue, poll, count: 0 };
                    ctx.at(batch.commits_from, cause, event);
                }
            }
            Commit::BeforeBatch | Commit::AfterEach => {}
        }
        self.says(ctx, edge, worker, (MemberStep::Asks, 0), cause);
    }

    /// Commits what has been handled; the record of that, or `cause` if there is nothing to commit.
    fn commit(&mut self, ctx: &mut Context, edge: EdgeId, worker: WorkerId, cause: RecordId) -> RecordId {
        let order = self.commit_order();
        let batch = self.batches.of(worker);
        batch.revoked = false;
        if let Commit::Auto(every) = order {
            batch.commits_from = ctx.now() + every;
        }
        let count = std::mem::take(&mut batch.handled);
        let Some(at) = batch.last.take().filter(|_| count > 0) else { return cause };
        let committed = ctx.record(cause, Fact::OffsetsCommitted { at });
        self.says(ctx, edge, worker, (MemberStep::Commits, count), committed);
        committed
    }

    /// A worker's word to the broker, behind all that it has said before.
    fn says(
        &mut self,
        ctx: &mut Context,
        edge: EdgeId,
        worker: WorkerId,
        (step, count): (MemberStep, u32),
        cause: RecordId,
    ) {
        let Some(broker) = &self.model.broker else { return };
        let hop = ctx.way(&broker.one_way, (Purpose::Poll, Address::first(cause, edge)));
        let poll = self.member(edge, worker);
        let heard = self.is_heard(worker, ctx.now() + hop);
        ctx.at(heard, cause, Event::Member { step, poll, count });
    }

    /// When a word that would arrive at a time does, behind all that its worker has said before.
    pub(super) fn is_heard(&mut self, worker: WorkerId, at: SimTime) -> SimTime {
        let batch = self.batches.of(worker);
        batch.heard = batch.heard.max(at);
        batch.heard
    }

    fn member(&self, edge: EdgeId, worker: WorkerId) -> Poll {
        Poll { edge, worker, epoch: self.epochs[usize::from(worker)] }
    }
}
