//! Running: a scenario with its settings, what it is compared with, and the further runs of its table.

use std::sync::Arc;

use lockstep_core::scenario::{Intervention, Override, Scenario, ScenarioError};
use lockstep_core::study::{DerivedRuns, StudyError};

use super::by_hand::breakable;
use super::moment::{Moment, Topic};
use super::{Notice, Settings, State};
use crate::browser;
use crate::run::Run;

/// So long nothing may have been moved before the further runs are made, in milliseconds: longer than from one move of
/// a dragged slider to the next, shorter than the look from the slider to the table.
const DERIVED_AFTER_MS: i32 = 150;

impl State {
    pub(super) fn run_again(&self, mut settings: Settings) {
        let shipped = self.shipped();
        let gone = feasible(&shipped, &mut settings);
        self.run_with(shipped, &settings);
        for one in gone {
            self.tell(Notice::TakenBack(one));
        }
        self.change(Topic::Settings, &|moment| moment.settings = settings.clone());
        // Of fewer operations the last is nearest to one that there is no more.
        let last = self.now().run.operations().saturating_sub(1);
        self.look(&|view| {
            view.revealed = None;
            view.selected = view.selected.map(|op| op.min(last));
        });
        // A shorter run may have ended before the playhead; whoever plays plays on.
        let now = self.now();
        let at = now.playhead.at.min(now.run.timeline.end());
        if at != now.playhead.at {
            self.change(Topic::Playhead, &|moment| moment.playhead.at = at);
        }
    }

    /// Runs a scenario with settings, and says whether that worked; if not, the last run stays.
    pub(super) fn run_with(&self, shipped: Arc<Run>, settings: &Settings) -> bool {
        let kept = |notice: &&Notice| !matches!(notice, Notice::RunFailed(_));
        self.hear(self.now().notices.iter().filter(kept).cloned().collect());
        match with(&shipped, settings) {
            Ok(run) => {
                let original = self.original_of(&shipped, settings, &run);
                self.change(Topic::Run, &|moment| {
                    (moment.run, moment.original) = (run.clone(), original.clone());
                    moment.shipped = shipped.clone();
                    moment.original_with = without_hands(settings);
                    moment.forked = !settings.interventions.is_empty();
                });
                self.derive_later();
                true
            }
            Err(why) => {
                self.tell(Notice::RunFailed(why.to_string()));
                false
            }
        }
    }

    /// What a run is compared with: the one as shipped, the one that is known, or one that is made for it.
    fn original_of(&self, shipped: &Arc<Run>, settings: &Settings, run: &Arc<Run>) -> Arc<Run> {
        let now = self.now();
        let wanted = without_hands(settings);
        if Arc::ptr_eq(&now.shipped, shipped) && now.original_with == wanted {
            return now.original.clone();
        }
        with(shipped, &wanted).unwrap_or(run.clone())
    }

    /// The further runs come after the picture, so that a slider stays light. They are made without
    /// what was done by hand: each has its own outage, and asks about the design, not about the fork.
    fn derive_later(&self) {
        self.change(Topic::Derived, &|moment| moment.derived = Arc::default());
        self.derive_after(DERIVED_AFTER_MS, self.now(), DerivedRuns::default());
    }

    /// One run at a time: what is done meanwhile does not wait for all of them.
    fn derive_after(&self, ms: i32, wanted: Arc<Moment>, made: DerivedRuns) {
        let state = *self;
        let derive = move || {
            let mut made = made;
            if !Arc::ptr_eq(&state.now().run, &wanted.run) {
                return;
            }
            let base = if wanted.forked { &wanted.original } else { &wanted.run };
            match base.study.derive_next(&mut made) {
                Ok(true) => state.derive_after(0, wanted, made),
                Ok(false) => {
                    let derived = Arc::new(made);
                    state.change(Topic::Derived, &|moment| moment.derived = derived.clone());
                }
                Err(why) => state.tell(Notice::RunFailed(why.to_string())),
            }
        };
        browser::later(ms, Box::new(derive));
    }
}

/// A scenario, run as the settings have it.
fn with(shipped: &Arc<Run>, settings: &Settings) -> Result<Arc<Run>, StudyError> {
    if *settings == Settings::default() {
        return Ok(shipped.clone());
    }
    let seed = settings.seed.unwrap_or(shipped.study.scenario.file.seed);
    let mut scenario = before_hands(shipped, settings)?;
    if !settings.interventions.is_empty() {
        scenario = scenario.forked(&settings.interventions)?;
    }
    // They were written for the run as shipped, and need not be true of this one.
    scenario.file.marks.clear();
    Run::of(shipped.place, scenario, seed).map(Arc::new)
}

/// Leaves of what was done by hand what can have been, one thing after the other, with the controls and the seed as they
/// are; they may say how many operations there are, and when a service is down. Gives the rest. Settings that cannot be
/// run lose nothing: that is said elsewhere.
pub(super) fn feasible(shipped: &Run, settings: &mut Settings) -> Vec<Intervention> {
    if settings.interventions.is_empty() {
        return Vec::new();
    }
    let Ok(scenario) = before_hands(shipped, settings) else { return Vec::new() };
    let names = breakable(shipped);
    let known = |one: &Intervention| one.act.is_of_operation() || names.contains(&one.target.as_str());
    if settings.interventions.iter().all(known) && scenario.forked(&settings.interventions).is_ok() {
        return Vec::new();
    }
    let (mut done, mut gone) = (Vec::new(), Vec::new());
    for one in std::mem::take(&mut settings.interventions) {
        let known = known(&one);
        done.push(one);
        if !known || scenario.forked(&done).is_err() {
            gone.extend(done.pop());
        }
    }
    settings.interventions = done;
    gone
}

/// The scenario as it is run before anything is done by hand.
pub(super) fn before_hands(shipped: &Run, settings: &Settings) -> Result<Scenario, ScenarioError> {
    let original = &shipped.study.scenario;
    let change = |(id, value): &(String, f64)| {
        let control = original.file.controls.iter().find(|control| control.id == *id)?;
        Some(control.change(*value))
    };
    let changes: Vec<Override> = settings.controls.iter().filter_map(change).collect();
    original.changed(&changes)?.seeded(settings.seed.unwrap_or(original.file.seed))
}

/// What shows best what the settings do: the same without what was done by hand; where nothing was,
/// the run as shipped.
fn without_hands(settings: &Settings) -> Settings {
    match settings.interventions.is_empty() {
        true => Settings::default(),
        false => Settings { interventions: Vec::new(), ..settings.clone() },
    }
}
