//! Every value of a valid file, replaced by everything that a value can be.

use lockstep_core::sim;
use serde_json::{json, Value};

use super::{at, read, valid};

/// Every path in a value, from the top.
fn paths(value: &Value, here: &str, all: &mut Vec<String>) {
    let below: Vec<(String, &Value)> = match value {
        Value::Object(map) => map.iter().map(|(key, value)| (key.clone(), value)).collect(),
        Value::Array(list) => {
            list.iter().enumerate().map(|(place, value)| (place.to_string(), value)).collect()
        }
        _ => Vec::new(),
    };
    for (step, value) in below {
        let path = if here.is_empty() { step } else { format!("{here}.{step}") };
        all.push(path.clone());
        paths(value, &path, all);
    }
}

/// Every value of the valid file is replaced by each of these: the answer is a sentence, or a
/// scenario that runs.
#[test]
fn nothing_makes_it_panic() {
    let nasty = [
        json!(null),
        json!(true),
        json!(-1),
        json!(0),
        json!(0.5),
        json!(1),
        json!(1000),
        json!(4_294_967_295u32),
        json!(4_294_967_296u64),
        json!(u64::MAX),
        json!(i64::MIN),
        json!(1e308),
        json!(-1e308),
        json!(1e-308),
        json!(""),
        json!("caller"),
        json!("orders"),
        json!("\u{0}"),
        json!("💥".repeat(1000)),
        json!([]),
        json!({}),
        json!([[]]),
        json!({"fixed": {"ms": 0}}),
        json!({"exponential": {"mean_ms": 3_600_000}}),
    ];
    let mut all = Vec::new();
    paths(&valid(), "", &mut all);
    let (mut refusals, mut runs) = (0, 0);
    for path in &all {
        for value in &nasty {
            let mut file = valid();
            *at(&mut file, path) = value.clone();
            match read(&file) {
                Err(error) => {
                    assert!(error.problem.len() > 10, "{path} = {value}: {error}");
                    refusals += 1;
                }
                Ok(mut scenario) => {
                    scenario.model.records_limit = scenario.model.records_limit.min(20_000);
                    for lane in 0..scenario.model.lanes.len() {
                        // A run that reaches its limit is an answer, too.
                        runs += usize::from(sim::run(&scenario.model, lane, 1).is_ok());
                    }
                }
            }
        }
    }
    assert!(refusals > 2000 && runs > 500, "{refusals} refusals, {runs} runs");
}
