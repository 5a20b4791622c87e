//! Steps that are stuck: what gives up the message that was to undo one is followed at once by that.

use std::collections::{BTreeMap, BTreeSet};

use lockstep_core::scenario::{EdgeId, Model, OperationId};
use lockstep_core::trace::{Address, Fact};

use super::{ensure, Entered};

#[derive(Default)]
pub(super) struct StuckBook {
    /// Effects that can be seen.
    there: BTreeSet<(OperationId, EdgeId)>,
    /// By edge, whether whoever publishes along it waits for no confirm.
    unconfirmed: BTreeSet<EdgeId>,
    /// Deliveries that the broker, or their consumer, has parted with.
    parted: BTreeMap<Address, bool>,
    /// What the record before has given up.
    given_up: Option<(Address, Fact)>,
}

impl StuckBook {
    pub(super) fn enter(&mut self, model: &Model, fact: Fact, cause: Option<Fact>) -> Entered {
        if let Some((at, given_up)) = self.given_up.take() {
            let told = fact == Fact::StepStuck { at } && cause == Some(given_up);
            ensure(told, || format!("{at:?} is given up, and nobody says that its step is stuck"))?;
        } else if let Fact::StepStuck { at } = fact {
            let undoes = model.edges[usize::from(at.edge)].compensates.is_some();
            ensure(undoes, || "it undoes nothing".into())?;
            let step = model.edges[usize::from(at.edge)].compensates;
            let left =
                |step: EdgeId| !model.edges[usize::from(step)].effect || self.there.contains(&(at.op, step));
            ensure(step.is_some_and(left), || format!("{at:?} has been undone"))?;
            let known = matches!(cause, Some(cause) if cause.address().is_some_and(|one| one.op == at.op));
            ensure(known && cause.is_some_and(is_of_sender), || format!("because of {cause:?}"))?;
        }
        let Some(at) = fact.address() else { return Ok(()) };
        let step = model.edges[usize::from(at.edge)].compensates;
        match (fact, step) {
            (Fact::ConfirmWaived { .. }, _) => {
                self.unconfirmed.insert(at.edge);
            }
            (Fact::EffectVisible { .. }, _) => {
                self.there.insert((at.op, at.edge));
            }
            (Fact::EffectUndone { .. }, Some(step)) => {
                self.there.remove(&(at.op, step));
            }
            (_, Some(step)) => {
                // What has expired or was refused has been given up before it becomes a dead letter.
                let before = matches!(cause, Some(Fact::MessageExpired { .. }));
                let seen = !model.edges[usize::from(step)].effect || self.there.contains(&(at.op, step));
                let gone = is_given_up(fact, &self.unconfirmed) && !before;
                self.given_up = (seen && (gone || self.parts(fact, at))).then_some((at, fact));
            }
            _ => {}
        }
        Ok(())
    }

    /// Whether the broker and the consumer have both parted with a delivery, the one with this fact.
    fn parts(&mut self, fact: Fact, at: Address) -> bool {
        let broker = match fact {
            Fact::MessageRemoved { .. } | Fact::MessageLost { held: true, .. } => true,
            Fact::WorkLost { .. }
            | Fact::DeliveryLost { .. }
            | Fact::DeliveryRejected { .. }
            | Fact::DeliveryReturned { .. } => false,
            _ => return false,
        };
        *self.parted.entry(at).or_insert(broker) != broker
    }

    pub(super) fn close(&self) -> Entered {
        ensure(self.given_up.is_none(), || format!("{:?}", self.given_up))
    }
}

/// Whether neither the broker nor a consumer has the message any more.
fn is_given_up(fact: Fact, unconfirmed: &BTreeSet<EdgeId>) -> bool {
    match fact {
        Fact::DeadLettered { .. }
        | Fact::MessageDropped { .. }
        | Fact::MessageExpired { .. }
        | Fact::MessageLost { held: false, .. }
        | Fact::SubscriberMissed { .. } => true,
        Fact::MessageRefused { at, .. } => unconfirmed.contains(&at.edge),
        _ => false,
    }
}

/// Whether whoever has sent it learns thereby that it has failed.
pub(super) fn is_of_sender(fact: Fact) -> bool {
    matches!(
        fact,
        Fact::ReplyArrived { .. }
            | Fact::PublishFailed { .. }
            | Fact::TimedOut { .. }
            | Fact::CallRejected { .. }
            | Fact::RetryThrottled { .. }
    )
}
