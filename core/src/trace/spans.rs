//! What a trace says as lengths: who was doing what from when until when, and what
//! crossed the network. Derived once; the picture and the sentences read nothing else.

mod transfers;

use super::fact::{Address, Fact, RecordId};
use super::lengths::{End, Ending, Span, SpanKind, Transfer};
use super::open::{crashed, held, in_hand, key, slot, whole, Open};
use super::Trace;
use crate::scenario::{DisturbanceKind, EdgeId, Model, OperationId, Source};
use crate::time::SimTime;

/// All spans and transfers of a lane, by the time at which they begin.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Story {
    /// Spans.
    pub spans: Vec<Span>,
    /// Transfers.
    pub transfers: Vec<Transfer>,
    /// When which message was set aside as a dead letter.
    pub dead_letters: Vec<(SimTime, Address)>,
    /// When who gave up waiting for an attempt, a call or a publish, by time.
    pub timeouts: Vec<(SimTime, OperationId, End)>,
}

impl Story {
    /// Derives the story of a trace.
    pub fn of(model: &Model, trace: &Trace) -> Self {
        let mut teller = Teller {
            model,
            trace,
            story: Story::default(),
            open: Open::default(),
            flying: Open::default(),
            workers: Open::default(),
            done: Open::default(),
            unconfirmed: vec![false; model.edges.len()],
            relayed: vec![false; model.edges.len()],
            senders: model.edges.iter().map(|edge| edge.from).collect(),
            several: (0..model.edges.len() as EdgeId).map(|edge| model.has_several(edge)).collect(),
        };
        for index in 0..trace.records().len() {
            teller.read(index);
        }
        let end = trace.end();
        for place in teller.open.numbers() {
            let span = &mut teller.story.spans[place];
            (span.to, span.ending) = (end, Ending::Open);
        }
        teller.story
    }

    /// Spans that are in progress at a point in time; what is so at the end of the run stays so.
    pub fn at(&self, at: SimTime) -> impl Iterator<Item = &Span> {
        let begun = self.spans.partition_point(|span| span.from <= at);
        self.spans[..begun].iter().filter(move |span| at < span.to || span.ending == Ending::Open)
    }
}

struct Teller<'t> {
    model: &'t Model,
    trace: &'t Trace,
    story: Story,
    open: Open,
    flying: Open,
    /// The worker that has an operation in hand at a service, or had it last.
    workers: Open,
    /// How often an operation's work behind an edge has begun and was not in vain.
    done: Open,
    /// By edge, whether its publishers wait for no confirm.
    unconfirmed: Vec<bool>,
    /// By edge, whether its messages go through an outbox.
    relayed: Vec<bool>,
    /// By edge, who sends along it in this lane.
    senders: Vec<Source>,
    /// By edge, whether several workers at its end may have one operation in hand.
    several: Vec<bool>,
}

