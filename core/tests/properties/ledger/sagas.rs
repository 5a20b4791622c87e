//! Sagas: what every worker has done that can be undone, and that it undoes it once, the last first.

use std::collections::{BTreeMap, BTreeSet};

use lockstep_core::scenario::{EdgeId, Model, OperationId, Source};
use lockstep_core::trace::{Address, Fact, Outcome};

use super::choreography::EventsBook;
use super::stuck::is_of_sender;
use super::{ensure, Entered};

#[derive(Default)]
struct Saga {
    /// Steps done and not undone, in the order in which their sender learned of them.
    done: Vec<EdgeId>,
    turned: bool,
    stuck: bool,
    /// What was to undo a step and failed last, as far as its sender knows.
    failed: BTreeSet<EdgeId>,
    /// Whether the process that knew of it has died.
    forgotten: bool,
}

pub(super) struct SagasBook<'m> {
    model: &'m Model,
    undoes: bool,
    /// Whether nobody orchestrates.
    by_events: bool,
    events: EventsBook,
    /// By edge, whether a relay publishes what is written to an outbox.
    relayed: Vec<bool>,
    /// By edge, whether its sender waits for the answer of whoever gets the message.
    awaited: Vec<bool>,
    classes: BTreeMap<OperationId, usize>,
    /// By what a worker holds.
    sagas: BTreeMap<Address, Saga>,
    /// By what a worker has sent, what it holds.
    senders: BTreeMap<Address, Address>,
    /// What was sent by those who have died since.
    orphans: BTreeSet<Address>,
}

impl<'m> SagasBook<'m> {
    pub(super) fn new(model: &'m Model, lane: usize) -> Self {
        let undoes = model.lanes[lane].compensation;
        let (classes, sagas, senders) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let relayed = (0..model.edges.len() as EdgeId).map(|edge| model.lanes[lane].relayed(edge).is_some());
        SagasBook {
            model,
            undoes,
            by_events: model.lanes[lane].choreography,
            events: EventsBook::default(),
            relayed: relayed.collect(),
            awaited: model.lanes[lane].awaited.clone(),
            classes,
            sagas,
            senders,
            orphans: BTreeSet::new(),
        }
    }

