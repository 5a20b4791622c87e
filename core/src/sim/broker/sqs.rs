//! SQS: a standard queue per message edge, which the workers of the consuming service poll.
//!
//! What a poll brings stays hidden for the visibility timeout; then the queue shows it again, where it had
//! stood. Only the receipt handle of the newest delivery deletes a message. With a redrive policy the
//! receive that would exceed the maximal count moves the message to the dead-letter queue instead.
//! A poll that finds nothing is answered at once, or waits, as long as its wait says.

use std::collections::VecDeque;

use super::super::context::Context;
use super::super::draws::Purpose;
use super::super::event::{Answer, Event, Poll, PollStep, ReplyTo};
use crate::scenario::{Broker, EdgeId, Model, SqsQueue};
use crate::time::{SimDuration, SimTime};
use crate::trace::{Address, Fact, Outcome, RecordId, WorkerId};

/// A message; `at` is what its next delivery will be.
#[derive(Clone, Copy)]
struct Message {
    at: Address,
    /// The record of its storing: its place in the queue, as records are in order.
    stored: RecordId,
}

/// A poll that waits for a message.
struct Waiting {
    poll: Poll,
    until: SimTime,
    /// The record of its sending.
    sent: RecordId,
}

/// A worker that has had an empty answer when nothing could come any more, or none as the broker is down: of
/// its further questions, all in vain, no record is kept.
struct Parked {
    poll: Poll,
    /// When it would ask next.
    due: SimTime,
    /// The record of the answer, or of there being none.
    empty: RecordId,
}

#[derive(Default)]
struct Queue {
    /// What a poll may bring, in the order of storing.
    visible: VecDeque<Message>,
    /// Received and not deleted, or new and delayed.
    hidden: Vec<Message>,
    waiting: VecDeque<Waiting>,
    /// Workers that are to ask again, once there may be something for them.
    parked: Vec<Parked>,
    /// By worker, which of its lives is known, so that polls of the dead are.
    epochs: Vec<u16>,
}

impl Queue {
    /// Shows a message where it stood.
    fn show(&mut self, message: Message) {
        let place = self.visible.partition_point(|other| other.stored < message.stored);
        self.visible.insert(place, message);
    }

    /// Polls of a worker's earlier lives are void.
    fn outlived(&mut self, worker: WorkerId, epoch: u16) {
        let place = usize::from(worker);
        if self.epochs.len() <= place {
            self.epochs.resize(place + 1, 0);
        }
        self.epochs[place] = self.epochs[place].max(epoch);
        let lives = |poll: &Poll| poll.worker != worker || poll.epoch >= epoch;
        self.waiting.retain(|waiting| lives(&waiting.poll));
        self.parked.retain(|parked| lives(&parked.poll));
    }

    /// Takes the message whose next delivery this would be, out of what is hidden.
    fn unhide(&mut self, next: Address) -> Option<Message> {
        let place = self.hidden.iter().position(|message| message.at == next)?;
        Some(self.hidden.swap_remove(place))
    }
}

pub(in crate::sim) struct Sqs<'m> {
    model: &'m Model,
    broker: &'m Broker,
    settings: &'m SqsQueue,
    queues: Vec<Queue>,
    up: bool,
    /// What has become visible while the broker was down: its next delivery, and what brings it about.
    shown_later: Vec<(Address, RecordId)>,
}

impl<'m> Sqs<'m> {
    pub(super) fn new(model: &'m Model, broker: &'m Broker, settings: &'m SqsQueue) -> Self {
        let queues = model.edges.iter().map(|_| Queue::default()).collect();
        Sqs { model, broker, settings, queues, up: true, shown_later: Vec::new() }
    }

    pub(super) fn publish_arrives(&self, ctx: &mut Context, at: Address, reply_to: ReplyTo, cause: RecordId) {
        super::receive(ctx, self.broker, at, reply_to, cause);
    }

    pub(super) fn append_ends(&mut self, ctx: &mut Context, at: Address, reply_to: ReplyTo, cause: RecordId) {
        let stored = ctx.record(cause, Fact::MessageStored { at });
        super::answer(ctx, self.broker, (at, reply_to), Outcome::Ok, stored);
        let twice = super::stored_twice(ctx, self.model, at, stored);
        self.keep(ctx, Message { at, stored });
        if let Some((at, stored)) = twice {
            self.keep(ctx, Message { at, stored });
        }
    }

