//! What happened at an instant: the facts of that instant, each with what brought it about,
//! the most telling first chosen and then told in their order.

use super::{still, Teller};
use crate::metrics::Operations;
use crate::scenario::{Commit, LaneModel, OperationId};
use crate::text::{GivenUp, Held, Kept, Piece, Sentence};
use crate::time::SimTime;
use crate::trace::{Address, Ending, Fact, Outcome, Record, Refusal, Span, SpanKind};

use super::{calls, polls, publishing, repeats, replies, sagas, subscribers};

/// So many sentences fit beside the stage.
pub(super) const MOST: usize = 3;

/// The sentences for one lane at a point in time; where nothing happens at it, what goes on.
pub fn happened(teller: &Teller, fates: &Operations, at: SimTime) -> Vec<Sentence> {
    let instant = Instant::of(teller, fates, at);
    // How telling each is, and how often it is said.
    let mut told: Vec<(u8, Sentence, u32)> = Vec::new();
    let mut untold = 0;
    for index in instant.first..instant.end {
        let Some((weight, sentence)) = instant.tell(index) else { continue };
        if let Some((.., times)) = told.iter_mut().find(|(_, known, _)| *known == sentence) {
            *times += 1;
            continue;
        }
        told.push((weight, sentence, 1));
        if told.len() > MOST {
            // The last of the least telling.
            let least = told.iter().map(|(weight, ..)| *weight).min();
            let place = told.iter().rposition(|(weight, ..)| Some(*weight) == least);
            let (.., times) = told.remove(place.unwrap_or(MOST));
            untold += times;
        }
    }
    if told.is_empty() {
        return still::goes_on(teller, fates, at);
    }
    let more = (untold > 0).then(|| teller.say().more_happens(untold));
    told.into_iter().map(|(_, sentence, times)| counted(sentence, times)).chain(more).collect()
}

/// A sentence that holds for several: `… stores it (×3).`
fn counted(mut sentence: Sentence, times: u32) -> Sentence {
    if let Some(Piece::Text(words)) = sentence.last_mut().filter(|_| times > 1) {
        words.truncate(words.trim_end_matches('.').len());
        words.push_str(&[" (×", &times.to_string(), ")."].concat());
    }
    sentence
}

pub(super) struct Instant<'t> {
    pub(super) teller: &'t Teller<'t>,
    fates: &'t Operations,
    pub(super) at: SimTime,
    pub(super) records: &'t [Record],
    first: usize,
    end: usize,
}

impl<'t> Instant<'t> {
    fn of(teller: &'t Teller<'t>, fates: &'t Operations, at: SimTime) -> Self {
        let records = teller.trace.records();
        let end = teller.trace.count_until(at);
        let first = records[..end].partition_point(|record| record.at < at);
        Instant { teller, fates, at, records, first, end }
    }

