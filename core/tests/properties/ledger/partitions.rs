//! A topic in partitions: each record in one of them, each partition with one worker, and in each
//! partition everything in the order of the log.

use std::collections::{BTreeMap, VecDeque};

use lockstep_core::scenario::Model;
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
    /// Not yet taken up by its worker, by partition.
    to_start: Vec<VecDeque<Address>>,
    removed: usize,
    lost: usize,
}

impl PartitionsBook {
    /// Of an edge whose lane uses Kafka.
    pub(super) fn new(model: &Model, lane: usize, edge: usize) -> Option<Self> {
        let topic = model.lanes[lane].topic.as_ref()?;
        let logs = || (0..topic.partitions).map(|_| VecDeque::new()).collect();
        Some(PartitionsBook {
            partitions: topic.partitions,
            max_poll_records: topic.max_poll_records as usize,
            workers: model.services[usize::from(model.edges[edge].to)].workers,
            keyed: model.keys.is_some(),
            partition_of: BTreeMap::new(),
            partition_of_key: BTreeMap::new(),
            stored: 0,
            logs: logs(),
            fetched: Vec::new(),
            to_start: logs(),
            removed: 0,
            lost: 0,
        })
    }

    /// Partitions 0, 1, 2 … go to the members in order, the first few of whom have one more.
    fn owner(&self, partition: PartitionId) -> u16 {
        let mut first = 0;
        for member in 0..self.workers {
            let more = u16::from(member < self.partitions % self.workers);
            first += self.partitions / self.workers + more;
            if partition < first {
                return member;
            }
        }
        unreachable!("there is no such partition")
    }

    fn of(&self, at: Address) -> Result<usize, String> {
        self.partition_of.get(&at.sent()).map(|place| usize::from(*place)).ok_or("it has no partition".into())
    }

    pub(super) fn enter(&mut self, fact: Fact, at: Address) -> Entered {
        match fact {
            Fact::MessageStored { .. } => self.stored += 1,
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
                let head = self.logs[partition].pop_front();
                ensure(head == Some(at), || format!("the next of its partition is {head:?}"))?;
                self.fetched.push(at);
                let owner = self.owner(partition as PartitionId);
                let mine =
                    |held: &&Address| self.of(**held).is_ok_and(|place| self.owner(place as u16) == owner);
                let held = self.fetched.iter().filter(mine).count();
                ensure(held <= self.max_poll_records, || format!("its worker holds {held}"))?;
            }
            Fact::DeliveryArrived { .. } => {
                let partition = self.of(at)?;
                self.to_start[partition].push_back(at);
            }
            Fact::WorkStarted { worker, .. } => {
                let partition = self.of(at)?;
                let next = self.to_start[partition].pop_front();
                ensure(next == Some(at), || format!("the next of its partition is {next:?}"))?;
                let owner = self.owner(partition as PartitionId);
                ensure(owner == worker, || format!("its partition belongs to worker {owner}"))?;
            }
            Fact::DeliveryLost { .. } => {
                let partition = self.of(at)?;
                self.to_start[partition].retain(|waits| *waits != at);
            }
            Fact::MessageRequeued { .. } => {
                let partition = self.of(at)?;
                self.take(at)?;
                self.logs[partition].push_front(at.redelivered());
            }
            Fact::MessageRemoved { .. } | Fact::DeadLettered { .. } => {
                self.take(at)?;
                self.removed += 1;
            }
            Fact::MessageLost { held: true, .. } => {
                self.take(at)?;
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
