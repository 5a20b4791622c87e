//! The sentences about a run, with the types of their arguments. Times are milliseconds, operations count from 1.

use super::fill::{entry, Arg, Filling};
use super::phrase::{Fate, GivenUp, Held, Kept, Lost, Place, Sentence, Told, Turned, Who, Wrong};
use super::ui::{place, Ui};
use super::Lang;

/// The sentences about a run in a language.
#[derive(Clone, Copy)]
pub struct Phrases(&'static Ui);

impl Lang {
    /// The sentences about a run.
    pub fn phrases(self) -> Phrases {
        Phrases(self.ui())
    }
}

/// The type by which a kind of argument is given.
macro_rules! given {
    (Op) => { u32 };
    (Ops) => { &[u32] };
    (Name) => { &str };
    (Maybe) => { Option<&str> };
    (Count) => { u32 };
    (Forms) => { u32 };
    (Ms) => { f64 };
    (Yes) => { bool };
    (Who) => { Who };
}

/// The argument of a kind.
macro_rules! argument {
    (Count, $value:expr) => {
        Arg::Count($value as usize)
    };
    (Yes, $value:expr) => {
        Arg::Choice($value.into())
    };
    ($kind:ident, $value:expr) => {
        Arg::$kind($value)
    };
}

/// Sentences that say a text of the same name with these arguments.
macro_rules! sentences {
    ($($name:ident($($arg:ident: $kind:ident),*);)*) => {
        #[allow(missing_docs, reason = "each is named for what it says")]
        impl Phrases {
            $(pub fn $name(self, $($arg: given!($kind)),*) -> Sentence {
                self.say(place::$name, &[$(argument!($kind, $arg)),*])
            })*
        }
    };
}

// What happened.
sentences! {
    sent(op: Op, class: Maybe);
    refused_down(op: Op, service: Name);
    refused_full(op: Op, service: Name);
    shed(op: Op, service: Name);
    displaced(op: Op, service: Name, by_priority: Yes);
    taken_from_queue(op: Op, who: Who, waited_ms: Ms);
    calls(op: Op, who: Who, callee: Name, undo: Yes);
    calls_at_once(op: Op, who: Who, calls: Count);
    publishes(op: Op, who: Who, undo: Yes);
    finishes(op: Op, who: Who, worked_ms: Ms, effect: Yes);
    reply_frees(op: Op, who: Who, blocked_ms: Ms, ok: Yes);
    confirm_frees(op: Op, who: Who, blocked_ms: Ms);
    told_failed(op: Op, after_ms: Ms);
    gives_up(op: Op, after_ms: Ms, effect: Yes);
    appended(op: Op, partition: Count);
    read_hit(op: Op, after_ms: Ms);
    read_missed(op: Op, after_ms: Ms, part: Yes);
    message_reaches_broker(op: Op);
    stored_and_sent(op: Op, consumer: Name);
    routed(op: Op, consumer: Name, away: Yes);
    delivered_next(op: Op, consumer: Name);
    group_commits(op: Op);
    removed(op: Op);
    work_lost(op: Op, who: Who);
    goes_down(service: Name);
    comes_up(service: Name);
    requeued(op: Op);
    delivery_lost(op: Op, consumer: Name, queue: Yes);
    refused_by_broker(op: Op, dead_letter: Yes);
    nack_frees(op: Op, who: Who, blocked_ms: Ms);
}

// What goes on, and why an operation waited.
sentences! {
    still_works(op: Op, who: Who, until_ms: Ms, in_vain: Yes);
    more_happens(things: Forms);
    still_idle(rest: Ms);
    nothing_yet();
    all_done();
    all_over(ops: Ops);
    why_waited(operation: Name, op: Op, ms: Ms, lane: Name, because: Yes);
    why_begins(operation: Name, op: Op);
    why_unsent(operation: Name, op: Op);
    why_none(operation: Name, op: Op);
    because_reader_taken(who: Who, by: Ops, ends: Yes);
    because_prefetch(consumer: Name, messages: Count);
    because_down(service: Name);
    because_hung(service: Name, for_ms: Ms);
    because_capacity(service: Name, at_once: Count);
}

// Calls that fail or are given up.
sentences! {
    attempt_times_out(op: Op, sender: Maybe, callee: Name, waited_ms: Ms);
    deadline_passes(op: Op, sender: Maybe, callee: Name);
    retry_is_due(op: Op, attempt: Count, callee: Name, in_ms: Ms);
    sent_again(op: Op, attempt: Count, callee: Name);
    reply_discarded(op: Op);
    cancelled(op: Op, sender: Maybe, callee: Name);
    hedged(op: Op, sender: Maybe, callee: Name, after_failure: Yes);
    abandoned(op: Op, callee: Name);
    request_expired(op: Op, service: Name);
    request_dropped(op: Op, service: Name);
    work_stopped(op: Op, who: Who);
    permit_awaited(op: Op, sender: Maybe, callee: Name);
    retry_throttled(op: Op, callee: Name);
    breaker_opens(sender: Maybe, callee: Name);
    breaker_half_opens(sender: Maybe, callee: Name);
    breaker_closes(sender: Maybe, callee: Name);
    work_fails(op: Op, who: Who, undo: Yes);
}

// Queues that are polled.
sentences! {
    polls(who: Who);
    polls_in_vain(who: Who, waited_ms: Ms);
    visible_again(op: Op);
    delete_ignored(op: Op);
    left_undeleted(op: Op, who: Who);
    because_unasked(consumer: Name, every_ms: Ms);
}

// Those who publish, and a broker that is down.
sentences! {
    broker_takes_nothing(op: Op);
    lost_unconfirmed(op: Op, down: Yes);
    confirm_waived(op: Op);
    confirm_times_out(op: Op, sender: Maybe, waited_ms: Ms);
    publish_is_due_again(op: Op, attempt: Count, in_ms: Ms);
    published_again(op: Op, attempt: Count);
    broker_gone_frees(op: Op, who: Who, blocked_ms: Ms);
    ack_in_vain(op: Op, consumer: Name);
    lost_with_the_broker(op: Op, holder: Maybe);
    publish_blocked(op: Op);
    outbox_keeps(op: Op);
    relay_takes(op: Op, waited_ms: Ms, again: Yes);
    relay_marks(op: Op);
    relay_crashes(op: Op);
    crashes_between(op: Op, sender: Name, kept: Yes);
    because_relayed(every_ms: Ms);
    poll_fails(who: Who);
    still_no_broker();
    because_broker_down(part_ms: Ms, whole: Yes);
}

// Subscribers that come and go.
sentences! {
    unroutable(op: Op);
    returned(op: Op);
    returned_frees(op: Op, who: Who, blocked_ms: Ms);
    missed(op: Op, subscriber: Name);
    gone_with_its_queue(op: Op, subscriber: Name);
    stored_for_others(op: Op);
    nobody_answers(op: Op, service: Name);
    because_away(service: Name);
}

// What comes more than once.
sentences! {
    stored_twice(op: Op);
    repeat_recognised(op: Op, service: Name);
    second_effect(op: Op, who: Who);
    worker_crashes(who: Who);
    worker_restarts(who: Who);
    forgotten(op: Op);
    lost_with(op: Op, who: Who);
    read_again(op: Op);
    commits(op: Op, who: Name, before: Yes);
    rebalance_begins(service: Name);
    rebalance_ends(service: Name);
    group_joins(service: Name, delay_ms: Ms);
}

// Word of a completion, and what is undone.
sentences! {
    notice_stored(op: Op);
    learns(op: Op, after_ms: Ms);
    learns_again(op: Op);
    learns_late(op: Op);
    reply_overdue(op: Op);
    turns_back(op: Op, service: Name, steps: Count);
    told_back(op: Op, service: Name, steps: Count);
    commands(op: Op, who: Who, callee: Name, undo: Yes);
    answer_stored(op: Op, callee: Name, sender: Name);
    answer_overdue(op: Op, callee: Name, sender: Name);
    undoes(op: Op, who: Who, worked_ms: Ms, effect: Yes);
}

/// What more than a line makes of its arguments.
#[allow(missing_docs, reason = "each is named for what it says")]
impl Phrases {
    // Not copied into each of its many callers.
    #[inline(never)]
    fn say(self, place: usize, args: &[Arg]) -> Sentence {
        Filling::new(self.0).say(self.0.texts[place], args).sentence()
    }

    /// An entry of a list.
    fn one_of(self, place: usize, entry_at: usize) -> &'static str {
        entry(self.0.texts[place], entry_at)
    }

    pub fn taken_at_once(self, op: u32, who: Who) -> Sentence {
        let (noun, number) = who.worker.map_or((None, 0), |(noun, number)| (Some(noun), number));
        let args = [Arg::Op(op), Arg::Name(who.service), Arg::Maybe(noun), Arg::Count(number as usize)];
        self.say(place::taken_at_once, &args)
    }

    pub fn has_to_wait(self, op: u32, held: Held) -> Sentence {
        self.say(place::has_to_wait, &[Arg::Op(op), Arg::Name(held.service), Arg::Ops(held.by)])
    }

    pub fn answered(self, op: u32, after_ms: f64, effect_ago_ms: Option<f64>) -> Sentence {
        let effect = match effect_ago_ms {
            None => 0,
            Some(ago) => 1 + usize::from(ago > 0.0),
        };
        let ago = Arg::Ms(effect_ago_ms.unwrap_or(0.0));
        self.say(place::answered, &[Arg::Op(op), Arg::Ms(after_ms), Arg::Choice(effect), ago])
    }

    pub fn stored_and_kept(self, op: u32, consumer: &str, why: Kept) -> Sentence {
        let (why, messages) = match why {
            Kept::Prefetch(messages) => (0, messages),
            Kept::Down => (1, 0),
            Kept::Unasked => (2, 0),
            Kept::Away => (3, 0),
        };
        let args = [Arg::Op(op), Arg::Name(consumer), Arg::Choice(why), Arg::Count(messages as usize)];
        self.say(place::stored_and_kept, &args)
    }

    pub fn given_up(self, op: u32, why: GivenUp, dead_letter: bool) -> Sentence {
        let (why, consumer, times) = match why {
            GivenUp::QueueFull => (0, "", 0),
            GivenUp::Expired => (1, "", 0),
            GivenUp::Rejected(consumer) => (2, consumer, 0),
            GivenUp::DeliveryLimit(consumer, all) => (3, consumer, all),
            GivenUp::ReceiveCount(all) => (4, "", all),
        };
        let args = [Arg::Op(op), Arg::Name(consumer), Arg::Count(times as usize)];
        let why = Filling::new(self.0).say(self.one_of(place::given_up, why), &args);
        why.say(entry(self.0.given_up_end(), dead_letter.into()), &[]).sentence()
    }

    pub fn still_waits(self, ops: &[u32], place: Place, answered: bool) -> Sentence {
        let (place, service) = match place {
            Place::Service(service) => (0, service),
            Place::Broker => (1, ""),
            Place::Outbox => (2, ""),
        };
        let (place, answered) = (Arg::Choice(place), Arg::Choice(answered.into()));
        let args = [Arg::Ops(ops), place, Arg::Name(service), answered, Arg::Count(ops.len())];
        self.say(place::still_waits, &args)
    }

    pub fn still_travels(self, ops: &[u32]) -> Sentence {
        self.say(place::still_travels, &[Arg::Ops(ops), Arg::Count(ops.len())])
    }

    pub fn because_taken(self, held: Held) -> Sentence {
        let args = [Arg::Name(held.service), Arg::Ops(held.by), Arg::Count(held.workers as usize)];
        self.say(place::because_taken, &args)
    }

    pub fn because_blocked(self, share: f64, on: Place) -> Sentence {
        let (place, service) = match on {
            Place::Service(service) => (0, service),
            Place::Broker | Place::Outbox => (1, ""),
        };
        self.say(place::because_blocked, &[Arg::Share(share), Arg::Choice(place), Arg::Name(service)])
    }

    pub fn turned_away(self, op: u32, sender: Option<&str>, callee: &str, by: Turned) -> Sentence {
        let args = [Arg::Op(op), Arg::Maybe(sender), Arg::Name(callee), Arg::Choice(by as usize)];
        self.say(place::turned_away, &args)
    }

    pub fn lost_on_the_way(self, op: u32, callee: &str, what: Lost, taken_back: bool) -> Sentence {
        let (what, taken_back) = (Arg::Choice(what as usize), Arg::Choice(usize::from(taken_back)));
        self.say(place::lost_on_the_way, &[Arg::Op(op), Arg::Name(callee), what, taken_back])
    }

    pub fn goes_wrong(self, what: Wrong) -> Sentence {
        let (kind, args) = wrong(what);
        Filling::new(self.0).say(self.one_of(place::wrongs, kind), &args).sentence()
    }

    pub fn goes_right_again(self, what: Wrong) -> Sentence {
        let (kind, args) = wrong(what);
        Filling::new(self.0).say(self.one_of(place::rights, kind), &args).sentence()
    }

    pub fn stuck(self, op: u32, service: &str, left_before: usize) -> Sentence {
        self.say(place::stuck, &[Arg::Op(op), Arg::Name(service), Arg::Choice(left_before)])
    }

    pub fn notice_sent(self, op: u32, service: &str, way: Told) -> Sentence {
        self.say(place::notice_sent, &[Arg::Op(op), Arg::Name(service), Arg::Choice(way as usize)])
    }

    pub fn fate(self, fate: Fate, effect: &str) -> String {
        let (kind, this, other) = match fate {
            Fate::Unsent => (0, 0.0, 0.0),
            Fate::Unanswered(waited) => (1, waited, 0.0),
            Fate::EffectiveUnanswered(waited) => (2, waited, 0.0),
            Fate::ToldUnanswered(after) => (14, after, 0.0),
            Fate::Promised(after) => (3, after, 0.0),
            Fate::Lost(after, false) => (4, after, 0.0),
            Fate::Lost(after, true) => (13, after, 0.0),
            Fate::Undone(after) => (5, after, 0.0),
            Fate::Part(after, true) => (6, after, 0.0),
            Fate::Part(after, false) => (7, after, 0.0),
            Fate::Done(after, later) if later > 0.0 => (8, after, after + later),
            Fate::Done(after, later) if later < 0.0 => (9, after, after + later),
            Fate::Done(after, _) => (10, after, 0.0),
            Fate::Failed(after, false) => (11, after, 0.0),
            Fate::Failed(after, true) => (12, after, 0.0),
        };
        let args = [Arg::Ms(this), Arg::Ms(other), Arg::Name(effect)];
        self.0.fill(self.one_of(place::fates, kind), &args)
    }

    pub fn lane_summary(self, lane: &str, answered: usize, effective: usize, all: u32) -> String {
        let args = [Arg::Name(lane), Arg::Count(answered), Arg::Count(effective), Arg::Count(all as usize)];
        self.0.fill(self.0.texts[place::lane_summary], &args)
    }
}

/// The place of what is wrong in the lists of sentences, who it concerns, and by how much.
fn wrong(what: Wrong) -> (usize, [Arg; 2]) {
    let (kind, service, how) = match what {
        Wrong::Slow(service, factor) => (0, service, Arg::Times(factor)),
        Wrong::Hangs(service) => (1, service, Arg::Choice(0)),
        Wrong::Errors(service, share) => (2, service, Arg::Share(share)),
        Wrong::Delay(service, more) => (3, service, Arg::Ms(more)),
        Wrong::Loss(service, share) => (4, service, Arg::Share(share)),
        Wrong::Crashes(service, share) => (5, service, Arg::Share(share)),
        Wrong::BrokerAlarm => (6, "", Arg::Choice(0)),
        Wrong::Away { service, new, called } => {
            (8, service, Arg::Choice(if called { 0 } else { 2 - usize::from(new) }))
        }
        Wrong::BrokerDown { keeps } => (7, "", Arg::Choice(keeps.into())),
    };
    (kind, [Arg::Name(service), how])
}
