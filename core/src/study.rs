//! A study: one scenario, all its lanes on one clock, and the further runs that its table needs.

use std::fmt;

use crate::metrics::{
    is_never, is_of_lengths, known_at_answer, measure, Comparison, Fates, LaneMeasured, Measurements,
    Operations, Outage,
};
use crate::scenario::{
    outage, ExtentFile, FaultFile, FaultRun, Json, Override, RequirementFile, ScalingRun, Scenario,
    ScenarioError, KNOWN_AT_ANSWER,
};
use crate::sim::{self, SimError};
use crate::time::SimTime;
use crate::trace::Trace;

/// All lanes of one scenario, run with one seed.
#[derive(Clone, Debug, PartialEq)]
pub struct Study {
    /// What was run.
    pub scenario: Scenario,
    /// With which luck.
    pub seed: u64,
    /// The traces, in the order of the scenario's lanes.
    pub traces: Vec<Trace>,
}

/// Why a study could not be made.
#[derive(Clone, Debug, PartialEq)]
pub enum StudyError {
    /// The scenario, or the change that a derived run makes in it, is wrong.
    Scenario(ScenarioError),
    /// A run was given up.
    Run(SimError),
}

impl fmt::Display for StudyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StudyError::Scenario(error) => error.fmt(f),
            StudyError::Run(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for StudyError {}

impl From<ScenarioError> for StudyError {
    fn from(error: ScenarioError) -> Self {
        StudyError::Scenario(error)
    }
}

impl From<SimError> for StudyError {
    fn from(error: SimError) -> Self {
        StudyError::Run(error)
    }
}

/// Measurements of the runs that one lane's table rows need besides the lane itself.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DerivedRuns {
    /// Effects per second: for each number of workers that the scenario names, by lane. As many as are made.
    pub scaling: Vec<Vec<Option<f64>>>,
    /// With an outage, by lane.
    pub outage: Option<Vec<Outage>>,
}

impl Study {
    /// Runs every lane.
    ///
    /// # Errors
    /// If a lane reaches a limit of the scenario, or the outages that chance brings under this seed are too many.
    pub fn run(scenario: Scenario, seed: u64) -> Result<Self, StudyError> {
        let scenario = scenario.seeded(seed)?;
        let lanes = 0..scenario.model.lanes.len();
        let traces = lanes.map(|lane| sim::run(&scenario.model, lane, seed)).collect::<Result<_, _>>()?;
        Ok(Study { scenario, seed, traces })
    }

    /// The end of the last lane.
    pub fn end(&self) -> SimTime {
        self.traces.iter().map(Trace::end).max().unwrap_or(SimTime::ZERO)
    }

    /// The measurements of one lane, from the start to a point in time.
    ///
    /// # Panics
    /// If `lane` is not a place in the scenario's lanes.
    pub fn measure(&self, lane: usize, until: SimTime) -> Measurements {
        measure(&self.scenario.model, lane, &self.traces[lane], until)
    }

    /// Measures every lane, up to and including `until`.
    pub fn measure_all(&self, until: SimTime) -> Vec<Measurements> {
        (0..self.traces.len()).map(|lane| self.measure(lane, until)).collect()
    }

    /// Makes the further runs that the scenario describes.
    ///
    /// # Errors
    /// If a run reaches a limit, or a change does not fit the scenario.
    pub fn derived_runs(&self) -> Result<DerivedRuns, StudyError> {
        let mut made = DerivedRuns::default();
        while self.derive_next(&mut made)? {}
        Ok(made)
    }

    /// Makes the next of them, in all lanes; whether there was one to make. For who has other things to do between.
    ///
    /// # Errors
    /// As [`Study::derived_runs`].
    pub fn derive_next(&self, made: &mut DerivedRuns) -> Result<bool, StudyError> {
        let derived = &self.scenario.file.derived;
        if let Some(outage) = derived.fault_tolerance.as_ref().filter(|_| made.outage.is_none()) {
            made.outage = Some(self.outage(outage)?);
            return Ok(true);
        }
        let scaling = derived.scalability.as_ref();
        let Some((run, workers)) = scaling.and_then(|run| Some((run, run.workers.get(made.scaling.len())?)))
        else {
            return Ok(false);
        };
        let study = Study::run(scaled(&self.scenario, run, *workers)?, self.seed)?;
        let rate = |lane| study.measure(lane, study.end()).get(RATE);
        made.scaling.push((0..study.traces.len()).map(rate).collect());
        Ok(true)
    }

    /// The table and the statements at a point in time, with derived runs made before.
    pub fn compare(&self, derived: &DerivedRuns, until: SimTime) -> Comparison {
        let runs = self.measure_all(until);
        let Scenario { file, model, .. } = &self.scenario;
        let carried = file.requirements.iter().find(|required| required.metric == KNOWN_AT_ANSWER);
        let known = |required, lane: usize| known_at_answer(model, required, &self.traces[lane], until);
        let measured = |(lane, run): (usize, _)| LaneMeasured {
            style: model.lanes[lane].style,
            run,
            objective: file.workload.objective.is_some(),
            known: carried.and_then(|required| known(required, lane)),
            scaling: match &file.derived.scalability {
                Some(run) if run.workers.len() == derived.scaling.len() => {
                    derived.scaling.iter().map(|lanes| lanes[lane]).collect()
                }
                _ => Vec::new(),
            },
            outage: derived.outage.as_ref().map(|lanes| &lanes[lane]),
        };
        let lanes: Vec<LaneMeasured> = runs.iter().enumerate().map(measured).collect();
        let required = file.requirements.iter();
        let all: Vec<Operations> = if required.clone().any(is_of_lengths) {
            self.traces.iter().map(|trace| Operations::until(model, trace, until)).collect()
        } else {
            Vec::new()
        };
        Comparison {
            required: required.map(|required| self.demanded(required, &lanes, &all, until)).collect(),
            ..Comparison::of(&lanes, &file.claims)
        }
    }

