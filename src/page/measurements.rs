//! All measurements of the run, under the names that the command prints.

use leptos::prelude::*;
use lockstep_core::link::Extent;
use lockstep_core::metrics::{catalogue, MetricUnit};
use lockstep_core::text::{count, unit_of, Lang, Sign};

use super::stage::style_class;
use super::state;

/// The measurements, folded until someone wants them.
#[component]
pub fn Measurements() -> impl IntoView {
    let state = state();
    let open = RwSignal::new(false);
    let until = Memo::new(move |_| match state.extent.get() {
        Extent::WholeRun => state.run.with(|run| run.timeline.end()),
        Extent::UpToPlayhead => state.playhead.get().at,
    });
    let body = move || {
        let (until, lang) = (until.get(), state.lang.get());
        open.get().then(|| {
            let rows = state.run.with(|run| {
                let lanes: Vec<_> = (0..run.lanes()).map(|lane| run.study.measure(lane, until)).collect();
                // A lane without a broker has no queue of it: all names of all lanes.
                let mut ids: Vec<String> = lanes.iter().flat_map(|lane| lane.keys().cloned()).collect();
                ids.sort_by_key(|id| (place(id), id.clone()));
                ids.dedup();
                let row = |id: String| {
                    let cell = |lane: &lockstep_core::metrics::Measurements| {
                        let value = lane.get(&id).copied().flatten();
                        view! { <td>{value.map_or("—".to_string(), |value| count(lang, value, 3))}</td> }
                    };
                    let cells: Vec<_> = lanes.iter().map(cell).collect();
                    let unit = unit(lang, &id);
                    view! { <tr><th scope="row"><code>{id.clone()}</code></th><td>{unit}</td>{cells}</tr> }
                };
                ids.into_iter().map(row).collect_view()
            });
            let heads = state.run.with(|run| {
                let lanes = run.study.scenario.model.lanes.iter();
                let head = |lane: &lockstep_core::scenario::LaneModel| {
                    view! { <th scope="col" class=format!("lane-col {}", style_class(lane.style))>{lang.ui().styles[lane.style as usize]}</th> }
                };
                lanes.map(head).collect_view()
            });
            let ui = state.ui();
            view! {
                <p class="hint">{ui.measurements_hint}</p>
                <div class="table-frame" tabindex="0" role="region" aria-label=ui.all_measurements>
                    <table class="measurements">
                        <thead><tr><th scope="col">{ui.metric}</th><th scope="col">{ui.unit}</th>{heads}</tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            }
        })
    };
    view! {
        <details on:toggle=move |event| open.set(super::is_open(&event))>
            <summary>{move || state.ui().all_measurements}</summary>
            {body}
        </details>
    }
}

fn entry(id: &str) -> Option<(usize, MetricUnit)> {
    let name = id.split('.').next().unwrap_or(id);
    catalogue().iter().position(|metric| metric.id == name).map(|place| (place, catalogue()[place].unit))
}

/// The order of the catalogue.
fn place(id: &str) -> usize {
    entry(id).map_or(usize::MAX, |(place, _)| place)
}

fn unit(lang: Lang, id: &str) -> &'static str {
    match entry(id).map(|(_, unit)| unit) {
        Some(MetricUnit::Ms) => unit_of(lang, Sign::Ms),
        Some(MetricUnit::PerS) => unit_of(lang, Sign::PerS),
        Some(MetricUnit::Share) => "0…1",
        Some(MetricUnit::Count) | None => "",
    }
}
