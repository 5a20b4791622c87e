//! One outbox: every message that is written waits for the relay, is under way to the broker, or is marked as
//! sent, and in only one of these places.

use std::collections::BTreeMap;

use lockstep_core::scenario::{LaneModel, Outbox};
use lockstep_core::time::{SimDuration, SimTime};
use lockstep_core::trace::{Address, Fact, Patience};

use super::{ensure, Entered};

pub(super) struct OutboxBook {
    rule: Outbox,
    timeout: Option<SimDuration>,
    written: usize,
    /// By how each was published last.
    waiting: Vec<Address>,
    taken: Vec<Address>,
    under_way: BTreeMap<Address, SimTime>,
    confirmed: Vec<Address>,
    marked: usize,
    /// How many the relay has taken at this instant.
    at_once: (SimTime, u32),
    /// Whether the broker's last word was a failure.
    in_doubt: bool,
}

impl OutboxBook {
    /// Of an edge whose messages go through an outbox.
    pub(super) fn new(lane: &LaneModel, edge: u8) -> Option<Self> {
        let (publish, rule) = lane.relayed(edge)?;
        Some(OutboxBook {
            rule,
            timeout: publish.client.timeout,
            written: 0,
            waiting: Vec::new(),
            taken: Vec::new(),
            under_way: BTreeMap::new(),
            confirmed: Vec::new(),
            marked: 0,
            at_once: (SimTime::ZERO, 0),
            in_doubt: false,
        })
    }

    pub(super) fn enter(&mut self, fact: Fact, cause: Option<Fact>, at: Address, now: SimTime) -> Entered {
        match fact {
            Fact::OutboxStored { .. } => {
                self.written += 1;
                self.waiting.push(at);
            }
            Fact::OutboxTaken { .. } => {
                let on_time = now.micros() % self.rule.every.micros() == 0;
                ensure(on_time, || "the relay looks at multiples of its period".into())?;
                let before = cause.and_then(|cause| cause.address());
                take(&mut self.waiting, before, "did not wait")?;
                self.at_once = if self.at_once.0 == now { (now, self.at_once.1 + 1) } else { (now, 1) };
                let most = if self.in_doubt { 1 } else { self.rule.batch };
                ensure(self.at_once.1 <= most, || format!("{} at once", self.at_once.1))?;
                self.taken.push(at);
            }
            Fact::MessagePublished { .. } => {
                take(&mut self.taken, Some(at), "was not taken")?;
                self.under_way.insert(at, now);
            }
            Fact::CrashedBetween { .. } if cause == Some(Fact::MessagePublished { at }) => {
                self.ends(at)?;
                self.waiting.push(at);
            }
            Fact::PublishFailed { .. } => {
                self.ends(at)?;
                self.in_doubt = true;
                self.waiting.push(at);
            }
            Fact::TimedOut { limit: Patience::Attempt, .. } => {
                let waited = now.since(self.ends(at)?);
                ensure(Some(waited) == self.timeout, || format!("gave up after {waited:?}"))?;
                self.in_doubt = true;
                self.waiting.push(at);
            }
            Fact::PublishConfirmed { .. } => {
                self.ends(at)?;
                self.in_doubt = false;
                self.confirmed.push(at);
            }
            Fact::OutboxMarked { .. } => {
                take(&mut self.confirmed, Some(at), "was not confirmed")?;
                self.marked += 1;
            }
            Fact::ReplyDiscarded { .. } => {
                ensure(!self.under_way.contains_key(&at), || "the relay waited for it".into())?;
            }
            _ => return Ok(()),
        }
        let somewhere =
            self.waiting.len() + self.taken.len() + self.under_way.len() + self.confirmed.len() + self.marked;
        ensure(somewhere == self.written, || format!("{somewhere} of {} written", self.written))
    }

    fn ends(&mut self, at: Address) -> Result<SimTime, String> {
        self.under_way.remove(&at).ok_or("it was not under way".into())
    }

    /// Only a broker that takes nothing leaves messages in an outbox.
    pub(super) fn close(&self) -> Entered {
        let moving = self.taken.len() + self.under_way.len() + self.confirmed.len();
        ensure(moving == 0, || format!("{moving} are neither waiting nor marked"))?;
        ensure(self.in_doubt || self.waiting.is_empty(), || format!("never sent: {:?}", self.waiting))
    }
}

fn take(from: &mut Vec<Address>, at: Option<Address>, otherwise: &str) -> Entered {
    let place = from.iter().position(|waits| Some(*waits) == at);
    let place = place.ok_or_else(|| format!("the message {otherwise}"))?;
    from.remove(place);
    Ok(())
}
