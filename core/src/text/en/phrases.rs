//! The sentences in English.

use crate::text::number::{milliseconds, percent};
use crate::text::phrase::{self, say, Fate, GivenUp, Held, Kept, Phrases, Place, Sentence, Who};
use crate::text::Lang::En;

/// English.
pub struct English;

pub(super) fn ms(value: f64) -> String {
    milliseconds(En, value)
}

pub(super) fn name(who: Who) -> String {
    match who.worker {
        Some((worker, number)) => format!("{} {worker} {number}", who.service),
        None => who.service.to_string(),
    }
}

fn list(ops: &[u32]) -> Sentence {
    phrase::list(ops, " and ", |rest| format!(" and {rest} more"))
}

fn with(before: Sentence, between: Sentence, after: Sentence) -> Sentence {
    [before, between, after].concat()
}

fn place(place: Place) -> String {
    match place {
        Place::Service(service) => format!("at {service}"),
        Place::Broker => "in the broker".to_string(),
        Place::Outbox => "in the outbox".to_string(),
    }
}

impl Phrases for English {
    fn sent(&self, op: u32, class: Option<&str>) -> Sentence {
        let end = class.map_or(".".to_string(), |class| format!(" (“{class}”)."));
        say!["The caller sends ", op, end]
    }

    fn taken_at_once(&self, op: u32, who: Who) -> Sentence {
        match who.worker {
            Some((worker, number)) => {
                say![op, format!(" reaches {}; {worker} {number} takes it at once.", who.service)]
            }
            None => say![op, format!(" reaches {}, which starts at once.", who.service)],
        }
    }

    fn has_to_wait(&self, op: u32, held: Held) -> Sentence {
        let reaches = say![op, format!(" reaches {} and has to wait for ", held.service)];
        with(reaches, list(held.by), say!["."])
    }

    fn refused_down(&self, op: u32, service: &str) -> Sentence {
        say![format!("{service} is down: "), op, " is refused."]
    }

    fn refused_full(&self, op: u32, service: &str) -> Sentence {
        say![format!("The queue at {service} is full: "), op, " is refused."]
    }

    fn shed(&self, op: u32, service: &str) -> Sentence {
        say![format!("{service} sheds load: "), op, " is told to come back later."]
    }

    fn displaced(&self, op: u32, service: &str) -> Sentence {
        say![format!("The queue at {service} is full: "), op, ", which has waited longest, has to go."]
    }

    fn taken_from_queue(&self, op: u32, who: Who, waited_ms: f64) -> Sentence {
        say![format!("{} takes ", name(who)), op, format!(" after {} in the queue.", ms(waited_ms))]
    }

    fn calls(&self, op: u32, who: Who, callee: &str) -> Sentence {
        say![format!("{} calls {callee} for ", name(who)), op, " and is blocked until the reply."]
    }

    fn calls_at_once(&self, op: u32, who: Who, calls: u32) -> Sentence {
        say![
            format!("{} makes {calls} calls at once for ", name(who)),
            op,
            " and is blocked until the last reply."
        ]
    }

    fn publishes(&self, op: u32, who: Who) -> Sentence {
        say![format!("{} publishes ", name(who)), op, " and waits only for the broker’s confirm."]
    }

    fn finishes(&self, op: u32, who: Who, worked_ms: f64, effect: bool) -> Sentence {
        let end = if effect { ": the effect is visible." } else { "." };
        say![format!("{} finishes ", name(who)), op, format!(" after {} of work{end}", ms(worked_ms))]
    }

    fn reply_frees(&self, op: u32, who: Who, blocked_ms: f64, ok: bool) -> Sentence {
        let reply = if ok { "Reply " } else { "A failed reply for " };
        say![reply, op, format!(" frees {} after {} blocked.", name(who), ms(blocked_ms))]
    }

    fn confirm_frees(&self, op: u32, who: Who, blocked_ms: f64) -> Sentence {
        say!["The broker’s confirm of ", op, format!(" frees {} after {}.", name(who), ms(blocked_ms))]
    }

    fn answered(&self, op: u32, after_ms: f64, effect_ago_ms: Option<f64>) -> Sentence {
        let effect = match effect_ago_ms {
            Some(ago) if ago > 0.0 => format!("; the effect came {} before.", ms(ago)),
            Some(_) => ", together with the effect.".to_string(),
            None => "; the effect is still to come.".to_string(),
        };
        say!["The caller of ", op, format!(" is answered after {}{effect}", ms(after_ms))]
    }

