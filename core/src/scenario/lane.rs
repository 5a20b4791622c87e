//! A lane of the compiled scenario: how it serves each edge, and with what policies.

use super::distribution::Distribution;
use super::file::{Calls, EdgeMode, Style};
use super::kafka::KafkaTopic;
use super::model::{EdgeId, Model, ServiceId, Source};
use super::policy::{CallPolicy, Outbox, PublishPolicy};
use super::queues::QueuePolicy;
use super::reply::Reply;
use super::sqs::SqsQueue;
use crate::time::SimDuration;

/// One style of handling the operations.
#[derive(Clone, Debug, PartialEq)]
pub struct LaneModel {
    /// Its id in the file.
    pub id: String,
    /// What the style is called.
    pub style: Style,
    /// In which order its workers make their calls.
    pub calls: Calls,
    /// The topics that carry its messages; `None` is a lane with queues.
    pub topic: Option<KafkaTopic>,
    /// The SQS queues that carry its messages; `None` is a lane with another kind of broker.
    pub sqs: Option<SqsQueue>,
    /// Whether its messages carry the trace context.
    pub trace_context: bool,
    /// Whether its senders undo what they had done.
    pub compensation: bool,
    /// Whether each step of a saga follows the event of the one before, and nobody orchestrates.
    pub choreography: bool,
    /// Who sends along each edge, by [`EdgeId`]: the edge's own sender, unless the lane is a choreography.
    pub senders: Vec<Source>,
    /// How the caller learns that its operation is done, where it is told more than the confirm.
    pub reply: Option<Reply>,
    /// By [`EdgeId`], whether its sender waits for the answer to the message, in its own reply queue.
    pub awaited: Vec<bool>,
    /// How long it waits for that; `None` is for ever.
    pub step_timeout: Option<SimDuration>,
    /// How each edge is served, by [`EdgeId`].
    pub modes: Vec<EdgeMode>,
    /// What the sender of a call does while it waits and when it fails, by [`EdgeId`]; `None` waits for
    /// ever and never tries again.
    pub policies: Vec<Option<CallPolicy>>,
    /// What the sender of a message does once it has sent it, by [`EdgeId`]; `None` waits for the confirm for
    /// ever and never tries again.
    pub publish: Vec<Option<PublishPolicy>>,
    /// What the broker's queues do, by [`EdgeId`].
    pub queues: Vec<QueuePolicy>,
    /// How long the work of a service takes in this lane, where it is another time than elsewhere.
    pub service_times: Vec<(ServiceId, Distribution)>,
}

impl LaneModel {
    /// How long the work of a service takes here, for workers that have no time of their own.
    pub fn service_time<'m>(&'m self, service: ServiceId, model: &'m Model) -> &'m Distribution {
        let here = self.service_times.iter().find(|(id, _)| *id == service);
        here.map_or(&model.services[usize::from(service)].service_time, |(_, law)| law)
    }

    /// Whether what comes along a message edge is for one worker of its service, and for no other.
    pub fn is_for_one_worker(&self, edge: EdgeId) -> bool {
        self.topic.is_some() || self.sqs.is_some() || self.queues[usize::from(edge)].consumer_per_worker
    }

    /// Whether what comes along a message edge waits in a queue that is its consumer's own: RabbitMQ's alone can be.
    pub fn has_exclusive(&self, edge: EdgeId) -> bool {
        let others = self.is_call(edge) || self.topic.is_some() || self.sqs.is_some();
        !others && self.queues[usize::from(edge)].exclusive
    }

    /// Edges along which a part sends.
    pub fn outgoing(&self, from: Source) -> impl Iterator<Item = EdgeId> + '_ {
        let leaves = move |(_, sender): &(usize, &Source)| **sender == from;
        self.senders.iter().enumerate().filter(leaves).map(|(index, _)| index as EdgeId)
    }

    /// Whether whoever sends a message along an edge waits for the answer of its consumer.
    pub fn awaits(&self, edge: EdgeId) -> bool {
        self.awaited[usize::from(edge)]
    }

    /// Whether an edge is a call.
    pub fn is_call(&self, edge: EdgeId) -> bool {
        self.modes[usize::from(edge)] == EdgeMode::Call
    }

    /// The policies of the client of an edge that has some, be it a call or a message.
    pub fn client(&self, edge: EdgeId) -> Option<&CallPolicy> {
        if self.is_call(edge) {
            return self.policies[usize::from(edge)].as_ref();
        }
        let publish = self.publish[usize::from(edge)].as_ref();
        publish.filter(|publish| publish.outbox.is_none()).map(|publish| &publish.client)
    }

    /// The policies of a message edge whose messages go through an outbox.
    pub fn relayed(&self, edge: EdgeId) -> Option<(&PublishPolicy, Outbox)> {
        let publish = self.publish[usize::from(edge)].as_ref().filter(|_| !self.is_call(edge))?;
        Some((publish, publish.outbox?))
    }

    /// Whether whoever publishes along a message edge waits for the broker's confirm.
    pub fn confirms(&self, edge: EdgeId) -> bool {
        self.publish[usize::from(edge)].as_ref().is_none_or(|publish| publish.confirm)
    }
}
