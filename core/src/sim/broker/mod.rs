//! The broker: it stores what is published, confirms it, and sends it to its consumers.
//!
//! Each kind of broker has a file of its own; here is only who is asked.

mod kafka;
mod murmur2;
mod outage;
mod queue;
mod rabbitmq;
mod sqs;

use super::context::Context;
use super::draws::Purpose;
use super::event::{Due, Event, ReplyTo};
use crate::scenario::{Broker, LaneModel, Model};
use crate::trace::{Address, Fact, Outcome, RecordId};
use outage::Outage;

/// The broker.
pub(super) struct BrokerPart<'m> {
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

impl<'m> BrokerPart<'m> {
    pub(super) fn new(model: &'m Model, lane: &'m LaneModel, broker: &'m Broker) -> Self {
        let kind = match (&lane.topic, &lane.sqs) {
            (Some(topic), _) => Kind::Kafka(kafka::Kafka::new(model, broker, topic)),
            (_, Some(queue)) => Kind::Sqs(sqs::Sqs::new(model, broker, queue)),
            _ => Kind::RabbitMq(rabbitmq::RabbitMq::new(model, lane, broker)),
        };
        BrokerPart { broker, kind, outage: Outage::new(model) }
    }

    pub(super) fn handle(&mut self, ctx: &mut Context, due: Due) {
        if !self.finds_it(ctx, due) {
            return;
        }
        let cause = due.cause;
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
                Event::ConsumerGone { edge } => broker.consumer_gone(ctx, edge, cause),
                Event::ConsumerBack { edge } => broker.consumer_back(ctx, edge, cause),
                Event::HeadExpires { edge } => broker.head_expires(ctx, edge),
                _ => {}
            },
            Kind::Kafka(broker) => match due.event {
                Event::PublishArrives { at, reply_to } => broker.publish_arrives(ctx, at, reply_to, cause),
                Event::AppendEnds { at, reply_to } => broker.append_ends(ctx, at, reply_to, cause),
                Event::AckArrives { at, epoch, answer } => {
                    broker.commit_arrives(ctx, at, (epoch, answer), cause);
                }
                Event::ConsumerGone { edge } => broker.consumer_gone(ctx, edge, cause),
                Event::ConsumerBack { edge } => broker.consumer_back(ctx, edge, cause),
                _ => {}
            },
            Kind::Sqs(broker) => match due.event {
                Event::PublishArrives { at, reply_to } => broker.publish_arrives(ctx, at, reply_to, cause),
                Event::AppendEnds { at, reply_to } => broker.append_ends(ctx, at, reply_to, cause),
                Event::AckArrives { at, answer, .. } => broker.delete_arrives(ctx, at, answer, cause),
                Event::ConsumerGone { edge } => broker.consumer_gone(edge),
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
