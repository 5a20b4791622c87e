//! Steps that are stuck: what gives up the message that was to undo one is followed at once by that.

use std::collections::BTreeSet;

use lockstep_core::scenario::{EdgeId, Model, OperationId};
use lockstep_core::trace::{Address, Fact};

use super::{ensure, Entered};

#[derive(Default)]
pub(super) struct StuckBook {
    /// Effects that can be seen.
    there: BTreeSet<(OperationId, EdgeId)>,
    /// By edge, whether whoever publishes along it waits for no confirm.
    unconfirmed: BTreeSet<EdgeId>,
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
            let known = matches!(cause, Some(cause) if cause.address().is_some_and(|one| one.op == at.op));
            ensure(known && !is_given_up(cause, &BTreeSet::new()), || format!("because of {cause:?}"))?;
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
            (_, Some(step)) if is_given_up(Some(fact), &self.unconfirmed) => {
                // What has expired or was refused has been given up before it becomes a dead letter.
                let before = matches!(cause, Some(Fact::MessageExpired { .. }));
                let seen = !model.edges[usize::from(step)].effect || self.there.contains(&(at.op, step));
                self.given_up = (seen && !before).then_some((at, fact));
            }
            _ => {}
        }
        Ok(())
    }

    pub(super) fn close(&self) -> Entered {
        ensure(self.given_up.is_none(), || format!("{:?}", self.given_up))
    }
}

/// Whether neither the broker nor a consumer has the message any more.
fn is_given_up(fact: Option<Fact>, unconfirmed: &BTreeSet<EdgeId>) -> bool {
    match fact {
        Some(
            Fact::DeadLettered { .. }
            | Fact::MessageDropped { .. }
            | Fact::MessageExpired { .. }
            | Fact::MessageLost { held: false, .. }
            | Fact::SubscriberMissed { .. },
        ) => true,
        Some(Fact::MessageRefused { at, .. }) => unconfirmed.contains(&at.edge),
        _ => false,
    }
}
