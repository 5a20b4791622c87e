//! Break it here: services are broken and mended at the playhead, an acknowledgement of the picked
//! operation is lost or its work slowed, and what that changed is shown.

use lockstep_core::metrics::{Fates, Measurements, MetricUnit};
use lockstep_core::scenario::{Act, EdgeId, Intervention, ServiceId, BROKER};
use lockstep_core::scene::Names;
use lockstep_core::text::{entries, milliseconds, SECONDS_FROM};

use super::html::{self, tag};
use super::stage::style_class;
use super::value::{shown, unit};
use crate::live::Here;
use crate::run::Run;
use crate::state::{act_at, breakable, can_happen, State};

/// What is worth a look when something has been broken, of all that is measured.
const TOLD: [&str; 10] = [
    "success_share",
    "failed",
    "lost",
    "compensated",
    "stuck",
    "duplicate_effects",
    "acknowledgement_mean_ms",
    "completion_mean_ms",
    "staleness_max_ms",
    "drain_time_ms",
];

/// What can be done to the picked operation.
const TO_OPERATION: [Act; 2] = [Act::Lose, Act::Slow];

/// A button for each service and for the broker, and for each thing that can be done to an operation.
pub fn frame(run: &Run, names: Names) -> String {
    let ui = names.ui();
    let button = |place: usize| {
        format!(
            "<button type=\"button\" class=\"reset\" id=\"act-{place}\" data-intervene=\"{place}\"></button>"
        )
    };
    let buttons: String = (0..breakable(run).len()).map(button).collect();
    let happen = |place: usize| {
        format!(
            "<button type=\"button\" class=\"reset\" id=\"happen-{place}\" data-happen=\"{place}\"></button>"
        )
    };
    let buttons = buttons + &(0..TO_OPERATION.len()).map(happen).collect::<String>();
    [
        &tag("h3", "", ui.by_hand()),
        &tag("p", "hint", ui.by_hand_hint()),
        &tag("div", "acts", &buttons),
        "<div id=\"done-by-hand\"></div>",
    ]
    .concat()
}

/// What the buttons do at the playhead, what has been done, and what it changed.
pub fn live(here: Here) {
    for place in 0..breakable(&here.run()).len() {
        let here = Here { place, ..here };
        here.content(&here.id("act"), |here| {
            let run = here.run();
            let names = here.names(&run);
            let act = act_at(&run, here.place, here.state.at());
            let services = run.study.scenario.file.services.len();
            let what =
                if here.place < services { names.service(here.place as ServiceId) } else { names.broker() };
            html::text(&names.ui().act(act as usize, what))
        });
    }
    for place in 0..TO_OPERATION.len() {
        let here = Here { place, ..here };
        here.content(&here.id("happen"), |here| {
            let run = here.run();
            let (names, picked) = (here.names(&run), here.state.view().selected);
            let act = |which: &str| names.ui().act(TO_OPERATION[here.place] as usize, which);
            let which = picked.map(|op| operation(names, &(op + 1).to_string()));
            html::text(&match which {
                Some(which) if may_happen(here) => act(&which),
                Some(which) => names.ui().is_too_late(here.place, &which),
                // What it would do tells it from its neighbour.
                None => [&act(names.operation()), ". ", names.ui().pick_operation()].concat(),
            })
        });
        here.attribute(&here.id("happen"), "aria-disabled", |here| (!may_happen(here)).to_string());
    }
    here.content("done-by-hand", |here| {
        let interventions = here.state.settings().interventions;
        if interventions.is_empty() {
            return String::new();
        }
        let (run, original) = (here.run(), here.state.original());
        done(&run, &interventions, here.names(&run)) + &differences(&run, &original, here.names(&run))
    });
}

/// Whether what a button stands for would change anything for the picked operation.
fn may_happen(here: Here) -> bool {
    let picked = here.state.view().selected;
    picked.is_some_and(|op| can_happen(&here.run(), TO_OPERATION[here.place], op, here.state.at()))
}

/// Lets happen what a button stands for.
pub fn happen(state: State, place: u64) {
    if let Some(act) = TO_OPERATION.get(place as usize) {
        state.happen(*act);
    }
}

