//! What the style costs to build: counted from the topology of the lane and from its trace.

use crate::scenario::{CallPolicy, Edge, EdgeId, EdgeMode, LaneModel, Model, ReplyWay, Source};
use crate::time::SimTime;
use crate::trace::{Fact, Trace};

/// Outcomes that the sender of a call must handle whatever its policies are: ok, application error, refused.
const CALL_OUTCOMES: u32 = 3;
/// Outcomes of a publish: confirmed, nacked, confirm timeout, unroutable, blocked.
const PUBLISH_OUTCOMES: u32 = 5;

/// Outcomes of a reply to what was handed over: missing, duplicate; late, where somebody gives up.
const REPLY_OUTCOMES: u32 = 2;

/// Counts from the topology alone.
pub(super) struct Topology {
    pub(super) processes: u32,
    pub(super) durable_stores: u32,
    /// Of whoever sends: what becomes of a message after its confirm is its consumer's to handle.
    pub(super) caller_outcomes: u32,
    pub(super) addresses_known: u32,
    pub(super) causal_depth: u32,
    pub(super) one_trace_tree: bool,
}

impl Topology {
    pub(super) fn of(model: &Model, lane: &LaneModel) -> Self {
        let messages = lane.modes.contains(&EdgeMode::Message);
        let calls = lane.modes.contains(&EdgeMode::Call);
        let sources = lane.senders.iter().copied();
        // Each outbox is a store with a process that empties it.
        let outboxes =
            (0..lane.modes.len() as EdgeId).filter(|edge| lane.relayed(*edge).is_some()).count() as u32;
        Topology {
            processes: model.services.len() as u32 + u32::from(messages) + outboxes,
            durable_stores: u32::from(messages) + outboxes,
            caller_outcomes: u32::from(calls) * (CALL_OUTCOMES + of_policies(model, lane))
                + u32::from(messages) * publish_outcomes(model, lane)
                + of_step_replies(lane)
                + lane.reply.map_or(0, |reply| REPLY_OUTCOMES + u32::from(reply.timeout.is_some())),
            addresses_known: sources.map(|from| addresses(model, lane, from)).max().unwrap_or(0),
            causal_depth: (0..model.edges.len()).map(|edge| depth(model, lane, edge)).max().unwrap_or(0),
            one_trace_tree: !messages || lane.trace_context,
        }
    }
}

/// Outcomes that the publishers have to handle; where none waits for a confirm there is only one, that it is sent.
fn publish_outcomes(model: &Model, lane: &LaneModel) -> u32 {
    let mut edges = 0..lane.modes.len() as EdgeId;
    // A subscriber's copy is published with the first edge of its topic.
    let published = |edge: EdgeId| !lane.is_call(edge) && !model.is_copied(lane, edge);
    if edges.any(|edge| published(edge) && lane.confirms(edge)) {
        PUBLISH_OUTCOMES
    } else {
        1
    }
}

/// Outcomes that whoever waits for the answers to its messages has to handle besides: that a step has failed, and
/// those of a reply.
fn of_step_replies(lane: &LaneModel) -> u32 {
    if !lane.awaited.contains(&true) {
        return 0;
    }
    1 + REPLY_OUTCOMES + u32::from(lane.step_timeout.is_some())
}

/// Outcomes that the policies of the lane's clients add: shed, timeout, breaker open, bulkhead full, no connection.
fn of_policies(model: &Model, lane: &LaneModel) -> u32 {
    let on = |policy: fn(&CallPolicy) -> bool| {
        let mut edges = 0..model.edges.len() as EdgeId;
        u32::from(edges.any(|edge| lane.is_call(edge) && lane.client(edge).is_some_and(policy)))
    };
    let called = |edge: &Edge| model.services[usize::from(edge.to)].shed_above.is_some();
    let sheds = (0..).zip(&model.edges).any(|(place, edge)| lane.is_call(place) && called(edge));
    u32::from(sheds)
        + on(|policy| policy.timeout.is_some() || policy.deadline.is_some() || policy.inherits_deadline)
        + on(|policy| policy.breaker.is_some())
        + on(|policy| policy.bulkhead.is_some())
        + on(|policy| policy.pool.is_some())
}

