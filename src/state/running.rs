//! Running: a scenario with its settings, what it is compared with, and the further runs of its table.

use std::sync::Arc;

use lockstep_core::scenario::Scenario;

use super::moment::Topic;
use super::{Notice, Settings, State};
use crate::browser;
use crate::catalogue::Entry;
use crate::run::Run;

impl State {
    pub(super) fn run_again(&self, settings: Settings) {
        self.run_with(self.now().run.place, &settings);
        self.change(Topic::Settings, &|moment| moment.settings = settings.clone());
        self.look(&|view| view.revealed = None);
        // A shorter run may have ended before the playhead; whoever plays plays on.
        let now = self.now();
        let at = now.playhead.at.min(now.run.timeline.end());
        if at != now.playhead.at {
            self.change(Topic::Playhead, &|moment| moment.playhead.at = at);
        }
    }

    /// Runs a scenario, and says whether that worked; if not, the last run stays.
    pub(super) fn run_with(&self, place: usize, settings: &Settings) -> bool {
        let catalogue = self.catalogue();
        let entry = &catalogue.entries()[place];
        let kept = |notice: &&Notice| !matches!(notice, Notice::RunFailed(_));
        self.hear(self.now().notices.iter().filter(kept).cloned().collect());
        let seed = settings.seed.unwrap_or(entry.scenario.file.seed);
        let run = scenario(entry, settings).and_then(|mut scenario| {
            if *settings != Settings::default() {
                // They were written for the run as shipped, and need not be true of this one.
                scenario.file.marks.clear();
            }
            Run::of(place, scenario, seed).map_err(|why| why.to_string())
        });
        match run {
            Ok(run) => {
                let run = Arc::new(run);
                let original = self.original_of(place, settings, &run);
                self.change(Topic::Run, &|moment| {
                    (moment.run, moment.original) = (run.clone(), original.clone());
                    moment.original_with = without_hands(settings);
                    moment.forked = !settings.interventions.is_empty();
                });
                self.derive_later();
                true
            }
            Err(why) => {
                self.tell(Notice::RunFailed(why));
                false
            }
        }
    }

    /// What a run is compared with: itself, the one that is known, or one that is made for it.
    fn original_of(&self, place: usize, settings: &Settings, run: &Arc<Run>) -> Arc<Run> {
        let now = self.now();
        let wanted = without_hands(settings);
        if *settings == wanted {
            return run.clone();
        }
        if now.original.place == place && now.original_with == wanted {
            return now.original.clone();
        }
        let catalogue = self.catalogue();
        let entry = &catalogue.entries()[place];
        let seed = wanted.seed.unwrap_or(entry.scenario.file.seed);
        let made = scenario(entry, &wanted).ok().and_then(|scenario| Run::of(place, scenario, seed).ok());
        made.map_or(run.clone(), Arc::new)
    }

    /// The further runs come after the picture, so that a slider stays light. They are made without
    /// what was done by hand: each has its own outage, and asks about the design, not about the fork.
    fn derive_later(&self) {
        self.change(Topic::Derived, &|moment| moment.derived = Arc::default());
        let state = *self;
        let wanted = self.now();
        let derive = move || {
            if Arc::ptr_eq(&state.now().run, &wanted.run) {
                let base = if wanted.forked { &wanted.original } else { &wanted.run };
                match base.study.derived_runs() {
                    Ok(derived) => {
                        let derived = Arc::new(derived);
                        state.change(Topic::Derived, &|moment| moment.derived = derived.clone());
                    }
                    Err(why) => state.tell(Notice::RunFailed(why.to_string())),
                }
            }
        };
        browser::later(60, Box::new(derive));
    }
}

/// A scenario as the settings have it.
fn scenario(entry: &Entry, settings: &Settings) -> Result<Scenario, String> {
    let changed = entry.with(&settings.controls);
    let forked = changed.and_then(|scenario| match settings.interventions.is_empty() {
        true => Ok(scenario),
        false => scenario.forked(&settings.interventions),
    });
    forked.map_err(|problem| problem.to_string())
}

/// What shows best what the settings do: the same without what was done by hand; where nothing was,
/// the run as shipped.
fn without_hands(settings: &Settings) -> Settings {
    match settings.interventions.is_empty() {
        true => Settings::default(),
        false => Settings { interventions: Vec::new(), ..settings.clone() },
    }
}
