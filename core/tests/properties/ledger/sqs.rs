//! One queue of SQS: every message published is on its way, being stored, visible, hidden, deleted or
//! dead-lettered, and in only one of these places; only the newest delivery of a message deletes it.

use std::collections::{BTreeMap, BTreeSet};

use lockstep_core::scenario::{EdgeMode, Model, SqsQueue};
use lockstep_core::time::SimTime;
use lockstep_core::trace::{Address, Fact, WorkerId};

use super::{ensure, Entered};

/// Where a stored message is.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Place {
    /// Shown since it was stored, or since its visibility timeout was over.
    Visible,
    /// Delivered, and to be shown again then.
    Hidden(SimTime),
    Deleted,
    DeadLettered,
    Lost,
}

/// A stored message.
#[derive(Clone, Copy, Debug)]
struct Stored {
    place: Place,
    /// From when on it may be delivered for the first time.
    from: SimTime,
    received: u32,
}

pub(super) struct SqsBook {
    rule: SqsQueue,
    published: BTreeSet<Address>,
    received: BTreeSet<Address>,
    stored: BTreeMap<Address, Stored>,
    /// By worker: when it asked, as long as it has got no answer.
    asking: BTreeMap<WorkerId, SimTime>,
    ever_down: bool,
}

impl SqsBook {
    /// Of a message edge whose lane uses SQS.
    pub(super) fn new(model: &Model, lane: usize, edge: usize) -> Option<Self> {
        let lane = &model.lanes[lane];
        let rule = lane.sqs.filter(|_| lane.modes[edge] == EdgeMode::Message)?;
        Some(SqsBook {
            rule,
            published: BTreeSet::new(),
            received: BTreeSet::new(),
            stored: BTreeMap::new(),
            asking: BTreeMap::new(),
            ever_down: false,
        })
    }

    pub(super) fn poll(
        &mut self,
        fact: Fact,
        worker: WorkerId,
        cause: Option<Fact>,
        now: SimTime,
    ) -> Entered {
        if let Fact::PollSent { .. } = fact {
            if let Some(Fact::PollEmpty { .. }) = cause {
                ensure(!self.asking.contains_key(&worker), || "it still waits for an answer".into())?;
            }
            self.asking.insert(worker, now);
            return Ok(());
        }
        if let Fact::PollFailed { .. } = fact {
            let asked = self.asking.remove(&worker);
            return ensure(self.ever_down || asked.is_some(), || "it had not asked".into());
        }
        // A poll of one that has died is answered, as long as the queue has not heard of it.
        if self.ever_down {
            self.asking.remove(&worker);
            return Ok(());
        }
        let asked = self.asking.remove(&worker).ok_or("it had not asked")?;
        ensure(now.since(asked) >= self.rule.wait, || format!("it was to wait {:?}", self.rule.wait))?;
        let visible = self.stored.values().filter(|message| self.may_go(message, now)).count();
        ensure(visible == 0, || format!("{visible} were visible"))
    }

    fn may_go(&self, message: &Stored, now: SimTime) -> bool {
        // The end of a delay leaves no record: within its instant it may come before or after.
        let delayed = self.rule.delay.micros() > 0 && message.from == now && message.received == 0;
        message.place == Place::Visible && message.from <= now && !delayed
    }

