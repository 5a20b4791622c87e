//! The catalogue of metrics, and the values of all of them for one lane up to a point in time.
//!
//! Adding a metric takes one entry here and its label in `text/`.

use super::endpoints::affected_share;
use super::measurements::Measurements;
use super::operations::{Operations, Progress};
use super::outages::outages;
use super::parts::{Parts, ServiceStats};
use super::samples::Samples;
use super::structure::{Topology, Traffic};
use crate::scenario::{Edge, EdgeId, EdgeMode, LaneModel, Model, Source};
use crate::time::{SimDuration, SimTime};
use crate::trace::Trace;

/// The unit of a metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MetricUnit {
    /// Milliseconds.
    Ms,
    /// Per second.
    PerS,
    /// 0 to 1.
    Share,
    /// A number of things.
    Count,
}

/// Which direction is better, where one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// Less.
    Lower,
    /// More.
    Higher,
    /// Neither.
    Neither,
}

/// Everything that a measurement may look at.
pub struct Observed<'t> {
    model: &'t Model,
    operations: Operations,
    acknowledgement: Samples,
    /// The same by class.
    acknowledgements: Vec<Samples>,
    completion: Samples,
    /// The same by class.
    completions: Vec<Samples>,
    /// From the start to when the caller knows that the operation is done.
    learning: Samples,
    /// Whether the caller is told more than the broker's confirm.
    told: bool,
    staleness: Samples,
    parts: Parts,
    topology: Topology,
    traffic: Traffic,
}

/// How a metric is taken.
enum Measure {
    /// Once for the lane.
    Lane(fn(&Observed) -> Option<f64>),
    /// The same, where the scenario has something of a kind; elsewhere it is not there at all.
    Where(fn(&Model) -> bool, fn(&Observed) -> Option<f64>),
    /// Once for each service.
    PerService(fn(&Observed, usize) -> Option<f64>),
    /// Once for the lane, and once for each class of operations where there are some.
    PerClass(fn(&Observed, Option<usize>) -> Option<f64>),
    /// Once for each queue of a lane whose queues are logs with committed offsets; elsewhere it is not there at all.
    PerTopic,
    /// Once for each subscriber that may be away, or whose queue may; elsewhere it is not there at all.
    PerSubscriber,
    /// Once for each queue: those of the services and those of the broker, by its edge.
    PerQueue,
}

/// One entry of the catalogue.
pub struct Metric {
    /// Its name everywhere; `.<part>` follows where it is taken of a service or a queue.
    pub id: &'static str,
    /// Its unit.
    pub unit: MetricUnit,
    /// Which direction is better.
    pub better: Better,
    measure: Measure,
}

/// All metrics.
pub fn catalogue() -> &'static [Metric] {
    CATALOGUE
}

