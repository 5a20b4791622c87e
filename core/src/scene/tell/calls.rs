//! What the clients of calls did at an instant (gave up, tried again, threw away what came too late),
//! and what went wrong without anything going down.

use super::happened::Instant;
use crate::scenario::DisturbanceKind;
use crate::text::{Lost, Sentence, Turned, Wrong};
use crate::trace::{Address, Fact, Outcome, Patience};

/// The sentence for a fact of a client, and how telling it is; `None` for all others.
pub(super) fn tell(instant: &Instant, index: usize) -> Option<(u8, Sentence)> {
    let say = instant.teller.say();
    let names = instant.teller.names();
    let fact = instant.records[index].fact;
    match fact {
        Fact::DisturbanceBegan { disturbance } => {
            return Some((9, say.goes_wrong(wrong(instant, disturbance)?)))
        }
        Fact::DisturbanceEnded { disturbance } => {
            return Some((9, say.goes_right_again(wrong(instant, disturbance)?)));
        }
        _ => {}
    }
    if let Some(edge) = fact.breaker() {
        let (sender, callee) = (instant.teller.sender(edge), names.target(edge));
        let told = match fact {
            Fact::BreakerOpened { .. } => say.breaker_opens(sender, callee),
            Fact::BreakerHalfOpened { .. } => say.breaker_half_opens(sender, callee),
            _ => say.breaker_closes(sender, callee),
        };
        return Some((9, told));
    }
    let at = fact.address()?;
    let (number, callee) = (at.op + 1, names.target(at.edge));
    // An operation that ends with this is told so itself.
    let ends = instant.effects(index).any(|effect| matches!(effect, Fact::Acknowledged { .. }));
    let told = match fact {
        Fact::TimedOut { limit: Patience::Attempt, .. } if !ends => {
            let sent = instant.cause(index).map_or(instant.at, |(sent, _)| sent.at);
            let waited = instant.at.since(sent).millis();
            (7, say.attempt_times_out(number, instant.teller.sender(at.edge), callee, waited))
        }
        Fact::TimedOut { limit: Patience::Deadline, .. } => {
            (7, say.deadline_passes(number, instant.teller.sender(at.edge), callee))
        }
        Fact::RetryScheduled { at } => {
            let wait = instant.sent_at(at).map_or(0.0, |sent| sent.since(instant.at).millis());
            (6, say.retry_is_due(number, u32::from(at.attempt) + 1, callee, wait))
        }
        Fact::RequestSent { at } if at.attempt > 0 => {
            let again = instant.is_due_retry(index);
            (5, say.sent_again(again.then_some(number)?, u32::from(at.attempt) + 1, callee))
        }
        Fact::CallRejected { outcome, .. } => {
            let by = match outcome {
                Outcome::BulkheadFull => Turned::Bulkhead,
                Outcome::NoConnection => Turned::Pool,
                _ => Turned::Breaker,
            };
            (7, say.turned_away(number, instant.teller.sender(at.edge), callee, by))
        }
        Fact::RequestCancelled { .. } => (5, say.cancelled(number, instant.teller.sender(at.edge), callee)),
        Fact::Hedged { .. } => {
            let cause = instant.cause(index).map(|(cause, _)| cause.fact);
            let failed = matches!(cause, Some(Fact::ReplyArrived { .. } | Fact::TimedOut { .. }));
            (6, say.hedged(number, instant.teller.sender(at.edge), callee, failed))
        }
        Fact::AttemptAbandoned { .. } => (4, say.abandoned(number, callee)),
        Fact::RequestExpired { .. } => (7, say.request_expired(number, callee)),
        Fact::RequestDropped { .. } => (7, say.request_dropped(number, callee)),
        Fact::WorkStopped { at, worker } => {
            let service = instant.teller.callee(at.edge);
            (8, say.work_stopped(number, names.who(service, worker)))
        }
        Fact::PermitAwaited { .. } => (5, say.permit_awaited(number, instant.teller.sender(at.edge), callee)),
        Fact::RetryThrottled { .. } => (6, say.retry_throttled(number, callee)),
        Fact::WorkFailed { at, worker } => {
            let service = instant.teller.callee(at.edge);
            (8, say.work_fails(number, names.who(service, worker), instant.teller.undoes(at.edge)))
        }
        Fact::RequestLost { .. } => (8, say.lost_on_the_way(number, callee, Lost::Request, false)),
        Fact::ReplyLost { .. } => (8, say.lost_on_the_way(number, callee, Lost::Reply, false)),
        Fact::ConfirmLost { .. } => (8, say.lost_on_the_way(number, callee, Lost::Confirm, false)),
        Fact::AckLost { .. } => {
            (8, say.lost_on_the_way(number, callee, Lost::Ack, instant.is_taken_back(index)))
        }
        Fact::ReplyDiscarded { .. } => (6, say.reply_discarded(number)),
        _ => return None,
    };
    Some(told)
}

