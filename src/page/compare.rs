//! The comparison table: what the course says, what each lane measured, and what follows.

use lockstep_core::decimal;
use lockstep_core::link::Extent;
use lockstep_core::metrics::{Comparison, Finding, Row, RowId, Verdict};
use lockstep_core::scenario::Style;
use lockstep_core::scene::Names;
use lockstep_core::text::{bare_rate, clock, count, entry, milliseconds, percent, rate, ratio, Lang, Ui};
use lockstep_core::theory::LEAST_POINTS;

use super::claims;
use super::html::{self, tag};
use super::scaling;
use super::stage::style_class;
use crate::browser::{self, Part};
use crate::live::{self, Here};
use crate::run::Run;

/// The table's place, and the choice of the time it is measured over.
pub fn frame(ui: &Ui) -> String {
    format!(
        "<div class=\"compare-frame\"><select id=\"extent\" aria-label=\"{}\"></select>\
         <div class=\"table-frame\" id=\"compare\" tabindex=\"0\" role=\"group\" aria-label=\"{}\"></div></div>",
        ui.extent(), ui.compare()
    )
}

/// The table, and the statements under it.
pub fn live(here: Here) {
    here.content("extent", extent);
    // All from one measurement of all lanes.
    live::effect(Box::new(move || {
        let (run, derived, until) = (here.run(), here.state.derived(), here.state.measured_until());
        let (names, comparison) = (here.names(&run), run.study.compare(&derived, until));
        // The further runs leave out what was done by hand.
        let forked = !here.state.settings().interventions.is_empty();
        let base = if forked { here.state.original() } else { run.clone() };
        browser::set("compare", Part::Content, &table(&base, names, &comparison));
        browser::set(claims::ID, Part::Content, &claims::list(&run, names, &comparison.claims));
        here.state.compared(comparison);
    }));
}

fn extent(here: Here) -> String {
    let (ui, extent) = (here.state.ui(), here.state.view().extent);
    let option = |value: &str, name: &str, chosen: bool| {
        let chosen = if chosen { " selected" } else { "" };
        format!("<option value=\"{value}\"{chosen}>{name}</option>")
    };
    option("run", ui.whole_run(), extent == Extent::WholeRun)
        + &option("playhead", ui.up_to_playhead(), extent == Extent::UpToPlayhead)
}

fn table(run: &Run, names: Names, comparison: &Comparison) -> String {
    let ui = names.ui();
    let lanes = &run.study.scenario.model.lanes;
    let head = |class: &str, name: &str| format!("<th scope=\"col\" class=\"{class}\">{name}</th>");
    let styles: String = lanes
        .iter()
        .enumerate()
        .map(|(place, lane)| {
            head(&format!("lane-col {}", style_class(lane.style)), &html::text(names.lane(place)))
        })
        .collect();
    let heads = head("", &tag("h2", "", ui.compare()))
        + &head("claim", ui.course_says())
        + &styles
        + &head("verdict", ui.verdict());
    let rows: String = comparison.rows.iter().map(|found| row(run, names, found)).collect();
    let note: String = notes(run, names).iter().map(|note| tag("p", "hint", note)).collect();
    format!("<table class=\"compare\"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>{note}")
}

/// What has to be known of the verdicts, and of what is measured.
fn notes(run: &Run, names: Names) -> Vec<String> {
    let (ui, scenario) = (names.ui(), &run.study.scenario);
    let lanes = &scenario.model.lanes;
    // As the verdict does: the first lane of a style speaks for it.
    let first = |style| lanes.iter().position(|lane| lane.style == style);
    let name = |style| first(style).map(|lane| html::text(names.lane(lane)));
    let other = name(Style::Async).or_else(|| name(Style::Hybrid));
    let mut notes = Vec::new();
    match name(Style::Sync).zip(other) {
        None => notes.push(ui.one_style().to_string()),
        Some((one, other)) if lanes.len() > 2 => notes.push(ui.compared(&one, &other)),
        _ => {}
    }
    let warm_up = scenario.file.workload.warm_up_share;
    if warm_up > 0.0 {
        notes.push(ui.warmed_up(&percent(names.lang, warm_up)));
    }
    notes
}

fn row(run: &Run, names: Names, row: &Row) -> String {
    let (ui, lang) = (names.ui(), names.lang);
    let (name, claim) = (entry(ui.row_names(), row.id as usize), entry(ui.row_claims(), row.id as usize));
    let greatest = row.findings.iter().filter_map(|finding| finding.value).fold(0.0, f64::max);
    let cell = |(lane, finding): (usize, &Finding)| {
        let style = style_class(run.study.scenario.model.lanes[lane].style);
        let (value, basis) = value(ui, lang, row.id, finding);
        let missing = match value {
            Some(_) => "",
            // The further runs are made.
            None if row.id == RowId::Scalability && !finding.basis.is_empty() => ui.no_rate(),
            None => missing(run, ui, row.id),
        };
        let width = finding.value.filter(|_| greatest > 0.0).map_or(0.0, |value| value / greatest * 100.0);
        let bar = match value {
            Some(_) => format!("<i class=\"bar\" style=\"width:{}%\"></i>", decimal::at_most(width, 1)),
            None => String::new(),
        };
        let value = value.unwrap_or("—".to_string());
        let scaling = run.study.scenario.file.derived.scalability.as_ref();
        let scaling = scaling.filter(|_| row.id == RowId::Scalability && finding.value.is_some());
        let (law, curve) =
            scaling.and_then(|run| scaling::law(ui, lang, run, &finding.basis)).unwrap_or_default();
        let told = [basis.as_deref().unwrap_or_default(), &law, missing];
        let small = tag(
            "small",
            "",
            &told.into_iter().filter(|said| !said.is_empty()).collect::<Vec<_>>().join("; "),
        );
        format!(
            "<td class=\"{style}\" data-row=\"{}\"><b>{value}</b>{bar}{small}{curve}</td>",
            row_name(row.id)
        )
    };
    let cells: String = row.findings.iter().enumerate().map(cell).collect();
    let (class, said) = verdict(ui, lang, names.effect(), row.id, row.verdict);
    let follows = if name.is_empty() { " class=\"follows\"" } else { "" };
    // On a narrow page the notes' words stand here, and not in a column of their own.
    let measured = tag("span", "measured", &html::text(&measured(run, names, row.id)))
        + &tag("span", "claim-here", claim);
    format!(
        "<tr{follows}><th scope=\"row\"><b>{}</b>{measured}</th>{}{cells}{}</tr>",
        name,
        tag("td", "claim", claim),
        tag("td", &format!("verdict {class}"), &tag("span", "", &html::text(&said)))
    )
}

