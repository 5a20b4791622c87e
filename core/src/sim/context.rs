//! What a part may do: record a fact, schedule an event, draw a length of time.

mod sending;

use super::attempts::Attempts;
use super::client::{Slot, Timer};
use super::crashes::Crashes;
use super::deadlines::Deadlines;
use super::draws::{self, Purpose};
use super::effects::Effects;
use super::event::{Event, Poll, PollStep};
use super::event_queue::EventQueue;
use super::linger::Linger;
use super::mishaps::Mishaps;
use super::network::Network;
use super::parted::Parted;
use super::pending::Pending;
use crate::scenario::{Class, Distribution, EdgeId, LaneModel, Model, OperationId};
use crate::time::{SimDuration, SimTime};
use crate::trace::{Address, Fact, Record, RecordId};

/// The only door from a part to the run.
pub(super) struct Context {
    now: SimTime,
    queue: EventQueue,
    records: Vec<Record>,
    attempts: Attempts,
    /// By operation, which class it is of; empty where there are none.
    classes: Vec<u8>,
    effects: Effects,
    parted: Parted,
    /// What requests tell their callees about the time that is left.
    pub(super) deadlines: Deadlines,
    /// What is wrong on the way, where something is.
    pub(super) network: Network,
    /// Where senders die between two steps.
    pub(super) crashes: Crashes,
    /// What producers hold back.
    pub(super) linger: Linger,
    /// What is to happen to single operations.
    pub(super) mishaps: Mishaps,
    /// What is still to come, as far as somebody asks whether that could change anything.
    pub(super) pending: Pending,
    seed: u64,
}

impl Context {
    /// `room` is how many records are likely; a longer trace is moved to where there is more.
    pub(super) fn new(model: &Model, lane: &LaneModel, seed: u64, room: usize) -> Self {
        let records = Vec::with_capacity(room);
        let (queue, attempts) = (EventQueue::new(), Attempts::new(model, lane));
        let pending = Pending { polls: vec![0; model.edges.len()], ..Pending::default() };
        let (effects, network) = (Effects::new(model), Network::default());
        let deadlines = Deadlines::default();
        Context {
            now: SimTime::ZERO,
            queue,
            records,
            attempts,
            classes: Vec::new(),
            effects,
            parted: Parted::default(),
            deadlines,
            network,
            crashes: Crashes::default(),
            linger: Linger::new(lane),
            mishaps: Mishaps::new(&model.mishaps),
            pending,
            seed,
        }
    }

    /// Appends a fact at the present time.
    #[inline]
    pub(super) fn record(&mut self, cause: RecordId, fact: Fact) -> RecordId {
        let id = self.records.len() as RecordId;
        self.records.push(Record { at: self.now, cause, fact });
        id
    }

    /// The work behind an edge has its effect.
    #[inline]
    pub(super) fn effect_visible(&mut self, cause: RecordId, at: Address) {
        self.record(cause, Fact::EffectVisible { at });
        self.effects.note(at);
    }

    /// The work that undoes a step is done: what cannot be seen cannot be taken away.
    pub(super) fn effect_undone(&mut self, cause: RecordId, at: Address, step: EdgeId) {
        if self.effects.take(at.op, step) {
            self.record(cause, Fact::EffectUndone { at });
        }
    }

    /// A message is given up for good; the step that it was to undo is stuck, unless nothing of that is left.
    pub(super) fn given_up(&mut self, model: &Model, at: Address, fact: Fact, cause: RecordId) -> RecordId {
        let given_up = self.record(cause, fact);
        if self.is_left(model, at) {
            self.record(given_up, Fact::StepStuck { at });
        }
        given_up
    }

    /// The broker or a consumer parts with a delivery: what neither has any more is given up.
    pub(super) fn parted(&mut self, model: &Model, at: Address, fact: Fact, cause: RecordId) -> RecordId {
        if self.is_left(model, at) && self.parted.is_gone(at, fact) {
            return self.given_up(model, at, fact, cause);
        }
        self.record(cause, fact)
    }

    /// Whether something is left of the step that a message is to undo.
    pub(super) fn is_left(&self, model: &Model, at: Address) -> bool {
        let stands = |step| !model.edges[usize::from(step)].effect || self.effects.stands(at.op, step);
        model.edges[usize::from(at.edge)].compensates.is_some_and(stands)
    }

    /// Whether a reader finds the whole effect of an operation now; only where the scenario has reads.
    pub(super) fn is_effective(&self, op: OperationId) -> bool {
        self.effects.visible(op, self.class_of(op))
    }

    /// The class of an operation; the first where there are none.
    #[inline]
    pub(super) fn class_of(&self, op: OperationId) -> usize {
        self.classes.get(op as usize).map_or(0, |class| usize::from(*class))
    }

    /// Chance says which class an operation is of.
    pub(super) fn classify(&mut self, classes: &[Class], op: OperationId, cause: RecordId) {
        let drawn = draws::unit(self.bits(Purpose::Class, Address::first(op, 0)));
        let place = classes.iter().position(|class| drawn < class.ends_at).unwrap_or(classes.len() - 1);
        if self.classes.len() <= op as usize {
            self.classes.resize(op as usize + 1, 0);
        }
        self.classes[op as usize] = place as u8;
        self.record(cause, Fact::OperationClassed { op, class: place as u8 });
    }

