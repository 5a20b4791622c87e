//! The broker: it stores what is published, confirms it, and sends it to its consumers.
//!
//! Each kind of broker has a file of its own; here is only who is asked.

mod kafka;
mod murmur2;
mod queue;
mod rabbitmq;
mod sqs;

use super::context::Context;
use super::event::{Due, Event};
use crate::scenario::{Broker, LaneModel, Model};

/// The broker, by its kind.
pub(super) enum BrokerPart<'m> {
    RabbitMq(rabbitmq::RabbitMq<'m>),
    Kafka(kafka::Kafka<'m>),
    Sqs(sqs::Sqs<'m>),
}

impl<'m> BrokerPart<'m> {
    pub(super) fn new(model: &'m Model, lane: &'m LaneModel, broker: &'m Broker) -> Self {
        match (&lane.topic, &lane.sqs) {
            (Some(topic), _) => BrokerPart::Kafka(kafka::Kafka::new(model, broker, topic)),
            (_, Some(queue)) => BrokerPart::Sqs(sqs::Sqs::new(model, broker, queue)),
            _ => BrokerPart::RabbitMq(rabbitmq::RabbitMq::new(model, lane, broker)),
        }
    }

    pub(super) fn handle(&mut self, ctx: &mut Context, due: Due) {
        let cause = due.cause;
        match self {
            BrokerPart::RabbitMq(broker) => match due.event {
                Event::PublishArrives { at, reply_to } => broker.publish_arrives(ctx, at, reply_to, cause),
                Event::AppendEnds { at, reply_to } => broker.append_ends(ctx, at, reply_to, cause),
                Event::AckArrives { at, epoch, answer } => {
                    broker.ack_arrives(ctx, at, (epoch, answer), cause);
                }
                Event::ConsumerGone { edge } => broker.consumer_gone(ctx, edge, cause),
                Event::ConsumerBack { edge } => broker.consumer_back(ctx, edge, cause),
                Event::HeadExpires { edge } => broker.head_expires(ctx, edge),
                _ => {}
            },
            BrokerPart::Kafka(broker) => match due.event {
                Event::PublishArrives { at, reply_to } => broker.publish_arrives(ctx, at, reply_to, cause),
                Event::AppendEnds { at, reply_to } => broker.append_ends(ctx, at, reply_to, cause),
                Event::AckArrives { at, epoch, answer } => {
                    broker.commit_arrives(ctx, at, (epoch, answer), cause);
                }
                Event::ConsumerGone { edge } => broker.consumer_gone(ctx, edge, cause),
                Event::ConsumerBack { edge } => broker.consumer_back(ctx, edge, cause),
                _ => {}
            },
            BrokerPart::Sqs(broker) => match due.event {
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
