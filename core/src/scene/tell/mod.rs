//! What a run says in words: what just happened, why an operation waited, what became of it.

mod calls;
mod happened;
mod polls;
mod publishing;
mod repeats;
mod replies;
mod sagas;
mod still;
mod subscribers;
mod why;

pub use happened::happened;
pub use why::{why, Why};

use crate::metrics::Progress;
use crate::scenario::{EdgeId, EdgeMode, Scenario, ServiceId, Source};
use crate::text::{Fate, Lang, Phrases};
use crate::time::SimTime;
use crate::trace::{Span, SpanKind, Story, Trace};

use super::names::Names;

/// One lane, and the language in which it is told.
#[derive(Clone, Copy)]
pub struct Teller<'s> {
    /// What was run.
    pub scenario: &'s Scenario,
    /// Which of its lanes.
    pub lane: usize,
    /// What happened.
    pub trace: &'s Trace,
    /// The same as lengths of time.
    pub story: &'s Story,
    /// The language.
    pub lang: Lang,
}

impl<'s> Teller<'s> {
    fn names(&self) -> Names<'s> {
        Names::new(self.scenario, self.lang)
    }

    /// Who sends along an edge: a service, or `None` for the callers.
    fn sender(&self, edge: EdgeId) -> Option<&'s str> {
        match self.scenario.model.lanes[self.lane].senders[usize::from(edge)] {
            Source::Caller => None,
            Source::Service(id) => Some(self.names().service(id)),
        }
    }

    /// Where an edge leads to.
    fn callee(&self, edge: EdgeId) -> ServiceId {
        self.scenario.model.edges[usize::from(edge)].to
    }

    fn say(&self) -> Phrases {
        self.lang.phrases()
    }

    /// Whether the lane has anything to do with a broker.
    fn sends_messages(&self) -> bool {
        self.scenario.model.lanes[self.lane].modes.contains(&EdgeMode::Message)
    }

    /// Whether what goes along an edge undoes a step.
    fn undoes(&self, edge: EdgeId) -> bool {
        self.scenario.model.edges[usize::from(edge)].compensates.is_some()
    }

    /// The operations, from 1, that hold the workers of a service at a point in time.
    fn holders(&self, service: ServiceId, at: SimTime) -> Vec<u32> {
        let holds = |span: &&Span| matches!(span.kind, SpanKind::Work(s, _) | SpanKind::Blocked(s, _) if s == service);
        let mut ops = Vec::new();
        for span in self.story.at(at).filter(holds) {
            insert(&mut ops, span.op.map(|op| op + 1));
        }
        ops
    }
}

/// Adds a number to ascending ones, once.
fn insert(numbers: &mut Vec<u32>, number: Option<u32>) {
    if let Some(number) = number {
        if let Err(place) = numbers.binary_search(&number) {
            numbers.insert(place, number);
        }
    }
}

/// What has become of an operation up to a point in time; `None` if it has not started.
pub fn fate(progress: Option<&Progress>, at: SimTime) -> Fate {
    let Some(progress) = progress.filter(|progress| progress.started <= at) else { return Fate::Unsent };
    let since = |then: SimTime| at.since(then).millis();
    let effective = progress.effective.filter(|effect| *effect <= at);
    match (progress.answered.filter(|(when, _)| *when <= at), effective) {
        (None, None) => Fate::Unanswered(since(progress.started)),
        (None, Some(_)) => match progress.learned.filter(|told| *told <= at) {
            Some(told) => Fate::ToldUnanswered(told.since(progress.started).millis()),
            None => Fate::EffectiveUnanswered(since(progress.started)),
        },
        (Some((when, true)), None) => {
            let after = when.since(progress.started).millis();
            let has_been = |moment: Option<SimTime>| moment.is_some_and(|moment| moment <= at);
            match (has_been(progress.given_up), has_been(progress.undone)) {
                (true, _) if progress.disagrees() => Fate::Part(after, true),
                (true, _) => Fate::Lost(after, progress.dead_letter),
                (_, true) => Fate::Undone(after),
                _ => Fate::Promised(after),
            }
        }
        (Some((when, true)), Some(effect)) => {
            Fate::Done(when.since(progress.started).millis(), effect.millis() - when.millis())
        }
        (Some((when, false)), None) if progress.disagrees() => {
            Fate::Part(when.since(progress.started).millis(), false)
        }
        (Some((when, false)), effect) => {
            Fate::Failed(when.since(progress.started).millis(), effect.is_some())
        }
    }
}
