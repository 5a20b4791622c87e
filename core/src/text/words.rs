//! The interface's texts that have arguments, with the types of those.

use super::fill::{entry, Arg, Filling};
use super::phrase::Who;
use super::ui::{place, Ui};

/// The type by which a kind of argument is given.
macro_rules! given {
    (Name) => {
        &str
    };
    (Maybe) => {
        Option<&str>
    };
    (Size) => {
        usize
    };
    (Count) => {
        u32
    };
}

/// The argument of a kind.
macro_rules! argument {
    (Name, $value:expr) => {
        Arg::Name($value)
    };
    (Maybe, $value:expr) => {
        Arg::Maybe($value)
    };
    (Size, $value:expr) => {
        Arg::Count($value)
    };
    (Count, $value:expr) => {
        Arg::Count($value as usize)
    };
}

/// Methods that say the text of the same name.
macro_rules! words {
    ($($name:ident($($arg:ident: $kind:ident),*);)*) => {
        #[allow(missing_docs, reason = "each is named for what it says")]
        impl Ui {
            $(pub fn $name(&self, $($arg: given!($kind)),*) -> String {
                self.fill(self.texts[place::$name], &[$(argument!($kind, $arg)),*])
            })*
        }
    };
}

words! {
    queue_of(name: Name);
    depth_now(depth: Size);
    defaults_of(name: Name);
    in_all_lanes(lanes: Size);
    speed_origin(length: Name);
    step_number(step: Size);
    step_of(step: Size, all: Size);
    default_value(value: Name);
    predict_question(lane: Name, answered: Size, all: Count, effect: Name);
    predict_result(said: Count, measured: Size);
    fails_answer(by: Name);
    fails_effect(effect: Name, by: Name);
    fails_consistency(by: Name);
    fails_complexity(by: Name);
    fails_scalability(by: Name);
    fails_tolerance(by: Name);
    until_effect(effect: Name);
    scaling_run(few: Count, many: Count, operations: Count);
    scaling_law(points: Count);
    law(contention: Name, coherency: Name, peak: Name, off: Name);
    peak_at(workers: Name);
    peak_beyond(workers: Name);
    outage_run(what: Name, length: Name);
    of_operations(some: Name, all: Name);
    slowest_answer(after: Name);
    unsuccessful(failed: Name, lost: Name, undone: Maybe, unfinished: Maybe);
    missed_by(subscriber: Name);
    compared(these: Name, those: Name);
    warmed_up(share: Name);
    meets_all(lanes: Name);
    no_such_scenario(name: Name);
    taken_back(what: Name);
    bad_value(field: Name, value: Name, allowed: Maybe);
    run_failed(why: Maybe);
}

impl Ui {
    // Not copied into each of its many callers.
    #[inline(never)]
    pub(super) fn fill(&self, text: &str, args: &[Arg]) -> String {
        Filling::new(self).say(text, args).text()
    }

    /// A service, or one of its workers.
    pub fn who(&self, who: Who) -> String {
        self.fill("{0}", &[Arg::Who(who)])
    }

    /// A queue in the broker, by whom it is for, and whether what stands in it undoes.
    pub fn queue_to(&self, consumer: &str, undoes: bool) -> String {
        self.fill(self.texts[place::queue_to], &[Arg::Name(consumer), Arg::Choice(undoes.into())])
    }

    /// What can be done to a service or an operation, by the place in [`crate::scenario::Act::ALL`].
    pub fn act(&self, act: usize, what: &str) -> String {
        self.fill(entry(self.texts[place::acts], act), &[Arg::Name(what)])
    }

    /// What was done to it, and when: the name of the fork.
    pub fn was_done(&self, act: usize, what: &str, when: &str) -> String {
        self.fill(entry(self.texts[place::done], act), &[Arg::Name(what), Arg::Name(when)])
    }

    /// That nothing is to come for what can be done to an operation, by its place among those acts.
    pub fn is_too_late(&self, place: usize, operation: &str) -> String {
        self.fill(entry(self.texts[place::too_late], place), &[Arg::Name(operation)])
    }

    /// So many operations undone, with a step that could not be, or with a part of their effect only, or messages that
    /// subscribers missed: by the place of what the row of consistency was computed from.
    pub fn amiss(&self, place: usize, count: &str) -> String {
        self.fill(entry(self.texts[place::amiss], place), &[Arg::Name(count)])
    }

    /// How many of those who are answered still wait for the effect.
    pub fn predict_promise(&self, answered: usize, effective: usize) -> String {
        let coming = answered.saturating_sub(effective);
        self.fill(self.texts[place::predict_promise], &[Arg::Count(answered), Arg::Count(coming)])
    }

    /// So many kinds of message.
    pub fn kinds(&self, count: u32) -> String {
        self.fill(self.texts[place::kinds], &[Arg::Count(count as usize), Arg::Forms(count)])
    }

    /// So many parts.
    pub fn parts(&self, count: u32) -> String {
        self.fill(self.texts[place::parts], &[Arg::Count(count as usize), Arg::Forms(count)])
    }
}
