//! A topic in partitions: each record in one of them, each partition with one worker, and in each
//! partition everything in the order of the log.

use std::collections::{BTreeMap, VecDeque};

use lockstep_core::scenario::{Commit, EdgeId, Model};
use lockstep_core::time::{SimDuration, SimTime};
use lockstep_core::trace::{Address, Fact, PartitionId};

use super::{ensure, Entered};

pub(super) struct PartitionsBook {
    partitions: u16,
    max_poll_records: usize,
    workers: u16,
    keyed: bool,
    /// By record, however often delivered: its partition.
    partition_of: BTreeMap<Address, PartitionId>,
    /// By operation, where they have keys.
    partition_of_key: BTreeMap<u32, PartitionId>,
    stored: usize,
    /// Not fetched, by partition.
    logs: Vec<VecDeque<Address>>,
    /// Fetched, not committed, in the order of the fetches.
    fetched: Vec<Address>,
    /// Sent and not arrived, by worker: a connection keeps their order.
    on_the_way: Vec<VecDeque<Address>>,
    /// Not yet taken up by its worker, by partition.
    to_start: Vec<VecDeque<Address>>,
    /// By delivery, to which worker it was sent, if that is known: what an outage or a rebalance has taken from a
    /// worker it may still have in hand, whoever the partition belongs to by then.
    sent_to: BTreeMap<Address, Option<u16>>,
    /// What its worker has of what the broker has lost.
    left_behind: Vec<Address>,
    removed: usize,
    lost: usize,
    commit: Commit,
    /// Members that the group has noticed are gone.
    gone: Vec<u16>,
    /// Who has gone (or come) when the rebalance is over that is under way.
    going: Vec<(u16, bool)>,
    stands: bool,
    unsure: bool,
    /// The record of the last outage of all: what is told of its members from before that is over when the broker
    /// hears of them again, at a time that leaves no record.
    down: usize,
    /// How long a group that comes waits for further members, and until when one does.
    initial_delay: SimDuration,
    waits_until: SimTime,
    /// Whether it has had no members yet.
    new: bool,
    /// Whether single workers crash: what becomes of one whose group is away leaves no record.
    crashes: bool,
}

impl PartitionsBook {
    /// Of an edge whose lane uses Kafka.
    pub(super) fn new(model: &Model, lane: usize, edge: usize) -> Option<Self> {
        let topic = model.lanes[lane].topic.as_ref()?;
        let logs = || (0..topic.partitions).map(|_| VecDeque::new()).collect();
        let workers = model.services[usize::from(model.edges[edge].to)].workers;
        Some(PartitionsBook {
            partitions: topic.partitions,
            max_poll_records: topic.max_poll_records as usize,
            workers,
            keyed: model.keys.is_some(),
            partition_of: BTreeMap::new(),
            partition_of_key: BTreeMap::new(),
            stored: 0,
            logs: logs(),
            fetched: Vec::new(),
            on_the_way: vec![VecDeque::new(); usize::from(workers)],
            to_start: logs(),
            sent_to: BTreeMap::new(),
            left_behind: Vec::new(),
            removed: 0,
            lost: 0,
            commit: topic.commit,
            gone: Vec::new(),
            going: Vec::new(),
            stands: false,
            unsure: false,
            down: 0,
            initial_delay: topic.initial_delay,
            waits_until: SimTime::ZERO,
            new: model.is_newcomer(edge as EdgeId),
            crashes: model.crashes.iter().any(|crash| crash.service == model.edges[edge].to),
        })
    }

    /// Partitions 0, 1, 2 … go to the members that are there in order, the first few of whom have one more;
    /// none where nobody is there, or where an outage of all has left it open who was.
    fn owner(&self, partition: PartitionId) -> Option<u16> {
        if self.unsure {
            return None;
        }
        let there: Vec<u16> = (0..self.workers).filter(|worker| !self.gone.contains(worker)).collect();
        let (partitions, members) = (usize::from(self.partitions), there.len());
        let mut first = 0;
        for (place, member) in there.into_iter().enumerate() {
            first += partitions / members + usize::from(place < partitions % members);
            if usize::from(partition) < first {
                return Some(member);
            }
        }
        None
    }

