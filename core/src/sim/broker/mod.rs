//! The broker: it stores what is published, confirms it, and sends it to its consumers.
//!
//! Each kind of broker has a file of its own; here is only who is asked.

mod bindings;
mod kafka;
mod kafka_outage;
mod members;
mod murmur2;
mod outage;
mod queue;
mod rabbitmq;
mod sqs;
mod subscriptions;

use super::context::Context;
use super::draws::{unit, Purpose};
use super::event::{Due, Event, ReplyTo};
use super::replies;
use crate::scenario::{Broker, LaneModel, Model};
use crate::trace::{Address, Fact, Outcome, RecordId, Refusal};
use outage::Outage;

/// The broker.
pub(super) struct BrokerPart<'m> {
    model: &'m Model,
    broker: &'m Broker,
    kind: Kind<'m>,
    outage: Outage,
}

/// Which kind it is of.
enum Kind<'m> {
    RabbitMq(rabbitmq::RabbitMq<'m>),
    Kafka(kafka::Kafka<'m>),
    Sqs(sqs::Sqs<'m>),
}

impl Kind<'_> {
    /// Whether what a consumer says is kept until the broker is up.
    fn keeps(&mut self, due: Due) -> bool {
        if let Kind::Kafka(kafka) = self {
            return kafka.keeps(due.event, due.cause);
        }
        false
    }
}

impl<'m> BrokerPart<'m> {
    pub(super) fn new(model: &'m Model, lane: &'m LaneModel, broker: &'m Broker) -> Self {
        let kind = match (&lane.topic, &lane.sqs) {
            (Some(topic), _) => Kind::Kafka(kafka::Kafka::new(model, broker, topic)),
            (_, Some(queue)) => Kind::Sqs(sqs::Sqs::new(model, broker, queue)),
            _ => Kind::RabbitMq(rabbitmq::RabbitMq::new(model, lane, broker)),
        };
        BrokerPart { model, broker, kind, outage: Outage::new(model) }
    }

    pub(super) fn handle(&mut self, ctx: &mut Context, due: Due) {
        if !self.finds_it(ctx, due) {
            return;
        }
        let cause = due.cause;
        if let Event::WordStored { at, outcome } = due.event {
            return replies::stored(ctx, self.broker, (at, outcome), cause);
        }
        match &mut self.kind {
            Kind::RabbitMq(broker) => match due.event {
                Event::PublishArrives { at, reply_to } => {
                    let stores = broker.publish_arrives(ctx, at, reply_to, cause);
                    self.outage.received(at, stores);
                }
                Event::AppendEnds { at, reply_to } => broker.append_ends(ctx, at, reply_to, cause),
                Event::AckArrives { at, epoch, answer } => {
                    broker.ack_arrives(ctx, at, (epoch, answer), cause);
                }
                Event::AcksAreIn { edge } => broker.acks_are_in(ctx, edge),
                Event::Subscription { edge, joins } => broker.subscription(ctx, (edge, joins), cause),
                Event::ConsumerGone { edge, epoch } => broker.consumer_gone(ctx, (edge, epoch), cause),
                Event::ConsumerBack { edge, epoch } => broker.consumer_back(ctx, (edge, epoch), cause),
                Event::WorkerGone { poll } => broker.worker_gone(ctx, poll, cause),
                Event::WorkerBack { poll } => broker.worker_back(ctx, poll, cause),
                Event::HeadExpires { edge } => broker.head_expires(ctx, edge),
                _ => {}
            },
            Kind::Kafka(broker) => match due.event {
                Event::PublishArrives { at, reply_to } => broker.publish_arrives(ctx, at, reply_to, cause),
                Event::AppendEnds { at, reply_to } => broker.append_ends(ctx, at, reply_to, cause),
                Event::AckArrives { at, epoch, answer } => {
                    broker.commit_arrives(ctx, at, (epoch, answer), cause);
                }
                Event::ConsumerGone { edge, epoch } => broker.consumer_gone(ctx, (edge, epoch), cause),
                Event::ConsumerBack { edge, epoch } => broker.consumer_back(ctx, (edge, epoch), cause),
                Event::WorkerGone { poll } => broker.worker_gone(ctx, poll, cause),
                Event::WorkerBack { poll } => broker.worker_back(ctx, poll, cause),
                Event::Subscription { edge, joins } => broker.subscription(ctx, (edge, joins), cause),
                Event::GroupWaited { edge } => broker.settle(ctx, edge, cause),
                Event::Member { step, poll, count } => broker.member_speaks(ctx, (step, poll, count), cause),
                _ => {}
            },
            Kind::Sqs(broker) => match due.event {
                Event::PublishArrives { at, reply_to } => broker.publish_arrives(ctx, at, reply_to, cause),
                Event::AppendEnds { at, reply_to } => broker.append_ends(ctx, at, reply_to, cause),
                Event::AckArrives { at, answer, .. } => broker.delete_arrives(ctx, at, answer, cause),
                Event::ConsumerGone { edge, epoch } => broker.consumer_gone(edge, epoch),
                Event::WorkerGone { poll } => broker.worker_gone(poll),
                Event::BecomesVisible { at } => broker.becomes_visible(ctx, at, cause),
                Event::Poll { step, poll } => broker.polled(ctx, step, poll, cause),
                _ => {}
            },
        }
    }
}

/// A broker that takes whatever comes receives a message, and begins to store it.
fn receive(ctx: &mut Context, broker: &Broker, at: Address, reply_to: ReplyTo, cause: RecordId) {
    let received = ctx.record(cause, Fact::MessageReceived { at });
    append(ctx, broker, at, reply_to, received);
}

/// A broker begins to store what it has received.
fn append(ctx: &mut Context, broker: &Broker, at: Address, reply_to: ReplyTo, received: RecordId) {
    ctx.after(&broker.append, (Purpose::Append, at), received, Event::AppendEnds { at, reply_to });
}

/// Stores a message once more, where that is to happen: the second one, and the record of its storing.
fn stored_twice(
    ctx: &mut Context,
    model: &Model,
    at: Address,
    stored: RecordId,
) -> Option<(Address, RecordId)> {
    let now = ctx.now();
    let twice = model.duplicates.iter().any(|one| {
        one.edge == at.edge
            && one.op.is_none_or(|op| op == at.op)
            && one.from <= now
            && one.to.is_none_or(|to| now < to)
            && unit(ctx.bits(Purpose::Duplicate, at)) < one.share
    });
    twice.then(|| {
        let at = ctx.again(at);
        (at, ctx.record(stored, Fact::MessageDuplicated { at }))
    })
}

/// The broker loses what it had stored; what a consumer holds may still be handled.
fn lost(ctx: &mut Context, model: &Model, (at, held): (Address, bool), cause: RecordId) {
    let fact = Fact::MessageLost { at, held };
    if held {
        ctx.parted(model, at, fact, cause);
    } else {
        ctx.given_up(model, at, fact, cause);
    }
}

/// Nothing keeps a message for a subscriber.
fn missed(ctx: &mut Context, model: &Model, at: Address, cause: RecordId) {
    ctx.given_up(model, at, Fact::SubscriberMissed { at }, cause);
}

/// The broker does not take a message. Whoever waits for the confirm is told, and nobody else.
fn refused(
    ctx: &mut Context,
    model: &Model,
    (at, reply_to): (Address, ReplyTo),
    reason: Refusal,
    cause: RecordId,
) -> RecordId {
    let fact = Fact::MessageRefused { at, reason };
    if reply_to == ReplyTo::NOBODY {
        return ctx.given_up(model, at, fact, cause);
    }
    ctx.record(cause, fact)
}

/// A broker answers a publisher, if that waits for an answer.
fn answer(
    ctx: &mut Context,
    broker: &Broker,
    (at, reply_to): (Address, ReplyTo),
    outcome: Outcome,
    cause: RecordId,
) {
    if reply_to == ReplyTo::NOBODY {
        return;
    }
    let event = Event::ConfirmArrives { at, reply_to, outcome };
    ctx.acknowledge(&broker.one_way, (Purpose::Confirm, at), cause, event);
}
