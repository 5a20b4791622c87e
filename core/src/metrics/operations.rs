//! The fate of each operation up to a point in time: start, answer, effect, failure.
//!
//! Every duration starts at the intended start, so that a caller who is kept from
//! sending does not hide the delay (coordinated omission).

use super::forgotten::Forgotten;
use super::key_order::KeyOrder;
use super::samples::Samples;
use super::standing::Standing;
use crate::scenario::{EdgeId, Model, OperationId, Workload};
use crate::time::{SimDuration, SimTime};
use crate::trace::{Address, Fact, Outcome, Trace};

/// What is known of one operation.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Progress {
    /// Which operation.
    pub op: OperationId,
    /// Who started it; in an open workload every operation has a caller of its own.
    pub caller: u32,
    /// Its class: a place in [`Model::classes`].
    pub class: u8,
    /// When it started.
    pub started: SimTime,
    /// When its caller held an answer, and whether the answer was good.
    pub answered: Option<(SimTime, bool)>,
    /// Whether its caller gave up waiting, and so was told nothing.
    pub gave_up: bool,
    /// When its effect was complete.
    pub effective: Option<SimTime>,
    /// When its caller learned that it is done, otherwise than by the answer.
    pub learned: Option<SimTime>,
    /// When a message of it was given up: dead-lettered, dropped, expired, or lost and in nobody's hands.
    pub given_up: Option<SimTime>,
    /// Whether that message is kept as a dead letter.
    pub dead_letter: bool,
    /// When its effect was looked for after the answer, and whether it was found.
    pub read: Option<(SimTime, bool)>,
    /// Whether it published something and waited for no confirm.
    waived: bool,
    /// Whether a part of it was found, and not the rest.
    pub read_part: bool,
    /// Whether a step had failed and those before it were to be undone.
    turned: bool,
    /// Since when nothing is left of what those had done.
    pub undone: Option<SimTime>,
    /// Steps whose undoing failed for good, and of which something is left.
    pub stuck: u16,
    /// Whether the sender of a part of it died between its commit and what it was to send.
    halfway: bool,
    /// Effects seen so far; the operation is effective when all edges of effect have had one.
    effects: u16,
}

impl Progress {
    /// From the start to the good answer.
    pub fn acknowledgement(&self) -> Option<SimDuration> {
        self.answered.filter(|(_, ok)| *ok).map(|(at, _)| at.since(self.started))
    }

    /// From the start to when the caller learned, otherwise than by the answer, that it is done.
    pub fn learning(&self) -> Option<SimDuration> {
        self.learned.map(|at| at.since(self.started))
    }

    /// From the start to the effect.
    pub fn completion(&self) -> Option<SimDuration> {
        self.effective.map(|at| at.since(self.started))
    }

    /// From the good answer to the effect: 0 if the effect came first.
    pub fn staleness(&self) -> Option<SimDuration> {
        let (answered, ok) = self.answered?;
        ok.then_some(self.effective?.since(answered))
    }

    /// The caller was told that it failed.
    pub fn failed(&self) -> bool {
        matches!(self.answered, Some((_, false)))
    }

    /// The caller cannot know what became of it: it gave up waiting, or was told of a failure and the
    /// effect, or a part of the work, is there all the same. A timeout means "outcome unknown", not "failed".
    pub fn unknown(&self) -> bool {
        self.failed() && (self.gave_up || self.effective.is_some() || self.disagrees() || self.halfway)
    }

    /// That a step of it failed was an answer, too: what was done is undone, or known to be stuck.
    pub fn turned_back(&self) -> bool {
        self.turned
    }

    /// Good answer and effect.
    pub fn succeeded(&self) -> bool {
        matches!(self.answered, Some((_, true))) && self.effective.is_some()
    }

    /// Its caller was told that it is accepted, or a part of it is committed, and it never takes effect: the
    /// broker gave it up, or its sender died before it sent on.
    pub fn lost(&self) -> bool {
        let taken = self.halfway || matches!(self.answered, Some((_, true)));
        taken && self.effective.is_none() && self.given_up.is_some()
    }

    /// Its caller has a good answer, and nothing of its effect has come, nor was it taken back.
    pub fn is_owed(&self) -> bool {
        let untouched = self.effects == 0 && self.undone.is_none() && self.stuck == 0;
        untouched && matches!(self.answered, Some((_, true)))
    }

    /// A message of it is given up.
    fn give_up(&mut self, model: &Model, standing: &mut Standing, at: Address, now: SimTime) {
        // Without an effect behind it, or one that it would take away, nothing of the operation is missing.
        if model.leads_to_effect(at.edge) || standing.is_left(model, at) {
            self.given_up = self.given_up.or(Some(now));
        }
    }

    /// Until when its caller had waited for an answer, seen at a point in time.
    fn waited_until(&self, at: SimTime) -> SimTime {
        self.answered.map_or(at, |(answered, _)| answered.min(at))
    }

    /// A step had failed, and nothing is left of what the others had done.
    pub fn compensated(&self) -> bool {
        self.undone.is_some() && self.stuck == 0
    }