    /// Somebody has gone or come, and the group stands still until nothing is in hand.
    pub(super) fn rebalance(
        &mut self,
        (fact, now): (Fact, SimTime),
        cause: Option<Fact>,
        brought_about_by: usize,
    ) -> Entered {
        if brought_about_by < self.down {
            self.unsure = true;
            return Ok(());
        }
        match (fact, cause) {
            (Fact::RebalanceBegan { .. }, Some(Fact::WorkerCrashed { worker, .. })) => {
                self.going.push((worker, true))
            }
            (Fact::RebalanceBegan { .. }, Some(Fact::WorkerRestarted { worker, .. })) => {
                self.going.push((worker, false));
            }
            (Fact::RebalanceBegan { .. }, Some(Fact::SubscriberJoined { .. })) => {
                self.unsure |= self.crashes;
                self.waits_until = now + self.initial_delay;
                if self.new && self.workers > 1 && !self.crashes {
                    self.waits_until += self.initial_delay;
                }
                self.new = false;
            }
            (Fact::RebalanceBegan { .. }, _) => return Err("nobody has gone or come".into()),
            _ => {
                // What goes on until the broker hears that the whole group is down is told of no more.
                ensure(self.stands || self.unsure, || "it had not begun".into())?;
                ensure(self.fetched.is_empty() || self.unsure, || {
                    format!("still in hand: {:?}", self.fetched)
                })?;
                ensure(now >= self.waits_until, || "others may still join".into())?;
                for (worker, gone) in std::mem::take(&mut self.going) {
                    self.gone.retain(|known| *known != worker);
                    if gone {
                        self.gone.push(worker);
                    }
                }
                self.stands = false;
                return Ok(());
            }
        }
        self.stands = true;
        Ok(())
    }

    pub(super) fn all_go_down(&mut self, index: usize) {
        self.down = index;
        self.group_goes_down();
    }

    fn group_goes_down(&mut self) {
        self.unsure |= self.stands || !self.gone.is_empty();
        self.stands = false;
        self.gone.clear();
        self.going.clear();
    }

    fn of(&self, at: Address) -> Result<usize, String> {
        self.partition_of.get(&at.sent()).map(|place| usize::from(*place)).ok_or("it has no partition".into())
    }

    /// Which partition a record is in, if it is in one.
    pub(super) fn partition(&self, at: Address) -> Option<PartitionId> {
        self.partition_of.get(&at.sent()).copied()
    }

    /// One more group reads a record: it is in the partition in which it is for all.
    pub(super) fn routed(&mut self, at: Address, partition: PartitionId) -> Entered {
        self.stored += 1;
        ensure(self.partition_of.insert(at, partition).is_none(), || "it was routed before".into())?;
        self.logs[usize::from(partition)].push_back(at);
        Ok(())
    }