    /// `broker_up` is since when the broker is up; none while it is down.
    pub(super) fn enter(
        &mut self,
        fact: Fact,
        at: Address,
        (now, broker_up): (SimTime, Option<SimTime>),
    ) -> Entered {
        let key = at.sent();
        match fact {
            Fact::MessagePublished { .. } => {
                return ensure(self.published.insert(key), || "it was published before".into());
            }
            Fact::MessageReceived { .. } => {
                ensure(self.published.contains(&key), || "it was not published".into())?;
                return ensure(self.received.insert(key), || "it was received before".into());
            }
            Fact::MessageRefused { .. } => {
                // The broker was down, or went down while it was storing it.
                self.received.remove(&key);
                return ensure(self.published.remove(&key), || "it was not published".into());
            }
            Fact::MessageDuplicated { .. } => {
                self.published.insert(key);
                self.received.insert(key);
                let message = Stored { place: Place::Visible, from: now + self.rule.delay, received: 0 };
                return ensure(self.stored.insert(key, message).is_none(), || "it is stored already".into());
            }
            Fact::MessageStored { .. } => {
                ensure(self.received.contains(&key), || "it was not received".into())?;
                let from = now + self.rule.delay;
                let message = Stored { place: Place::Visible, from, received: 0 };
                return ensure(self.stored.insert(key, message).is_none(), || "it is stored already".into());
            }
            _ => {}
        }
        let rule = self.rule;
        let Some(message) = self.stored.get_mut(&key) else {
            return ensure(!matches!(fact, Fact::DeliverySent { .. }), || "it is not stored".into());
        };
        let most = rule.max_receive_count.unwrap_or(u32::MAX);
        let newest = u32::from(at.delivery) + 1 == message.received;
        let kept = matches!(message.place, Place::Visible | Place::Hidden(_));
        match fact {
            Fact::DeliverySent { .. } => {
                ensure(message.place == Place::Visible, || format!("it is {message:?}"))?;
                ensure(message.from <= now, || "its delay is not over".into())?;
                ensure(u32::from(at.delivery) == message.received, || format!("received: {message:?}"))?;
                ensure(message.received < most, || "it is received too often".into())?;
                message.received += 1;
                message.place = Place::Hidden(now + rule.visibility_timeout);
            }
            Fact::VisibilityExpired { .. } => {
                let due = matches!(message.place, Place::Hidden(until)
                    if until == now || (until < now && broker_up == Some(now)));
                ensure(due, || format!("it is {message:?}"))?;
                message.place = Place::Visible;
            }
            Fact::MessageRemoved { .. } => {
                ensure(kept && newest, || format!("a stale receipt handle has deleted {message:?}"))?;
                message.place = Place::Deleted;
            }
            Fact::AckIgnored { .. } => {
                ensure(!(kept && newest), || format!("the newest receipt handle is ignored: {message:?}"))?;
            }
            Fact::DeadLettered { .. } => {
                ensure(message.place == Place::Visible && message.received == most, || {
                    format!("given up before its time: {message:?}")
                })?;
                message.place = Place::DeadLettered;
            }
            Fact::MessageLost { held, .. } => {
                ensure(kept && held == matches!(message.place, Place::Hidden(_)), || {
                    format!("it is {message:?}")
                })?;
                message.place = Place::Lost;
            }
            Fact::MessageRequeued { .. } | Fact::MessageDropped { .. } | Fact::MessageExpired { .. } => {
                return Err("SQS does not do that".into());
            }
            _ => {}
        }
        Ok(())
    }

    /// What was asked for is lost with those who asked.
    pub(super) fn consumer_goes_down(&mut self) {
        self.ever_down = true;
        self.asking.clear();
    }

    /// What one has asked for is lost with it, and when the queue has heard of that leaves no record.
    pub(super) fn worker_goes_down(&mut self, worker: WorkerId) {
        self.ever_down = true;
        self.asking.remove(&worker);
    }

    /// Only a consumer that is down leaves messages behind, or a broker that is: even what it `held` before.
    pub(super) fn close(&self, consumer_up: bool, held: bool) -> Entered {
        ensure(self.received.len() == self.published.len(), || "some never arrived".into())?;
        ensure(self.stored.len() == self.received.len(), || "some were never stored".into())?;
        let left = |stored: &&Stored| matches!(stored.place, Place::Visible | Place::Hidden(_));
        let left: Vec<&Stored> = self.stored.values().filter(left).collect();
        ensure(held || left.iter().all(|stored| stored.place == Place::Visible), || {
            format!("still hidden: {left:?}")
        })?;
        ensure(!consumer_up || left.is_empty(), || format!("never received: {left:?}"))
    }
}
