//! English.

mod calls;
mod claims;
mod phrases;
mod polls;
mod publishing;
mod repeats;
mod replies;
mod sagas;

pub use phrases::English;

use super::ui::{RowText, Ui};

fn s(number: u32) -> &'static str {
    if number == 1 {
        ""
    } else {
        "s"
    }
}

/// The interface in English.
pub static UI: Ui = Ui {
    skip_to_stage: "Skip to the run",
    scenarios: "Scenarios",
    choose_scenario: "Choose a scenario",
    language: "Language",
    theme: "Theme",
    theme_names: ["as the system", "light", "dark"],
    share: "Share",
    share_done: "Link copied: it opens this very picture.",
    share_by_hand: "Copy the address of this page: it opens this very picture.",
    embed: "Embed",
    embed_done: "Frame for a slide copied.",
    open_full: "Open in Lockstep",
    help: "Help",
    close: "Close",
    keys_title: "Keys",
    keys: [
        ("Space, K", "play or pause"),
        ("← →", "one step back, one forward"),
        ("Shift + ← →", "to the mark before, to the next"),
        ("J, L", "ten steps back, ten forward"),
        ("Home, End", "to the start, to the end"),
        ("1 … 9", "pick an operation"),
        ("?", "this help"),
        ("Esc", "close it"),
    ],
    definitions_title: "What the numbers mean",
    definitions: [
        ("Step", "an instant at which something happens in any lane"),
        ("Acknowledged", "callers who hold a good answer, of all operations of the run"),
        ("Effect visible", "operations whose work is done and can be seen by others"),
        (
            "Callers blocked",
            "time that callers have waited for an answer, divided by the time since they sent; \
             where callers think and come back, by all their time; \
             a lane's clock stops with its last event",
        ),
        ("Staleness", "from the answer to the effect; 0 if the effect came first"),
        ("Kinds of message", "directions on an edge that carry something: request, reply, message, confirm, delivery, acknowledgement"),
        ("Parts", "services, and the broker where there is one"),
        (
            "Throughput",
            "effects from the first to the last, divided by the time between them; in two runs of their own, with \
             few and with many workers",
        ),
        ("Lost", "operations without a good answer or without an effect, in a run of its own with the outage"),
        ("Where they come from", "all are counted from the events of the run that you see"),
    ],

    modelled: "What is modelled, and what is not",

    styles: ["Synchronous", "Asynchronous", "Hybrid"],
    styles_short: ["Sync", "Async", "Hybrid"],
    acknowledged: "Acknowledged",
    effect_visible: "Effect visible",
    callers_blocked: "Callers blocked",
    acknowledged_short: "Answered",
    effect_short: "Effect",
    blocked_short: "Blocked",

    time: "Time",
    callers: "Callers",
    broker: "Broker",
    worker: "worker",
    queue: "queue",
    outbox: "Outbox",
    queue_of: |name| format!("{name} queue"),
    worker_of: |service, worker, number| format!("{service} {worker} {number}"),
    depth_now: |depth| format!("depth {depth}"),
    troubles: ["down", "slow", "hangs", "errors", "breaker open", "takes no publishes"],
    waits: "waits",
    append: "store",
    defaults_of: |name| format!("defaults of {name}"),
    confirmed: "confirmed",
    in_all_lanes: |lanes| if lanes == 2 { "in both lanes" } else { "in all lanes" },
    pick_operation: "Pick an operation",

    events: "Events",
    player: "Player",
    to_start: "To the start",
    step_back: "One step back",
    play: "Play",
    pause: "Pause",
    step_forward: "One step forward",
    to_end: "To the end",
    speed: "Speed",
    speed_origin: |length| format!("1× shows {length} of the run in one second"),
    step_number: |step| format!("step {step}"),
    step_of: |step, all| format!("step {step} of {all}"),
    playhead: "Playhead",
    marks_to_jump: "Worth a look",

    legend: "Marks",
    legend_names: [
        "work",
        "blocked, waiting",
        "queued",
        "request",
        "reply",
        "message",
        "confirm",
        "acknowledged",
        "effect visible",
        "effect undone",
        "read, effect found",
        "read, effect missed",
        "failure",
        "outage",
    ],

    tabs: ["Explain", "Predict", "Change", "Compare"],

    happened: "What just happened",
    change: "Change one thing",
    changed: "You have changed this run; Reset brings back the original.",
    change_hint: "Simulated again at once; the playhead stays, dashed outlines show the run as it was.",
    reset: "Reset",
    default_value: |value| format!("at first {value}"),
    questions: "Ask yourself",

    by_hand: "Break it by hand",
    by_hand_hint: "Takes effect right after the playhead; the past stays as it was.",
    acts: [
        |service| format!("Break {service}"),
        |service| format!("Mend {service}"),
        |operation| format!("{operation}: lose its next acknowledgement"),
        |operation| format!("{operation}: slow its work down 10×"),
    ],
    done: [
        |service, when| format!("{service} broken at {when}"),
        |service, when| format!("{service} mended at {when}"),
        |operation, when| format!("{operation}: acknowledgement lost after {when}"),
        |operation, when| format!("{operation}: work 10× slower from {when}"),
    ],
    undo: "Undo",
    by_hand_caption: "What it changed: without it → with it, whole run",
    by_hand_nothing: "It changed nothing that is measured here.",
    by_hand_metrics: [
        "succeeded",
        "failed",
        "lost",
        "effects twice",
        "mean answer",
        "mean effect",
        "longest stale",
        "drained after",
    ],

    predict: "Predict first",
    predict_question: |lane, answered, all, effect| {
        format!("{lane} has answered {answered} of {all} by now. How many are {effect}?")
    },
    predict_check: "Show",
    predict_again: "Once more",
    predict_result: |said, measured| format!("You said {said}, measured {measured}."),
    predict_right: "Right.",
    predict_promise: |answered, effective| {
        format!(
            "An answer is a promise: {} of the {answered} are still to come.",
            answered.saturating_sub(effective)
        )
    },

    compare: "Compare",
    course_says: "The course says",
    verdict: "Verdict",
    extent: "Measured over",
    whole_run: "whole run",
    up_to_playhead: "so far",
    holds: "holds here",
    fails: "does not hold here:",
    same: "no difference here",
    open: "not decided",
    fails_answer: |by| format!("answers {by} later"),
    fails_effect: |effect, by| format!("{effect} {by} later"),
    fails_consistency: |by| format!("sync is stale {by} longer"),
    fails_complexity: |by| format!("sync has {by} kinds more"),
    fails_scalability: |by| format!("sync gains {by} more"),
    fails_tolerance: |by| format!("{by} more lost"),
    rows: [
        RowText {
            name: "Performance",
            measured: "mean time to answer",
            claim: "Async is faster",
            missing: "no good answer yet",
        },
        RowText { name: "", measured: "", claim: "", missing: "no effect yet" },
        RowText {
            name: "Consistency",
            measured: "longest stale window",
            claim: "Sync at once, async eventually",
            missing: "nothing answered and effective yet",
        },
        RowText {
            name: "Implementation complexity",
            measured: "kinds of message to handle",
            claim: "Sync is simpler to build",
            missing: "nothing sent yet",
        },
        RowText {
            name: "Scalability",
            measured: "throughput with more workers",
            claim: "Async scales better",
            missing: "this scenario describes no run with more workers",
        },
        RowText {
            name: "Fault tolerance",
            measured: "lost in an outage",
            claim: "Async survives a failed callee",
            missing: "this scenario describes no outage",
        },
    ],
    until_effect: |effect| format!("mean time until {effect}"),
    scaling_run: |few, many, operations| format!("throughput, {few}→{many} workers, run of {operations}"),
    outage_run: |service, length| format!("lost in a {length} outage of {service}"),
    kinds: |count| format!("{count} kinds"),
    parts: |count| format!("{count} part{}", s(count)),
    of_operations: |lost, all| format!("{lost} of {all}"),
    compared: |these, those| format!("Verdicts compare {these} with {those}."),
    claims: &claims::CLAIMS,
    requirements: "What do you require?",
    requirements_hint: "Move the limits: each lane is held against them with what it measured over the time chosen above.",
    in_outage: "in the further run with an outage",
    at_most: "at most",
    at_least: "at least",
    met: "met",
    unmet: "not met",
    meets_all: |lanes| format!("Everything is met by: {lanes}."),
    meets_none: "No lane meets everything. Which requirement would you give up?",
    claims_here: "The course’s statements here",
    claims_hint: "Each is compared with what the lanes measured over the time chosen above.",
    shown_here: "shown here",
    all_measurements: "All measurements",
    measurements_hint: "The names are those that the command prints.",
    metric: "Measurement",
    unit: "Unit",
    events_table: "Events as a list",
    events_hint: "The last events up to the playhead, newest first.",

    link_damaged: "This link is damaged; what could not be read stands at its default.",
    no_such_scenario: |name| format!("There is no scenario “{name}”; here is the one that opens first."),
    not_loaded: |name| format!("“{name}” could not be loaded: check the connection, then choose it again or reload."),
    bad_value: |field, value, allowed| format!("{field} = “{value}” cannot be used; allowed: {allowed}."),
    run_failed: |why| format!("This setting cannot be run ({why}). The last run that worked is still shown."),
    dismiss: "Dismiss",
};
