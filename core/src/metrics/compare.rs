//! The comparison table: the notes' five statements beside what each lane measured, and a
//! verdict that is computed from the measurements.

use super::claims::{claims, Tested};
use super::fates::Fates;
use super::measurements::Measurements;
use crate::scenario::Style;

/// A row of the table. Performance has two, because there are always two latencies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum RowId {
    /// Mean time from the start to the good answer, of the operations that had one.
    Answer,
    /// Mean time from the start to the effect.
    Effect,
    /// Longest time from the answer to the effect.
    Consistency,
    /// Kinds of message that the run had.
    Complexity,
    /// Throughput with more workers over throughput with fewer.
    Scalability,
    /// Operations without a good answer or without an effect in an outage.
    FaultTolerance,
}

impl RowId {
    /// All rows, as they stand in the table.
    pub const ALL: [RowId; 6] = [
        RowId::Answer,
        RowId::Effect,
        RowId::Consistency,
        RowId::Complexity,
        RowId::Scalability,
        RowId::FaultTolerance,
    ];
}

/// What one lane measured for one row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Finding {
    /// The value that is compared; `None` is shown as a dash.
    pub value: Option<f64>,
    /// What it was computed from: for scalability the throughputs per second, from few to many workers; for fault
    /// tolerance the number of operations, and of those that did not succeed how many failed, are lost, undone, and
    /// unfinished, and besides what subscribers missed and how long the slowest answer took, in milliseconds; for complexity the number of processes. For consistency what
    /// more there is to say of it: the operations that were undone, those with a step that could not be, those that
    /// have a part of their effect only, what subscribers missed, and the operations that were answered and are without
    /// effect, and those whose outcome their callers do not know.
    pub basis: Vec<f64>,
}

/// Whether the notes' statement holds in this run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Verdict {
    /// It holds.
    Holds,
    /// It does not: the lane that should be worse is better by this much.
    Fails(f64),
    /// Both lanes measured the same.
    Equal,
    /// Something is not measured.
    Open,
}

/// One row with all lanes.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Which row.
    pub id: RowId,
    /// One finding per lane, in the scenario's order.
    pub findings: Vec<Finding>,
    /// What follows for the statement.
    pub verdict: Verdict,
}

/// The whole table, and the statements of the course that go with it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Comparison {
    /// The rows, as [`RowId::ALL`].
    pub rows: Vec<Row>,
    /// The statements that the scenario names, in its order.
    pub claims: Vec<Tested>,
    /// For each requirement of the scenario, in its order, what each lane measured.
    pub required: Vec<Vec<Option<f64>>>,
}

/// What one lane measured in the run with an outage.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outage {
    /// All of it.
    pub measured: Measurements,
    /// What became of its operations.
    pub fates: Fates,
}

/// One lane's measurements, with those of the derived runs.
pub struct LaneMeasured<'m> {
    /// The lane's style.
    pub style: Style,
    /// The run itself.
    pub run: &'m Measurements,
    /// Effects per second in the runs with few to many workers; empty before they are made.
    pub scaling: Vec<Option<f64>>,
    /// The run with an outage.
    pub outage: Option<&'m Outage>,
    /// Whether the scenario states an objective, which endpoints keep or miss.
    pub objective: bool,
    /// The share of the good answers that carry what the first requirement of the kind demands, if there is one.
    pub known: Option<f64>,
}

impl Comparison {
    /// Builds the table from the lanes' measurements, and puts the statements `named` before them.
    pub fn of(lanes: &[LaneMeasured], named: &[String]) -> Self {
        let row = |id: RowId| {
            let findings: Vec<Finding> = lanes.iter().map(|lane| finding(id, lane)).collect();
            let value = |style| {
                let place = lanes.iter().position(|lane| lane.style == style)?;
                findings[place].value
            };
            let verdict = verdict(id, value(Style::Sync), value(Style::Async).or(value(Style::Hybrid)));
            Row { id, findings, verdict }
        };
        let rows: Vec<Row> = RowId::ALL.map(row).into();
        let claims = claims(named, lanes, &rows);
        Comparison { rows, claims, required: Vec::new() }
    }
}

/// What all subscribers together missed.
fn missed(measured: &Measurements) -> f64 {
    let missed = measured.iter().filter(|(id, _)| id.starts_with("missed."));
    missed.filter_map(|(_, value)| value).fold(0.0, |sum, value| sum + value)
}

fn finding(id: RowId, lane: &LaneMeasured) -> Finding {
    let plain = |metric| Finding { value: lane.run.get(metric), basis: Vec::new() };
    match id {
        RowId::Answer => plain("acknowledgement_mean_ms"),
        RowId::Effect => plain("completion_mean_ms"),
        RowId::Consistency => {
            let of = |id| lane.run.get(id).unwrap_or_default();
            let mut basis = vec![of("compensated"), of("stuck"), of("disagreeing"), missed(lane.run)];
            // The stale window of these has no end yet, or is not known to have one.
            basis.extend([f64::from(lane.run.owed), of("unknown_outcomes")]);
            Finding { basis, ..plain("staleness_max_ms") }
        }
        RowId::Complexity => Finding {
            value: lane.run.get("event_kinds").filter(|kinds| *kinds > 0.0),
            basis: lane.run.get("processes").into_iter().collect(),
        },
        RowId::Scalability => {
            let rates: Option<Vec<f64>> = lane.scaling.iter().copied().collect();
            // Where a run has no rate the others are told, and compared with nothing.
            let basis = lane.scaling.iter().map(|rate| rate.unwrap_or_default()).collect();
            let value = rates.and_then(|rates| Some(rates.last()? / rates.first()?));
            Finding { value, basis }
        }
        RowId::FaultTolerance => {
            let Some(Outage { fates, measured }) = lane.outage else { return Finding::default() };
            let Fates { succeeded, failed, lost, undone, unfinished } = *fates;
            let all = succeeded + failed + lost + undone + unfinished;
            let mut basis = [all, failed, lost, undone, unfinished].map(f64::from).to_vec();
            basis.push(missed(measured));
            // Where nothing failed it may have come late all the same, as of a service that hangs.
            basis.push(measured.get("acknowledgement_max_ms").unwrap_or_default());
            Finding { value: Some(f64::from(all - succeeded)), basis }
        }
    }
}

/// The notes say: asynchronous answers and finishes sooner, scales better and fails less;
/// synchronous is never stale and has fewer kinds of message.
fn verdict(id: RowId, sync: Option<f64>, other: Option<f64>) -> Verdict {
    // What is shown alike is alike: the table has one decimal.
    let shown = |value: f64| libm::round(value * 10.0) / 10.0;
    let (Some(sync), Some(other)) = (sync.map(shown), other.map(shown)) else { return Verdict::Open };
    let (should_be_less, should_be_more) = match id {
        RowId::Answer | RowId::Effect | RowId::FaultTolerance => (other, sync),
        RowId::Consistency | RowId::Complexity | RowId::Scalability => (sync, other),
    };
    if should_be_less < should_be_more {
        Verdict::Holds
    } else if should_be_less > should_be_more {
        Verdict::Fails(should_be_less - should_be_more)
    } else {
        Verdict::Equal
    }
}
