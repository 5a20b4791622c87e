//! One queue of the broker: every message published is on its way, being appended, ready,
//! unacknowledged, removed or dead-lettered, and in only one of these places.

use std::collections::VecDeque;

use lockstep_core::scenario::OperationId;
use lockstep_core::trace::Fact;

use super::{ensure, Entered};

#[derive(Default)]
pub(super) struct QueueBook {
    prefetch: usize,
    published: usize,
    on_their_way: Vec<OperationId>,
    appending: Vec<OperationId>,
    /// With the number of times that each was put back.
    ready: VecDeque<(OperationId, u8)>,
    unacknowledged: Vec<(OperationId, u8)>,
    removed: usize,
    dead_lettered: usize,
}

impl QueueBook {
    pub(super) fn new(prefetch: usize) -> Self {
        QueueBook { prefetch, ..QueueBook::default() }
    }

    pub(super) fn enter(&mut self, fact: Fact, op: OperationId) -> Entered {
        match fact {
            Fact::MessagePublished { .. } => {
                self.published += 1;
                self.on_their_way.push(op);
            }
            Fact::MessageReceived { .. } => {
                take(&mut self.on_their_way, |on_its_way| *on_its_way == op, "was not on its way")?;
                self.appending.push(op);
            }
            Fact::MessageStored { .. } => {
                take(&mut self.appending, |appended| *appended == op, "was not being appended")?;
                self.ready.push_back((op, 0));
            }
            Fact::DeliverySent { attempt, .. } => {
                let head = self.ready.pop_front();
                ensure(head == Some((op, attempt)), || format!("the head of the queue is {head:?}"))?;
                self.unacknowledged.push((op, attempt));
                ensure(self.unacknowledged.len() <= self.prefetch, || {
                    format!("{} unacknowledged, prefetch {}", self.unacknowledged.len(), self.prefetch)
                })?;
            }
            Fact::MessageRequeued { .. } => {
                // From the newest to the oldest, each to the head: the old order stands again.
                let newest = self.unacknowledged.pop();
                ensure(newest.is_some_and(|(newest, _)| newest == op), || format!("not {newest:?}"))?;
                self.ready.extend(newest.map(|(op, attempt)| (op, attempt + 1)));
                self.ready.rotate_right(1);
            }
            Fact::MessageRemoved { .. } => {
                take(&mut self.unacknowledged, |(held, _)| *held == op, "was not unacknowledged")?;
                self.removed += 1;
            }
            Fact::DeadLettered { .. } => {
                take(&mut self.unacknowledged, |(held, _)| *held == op, "was not unacknowledged")?;
                self.dead_lettered += 1;
            }
            _ => return Ok(()),
        }
        let somewhere = self.on_their_way.len()
            + self.appending.len()
            + self.ready.len()
            + self.unacknowledged.len()
            + self.removed
            + self.dead_lettered;
        ensure(somewhere == self.published, || {
            format!("{somewhere} messages of {} published", self.published)
        })
    }

    /// Only a consumer that is down leaves messages behind.
    pub(super) fn close(&self, consumer_up: bool) -> Entered {
        ensure(self.on_their_way.is_empty() && self.appending.is_empty(), || "some never arrived".into())?;
        ensure(!consumer_up || self.ready.is_empty(), || format!("never delivered: {:?}", self.ready))?;
        ensure(self.unacknowledged.is_empty(), || {
            format!("neither acknowledged nor put back: {:?}", self.unacknowledged)
        })
    }
}

/// Takes the first that fits.
fn take<T>(from: &mut Vec<T>, fits: impl Fn(&T) -> bool, otherwise: &str) -> Entered {
    let place = from.iter().position(fits).ok_or_else(|| format!("the message {otherwise}"))?;
    from.remove(place);
    Ok(())
}