    pub(super) fn enter(&mut self, fact: Fact, cause: Option<Fact>) -> Entered {
        if self.by_events {
            return self.events.enter(self.model, fact, cause);
        }
        if let Fact::ServiceDown { service } = fact {
            // What its workers had in mind is gone.
            let edges = &self.model.edges;
            self.sagas.retain(|held, _| edges[usize::from(held.edge)].to != service);
            self.senders.retain(|sent, _| edges[usize::from(sent.edge)].from != Source::Service(service));
        }
        if let Fact::OperationClassed { op, class } = fact {
            self.classes.insert(op, usize::from(class));
        }
        let Some(at) = fact.address() else { return Ok(()) };
        if let Fact::WorkLost { .. } = fact {
            self.sagas.remove(&at);
            // Its client goes on with what it had sent.
            self.orphans.extend(self.senders.iter().filter(|(_, held)| **held == at).map(|(sent, _)| *sent));
            self.senders.retain(|_, held| *held != at);
        }
        self.note_sender(at, cause, matches!(fact, Fact::Hedged { .. }))?;
        let sender = self.senders.get(&at).copied();
        let undoing = self.model.edges[usize::from(at.edge)].compensates.and(sender);
        if let Some(saga) = undoing.and_then(|sender| self.sagas.get_mut(&sender)) {
            let ok = matches!(fact, Fact::PublishConfirmed { .. })
                || matches!(fact, Fact::ReplyArrived { outcome, .. } if outcome.is_ok());
            if ok {
                saga.failed.remove(&at.edge);
            } else if is_of_sender(fact) {
                saga.failed.insert(at.edge);
            }
        }
        match fact {
            // The relay's business is its own.
            Fact::PublishConfirmed { .. } if self.relayed[usize::from(at.edge)] => {}
            Fact::PublishConfirmed { .. } | Fact::ConfirmWaived { .. }
                if self.awaited[usize::from(at.edge)] => {}
            Fact::CrashedBetween { .. } if cause != Some(Fact::MessagePublished { at }) => {
                let sender = sender.ok_or("nobody was to send it")?;
                self.sagas.insert(sender, Saga { forgotten: true, ..Saga::default() });
            }
            Fact::ReplyArrived { outcome: Outcome::Ok, .. }
            | Fact::OutboxStored { .. }
            | Fact::PublishConfirmed { .. }
            | Fact::ConfirmWaived { .. } => {
                let class = self.classes.get(&at.op).copied().unwrap_or(0);
                let taken = |edge: &EdgeId| self.undoes && self.model.takes(class, *edge);
                let undone_by = self.model.undone_by(at.edge).filter(taken);
                if let (Some(sender), Some(_)) = (sender, undone_by) {
                    let saga = self.sagas.entry(sender).or_default();
                    if !saga.forgotten {
                        saga.done.push(at.edge);
                    }
                }
            }
            // Of what becomes of a message that was taken its sender knows nothing.
            Fact::StepStuck { .. } if cause.is_some_and(is_of_sender) => {
                let sender = sender.ok_or("nobody sent it")?;
                self.sagas.entry(sender).or_default().stuck = true;
            }
            Fact::CompensationBegan { steps, .. } => {
                let saga = self.sagas.entry(at).or_default();
                ensure(!saga.forgotten, || "nobody knows of it any more".into())?;
                ensure(!saga.turned, || "it has turned back before".into())?;
                let done = saga.done.len();
                ensure(done == usize::from(steps) && done > 0, || format!("{done} steps are done"))?;
                saga.turned = true;
            }
            Fact::ReplySent { outcome, .. } => self.ends(at, outcome.is_ok(), false)?,
            Fact::DeliveryAcked { .. } | Fact::DeliveryDone { .. } => self.ends(at, true, true)?,
            Fact::DeliveryRejected { .. }
            | Fact::DeliveryReturned { .. }
            | Fact::DeliveryAbandoned { .. } => self.ends(at, false, true)?,
            _ => {}
        }
        Ok(())
    }

    /// Who sent this; and if it is what undoes a step, that this step is the one to undo.
    fn note_sender(&mut self, at: Address, cause: Option<Fact>, again: bool) -> Entered {
        if self.senders.contains_key(&at) || self.orphans.contains(&at) {
            return Ok(());
        }
        if let Some(Fact::WorkerBlocked { at: held, .. }) = cause {
            self.senders.insert(at, held);
            let Some(step) = self.model.edges[usize::from(at.edge)].compensates.filter(|_| !again) else {
                return Ok(());
            };
            let saga = self.sagas.get_mut(&held).ok_or("nothing is done")?;
            ensure(saga.turned, || "nothing has failed".into())?;
            let last = saga.done.pop();
            return ensure(last == Some(step), || format!("the last step done is {last:?}"));
        }
        let before = cause.and_then(|cause| cause.address()).filter(|before| before.edge == at.edge);
        if before.is_some_and(|before| self.orphans.contains(&before)) {
            // A further attempt of those who have died is theirs, too.
            self.orphans.insert(at);
            return Ok(());
        }
        let held = before.and_then(|before| self.senders.get(&before.sent())).copied();
        self.senders.extend(held.filter(|held| held.op == at.op).map(|held| (at, held)));
        Ok(())
    }

    /// A worker has come to the end of what it holds.
    fn ends(&mut self, held: Address, ok: bool, delivered: bool) -> Entered {
        let Some(mut saga) = self.sagas.remove(&held) else { return Ok(()) };
        saga.stuck |= !saga.failed.is_empty();
        if saga.forgotten {
            return ensure(!ok, || "a dead process has succeeded".into());
        }
        if !saga.turned {
            return ensure(ok || saga.done.is_empty(), || format!("{:?} are not undone", saga.done));
        }
        ensure(saga.done.is_empty(), || format!("{:?} are not undone", saga.done))?;
        // A message whose steps are all undone is dealt with; a caller is told of the failure.
        ensure(ok == (delivered && !saga.stuck), || format!("stuck: {}, and it ends {ok}", saga.stuck))
    }
}
