//! Transactional outboxes and their relays, one for each edge that has one.
//!
//! A message is written with the transaction of its sender, who goes on at once. The relay, a process of its
//! own, looks into the outbox at every multiple of its period, publishes what it finds, oldest first, and marks
//! each message as sent when it is confirmed. What is not confirmed it publishes again at a later poll, as
//! another message to the broker: perhaps a duplicate, never lost. As long as publishing fails it tries only the
//! oldest one, and no other before it knows what has become of that.

use std::collections::VecDeque;

use super::client::{Answer, Timer};
use super::context::Context;
use super::draws::Purpose;
use super::event::{Event, ReplyTo};
use crate::scenario::{EdgeId, LaneModel, Model, Outbox as Policy};
use crate::time::{SimDuration, SimTime};
use crate::trace::{Address, Fact, Outcome, Patience, RecordId, NO_CAUSE};

/// A message that is not marked as sent.
struct Row {
    /// As it is published, or will be if it has not been.
    at: Address,
    /// Whether it has been published.
    tried: bool,
    /// Whether its confirm is waited for.
    under_way: bool,
    /// The record after which it waits for the relay.
    since: RecordId,
}

/// An outbox and its relay.
pub(super) struct Outbox<'m> {
    edge: EdgeId,
    model: &'m Model,
    lane: &'m LaneModel,
    policy: Policy,
    /// How long the relay waits for a confirm.
    timeout: Option<SimDuration>,
    /// In the order of writing.
    rows: VecDeque<Row>,
    /// Whether the next poll is scheduled.
    polls: bool,
    /// Whether the last that was heard of the broker was a failure.
    in_doubt: bool,
    /// What was published last in such doubt.
    probe: Option<Address>,
    /// What was published when nothing was to come but the doings of relays: whatever the broker has answered to
    /// these it would answer again.
    in_quiet: Vec<Address>,
    /// Whether the broker has taken nothing, and nothing is to come that could change that: of further attempts,
    /// all in vain, no record is kept.
    in_vain: bool,
}

/// The outboxes of a lane, by edge.
pub(super) struct Outboxes<'m>(Vec<Option<Outbox<'m>>>);

impl<'m> Outboxes<'m> {
    pub(super) fn new(model: &'m Model, lane: &'m LaneModel) -> Self {
        let outbox = |edge| {
            let (publish, policy) = lane.relayed(edge)?;
            let (timeout, rows) = (publish.client.timeout, VecDeque::new());
            Some(Outbox {
                edge,
                model,
                lane,
                policy,
                timeout,
                rows,
                polls: false,
                in_doubt: false,
                probe: None,
                in_quiet: Vec::new(),
                in_vain: false,
            })
        };
        Outboxes((0..model.edges.len() as EdgeId).map(outbox).collect())
    }

    /// The outbox of an edge that has one.
    pub(super) fn of(&mut self, edge: EdgeId) -> Option<&mut Outbox<'m>> {
        self.0[usize::from(edge)].as_mut()
    }
}

