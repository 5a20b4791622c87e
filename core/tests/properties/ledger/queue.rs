//! One queue of the broker: every message published is on its way, being appended, ready,
//! unacknowledged, removed, refused, dropped, expired or dead-lettered, and in only one of these places.

use lockstep_core::scenario::{EdgeId, Model, OnFailure, QueueOverflow, QueuePolicy};
use lockstep_core::time::SimTime;
use lockstep_core::trace::{Address, Fact, Refusal};

use super::{ensure, Entered};

/// A message that is stored: its place in the order of storing, and when it was stored.
#[derive(Clone, Copy, Debug)]
struct Stored {
    at: Address,
    place: usize,
    since: SimTime,
}

pub(super) struct QueueBook {
    policy: QueuePolicy,
    prefetch: usize,
    published: usize,
    stored: usize,
    on_their_way: Vec<Address>,
    appending: Vec<Address>,
    /// In the order of storing; by what the next delivery of each will be.
    ready: Vec<Stored>,
    unacknowledged: Vec<Stored>,
    removed: usize,
    dropped: usize,
    /// Those that may still become dead letters.
    refused: Vec<Address>,
    expired: Vec<Address>,
    dead_lettered: usize,
    /// Refused or lost, as the broker was down or went down.
    gone: usize,
    /// What has been received last, as long as the broker may still refuse it.
    newcomer: Option<(Address, Place)>,
    /// Whether its consumer has ever been down: when the broker hears of it leaves no record.
    ever_down: bool,
}

/// Whether there is a place for a newcomer.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    Free,
    /// Only if the broker has not heard that the consumer is down.
    Perhaps,
    None,
}

impl QueueBook {
    pub(super) fn new(model: &Model, lane: usize, edge: usize) -> Self {
        QueueBook {
            policy: model.lanes[lane].queues[edge].clone(),
            prefetch: model
                .prefetch(&model.lanes[lane], edge as EdgeId)
                .map_or(usize::MAX, |held| held as usize),
            published: 0,
            stored: 0,
            on_their_way: Vec::new(),
            appending: Vec::new(),
            ready: Vec::new(),
            unacknowledged: Vec::new(),
            removed: 0,
            dropped: 0,
            refused: Vec::new(),
            expired: Vec::new(),
            dead_lettered: 0,
            gone: 0,
            newcomer: None,
            ever_down: false,
        }
    }