/// Measures a lane from its start up to and including `until`.
///
/// # Panics
/// If `lane` is not a place in [`Model::lanes`].
pub fn measure(model: &Model, lane: usize, trace: &Trace, until: SimTime) -> Measurements {
    let observed = Observed::of(model, lane, trace, until);
    let mut values = Measurements::default();
    values.owed = observed.operations.count(Progress::is_owed) as u32;
    for metric in CATALOGUE {
        match metric.measure {
            Measure::Lane(take) => {
                values.insert(metric.id.to_string(), take(&observed));
            }
            Measure::Where(is_there, take) => {
                if is_there(model) {
                    values.insert(metric.id.to_string(), take(&observed));
                }
            }
            Measure::PerService(take) => {
                for (index, service) in model.services.iter().enumerate() {
                    values.insert(format!("{}.{}", metric.id, service.id), take(&observed, index));
                }
            }
            Measure::PerClass(take) => {
                values.insert(metric.id.to_string(), take(&observed, None));
                for (index, class) in model.classes.iter().enumerate() {
                    values.insert(format!("{}.{}", metric.id, class.id), take(&observed, Some(index)));
                }
            }
            Measure::PerTopic => {
                let lane = &model.lanes[lane];
                for (index, edge) in model.edges.iter().enumerate() {
                    if lane.topic.is_some() && lane.modes[index] == EdgeMode::Message {
                        let peak = observed.parts.lags[index].peak();
                        values.insert(format!("{}.{}", metric.id, edge.id), Some(peak as f64));
                    }
                }
            }
            Measure::PerSubscriber => {
                for (edge, missed) in (0..).zip(&observed.parts.missed) {
                    let subscriber = &model.edges[usize::from(edge)];
                    if model.can_miss(edge) {
                        let missed = (!model.lanes[lane].is_call(edge)).then_some(*missed as f64);
                        values.insert(format!("{}.{}", metric.id, subscriber.id), missed);
                    }
                }
            }
            Measure::PerQueue => {
                for (index, service) in model.services.iter().enumerate() {
                    let peak = observed.parts.services[index].waiting.peak();
                    values.insert(format!("{}.{}", metric.id, service.id), Some(peak as f64));
                }
                for (index, edge) in model.edges.iter().enumerate() {
                    if model.lanes[lane].modes[index] == EdgeMode::Message {
                        let peak = observed.parts.backlogs[index].peak();
                        values.insert(format!("{}.{}", metric.id, edge.id), Some(peak as f64));
                    }
                }
            }
        }
    }
    values
}

/// Whether a good answer says that the operation is done: every effect comes of calls alone. Of a message the
/// confirm says only that it is stored.
fn answer_comes_last(model: &Model, lane: &LaneModel) -> bool {
    let by_call = |(place, _): &(usize, &Edge)| lane.is_call(*place as EdgeId);
    let into = |service| model.edges.iter().enumerate().find(|(_, edge)| Source::Service(edge.to) == service);
    let mut effects = model.edges.iter().enumerate().filter(|(_, edge)| edge.effect);
    effects
        .all(|last| std::iter::successors(Some(last), |(_, edge)| into(edge.from)).all(|edge| by_call(&edge)))
}

impl<'t> Observed<'t> {
    fn of(model: &'t Model, lane: usize, trace: &Trace, until: SimTime) -> Self {
        let operations = Operations::until(model, trace, until);
        let called = answer_comes_last(model, &model.lanes[lane]);
        let learning = if called { Progress::acknowledgement } else { Progress::learning };
        let by_class = |length: fn(&Progress) -> Option<SimDuration>| {
            (0..model.classes.len() as u8).map(|class| operations.samples_of(class, length)).collect()
        };
        Observed {
            model,
            acknowledgements: by_class(Progress::acknowledgement),
            completions: by_class(Progress::completion),
            acknowledgement: operations.samples(Progress::acknowledgement),
            completion: operations.samples(Progress::completion),
            learning: operations.samples(learning),
            told: called || model.lanes[lane].reply.is_some(),
            staleness: operations.samples(Progress::staleness),
            parts: Parts::observe(model, &model.lanes[lane], trace, &operations),
            topology: Topology::of(model, &model.lanes[lane]),
            traffic: Traffic::of(model, trace, until),
            operations,
        }
    }

    fn share_of_operations(&self, count: usize) -> Option<f64> {
        let all = self.operations.counted().len();
        (all > 0).then(|| count as f64 / all as f64)
    }

    /// The time to the good answer that a share of the operations keeps to: of one class, or of all.
    fn answered_within(&self, class: Option<usize>, share: f64) -> Option<f64> {
        class.map_or(&self.acknowledgement, |class| &self.acknowledgements[class]).quantile_ms(share)
    }

    /// The time to the effect, likewise.
    fn completed_within(&self, class: Option<usize>, share: f64) -> Option<f64> {
        class.map_or(&self.completion, |class| &self.completions[class]).quantile_ms(share)
    }

