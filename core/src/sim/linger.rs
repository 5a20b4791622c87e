//! Producers that wait for more records before they send what they have: `linger.ms` and `batch.size`. One
//! producer stands for all that publish along an edge, and its batch is one for all partitions.

use super::event::ReplyTo;
use crate::scenario::{EdgeId, LaneModel};
use crate::time::{SimDuration, SimTime};
use crate::trace::{Address, RecordId};

/// A record that waits: what it is, who waits for its confirm, and the record of its publishing.
pub(super) type Held = (Address, ReplyTo, RecordId);

/// What waits along an edge.
#[derive(Default)]
struct Batch {
    held: Vec<Held>,
    /// When the first of it was published.
    since: SimTime,
}

/// All that waits; nothing where nobody does.
pub(super) struct Linger {
    linger: SimDuration,
    most: usize,
    batches: Vec<Batch>,
}

impl Linger {
    pub(super) fn new(lane: &LaneModel) -> Self {
        let waits = lane.topic.filter(|topic| topic.linger > SimDuration::ZERO && topic.batch_records > 1);
        let edges = waits.map_or(0, |_| lane.modes.len());
        Linger {
            linger: waits.map_or(SimDuration::ZERO, |topic| topic.linger),
            most: waits.map_or(1, |topic| topic.batch_records as usize),
            batches: (0..edges).map(|_| Batch::default()).collect(),
        }
    }

    /// Whether nobody waits.
    pub(super) fn is_none(&self) -> bool {
        self.batches.is_empty()
    }

    /// Adds a record; when to look at it again if it is the first, and the whole batch if it is full.
    pub(super) fn add(&mut self, held: Held, now: SimTime) -> (Option<SimTime>, Vec<Held>) {
        let batch = &mut self.batches[usize::from(held.0.edge)];
        let first = batch.held.is_empty();
        if first {
            batch.since = now;
        }
        batch.held.push(held);
        if batch.held.len() >= self.most {
            return (None, std::mem::take(&mut batch.held));
        }
        (first.then(|| now + self.linger), Vec::new())
    }

    /// Whoever publishes along an edge is gone, and what it held back with it.
    pub(super) fn forget(&mut self, edge: EdgeId) {
        if let Some(batch) = self.batches.get_mut(usize::from(edge)) {
            batch.held.clear();
        }
    }

    /// Takes what has waited as long as it may.
    pub(super) fn over(&mut self, edge: EdgeId, now: SimTime) -> Vec<Held> {
        let batch = &mut self.batches[usize::from(edge)];
        if batch.since + self.linger <= now {
            return std::mem::take(&mut batch.held);
        }
        Vec::new()
    }
}
