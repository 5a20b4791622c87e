//! The comparison table: what the course says, what each lane measured, and what follows.

use std::sync::Arc;

use leptos::prelude::*;
use lockstep_core::link::Extent;
use lockstep_core::metrics::{Comparison, Finding, Row, RowId, Verdict};
use lockstep_core::scenario::Style;
use lockstep_core::scene::Names;
use lockstep_core::study::DerivedRuns;
use lockstep_core::text::{bare_rate, clock, count, milliseconds, rate, ratio, Lang, Ui};

use super::stage::style_class;
use super::state;
use crate::run::Run;

/// The table.
#[component]
pub fn Compare() -> impl IntoView {
    let state = state();
    let until = Memo::new(move |_| {
        let end = state.run.with(|run| run.timeline.end());
        match state.extent.get() {
            Extent::WholeRun => end,
            Extent::UpToPlayhead => state.playhead.get().at,
        }
    });
    let table = Memo::new(move |_| {
        let derived = state.derived.get().unwrap_or_else(|| Arc::new(DerivedRuns::default()));
        let until = until.get();
        state.run.with(|run| run.study.compare(&derived, until))
    });
    let styles = Memo::new(move |_| {
        state.run.with(|run| run.study.scenario.model.lanes.iter().map(|lane| lane.style).collect::<Vec<_>>())
    });
    let heads = move || {
        let head = |style: Style| {
            view! { <th scope="col" class=format!("lane-col {}", style_class(style))>{state.ui().styles[style as usize]}</th> }
        };
        styles.get().into_iter().map(head).collect_view()
    };
    let rows = move || {
        let Comparison { rows } = table.get();
        state.with_names(|run, names| {
            let row = |row: Row| view_row(run, names, row);
            rows.into_iter().map(row).collect_view()
        })
    };
    let extent = move |event| {
        let whole = event_target_value(&event) == "run";
        state.extent.set(if whole { Extent::WholeRun } else { Extent::UpToPlayhead });
    };
    let chosen = move || if state.extent.get() == Extent::WholeRun { "run" } else { "playhead" };
    let note = move || {
        let styles = styles.get();
        (styles.len() > 2).then(|| {
            let ui = state.ui();
            let [these, those, _] = ui.styles;
            view! { <p class="hint">{(ui.compared)(these, those)}</p> }
        })
    };
    view! {
        <div class="compare-head">
            <h2>{move || state.ui().compare}</h2>
            <select aria-label=move || state.ui().extent on:change=extent prop:value=chosen>
                <option value="run" selected=move || chosen() == "run">{move || state.ui().whole_run}</option>
                <option value="playhead" selected=move || chosen() == "playhead">{move || state.ui().up_to_playhead}</option>
            </select>
        </div>
        <div class="table-frame" tabindex="0" role="region" aria-label=move || state.ui().compare>
            <table class="compare">
                <thead>
                    <tr>
                        <th scope="col"><span class="spoken">{move || state.ui().metric}</span></th>
                        <th scope="col" class="claim">{move || state.ui().course_says}</th>
                        {heads}
                        <th scope="col">{move || state.ui().verdict}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        {note}
    }
}

fn view_row(run: &Run, names: Names, row: Row) -> impl IntoView {
    let (ui, lang) = (names.ui(), names.lang);
    let text = &ui.rows[row.id as usize];
    let greatest = row.findings.iter().filter_map(|finding| finding.value).fold(0.0, f64::max);
    let cell = |(lane, finding): (usize, &Finding)| {
        let style = style_class(run.study.scenario.model.lanes[lane].style);
        let (value, basis) = value(ui, lang, row.id, finding);
        let missing = value.is_none().then_some(text.missing);
        let width = finding.value.map(|value| if greatest > 0.0 { value / greatest * 100.0 } else { 0.0 });
        let bar = width.map(|width| view! { <i class="bar" style=format!("width:{width:.1}%")></i> });
        view! {
            <td class=style data-row=row_name(row.id)>
                <b>{value.unwrap_or("—".to_string())}</b>
                {bar}
                <small>{basis}{missing}</small>
            </td>
        }
    };
    let cells: Vec<_> = row.findings.iter().enumerate().map(cell).collect();
    let (class, said) = verdict(ui, lang, names.effect(), row.id, row.verdict);
    let first = !text.name.is_empty();
    view! {
        <tr class:follows=!first>
            <th scope="row"><b>{text.name}</b><span class="measured">{measured(run, names, row.id)}</span></th>
            <td class="claim">{text.claim}</td>
            {cells}
            <td class=format!("verdict {class}")><span>{said}</span></td>
        </tr>
    }
}