    /// A part of its effect is there, and the rest is not: its records disagree.
    pub fn disagrees(&self) -> bool {
        self.effects > 0 && self.effective.is_none()
    }

    /// Nothing more can happen to it.
    fn settled(&self) -> bool {
        (self.answered.is_some() && self.compensated())
            || self.failed()
            || self.succeeded()
            || (self.answered.is_some() && self.given_up.is_some())
    }
}

/// All operations that had started by a point in time.
#[derive(Clone, Debug, PartialEq)]
pub struct Operations {
    all: Vec<Progress>,
    counted_from: usize,
    until: SimTime,
    peak_in_flight: u64,
    duplicate_effects: u64,
    reordered: Option<u64>,
    callers: Option<u32>,
    planned: u32,
}

impl Operations {
    /// Reads a trace up to and including `until`.
    pub fn until(model: &Model, trace: &Trace, until: SimTime) -> Self {
        let records = &trace.records()[..trace.count_until(until)];
        let classes = model.classes.len().max(1);
        let wanted: Vec<u16> = (0..classes).map(|class| model.effects_of(class) as u16).collect();
        // Closed callers start operations out of their numbers' order: those that think long, late.
        let planned = model.workload.operations();
        let mut all: Vec<Option<Progress>> = Vec::new();
        let (mut in_flight, mut peak, mut duplicate_effects) = (0u64, 0, 0);
        let mut standing = Standing::new(model);
        // Of what is stuck, by what.
        let mut stuck: Vec<(OperationId, EdgeId)> = Vec::new();
        let mut order = KeyOrder::default();
        let mut forgotten = Forgotten::of(records);
        for record in records {
            let Some(op) = record.fact.operation() else { continue };
            let index = op as usize;
            if all.len() <= index {
                all.resize(index + 1, None);
            }
            if let Fact::OperationStarted { caller, .. } = record.fact {
                all[index] = Some(Progress { op, caller, started: record.at, ..Progress::default() });
                if model.keys.is_some() {
                    order.started(op);
                }
                in_flight += 1;
                peak = peak.max(in_flight);
                continue;
            }
            let Some(progress) = &mut all[index] else { continue };
            let was_settled = progress.settled();
            let wanted = wanted[usize::from(progress.class)];
            match record.fact {
                Fact::Acknowledged { outcome, .. } => {
                    progress.answered = Some((record.at, outcome.is_ok()));
                    progress.gave_up = outcome == Outcome::TimedOut;
                }
                Fact::EffectVisible { at } if standing.note(at) => duplicate_effects += 1,
                Fact::EffectVisible { .. } => {
                    progress.effects += 1;
                    if progress.effects == wanted {
                        progress.effective = Some(record.at);
                        order.effective(op, trace.key(op), op >= model.warm_up_operations);
                    }
                }
                Fact::OperationClassed { class, .. } => progress.class = class,
                Fact::NoticeArrived { .. } | Fact::NoticeLate { .. } => progress.learned = Some(record.at),
                Fact::ReadHit { .. } => progress.read = Some((record.at, true)),
                Fact::ReadMissed { .. } => {
                    progress.read = Some((record.at, false));
                    progress.read_part = progress.effects > 0;
                }
                Fact::CompensationBegan { .. } => progress.turned = true,
                Fact::EffectUndone { at } => {
                    progress.effects -= standing.take(model, at);
                    progress.effective = None;
                    // Its sender has waited for that no longer.
                    if let Ok(place) = stuck.binary_search(&(op, at.edge)) {
                        stuck.remove(place);
                        progress.stuck -= 1;
                    }
                }
                Fact::StepStuck { at } => {
                    let Err(place) = stuck.binary_search(&(op, at.edge)) else { continue };
                    if !standing.is_left(model, at) {
                        continue;
                    }
                    stuck.insert(place, (op, at.edge));
                    progress.stuck += 1;
                }
                // What a consumer holds may still take effect, whatever becomes of the broker.
                Fact::WorkLost { at, .. }
                | Fact::DeliveryLost { at }
                | Fact::DeliveryRejected { at }
                | Fact::DeliveryReturned { at }
                | Fact::DeliveryAbandoned { at }
                | Fact::MessageRemoved { at }
                | Fact::MessageLost { at, held: true } => {
                    if !forgotten.is_now(record.fact, at) {
                        continue;
                    }
                    progress.give_up(model, &mut standing, at, record.at);
                }
                Fact::ConfirmWaived { .. } => progress.waived = true,
                // An outbox keeps what is to be sent, and its relay what is to be marked.
                Fact::CrashedBetween { .. } => {
                    let cause = records.get(record.cause as usize).map(|cause| cause.fact);
                    if matches!(cause, Some(Fact::WorkerBlocked { .. })) {
                        progress.halfway = true;
                        progress.given_up = progress.given_up.or(Some(record.at));
                    }
                }
                // Whoever waited for the confirm is told.
                Fact::MessageRefused { .. } if !progress.waived => continue,
                Fact::DeadLettered { at }
                | Fact::MessageRefused { at, .. }
                | Fact::MessageDropped { at }
                | Fact::SubscriberMissed { at }
                | Fact::MessageLost { at, .. }
                | Fact::MessageExpired { at } => {
                    progress.give_up(model, &mut standing, at, record.at);
                    progress.dead_letter |= matches!(record.fact, Fact::DeadLettered { .. });
                }
                _ => continue,
            }
            let undone = progress.turned && progress.effects == 0;
            progress.undone = progress.undone.or(Some(record.at)).filter(|_| undone);
            match (was_settled, progress.settled()) {
                (false, true) => in_flight -= 1,
                // What was whole is being undone.
                (true, false) => in_flight += 1,
                _ => {}
            }
        }
        let warm_up = model.warm_up_operations as usize;
        let counted_from = all.iter().take(warm_up).flatten().count();
        Operations {
            all: all.into_iter().flatten().collect(),
            counted_from,
            until: until.min(trace.end()),
            peak_in_flight: peak,
            duplicate_effects,
            reordered: model.keys.map(|_| order.reordered),
            callers: match model.workload {
                Workload::Closed { callers, .. } => Some(callers),
                _ => None,
            },
            planned,
        }
    }