/// What goes wrong, in terms that can be told; `None` where nothing in this lane meets it.
fn wrong<'s>(instant: &Instant<'s>, disturbance: u8) -> Option<Wrong<'s>> {
    let names = instant.teller.names();
    let lane = &instant.teller.scenario.model.lanes[instant.teller.lane];
    let told = match instant.teller.scenario.model.disturbances[usize::from(disturbance)].kind {
        DisturbanceKind::Slow(service, factor) => Wrong::Slow(names.service(service), factor),
        DisturbanceKind::Hang(service) => Wrong::Hangs(names.service(service)),
        DisturbanceKind::Errors(service, share) => Wrong::Errors(names.service(service), share),
        // Messages do not get lost on their way; a callback along the same edge may be.
        DisturbanceKind::Loss(edge, _) if !lane.is_call(edge) && lane.reply.is_none() => return None,
        // A message goes to the broker, and on from there; so does word of it.
        DisturbanceKind::Delay(edge, more) => {
            let hops = if lane.is_call(edge) { 1.0 } else { 2.0 };
            Wrong::Delay(names.target(edge), hops * more.millis())
        }
        DisturbanceKind::Loss(edge, share) => Wrong::Loss(names.target(edge), share),
        DisturbanceKind::CrashBetween(edge, share) => {
            Wrong::Crashes(instant.teller.sender(edge).unwrap_or_default(), share)
        }
        DisturbanceKind::BrokerAlarm | DisturbanceKind::BrokerDown if !instant.teller.sends_messages() => {
            return None;
        }
        DisturbanceKind::BrokerAlarm => Wrong::BrokerAlarm,
        // Told by facts of its own.
        DisturbanceKind::Unsubscribed(edge) => {
            Wrong::Away { service: names.target(edge), new: false, called: false }
        }
        DisturbanceKind::BrokerDown => {
            let broker = instant.teller.scenario.model.broker.as_ref();
            Wrong::BrokerDown { keeps: broker.is_some_and(|broker| broker.durable) }
        }
    };
    Some(told)
}

impl Instant<'_> {
    /// Whether what is sent is the retry that has been scheduled earlier.
    pub(super) fn is_due_retry(&self, index: usize) -> bool {
        self.cause(index)
            .is_some_and(|(cause, _)| cause.at < self.at && matches!(cause.fact, Fact::RetryScheduled { .. }))
    }

    /// When a request or a message that is scheduled now leaves.
    pub(super) fn sent_at(&self, wanted: Address) -> Option<crate::time::SimTime> {
        let later = &self.teller.trace.records()[self.teller.trace.count_until(self.at)..];
        let sent = |fact: Fact| matches!(fact, Fact::RequestSent { at } | Fact::MessagePublished { at } if at == wanted);
        let found = later.iter().find(|record| sent(record.fact));
        found.map(|record| record.at)
    }
}