    /// How many effects the operations have to have, on average.
    fn effects_wanted(&self) -> f64 {
        let counted = self.operations.counted();
        let wanted = counted.iter().map(|p| self.model.effects_of(usize::from(p.class))).sum::<usize>();
        wanted as f64 / counted.len() as f64
    }

    fn per_operation(&self, count: u64) -> Option<f64> {
        let all = self.operations.counted().len();
        (all > 0).then(|| count as f64 / all as f64)
    }

    fn count(&self, condition: impl Fn(&Progress) -> bool) -> Option<f64> {
        Some(self.operations.count(condition) as f64)
    }

    /// Events per second between the first and the last of them: those after the first instant over the time since
    /// then, so that what comes in batches counts as often as a batch comes. The time until the last operation is sent
    /// counts in any case: a lane that has stopped has no rate of its better days.
    fn rate(&self, moment: impl Fn(&Progress) -> Option<SimTime>) -> Option<f64> {
        let times = || self.operations.counted().iter().filter_map(&moment);
        let first = times().min()?;
        let sent = self.operations.counted().iter().map(|progress| progress.started).max()?;
        let width = times().max()?.max(sent).since(first).micros();
        let later = times().filter(|at| *at > first).count();
        (later > 0).then(|| later as f64 * 1e6 / width as f64)
    }

    fn mean_over_time(
        &self,
        of: impl Fn(&ServiceStats) -> &super::accumulate::Steps,
        service: usize,
    ) -> Option<f64> {
        of(&self.parts.services[service]).mean(self.operations.window_end())
    }
}

const fn lane(
    id: &'static str,
    unit: MetricUnit,
    better: Better,
    take: fn(&Observed) -> Option<f64>,
) -> Metric {
    Metric { id, unit, better, measure: Measure::Lane(take) }
}

const fn service(
    id: &'static str,
    unit: MetricUnit,
    better: Better,
    take: fn(&Observed, usize) -> Option<f64>,
) -> Metric {
    Metric { id, unit, better, measure: Measure::PerService(take) }
}

const fn class(
    id: &'static str,
    unit: MetricUnit,
    better: Better,
    take: fn(&Observed, Option<usize>) -> Option<f64>,
) -> Metric {
    Metric { id, unit, better, measure: Measure::PerClass(take) }
}

const fn sagas(id: &'static str, better: Better, take: fn(&Observed) -> Option<f64>) -> Metric {
    let there: fn(&Model) -> bool = |model| model.edges.iter().any(|edge| edge.compensates.is_some());
    Metric { id, unit: MetricUnit::Count, better, measure: Measure::Where(there, take) }
}

/// Of what callers learn of completions, in all lanes of a scenario in which one tells them.
const fn told(
    id: &'static str,
    unit: MetricUnit,
    better: Better,
    take: fn(&Observed) -> Option<f64>,
) -> Metric {
    let there: fn(&Model) -> bool = |model| model.lanes.iter().any(|lane| lane.reply.is_some());
    Metric { id, unit, better, measure: Measure::Where(there, take) }
}

use Better::{Higher, Lower, Neither};
use MetricUnit::{Count, Ms, PerS, Share};