impl Teller<'_> {
    fn read(&mut self, index: usize) {
        let record = self.trace.records()[index];
        match record.fact {
            Fact::OperationStarted { op, .. } => self.begin(index, whole(slot::WAIT, op), SpanKind::Wait),
            Fact::Acknowledged { op, outcome } => self.end(index, whole(slot::WAIT, op), outcome.is_ok()),
            Fact::ServiceDown { service } => {
                // When it is up again, all its workers are.
                for worker in 0..self.model.services[usize::from(service)].workers {
                    self.end(index, crashed(service, worker), true);
                }
                self.begin(index, whole(slot::DOWN, u32::from(service)), SpanKind::Down(service));
            }
            Fact::BreakerOpened { edge } => {
                let key = whole(slot::OPEN, u32::from(edge));
                self.end(index, key, false);
                self.begin(index, key, SpanKind::Open(edge));
            }
            Fact::SubscriberLeft { edge } => {
                self.begin(index, whole(slot::AWAY, u32::from(edge)), SpanKind::Away(edge));
            }
            Fact::SubscriberJoined { edge } => self.end(index, whole(slot::AWAY, u32::from(edge)), true),
            Fact::BreakerClosed { edge } => self.end(index, whole(slot::OPEN, u32::from(edge)), true),
            Fact::DisturbanceBegan { disturbance } => {
                let what = self.model.disturbances[usize::from(disturbance)].kind;
                let at_service = what.service().map(|service| SpanKind::Troubled(service, disturbance));
                let broker = match what {
                    DisturbanceKind::BrokerDown => Some(SpanKind::BrokerDown),
                    DisturbanceKind::BrokerAlarm => Some(SpanKind::BrokerAlarm),
                    _ => None,
                };
                if let Some(kind) = at_service.or(broker) {
                    self.begin(index, whole(slot::TROUBLED, u32::from(disturbance)), kind);
                }
            }
            Fact::DisturbanceEnded { disturbance } => {
                self.end(index, whole(slot::TROUBLED, u32::from(disturbance)), true);
            }
            Fact::ServiceUp { service } => self.end(index, whole(slot::DOWN, u32::from(service)), true),
            Fact::WorkerCrashed { service, worker } => {
                let key = crashed(service, worker);
                self.begin(index, key, SpanKind::WorkerDown(service, worker));
            }
            Fact::WorkerRestarted { service, worker } => self.end(index, crashed(service, worker), true),
            fact => {
                if let Some(at) = fact.address() {
                    self.read_spans(index, fact, at);
                    self.read_transfers(index, fact, at);
                }
            }
        }
    }

    fn read_spans(&mut self, index: usize, fact: Fact, at: Address) {
        let service = self.model.edges[usize::from(at.edge)].to;
        let slot = |slot| key(slot, at);
        let stored = key(slot::STORED, at.sent());
        let relayed = self.relayed[usize::from(at.edge)];
        match fact {
            Fact::OutboxStored { .. } => {
                self.relayed[usize::from(at.edge)] = true;
                self.begin(index, slot(slot::OUTBOX), SpanKind::Outbox(at.edge));
            }
            // What the relay could not mark waits for it once more, and goes under another number.
            Fact::PublishFailed { .. } | Fact::TimedOut { .. } if relayed => {
                self.begin(index, slot(slot::OUTBOX), SpanKind::Outbox(at.edge));
            }
            Fact::CrashedBetween { .. } if self.cause(index) == Some(Fact::MessagePublished { at }) => {
                self.begin(index, slot(slot::OUTBOX), SpanKind::Outbox(at.edge));
            }
            Fact::OutboxTaken { .. } => {
                let before = self.cause(index).and_then(|cause| cause.address()).unwrap_or(at);
                self.end(index, key(slot::OUTBOX, before), true);
            }
            Fact::RequestArrived { .. } | Fact::DeliveryArrived { .. } => {
                self.begin(index, slot(slot::QUEUED), SpanKind::Queued(service));
            }
            Fact::RequestRefused { .. }
            | Fact::RequestDropped { .. }
            | Fact::RequestExpired { .. }
            | Fact::DeliveryLost { .. } => self.end(index, slot(slot::QUEUED), false),
            Fact::WorkStarted { worker, .. } => {
                self.workers.insert(in_hand(service, at.op), usize::from(worker));
                // Each copy, and each attempt beside another, has a worker of its own.
                if self.several[usize::from(at.edge)] {
                    self.workers.insert(held(at), usize::from(worker));
                }
                self.end(index, slot(slot::QUEUED), true);
                self.begin(index, slot(slot::WORK), SpanKind::Work(service, worker));
                self.note_duplicate(at);
            }
            Fact::WorkFinished { .. } => self.end(index, slot(slot::WORK), true),
            Fact::WorkFailed { .. } | Fact::WorkStopped { .. } => {
                self.forget_work(at);
                self.end(index, slot(slot::WORK), false);
            }
            Fact::WorkLost { .. } => {
                self.forget_work(at);
                self.end(index, slot(slot::WORK), false);
                self.end(index, slot(slot::BLOCKED), false);
            }
            Fact::WorkerBlocked { worker, .. } => {
                self.begin(index, slot(slot::BLOCKED), SpanKind::Blocked(service, worker));
            }
            Fact::WorkerUnblocked { .. } => self.end(index, slot(slot::BLOCKED), self.brought_result(index)),
            Fact::MessageReceived { .. } => self.begin(index, slot(slot::APPEND), SpanKind::Append(at.edge)),
            Fact::MessageStored { .. } => {
                self.end(index, slot(slot::APPEND), true);
                self.begin(index, stored, SpanKind::Stored(at.edge));
            }
            Fact::MessageRequeued { .. }
            | Fact::VisibilityExpired { .. }
            | Fact::MessageRouted { .. }
            | Fact::MessageDuplicated { .. } => {
                self.begin(index, stored, SpanKind::Stored(at.edge));
            }
            Fact::MessageRemoved { .. } | Fact::DeliverySent { .. } => self.end(index, stored, true),
            Fact::MessageRefused { .. } | Fact::MessageUnroutable { .. } | Fact::MessageReturned { .. } => {
                self.end(index, slot(slot::APPEND), false);
            }
            // What had been delivered is stored no longer, and nothing is ended.
            Fact::MessageDropped { .. }
            | Fact::MessageExpired { .. }
            | Fact::MessageLost { .. }
            | Fact::SubscriberMissed { .. } => self.end(index, stored, false),
            Fact::DeadLettered { at } => {
                self.end(index, stored, false);
                self.story.dead_letters.push((self.trace.records()[index].at, at));
            }
            _ => {}
        }
    }

    /// The work that has just begun is a duplicate if some on the same had begun before and was not in vain. Copies of
    /// a message are different work.
    fn note_duplicate(&mut self, at: Address) {
        if self.model.edges[usize::from(at.edge)].copies > 1 {
            return;
        }
        let key = key(slot::DONE, Address::first(at.op, at.edge));
        let before = self.done.get(key).unwrap_or(0);
        self.done.insert(key, before + 1);
        if let Some(span) = self.story.spans.last_mut() {
            span.again = before > 0;
        }
    }

    /// Work that ends in the middle, and so was in vain.
    fn forget_work(&mut self, at: Address) {
        if self.open.get(key(slot::WORK, at)).is_some() {
            let key = key(slot::DONE, Address::first(at.op, at.edge));
            let before = self.done.get(key).unwrap_or(0);
            self.done.insert(key, before.saturating_sub(1));
        }
    }

    fn begin(&mut self, index: usize, key: u64, kind: SpanKind) {
        let from = self.trace.records()[index].at;
        let began = index as RecordId;
        use SpanKind::{Away, BrokerAlarm, BrokerDown, Down, Open, Troubled, WorkerDown};
        let of_broker = matches!(kind, BrokerDown | BrokerAlarm);
        let of_none =
            of_broker || matches!(kind, Down(_) | WorkerDown(..) | Troubled(..) | Open(_) | Away(_));
        let op = (!of_none).then_some((key >> 32) as OperationId);
        self.open.insert(key, self.story.spans.len());
        let (to, ending, again) = (from, Ending::Open, false);
        self.story.spans.push(Span { kind, op, from, to, ending, again, began, ended: began });
    }

    fn end(&mut self, index: usize, key: u64, ok: bool) {
        if let Some(place) = self.open.remove(key) {
            let span = &mut self.story.spans[place];
            span.to = self.trace.records()[index].at;
            span.ended = index as RecordId;
            let next = self.trace.records().get(index + 1).map(|next| next.fact);
            span.ending = match next {
                _ if !ok => Ending::Failed,
                Some(Fact::EffectUndone { .. }) if matches!(span.kind, SpanKind::Work(..)) => Ending::Undone,
                _ => Ending::Done,
            };
        }
    }

    /// What brought a record about.
    fn cause(&self, index: usize) -> Option<Fact> {
        let cause = self.trace.records()[index].cause as usize;
        self.trace.records().get(cause).map(|cause| cause.fact)
    }

    /// Whether what frees a worker is what it had waited for.
    fn brought_result(&self, index: usize) -> bool {
        match self.cause(index) {
            Some(Fact::ReplyArrived { outcome, .. }) => outcome.is_ok(),
            Some(Fact::PublishConfirmed { .. } | Fact::ConfirmWaived { .. } | Fact::OutboxStored { .. }) => {
                true
            }
            _ => false,
        }
    }
}
