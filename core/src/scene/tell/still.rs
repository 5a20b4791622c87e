//! What goes on in a lane at an instant at which nothing happens in it.

use super::happened::MOST;
use super::{insert, Teller};
use crate::metrics::Operations;
use crate::scenario::OperationId;
use crate::text::{Place, Sentence};
use crate::time::SimTime;
use crate::trace::{Ending, Span, SpanKind};

/// Who works on what, and what waits where.
pub(super) fn goes_on(teller: &Teller, fates: &Operations, at: SimTime) -> Vec<Sentence> {
    let say = teller.say();
    let names = teller.names();
    if teller.trace.count_until(at) == 0 {
        return vec![say.nothing_yet()];
    }
    if at >= teller.trace.end() {
        return vec![ended(teller, at)];
    }
    let now: Vec<&Span> = teller.story.at(at).collect();
    let mut told = Vec::new();
    if now.iter().any(|span| span.kind == SpanKind::BrokerDown) && teller.sends_messages() {
        told.push(say.still_no_broker());
    }
    // Whoever is furthest down the line is what the others wait for.
    let working = now.iter().rev().filter_map(|span| match (span.kind, span.op) {
        (SpanKind::Work(service, worker), Some(op)) => Some((service, worker, op, span)),
        _ => None,
    });
    if let Some((service, worker, op, span)) = working.max_by_key(|(service, ..)| *service) {
        // Until when is not said of what then breaks off: it would sound as if it were finished.
        let in_vain = span.ending == Ending::Failed;
        told.push(say.still_works(op + 1, names.who(service, worker), span.to.millis(), in_vain));
    }
    let waiting = |wanted: &dyn Fn(SpanKind) -> bool| -> Vec<OperationId> {
        let mut ops = Vec::new();
        for span in now.iter().filter(|span| wanted(span.kind)) {
            insert(&mut ops, span.op);
        }
        ops
    };
    let answered = |ops: &[OperationId]| {
        ops.iter().all(
            |op| matches!(fates.get(*op).and_then(|fate| fate.answered), Some((when, true)) if when <= at),
        )
    };
    let mut tell = |ops: Vec<OperationId>, place: Place| {
        if !ops.is_empty() {
            let numbers: Vec<u32> = ops.iter().map(|op| op + 1).collect();
            told.push(say.still_waits(&numbers, place, answered(&ops)));
        }
    };
    for service in 0..teller.scenario.model.services.len() as u8 {
        tell(waiting(&|kind| kind == SpanKind::Queued(service)), Place::Service(names.service(service)));
    }
    tell(waiting(&|kind| matches!(kind, SpanKind::Stored(_))), Place::Broker);
    tell(waiting(&|kind| matches!(kind, SpanKind::Outbox(_))), Place::Outbox);
    if told.is_empty() {
        // What happens to no operation, such as an outage, gives nobody anything to do.
        let mut later = teller.trace.records()[teller.trace.count_until(at)..].iter();
        told.push(
            match (on_its_way(teller, at).as_slice(), later.find(|next| next.fact.operation().is_some())) {
                ([], Some(next)) => say.still_idle(next.at.since(at).millis()),
                ([], None) => ended(teller, at),
                (numbers, _) => say.still_travels(numbers),
            },
        );
    }
    told.truncate(MOST);
    told
}

/// Nothing more happens in a lane: whether all is done, or who or what of which operations waits in vain.
fn ended(teller: &Teller, at: SimTime) -> Sentence {
    let mut left = Vec::new();
    for span in teller.story.at(at) {
        insert(&mut left, span.op.map(|op| op + 1));
    }
    if left.is_empty() {
        return teller.say().all_done();
    }
    teller.say().all_over(&left)
}

/// The operations, from 1, that are between two parts, or being stored by the broker.
fn on_its_way(teller: &Teller, at: SimTime) -> Vec<u32> {
    let mut numbers = Vec::new();
    let sent = teller.story.transfers.partition_point(|transfer| transfer.sent <= at);
    for transfer in &teller.story.transfers[..sent] {
        if transfer.arrived.is_some_and(|arrived| arrived > at) {
            insert(&mut numbers, Some(transfer.at.op + 1));
        }
    }
    for span in teller.story.at(at).filter(|span| matches!(span.kind, SpanKind::Append(_))) {
        insert(&mut numbers, span.op.map(|op| op + 1));
    }
    numbers
}
