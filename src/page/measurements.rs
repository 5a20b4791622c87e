//! All measurements of the run, under the names that the command prints.

use lockstep_core::metrics::{catalogue, Measurements as Values, MetricUnit};
use lockstep_core::scene::Names;
use lockstep_core::text::{count, unit_of, Lang, Sign, Ui};
use lockstep_core::time::SimTime;
use lockstep_core::trace::Trace;

use super::html::{self, tag};
use crate::browser;
use crate::live::Here;
use crate::run::Run;

const ID: &str = "measurements";

/// The measurements, folded until someone wants them.
pub fn frame(ui: &Ui) -> String {
    html::fold(ID, ui.all_measurements())
}

/// All of them.
pub fn live(here: Here) {
    here.content(&html::folded(ID), |here| {
        // Which parts are open is the browser's to know; this says when to look.
        here.state.view();
        if !browser::is_open(ID) {
            return String::new();
        }
        let (run, until) = (here.run(), here.state.measured_until());
        table(&run, here.names(&run), until)
    });
}

fn table(run: &Run, names: Names, until: SimTime) -> String {
    let (ui, lang) = (names.ui(), names.lang);
    let lanes: Vec<Values> = run.study.measure_all(until);
    let cell = |id: &str, lane: &Values| {
        tag("td", "", &lane.get(id).map_or("—".to_string(), |value| count(lang, value, 3)))
    };
    let row = |id: &str, unit: MetricUnit| {
        let cells: String = lanes.iter().map(|lane| cell(id, lane)).collect();
        let name = tag("code", "", &html::text(id));
        format!("<tr><th scope=\"row\">{name}</th><td>{}</td>{cells}</tr>", unit_name(lang, unit))
    };
    // What the traces are known by: the command prints the same, so that anyone can compare.
    let traces = &run.study.traces;
    let of_traces = |id: &str, cell: &dyn Fn(&Trace) -> String| {
        let cells: String = traces.iter().map(|trace| tag("td", "", &cell(trace))).collect();
        format!("<tr><th scope=\"row\">{}</th><td></td>{cells}</tr>", tag("code", "", id))
    };
    let mut rows = of_traces("events", &|trace| trace.records().len().to_string())
        + &of_traces("trace_hash", &|trace| tag("code", "", &format!("{:016x}", trace.hash())));
    for metric in catalogue() {
        // A lane without a broker has no queue of it: all names of all lanes.
        let mut ids: Vec<&str> = Vec::new();
        for id in lanes.iter().flat_map(|lane| lane.keys()) {
            if id.split('.').next() == Some(metric.id) && !ids.contains(&id) {
                ids.push(id);
            }
        }
        rows.extend(ids.into_iter().map(|id| row(id, metric.unit)));
    }
    let lanes = (0..run.lanes()).map(|lane| names.lane(lane));
    let heads: String = [ui.metric(), ui.unit()].into_iter().chain(lanes).map(head).collect();
    format!(
        "<p class=\"hint\">{}</p><div class=\"table-frame\" tabindex=\"0\" role=\"group\" aria-label=\"{}\">\
         <table class=\"measurements\"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>",
        ui.measurements_hint(),
        ui.all_measurements()
    )
}

fn head(name: &str) -> String {
    format!("<th scope=\"col\">{}</th>", html::text(name))
}

fn unit_name(lang: Lang, unit: MetricUnit) -> &'static str {
    match unit {
        MetricUnit::Ms => unit_of(lang, Sign::Ms),
        MetricUnit::PerS => unit_of(lang, Sign::PerS),
        MetricUnit::Share => "0…1",
        MetricUnit::Count => "",
    }
}
