//! One queue of the broker: every message published is on its way, being appended, ready,
//! unacknowledged, removed or dead-lettered, and in only one of these places.

use std::collections::VecDeque;

use lockstep_core::trace::{Address, Fact};

use super::{ensure, Entered};

#[derive(Default)]
pub(super) struct QueueBook {
    prefetch: usize,
    published: usize,
    on_their_way: Vec<Address>,
    appending: Vec<Address>,
    /// By what the next delivery of each will be.
    ready: VecDeque<Address>,
    unacknowledged: Vec<Address>,
    removed: usize,
    dead_lettered: usize,
}

impl QueueBook {
    pub(super) fn new(prefetch: usize) -> Self {
        QueueBook { prefetch, ..QueueBook::default() }
    }

    pub(super) fn enter(&mut self, fact: Fact, at: Address) -> Entered {
        match fact {
            Fact::MessagePublished { .. } => {
                self.published += 1;
                self.on_their_way.push(at);
            }
            Fact::MessageReceived { .. } => {
                take(&mut self.on_their_way, |on_its_way| *on_its_way == at, "was not on its way")?;
                self.appending.push(at);
            }
            Fact::MessageStored { .. } => {
                take(&mut self.appending, |appended| *appended == at, "was not being appended")?;
                self.ready.push_back(at);
            }
            Fact::DeliverySent { .. } => {
                let head = self.ready.pop_front();
                ensure(head == Some(at), || format!("the head of the queue is {head:?}"))?;
                self.unacknowledged.push(at);
                ensure(self.unacknowledged.len() <= self.prefetch, || {
                    format!("{} unacknowledged, prefetch {}", self.unacknowledged.len(), self.prefetch)
                })?;
            }
            Fact::MessageRequeued { .. } => {
                // From the newest to the oldest, each to the head: the old order stands again.
                let newest = self.unacknowledged.pop();
                ensure(newest == Some(at), || format!("not {newest:?}"))?;
                self.ready.push_front(Address { delivery: at.delivery + 1, ..at });
            }
            Fact::MessageRemoved { .. } => {
                take(&mut self.unacknowledged, |held| *held == at, "was not unacknowledged")?;
                self.removed += 1;
            }
            Fact::DeadLettered { .. } => {
                take(&mut self.unacknowledged, |held| *held == at, "was not unacknowledged")?;
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