    fn told_failed(&self, op: u32, after_ms: f64) -> Sentence {
        say!["The caller of ", op, format!(" learns after {} that it failed.", ms(after_ms))]
    }

    fn gives_up(&self, op: u32, after_ms: f64, effect: bool) -> Sentence {
        let known =
            if effect { ", although the effect is there." } else { " and cannot know what becomes of it." };
        say!["The caller of ", op, format!(" gives up after {}{known}", ms(after_ms))]
    }

    fn appended(&self, op: u32, partition: u32) -> Sentence {
        say!["Record ", op, format!(" is the latest of partition {partition}.")]
    }

    fn read_hit(&self, op: u32, after_ms: f64) -> Sentence {
        say!["A read of ", op, format!(", {} after the answer, finds the effect.", ms(after_ms))]
    }

    fn read_missed(&self, op: u32, after_ms: f64, part: bool) -> Sentence {
        let found = if part { "finds a part of it" } else { "still finds the old state" };
        say!["A read of ", op, format!(", {} after the answer, {found}.", ms(after_ms))]
    }

    fn message_reaches_broker(&self, op: u32) -> Sentence {
        say!["Message ", op, " reaches the broker, which stores it."]
    }

    fn stored_and_sent(&self, op: u32, consumer: &str) -> Sentence {
        say!["The broker has stored ", op, format!(", confirms it and sends it on to {consumer}.")]
    }

    fn stored_and_kept(&self, op: u32, consumer: &str, why: Kept) -> Sentence {
        let why = match why {
            Kept::Prefetch(messages) => format!("{consumer} already holds {messages} unacknowledged"),
            Kept::Down => format!("{consumer} is down"),
            Kept::Unasked => format!("{consumer} has to ask for it first"),
        };
        say!["The broker has stored ", op, format!(" and keeps it: {why}.")]
    }

    fn routed(&self, op: u32, consumer: &str) -> Sentence {
        say!["The topic has ", op, format!(" for {consumer}, too.")]
    }

    fn delivered_next(&self, op: u32, consumer: &str) -> Sentence {
        say![format!("{consumer} may take more: the broker sends "), op, "."]
    }

    fn removed(&self, op: u32) -> Sentence {
        say!["The broker removes ", op, ": its consumer has acknowledged it."]
    }

    fn work_lost(&self, op: u32, who: Who) -> Sentence {
        say![format!("{} loses its work on ", name(who)), op, "."]
    }

    fn goes_down(&self, service: &str) -> Sentence {
        say![format!("{service} goes down.")]
    }

    fn comes_up(&self, service: &str) -> Sentence {
        say![format!("{service} is up again.")]
    }

    fn requeued(&self, op: u32) -> Sentence {
        say!["The broker puts ", op, " back to where it stood in the queue."]
    }

    fn delivery_lost(&self, op: u32, consumer: &str) -> Sentence {
        say!["Delivery ", op, format!(" is lost with {consumer}; the broker still has the message.")]
    }

    fn given_up(&self, op: u32, why: GivenUp, dead_letter: bool) -> Sentence {
        let end = if dead_letter {
            " goes to the dead-letter queue."
        } else {
            " is given up, and nobody keeps a copy."
        };
        let why = match why {
            GivenUp::QueueFull => "The queue is full; its oldest message ".to_string(),
            GivenUp::Expired => "Its time to live is over: ".to_string(),
            GivenUp::Rejected(consumer) => format!("{consumer} has rejected it: "),
            GivenUp::DeliveryLimit(consumer, 1) => format!("One delivery to {consumer} has failed: "),
            GivenUp::ReceiveCount(1) => "It has been received once, as often as it may: ".to_string(),
            GivenUp::ReceiveCount(all) => format!("It has been received {all} times, as often as it may: "),
            GivenUp::DeliveryLimit(consumer, all) => format!("{all} deliveries to {consumer} have failed: "),
        };
        say![why, op, end]
    }

    fn refused_by_broker(&self, op: u32, dead_letter: bool) -> Sentence {
        let end = if dead_letter {
            " with a nack, and sends it to the dead-letter queue."
        } else {
            " with a nack."
        };
        say!["The queue is full: the broker refuses ", op, end]
    }