    /// What the work on `parent` sends on along an edge, as which copy from 0.
    #[inline]
    pub(super) fn onward(&mut self, parent: Address, edge: (EdgeId, u16)) -> Address {
        self.attempts.onward(parent, edge)
    }

    /// The same once more, under the next number: a retry.
    pub(super) fn again(&mut self, at: Address) -> Address {
        self.attempts.repeated(at)
    }

    /// What something that is answered was sent as at first.
    pub(super) fn first_of(&self, at: Address) -> Address {
        self.attempts.first_of(at)
    }

    /// Random bits for one purpose, and one request or message.
    pub(super) fn bits(&self, purpose: Purpose, at: Address) -> u64 {
        draws::bits(self.seed, purpose, at)
    }

    /// The key of an operation; `None` where the operations have none.
    pub(super) fn key(&self, model: &Model, op: OperationId) -> Option<u32> {
        let keys = model.keys?;
        if model.keys_in_turn {
            return Some(op % keys);
        }
        let drawn = self.bits(Purpose::Key, Address::first(op, 0));
        // The upper bits times the number of keys: no key is likelier by more than 2^-32.
        Some((((drawn >> 32) * u64::from(keys)) >> 32) as u32)
    }

    /// Schedules an event at an absolute time, not before now.
    #[inline]
    pub(super) fn at(&mut self, at: SimTime, cause: RecordId, event: Event) {
        self.queue.push(at.max(self.now), cause, event);
    }

    /// Schedules an event after a length that is drawn for one purpose, and one request or message.
    #[inline]
    pub(super) fn after(
        &mut self,
        law: &Distribution,
        (purpose, at): (Purpose, Address),
        cause: RecordId,
        event: Event,
    ) {
        let seed = self.seed;
        let length = law.sample(|| draws::bits(seed, purpose, at));
        self.queue.push(self.now + length, cause, event);
    }

    /// A length that is drawn for one purpose, and one request or message.
    pub(super) fn draw(&self, law: &Distribution, (purpose, at): (Purpose, Address)) -> SimDuration {
        law.sample(|| draws::bits(self.seed, purpose, at))
    }

    /// Whether a process dies between two steps.
    pub(super) fn crashes(&self, purpose: Purpose, at: Address) -> bool {
        self.crashes.strike(self.seed, purpose, at)
    }

    /// Schedules what the relay of an outbox does by the clock.
    pub(super) fn relay_at(&mut self, at: SimTime, cause: RecordId, event: Event) {
        self.pending.relays += 1;
        self.at(at, cause, event);
    }

    /// Schedules a time that a client looks after.
    pub(super) fn timer_at(
        &mut self,
        at: SimTime,
        cause: RecordId,
        (timer, of): (Timer, Address),
        slot: Slot,
    ) {
        self.pending.timers += 1;
        self.at(at, cause, Event::Timer { timer, at: of, slot });
    }

    /// Whether nothing is still to come but events of a kind.
    pub(super) fn only(&self, kind: impl Fn(&Event) -> bool) -> bool {
        self.queue.all(kind)
    }

    /// Schedules a step of a poll.
    pub(super) fn poll_at(&mut self, at: SimTime, cause: RecordId, step: PollStep, poll: Poll) {
        self.pending.polls[usize::from(poll.edge)] += 1;
        self.at(at, cause, Event::Poll { step, poll });
    }

    /// A poll's step has come due.
    pub(super) fn poll_is_due(&mut self, poll: Poll) {
        self.pending.polls[usize::from(poll.edge)] -= 1;
    }

    /// Whether polls of an edge are still to come.
    pub(super) fn is_polled(&self, edge: usize) -> bool {
        self.pending.polls[edge] > 0
    }

    /// Whether nothing but polls is still to come, as far as anybody can know.
    pub(super) fn only_polls_are_left(&self) -> bool {
        self.pending.only_polls_are_among(self.queue.len())
    }

    /// Moves the clock to the next event, if there is one.
    #[inline]
    pub(super) fn next(&mut self, due: &mut super::event::Due) -> bool {
        let found = self.queue.pop(due);
        if found {
            self.now = due.at;
        }
        found
    }

    /// How many operations have started, by their numbers: one more than the highest.
    pub(super) fn started(&self) -> OperationId {
        self.records.iter().filter_map(|record| record.fact.operation()).max().map_or(0, |op| op + 1)
    }

    /// When something happened.
    pub(super) fn time_of(&self, record: RecordId) -> SimTime {
        self.records[record as usize].at
    }

    /// What happened.
    pub(super) fn fact_of(&self, record: RecordId) -> Fact {
        self.records[record as usize].fact
    }

    pub(super) fn recorded(&self) -> usize {
        self.records.len()
    }

    pub(super) fn now(&self) -> SimTime {
        self.now
    }

    pub(super) fn into_records(self) -> Vec<Record> {
        self.records
    }
}
