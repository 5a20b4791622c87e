//! When something is wrong, as the file names it or as chance brings it; and when services are down.
//!
//! The latter are drawn here, where the scenario is read, and not by a run: so every lane has the same ones, and
//! whoever reads what breaks finds stretches like all others.

use super::distribution::Distribution;
use super::error::Problems;
use super::file::{ExtentFile, FaultFile, ScenarioFile, SpellsFile};
use super::luck::keyed_bits;
use super::model::{Fault, ServiceId};
use super::references;
use crate::decimal::plain;
use crate::time::{SimDuration, SimTime};
use std::fmt;

/// Most stretches that chance brings by one fault.
pub(super) const MOST: usize = 500;

/// What these draws are for: a number of its own among the purposes of a run (`sim/draws.rs`).
const PURPOSE: u64 = 121;

/// From when until when something is down; without an end it is for good.
pub(super) type Extent = (SimTime, Option<SimTime>);

impl ExtentFile {
    /// The same in the engine's time.
    pub(super) fn times(&self) -> Extent {
        (SimTime::from_millis_f64(self.from_ms), self.to_ms.map(SimTime::from_millis_f64))
    }
}

impl FaultFile {
    /// When it is, where chance may say so.
    fn spells(&self) -> Option<&SpellsFile> {
        match self {
            FaultFile::Down { when, .. }
            | FaultFile::BrokerDown { when }
            | FaultFile::Slow { when, .. }
            | FaultFile::Hang { when, .. }
            | FaultFile::Delay { when, .. } => Some(when),
            _ => None,
        }
    }

    /// Of which kind it is and where, as a number: a service or an edge by its place, the broker as the last.
    fn key(&self, file: &ScenarioFile) -> u64 {
        let service = |id: &String| file.services.iter().position(|known| known.id == *id);
        let edge = |id: &String| file.edges.iter().position(|known| known.id == *id);
        let (kind, place) = match self {
            FaultFile::Down { service: id, .. } => (0, service(id)),
            FaultFile::Slow { service: id, .. } => (1, service(id)),
            FaultFile::Hang { service: id, .. } => (2, service(id)),
            FaultFile::Delay { edge: id, .. } => (3, edge(id)),
            _ => (0, None),
        };
        (kind << 40) | place.map_or(u64::from(u8::MAX), |place| place as u64)
    }

    /// What is down, where an outage is: a service by its id, or the broker, which has none.
    pub(super) fn is_down(&self) -> Option<Option<&str>> {
        match self {
            FaultFile::Down { service, .. } => Some(Some(service)),
            FaultFile::BrokerDown { .. } => Some(None),
            _ => None,
        }
    }

    /// How long all is well and how long it is not on average, in milliseconds, where chance says when.
    pub(super) fn means(&self) -> Option<(f64, f64)> {
        let spells = self.spells()?;
        spells.mean_up_ms.zip(spells.mean_down_ms)
    }
}

/// The stretches of one fault in the order of time: the one that it names, or what chance brings.
pub(super) fn stretches(file: &ScenarioFile, index: usize) -> Vec<Extent> {
    let fault = &file.faults[index];
    let (from, to) = fault.spells().map_or((SimTime::ZERO, None), |spells| spells.extent.times());
    let (Some((up, down)), Some(to)) = (fault.means(), to) else {
        return vec![(from, to)];
    };
    // Another fault of the same kind and place has lengths of its own.
    let own = fault.key(file);
    let same = |other: &&FaultFile| other.means().is_some() && other.key(file) == own;
    let before = file.faults[..index].iter().filter(same).count() as u64;
    let mut number = 0;
    let mut length = |mean_ms: f64| {
        let key = (number << 24) ^ (before << 16) ^ (own << 8) ^ PURPOSE;
        number += 1;
        let law = Distribution::Exponential { mean_us: mean_ms * 1000.0 };
        law.sample(|| keyed_bits(file.seed, key)).max(SimDuration::from_micros(1))
    };
    let mut all = Vec::new();
    let mut falls = from + length(up);
    while falls < to && all.len() <= MOST {
        let rises = (falls + length(down)).min(to);
        all.push((falls, Some(rises)));
        falls = rises + length(up);
    }
    all
}

/// Notes it if chance brings more stretches than there may be.
pub(super) fn check_number(all: &[Extent], problems: &Problems, field: fmt::Arguments) {
    if all.len() > MOST {
        problems.note(
            field,
            format_args!("comes to more than {MOST} stretches; allowed are {MOST}: take longer means, or an earlier to_ms"),
        );
    }
}

/// Compiles the outages of services: in order by service and time.
pub(super) fn faults(file: &ScenarioFile, problems: &Problems) -> Vec<Fault> {
    // As a whole, so that what chance brings overlaps with nothing, whatever the seed.
    let mut extents: Vec<(ServiceId, Extent, usize)> = Vec::with_capacity(file.faults.len());
    for (index, fault) in file.faults.iter().enumerate() {
        let FaultFile::Down { service, when } = fault else { continue };
        let service =
            references::service(file, problems, service, format_args!("faults.{index}.down.service"));
        let extent = when.extent.times();
        // So few need no sorting.
        let place = extents.partition_point(|(id, (other, _), _)| (*id, *other) <= (service, extent.0));
        extents.insert(place, (service, extent, index));
    }
    let overlaps = |pair: &[(ServiceId, Extent, usize)]| {
        let [(one, (_, to), _), (other, (from, _), _)] = pair else { return false };
        one == other && to.is_none_or(|to| to > *from)
    };
    if let Some(pair) = extents.windows(2).find(|pair| overlaps(pair)) {
        let (service, (from, _), _) = pair[1];
        let service = &file.services[usize::from(service)].id;
        let from = plain(from.millis());
        problems.note(
            format_args!("faults"),
            format_args!(
                "the outage of \"{service}\" from {from} overlaps with an earlier one; join them into one"
            ),
        );
    }
    let mut faults = Vec::with_capacity(extents.len());
    for (service, _, index) in extents {
        let all = stretches(file, index);
        check_number(&all, problems, format_args!("faults.{index}.down"));
        faults.extend(all.into_iter().map(|(from, to)| Fault { service, from, to }));
    }
    faults
}
