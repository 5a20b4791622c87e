//! What is wrong with a service that is up: it is slow, it hangs, or its work fails.

use super::context::Context;
use super::draws::{unit, Purpose};
use super::event::ReplyTo;
use crate::scenario::{DisturbanceKind, Poison};
use crate::time::SimDuration;
use crate::trace::{Address, RecordId};

/// What is wrong now.
pub(super) struct Trouble {
    /// Work that begins takes so many times as long.
    factor: f64,
    /// The share of the work that fails.
    errors: f64,
    /// No work ends.
    pub(super) hangs: bool,
    /// Work that would have ended, and the record that it began with.
    pub(super) stuck: Vec<(Address, ReplyTo, RecordId)>,
}

impl Default for Trouble {
    fn default() -> Self {
        Trouble { factor: 1.0, errors: 0.0, hangs: false, stuck: Vec::new() }
    }
}

impl Trouble {
    pub(super) fn disturb(&mut self, kind: DisturbanceKind, begins: bool) {
        match kind {
            DisturbanceKind::Slow(_, factor) => self.factor = if begins { factor } else { 1.0 },
            DisturbanceKind::Errors(_, share) => self.errors = if begins { share } else { 0.0 },
            DisturbanceKind::Hang(_) => self.hangs = begins,
            _ => {}
        }
    }

    /// Whether the end of work is anything but ordinary.
    #[inline]
    pub(super) fn is_any(&self) -> bool {
        self.hangs || self.errors > 0.0
    }

    #[inline]
    pub(super) fn is_slow(&self) -> bool {
        self.factor != 1.0
    }

    /// Whether this very work fails: another draw for every attempt.
    pub(super) fn fails(&self, ctx: &Context, at: Address) -> bool {
        unit(ctx.bits(Purpose::Error, at)) < self.errors
    }

    /// How long work takes that would take `length`, and `of_its_own` times as long for what it is.
    pub(super) fn stretched(&self, length: SimDuration, of_its_own: f64) -> SimDuration {
        SimDuration::from_micros((length.micros() as f64 * self.factor * of_its_own + 0.5) as u64)
    }
}

/// Whether work always fails, whoever tries it: one draw for an operation behind an edge.
pub(super) fn is_poisoned(ctx: &Context, poisons: &[Poison], at: Address) -> bool {
    poisons.iter().any(|poison| {
        let drawn = || unit(ctx.bits(Purpose::Poison, Address::first(at.op, at.edge)));
        poison.edge == at.edge && poison.op.is_none_or(|op| op == at.op) && drawn() < poison.share
    })
}
