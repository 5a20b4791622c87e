//! Compiles the policies of clients: those of a lane's own stand before those of the edge.

use super::error::Problems;
use super::file::{
    BackoffFile, BreakerFile, CallFile, EdgeFile, EdgeMode, FailureFile, FaultFile, HedgeFile, JitterFile,
    LaneFile, RetryFile, ScenarioFile, ThrottleFile,
};
use super::lane::LaneModel;
use super::model::{Broker, EdgeId};
use super::policy::{
    Backoff, BreakerPolicy, CallPolicy, GatePolicy, Hedge, Jitter, Outbox, PublishPolicy, Retry, RetryBudget,
    RetryOn, Throttle,
};
use super::references;
use crate::decimal::plain;
use crate::time::SimDuration;

/// The policies of a lane, by edge.
pub(super) fn policies(
    index: usize,
    lane: &LaneFile,
    scenario: &ScenarioFile,
    problems: &Problems,
) -> Vec<Option<CallPolicy>> {
    let edges = &scenario.edges;
    for (id, _) in &lane.policies {
        references::edge(scenario, problems, id, format_args!("lanes.{index}.policies"));
    }
    let own = |edge: &EdgeFile| lane.policies.iter().find(|(id, _)| *id == edge.id).map(|(_, call)| call);
    let mut all: Vec<Option<CallPolicy>> = Vec::with_capacity(edges.len());
    for edge in edges {
        let mut file = own(edge).or(edge.call.as_ref());
        // The edge into its sender stands before it.
        let parent = edges.iter().zip(&all).find(|(parent, _)| parent.to == edge.from);
        let is_call =
            |id: &str| lane.edges.iter().any(|(known, mode)| known == id && *mode == EdgeMode::Call);
        let told = parent.is_some_and(|(parent, call)| {
            is_call(&parent.id) && call.as_ref().is_some_and(|call| call.propagate_deadline)
        });
        // Whoever has been told how much time is left waits no longer, with or without policies.
        let patient = CallFile::default();
        if told {
            file = file.or(Some(&patient));
        }
        all.push(file.map(|file| policy(file, told)));
    }
    all
}

/// What the publishers of a lane do, by edge; none where they wait for the confirm and no more.
pub(super) fn publishers(
    index: usize,
    lane: &LaneFile,
    scenario: &ScenarioFile,
    problems: &Problems,
) -> Vec<Option<PublishPolicy>> {
    for (id, _) in &lane.publish {
        references::edge(scenario, problems, id, format_args!("lanes.{index}.publish"));
    }
    let own =
        |edge: &EdgeFile| lane.publish.iter().find(|(id, _)| *id == edge.id).map(|(_, publish)| publish);
    let policy = |edge: &EdgeFile| {
        let file = own(edge).or(edge.publish.as_ref())?;
        let client = CallPolicy {
            timeout: length(file.confirm_timeout_ms),
            retry: file.retry.as_ref().map(retry),
            ..CallPolicy::default()
        };
        let outbox = file.outbox.as_ref().map(|outbox| Outbox {
            every: SimDuration::from_millis_f64(outbox.poll_every_ms),
            batch: outbox.batch,
        });
        if outbox.is_some() && edge.from == "caller" {
            let problem = "needs a service as its sender, with whose work the message is written";
            let outbox = format_args!("lanes.{index}.publish.{}.outbox", edge.id);
            problems.note(outbox, format_args!("{problem}; {} starts at the caller", edge.id));
        }
        let usual = file.confirm && !file.mandatory && outbox.is_none() && client == CallPolicy::default();
        (!usual).then_some(PublishPolicy { confirm: file.confirm, mandatory: file.mandatory, client, outbox })
    };
    scenario.edges.iter().map(policy).collect()
}