    /// A new message is shown, at once or after the delay.
    fn keep(&mut self, ctx: &mut Context, message: Message) {
        let Message { at, stored } = message;
        if self.settings.delay > SimDuration::ZERO {
            self.queue(at.edge).hidden.push(message);
            ctx.at(ctx.now() + self.settings.delay, stored, Event::BecomesVisible { at });
        } else {
            self.queue(at.edge).show(message);
            self.wake(ctx, at.edge);
            self.serve(ctx, at.edge, stored);
        }
    }

    /// A delay or a visibility timeout is over, unless the message has been deleted.
    pub(super) fn becomes_visible(&mut self, ctx: &mut Context, next: Address, cause: RecordId) {
        let Some(message) = self.queue(next.edge).unhide(next) else {
            ctx.pending.uncounted -= 1;
            return;
        };
        if !self.up {
            self.queue(next.edge).hidden.push(message);
            return self.shown_later.push((next, cause));
        }
        self.queue(next.edge).show(message);
        let shown = match next.delivery.checked_sub(1) {
            Some(delivery) => ctx.record(cause, Fact::VisibilityExpired { at: Address { delivery, ..next } }),
            None => message.stored,
        };
        self.wake(ctx, next.edge);
        self.serve(ctx, next.edge, shown);
    }

    /// A poll has come, or has waited long enough.
    pub(super) fn polled(&mut self, ctx: &mut Context, step: PollStep, poll: Poll, cause: RecordId) {
        let wait = self.settings.wait;
        match step {
            PollStep::Arrives => {
                let known = self.queue(poll.edge).epochs.get(usize::from(poll.worker));
                if known.is_some_and(|known| poll.epoch < *known) {
                    return;
                }
                if !self.up {
                    return self.finds_nobody(ctx, poll, cause);
                }
                let until = ctx.now() + wait;
                self.queue(poll.edge).waiting.push_back(Waiting { poll, until, sent: cause });
                self.serve(ctx, poll.edge, cause);
                let waits = |waiting: &Waiting| waiting.poll == poll;
                if !self.queue(poll.edge).waiting.iter().any(waits) {
                    return;
                }
                if wait == SimDuration::ZERO {
                    self.nothing(ctx, poll);
                } else if !self.is_over(ctx) {
                    ctx.poll_at(until, cause, PollStep::WaitEnds, poll);
                }
            }
            // If nothing can come any more it goes on waiting: of the polls that would follow no record is kept.
            _ if self.is_over(ctx) => {}
            _ => self.nothing(ctx, poll),
        }
    }

    /// Answers a poll that has waited as long as it may: with nothing.
    fn nothing(&mut self, ctx: &mut Context, poll: Poll) {
        let now = ctx.now();
        let queue = self.queue(poll.edge);
        let over = |waiting: &Waiting| waiting.poll == poll && waiting.until <= now;
        let Some(place) = queue.waiting.iter().position(over) else { return };
        let Some(waiting) = queue.waiting.remove(place) else { return };
        let Poll { edge, worker, .. } = poll;
        let empty = ctx.record(waiting.sent, Fact::PollEmpty { edge, worker });
        let back = ctx.way(&self.broker.one_way, (Purpose::Poll, Address::first(empty, edge)));
        let short = self.settings.wait == SimDuration::ZERO;
        let due = if short { now + back + self.settings.poll_every } else { now + back };
        if short && self.is_over(ctx) {
            self.queue(edge).parked.push(Parked { poll, due, empty });
        } else {
            ctx.poll_at(due, empty, PollStep::Due, poll);
        }
    }

    /// A poll finds no broker. Its worker asks again and again, and that is told when somebody answers.
    fn finds_nobody(&mut self, ctx: &mut Context, poll: Poll, cause: RecordId) {
        let Poll { edge, worker, .. } = poll;
        let empty = ctx.record(cause, Fact::PollFailed { edge, worker });
        let back = ctx.way(&self.broker.one_way, (Purpose::Poll, Address::first(empty, edge)));
        let due = ctx.now() + back + self.settings.poll_every;
        self.queue(edge).parked.push(Parked { poll, due, empty });
    }

    /// The broker goes down: polls that wait are answered by nobody, and what it does not keep is lost.
    pub(super) fn goes_down(&mut self, ctx: &mut Context, cause: RecordId) {
        self.up = false;
        for edge in 0..self.queues.len() as EdgeId {
            for waiting in std::mem::take(&mut self.queue(edge).waiting) {
                self.finds_nobody(ctx, waiting.poll, cause);
            }
            if self.broker.durable {
                continue;
            }
            for Message { at, .. } in std::mem::take(&mut self.queue(edge).visible) {
                ctx.record(cause, Fact::MessageLost { at, held: false });
            }
            for Message { at, .. } in std::mem::take(&mut self.queue(edge).hidden) {
                // Its delay or its visibility timeout will find nothing.
                ctx.pending.uncounted += 1;
                let held = at.delivery > 0;
                let at = Address { delivery: at.delivery.saturating_sub(1), ..at };
                ctx.record(cause, Fact::MessageLost { at, held });
            }
        }
    }

