//! A record as one line of text: what `--format trace` prints and golden files hold.

use std::fmt::Write;

use super::fact::{Fact, Record, NO_CAUSE};
use super::parts::Field;
use crate::scenario::Model;

/// Appends `31.000 ms  #52 <- #51  WorkerUnblocked op=2 edge=place worker=2` and a line break.
/// Operations and workers are counted from 1, as people see them; so are attempts and deliveries,
/// which are told from the second on.
pub fn write_line(out: &mut String, model: &Model, index: usize, record: &Record) {
    let (name, _, field) = record.fact.parts();
    let cause = if record.cause == NO_CAUSE { "-".to_string() } else { format!("#{}", record.cause) };
    // Writing to a String cannot fail.
    let _ = write!(out, "{:>10} ms  #{index:<4} <- {cause:<5}  {name}", record.at.to_string());
    if let Some(op) = record.fact.operation() {
        let _ = write!(out, " op={}", op + 1);
    }
    if let Some(at) = record.fact.address() {
        let _ = write!(out, " edge={}", model.edges[usize::from(at.edge)].id);
        for (name, before) in [("attempt", at.attempt), ("delivery", u16::from(at.delivery))] {
            if before > 0 {
                let _ = write!(out, " {name}={}", u32::from(before) + 1);
            }
        }
    }
    match (record.fact, field) {
        (Fact::OperationClassed { class, .. }, _) => {
            let _ = write!(out, " class={}", model.classes[usize::from(class)].id);
        }
        (Fact::ServiceDown { service } | Fact::ServiceUp { service }, _) => {
            let _ = write!(out, " service={}", model.services[usize::from(service)].id);
        }
        (Fact::DisturbanceBegan { disturbance } | Fact::DisturbanceEnded { disturbance }, _) => {
            let kind = model.disturbances[usize::from(disturbance)].kind;
            let _ = write!(out, " {}", kind.word());
            if let Some(service) = kind.service() {
                let _ = write!(out, " service={}", model.services[usize::from(service)].id);
            }
            if let Some(edge) = kind.edge() {
                let _ = write!(out, " edge={}", model.edges[usize::from(edge)].id);
            }
        }
        (
            Fact::PollSent { edge, worker }
            | Fact::PollEmpty { edge, worker }
            | Fact::PollFailed { edge, worker },
            _,
        ) => {
            let edge = &model.edges[usize::from(edge)].id;
            let _ = write!(out, " edge={edge} worker={}", u32::from(worker) + 1);
        }
        (Fact::WorkerCrashed { service, worker } | Fact::WorkerRestarted { service, worker }, _) => {
            let service = &model.services[usize::from(service)].id;
            let _ = write!(out, " service={service} worker={}", u32::from(worker) + 1);
        }
        (
            Fact::RebalanceBegan { edge }
            | Fact::RebalanceEnded { edge }
            | Fact::SubscriberLeft { edge }
            | Fact::SubscriberJoined { edge },
            _,
        ) => {
            let _ = write!(out, " edge={}", model.edges[usize::from(edge)].id);
        }
        (fact, Some(Field { name, .. })) if fact.breaker().is_some() => {
            let edge = fact.breaker().map_or("", |edge| &model.edges[usize::from(edge)].id);
            let _ = write!(out, " {name}={edge}");
        }
        (_, Some(Field { name, word: Some(word), .. })) => {
            let _ = write!(out, " {name}={word}");
        }
        (_, Some(Field { name, value, .. })) => {
            let _ = write!(out, " {name}={value}");
        }
        _ => {}
    }
    out.push('\n');
}