static CATALOGUE: &[Metric] = &[
    lane("offered_per_s", PerS, Neither, |o| o.rate(|p| Some(p.started))),
    lane("accepted_per_s", PerS, Higher, |o| o.rate(|p| p.answered.filter(|(_, ok)| *ok).map(|(at, _)| at))),
    lane("completed_per_s", PerS, Higher, |o| o.rate(|p| p.effective)),
    lane("good_per_s", PerS, Higher, |o| o.rate(|p| p.effective.filter(|_| p.succeeded()))),
    lane("acknowledgement_mean_ms", Ms, Lower, |o| o.acknowledgement.mean_ms()),
    class("acknowledgement_p50_ms", Ms, Lower, |o, c| o.answered_within(c, 0.50)),
    class("acknowledgement_p95_ms", Ms, Lower, |o, c| o.answered_within(c, 0.95)),
    class("acknowledgement_p99_ms", Ms, Lower, |o, c| o.answered_within(c, 0.99)),
    lane("acknowledgement_max_ms", Ms, Lower, |o| o.acknowledgement.max_ms()),
    lane("completion_mean_ms", Ms, Lower, |o| o.completion.mean_ms()),
    class("completion_p50_ms", Ms, Lower, |o, c| o.completed_within(c, 0.50)),
    class("completion_p95_ms", Ms, Lower, |o, c| o.completed_within(c, 0.95)),
    class("completion_p99_ms", Ms, Lower, |o, c| o.completed_within(c, 0.99)),
    lane("completion_max_ms", Ms, Lower, |o| o.completion.max_ms()),
    told("learned_mean_ms", Ms, Lower, |o| o.learning.mean_ms()),
    told("learned_p95_ms", Ms, Lower, |o| o.learning.quantile_ms(0.95)),
    told("learned_max_ms", Ms, Lower, |o| o.learning.max_ms()),
    told("learned_share", Share, Higher, |o| o.share_of_operations(o.learning.count())),
    told("late_replies", Count, Lower, |o| Some(o.parts.late_replies as f64)),
    told("missing_replies", Count, Lower, |o| {
        let missing = o.operations.count(|p| p.effective.is_some()).saturating_sub(o.learning.count());
        o.told.then_some(missing as f64)
    }),
    told("duplicate_replies", Count, Lower, |o| Some(o.parts.duplicate_replies as f64)),
    lane("caller_blocked_share", Share, Lower, |o| o.operations.caller_blocked_share()),
    class("success_share", Share, Higher, |o, c| {
        let of_class = |p: &Progress| c.is_none_or(|c| usize::from(p.class) == c);
        let all = o.operations.count(of_class);
        let good = o.operations.count(|p| of_class(p) && p.succeeded());
        (all > 0).then(|| good as f64 / all as f64)
    }),
    Metric {
        id: "success_share_in_outage",
        unit: Share,
        better: Higher,
        measure: Measure::Where(
            |model| outages(model).next().is_some(),
            |o| {
                let within =
                    |p: &Progress| outages(o.model).any(|(from, to)| from <= p.started && p.started < to);
                let all = o.operations.count(within);
                let good = o.operations.count(|p| within(p) && p.succeeded());
                (all > 0).then(|| good as f64 / all as f64)
            },
        ),
    },
    lane("failed", Count, Lower, |o| o.count(Progress::failed)),
    lane("refused", Count, Lower, |o| Some(o.parts.refused as f64)),
    lane("shed", Count, Lower, |o| Some(o.parts.shed as f64)),
    lane("timed_out", Count, Lower, |o| Some(o.parts.timed_out as f64)),
    lane("unknown_outcomes", Count, Lower, |o| o.count(Progress::unknown)),
    lane("staleness_mean_ms", Ms, Lower, |o| o.staleness.mean_ms()),
    lane("staleness_p50_ms", Ms, Lower, |o| o.staleness.quantile_ms(0.50)),
    lane("staleness_p95_ms", Ms, Lower, |o| o.staleness.quantile_ms(0.95)),
    lane("staleness_max_ms", Ms, Lower, |o| o.staleness.max_ms()),
    lane("reads_missed_share", Share, Lower, |o| {
        let reads = o.operations.count(|p| p.read.is_some());
        let missed = o.operations.count(|p| matches!(p.read, Some((_, false))));
        (reads > 0).then(|| missed as f64 / reads as f64)
    }),
    sagas("intermediate_reads", Lower, |o| o.count(|p| p.read_part)),
    sagas("disagreeing", Lower, |o| o.count(Progress::disagrees)),
    sagas("compensated", Neither, |o| o.count(Progress::compensated)),
    sagas("stuck", Lower, |o| o.count(|p| p.stuck > 0)),
    lane("lost", Count, Lower, |o| o.count(Progress::lost)),
    Metric { id: "missed", unit: Count, better: Lower, measure: Measure::PerSubscriber },
    lane("duplicate_deliveries", Count, Lower, |o| Some(o.parts.duplicate_deliveries as f64)),
    lane("duplicate_effects", Count, Lower, |o| Some(o.operations.duplicate_effects() as f64)),
    lane("reordered", Count, Lower, |o| o.operations.reordered().map(|n| n as f64)),
    lane("dead_lettered", Count, Lower, |o| Some(o.parts.dead_lettered as f64)),
    Metric { id: "peak_backlog", unit: Count, better: Lower, measure: Measure::PerQueue },
    Metric { id: "peak_lag", unit: Count, better: Lower, measure: Measure::PerTopic },
    // From when the largest backlog last stood at its largest until nothing waits: see `Drain`.
    lane("drain_time_ms", Ms, Lower, |o| o.parts.drained_in().map(SimDuration::millis)),
    service("utilisation", Share, Neither, |o, s| {
        Some(o.mean_over_time(|stats| &stats.busy, s)? / f64::from(o.model.services[s].max_workers))
    }),
    service("busy_mean", Count, Neither, |o, s| o.mean_over_time(|stats| &stats.busy, s)),
    service("queue_wait_mean_ms", Ms, Lower, |o, s| o.parts.services[s].waits.mean_ms()),
    service("queue_length_mean", Count, Lower, |o, s| o.mean_over_time(|stats| &stats.waiting, s)),
    service("sojourn_mean_ms", Ms, Lower, |o, s| o.parts.services[s].sojourns.mean_ms()),
    service("sojourn_p50_ms", Ms, Lower, |o, s| o.parts.services[s].sojourns.quantile_ms(0.50)),
    service("sojourn_p95_ms", Ms, Lower, |o, s| o.parts.services[s].sojourns.quantile_ms(0.95)),
    service("sojourn_p99_ms", Ms, Lower, |o, s| o.parts.services[s].sojourns.quantile_ms(0.99)),
    service("number_in_system_mean", Count, Lower, |o, s| o.mean_over_time(|stats| &stats.inside, s)),
    service("blocked_arrivals_share", Share, Lower, |o, s| {
        // All others wait, are refused, or are lost while they wait.
        let ServiceStats { arrivals, at_once, .. } = o.parts.services[s];
        (arrivals > 0).then(|| (arrivals - at_once) as f64 / arrivals as f64)
    }),
    lane("attempts_per_operation", Count, Lower, |o| {
        o.per_operation(o.parts.attempts).map(|n| n / o.effects_wanted())
    }),
    lane("processes", Count, Lower, |o| Some(f64::from(o.topology.processes))),
    lane("durable_stores", Count, Lower, |o| Some(f64::from(o.topology.durable_stores))),
    lane("messages_per_operation", Count, Lower, |o| o.per_operation(o.traffic.messages)),
    lane("boundary_crossings", Count, Lower, |o| o.per_operation(o.traffic.before_effect)),
    lane("event_kinds", Count, Lower, |o| Some(f64::from(o.traffic.event_kinds))),
    lane("peak_in_flight", Count, Neither, |o| Some(o.operations.peak_in_flight() as f64)),
    lane("causal_depth", Count, Lower, |o| Some(f64::from(o.topology.causal_depth))),
    lane("caller_outcomes", Count, Lower, |o| Some(f64::from(o.topology.caller_outcomes))),
    lane("traceable_share", Share, Higher, |o| {
        o.share_of_operations(if o.topology.one_trace_tree { o.operations.counted().len() } else { 0 })
    }),
    lane("addresses_known", Count, Lower, |o| Some(f64::from(o.topology.addresses_known))),
    lane("affected_endpoints_share", Share, Lower, |o| affected_share(o.model, &o.operations)),
];
