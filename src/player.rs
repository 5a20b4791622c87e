//! Playing: the page's clock moves the playhead, the address follows it.

use leptos::prelude::*;
use lockstep_core::playback::{Command, MODEL_PER_SECOND};
use lockstep_core::time::SimDuration;
use std::time::Duration;

use crate::browser;
use crate::state::State;

/// Without motion, playing makes one step in this time.
const STILL_STEP_MS: f64 = 1000.0;
/// A frame never counts for more, so that a hidden tab does not jump on return.
const LONGEST_FRAME_MS: f64 = 100.0;

/// Plays while the state says so.
pub fn play(state: State) {
    let playing = Memo::new(move |_| state.playhead.get().playing);
    Effect::new(move |_| {
        if playing.get() {
            next_frame(state, browser::now_ms());
        }
    });
}

fn next_frame(state: State, before: f64) {
    request_animation_frame(move || {
        if state.playhead.try_get_untracked().is_none_or(|playhead| !playhead.playing) {
            return;
        }
        let now = browser::now_ms();
        if browser::reduced_motion() {
            if now - before >= STILL_STEP_MS {
                still_step(state);
                return next_frame(state, now);
            }
            return next_frame(state, before);
        }
        let passed = (now - before).clamp(0.0, LONGEST_FRAME_MS) / 1000.0;
        let model = passed * state.speed.get_untracked() * MODEL_PER_SECOND.millis();
        state.command(Command::Advance(SimDuration::from_millis_f64(model)));
        next_frame(state, now);
    });
}

/// One step that does not end the playing unless the run does.
fn still_step(state: State) {
    let run = state.run.get_untracked();
    let here = state.playhead.get_untracked();
    let there = here.after(&run.timeline, Command::Step(1));
    state.command(Command::Advance(there.at.since(here.at)));
}

/// The address says what is shown, whenever the playhead rests.
pub fn keep_address(state: State) {
    Effect::new(move |pending: Option<Option<TimeoutHandle>>| {
        if let Some(Some(pending)) = pending {
            pending.clear();
        }
        state.link();
        if state.playhead.get().playing {
            return None;
        }
        let write = move || browser::show_address(&state.address(), false);
        set_timeout_with_handle(write, Duration::from_millis(120)).ok()
    });
    let handle = window_event_listener(leptos::ev::popstate, move |_| state.follow_address());
    on_cleanup(move || handle.remove());
}