    pub(super) fn enter(&mut self, fact: Fact, cause: Option<Fact>, at: Address) -> Entered {
        match fact {
            Fact::MessageStored { .. } | Fact::MessageDuplicated { .. } => self.stored += 1,
            Fact::RecordAppended { partition, .. } => {
                ensure(partition < self.partitions, || "there is no such partition".into())?;
                let before = self.partition_of.insert(at, partition);
                ensure(before.is_none(), || "it is in a log already".into())?;
                if self.keyed {
                    let same = *self.partition_of_key.entry(at.op).or_insert(partition);
                    ensure(same == partition, || format!("its key led to partition {same} before"))?;
                }
                self.logs[usize::from(partition)].push_back(at);
            }
            Fact::DeliverySent { .. } => {
                let partition = self.of(at)?;
                // What the group had begun before it heard that all of it was down is over.
                if let Some(Fact::ServiceUp { .. }) = cause {
                    self.group_goes_down();
                }
                ensure(!self.stands, || "the group stands still".into())?;
                let head = self.logs[partition].pop_front();
                ensure(head == Some(at), || format!("the next of its partition is {head:?}"))?;
                self.fetched.push(at);
                let owner = self.owner(partition as PartitionId);
                ensure(owner.is_some() || self.unsure, || "its partition belongs to nobody".into())?;
                let mine =
                    |held: &&Address| self.of(**held).is_ok_and(|place| self.owner(place as u16) == owner);
                let held = self.fetched.iter().filter(mine).count();
                self.sent_to.insert(at, owner);
                if let Some(owner) = owner {
                    self.on_the_way[usize::from(owner)].push_back(at);
                }
                // What is handled and not yet committed is held by nobody.
                let automatic = matches!(self.commit, Commit::Auto(_));
                ensure(held <= self.max_poll_records || automatic || self.unsure, || {
                    format!("its worker holds {held}")
                })?;
            }
            Fact::DeliveryArrived { .. } => {
                let partition = self.of(at)?;
                let owner = self.sent_to.get(&at).copied().flatten();
                // What was taken from its worker on the way arrives all the same.
                if let Some(owner) = owner.filter(|_| self.fetched.contains(&at)) {
                    let next = self.on_the_way[usize::from(owner)].pop_front();
                    ensure(next == Some(at), || format!("the next of its connection is {next:?}"))?;
                }
                self.to_start[partition].push_back(at);
            }
            Fact::WorkStarted { worker, .. } => {
                let partition = self.of(at)?;
                let owner = self.sent_to.get(&at).copied().flatten();
                let waiting = &mut self.to_start[partition];
                // Of whom it is not known to whom they were sent, several may have one each.
                let alike = |waits: &Address| match owner {
                    None => *waits == at,
                    Some(_) => self.sent_to.get(waits).copied().flatten() == owner,
                };
                let place = waiting.iter().position(alike).unwrap_or(0);
                let next = waiting.remove(place);
                ensure(next == Some(at), || format!("the next of its partition is {next:?}"))?;
                ensure(owner.is_none_or(|owner| owner == worker), || {
                    format!("it was sent to worker {owner:?}")
                })?;
            }
            Fact::DeliveryLost { .. } => {
                let partition = self.of(at)?;
                self.to_start[partition].retain(|waits| *waits != at);
                for on_the_way in &mut self.on_the_way {
                    on_the_way.retain(|sent| *sent != at);
                }
            }
            Fact::MessageRequeued { .. } => {
                let partition = self.of(at)?;
                self.take(at)?;
                // Whatever its connection still holds is lost.
                for on_the_way in &mut self.on_the_way {
                    on_the_way.retain(|sent| *sent != at);
                }
                self.logs[partition].push_front(at.redelivered());
            }
            // Committed before, and given up by its consumer alone.
            Fact::DeadLettered { .. } if self.commit == Commit::BeforeBatch => {
                ensure(cause.is_some() && !self.fetched.contains(&at), || "it is not committed".into())?;
            }
            Fact::MessageRemoved { .. } | Fact::DeadLettered { .. } => {
                self.take(at)?;
                self.removed += 1;
            }
            // Logged for other groups; what came along another edge is in no log of this one.
            Fact::SubscriberMissed { .. } if cause == Some(Fact::MessageStored { at }) => {
                let partition = self.of(at)?;
                let last = self.logs[partition].pop_back();
                ensure(last == Some(at), || format!("the last of its partition is {last:?}"))?;
                self.lost += 1;
            }
            Fact::MessageLost { held: true, .. } => {
                self.take(at)?;
                // Its worker keeps it, and the group does not wait for that.
                self.left_behind.push(at);
                for on_the_way in &mut self.on_the_way {
                    on_the_way.retain(|sent| *sent != at);
                }
                self.lost += 1;
            }
            Fact::MessageLost { held: false, .. } => {
                let partition = self.of(at)?;
                let place = self.logs[partition].iter().position(|logged| *logged == at);
                self.logs[partition].remove(place.ok_or("it is in no log")?);
                self.lost += 1;
            }
            _ => return Ok(()),
        }
        Ok(())
    }

    fn take(&mut self, at: Address) -> Entered {
        let place = self.fetched.iter().position(|held| *held == at).ok_or("it was not fetched")?;
        self.fetched.remove(place);
        Ok(())
    }

    /// Only a group that is down leaves records behind, or a broker that is: even what it `held` before.
    pub(super) fn close(&self, group_up: bool, held: bool) -> Entered {
        ensure(held || self.fetched.is_empty(), || {
            format!("neither committed nor read again: {:?}", self.fetched)
        })?;
        let left: usize = self.logs.iter().map(VecDeque::len).sum();
        ensure(!group_up || left == 0, || format!("{left} were never fetched"))?;
        ensure(self.stored == self.removed + self.lost + self.fetched.len() + left, || {
            format!("{} stored, {} removed, {left} left", self.stored, self.removed)
        })
    }
}