/// A relay whose patience ends before any confirm can be there would publish the same message for ever.
pub(super) fn check_relays(
    file: &ScenarioFile,
    broker: Option<&Broker>,
    lanes: &[LaneModel],
    problems: &Problems,
) {
    let Some(broker) = broker else { return };
    let there_and_back = 2 * broker.one_way.least().micros() + broker.append.least().micros();
    for (index, lane) in lanes.iter().enumerate() {
        // What lingers waits for others that may never come.
        let lingers = lane.topic.filter(|topic| topic.batch_records > 1);
        let linger = lingers.map_or(0, |topic| topic.linger.micros());
        let least = SimDuration::from_micros(there_and_back + linger);
        for (place, edge) in file.edges.iter().enumerate() {
            let relayed = lane.relayed(place as EdgeId);
            let Some(timeout) = relayed.and_then(|(publish, _)| publish.client.timeout) else { continue };
            // What is only for a while ends, and the relay has done.
            let delayed = file.faults.iter().map(|fault| match fault {
                FaultFile::Delay { edge: id, ms, when } if *id == edge.id && when.extent.to_ms.is_none() => {
                    *ms
                }
                _ => 0.0,
            });
            let more = SimDuration::from_millis_f64(2.0 * delayed.fold(0.0, f64::max));
            let least = SimDuration::from_micros(least.micros() + more.micros());
            if timeout <= least {
                problems.note(
                    format_args!("lanes.{index}.publish.{}.confirm_timeout_ms", edge.id),
                    format_args!(
                        "is {}; no confirm is there before {} ms, so that the relay would publish for ever",
                        plain(timeout.millis()),
                        plain(least.millis())
                    ),
                );
            }
        }
    }
}

fn length(ms: Option<f64>) -> Option<SimDuration> {
    ms.map(SimDuration::from_millis_f64)
}

/// `told` says whether the sender knows how much time its own caller has left.
fn policy(call: &CallFile, told: bool) -> CallPolicy {
    CallPolicy {
        propagate_deadline: call.propagate_deadline.unwrap_or(told),
        inherits_deadline: told,
        timeout: length(call.timeout_ms),
        deadline: length(call.deadline_ms),
        cancel: call.cancel,
        retry: call.retry.as_ref().map(retry),
        hedge: call.hedge.as_ref().map(hedge),
        breaker: call.breaker.as_ref().map(breaker),
        bulkhead: call.bulkhead.as_ref().map(|bulkhead| gate(bulkhead.max_concurrent, bulkhead.max_wait_ms)),
        pool: call.pool.as_ref().map(|pool| gate(pool.size, pool.acquire_timeout_ms)),
    }
}

fn gate(permits: u32, wait_ms: f64) -> GatePolicy {
    GatePolicy { permits, wait: SimDuration::from_millis_f64(wait_ms) }
}

fn breaker(breaker: &BreakerFile) -> BreakerPolicy {
    BreakerPolicy {
        window: breaker.window,
        minimum_calls: breaker.minimum_calls,
        failure_share: breaker.failure_share,
        slow: SimDuration::from_millis_f64(breaker.slow_call_ms),
        slow_share: breaker.slow_call_share,
        wait: SimDuration::from_millis_f64(breaker.open_ms),
        half_open_calls: breaker.half_open_calls,
    }
}

fn retry(retry: &RetryFile) -> Retry {
    let on = |failure| retry.on.contains(&failure);
    Retry {
        max_attempts: retry.max_attempts as u16,
        backoff: backoff(&retry.backoff),
        on: RetryOn {
            timeout: on(FailureFile::Timeout),
            refused: on(FailureFile::Refused),
            error: on(FailureFile::Error),
            rejected: on(FailureFile::Rejected),
        },
        throttle: retry.throttle.as_ref().map(throttle),
        budget: retry.budget.as_ref().map(|budget| RetryBudget {
            tokens: budget.tokens,
            retry_cost: budget.retry_cost,
            gain: budget.gain,
        }),
    }
}

fn hedge(hedge: &HedgeFile) -> Hedge {
    Hedge {
        delay: SimDuration::from_millis_f64(hedge.delay_ms),
        max_attempts: hedge.max_attempts as u16,
        throttle: hedge.throttle.as_ref().map(throttle),
    }
}

fn throttle(throttle: &ThrottleFile) -> Throttle {
    Throttle {
        max_milli: (throttle.max_tokens * 1000.0 + 0.5) as u32,
        ratio_milli: (throttle.token_ratio * 1000.0 + 0.5) as u32,
    }
}

fn backoff(backoff: &BackoffFile) -> Backoff {
    Backoff {
        initial_us: backoff.initial_ms * 1000.0,
        multiplier: backoff.multiplier,
        max_us: backoff.max_ms * 1000.0,
        jitter: match backoff.jitter {
            JitterFile::None {} => Jitter::None,
            JitterFile::Full {} => Jitter::Full,
            JitterFile::PlusMinus { share } => Jitter::PlusMinus(share),
        },
    }
}
