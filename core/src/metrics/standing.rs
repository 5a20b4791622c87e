//! Which effects of an operation are there, while a trace is read: by the edge behind which they came, so that
//! one that comes twice stands for no other.

use crate::scenario::Model;
use crate::trace::Address;

/// How many effects stand, by operation and edge.
pub(super) struct Standing {
    /// The place of each edge among those that make an effect visible.
    places: Vec<Option<usize>>,
    /// How many are wanted of each of these.
    wanted: Vec<u16>,
    /// How many are there: those of the first operation, then of the next.
    there: Vec<u16>,
}

impl Standing {
    pub(super) fn new(model: &Model) -> Self {
        let mut wanted = Vec::new();
        let place = |edge: &crate::scenario::Edge| {
            edge.effect.then(|| {
                wanted.push(edge.copies);
                wanted.len() - 1
            })
        };
        let places = model.edges.iter().map(place).collect();
        Standing { places, wanted, there: Vec::new() }
    }

    /// An effect can be seen; whether all that are wanted of its edge could be seen before.
    pub(super) fn note(&mut self, at: Address) -> bool {
        let Some(place) = self.places[usize::from(at.edge)] else { return true };
        let wanted = self.wanted[place];
        let there = self.of(at, place);
        let again = *there == wanted;
        *there += u16::from(!again);
        again
    }

    /// The work along a compensating edge has taken an effect away: how many that is.
    pub(super) fn take(&mut self, model: &Model, at: Address) -> u16 {
        let step = model.edges[usize::from(at.edge)].compensates;
        let Some(place) = step.and_then(|step| self.places[usize::from(step)]) else { return 0 };
        let there = self.of(at, place);
        let taken = (*there).min(1);
        *there -= taken;
        taken
    }

    /// Whether something is left of the step that the work along a compensating edge undoes.
    pub(super) fn is_left(&mut self, model: &Model, at: Address) -> bool {
        let Some(step) = model.edges[usize::from(at.edge)].compensates else { return false };
        let place = self.places[usize::from(step)];
        place.is_none_or(|place| *self.of(at, place) > 0)
    }

    fn of(&mut self, at: Address, place: usize) -> &mut u16 {
        let index = at.op as usize * self.wanted.len() + place;
        if self.there.len() <= index {
            self.there.resize(index + 1, 0);
        }
        &mut self.there[index]
    }
}
