//! Playing: the page's clock moves the playhead, the address follows it.

use std::cell::Cell;
use std::rc::Rc;

use leptos::prelude::untrack;
use lockstep_core::playback::Command;
use lockstep_core::time::SimDuration;

use crate::browser;
use crate::live;
use crate::state::State;

/// Without motion, playing makes one step in this time.
const STILL_STEP_MS: f64 = 1000.0;
/// A frame never counts for more, so that a hidden tab does not jump on return.
const LONGEST_FRAME_MS: f64 = 100.0;
/// So many milliseconds the playhead rests before the address follows.
const REST_MS: i32 = 120;
/// How often it follows while the playhead moves; browsers allow about three changes in a second.
const PLAYING_MS: i32 = 1000;

/// Plays while the state says so.
pub fn play(state: State) {
    let was_playing = Cell::new(false);
    // Counts the turns of playing: a frame of an earlier one may still be due when the next begins.
    let turns = Rc::new(Cell::new(0));
    live::effect(Box::new(move || {
        let playing = state.playhead().playing;
        if playing && !was_playing.get() {
            turns.set(turns.get() + 1);
            next_frame(state, browser::now_ms(), turns.clone(), turns.get());
        }
        was_playing.set(playing);
    }));
}

fn next_frame(state: State, before: f64, turns: Rc<Cell<u32>>, turn: u32) {
    browser::next_frame(Box::new(move || {
        if !untrack(|| state.playhead()).playing || turns.get() != turn {
            return;
        }
        let now = browser::now_ms();
        if browser::reduced_motion() {
            if now - before >= STILL_STEP_MS {
                still_step(state);
                return next_frame(state, now, turns, turn);
            }
            return next_frame(state, before, turns, turn);
        }
        let passed = (now - before).clamp(0.0, LONGEST_FRAME_MS) / 1000.0;
        let speed = untrack(|| state.view()).speed;
        let model = passed * speed * untrack(|| state.run()).pace().millis();
        state.command(Command::Advance(SimDuration::from_millis_f64(model)));
        next_frame(state, now, turns, turn);
    }));
}

/// One step that does not end the playing unless the run does.
fn still_step(state: State) {
    let (run, here) = untrack(|| (state.run(), state.playhead()));
    let there = here.after(&run.timeline, Command::Step(1));
    state.command(Command::Advance(there.at.since(here.at)));
}

/// The address says what is shown, whenever the playhead rests, and every now and then while it plays: what was done
/// meanwhile is not to be lost.
pub fn keep_address(state: State) {
    let pending = Rc::new(Cell::new(None));
    live::effect(Box::new(move || {
        state.link();
        let wait = match (pending.take(), state.playhead().playing) {
            // Put off with every frame it would never be due.
            (Some(due), true) => return pending.set(Some(due)),
            (None, true) => PLAYING_MS,
            (Some(due), false) => {
                browser::never_mind(due);
                REST_MS
            }
            (None, false) => REST_MS,
        };
        let done = pending.clone();
        let show = move || {
            done.set(None);
            state.show_address(false);
        };
        pending.set(browser::later(wait, Box::new(show)));
    }));
}