    /// `broker_up` is since when the broker is up; none while it is down.
    pub(super) fn enter(
        &mut self,
        fact: Fact,
        cause: Option<Fact>,
        at: Address,
        (now, broker_up): (SimTime, Option<SimTime>),
    ) -> Entered {
        if is_of_broker(fact) {
            let refused =
                matches!(fact, Fact::MessageRefused { reason: Refusal::QueueFull, .. }).then_some(at);
            let place = self.newcomer.take().filter(|(newcomer, _)| refused.is_none_or(|at| at == *newcomer));
            let wrong = if refused.is_some() { Place::Free } else { Place::None };
            ensure(place.is_some() || refused.is_none(), || "it had been taken".into())?;
            ensure(place.is_none_or(|(_, place)| place != wrong), || format!("{place:?}"))?;
        }
        match fact {
            Fact::MessagePublished { .. } => {
                self.published += 1;
                self.on_their_way.push(at);
            }
            Fact::MessageReceived { .. } => {
                take(&mut self.on_their_way, |on_its_way| *on_its_way == at, "was not on its way")?;
                self.newcomer = Some((at, self.place()));
                self.appending.push(at);
            }
            Fact::MessageRefused { reason: Refusal::Down, .. } => {
                self.gone += 1;
                // It was being appended, was on its way, or had not been read.
                if take(&mut self.appending, |appended| *appended == at, "").is_err() {
                    take(&mut self.on_their_way, |on_its_way| *on_its_way == at, "was nowhere")?;
                }
            }
            Fact::MessageLost { held, .. } => {
                self.gone += 1;
                let from = if held { &mut self.unacknowledged } else { &mut self.ready };
                let place = from.iter().position(|stored| stored.at == at).ok_or("it was not there")?;
                from.remove(place);
            }
            Fact::MessageUnroutable { .. } | Fact::MessageReturned { .. } => {
                self.newcomer = None;
                take(&mut self.appending, |appended| *appended == at, "was not received")?;
                self.gone += 1;
            }
            // Stored for others, or for nobody; what was published along another edge never was here.
            Fact::SubscriberMissed { .. } if cause == Some(Fact::MessageStored { at }) => {
                self.gone += 1;
                let last = self.ready.pop();
                ensure(last.is_some_and(|last| last.at == at), || format!("the last stored is {last:?}"))?;
            }
            Fact::MessageRefused { .. } => {
                take(&mut self.appending, |appended| *appended == at, "was not received")?;
                self.refused.push(at);
            }
            Fact::MessageStored { .. } => {
                take(&mut self.appending, |appended| *appended == at, "was not being appended")?;
                self.ready.push(Stored { at, place: self.stored, since: now });
                self.stored += 1;
            }
            // One more of the same, or one that was published along another edge of its topic.
            Fact::MessageDuplicated { .. } | Fact::MessageRouted { .. } => {
                self.published += 1;
                self.ready.push(Stored { at, place: self.stored, since: now });
                self.stored += 1;
            }
            Fact::DeliverySent { .. } => {
                ensure(self.ready.first().is_some_and(|head| head.at == at), || {
                    format!("the head of the queue is {:?}", self.ready.first())
                })?;
                let head = self.ready.remove(0);
                self.may_wait(head, now)?;
                self.unacknowledged.push(head);
                ensure(self.unacknowledged.len() <= self.prefetch, || {
                    format!("{} unacknowledged, prefetch {}", self.unacknowledged.len(), self.prefetch)
                })?;
            }
            Fact::MessageRequeued { .. } => {
                let held = self.held(at)?;
                ensure(!self.has_failed_too_often(at), || "its delivery limit is reached".into())?;
                let place = self.ready.partition_point(|other| other.place < held.place);
                let at = Address { delivery: at.delivery.saturating_add(1), ..at };
                self.ready.insert(place, Stored { at, ..held });
            }
            Fact::MessageRemoved { .. } => {
                self.held(at)?;
                self.removed += 1;
            }
            Fact::MessageExpired { .. } => {
                let head = self.head(at)?;
                let ttl = self.policy.message_ttl;
                let due = ttl.map(|ttl| head.since + ttl);
                let late = head.at.delivery > 0 && due.is_some_and(|due| due < now);
                // Nobody looks while the broker is down.
                let late = late || (broker_up == Some(now) && due.is_some_and(|due| due < now));
                ensure(due == Some(now) || late, || format!("{head:?} is due at {due:?}"))?;
                self.expired.push(at);
            }
            Fact::DeadLettered { .. } | Fact::MessageDropped { .. } => {
                self.given_up(fact, cause, at)?;
            }
            Fact::DeliveryRejected { .. } => return self.fails_with(OnFailure::Reject),
            Fact::DeliveryReturned { .. } => return self.fails_with(OnFailure::Requeue),
            _ => return Ok(()),
        }
        let somewhere = self.on_their_way.len()
            + self.appending.len()
            + self.ready.len()
            + self.unacknowledged.len()
            + self.removed
            + self.dropped
            + self.refused.len()
            + self.expired.len()
            + self.dead_lettered
            + self.gone;
        ensure(somewhere == self.published, || {
            format!("{somewhere} messages of {} published", self.published)
        })
    }

    /// Given up from where it was: the head of a queue that is too long, or a delivery that failed.
    fn given_up(&mut self, fact: Fact, cause: Option<Fact>, at: Address) -> Entered {
        let policy = &self.policy;
        let dead_letter = matches!(fact, Fact::DeadLettered { .. });
        let copies = policy.dead_letter || matches!(cause, Some(Fact::MessageRefused { .. }));
        ensure(dead_letter == copies, || "dead-lettered, or not, against the policy".into())?;
        let most = policy.max_length.filter(|_| policy.overflow == QueueOverflow::DropHead);
        match cause {
            Some(Fact::MessageStored { .. } | Fact::MessageRouted { .. } | Fact::MessageRequeued { .. }) => {
                let waited = self.ready.len();
                ensure(most.is_some_and(|most| waited > most as usize), || format!("only {waited} wait"))?;
                self.head(at)?;
            }
            Some(Fact::MessageExpired { .. }) => take(&mut self.expired, |gone| *gone == at, "is not old")?,
            Some(Fact::MessageRefused { .. }) => take(&mut self.refused, |gone| *gone == at, "was taken")?,
            Some(Fact::DeliveryRejected { .. }) => drop(self.held(at)?),
            _ => {
                ensure(self.has_failed_too_often(at), || "it may be delivered once more".into())?;
                self.held(at)?;
            }
        }
        if dead_letter {
            self.dead_lettered += 1;
        } else {
            self.dropped += 1;
        }
        Ok(())
    }

