//! The steps of single operations: what the tests of sagas ask of their runs.

use lockstep_core::study::Study;
use lockstep_core::trace::Fact;

/// Of an operation, from 1, in a lane: times in milliseconds and edges of the facts that are wanted.
pub fn steps(study: &Study, lane: &str, op: u32, wanted: fn(Fact) -> bool) -> Vec<(f64, String)> {
    let lane = study.scenario.model.lane(lane).unwrap();
    let records = study.traces[lane].records().iter().filter(|record| wanted(record.fact));
    let of_op = records.filter(|record| record.fact.operation() == Some(op - 1));
    let edge = |fact: Fact| study.scenario.model.edges[usize::from(fact.address().unwrap().edge)].id.clone();
    of_op.map(|record| (record.at.millis(), edge(record.fact))).collect()
}

/// Whether a step is undone.
pub fn undone(fact: Fact) -> bool {
    matches!(fact, Fact::EffectUndone { .. })
}

/// Whether a step takes effect.
pub fn done(fact: Fact) -> bool {
    matches!(fact, Fact::EffectVisible { .. })
}

/// What [`steps`] is to give.
pub fn at(list: &[(f64, &str)]) -> Vec<(f64, String)> {
    list.iter().map(|(ms, edge)| (*ms, (*edge).to_string())).collect()
}

/// Measurements of a lane over the whole run, by their names.
pub fn values(study: &Study, lane: &str, ids: &[&str]) -> Vec<f64> {
    let measured = study.measure(study.scenario.model.lane(lane).unwrap(), study.end());
    ids.iter().map(|id| measured[*id].unwrap()).collect()
}