/// Why there is no value; nothing while the further runs are still being made.
fn missing(run: &Run, ui: &Ui, id: RowId) -> &'static str {
    let derived = &run.study.scenario.file.derived;
    match id {
        RowId::Scalability if derived.scalability.is_some() => "",
        RowId::FaultTolerance if derived.fault_tolerance.is_some() => "",
        _ => entry(ui.row_missing(), id as usize),
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
    let service = |id: &str| {
        file.services.iter().find(|service| service.id == id).map(|service| names.pick(&service.name))
    };
    match (id, &file.derived.scalability, &file.derived.fault_tolerance) {
        (RowId::Effect, ..) => ui.until_effect(names.effect()),
        (RowId::Scalability, Some(scaling), _) => {
            let all = &scaling.workers;
            let (few, many) = (all.first().copied().unwrap_or(1), all.last().copied().unwrap_or(1));
            let ends = ui.scaling_run(few, many, scaling.operations);
            if all.len() < LEAST_POINTS {
                ends
            } else {
                ends + &ui.scaling_law(all.len() as u32)
            }
        }
        (RowId::FaultTolerance, _, Some(outage)) => {
            let (from, to) = run.study.outage_ms().unwrap_or((outage.from_ms, outage.to_ms));
            let length = milliseconds(names.lang, to - from);
            let what = outage.service.as_ref().and_then(|id| service(id));
            ui.outage_run(what.unwrap_or_else(|| names.broker()), &length)
        }
        _ => entry(ui.row_measured(), id as usize).to_string(),
    }
}

/// The place of what subscribers missed among what is told of the effects.
const MISSED: usize = 3;

/// A value in words, and what it was computed from.
fn value(ui: &Ui, lang: Lang, id: RowId, finding: &Finding) -> (Option<String>, Option<String>) {
    if id == RowId::Consistency {
        // What was undone, is stuck or was missed is told of a lane without a stale window, too.
        let told = finding.basis.iter().enumerate().filter(|(_, of)| **of > 0.0);
        let told: Vec<String> = told.map(|(place, of)| ui.amiss(place, &count(lang, *of, 0))).collect();
        return (finding.value.map(|value| clock(lang, value)), Some(told.join(", ")));
    }
    let Some(value) = finding.value else { return (None, None) };
    match (id, finding.basis.as_slice()) {
        (RowId::Complexity, basis) => {
            let parts = basis.first().map(|parts| ui.parts(*parts as u32));
            (Some(ui.kinds(value as u32)), parts)
        }
        (RowId::Scalability, [few, .., many]) => {
            (Some(ratio(lang, value)), Some(format!("{}→{}", bare_rate(lang, *few), rate(lang, *many))))
        }
        (RowId::FaultTolerance, [all, failed, lost, undone, unfinished, missed, slowest]) => {
            let number = |of: &f64| count(lang, *of, 0);
            let more = |of: &f64| (*of > 0.0).then(|| number(of));
            let (undone, unfinished) = (more(undone), more(unfinished));
            let mut parts = Vec::new();
            if value > 0.0 {
                let (failed, lost) = (number(failed), number(lost));
                parts.push(ui.unsuccessful(&failed, &lost, undone.as_deref(), unfinished.as_deref()));
            }
            if value == 0.0 && *slowest > 0.0 {
                parts.push(ui.slowest_answer(&milliseconds(lang, *slowest)));
            }
            // Nobody's operation fails by that.
            parts.extend(more(missed).map(|missed| ui.amiss(MISSED, &missed)));
            let of = ui.of_operations(&number(&value), &number(all));
            (Some(of), Some(parts.join(", ")))
        }
        _ => (Some(clock(lang, value)), None),
    }
}

/// The verdict's class, and its words with the measured reason.
fn verdict(ui: &Ui, lang: Lang, effect: &str, id: RowId, verdict: Verdict) -> (&'static str, String) {
    match verdict {
        Verdict::Holds => ("holds", ui.holds().to_string()),
        Verdict::Equal => ("same", ui.same().to_string()),
        Verdict::Open => ("open", ui.open().to_string()),
        Verdict::Fails(by) => {
            let time = milliseconds(lang, by);
            let number = count(lang, by, 0);
            let reason = match id {
                RowId::Answer => ui.fails_answer(&time),
                RowId::Effect => ui.fails_effect(effect, &time),
                RowId::Consistency => ui.fails_consistency(&time),
                RowId::Complexity => ui.fails_complexity(&number),
                RowId::Scalability => ui.fails_scalability(&count(lang, by, 1)),
                RowId::FaultTolerance => ui.fails_tolerance(&number),
            };
            ("fails", format!("{} {reason}", ui.fails()))
        }
    }
}
