//! The interface's words: every field must be given in every language.

/// A row of the comparison table in words.
#[derive(Clone, Copy, Debug)]
pub struct RowText {
    /// Name of the property, as in the course notes; empty where a row belongs to the one above.
    pub name: &'static str,
    /// What is measured for it.
    pub measured: &'static str,
    /// What the notes say.
    pub claim: &'static str,
    /// Why there may be no value.
    pub missing: &'static str,
}

/// A key and what it does.
pub type KeyText = (&'static str, &'static str);

/// All words of the interface.
#[allow(missing_docs, reason = "each field is named for the words it holds")]
pub struct Ui {
    pub skip_to_stage: &'static str,
    pub scenarios: &'static str,
    pub choose_scenario: &'static str,
    pub language: &'static str,
    pub theme: &'static str,
    pub theme_names: [&'static str; 3],
    pub share: &'static str,
    pub share_done: &'static str,
    pub share_by_hand: &'static str,
    pub embed: &'static str,
    pub embed_done: &'static str,
    pub open_full: &'static str,
    pub help: &'static str,
    pub close: &'static str,
    pub keys_title: &'static str,
    pub keys: [KeyText; 8],
    pub definitions_title: &'static str,
    pub definitions: [KeyText; 10],
    pub modelled: &'static str,

    /// Synchronous, asynchronous, hybrid.
    pub styles: [&'static str; 3],
    /// The same, short enough to begin a sentence in a narrow column.
    pub styles_short: [&'static str; 3],
    pub acknowledged: &'static str,
    pub effect_visible: &'static str,
    pub callers_blocked: &'static str,
    pub acknowledged_short: &'static str,
    pub effect_short: &'static str,
    pub blocked_short: &'static str,

    pub time: &'static str,
    pub callers: &'static str,
    pub broker: &'static str,
    pub worker: &'static str,
    pub queue: &'static str,
    pub outbox: &'static str,
    pub queue_of: fn(&str) -> String,
    pub worker_of: fn(&str, &str, u32) -> String,
    pub depth_now: fn(usize) -> String,
    /// As the scene numbers them: down, slow, hangs, errors, breaker open, alarm.
    pub troubles: [&'static str; 6],
    pub waits: &'static str,
    pub append: &'static str,
    pub defaults_of: fn(&str) -> String,
    pub confirmed: &'static str,
    pub in_all_lanes: fn(usize) -> &'static str,
    pub pick_operation: &'static str,

    pub events: &'static str,
    pub player: &'static str,
    pub to_start: &'static str,
    pub step_back: &'static str,
    pub play: &'static str,
    pub pause: &'static str,
    pub step_forward: &'static str,
    pub to_end: &'static str,
    pub speed: &'static str,
    pub speed_origin: fn(&str) -> String,
    pub step_number: fn(usize) -> String,
    pub step_of: fn(usize, usize) -> String,
    pub playhead: &'static str,
    pub marks_to_jump: &'static str,

    pub legend: &'static str,
    /// Work, blocked, queued, request, reply, message, confirm, acknowledged, effect, effect undone,
    /// read that finds the effect, read that misses it, failure, outage.
    pub legend_names: [&'static str; 14],

    /// Names of the panels on a narrow page: what happened, predict, change, compare.
    pub tabs: [&'static str; 4],
    pub happened: &'static str,
    pub change: &'static str,
    pub changed: &'static str,
    pub change_hint: &'static str,
    pub reset: &'static str,
    pub default_value: fn(&str) -> String,
    pub questions: &'static str,

    pub by_hand: &'static str,
    pub by_hand_hint: &'static str,
    /// What can be done to a service or an operation, in the order of [`crate::scenario::Act::ALL`].
    pub acts: [fn(&str) -> String; 4],
    /// What was done to it, and when: the name of the fork.
    pub done: [fn(&str, &str) -> String; 4],
    pub undo: &'static str,
    pub by_hand_caption: &'static str,
    pub by_hand_nothing: &'static str,
    /// Success, failed, lost, duplicate effects, mean answer, mean effect, stalest, drain time.
    pub by_hand_metrics: [&'static str; 8],

    pub predict: &'static str,
    pub predict_question: fn(&str, usize, u32, &str) -> String,
    pub predict_check: &'static str,
    pub predict_again: &'static str,
    pub predict_result: fn(u32, usize) -> String,
    pub predict_right: &'static str,
    pub predict_promise: fn(usize, usize) -> String,

    pub compare: &'static str,
    pub course_says: &'static str,
    pub verdict: &'static str,
    pub extent: &'static str,
    pub whole_run: &'static str,
    pub up_to_playhead: &'static str,
    pub holds: &'static str,
    pub fails: &'static str,
    pub same: &'static str,
    pub open: &'static str,
    pub fails_answer: fn(&str) -> String,
    pub fails_effect: fn(&str, &str) -> String,
    pub fails_consistency: fn(&str) -> String,
    pub fails_complexity: fn(&str) -> String,
    pub fails_scalability: fn(&str) -> String,
    pub fails_tolerance: fn(&str) -> String,
    /// In the order of the table: answer, effect, consistency, complexity, scalability, fault tolerance.
    pub rows: [RowText; 6],
    pub until_effect: fn(&str) -> String,
    pub scaling_run: fn(u32, u32, u32) -> String,
    pub outage_run: fn(&str, &str) -> String,
    pub kinds: fn(&str) -> String,
    pub parts: fn(u32) -> String,
    pub of_operations: fn(&str, &str) -> String,
    pub compared: fn(&str, &str) -> String,
    /// In the order of [`crate::scenario::CLAIMS`] without the table's rows.
    pub claims: &'static [&'static str],
    pub requirements: &'static str,
    pub requirements_hint: &'static str,
    pub in_outage: &'static str,
    pub at_most: &'static str,
    pub at_least: &'static str,
    pub met: &'static str,
    pub unmet: &'static str,
    pub meets_all: fn(&str) -> String,
    pub meets_none: &'static str,
    pub claims_here: &'static str,
    pub claims_hint: &'static str,
    pub shown_here: &'static str,
    pub all_measurements: &'static str,
    pub measurements_hint: &'static str,
    pub metric: &'static str,
    pub unit: &'static str,
    pub events_table: &'static str,
    pub events_hint: &'static str,

    pub link_damaged: &'static str,
    pub no_such_scenario: fn(&str) -> String,
    pub not_loaded: fn(&str) -> String,
    pub bad_value: fn(&str, &str, &str) -> String,
    pub run_failed: fn(&str) -> String,
    pub dismiss: &'static str,
}
