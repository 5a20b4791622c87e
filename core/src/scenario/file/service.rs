//! Services, and how long things take.

use serde::Serialize;

use super::Localized;

/// How long something takes.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ServiceTime {
    /// Always the same.
    Fixed {
        /// Milliseconds.
        ms: f64,
    },
    /// Exponential.
    Exponential {
        /// Mean, milliseconds.
        mean_ms: f64,
    },
    /// Equally likely anywhere between two lengths.
    Uniform {
        /// Least, milliseconds.
        min_ms: f64,
        /// Greatest, milliseconds.
        max_ms: f64,
    },
    /// Lognormal: many short, few very long.
    Lognormal {
        /// Mean, milliseconds.
        mean_ms: f64,
        /// Coefficient of variation, standard deviation / mean: 0 to 10.
        variation: f64,
    },
    /// One of several lengths.
    Mixture {
        /// Lengths and their shares; the shares add up to 1.
        points: Vec<Mixture>,
    },
}

/// One length of a mixture.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Mixture {
    /// Milliseconds.
    pub ms: f64,
    /// Share, 0 to 1.
    pub share: f64,
}

/// A service.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ServiceFile {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Localized,
    /// What one of its workers is called in a row label, where it has several: "thread".
    pub worker: Option<Localized>,
    /// Workers, 1 to 1000.
    pub workers: u32,
    /// Its own work on one operation.
    pub service_time: ServiceTime,
    /// What its work is called in the order strip, as a noun: "charge".
    pub work: Localized,
    /// Places to wait for calls; absent is unbounded.
    pub queue_limit: Option<u32>,
}
