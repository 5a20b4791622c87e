//! Crashes of single workers.

use super::error::Problems;
use super::file::{FaultFile, ScenarioFile};
use super::model::ServiceId;
use super::references;
use crate::time::{SimDuration, SimTime};

/// A worker that goes down by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Crash {
    /// Whose.
    pub service: ServiceId,
    /// Its place in the service, from 0.
    pub worker: u16,
    /// When.
    pub at: SimTime,
    /// When it is up again; `None` is never.
    pub back: Option<SimTime>,
}

/// Compiles the crashes of a file.
pub(super) fn crashes(file: &ScenarioFile, problems: &Problems) -> Vec<Crash> {
    let mut crashes: Vec<Crash> = Vec::new();
    for (index, fault) in file.faults.iter().enumerate() {
        let FaultFile::Crash { service, worker, at_ms, restart_after_ms } = fault else { continue };
        let service =
            references::service(file, problems, service, format_args!("faults.{index}.crash.service"));
        let workers = file.services[usize::from(service)].workers;
        if *worker > workers {
            let allowed = format_args!("is {worker}; allowed are 1 to {workers} (workers)");
            problems.note(format_args!("faults.{index}.crash.worker"), allowed);
        }
        let at = SimTime::from_millis_f64(*at_ms);
        let back = restart_after_ms.map(|after| at + SimDuration::from_millis_f64(after));
        crashes.push(Crash { service, worker: (worker - 1) as u16, at, back });
    }
    crashes
}
