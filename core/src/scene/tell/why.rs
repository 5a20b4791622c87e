//! Why an operation waited: from the wait to who held the workers, to what they waited for
//! in turn. Every link is read from the run.

use super::{insert, Teller};
use crate::scenario::{Commit, DisturbanceKind, EdgeId, OperationId, ServiceId, Source};
use crate::text::{Held, Place, Sentence};
use crate::time::SimTime;
use crate::trace::{Fact, Span, SpanKind, WorkerId};

/// The longest wait of an operation up to a point in time, and its chain of causes.
#[derive(Clone, Debug, PartialEq)]
pub struct Why {
    /// In which lane.
    pub lane: usize,
    /// How long it was, in milliseconds; 0 if it has not waited.
    pub ms: f64,
    /// "Order 3 waited 6 ms because".
    pub title: Sentence,
    /// The causes, each of the one before.
    pub because: Vec<Sentence>,
}

/// Explains the longest wait that an operation has had in any lane.
pub fn why(tellers: &[Teller], op: OperationId, at: SimTime) -> Option<Why> {
    let found = tellers.iter().enumerate().filter_map(|(lane, teller)| {
        longest(teller, op, at).map(|span| (lane, until(&span, at).since(span.from), span))
    });
    // The first of equally long ones.
    let longest = found.fold(None, |best: Option<(usize, _, Span)>, next| match best {
        Some(best) if best.1 >= next.1 => Some(best),
        _ => Some(next),
    });
    let names = tellers.first()?.names();
    let say = tellers.first()?.say();
    let Some((lane, length, span)) = longest else {
        let (mut is_sent, mut begins) = (false, false);
        for teller in tellers {
            let begun = teller.story.spans.partition_point(|span| span.from <= at);
            for span in teller.story.spans[..begun].iter().filter(|span| span.op == Some(op)) {
                is_sent = true;
                begins |= is_wait(span) && span.from == at;
            }
        }
        let title = match (begins, is_sent) {
            (true, _) => say.why_begins(names.operation(), op + 1),
            (false, true) => say.why_none(names.operation(), op + 1),
            (false, false) => say.why_unsent(names.operation(), op + 1),
        };
        return Some(Why { lane: 0, ms: 0.0, title, because: Vec::new() });
    };
    let ms = length.millis();
    let because = Cause { teller: &tellers[lane], lane, span, at }.chain();
    let title = say.why_waited(names.operation(), op + 1, ms, names.lane_short(lane), !because.is_empty());
    Some(Why { lane, ms, title, because })
}

fn is_wait(span: &Span) -> bool {
    let waits = matches!(span.kind, SpanKind::Queued(_) | SpanKind::Stored(_) | SpanKind::Outbox(_));
    waits && span.to > span.from
}

fn until(span: &Span, at: SimTime) -> SimTime {
    span.to.min(at)
}

fn longest(teller: &Teller, op: OperationId, at: SimTime) -> Option<Span> {
    let spans = teller.story.spans.iter();
    let spans = spans.filter(|span| is_wait(span) && span.op == Some(op) && span.from < at);
    spans.max_by_key(|span| until(span, at).since(span.from)).copied()
}

struct Cause<'t> {
    teller: &'t Teller<'t>,
    lane: usize,
    span: Span,
    at: SimTime,
}