impl Outbox<'_> {
    /// A sender has written a message. What it is told: it goes on, unless it dies right after.
    pub(super) fn write(&mut self, ctx: &mut Context, at: Address, to: ReplyTo, cause: RecordId) -> Answer {
        let stored = ctx.record(cause, Fact::OutboxStored { at });
        self.rows.push_back(Row { at, tried: false, under_way: false, since: stored });
        ctx.pending.rows += 1;
        self.in_vain = false;
        self.poll_later(ctx);
        if ctx.crashes(Purpose::Crash, at) {
            let cause = ctx.record(stored, Fact::CrashedBetween { at });
            return Answer { at, to, outcome: Outcome::Error, cause };
        }
        Answer { at, to, outcome: Outcome::Ok, cause: stored }
    }

    /// The relay looks into the outbox.
    pub(super) fn poll(&mut self, ctx: &mut Context) {
        ctx.pending.relays -= 1;
        self.polls = false;
        // The answer to the one that is tried brings the next poll, or the end of the patience with it.
        let tries = self.in_doubt && self.probe.is_some_and(|at| self.place(at).is_some());
        if self.in_vain || tries {
            return;
        }
        let quiet = self.is_quiet(ctx);
        if !quiet {
            self.in_quiet.clear();
        }
        let most = if self.in_doubt { 1 } else { self.policy.batch as usize };
        for row in self.rows.iter_mut().filter(|row| !row.under_way).take(most) {
            let first = !row.tried;
            if row.tried {
                row.at = ctx.again(row.at);
            }
            (row.tried, row.under_way) = (true, true);
            let at = row.at;
            self.in_quiet.extend(quiet.then_some(at));
            self.probe = self.in_doubt.then_some(at);
            let taken = ctx.record(row.since, Fact::OutboxTaken { at });
            let sent = ctx.publish(self.model, (at, ReplyTo::default()), taken);
            if first && ctx.crashes(Purpose::RelayCrash, at) {
                row.under_way = false;
                row.since = ctx.record(sent, Fact::CrashedBetween { at });
            } else if let Some(timeout) = self.timeout {
                let event = Event::Timer { timer: Timer::Attempt, at, slot: 0 };
                ctx.relay_at(ctx.now() + timeout, sent, event);
            }
        }
        if self.rows.iter().any(|row| !row.under_way) {
            self.poll_later(ctx);
        }
    }

    /// The broker's answer to a publish; perhaps the relay has died since, or waits no longer.
    pub(super) fn answered(&mut self, ctx: &mut Context, at: Address, answer: Fact, cause: RecordId) {
        let confirmed = matches!(answer, Fact::PublishConfirmed { .. });
        // It says so even if nobody waits for it any more.
        self.in_vain = !confirmed && self.in_quiet.contains(&at) && self.is_quiet(ctx);
        if let Some(place) = self.place(at) {
            let arrived = ctx.record(cause, answer);
            if !confirmed {
                return self.failed(ctx, place, arrived);
            }
            ctx.record(arrived, Fact::OutboxMarked { at });
            self.rows.remove(place);
            ctx.pending.rows -= 1;
            self.in_doubt = false;
        } else {
            ctx.record(cause, Fact::ReplyDiscarded { at });
        }
        if self.rows.iter().any(|row| !row.under_way) {
            self.poll_later(ctx);
        }
    }

    /// The relay may have waited for a confirm for as long as it does.
    pub(super) fn timer(&mut self, ctx: &mut Context, at: Address, cause: RecordId) {
        ctx.pending.relays -= 1;
        if let Some(place) = self.place(at) {
            self.in_vain = false;
            let timed_out = ctx.record(cause, Fact::TimedOut { at, limit: Patience::Attempt });
            self.failed(ctx, place, timed_out);
        }
    }

    /// Whether nothing is to come but what relays do, and what the broker answers them while it takes nothing.
    fn is_quiet(&self, ctx: &Context) -> bool {
        ctx.only(|event| match event {
            Event::RelayPolls { .. } => true,
            Event::LingerEnds { edge } => self.lane.relayed(*edge).is_some(),
            Event::PublishArrives { at, .. } => self.lane.relayed(at.edge).is_some(),
            // Whatever comes of patience that has ended changes nothing about a broker that is down.
            Event::Timer { at, .. } => ctx.pending.broker_down || self.lane.relayed(at.edge).is_some(),
            Event::AnswerOverdue { .. } | Event::NoticeOverdue { .. } | Event::GroupWaited { .. } => {
                ctx.pending.broker_down
            }
            Event::ConfirmArrives { at, outcome, .. } => {
                !outcome.is_ok() && self.lane.relayed(at.edge).is_some()
            }
            _ => false,
        })
    }

    fn place(&self, at: Address) -> Option<usize> {
        self.rows.iter().position(|row| row.under_way && row.at == at)
    }

    fn failed(&mut self, ctx: &mut Context, place: usize, since: RecordId) {
        (self.rows[place].under_way, self.rows[place].since) = (false, since);
        self.in_doubt = true;
        self.poll_later(ctx);
    }

    /// The next poll is at the next multiple of the period.
    fn poll_later(&mut self, ctx: &mut Context) {
        if self.polls || self.in_vain {
            return;
        }
        self.polls = true;
        let every = self.policy.every.micros();
        let next = (ctx.now().micros() / every + 1) * every;
        let event = Event::RelayPolls { edge: self.edge };
        ctx.relay_at(SimTime::from_micros(next), NO_CAUSE, event);
    }
}
