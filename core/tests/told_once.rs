//! What is told of an instant: no sentence twice.

use lockstep_core::metrics::Operations;
use lockstep_core::scenario::Scenario;
use lockstep_core::scene::{happened, Teller};
use lockstep_core::study::Study;
use lockstep_core::text::{plain, Lang};
use lockstep_core::trace::Story;

/// At most so many instants of a lane are looked at, spread over its run.
const INSTANTS: usize = 400;

#[test]
fn no_instant_says_the_same_twice() {
    let (mut twice, mut several) = (Vec::new(), 0);
    for entry in std::fs::read_dir(format!("{}/../assets/scenarios", env!("CARGO_MANIFEST_DIR"))).unwrap() {
        let scenario = Scenario::from_json(&std::fs::read_to_string(entry.unwrap().path()).unwrap()).unwrap();
        let (id, seed) = (scenario.file.id.clone(), scenario.file.seed);
        let Study { scenario, traces, .. } = Study::run(scenario, seed).unwrap();
        for (lane, trace) in traces.iter().enumerate() {
            let story = Story::of(&scenario.model, trace);
            let fates = Operations::until(&scenario.model, trace, trace.end());
            let mut instants: Vec<_> = trace.records().iter().map(|record| record.at).collect();
            instants.dedup();
            let every = instants.len().div_ceil(INSTANTS);
            for at in instants.into_iter().step_by(every) {
                for lang in Lang::ALL {
                    let teller = Teller { scenario: &scenario, lane, trace, story: &story, lang };
                    let mut told: Vec<String> =
                        happened(&teller, &fates, at).iter().map(|one| plain(one)).collect();
                    let all = told.clone();
                    told.sort();
                    told.dedup();
                    several += u32::from(all.iter().any(|said| said.contains(" (×")));
                    if told.len() < all.len() {
                        twice.push(format!("{id}, lane {lane}, {} ms: {all:?}", at.millis()));
                    }
                }
            }
        }
    }
    assert_eq!(twice, Vec::<String>::new());
    // What is said of several says of how many, as where three messages reach the broker at once.
    assert!(several > 100, "{several}");
}