impl Cause<'_> {
    fn chain(&self) -> Vec<Sentence> {
        match self.span.kind {
            SpanKind::Queued(service) => self.taken(service),
            SpanKind::Stored(edge) => self.besides_the_broker(|| self.kept(edge)),
            SpanKind::Outbox(edge) => self.unpolled(edge),
            _ => Vec::new(),
        }
    }

    /// How much of the wait another span covers, in microseconds.
    fn overlap(&self, other: &Span) -> u64 {
        let from = self.span.from.max(other.from);
        until(&self.span, self.at).min(other.to).since(from).micros()
    }

    /// The one of several workers that alone reads the partition of what waited, where that is known.
    fn reader(&self, service: ServiceId) -> Option<WorkerId> {
        self.teller.scenario.model.lanes[self.lane].topic?;
        let records = self.teller.trace.records();
        let waited = records[self.span.began as usize].fact.address()?.sent();
        let mut later = records[self.span.began as usize..].iter();
        let reader = later.find_map(|record| match record.fact {
            Fact::WorkStarted { at, worker } if at.sent() == waited => Some(worker),
            _ => None,
        });
        reader.filter(|_| self.workers(service) > 1)
    }

    fn taken(&self, service: ServiceId) -> Vec<Sentence> {
        let say = self.teller.say();
        let names = self.teller.names();
        let reader = self.reader(service);
        let holds = |at: ServiceId, worker| at == service && reader.is_none_or(|reader| reader == worker);
        let (mut by, mut worked, mut blocked) = (Vec::new(), 0, 0);
        for span in &self.teller.story.spans {
            let time = self.overlap(span);
            match span.kind {
                SpanKind::Work(at, worker) if holds(at, worker) && time > 0 => worked += time,
                SpanKind::Blocked(at, worker) if holds(at, worker) && time > 0 => blocked += time,
                _ => continue,
            }
            insert(&mut by, span.op);
        }
        if by.is_empty() {
            let down = |span: &Span| match span.kind {
                SpanKind::Down(at) | SpanKind::WorkerDown(at, _) => at == service,
                _ => false,
            };
            let was_down = self.teller.story.spans.iter().any(|span| down(span) && self.overlap(span) > 0);
            return was_down.then(|| say.because_down(names.service(service))).into_iter().collect();
        }
        let numbers: Vec<u32> = by.iter().map(|op| op + 1).collect();
        let workers = self.workers(service);
        let held = Held { service: names.service(service), workers, by: &numbers };
        let share = blocked as f64 / (worked + blocked) as f64;
        let callee = self.callee(service, &by);
        let mut chain = match reader {
            Some(reader) => {
                vec![say.because_reader_taken(names.who(service, reader), &numbers, share <= 0.5)]
            }
            None => vec![say.because_taken(held)],
        };
        // Of one reader alone there is no more to say: its sentence ends with that.
        if reader.is_some() && share <= 0.5 {
            return chain;
        }
        if share > 0.5 {
            let on = callee.map_or(Place::Broker, |callee| Place::Service(names.service(callee)));
            chain.push(say.because_blocked(share, on));
        }
        let bottleneck = callee.filter(|_| share > 0.5).unwrap_or(service);
        let hung = self.hung(bottleneck);
        if hung > 0 {
            chain.push(say.because_hung(names.service(bottleneck), hung as f64 / 1000.0));
        }
        chain.push(say.because_capacity(names.service(bottleneck), self.workers(bottleneck)));
        chain
    }

    /// For how much of the wait a service hung, in microseconds.
    fn hung(&self, service: ServiceId) -> u64 {
        let disturbances = &self.teller.scenario.model.disturbances;
        let spans = self.teller.story.spans.iter().filter(|span| match span.kind {
            SpanKind::Troubled(at, what) => {
                at == service && matches!(disturbances[usize::from(what)].kind, DisturbanceKind::Hang(_))
            }
            _ => false,
        });
        spans.map(|span| self.overlap(span)).sum()
    }

    /// That the broker was down for a part of the wait, and why it went on when it was up; or for all of it.
    fn besides_the_broker(&self, rest: impl Fn() -> Vec<Sentence>) -> Vec<Sentence> {
        let outages = self.teller.story.spans.iter().filter(|span| span.kind == SpanKind::BrokerDown);
        let down: u64 = outages.map(|span| self.overlap(span)).sum();
        let whole = down == until(&self.span, self.at).since(self.span.from).micros();
        let mut chain = if whole { Vec::new() } else { rest() };
        if down > 0 {
            let down = self.teller.say().because_broker_down(down as f64 / 1000.0, chain.is_empty());
            chain.insert(0, down);
        }
        chain
    }

    fn unpolled(&self, edge: EdgeId) -> Vec<Sentence> {
        let say = self.teller.say();
        let lane = &self.teller.scenario.model.lanes[self.lane];
        let polled = lane.relayed(edge).map(|(_, outbox)| say.because_relayed(outbox.every.millis()));
        self.besides_the_broker(|| polled.iter().cloned().collect())
    }

    /// Why a broker that is up keeps what it has.
    fn kept(&self, edge: EdgeId) -> Vec<Sentence> {
        let say = self.teller.say();
        let model = &self.teller.scenario.model;
        let consumer = self.teller.callee(edge);
        let name = self.teller.names().service(consumer);
        let met =
            |kind| self.teller.story.spans.iter().any(|span| span.kind == kind && self.overlap(span) > 0);
        if met(SpanKind::Down(consumer)) {
            return vec![say.because_down(name)];
        }
        if met(SpanKind::Away(edge)) {
            return vec![say.because_away(name)];
        }
        if let Some(queue) = model.lanes[self.lane].sqs {
            let asks = |span: &Span| match span.kind {
                SpanKind::Work(at, _) | SpanKind::Blocked(at, _) => at == consumer,
                _ => false,
            };
            let busy = self.teller.story.spans.iter().any(|span| asks(span) && self.overlap(span) > 0);
            return match queue.wait.micros() {
                _ if busy => self.taken(consumer),
                0 => vec![say.because_unasked(name, queue.poll_every.millis())],
                // Only a delay keeps a message from those who wait for it.
                _ => Vec::new(),
            };
        }
        let polls = model.lanes[self.lane].topic.is_some_and(|topic| topic.commit != Commit::AfterEach);
        if polls || self.reader(consumer).is_some() {
            return self.taken(consumer);
        }
        let held = model.prefetch(&model.lanes[self.lane], edge).map(|held| say.because_prefetch(name, held));
        let mut chain: Vec<Sentence> = held.into_iter().collect();
        chain.extend(self.taken(consumer));
        chain
    }

    /// The service for which the holders' calls waited longest during the wait.
    fn callee(&self, service: ServiceId, holders: &[OperationId]) -> Option<ServiceId> {
        let model = &self.teller.scenario.model;
        let lane = &model.lanes[self.lane];
        let calls = lane.outgoing(Source::Service(service));
        let calls = calls.filter(|edge| lane.is_call(*edge) || lane.awaits(*edge));
        let callees = calls.map(|edge| self.teller.callee(edge));
        callees.max_by_key(|callee| {
            let there = |span: &&Span| match span.kind {
                SpanKind::Queued(at) | SpanKind::Work(at, _) | SpanKind::Blocked(at, _) => at == *callee,
                _ => false,
            };
            let held = |span: &&Span| span.op.is_some_and(|op| holders.binary_search(&op).is_ok());
            let spans = self.teller.story.spans.iter().filter(there).filter(held);
            spans.map(|span| self.overlap(span)).sum::<u64>()
        })
    }

    /// How many workers a service had meanwhile: a pool may have grown past its core.
    fn workers(&self, service: ServiceId) -> u32 {
        let core = u32::from(self.teller.scenario.model.services[usize::from(service)].workers);
        let seen = self.teller.story.spans.iter().filter_map(|span| match span.kind {
            SpanKind::Work(at, worker) | SpanKind::Blocked(at, worker)
                if at == service && self.overlap(span) > 0 =>
            {
                Some(u32::from(worker) + 1)
            }
            _ => None,
        });
        seen.fold(core, u32::max)
    }
}
