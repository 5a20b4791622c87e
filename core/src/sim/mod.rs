//! Runs a scenario in one lane and returns its trace.
//!
//! Each part (callers, services, broker) handles the events addressed to it through a
//! `Context`: it can record a fact, schedule, and draw; it cannot see the world.

mod attempts;
mod broker;
mod callers;
mod client;
mod context;
mod crashes;
mod deadlines;
mod draws;
mod effects;
mod engine;
mod event;
mod event_queue;
mod heap;
mod linger;
mod mishaps;
mod network;
mod outbox;
mod parted;
mod pending;
mod pool;
mod replies;
mod service;
mod trouble;

use std::fmt;

pub use engine::run;

use crate::scenario::MOST_RECORDS;
use crate::time::SimTime;

/// Why a run was given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SimError {
    /// The trace reached the scenario's limit of records.
    TooManyRecords {
        /// The limit.
        limit: usize,
        /// How far the clock had come.
        at: SimTime,
    },
}

impl fmt::Display for SimError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SimError::TooManyRecords { limit, at } => {
                let raise = if *limit < MOST_RECORDS { "raise limits.records or " } else { "" };
                write!(
                    f,
                    "the run reached its limit of {limit} records at {at} ms; {raise}simulate fewer operations"
                )
            }
        }
    }
}

impl std::error::Error for SimError {}
