//! How something is sent: a request or a reply, a message to the broker, a confirm or an acknowledgement, over a
//! network that may be bad.

use super::super::draws::{self, Purpose};
use super::super::event::{Answer, Event, ReplyTo};
use super::super::linger::Held;
use super::Context;
use crate::scenario::{Distribution, LaneModel, Model};
use crate::time::SimDuration;
use crate::trace::{Address, Fact, RecordId};

impl Context {
    /// A sender turns to what is there for an edge: its client or its outbox, its callee, or the broker.
    pub(in crate::sim) fn send(
        &mut self,
        (model, lane): (&Model, &LaneModel),
        (at, reply_to): (Address, ReplyTo),
        cause: RecordId,
    ) {
        if lane.client(at.edge).is_some() || lane.relayed(at.edge).is_some() {
            self.at(self.now, cause, Event::CallBegins { at, reply_to });
        } else if lane.is_call(at.edge) {
            self.request(model, (at, reply_to), cause);
        } else {
            self.publish(model, (at, reply_to), cause);
        }
    }

    /// Sends a request on its way; the record of that.
    #[inline]
    pub(in crate::sim) fn request(
        &mut self,
        model: &Model,
        (at, reply_to): (Address, ReplyTo),
        cause: RecordId,
    ) -> RecordId {
        let sent = self.record(cause, Fact::RequestSent { at });
        let event = Event::RequestArrives { at, reply_to };
        self.hop(&model.one_way, (Purpose::HopThere, at), sent, event);
        sent
    }

    /// Sends a message on its way to the broker, or lets its producer wait for more; the record of that.
    #[inline]
    pub(in crate::sim) fn publish(
        &mut self,
        model: &Model,
        (at, reply_to): (Address, ReplyTo),
        cause: RecordId,
    ) -> RecordId {
        let published = self.record(cause, Fact::MessagePublished { at });
        let Some(broker) = &model.broker else { return published };
        let law = &broker.one_way;
        if self.linger.is_none() {
            self.after_way(law, (Purpose::Publish, at), published, Event::PublishArrives { at, reply_to });
            return published;
        }
        let (over, full) = self.linger.add((at, reply_to, published), self.now);
        if let Some(over) = over {
            self.at(over, published, Event::LingerEnds { edge: at.edge });
        }
        self.send_batch(law, full);
        published
    }

    /// A producer sends what it has: one request, so one hop for all.
    pub(in crate::sim) fn send_batch(&mut self, law: &Distribution, batch: Vec<Held>) {
        let Some((first, ..)) = batch.first().copied() else { return };
        let arrives = self.now + self.way(law, (Purpose::Publish, first));
        for (at, reply_to, published) in batch {
            self.at(arrives, published, Event::PublishArrives { at, reply_to });
        }
    }

    /// Sends a request or a reply on its way, which may be bad.
    #[inline]
    pub(in crate::sim) fn hop(
        &mut self,
        law: &Distribution,
        (purpose, at): (Purpose, Address),
        cause: RecordId,
        event: Event,
    ) {
        if self.network.is_good() && self.mishaps.are_none() {
            return self.after(law, (purpose, at), cause, event);
        }
        let answers = matches!(event, Event::ReplyArrives { .. } | Event::NoticeArrives { .. });
        let lost = answers && self.mishaps.lose(at.op, self.now);
        let fate = self.network.fate(self.seed, purpose, at);
        match fate.filter(|_| !lost) {
            Some(more) => {
                let length = law.sample(|| draws::bits(self.seed, purpose, at));
                self.queue.push(self.now + length + more, cause, event);
            }
            None => {
                let fact = if answers { Fact::ReplyLost { at } } else { Fact::RequestLost { at } };
                self.record(cause, fact);
            }
        }
    }

    /// Sends a confirm or a consumer's acknowledgement on its way, unless it is the one to get lost.
    #[inline]
    pub(in crate::sim) fn acknowledge(
        &mut self,
        law: &Distribution,
        (purpose, at): (Purpose, Address),
        cause: RecordId,
        event: Event,
    ) {
        if self.mishaps.are_none() || !self.mishaps.lose(at.op, self.now) {
            return self.after_way(law, (purpose, at), cause, event);
        }
        match event {
            Event::AckArrives { epoch, .. } => {
                let lost = self.record(cause, Fact::AckLost { at });
                let answer = Answer::Missing;
                self.after_way(law, (purpose, at), lost, Event::AckArrives { at, epoch, answer });
            }
            _ => {
                self.record(cause, Fact::ConfirmLost { at });
            }
        }
    }

    /// How long a message, or word of it, is on its way to the broker or from it: what is drawn, and what a bad
    /// network adds to its edge.
    #[inline]
    pub(in crate::sim) fn way(&self, law: &Distribution, (purpose, at): (Purpose, Address)) -> SimDuration {
        let drawn = self.draw(law, (purpose, at));
        if self.network.is_good() {
            return drawn;
        }
        SimDuration::from_micros(drawn.micros() + self.network.delay(at.edge).micros())
    }

    /// Schedules an event at the end of such a way.
    #[inline]
    pub(in crate::sim) fn after_way(
        &mut self,
        law: &Distribution,
        drawn: (Purpose, Address),
        cause: RecordId,
        event: Event,
    ) {
        let arrives = self.now + self.way(law, drawn);
        self.queue.push(arrives, cause, event);
    }
}