    /// What each lane measured for a requirement; infinite where too many operations never come to what is limited.
    /// `operations` are those of each lane where a demand limits a length of time.
    fn demanded(
        &self,
        required: &RequirementFile,
        lanes: &[LaneMeasured],
        operations: &[Operations],
        until: SimTime,
    ) -> Vec<Option<f64>> {
        let model = &self.scenario.model;
        let value = |(lane, (measured, trace)): (usize, (&LaneMeasured, &Trace))| {
            let of_run = operations.get(lane).filter(|_| !required.in_outage);
            if of_run.is_some_and(|all| is_never(model, required, all, until >= trace.end())) {
                return Some(f64::INFINITY);
            }
            if required.metric == KNOWN_AT_ANSWER {
                return known_at_answer(model, required, trace, until);
            }
            let outage = || measured.outage.map(|outage| &outage.measured);
            let run = if required.in_outage { outage() } else { Some(measured.run) };
            run?.get(&required.measurement())
        };
        lanes.iter().zip(&self.traces).enumerate().map(value).collect()
    }

    /// From when until when, in milliseconds, the outage lasts that the table's row is about: the run's own where it
    /// has one, perhaps moved by a control, or that of the further run.
    pub fn outage_ms(&self) -> Option<(f64, f64)> {
        let run = self.scenario.file.derived.fault_tolerance.as_ref()?;
        Some(self.own_outage(run).unwrap_or((run.from_ms, run.to_ms)))
    }

    /// The outage that the run has already: also of a service that is up, and hangs.
    fn own_outage(&self, run: &FaultRun) -> Option<(f64, f64)> {
        self.scenario.file.faults.iter().find_map(|fault| {
            let (service, when) = match fault {
                FaultFile::Down { service, when } | FaultFile::Hang { service, when } => {
                    (Some(service), when)
                }
                FaultFile::BrokerDown { when } => (None, when),
                _ => return None,
            };
            let ExtentFile { from_ms, to_ms } = when.extent;
            let ends = || to_ms.unwrap_or(self.end().millis()).max(from_ms);
            (service == run.service.as_ref()).then(|| (from_ms, ends()))
        })
    }

    fn outage(&self, run: &FaultRun) -> Result<Vec<Outage>, StudyError> {
        let FaultRun { service, from_ms, to_ms } = run;
        if self.own_outage(run).is_some() {
            // The run has its outage already, perhaps moved by a control.
            return Ok(self.with_fates());
        }
        let mut faults = self.scenario.faults();
        faults.push(outage(service.as_deref(), *from_ms, Some(*to_ms)));
        Ok(self.changed(&[Override { path: "faults".into(), value: Json::List(faults) }])?.with_fates())
    }

    /// What each lane measured, and what became of its operations.
    fn with_fates(&self) -> Vec<Outage> {
        let model = &self.scenario.model;
        let fates = self.traces.iter().map(|trace| {
            let operations = Operations::until(model, trace, trace.end());
            Fates::of(model, &operations)
        });
        let of = |(measured, fates)| Outage { measured, fates };
        self.measure_all(self.end()).into_iter().zip(fates).map(of).collect()
    }

    fn changed(&self, changes: &[Override]) -> Result<Study, StudyError> {
        Study::run(self.scenario.changed(changes)?, self.seed)
    }
}

/// The metric that tells how much more workers bring.
pub const RATE: &str = "completed_per_s";

/// A scenario with another number of workers, as one of its runs about scalability has it.
///
/// # Errors
/// If that does not fit the scenario.
pub fn scaled(scenario: &Scenario, run: &ScalingRun, workers: u32) -> Result<Scenario, ScenarioError> {
    let mut changes: Vec<Override> = operations_override(scenario, run.operations).into_iter().collect();
    changes.push(Override::number(&format!("services.{}.workers", run.service), f64::from(workers)));
    scenario.changed(&changes)
}

/// The change that makes a scenario start so many operations; `None` if it names its times one by one.
pub fn operations_override(scenario: &Scenario, operations: u32) -> Option<Override> {
    use crate::scenario::Arrivals;
    let kind = match scenario.file.workload.arrivals {
        Arrivals::At { .. } => return None,
        Arrivals::Every { .. } => "every",
        Arrivals::Poisson { .. } => "poisson",
        Arrivals::Batches { .. } => "batches",
        Arrivals::Phases { .. } => "phases",
        Arrivals::Closed { .. } => "closed",
    };
    Some(Override::number(&format!("workload.arrivals.{kind}.operations"), f64::from(operations)))
}
