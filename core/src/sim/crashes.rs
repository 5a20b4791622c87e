//! Which processes die between two steps that belong together, edge by edge.

use super::draws::{self, Purpose};
use crate::scenario::{DisturbanceKind, EdgeId};
use crate::trace::Address;

/// The edges on which that happens now, and how often; in most runs none.
#[derive(Default)]
pub(super) struct Crashes(Vec<(EdgeId, f64)>);

impl Crashes {
    /// It begins or ends.
    pub(super) fn disturb(&mut self, kind: DisturbanceKind, begins: bool) {
        let DisturbanceKind::CrashBetween(edge, share) = kind else { return };
        self.0.retain(|(known, _)| *known != edge);
        if begins {
            self.0.push((edge, share));
        }
    }

    /// Whether it happens to this request or message: another draw for every attempt.
    pub(super) fn strike(&self, seed: u64, purpose: Purpose, at: Address) -> bool {
        let here = self.0.iter().find(|(edge, _)| *edge == at.edge);
        here.is_some_and(|(_, share)| draws::unit(draws::bits(seed, purpose, at)) < *share)
    }
}