    /// The broker is up again: it shows what is visible by now, and answers those who go on asking.
    pub(super) fn comes_up(&mut self, ctx: &mut Context, _: RecordId) {
        self.up = true;
        for edge in 0..self.queues.len() as EdgeId {
            self.wake(ctx, edge);
        }
        for (next, cause) in std::mem::take(&mut self.shown_later) {
            self.becomes_visible(ctx, next, cause);
        }
    }

    /// There may be something for those who had given up asking; each keeps its rhythm.
    fn wake(&mut self, ctx: &mut Context, edge: EdgeId) {
        let every = self.settings.poll_every.micros();
        for Parked { poll, due, empty } in std::mem::take(&mut self.queue(edge).parked) {
            let missed = ctx.now().since(due).micros().div_ceil(every);
            ctx.poll_at(due + SimDuration::from_micros(missed * every), empty, PollStep::Due, poll);
        }
    }

    /// Whether nothing can come any more: nothing but polls is to come, and those who poll find nothing.
    fn is_over(&self, ctx: &Context) -> bool {
        let nothing = |(edge, queue): (usize, &Queue)| queue.visible.is_empty() || !ctx.is_polled(edge);
        ctx.only_polls_are_left() && self.queues.iter().enumerate().all(nothing)
    }

    /// A consumer deletes a message. A stale receipt handle deletes nothing.
    pub(super) fn delete_arrives(&mut self, ctx: &mut Context, at: Address, answer: Answer, cause: RecordId) {
        if answer != Answer::Acked {
            return;
        }
        let next = at.redelivered();
        let queue = self.queue(at.edge);
        let hidden = queue.unhide(next).is_some();
        let shown = queue.visible.iter().position(|message| message.at == next);
        if hidden {
            // Its visibility timeout will find nothing.
            ctx.pending.uncounted += 1;
        } else if let Some(place) = shown {
            queue.visible.remove(place);
        }
        let deleted = hidden || shown.is_some();
        ctx.record(cause, if deleted { Fact::MessageRemoved { at } } else { Fact::AckIgnored { at } });
    }

    /// The connections of a consumer are closed, and its polls with them. What it has received stays hidden.
    pub(super) fn consumer_gone(&mut self, edge: EdgeId, epoch: u16) {
        let to = self.model.edges[usize::from(edge)].to;
        for worker in 0..self.model.services[usize::from(to)].workers {
            self.queue(edge).outlived(worker, epoch);
        }
    }

    /// The same of one worker.
    pub(super) fn worker_gone(&mut self, poll: Poll) {
        self.queue(poll.edge).outlived(poll.worker, poll.epoch);
    }

    /// Answers polls as long as there are messages, the oldest of each first.
    fn serve(&mut self, ctx: &mut Context, edge: EdgeId, cause: RecordId) {
        while let Some(poll) = self.queue(edge).waiting.front().map(|waiting| waiting.poll) {
            if self.receive(ctx, poll, cause) == 0 {
                return;
            }
            self.queue(edge).waiting.pop_front();
        }
    }

    /// Sends a poll what it may bring; how many those are. They travel as one answer.
    fn receive(&mut self, ctx: &mut Context, poll: Poll, cause: RecordId) -> u32 {
        let Poll { edge, worker, epoch } = poll;
        let SqsQueue { batch, visibility_timeout, max_receive_count, .. } = *self.settings;
        let (mut received, mut arrives) = (0, ctx.now());
        while received < batch {
            let Some(Message { at, stored }) = self.queue(edge).visible.pop_front() else { break };
            if max_receive_count.is_some_and(|most| u32::from(at.delivery) >= most) {
                ctx.record(cause, Fact::DeadLettered { at });
                continue;
            }
            if received == 0 {
                arrives = ctx.now() + ctx.way(&self.broker.one_way, (Purpose::Deliver, at));
            }
            received += 1;
            let sent = ctx.record(cause, Fact::DeliverySent { at });
            ctx.at(arrives, sent, Event::RecordArrives { at, epoch, worker });
            let next = at.redelivered();
            self.queue(edge).hidden.push(Message { at: next, stored });
            ctx.at(ctx.now() + visibility_timeout, sent, Event::BecomesVisible { at: next });
        }
        received
    }

    fn queue(&mut self, edge: EdgeId) -> &mut Queue {
        &mut self.queues[usize::from(edge)]
    }
}
