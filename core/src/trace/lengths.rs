//! What a trace is read as: lengths of time in which one thing went on, and what crossed the network.

use super::fact::{Address, RecordId, WorkerId};
use crate::scenario::{EdgeId, OperationId, ServiceId};
use crate::time::SimTime;

/// What fills a length of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SpanKind {
    /// A caller waits for an answer.
    Wait,
    /// A request or a delivery waits for a worker.
    Queued(ServiceId),
    /// A worker does its own work.
    Work(ServiceId, WorkerId),
    /// A worker is held by a call or a publish.
    Blocked(ServiceId, WorkerId),
    /// The broker makes a message durable.
    Append(EdgeId),
    /// A message waits in the broker.
    Stored(EdgeId),
    /// A service is down.
    Down(ServiceId),
    /// One worker of a service that is up is down.
    WorkerDown(ServiceId, WorkerId),
    /// A service is up and something is wrong with it: a place in [`crate::scenario::Model::disturbances`].
    Troubled(ServiceId, u8),
    /// The breaker of an edge's client is open; half open until the first answers say more.
    Open(EdgeId),
    /// The broker is down.
    BrokerDown,
    /// The broker reads nothing from those who publish.
    BrokerAlarm,
    /// A subscriber of a topic is away.
    Away(EdgeId),
    /// A message waits in the outbox of its sender for the relay.
    Outbox(EdgeId),
}

/// How a span ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// As it should.
    Done,
    /// Without a result: failed, lost or refused.
    Failed,
    /// As it should, and an earlier effect is undone by it.
    Undone,
    /// Not within the run.
    Open,
}

/// A length of time in which one thing went on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// What went on.
    pub kind: SpanKind,
    /// For which operation; `None` for an outage.
    pub op: Option<OperationId>,
    /// From when.
    pub from: SimTime,
    /// Until when; the end of the trace if it stayed open.
    pub to: SimTime,
    /// How it ended.
    pub ending: Ending,
    /// Whether it is work on what this service has done, or is doing, already: a duplicate.
    pub again: bool,
    /// The record that began it.
    pub began: RecordId,
    /// The record that ended it; the one that began it if it stayed open.
    pub ended: RecordId,
}

/// What crosses the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TransferKind {
    /// Asks, and the sender waits.
    Request,
    /// Answers a request.
    Reply,
    /// Hands a message to the broker.
    Publish,
    /// Says that it is stored.
    Confirm,
    /// Hands a message to a consumer.
    Delivery,
    /// Says that it is consumed.
    Ack,
    /// Tells the caller that its operation is done, or the broker, which tells the caller; or whoever has sent a
    /// step of a saga what has become of that, through the broker.
    Notice,
}

/// One end of a transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The caller of the operation.
    Caller,
    /// A worker.
    Worker(ServiceId, WorkerId),
    /// The queue in front of a service's workers.
    Queue(ServiceId),
    /// The broker's queue.
    Broker(EdgeId),
    /// The outbox of an edge, and its relay.
    Outbox(EdgeId),
}

/// One thing that crossed the network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// What it was.
    pub kind: TransferKind,
    /// Whose, along which edge.
    pub at: Address,
    /// Where it started.
    pub source: End,
    /// Where it went.
    pub target: End,
    /// When it left.
    pub sent: SimTime,
    /// When it arrived; `None` if it did not within the run.
    pub arrived: Option<SimTime>,
    /// Whether it brought what it should.
    pub ok: bool,
    /// Whether it got lost on its way.
    pub lost: bool,
}