    /// Those that are measured: all but the warm-up.
    pub fn counted(&self) -> &[Progress] {
        &self.all[self.counted_from..]
    }

    /// All that have started, by their number, warm-up included.
    pub fn all(&self) -> &[Progress] {
        &self.all
    }

    /// One operation, warm-up included; `None` if it has not started.
    pub fn get(&self, op: OperationId) -> Option<&Progress> {
        self.all.binary_search_by_key(&op, |progress| progress.op).ok().map(|place| &self.all[place])
    }

    /// How many will start in the whole run.
    pub fn planned(&self) -> u32 {
        self.planned
    }

    /// Where the measurement begins.
    pub(super) fn window_start(&self) -> SimTime {
        if self.counted_from == 0 {
            return SimTime::ZERO;
        }
        self.counted().iter().map(|progress| progress.started).min().unwrap_or(SimTime::ZERO)
    }

    /// Where it ends: the point asked for, or the end of the trace if that is earlier.
    pub(super) fn window_end(&self) -> SimTime {
        self.until
    }

    pub(super) fn peak_in_flight(&self) -> u64 {
        self.peak_in_flight
    }

    pub(super) fn duplicate_effects(&self) -> u64 {
        self.duplicate_effects
    }

    /// Operations whose effect came after that of one of the same key that had started later: what was
    /// written first was written last. Effects that come once more do not count. `None` without keys.
    pub(super) fn reordered(&self) -> Option<u64> {
        self.reordered
    }

    /// How many of the counted satisfy a condition.
    pub fn count(&self, condition: impl Fn(&Progress) -> bool) -> usize {
        self.counted().iter().filter(|progress| condition(progress)).count()
    }

    /// Samples of one length of time of the operations of a class.
    pub(super) fn samples_of(&self, class: u8, length: fn(&Progress) -> Option<SimDuration>) -> Samples {
        let of_class = self.counted().iter().filter(|progress| progress.class == class);
        Samples::of(of_class.filter_map(length).collect())
    }

    /// Samples of one length of time.
    pub(super) fn samples(&self, length: fn(&Progress) -> Option<SimDuration>) -> Samples {
        Samples::of(self.counted().iter().filter_map(length).collect())
    }

    /// Time that callers have waited for an answer, divided by the time they could have waited.
    ///
    /// Open workload: time since each operation was sent. Closed: each caller's whole
    /// time until its last answer, thinking included.
    pub fn caller_blocked_share(&self) -> Option<f64> {
        self.caller_blocked_share_at(self.until)
    }

    /// The same as it was at an earlier point in time.
    pub fn caller_blocked_share_at(&self, at: SimTime) -> Option<f64> {
        let at = at.min(self.until);
        let started = || self.counted().iter().filter(|progress| progress.started <= at);
        let waited: u64 = started().map(|p| p.waited_until(at).since(p.started).micros()).sum();
        let possible = match self.callers {
            Some(callers) => self.time_of_callers(callers as usize, at),
            None => started().map(|p| at.since(p.started).micros()).sum(),
        };
        (possible > 0).then(|| waited as f64 / possible as f64)
    }

    /// From the start of the window until each caller's last answer, or until `at` if it goes on; 0 if
    /// nothing of what is measured has started.
    fn time_of_callers(&self, callers: usize, at: SimTime) -> u64 {
        let started = || self.counted().iter().filter(|progress| progress.started <= at);
        let Some(from) = started().map(|progress| progress.started).min() else { return 0 };
        let warmed_up = self.all[..self.counted_from].iter().any(|progress| progress.started <= at);
        let from = if warmed_up { from } else { SimTime::ZERO };
        let mut ends = vec![from; callers];
        for progress in started() {
            let end = &mut ends[progress.caller as usize];
            *end = (*end).max(progress.waited_until(at));
        }
        let begun = self.all.iter().filter(|progress| progress.started <= at).count();
        let all_started = begun == self.planned as usize;
        let end = |last: SimTime| if all_started { last } else { at };
        ends.into_iter().map(|last| end(last).since(from).micros()).sum()
    }
}
