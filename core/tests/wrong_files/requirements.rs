//! Demands that cannot be.

use serde_json::{json, Value};

use super::{set, set_elsewhere};

fn demand(field: &str, value: Value, at: &str, phrase: &str) {
    let mut whole = json!({
        "id": "a", "name": {"en": "A", "ru": "А"}, "metric": "lost", "limit": 1, "min": 0, "max": 2, "step": 1
    });
    whole[field] = value;
    set_elsewhere("requirements", json!([whole]), &format!("requirements.0{at}"), phrase);
}

#[test]
fn demands_fit_the_scenario() {
    demand("metric", json!("beauty"), ".metric", "expected one of `acknowledgement_mean_ms`");
    demand(
        "metric",
        json!("known_at_answer"),
        ".edge",
        "goes with known_at_answer, an edge of effect, and with missed, one of a topic whose subscriber, or its \
         exclusive queue, comes and goes, and only with them; allowed are charge",
    );
    demand("edge", json!("charge"), ".edge", "and only with them; allowed are none");
    demand("metric", json!("missed"), ".edge", "and only with them; allowed are none");
    let of_sagas = "is measured of sagas; allowed where an edge compensates another";
    for metric in ["stuck", "disagreeing", "intermediate_reads"] {
        demand("metric", json!(metric), ".metric", of_sagas);
    }
    let by_class = "goes with what is measured by class; that are acknowledgement_p95_ms";
    demand("class", json!("pay"), ".class", by_class);
    demand("class", json!(""), ".class", "allowed are 1 to 40 of a-z");
    let of = |class: &str, phrase: &str| {
        let whole = json!([{
            "id": "a", "name": {"en": "A", "ru": "А"}, "metric": "success_share", "class": class,
            "limit": 1, "min": 0, "max": 2, "step": 1
        }]);
        set_elsewhere("requirements", whole, "requirements.0.class", phrase);
    };
    of("pay", "\"pay\" is no class; allowed are none, as there are no classes");
    demand("limit", json!(3), ".limit", "is 3; allowed are 0 to 2");
    demand("max", json!(0), ".max", "allowed is more than 0, its min");
    demand("step", json!(0), ".step", "allowed is more than 0");
    demand("weight", json!(1), ".weight", "unknown field `weight`");
    demand("in_outage", json!(1), ".in_outage", "expected true or false");
    let one = json!({
        "id": "a", "name": {"en": "A", "ru": "А"}, "metric": "lost", "limit": 1, "min": 0, "max": 2, "step": 1
    });
    set("requirements", json!([one, one]), "\"a\" is there twice");
    set("requirements", json!(vec![one; 9]), "has 9 entries; allowed are 0 to 8");
}
