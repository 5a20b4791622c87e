//! Replies to what has been handed over: a service sends word that an operation is done, straight or through
//! the broker, and the caller learns it, perhaps late, twice, or never; or what has become of a step of a saga.

use super::context::Context;
use super::draws::Purpose;
use super::event::Event;
use crate::scenario::{Broker, LaneModel, Model, OperationId, ReplyWay};
use crate::time::SimDuration;
use crate::trace::{Address, Fact, Outcome, RecordId};

/// What a caller knows of its operation, where it is told more than the confirm.
#[derive(Clone, Copy, Default)]
pub(super) struct Knows {
    /// Who waits.
    pub(super) caller: u16,
    /// That it is done.
    done: bool,
    /// It holds an answer, good or bad.
    pub(super) answered: bool,
    /// It has given up waiting.
    pub(super) gave_up: bool,
}

/// What the callers know, by operation.
#[derive(Default)]
pub(super) struct Replies(Vec<Knows>);

impl Replies {
    pub(super) fn of(&mut self, op: OperationId) -> &mut Knows {
        let op = op as usize;
        if self.0.len() <= op {
            self.0.resize(op + 1, Knows::default());
        }
        &mut self.0[op]
    }

    /// A notice has arrived; tells the record of it if it is the first, and in time.
    pub(super) fn arrives(&mut self, ctx: &mut Context, at: Address, cause: RecordId) -> Option<RecordId> {
        let knows = self.of(at.op);
        let again = std::mem::replace(&mut knows.done, true);
        let fact = match (again, knows.gave_up) {
            (true, _) => Fact::NoticeRepeated { at },
            (_, true) => Fact::NoticeLate { at },
            _ => Fact::NoticeArrived { at },
        };
        let arrived = ctx.record(cause, fact);
        matches!(fact, Fact::NoticeArrived { .. }).then_some(arrived)
    }
}

/// The work that a message asked for is done: word of it leaves, and nobody waits for that to arrive.
pub(super) fn send(ctx: &mut Context, model: &Model, lane: &LaneModel, at: Address, cause: RecordId) {
    let Some(reply) = &lane.reply else { return };
    let sent = ctx.record(cause, Fact::NoticeSent { at });
    if reply.way == ReplyWay::Callback {
        return ctx.hop(&model.one_way, (Purpose::HopBack, at), sent, Event::NoticeArrives { at });
    }
    leaves(ctx, model, (at, None), sent);
}

/// What has become of a step is said into the reply queue of whoever has asked for it by message.
pub(super) fn answer(ctx: &mut Context, model: &Model, (at, outcome): (Address, Outcome), cause: RecordId) {
    let sent = ctx.record(cause, Fact::StepAnswered { at, outcome });
    leaves(ctx, model, (at, Some(outcome)), sent);
}

/// Word of a completion, or with an outcome the answer to a step, leaves for the broker.
fn leaves(ctx: &mut Context, model: &Model, (at, outcome): (Address, Option<Outcome>), sent: RecordId) {
    let Some(broker) = &model.broker else { return };
    let way = ctx.way(&broker.one_way, (Purpose::NoticeOut, at));
    ctx.at(ctx.now() + way + append(ctx, broker, at), sent, Event::WordStored { at, outcome });
}

/// How long the broker takes to store such word.
pub(super) fn append(ctx: &Context, broker: &Broker, at: Address) -> SimDuration {
    ctx.draw(&broker.append, (Purpose::NoticeAppend, at))
}

/// The broker has stored it, and sends it on to whoever waits.
pub(super) fn stored(
    ctx: &mut Context,
    broker: &Broker,
    (at, outcome): (Address, Option<Outcome>),
    cause: RecordId,
) {
    let (fact, event) = match outcome {
        Some(outcome) => (Fact::AnswerStored { at }, Event::AnswerArrives { at, outcome }),
        None => (Fact::NoticeStored { at }, Event::NoticeArrives { at }),
    };
    let stored = ctx.record(cause, fact);
    ctx.after_way(&broker.one_way, (Purpose::NoticeIn, at), stored, event);
}