/// What was done by hand, in words: the name of the fork.
pub fn name(run: &Run, intervention: &Intervention, names: Names) -> String {
    let Intervention { act, target, .. } = intervention;
    let services = &run.study.scenario.file.services;
    let place = services.iter().position(|service| service.id == *target);
    let target = match place {
        Some(place) => names.service(place as ServiceId).to_string(),
        None if target == BROKER => names.broker().to_string(),
        None => operation(names, target),
    };
    names.ui().was_done(*act as usize, &target, &milliseconds(names.lang, intervention.playhead().millis()))
}

/// What an operation is called.
fn operation(names: Names, number: &str) -> String {
    [names.operation(), " ", number].concat()
}

fn done(run: &Run, interventions: &[Intervention], names: Names) -> String {
    let row = |(place, intervention): (usize, &Intervention)| {
        let said = html::text(&name(run, intervention, names));
        let undo = names.ui().undo();
        format!(
            "<li><span>{said}</span><button type=\"button\" id=\"undo-{place}\" data-undo=\"{place}\" \
             aria-label=\"{undo}: {said}\">{undo}</button></li>"
        )
    };
    tag("ul", "done", &interventions.iter().enumerate().map(row).collect::<String>())
}

/// The measurements that differ from those of the run without it.
fn differences(run: &Run, original: &Run, names: Names) -> String {
    let ui = names.ui();
    let measured = |run: &Run| run.study.measure_all(run.study.end());
    // Beside each other so many lanes have no room in the column.
    let crowded = run.lanes() > 2;
    let (with, without) = (measured(run), measured(original));
    let row = |unit: MetricUnit, label: &str, pairs: Vec<(Option<f64>, Option<f64>)>| {
        if pairs.iter().all(|(before, after)| before == after) {
            return String::new();
        }
        let cell = |(before, after): &(Option<f64>, Option<f64>)| {
            let shown = |value: &Option<f64>, unit| {
                value.map_or("—".to_string(), |value| shown(names.lang, unit, value))
            };
            let now = shown(after, unit);
            if before == after {
                return tag("td", "", &now);
            }
            // One unit is enough for both.
            let small = |value: &Option<f64>| value.is_none_or(|ms| ms < SECONDS_FROM);
            let same = unit == MetricUnit::Ms && small(before) && small(after);
            let bare = if same { MetricUnit::Count } else { unit };
            tag("td", "", &[&shown(before, bare), " → <b>", &now, "</b>"].concat())
        };
        let cells = pairs.iter().map(cell);
        if !crowded {
            return format!("<tr><th scope=\"row\">{label}</th>{}</tr>", cells.collect::<String>());
        }
        let in_lane = |(lane, cell): (usize, String)| {
            let (style, name) = (style_class(run.style(lane)), html::text(names.lane_short(lane)));
            format!("<tr class=\"in {style}\"><th scope=\"row\">{name}</th>{cell}</tr>")
        };
        let lines: String = cells.enumerate().map(in_lane).collect();
        format!(
            "<tbody><tr class=\"of\"><th scope=\"rowgroup\" colspan=\"2\">{label}</th></tr>{lines}</tbody>"
        )
    };
    let of_metric = |id: &str, label: &str| {
        let value = |values: &Measurements| values.get(id);
        row(unit(id), label, without.iter().zip(&with).map(|(a, b)| (value(a), value(b))).collect())
    };
    let labels = entries(ui.by_hand_metrics());
    let mut rows: String = TOLD.iter().zip(labels).map(|(id, label)| of_metric(id, label)).collect();
    let unfinished = |run: &Run, lane: usize| {
        let fates = Fates::of(&run.study.scenario.model, &run.fates[lane]);
        Some(f64::from(fates.unfinished))
    };
    let pairs = (0..run.lanes()).map(|lane| (unfinished(original, lane), unfinished(run, lane)));
    rows += &row(MetricUnit::Count, ui.by_hand_unfinished(), pairs.collect());
    for (place, edge) in run.study.scenario.file.edges.iter().enumerate() {
        let label = html::text(&ui.missed_by(names.target(place as EdgeId)));
        rows += &of_metric(&["missed.", &edge.id].concat(), &label);
    }
    if rows.is_empty() {
        return tag("p", "hint", ui.by_hand_nothing());
    }
    let heads: String = (0..run.lanes())
        .map(|lane| format!("<th scope=\"col\">{}</th>", html::text(names.lane_short(lane))))
        .collect();
    let rows = match crowded {
        true => rows,
        false => format!("<thead><tr><td></td>{heads}</tr></thead><tbody>{rows}</tbody>"),
    };
    format!("<table class=\"differences\"><caption>{}</caption>{rows}</table>", ui.by_hand_caption())
}
