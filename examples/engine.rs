//! The engine as WebAssembly, for `core/benches/mm1_wasm.mjs`: nothing but the core behind three calls.

use lockstep_core::metrics::measure;
use lockstep_core::scenario::{Override, Scenario};
use lockstep_core::sim;
use lockstep_core::trace::Trace;
use wasm_bindgen::prelude::wasm_bindgen;

/// A scenario with so many Poisson arrivals, and the last run of its first lane.
#[wasm_bindgen]
pub struct Engine {
    scenario: Scenario,
    trace: Option<Trace>,
}

#[wasm_bindgen]
impl Engine {
    /// Reads a scenario file.
    ///
    /// # Errors
    /// As [`Scenario::from_json`], as a sentence.
    #[wasm_bindgen(constructor)]
    pub fn new(json: &str, operations: u32) -> Result<Engine, String> {
        let change = Override::number("workload.arrivals.poisson.operations", f64::from(operations));
        let scenario = Scenario::with_overrides(json, &[change]).map_err(|problem| problem.to_string())?;
        Ok(Engine { scenario, trace: None })
    }

    /// Runs with a seed, and gives the number of records.
    ///
    /// # Errors
    /// If the run reaches a limit.
    pub fn run(&mut self, seed: u32) -> Result<u32, String> {
        let run = sim::run(&self.scenario.model, 0, u64::from(seed));
        let trace = self.trace.insert(run.map_err(|problem| problem.to_string())?);
        Ok(trace.records().len() as u32)
    }

    /// Mean time in the service `service`, in milliseconds; not a number before a run.
    pub fn sojourn_ms(&self) -> f64 {
        let measured = self.trace.as_ref().map(|trace| measure(&self.scenario.model, 0, trace, trace.end()));
        measured.and_then(|values| values["sojourn_mean_ms.service"]).unwrap_or(f64::NAN)
    }
}
