//! The broker goes down and comes up again. Who publishes to it meanwhile is told that nobody is there, a hop
//! later, as by a connection that is refused; so is whoever waits for the confirm of what it was storing, and word
//! that nobody waits for a confirm of is lost. What has left it arrives. What it has stored stays, unless it is not
//! durable; what a consumer held is delivered once more when it is up again, as all connections are new.

use super::super::context::Context;
use super::super::event::{Answer, Due, Event, ReplyTo};
use super::super::replies;
use super::{answer, refused, BrokerPart, Kind};
use crate::scenario::{DisturbanceKind, Model};
use crate::time::{SimDuration, SimTime};
use crate::trace::{Address, Fact, Outcome, RecordId, Refusal};

/// Whether the broker is down, and what it is storing.
pub(super) struct Outage {
    /// Whether it ever goes down or has an alarm; if not, nothing is kept here.
    to_come: bool,
    down: bool,
    /// Since when it has been up, if it is.
    up_since: SimTime,
    storing: Vec<(Address, ReplyTo)>,
    /// Since when nothing has been read from those who publish, and until when; the last time that was so.
    alarm: Option<(SimTime, Option<SimTime>)>,
    /// What would have arrived and waits in their connections, and because of which record.
    unread: Vec<(Event, RecordId)>,
}

impl Outage {
    pub(super) fn new(model: &Model) -> Self {
        let to_come = model.disturbances.iter().any(|one| one.kind.is_of_broker());
        let (storing, unread) = (Vec::new(), Vec::new());
        Outage { to_come, down: false, up_since: SimTime::ZERO, storing, alarm: None, unread }
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

    /// Whether nothing is read from those who publish.
    fn has_alarm(&self) -> bool {
        matches!(self.alarm, Some((_, None)))
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
                } else if self.outage.has_alarm() {
                    let blocked = ctx.record(due.cause, Fact::PublishBlocked { at });
                    self.outage.unread.push((due.event, blocked));
                } else {
                    self.outage.storing.push((at, reply_to));
                }
                !self.outage.down && !self.outage.has_alarm()
            }
            Event::WordStored { at, .. } => {
                // It came that long ago, and what was wrong then or has been since counts.
                let append = replies::append(ctx, self.broker, at);
                let came_before = |time: SimTime| ctx.now() < time + append;
                let Outage { down, up_since, alarm, .. } = self.outage;
                let alarm =
                    alarm.filter(|(from, until)| !came_before(*from) && until.is_none_or(came_before));
                if down || came_before(up_since) {
                    lose(ctx, at, due.cause);
                    return false;
                }
                match alarm {
                    Some((_, None)) => self.outage.unread.push((due.event, due.cause)),
                    Some((_, Some(until))) => ctx.at(until + append, due.cause, due.event),
                    None => return true,
                }
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
            let from = self.outage.alarm.filter(|_| !begins).map_or(ctx.now(), |(from, _)| from);
            self.outage.alarm = Some((from, (!begins).then_some(ctx.now())));
            for (event, cause) in unread {
                let append = match event {
                    Event::WordStored { at, .. } => replies::append(ctx, self.broker, at),
                    _ => SimDuration::ZERO,
                };
                ctx.at(ctx.now() + append, cause, event);
            }
            return;
        }
        (self.outage.down, ctx.pending.broker_down) = (begins, begins);
        self.outage.up_since = ctx.now();
        for (event, sent) in unread {
            match event {
                Event::PublishArrives { at, reply_to } => self.refuse(ctx, at, reply_to, cause),
                Event::WordStored { at, .. } => lose(ctx, at, sent),
                _ => {}
            }
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

/// Nobody waits for a confirm of such word, and nobody sends it again.
fn lose(ctx: &mut Context, at: Address, sent: RecordId) {
    ctx.record(sent, Fact::ReplyLost { at });
}
