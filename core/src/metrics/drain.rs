//! How long the largest backlog takes to be gone, which is what its size comes to over what the capacity exceeds the
//! arrivals by: of 2000 at 100 per second out and 50 in, 40 s (the fluid limit of a queue).

use crate::scenario::{EdgeId, OperationId};
use crate::time::{SimDuration, SimTime};
use crate::trace::{Address, Fact};

/// What waits for one service's work, over time: messages in an outbox, in the broker and on their way from there,
/// and requests and deliveries in its own queue.
#[derive(Default)]
pub(super) struct Drain {
    now: u64,
    /// Since when.
    since: SimTime,
    largest: u64,
    /// When it last stood at its largest.
    left: SimTime,
    /// Since when nothing has waited after that.
    gone: Option<SimTime>,
}

impl Drain {
    pub(super) fn add(&mut self, at: SimTime, step: i64) {
        if step == 0 {
            return;
        }
        // What comes and goes within an instant has not waited.
        if at > self.since {
            if self.now == 0 {
                self.gone = self.gone.or(Some(self.since));
            } else if self.now >= self.largest {
                (self.largest, self.left, self.gone) = (self.now, at, None);
            }
            self.since = at;
        }
        self.now = self.now.saturating_add_signed(step);
    }

    /// By this the largest backlogs of two services are compared; of two alike the later one is meant.
    pub(super) fn rank(&self) -> (u64, SimTime) {
        (self.largest.max(self.now), self.left)
    }

    /// From when it last stood at its largest (an outage or a burst over, it shrinks from there) to the first instant
    /// after that at which nothing waits, however that has come about; `None` if nothing has ever waited, or something
    /// has waited ever since. Of one that waited alone, or of many that are dropped at once, 0.
    pub(super) fn length(&self) -> Option<SimDuration> {
        let gone = if self.now == 0 { self.gone.or(Some(self.since)) } else { self.gone };
        gone.filter(|_| self.largest > 0 && self.now < self.largest).map(|gone| gone.since(self.left))
    }
}

/// What waits and is in no queue of the broker or of a service.
#[derive(Default)]
pub(super) struct Between {
    /// Written to an outbox, and not yet in the broker.
    outbox: Vec<(OperationId, EdgeId)>,
    /// In the broker, and not yet marked as sent in the outbox.
    stored: Vec<(OperationId, EdgeId)>,
    /// Sent by the broker after it had waited there, and not yet arrived.
    sent: Vec<Address>,
}

impl Between {
    pub(super) fn note(&mut self, fact: Fact, cause: Option<Fact>) {
        match fact {
            Fact::OutboxStored { at } => self.outbox.push((at.op, at.edge)),
            // A relay may have published it as another message.
            Fact::MessageStored { at } if take(&mut self.outbox, (at.op, at.edge)) => {
                self.stored.push((at.op, at.edge));
            }
            // One for which there is no queue is marked as sent, and stored nowhere.
            Fact::OutboxMarked { at } if !take(&mut self.stored, (at.op, at.edge)) => {
                take(&mut self.outbox, (at.op, at.edge));
            }
            Fact::DeliverySent { at } => match cause {
                // It has not waited.
                Some(
                    Fact::MessageStored { at: stored }
                    | Fact::MessageRouted { at: stored }
                    | Fact::MessageDuplicated { at: stored },
                ) if stored == at => {}
                _ => self.sent.push(at),
            },
            Fact::DeliveryArrived { at } | Fact::DeliveryLost { at } => {
                take(&mut self.sent, at);
            }
            _ => {}
        }
    }

    pub(super) fn count(&self) -> usize {
        self.outbox.len() + self.sent.len()
    }
}

/// Takes one out, if it is there. They come nearly in the order in which they went.
fn take<T: PartialEq>(from: &mut Vec<T>, one: T) -> bool {
    let place = from.iter().position(|known| *known == one);
    place.map(|place| from.remove(place)).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Milliseconds and steps; the length in milliseconds.
    fn length(steps: &[(u64, i64)]) -> Option<f64> {
        let mut drain = Drain::default();
        for (ms, step) in steps {
            drain.add(SimTime::from_micros(ms * 1000), *step);
        }
        drain.length().map(SimDuration::millis)
    }

    #[test]
    fn lasts_from_the_largest_to_nothing() {
        assert_eq!(length(&[(0, 2), (10, 1), (30, -1), (50, -1), (90, -1)]), Some(60.0));
        // It stood at its largest for as long as its limit held it there.
        assert_eq!(length(&[(0, 3), (10, -1), (10, 1), (20, -1), (20, 1), (30, -2), (45, -1)]), Some(15.0));
        // What comes later and is less is none of it.
        assert_eq!(length(&[(0, 3), (10, -1), (25, -2), (30, 2), (90, -2)]), Some(15.0));
        assert_eq!(length(&[(0, 3), (10, -1), (25, -2), (30, 2)]), Some(15.0));
    }

    #[test]
    fn the_larger_of_two_counts_and_of_two_alike_the_later() {
        assert_eq!(length(&[(0, 1), (20, -1), (30, 2), (40, -1), (70, -1)]), Some(30.0));
        assert_eq!(length(&[(0, 2), (20, -1), (25, -1), (30, 2), (40, -1), (70, -1)]), Some(30.0));
        assert_eq!(length(&[(0, 2), (20, -1), (25, -1), (30, 2), (40, -1)]), None);
    }

    #[test]
    fn none_that_is_not_over_and_none_that_never_was() {
        assert_eq!(length(&[]), None);
        assert_eq!(length(&[(5, 1), (5, -1), (9, 1), (9, -1)]), None);
        assert_eq!(length(&[(0, 2), (10, -1)]), None);
        assert_eq!(length(&[(0, 2), (10, -2), (20, 3)]), None);
        // Back and forth within an instant is not nothing.
        assert_eq!(length(&[(0, 2), (10, -1), (20, -1), (20, 1), (30, -1)]), Some(20.0));
    }
}
