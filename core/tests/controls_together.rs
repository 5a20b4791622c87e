//! Controls of a shipped scenario go together wherever they are moved: the page, which has no words for what is
//! wrong with a file, need not say why a setting cannot be run.

use std::path::Path;

use lockstep_core::scenario::{Override, Scenario};

/// So many settings of one scenario are tried, spread over all of them.
const MOST: usize = 20_000;

#[test]
fn whatever_the_controls_say_together_can_be_read() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/scenarios");
    let (mut tried, mut wrong) = (0, Vec::new());
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let scenario = Scenario::from_json(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let controls = &scenario.file.controls;
        // Where each stands first, too.
        let values: Vec<Vec<f64>> = controls
            .iter()
            .map(|control| control.tried().chain([control.stands_at(&scenario)]).collect())
            .collect();
        let all: usize = values.iter().map(Vec::len).product();
        let step = (all / MOST).max(1) | 1;
        for setting in (0..all).step_by(step) {
            let mut rest = setting;
            let change = |(control, values): (&lockstep_core::scenario::Control, &Vec<f64>)| {
                let value = values[rest % values.len()];
                rest /= values.len();
                control.change(value)
            };
            let changes: Vec<Override> = controls.iter().zip(&values).map(change).collect();
            tried += 1;
            if let Err(why) = scenario.changed(&changes) {
                wrong.push(format!("{}: {why}", path.display()));
            }
        }
    }
    wrong.sort();
    wrong.dedup();
    assert!(tried > 2000, "only {tried} settings");
    assert_eq!(wrong, Vec::<String>::new());
}
