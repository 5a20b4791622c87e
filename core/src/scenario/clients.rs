//! Compiles the policies of clients: those of a lane's own stand before those of the edge.

use super::error::Problems;
use super::file::{BackoffFile, CallFile, EdgeFile, FailureFile, JitterFile, LaneFile, RetryFile};
use super::policy::{Backoff, CallPolicy, Jitter, Retry, RetryOn};
use crate::time::SimDuration;

/// The policies of a lane, by edge.
pub(super) fn policies(
    index: usize,
    lane: &LaneFile,
    edges: &[EdgeFile],
    problems: &Problems,
) -> Vec<Option<CallPolicy>> {
    for (id, _) in &lane.policies {
        if !edges.iter().any(|edge| edge.id == *id) {
            problems.note(format_args!("lanes.{index}.policies"), format_args!("\"{id}\" is no edge"));
        }
    }
    let own = |edge: &EdgeFile| lane.policies.iter().find(|(id, _)| *id == edge.id).map(|(_, call)| call);
    edges.iter().map(|edge| own(edge).or(edge.call.as_ref()).map(policy)).collect()
}

fn length(ms: Option<f64>) -> Option<SimDuration> {
    ms.map(SimDuration::from_millis_f64)
}

fn policy(call: &CallFile) -> CallPolicy {
    CallPolicy {
        timeout: length(call.timeout_ms),
        deadline: length(call.deadline_ms),
        retry: call.retry.as_ref().map(retry),
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
        },
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
