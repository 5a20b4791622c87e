//! Running: a scenario with its settings, the same as shipped, and the further runs of its table.

use std::sync::Arc;

use super::moment::Topic;
use super::{Notice, Settings, State};
use crate::browser;
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
        let scenario = entry.with(&settings.controls).map_err(|problem| problem.to_string());
        let run = scenario.and_then(|mut scenario| {
            if *settings != Settings::default() {
                // They were written for the run as shipped, and need not be true of this one.
                scenario.file.marks.clear();
            }
            Run::of(place, scenario, seed).map_err(|why| why.to_string())
        });
        match run {
            Ok(run) => {
                let run = Arc::new(run);
                let original = self.original(place, settings, &run);
                self.change(Topic::Run, &|moment| {
                    (moment.run, moment.original) = (run.clone(), original.clone());
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

    /// The scenario as shipped: this run, the one that is known, or one that is made for it.
    fn original(&self, place: usize, settings: &Settings, run: &Arc<Run>) -> Arc<Run> {
        let known = self.now().original.clone();
        if *settings == Settings::default() {
            return run.clone();
        }
        if known.place == place {
            return known;
        }
        let shipped = self.catalogue().entries()[place].scenario.clone();
        let seed = shipped.file.seed;
        Run::of(place, shipped, seed).map_or(run.clone(), Arc::new)
    }

    /// The further runs come after the picture, so that a slider stays light.
    fn derive_later(&self) {
        self.change(Topic::Derived, &|moment| moment.derived = Arc::default());
        let state = *self;
        let wanted = self.now().run.clone();
        let derive = move || {
            if Arc::ptr_eq(&state.now().run, &wanted) {
                match wanted.study.derived_runs() {
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
