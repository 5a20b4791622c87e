//! When something is out of service: of the scenario's own, and broken by hand.

use crate::scenario::{DisturbanceKind, Model};
use crate::time::SimTime;

/// From when until when, the end excluded: a service is down or hangs, or the broker is down.
pub(super) fn outages(model: &Model) -> impl Iterator<Item = (SimTime, SimTime)> + '_ {
    let out = |kind| matches!(kind, DisturbanceKind::Hang(_) | DisturbanceKind::BrokerDown);
    let down = model.faults.iter().map(|fault| (fault.from, fault.to));
    let others = model.disturbances.iter().filter(move |one| out(one.kind)).map(|one| (one.from, one.to));
    down.chain(others).map(|(from, to)| (from, to.unwrap_or(SimTime::NEVER)))
}