    fn head(&mut self, at: Address) -> Result<Stored, String> {
        match self.ready.first() {
            Some(head) if head.at == at => Ok(self.ready.remove(0)),
            other => Err(format!("the head of the queue is {other:?}")),
        }
    }

    fn held(&mut self, at: Address) -> Result<Stored, String> {
        let place = self.unacknowledged.iter().position(|held| held.at == at);
        place.map(|place| self.unacknowledged.remove(place)).ok_or("it was not unacknowledged".into())
    }

    fn fails_with(&self, wanted: OnFailure) -> Entered {
        let asked = self.policy.on_failure;
        ensure(asked == wanted, || format!("the policy is {asked:?}"))
    }

    fn has_failed_too_often(&self, at: Address) -> bool {
        let limit = self.policy.delivery_limit;
        limit.is_some_and(|limit| u32::from(at.delivery) >= limit)
    }

    /// A place to wait, or a consumer that takes it at once.
    fn place(&self) -> Place {
        let Some(most) = self.policy.max_length.filter(|_| self.policy.overflow != QueueOverflow::DropHead)
        else {
            return Place::Free;
        };
        let inside = self.ready.len() + self.appending.len();
        let taken = self.prefetch - self.unacknowledged.len();
        if inside >= (most as usize).saturating_add(taken) {
            Place::None
        } else if inside >= most as usize && self.ever_down {
            Place::Perhaps
        } else {
            Place::Free
        }
    }

    fn may_wait(&self, message: Stored, now: SimTime) -> Entered {
        let ttl = self.policy.message_ttl;
        ensure(ttl.is_none_or(|ttl| now < message.since + ttl), || format!("{message:?} is too old"))
    }

    pub(super) fn consumer_goes_down(&mut self) {
        self.ever_down = true;
    }

    /// Between two instants: nothing waits too long, nor more than may.
    pub(super) fn settled(&self, now: SimTime, broker_up: bool) -> Entered {
        let wrong = self.newcomer.is_some_and(|(_, place)| place == Place::None);
        ensure(!wrong, || "one was taken into a full queue".into())?;
        if !broker_up {
            return Ok(());
        }
        self.ready.iter().try_for_each(|message| self.may_wait(*message, now))?;
        let most = self.policy.max_length.filter(|_| self.policy.overflow == QueueOverflow::DropHead);
        ensure(most.is_none_or(|most| self.ready.len() <= most as usize), || {
            format!("{} wait, the limit is {most:?}", self.ready.len())
        })
    }

    /// Only a consumer that is down leaves messages behind, or a broker that is: even what it `held` before.
    pub(super) fn close(&self, consumer_up: bool, held: bool) -> Entered {
        ensure(self.on_their_way.is_empty() && self.appending.is_empty(), || "some never arrived".into())?;
        ensure(!consumer_up || self.ready.is_empty(), || format!("never delivered: {:?}", self.ready))?;
        ensure(held || self.unacknowledged.is_empty(), || {
            format!("neither acknowledged nor put back: {:?}", self.unacknowledged)
        })
    }
}

/// Whether the broker does it, and not one of its publishers or consumers.
fn is_of_broker(fact: Fact) -> bool {
    matches!(
        fact,
        Fact::MessageReceived { .. }
            | Fact::MessageRefused { .. }
            | Fact::MessageStored { .. }
            | Fact::DeliverySent { .. }
            | Fact::MessageRequeued { .. }
            | Fact::MessageRemoved { .. }
            | Fact::MessageExpired { .. }
            | Fact::MessageDropped { .. }
            | Fact::DeadLettered { .. }
    )
}

/// Takes the first that fits.
fn take<T>(from: &mut Vec<T>, fits: impl Fn(&T) -> bool, otherwise: &str) -> Entered {
    let place = from.iter().position(fits).ok_or_else(|| format!("the message {otherwise}"))?;
    from.remove(place);
    Ok(())
}
