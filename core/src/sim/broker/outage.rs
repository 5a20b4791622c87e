//! The broker goes down and comes up again. Who publishes to it meanwhile is told that nobody is there, a hop
//! later, as by a connection that is refused; so is whoever waits for the confirm of what it was storing.
//! What has left it arrives. What it has stored stays, unless it is not durable; what a consumer held is
//! delivered once more when it is up again, as all connections are new.

use super::super::context::Context;
use super::super::event::{Answer, Due, Event, ReplyTo};
use super::{answer, refused, BrokerPart, Kind};
use crate::scenario::{Disturbance, DisturbanceKind, Model};
use crate::trace::{Address, Fact, Outcome, RecordId, Refusal};

/// Whether the broker is down, and what it is storing.
pub(super) struct Outage {
    /// Whether it ever goes down or has an alarm; if not, nothing is kept here.
    to_come: bool,
    down: bool,
    storing: Vec<(Address, ReplyTo)>,
    /// Whether nothing is read from those who publish.
    alarm: bool,
    /// What waits in their connections, and the record that says so.
    unread: Vec<(Address, ReplyTo, RecordId)>,
}

impl Outage {
    pub(super) fn new(model: &Model) -> Self {
        let is_one = |disturbance: &Disturbance| disturbance.kind.is_of_broker();
        let to_come = model.disturbances.iter().any(is_one);
        Outage { to_come, down: false, storing: Vec::new(), alarm: false, unread: Vec::new() }
    }

    /// A message that has come is not being stored, where it has been turned away.
    pub(super) fn received(&mut self, at: Address, stores: bool) {
        if !stores {
            self.stored(at);
        }
    }

    /// A message is not being stored any more; whether it was.
    fn stored(&mut self, at: Address) -> bool {
        let place = self.storing.iter().position(|(stored, _)| *stored == at);
        place.map(|place| self.storing.remove(place)).is_some()
    }
}

impl BrokerPart<'_> {
    /// Whether what happens finds the broker as it was when it was brought about.
    pub(super) fn finds_it(&mut self, ctx: &mut Context, due: Due) -> bool {
        if !self.outage.to_come {
            return true;
        }
        match due.event {
            Event::PublishArrives { at, reply_to } => {
                if self.outage.down {
                    self.refuse(ctx, at, reply_to, due.cause);
                } else if self.outage.alarm {
                    let blocked = ctx.record(due.cause, Fact::PublishBlocked { at });
                    self.outage.unread.push((at, reply_to, blocked));
                } else {
                    self.outage.storing.push((at, reply_to));
                }
                !self.outage.down && !self.outage.alarm
            }
            // Nobody waits for a confirm of such word, and nobody sends it again.
            Event::NoticeStored { at } | Event::AnswerStored { at, .. } if self.outage.down => {
                ctx.record(due.cause, Fact::ReplyLost { at });
                false
            }
            // What an outage has interrupted is known by not being among it.
            Event::AppendEnds { at, .. } => self.outage.stored(at),
            Event::AckArrives { .. }
            | Event::Member { .. }
            | Event::Subscription { .. }
            | Event::WorkerGone { .. }
            | Event::WorkerBack { .. }
                if self.kind.keeps(due) =>
            {
                false
            }
            Event::AckArrives { at, answer, .. } => {
                if self.outage.down && answer != Answer::Missing {
                    ctx.record(due.cause, Fact::AckLost { at });
                }
                !self.outage.down
            }
            _ => true,
        }
    }

    /// Whether it is of the kind that knows alarms.
    pub(in crate::sim) fn has_alarms(&self) -> bool {
        matches!(self.kind, Kind::RabbitMq(_))
    }

    /// It goes down, or is up again; an alarm begins, or is over, after which it reads what has waited.
    pub(in crate::sim) fn disturbed(
        &mut self,
        ctx: &mut Context,
        kind: DisturbanceKind,
        begins: bool,
        cause: RecordId,
    ) {
        let unread = std::mem::take(&mut self.outage.unread);
        if kind == DisturbanceKind::BrokerAlarm {
            self.outage.alarm = begins;
            for (at, reply_to, blocked) in unread {
                ctx.at(ctx.now(), blocked, Event::PublishArrives { at, reply_to });
            }
            return;
        }
        self.outage.down = begins;
        for (at, reply_to, _) in unread {
            self.refuse(ctx, at, reply_to, cause);
        }
        for (at, reply_to) in std::mem::take(&mut self.outage.storing) {
            self.refuse(ctx, at, reply_to, cause);
        }
        match (&mut self.kind, begins) {
            (Kind::RabbitMq(broker), true) => broker.goes_down(ctx, cause),
            (Kind::RabbitMq(broker), false) => broker.comes_up(ctx, cause),
            (Kind::Kafka(broker), true) => broker.goes_down(ctx, cause),
            (Kind::Kafka(broker), false) => broker.comes_up(ctx, cause),
            (Kind::Sqs(broker), true) => broker.goes_down(ctx, cause),
            (Kind::Sqs(broker), false) => broker.comes_up(ctx, cause),
        }
    }

    fn refuse(&self, ctx: &mut Context, at: Address, reply_to: ReplyTo, cause: RecordId) {
        let refused = refused(ctx, self.model, (at, reply_to), Refusal::Down, cause);
        answer(ctx, self.broker, (at, reply_to), Outcome::Refused, refused);
    }
}
