//! Services, and how long things take.

#[cfg(feature = "schema")]
use crate::scenario::presets::SERVERS;
use serde::Serialize;

use super::Localized;

/// How long something takes.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[serde(rename_all = "snake_case")]
pub enum ServiceTime {
    /// Always the same.
    Fixed {
        /// Milliseconds.
        #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 3_600_000)))]
        ms: f64,
    },
    /// Exponential.
    Exponential {
        /// Mean, milliseconds.
        #[cfg_attr(feature = "schema", schemars(range(min = 0.001, max = 3_600_000)))]
        mean_ms: f64,
    },
    /// Equally likely anywhere between two lengths.
    Uniform {
        /// Least, milliseconds.
        #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 3_600_000)))]
        min_ms: f64,
        /// Greatest, milliseconds.
        #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 3_600_000)))]
        max_ms: f64,
    },
    /// Lognormal: many short, few very long.
    Lognormal {
        /// Mean, milliseconds.
        #[cfg_attr(feature = "schema", schemars(range(min = 0.001, max = 3_600_000)))]
        mean_ms: f64,
        /// Coefficient of variation, standard deviation / mean: 0 to 10.
        #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 10)))]
        variation: f64,
    },
    /// One of several lengths.
    Mixture {
        /// Lengths and their shares; the shares add up to 1.
        #[cfg_attr(feature = "schema", schemars(length(min = 1, max = 20)))]
        points: Vec<Mixture>,
    },
}

/// One length of a mixture.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct Mixture {
    /// Milliseconds.
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 3_600_000)))]
    pub ms: f64,
    /// Share, 0 to 1.
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 1)))]
    pub share: f64,
}

/// A service.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct ServiceFile {
    /// Its id.
    #[cfg_attr(feature = "schema", schemars(regex(pattern = "^[a-z0-9_-]{1,40}$")))]
    pub id: String,
    /// Its name.
    pub name: Localized,
    /// What one of its workers is called in a row label, where it has several: "thread".
    pub worker: Option<Localized>,
    /// A server whose defaults stand here; what is stated beside it counts instead, and null turns off.
    #[cfg_attr(feature = "schema", schemars(extend("enum" = crate::scenario::presets::words(&SERVERS))))]
    pub preset: Option<&'static str>,
    /// Workers, 1 to 1000; may be left to the preset.
    #[cfg_attr(feature = "schema", schemars(with = "Option<u32>", range(min = 1, max = 1000)))]
    pub workers: u32,
    /// Its own work on one operation.
    pub service_time: ServiceTime,
    /// The same of the first worker, the second and so on, where they differ; all others take `service_time`.
    #[cfg_attr(feature = "schema", schemars(default, length(max = 1000)))]
    pub worker_times: Vec<ServiceTime>,
    /// What its work is called in the order strip, as a noun: "charge".
    pub work: Localized,
    /// Places to wait for calls; absent is unbounded.
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 1_000_000)))]
    pub queue_limit: Option<u32>,
    /// Workers that the pool grows to once the queue is full, as a JVM's does: core, queue, growth, refusal.
    /// What has grown goes again as soon as nothing waits. Absent is `workers`.
    #[cfg_attr(feature = "schema", schemars(range(min = 1, max = 1000)))]
    pub max_workers: Option<u32>,
    /// In which order what waits is taken, and what happens when too much waits.
    pub queue: Option<QueueFile>,
    /// Whether its own work stops when the caller cancels it. What it has asked others for, it awaits.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub stops_when_cancelled: bool,
    /// Whether a request is not begun any more once its sender waits no longer, where it says until when it
    /// does (`propagate_deadline`). It is looked at when a worker would take it.
    #[cfg_attr(feature = "schema", schemars(default))]
    pub drop_expired: bool,
    /// Whether it remembers what it has handled; absent is not.
    pub idempotent: Option<IdempotentFile>,
    /// How its busy workers slow each other down; absent is not at all.
    pub interference: Option<InterferenceFile>,
}

/// What the workers of a service cost each other. Work that begins while `n` of them are busy, itself among
/// them, takes `1 + contention (n − 1) + coherency n (n − 1)` times as long, so that with all workers busy the
/// throughput is the Universal Scalability Law's (Gunther, Guerrilla Capacity Planning, 2007). Busy is a worker
/// that holds something, also while it waits for an answer.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(default, deny_unknown_fields))]
pub struct InterferenceFile {
    /// Share of the work that all do one at a time, as behind a lock: σ, 0 to 1; 0 unless it is said.
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 1)))]
    pub contention: f64,
    /// What keeping each pair of workers in step costs, as a share of the work: κ, 0 to 1; 0 unless it is said.
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 1)))]
    pub coherency: f64,
}

/// An idempotent consumer: what it is to do once it does once, however often it is asked. It notes the
/// operation in the same transaction as the effect; what comes again costs no work and has no effect.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
pub struct IdempotentFile {
    /// How long it remembers an operation, milliseconds, 0 to 86400000; 300000, 5 minutes, as an SQS FIFO queue
    /// does. 0 remembers nothing.
    #[cfg_attr(
        feature = "schema",
        schemars(default = "super::defaults::idempotent_window_ms", range(min = 0, max = 86_400_000))
    )]
    pub window_ms: f64,
}

/// The queue in front of a service's workers.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(default, deny_unknown_fields))]
pub struct QueueFile {
    /// What is taken first; first in, first out unless it is said.
    pub order: QueueOrder,
    /// Who goes when a call finds the queue full; the call itself unless it is said.
    pub overflow: Overflow,
    /// With so many waiting a call is shed (HTTP 429); absent is never.
    #[cfg_attr(feature = "schema", schemars(range(min = 0, max = 1_000_000)))]
    pub shed_above: Option<u32>,
    /// After how many milliseconds a call that was shed may come back: `Retry-After` of the 429,
    /// `grpc-retry-pushback-ms`. Its client waits exactly so long instead of its back-off; -1 asks it not to
    /// retry at all. Absent says nothing.
    #[cfg_attr(feature = "schema", schemars(range(min = -1, max = 3_600_000)))]
    pub shed_retry_after_ms: Option<f64>,
}

/// What is taken first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum QueueOrder {
    /// What came first.
    Fifo,
    /// What came last: under overload the callers of the others have given up anyway.
    Lifo,
    /// The class with the highest priority, and of one priority what came first.
    Priority,
}

/// Who goes when a queue is full.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Overflow {
    /// The call that comes.
    Reject,
    /// The call that has waited longest; where the queue takes by priority, of those of the lowest priority,
    /// and a call that comes with a lower one than all that wait is refused itself.
    OldestOut,
}
