//! Measurements as JSON and as a table.

use std::fmt::Write;

use super::scaling::{Law, Scaling};
use lockstep_core::metrics::{measure, Measurements};
use lockstep_core::scenario::presets::{unit, PresetValue, CALLS, SERVERS};
use lockstep_core::scenario::Scenario;
use lockstep_core::trace::Trace;
use serde::ser::{Serialize, SerializeMap, Serializer};

/// Every field of every preset: its value with its unit, and where that comes from.
pub(crate) fn presets() -> String {
    let mut text = String::new();
    for (place, all) in [("edges[].call, lanes[].policies", &CALLS[..]), ("services[]", &SERVERS[..])] {
        for preset in all {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{}: {} ({}), in {place}", preset.word, preset.name, preset.version);
            for field in preset.fields {
                let shown = match field.value {
                    PresetValue::Off => "null".to_string(),
                    PresetValue::Flag(flag) => flag.to_string(),
                    PresetValue::Number(number) => format!("{number} {}", unit(field)),
                    PresetValue::Words(words) => words.join(", "),
                    PresetValue::Kind => "{}".to_string(),
                };
                let _ = writeln!(text, "  {:<28}{:<36}{}", field.path, shown.trim_end(), field.source);
            }
        }
    }
    text
}

struct Lane {
    id: String,
    events: usize,
    hash: u64,
    metrics: Measurements,
    /// What more workers bring, where the scenario asks that often enough.
    scaling: Option<Scaling>,
}

pub(crate) struct Report<'s> {
    scenario: &'s Scenario,
    seed: u64,
    lanes: Vec<Lane>,
}

impl<'s> Report<'s> {
    pub(crate) fn new(scenario: &'s Scenario, seed: u64) -> Self {
        Report { scenario, seed, lanes: Vec::new() }
    }

    pub(crate) fn add(&mut self, lane: usize, trace: &Trace, scaling: Option<Scaling>) {
        let model = &self.scenario.model;
        self.lanes.push(Lane {
            id: model.lanes[lane].id.clone(),
            events: trace.records().len(),
            hash: trace.hash(),
            metrics: measure(model, lane, trace, trace.end()),
            scaling,
        });
    }

    pub(crate) fn json(&self) -> Result<String, Box<dyn std::error::Error>> {
        let mut text = serde_json::to_string_pretty(self)?;
        text.push('\n');
        Ok(text)
    }

    /// One line per metric, one column per lane; a dash where nothing was measured.
    pub(crate) fn table(&self) -> String {
        let mut text = format!("{}, seed {}\n\n", self.scenario.file.id, self.seed);
        let mut line = |name: &str, cells: Vec<String>| {
            // Writing to a String cannot fail.
            let _ = write!(text, "{name:<36}");
            for cell in cells {
                let _ = write!(text, "{cell:>18}");
            }
            text.push('\n');
        };
        line("", self.lanes.iter().map(|lane| lane.id.clone()).collect());
        line("events", self.lanes.iter().map(|lane| lane.events.to_string()).collect());
        line("trace_hash", self.lanes.iter().map(|lane| format!("{:016x}", lane.hash)).collect());
        let mut ids: Vec<&str> = self.lanes.iter().flat_map(|lane| lane.metrics.keys()).collect();
        ids.sort();
        ids.dedup();
        for id in ids {
            let cell = |lane: &Lane| match lane.metrics.get(id) {
                Some(value) => format!("{value:.4}"),
                None => "-".to_string(),
            };
            line(id, self.lanes.iter().map(cell).collect());
        }
        if let Some(first) = self.lanes.iter().find_map(|lane| lane.scaling.as_ref()) {
            let cells = |cell: &dyn Fn(&Scaling) -> Option<f64>, decimals: usize| -> Vec<String> {
                let said =
                    |value: Option<f64>| value.map_or("-".into(), |value| format!("{value:.decimals$}"));
                self.lanes.iter().map(|lane| said(lane.scaling.as_ref().and_then(cell))).collect()
            };
            for (place, point) in first.points.iter().enumerate() {
                let name = format!("completed_per_s, {} workers", point.workers);
                line(&name, cells(&|scaling| scaling.points[place].completed_per_s, 4));
            }
            let law =
                |take: fn(&Law) -> Option<f64>| move |scaling: &Scaling| scaling.law.as_ref().and_then(take);
            line("contention (sigma, fitted)", cells(&law(|law| Some(law.contention)), 6));
            line("coherency (kappa, fitted)", cells(&law(|law| Some(law.coherency)), 6));
            line("peak_workers (fitted)", cells(&law(|law| law.peak_workers), 2));
            line("worst_error_share (of the fit)", cells(&law(|law| Some(law.worst_error_share)), 4));
        }
        text
    }
}

impl Serialize for Report<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("scenario", &self.scenario.file.id)?;
        map.serialize_entry("seed", &self.seed)?;
        map.serialize_entry("lanes", &Lanes(&self.lanes))?;
        map.end()
    }
}

struct Lanes<'l>(&'l [Lane]);

impl Serialize for Lanes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|lane| (&lane.id, lane)))
    }
}

impl Serialize for Lane {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("events", &self.events)?;
        map.serialize_entry("trace_hash", &format!("{:016x}", self.hash))?;
        map.serialize_entry("metrics", &Metrics(&self.metrics))?;
        if let Some(scaling) = &self.scaling {
            map.serialize_entry("scalability", scaling)?;
        }
        map.end()
    }
}

struct Metrics<'l>(&'l Measurements);

impl Serialize for Metrics<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter())
    }
}