fn row_name(id: RowId) -> &'static str {
    match id {
        RowId::Answer => "answer",
        RowId::Effect => "effect",
        RowId::Consistency => "consistency",
        RowId::Complexity => "complexity",
        RowId::Scalability => "scalability",
        RowId::FaultTolerance => "fault-tolerance",
    }
}

/// What is measured, with the settings of the further runs.
fn measured(run: &Run, names: Names, id: RowId) -> String {
    let ui = names.ui();
    let file = &run.study.scenario.file;
    let service = |id: &str| file.services.iter().find(|service| service.id == id).map(|service| names.pick(&service.name));
    match (id, &file.derived.scalability, &file.derived.fault_tolerance) {
        (RowId::Effect, ..) => (ui.until_effect)(names.effect()),
        (RowId::Scalability, Some(scaling), _) => {
            let [few, many] = scaling.workers;
            (ui.scaling_run)(few, many, scaling.operations)
        }
        (RowId::FaultTolerance, _, Some(outage)) => {
            let length = milliseconds(names.lang, outage.to_ms - outage.from_ms);
            (ui.outage_run)(service(&outage.service).unwrap_or_default(), &length)
        }
        _ => ui.rows[id as usize].measured.to_string(),
    }
}

/// A value in words, and what it was computed from.
fn value(ui: &Ui, lang: Lang, id: RowId, finding: &Finding) -> (Option<String>, Option<String>) {
    let Some(value) = finding.value else { return (None, None) };
    match (id, finding.basis.as_slice()) {
        (RowId::Complexity, basis) => {
            let parts = basis.first().map(|parts| (ui.parts)(*parts as u32));
            (Some((ui.kinds)(&count(lang, value, 0))), parts)
        }
        (RowId::Scalability, [few, many]) => {
            (Some(ratio(lang, value)), Some(format!("{}→{}", bare_rate(lang, *few), rate(lang, *many))))
        }
        (RowId::FaultTolerance, [all]) => {
            (Some((ui.of_operations)(&count(lang, value, 0), &count(lang, *all, 0))), None)
        }
        _ => (Some(clock(lang, value)), None),
    }
}

/// The verdict's class, and its words with the measured reason.
fn verdict(ui: &Ui, lang: Lang, effect: &str, id: RowId, verdict: Verdict) -> (&'static str, String) {
    match verdict {
        Verdict::Holds => ("holds", ui.holds.to_string()),
        Verdict::Equal => ("same", ui.same.to_string()),
        Verdict::Open => ("open", ui.open.to_string()),
        Verdict::Fails(by) => {
            let time = milliseconds(lang, by);
            let number = count(lang, by, 0);
            let reason = match id {
                RowId::Answer => (ui.fails_answer)(&time),
                RowId::Effect => (ui.fails_effect)(effect, &time),
                RowId::Consistency => (ui.fails_consistency)(&time),
                RowId::Complexity => (ui.fails_complexity)(&number),
                RowId::Scalability => (ui.fails_scalability)(&ratio(lang, by)),
                RowId::FaultTolerance => (ui.fails_tolerance)(&number),
            };
            ("fails", format!("{} {reason}", ui.fails))
        }
    }
}