    /// The facts of this instant that a record brought about directly.
    pub(super) fn effects(&self, index: usize) -> impl Iterator<Item = Fact> + '_ {
        let later = &self.records[index + 1..self.end];
        later.iter().filter(move |record| record.cause as usize == index).map(|record| record.fact)
    }

    /// Whether the broker takes back what a record is about because of it: a connection that breaks.
    pub(super) fn is_taken_back(&self, index: usize) -> bool {
        let lane = &self.teller.scenario.model.lanes[self.teller.lane];
        if lane.topic.is_some() || lane.sqs.is_some() {
            return false;
        }
        let mut later = self.teller.trace.records()[index + 1..].iter();
        later.any(|record| {
            record.cause as usize == index && matches!(record.fact, Fact::MessageRequeued { .. })
        })
    }

    pub(super) fn cause(&self, index: usize) -> Option<(Record, usize)> {
        let cause = self.records[index].cause as usize;
        self.records.get(cause).map(|record| (*record, cause))
    }

    fn caused_now(&self, index: usize) -> Option<Fact> {
        self.cause(index).filter(|(record, _)| record.at == self.at).map(|(record, _)| record.fact)
    }

    fn tell(&self, index: usize) -> Option<(u8, Sentence)> {
        let say = self.teller.say();
        let names = self.teller.names();
        let fact = self.records[index].fact;
        let number = fact.operation().map_or(0, |op| op + 1);
        let target = fact.address().map_or("", |at| names.target(at.edge));
        if let Some(told) = repeats::tell(self, index).or_else(|| subscribers::tell(self, index)) {
            return Some(told);
        }
        let told = match fact {
            Fact::OperationStarted { .. } => {
                let class = self.effects(index).find_map(|fact| match fact {
                    Fact::OperationClassed { class, .. } => Some(names.class(class)),
                    _ => None,
                });
                (2, say.sent(number, class))
            }
            Fact::RequestArrived { at } | Fact::DeliveryArrived { at, .. } => self.arrives(index, at)?,
            Fact::RequestRefused { reason: Refusal::Down, .. } => (8, say.refused_down(number, target)),
            Fact::RequestRefused { reason: Refusal::Shed, .. } => (8, say.shed(number, target)),
            Fact::RequestRefused { at, reason: Refusal::Displaced } => {
                let service = self.teller.callee(at.edge);
                let by_priority = self.teller.scenario.model.services[usize::from(service)].by_priority;
                (8, say.displaced(number, target, by_priority))
            }
            Fact::RequestRefused { .. } => (8, say.refused_full(number, target)),
            Fact::WorkStarted { at, worker } => self.takes(index, at, worker)?,
            Fact::WorkFinished { at, worker } => self.finishes(index, at, worker)?,
            Fact::WorkerBlocked { at, worker } => self.blocks(index, at, worker)?,
            Fact::WorkerUnblocked { at, worker } => self.frees(index, at, worker)?,
            Fact::Acknowledged { op, outcome } => self.answers(op, outcome)?,
            Fact::RecordAppended { partition, .. } => (2, say.appended(number, u32::from(partition))),
            Fact::ReadHit { op } => (3, say.read_hit(number, self.since_answer_ms(op))),
            Fact::ReadMissed { op } => {
                let part = self.fates.get(op).is_some_and(|fate| fate.read_part);
                (8, say.read_missed(number, self.since_answer_ms(op), part))
            }
            Fact::MessageReceived { .. } => (3, say.message_reaches_broker(number)),
            Fact::MessageStored { at } => self.stores(index, at),
            Fact::MessageRouted { at } => {
                let away = self.teller.scenario.model.is_away(at.edge, self.at);
                (if away { 7 } else { 3 }, say.routed(number, target, away))
            }
            Fact::DeliverySent { at } => match self.caused_now(index) {
                Some(Fact::MessageStored { at: stored } | Fact::MessageRouted { at: stored })
                    if stored == at =>
                {
                    return None;
                }
                _ => (4, say.delivered_next(number, target)),
            },
            Fact::MessageRemoved { .. } if self.effects(index).next().is_none() => {
                // A log keeps what has been read.
                let reads_on = self.teller.scenario.model.lanes[self.teller.lane].topic.is_some();
                (1, if reads_on { say.group_commits(number) } else { say.removed(number) })
            }
            Fact::WorkLost { at, worker } => {
                let service = self.teller.callee(at.edge);
                (8, say.work_lost(number, names.who(service, worker)))
            }
            Fact::ServiceDown { service } => (9, say.goes_down(names.service(service))),
            Fact::ServiceUp { service } => (9, say.comes_up(names.service(service))),
            Fact::MessageRequeued { .. } => (5, say.requeued(number)),
            Fact::DeliveryLost { at } => {
                let lane = &self.teller.scenario.model.lanes[self.teller.lane];
                (6, say.delivery_lost(number, target, lane.has_exclusive(at.edge)))
            }
            Fact::MessageRefused { at, reason: Refusal::QueueFull } if self.confirms(at) => {
                (8, say.refused_by_broker(number, self.keeps(index, at)))
            }
            Fact::DeadLettered { at } | Fact::MessageDropped { at } => self.gives_up(index, at)?,
            Fact::MessageExpired { at } => (8, say.given_up(number, GivenUp::Expired, self.keeps(index, at))),
            _ => {
                let told = publishing::tell(self, index).or_else(|| polls::tell(self, index));
                let told = told.or_else(|| sagas::tell(self, index));
                let told = told.or_else(|| replies::tell(self, index));
                return told.or_else(|| calls::tell(self, index));
            }
        };
        Some(told)
    }

    fn arrives(&self, index: usize, at: Address) -> Option<(u8, Sentence)> {
        let say = self.teller.say();
        let names = self.teller.names();
        let service = self.teller.callee(at.edge);
        match self.effects(index).next() {
            Some(Fact::WorkStarted { worker, .. }) => {
                Some((4, say.taken_at_once(at.op + 1, names.who(service, worker))))
            }
            Some(Fact::RequestRefused { .. }) => None,
            _ => {
                let by = self.teller.holders(service, self.at);
                if by.is_empty() {
                    // It waits for its commit, which is told.
                    return None;
                }
                let workers = u32::from(self.teller.scenario.model.services[usize::from(service)].workers);
                let held = Held { service: names.service(service), workers, by: &by };
                Some((5, say.has_to_wait(at.op + 1, held)))
            }
        }
    }

    /// Work that starts on what had waited; what starts at its arrival is told with it.
    fn takes(&self, index: usize, at: Address, worker: u16) -> Option<(u8, Sentence)> {
        let service = self.teller.callee(at.edge);
        let waited =
            self.span(|span| span.kind == SpanKind::Queued(service) && span.ended as usize == index)?;
        if waited.from == self.at {
            return None;
        }
        let ms = self.at.since(waited.from).millis();
        Some((6, self.teller.say().taken_from_queue(at.op + 1, self.teller.names().who(service, worker), ms)))
    }

    fn finishes(&self, index: usize, at: Address, worker: u16) -> Option<(u8, Sentence)> {
        let service = self.teller.callee(at.edge);
        let effect = self.fates.get(at.op).and_then(|fate| fate.effective) == Some(self.at);
        let goes_on = self.effects(index).any(|fact| matches!(fact, Fact::WorkerBlocked { .. }));
        let visible = self.effects(index).any(|fact| matches!(fact, Fact::EffectVisible { .. }));
        let who = self.teller.names().who(service, worker);
        let earlier = self.fates.get(at.op).and_then(|fate| fate.effective).is_some_and(|at| at < self.at);
        if visible && earlier {
            return Some((8, self.teller.say().second_effect(at.op + 1, who)));
        }
        let undoes = self.teller.undoes(at.edge);
        if goes_on && !effect && !undoes {
            return None;
        }
        let work =
            self.span(|span| matches!(span.kind, SpanKind::Work(..)) && span.ended as usize == index)?;
        let ms = self.at.since(work.from).millis();
        if undoes {
            let undone = work.ending == Ending::Undone;
            return Some((8, self.teller.say().undoes(at.op + 1, who, ms, undone)));
        }
        Some((7, self.teller.say().finishes(at.op + 1, who, ms, effect && visible)))
    }

    fn blocks(&self, index: usize, at: Address, worker: u16) -> Option<(u8, Sentence)> {
        let names = self.teller.names();
        let service = self.teller.callee(at.edge);
        let who = names.who(service, worker);
        let sent = self.effects(index).count();
        match self.effects(index).next()? {
            Fact::RequestSent { .. } if sent > 1 => {
                Some((5, self.teller.say().calls_at_once(at.op + 1, who, sent as u32)))
            }
            Fact::RequestSent { at: call } => {
                let undo = self.teller.undoes(call.edge);
                Some((5, self.teller.say().calls(at.op + 1, who, names.target(call.edge), undo)))
            }
            Fact::MessagePublished { at: step } if self.lane().awaits(step.edge) => {
                let undo = self.teller.undoes(step.edge);
                Some((5, self.teller.say().commands(at.op + 1, who, names.target(step.edge), undo)))
            }
            Fact::MessagePublished { at: sent } => {
                Some((5, self.teller.say().publishes(at.op + 1, who, self.teller.undoes(sent.edge))))
            }
            _ => None,
        }
    }

    fn frees(&self, index: usize, at: Address, worker: u16) -> Option<(u8, Sentence)> {
        let say = self.teller.say();
        let service = self.teller.callee(at.edge);
        let who = self.teller.names().who(service, worker);
        let held =
            self.span(|span| matches!(span.kind, SpanKind::Blocked(..)) && span.ended as usize == index)?;
        let ms = self.at.since(held.from).millis();
        match self.caused_now(index)? {
            Fact::ReplyArrived { outcome, .. } => {
                Some((6, say.reply_frees(at.op + 1, who, ms, outcome.is_ok())))
            }
            Fact::PublishConfirmed { .. } => Some((6, say.confirm_frees(at.op + 1, who, ms))),
            Fact::PublishFailed { outcome: Outcome::Refused, .. } => {
                Some((6, say.broker_gone_frees(at.op + 1, who, ms)))
            }
            Fact::PublishFailed { .. } => Some((6, say.nack_frees(at.op + 1, who, ms))),
            _ => None,
        }
    }

    fn answers(&self, op: OperationId, outcome: Outcome) -> Option<(u8, Sentence)> {
        let say = self.teller.say();
        let fate = self.fates.get(op)?;
        let after = self.at.since(fate.started).millis();
        let effect = fate.effective.filter(|at| *at <= self.at).map(|at| self.at.since(at).millis());
        let told = match outcome {
            Outcome::Ok => say.answered(op + 1, after, effect),
            Outcome::TimedOut => say.gives_up(op + 1, after, effect.is_some()),
            _ => say.told_failed(op + 1, after),
        };
        Some((8, told))
    }

    /// How long ago an operation started.
    pub(super) fn since_start_ms(&self, op: OperationId) -> f64 {
        self.fates.get(op).map_or(0.0, |fate| self.at.since(fate.started).millis())
    }

    fn since_answer_ms(&self, op: OperationId) -> f64 {
        let answered = self.fates.get(op).and_then(|fate| fate.answered);
        answered.map_or(0.0, |(at, _)| self.at.since(at).millis())
    }

    fn stores(&self, index: usize, at: Address) -> (u8, Sentence) {
        let say = self.teller.say();
        let consumer = self.teller.names().target(at.edge);
        let sent_on = |fact: Fact| matches!(fact, Fact::DeliverySent { at: sent, .. } if sent == at);
        if self.effects(index).any(sent_on) {
            return (4, say.stored_and_sent(at.op + 1, consumer));
        }
        let model = &self.teller.scenario.model;
        let service = self.teller.callee(at.edge);
        let down = self.teller.story.at(self.at).any(|span| span.kind == SpanKind::Down(service));
        let away = model.is_away(at.edge, self.at);
        let lane = &model.lanes[self.teller.lane];
        let why = match model.prefetch(lane, at.edge) {
            _ if away => Kept::Away,
            _ if lane.sqs.is_some() || lane.topic.is_some_and(|topic| topic.commit != Commit::AfterEach) => {
                Kept::Unasked
            }
            // Nobody fetches until the partitions are shared out.
            Some(_) if !down && repeats::stands_still(self, index, at.edge) => Kept::Unasked,
            Some(held) if !down => Kept::Prefetch(held),
            _ => Kept::Down,
        };
        (4, say.stored_and_kept(at.op + 1, consumer, why))
    }

    fn lane(&self) -> &LaneModel {
        &self.teller.scenario.model.lanes[self.teller.lane]
    }

    fn confirms(&self, at: Address) -> bool {
        self.lane().confirms(at.edge)
    }

    pub(super) fn broker_is_down(&self) -> bool {
        self.teller.story.at(self.at).any(|span| span.kind == SpanKind::BrokerDown)
    }

    /// Whether what a record gives up becomes a dead letter.
    fn keeps(&self, index: usize, at: Address) -> bool {
        self.effects(index).any(|fact| matches!(fact, Fact::DeadLettered { at: gone } if gone == at))
    }

    /// Why the broker gives a message up; what has expired or is refused is told with that.
    fn gives_up(&self, index: usize, at: Address) -> Option<(u8, Sentence)> {
        let consumer = self.teller.names().target(at.edge);
        let lane = &self.teller.scenario.model.lanes[self.teller.lane];
        let why = match self.cause(index)?.0.fact {
            _ if lane.sqs.is_some() => GivenUp::ReceiveCount(u32::from(at.delivery)),
            Fact::MessageStored { .. } | Fact::MessageRouted { .. } | Fact::MessageRequeued { .. } => {
                GivenUp::QueueFull
            }
            Fact::DeliveryRejected { .. } => GivenUp::Rejected(consumer),
            Fact::DeliveryReturned { .. } | Fact::ServiceDown { .. } | Fact::DisturbanceEnded { .. } => {
                GivenUp::DeliveryLimit(consumer, u32::from(at.delivery) + 1)
            }
            _ => return None,
        };
        let dead_letter = matches!(self.records[index].fact, Fact::DeadLettered { .. });
        Some((8, self.teller.say().given_up(at.op + 1, why, dead_letter)))
    }

    fn span(&self, wanted: impl Fn(&Span) -> bool) -> Option<&Span> {
        let spans = &self.teller.story.spans;
        let begun = spans.partition_point(|span| span.from <= self.at);
        spans[..begun].iter().rev().find(|span| wanted(span))
    }
}
