//! A broker that is down does nothing, and takes nothing.

use lockstep_core::trace::{Fact, Refusal};

use super::{ensure, Entered};

/// What the broker does it does while it is up; nobody is refused for its being down while it is not.
pub(super) fn only_while_up(fact: Fact, cause: Option<Fact>, up: bool) -> Entered {
    match fact {
        Fact::MessageReceived { .. }
        | Fact::MessageStored { .. }
        | Fact::MessageRouted { .. }
        | Fact::MessageUnroutable { .. }
        | Fact::MessageReturned { .. }
        | Fact::SubscriberMissed { .. }
        | Fact::RecordAppended { .. }
        | Fact::MessageRefused { reason: Refusal::QueueFull, .. }
        | Fact::DeliverySent { .. }
        | Fact::MessageRequeued { .. }
        | Fact::MessageRemoved { .. }
        | Fact::MessageExpired { .. }
        | Fact::MessageDropped { .. }
        | Fact::DeadLettered { .. }
        | Fact::VisibilityExpired { .. }
        | Fact::AckIgnored { .. } => ensure(up, || "the broker is down".into()),
        // A queue may also go with its consumer, and what it held with it.
        Fact::MessageLost { .. } if !matches!(cause, Some(Fact::DisturbanceBegan { .. })) => {
            ensure(up, || "the broker is down".into())
        }
        Fact::MessageRefused { reason: Refusal::Down, .. } | Fact::MessageLost { .. } => {
            ensure(!up, || "the broker is up".into())
        }
        _ => Ok(()),
    }
}
