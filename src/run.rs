//! A run and everything that is derived from it once.

use lockstep_core::metrics::Operations;
use lockstep_core::playback::{self, Timeline};
use lockstep_core::scenario::{Scenario, Style};
use lockstep_core::scene::Teller;
use lockstep_core::study::{Study, StudyError};
use lockstep_core::text::Lang;
use lockstep_core::time::{SimDuration, SimTime};
use lockstep_core::trace::Story;

/// A scenario that has been run, ready to be shown.
#[derive(PartialEq)]
pub struct Run {
    /// The scenario's place in the list of all.
    pub place: usize,
    /// Scenario and traces.
    pub study: Study,
    /// The lanes as lengths of time.
    pub stories: Vec<Story>,
    /// The fate of each operation, by lane.
    pub fates: Vec<Operations>,
    /// The shared clock's steps and marks.
    pub timeline: Timeline,
}

impl Run {
    /// Runs all lanes.
    ///
    /// # Errors
    /// If a lane reaches a limit.
    pub fn of(place: usize, scenario: Scenario, seed: u64) -> Result<Self, StudyError> {
        let study = Study::run(scenario, seed)?;
        let model = &study.scenario.model;
        let stories = study.traces.iter().map(|trace| Story::of(model, trace)).collect();
        let fates = study.traces.iter().map(|trace| Operations::until(model, trace, trace.end())).collect();
        let marks = study.scenario.file.marks.iter().map(|mark| SimTime::from_millis_f64(mark.at_ms));
        let timeline = Timeline::of(&study.traces, marks);
        Ok(Run { place, study, stories, fates, timeline })
    }

    /// Runs all lanes of a scenario as its file says.
    ///
    /// # Errors
    /// If a lane reaches a limit.
    pub fn as_shipped(place: usize, scenario: Scenario) -> Result<Self, StudyError> {
        let seed = scenario.file.seed;
        Run::of(place, scenario, seed)
    }

    /// The value of a control in this run; none if the scenario has no such control.
    pub fn value_of(&self, control: &str) -> Option<f64> {
        let scenario = &self.study.scenario;
        let known = scenario.file.controls.iter().find(|known| known.id == control)?;
        Some(known.stands_at(scenario))
    }

    /// Model time that passes in a second of watching at speed 1×.
    pub fn pace(&self) -> SimDuration {
        let window = self.study.scenario.file.view.window_ms.map(SimDuration::from_millis_f64);
        let whole = self.timeline.end().since(SimTime::ZERO);
        playback::pace(window.map_or(whole, |window| window.min(whole)))
    }

    /// A lane's style.
    pub fn style(&self, lane: usize) -> Style {
        self.study.scenario.model.lanes[lane].style
    }

    /// How many lanes.
    pub fn lanes(&self) -> usize {
        self.study.traces.len()
    }

    /// How many operations start in the whole run.
    pub fn operations(&self) -> u32 {
        self.study.scenario.model.workload.operations()
    }

    /// One who tells of a lane.
    pub fn teller(&self, lane: usize, lang: Lang) -> Teller<'_> {
        Teller {
            scenario: &self.study.scenario,
            lane,
            trace: &self.study.traces[lane],
            story: &self.stories[lane],
            lang,
        }
    }

    /// Good answers in a lane to operations of a class up to a point in time, and how many there are in the
    /// whole run.
    pub fn answered_of(&self, lane: usize, class: u8, at: SimTime) -> (usize, usize) {
        let of_class = || self.fates[lane].all().iter().filter(|fate| fate.class == class);
        let answered = of_class().filter(|fate| matches!(fate.answered, Some((when, true)) if when <= at));
        (answered.count(), of_class().count())
    }

    /// Good answers and effects in a lane up to a point in time.
    pub fn counts(&self, lane: usize, at: SimTime) -> (usize, usize) {
        let fates = self.fates[lane].all();
        let answered = fates.iter().filter(|fate| matches!(fate.answered, Some((when, true)) if when <= at));
        let effective = fates.iter().filter(|fate| fate.effective.is_some_and(|when| when <= at));
        (answered.count(), effective.count())
    }
}