/// Different processes that a part sends to: each callee is one, the broker is one for all messages.
fn addresses(model: &Model, lane: &LaneModel, from: Source) -> u32 {
    let (calls, messages): (Vec<_>, Vec<_>) = lane.outgoing(from).partition(|edge| lane.is_call(*edge));
    // A step and what undoes it have one callee.
    let steps = calls.iter().filter(|edge| match model.edges[usize::from(**edge)].compensates {
        Some(step) => !calls.contains(&step),
        None => true,
    });
    // Who calls the caller back knows its address; through the broker nobody's is needed.
    let here = |edge: &Edge| Source::Service(edge.to) == from;
    let calls_back = lane.reply.is_some_and(|reply| reply.way == ReplyWay::Callback)
        && model.edges.first().is_some_and(here);
    steps.count() as u32 + u32::from(!messages.is_empty()) + u32::from(calls_back)
}

/// Spans from the operation down to the work behind an edge: one for each part passed, the broker and
/// an outbox's relay included.
fn depth(model: &Model, lane: &LaneModel, edge: usize) -> u32 {
    let relayed = lane.relayed(edge as EdgeId).is_some();
    let here = 1 + u32::from(lane.modes[edge] == EdgeMode::Message) + u32::from(relayed);
    let into = |source: Source| {
        let enters = |upper: &Edge| Source::Service(upper.to) == source;
        model.edges.iter().position(enters)
    };
    here + into(lane.senders[edge]).map_or(1, |upper| depth(model, lane, upper))
}

/// Kinds of message on one edge: request, reply, publish, confirm, delivery, acknowledgement, poll, empty answer,
/// word of the completion or of the outcome of a step, and the same on from the broker.
const KINDS: usize = 10;

/// Counts of what went over the network.
pub(super) struct Traffic {
    /// Different kinds of message on the wire: a direction on an edge.
    pub(super) event_kinds: u32,
    /// All of them, of all operations.
    pub(super) messages: u64,
    /// Those that came before their operation's effect, on the way to it.
    pub(super) before_effect: u64,
}

impl Traffic {
    pub(super) fn of(model: &Model, trace: &Trace, until: SimTime) -> Self {
        let records = &trace.records()[..trace.count_until(until)];
        let mut kinds = vec![[false; KINDS]; model.edges.len()];
        let mut unconfirmed = vec![false; model.edges.len()];
        let mut traffic = Traffic { event_kinds: 0, messages: 0, before_effect: 0 };
        for record in records {
            // Polls are of no operation, and are there however few operations are measured.
            if let Fact::PollSent { edge, .. } | Fact::PollEmpty { edge, .. } = record.fact {
                kinds[usize::from(edge)][6 + usize::from(matches!(record.fact, Fact::PollEmpty { .. }))] =
                    true;
                traffic.messages += 1;
            }
            let Some(at) = record.fact.address() else { continue };
            let (kind, forward) = match record.fact {
                Fact::RequestSent { .. } => (0, true),
                Fact::ReplySent { .. } => (1, false),
                Fact::MessagePublished { .. } => (2, true),
                Fact::ConfirmWaived { .. } => {
                    unconfirmed[usize::from(at.edge)] = true;
                    continue;
                }
                Fact::MessageStored { .. }
                | Fact::MessageRefused { .. }
                | Fact::MessageUnroutable { .. }
                | Fact::MessageReturned { .. } => {
                    if unconfirmed[usize::from(at.edge)] {
                        continue;
                    }
                    (3, false)
                }
                Fact::DeliverySent { .. } => (4, true),
                Fact::DeliveryAcked { .. }
                | Fact::OffsetsCommitted { .. }
                | Fact::DeliveryRejected { .. }
                | Fact::DeliveryReturned { .. } => (5, false),
                Fact::NoticeSent { .. } | Fact::StepAnswered { .. } => (8, false),
                Fact::NoticeStored { .. } | Fact::AnswerStored { .. } => (9, false),
                _ => continue,
            };
            kinds[usize::from(at.edge)][kind] = true;
            traffic.messages += u64::from(at.op >= model.warm_up_operations);
            traffic.before_effect += u64::from(forward && at.op >= model.warm_up_operations);
        }
        traffic.event_kinds = kinds.as_flattened().iter().filter(|seen| **seen).count() as u32;
        traffic
    }
}
