//! What the integration tests share: scenarios with some values changed, and questions to their runs.

#![allow(dead_code, reason = "every test file is a program of its own, and none asks for everything")]

pub mod steps;

use lockstep_core::metrics::{measure, Measurements};
use lockstep_core::scenario::{Override, Scenario};
use lockstep_core::sim;
use lockstep_core::study::Study;
use lockstep_core::trace::{Fact, Trace};
use serde_json::{json, Value};

/// A scenario with some values changed, run with its own seed.
pub fn study(json: &str, changes: &[(&str, Value)]) -> Study {
    let change =
        |(path, value): &(&str, Value)| Override { path: (*path).into(), value: value.clone().into() };
    let changes: Vec<Override> = changes.iter().map(change).collect();
    let scenario = Scenario::with_overrides(json, &changes).unwrap();
    let seed = scenario.file.seed;
    Study::run(scenario, seed).unwrap()
}

/// One service with one worker behind one call, without any network time; `service`, `call` and `workload`
/// say the rest.
pub fn one_service(service: Value, call: Value, workload: Value, faults: Value) -> Study {
    let text = json!({"en": "x", "ru": "x"});
    let mut own = json!({"id": "service", "name": text, "work": text, "workers": 1});
    own.as_object_mut().unwrap().extend(service.as_object().unwrap().clone());
    let file = json!({
        "format": 1, "id": "one", "number": 1,
        "title": text, "lead": text, "operation": text, "effect": text,
        "network": {"one_way": {"fixed": {"ms": 0}}},
        "services": [own],
        "edges": [{"id": "ask", "from": "caller", "to": "service", "effect": true, "call": call}],
        "lanes": [{"id": "sync", "style": "sync", "technology": "HTTP", "edges": {"ask": "call"}}],
        "workload": workload, "faults": faults, "limits": {"records": 20_000_000},
    });
    study(&file.to_string(), &[])
}

/// A caller publishes along one edge to one consumer with one worker, 10 ms of work each: 1 ms to and from the
/// broker and 2 ms to append. Its lane is of RabbitMQ unless a test says otherwise; the workload is the test's.
pub fn one_consumer(edge: &str) -> Value {
    let text = json!({"en": "x", "ru": "x"});
    let mut modes = json!({});
    modes[edge] = "message".into();
    json!({
        "format": 1, "id": "one", "number": 1,
        "title": text, "lead": text, "operation": text, "effect": text,
        "network": {"one_way": {"fixed": {"ms": 1}}},
        "services": [{
            "id": "consumer", "name": text, "work": text, "workers": 1, "service_time": {"fixed": {"ms": 10}},
        }],
        "broker": {"name": text, "one_way": {"fixed": {"ms": 1}}, "append": {"fixed": {"ms": 2}}},
        "edges": [{"id": edge, "from": "caller", "to": "consumer", "effect": true}],
        "lanes": [{"id": "async", "style": "async", "technology": "x", "edges": modes}],
    })
}

/// When the facts that are wanted were recorded in the first lane, in milliseconds.
pub fn times(study: &Study, wanted: impl Fn(Fact) -> bool) -> Vec<f64> {
    let records = study.traces[0].records().iter();
    records.filter(|record| wanted(record.fact)).map(|record| record.at.millis()).collect()
}

/// That a measurement is what is expected, to a share of it.
#[track_caller]
pub fn near(measured: Option<f64>, expected: f64, tolerance: f64) {
    let measured = measured.expect("it is measured");
    let error = (measured / expected - 1.0).abs();
    assert!(error <= tolerance, "measured {measured}, expected {expected}, {:.3} % off", error * 100.0);
}

/// The first lane of a scenario, run and measured.
pub struct Ran {
    pub trace: Trace,
    pub measured: Measurements,
}

impl Ran {
    pub fn of(scenario: &Scenario) -> Self {
        let trace = sim::run(&scenario.model, 0, 1).unwrap();
        let measured = measure(&scenario.model, 0, &trace, trace.end());
        Ran { trace, measured }
    }

    /// Operation, from 1 (0 is none), and time in milliseconds of every fact of a kind.
    pub fn times(&self, kind: &str) -> Vec<(u32, f64)> {
        let of_kind = |record: &&lockstep_core::trace::Record| {
            format!("{:?}", record.fact).split(' ').next() == Some(kind)
        };
        let records = self.trace.records().iter().filter(of_kind);
        records.map(|record| (record.fact.operation().map_or(0, |op| op + 1), record.at.millis())).collect()
    }

    pub fn value(&self, id: &str) -> f64 {
        self.measured[id].unwrap()
    }
}
