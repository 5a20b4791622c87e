//! What a bad network does, edge by edge: to requests and replies, and to the messages of an edge and the word of
//! them, which it only delays.

use super::draws::{self, Purpose};
use crate::scenario::{DisturbanceKind, EdgeId};
use crate::time::SimDuration;
use crate::trace::Address;

/// What is wrong on an edge.
#[derive(Clone, Copy, Default)]
struct Weather {
    delay: SimDuration,
    loss: f64,
}

/// The edges on which something is or was wrong; a good network holds none.
#[derive(Default)]
pub(super) struct Network(Vec<(EdgeId, Weather)>);

impl Network {
    /// Whether all is well.
    #[inline]
    pub(super) fn is_good(&self) -> bool {
        self.0.is_empty()
    }

    /// Something begins or ends.
    pub(super) fn disturb(&mut self, kind: DisturbanceKind, begins: bool) {
        let Some(edge) = kind.edge() else { return };
        let place = match self.0.binary_search_by_key(&edge, |(known, _)| *known) {
            Ok(place) => place,
            Err(place) => {
                self.0.insert(place, (edge, Weather::default()));
                place
            }
        };
        let weather = &mut self.0[place].1;
        match kind {
            DisturbanceKind::Delay(_, more) => weather.delay = if begins { more } else { SimDuration::ZERO },
            DisturbanceKind::Loss(_, share) => weather.loss = if begins { share } else { 0.0 },
            _ => {}
        }
    }

    /// How much longer everything takes that goes along an edge.
    pub(super) fn delay(&self, edge: EdgeId) -> SimDuration {
        let here = self.0.iter().find(|(known, _)| *known == edge);
        here.map_or(SimDuration::ZERO, |(_, weather)| weather.delay)
    }

    /// How much longer a request or a reply takes; `None` if it gets lost. `hop` tells the two apart.
    pub(super) fn fate(&self, seed: u64, hop: Purpose, at: Address) -> Option<SimDuration> {
        let Ok(place) = self.0.binary_search_by_key(&at.edge, |(known, _)| *known) else {
            return Some(SimDuration::ZERO);
        };
        let weather = self.0[place].1;
        let lost = match hop {
            Purpose::HopBack => Purpose::LostBack,
            _ => Purpose::LostThere,
        };
        let arrives = weather.loss <= 0.0 || draws::unit(draws::bits(seed, lost, at)) >= weather.loss;
        arrives.then_some(weather.delay)
    }
}