    fn nack_frees(&self, op: u32, who: Who, blocked_ms: f64) -> Sentence {
        say!["The broker’s nack of ", op, format!(" frees {} after {}.", name(who), ms(blocked_ms))]
    }

    fn still_works(&self, op: u32, who: Who, until_ms: f64) -> Sentence {
        say![format!("{} is still on ", name(who)), op, format!(", until {}.", ms(until_ms))]
    }

    fn still_waits(&self, ops: &[u32], at: Place, answered: bool) -> Sentence {
        let verb = if ops.len() == 1 { " waits " } else { " wait " };
        let end = if answered { ", already answered." } else { "." };
        with(list(ops), say![verb, place(at)], say![end])
    }

    fn still_travels(&self, ops: &[u32]) -> Sentence {
        let end = if ops.len() == 1 { " is on its way." } else { " are on their way." };
        with(list(ops), say![end], say![])
    }

    fn still_idle(&self, until_ms: f64) -> Sentence {
        say![format!("Nothing to do until {}.", ms(until_ms))]
    }

    fn nothing_yet(&self) -> Sentence {
        say!["Nothing has been sent yet."]
    }

    fn all_done(&self) -> Sentence {
        say!["Everything is done in this lane."]
    }

    fn why_waited(&self, operation: &str, op: u32, waited_ms: f64) -> Sentence {
        say![format!("{operation} "), op, format!(" waited longest, {}, because", ms(waited_ms))]
    }

    fn why_none(&self, operation: &str, op: u32) -> Sentence {
        say![format!("{operation} "), op, " has not had to queue so far."]
    }

    fn because_taken(&self, held: Held) -> Sentence {
        if held.workers == 1 {
            return with(say![format!("{} was busy with ", held.service)], list(held.by), say![","]);
        }
        let all = if held.workers == 2 { "both".to_string() } else { format!("all {}", held.workers) };
        with(say![format!("{all} workers of {} were taken by ", held.service)], list(held.by), say![","])
    }

    fn because_blocked(&self, share: f64, on: Place) -> Sentence {
        let on = match on {
            Place::Service(service) => service.to_string(),
            Place::Broker | Place::Outbox => "the broker’s confirm".to_string(),
        };
        say![format!("{} of that time they waited for {on},", percent(En, share))]
    }

    fn because_prefetch(&self, consumer: &str, messages: u32) -> Sentence {
        say![format!("{consumer} may hold only {messages} unacknowledged messages,")]
    }

    fn because_down(&self, service: &str) -> Sentence {
        say![format!("{service} was down.")]
    }

    fn because_capacity(&self, service: &str, at_once: u32) -> Sentence {
        match at_once {
            1 => say![format!("and {service} serves one at a time.")],
            _ => say![format!("and {service} serves {at_once} at a time.")],
        }
    }

    fn fate(&self, fate: Fate, effect: &str) -> String {
        match fate {
            Fate::Unsent => "not sent yet".to_string(),
            Fate::Unanswered(waited) => format!("no answer for {} so far", ms(waited)),
            Fate::EffectiveUnanswered(waited, ago) => {
                format!("{effect} {} ago, no answer for {} so far", ms(ago), ms(waited))
            }
            Fate::Promised(after) => format!("answer {}, not {effect} yet", ms(after)),
            Fate::Lost(after) => format!("answer {}, then lost, never {effect}", ms(after)),
            Fate::Undone(after) => format!("answer {}, then undone", ms(after)),
            Fate::Part(after, true) => format!("answer {}, {effect} only in part", ms(after)),
            Fate::Part(after, false) => format!("failed after {}, yet {effect} in part", ms(after)),
            Fate::Done(after, later) if later > 0.0 => {
                format!("answer {}, {effect} {}", ms(after), ms(after + later))
            }
            Fate::Done(after, later) if later < 0.0 => {
                format!("{effect} {}, answer {}", ms(after + later), ms(after))
            }
            Fate::Done(after, _) => format!("answer and {effect} {}", ms(after)),
            Fate::Failed(after, false) => format!("failed after {}, not {effect}", ms(after)),
            Fate::Failed(after, true) => format!("told of a failure after {}, yet {effect}", ms(after)),
        }
    }

    fn lane_summary(&self, lane: &str, answered: usize, effective: usize, all: u32) -> String {
        format!("{lane}: {answered} of {all} answered, effect visible for {effective}.")
    }
}
