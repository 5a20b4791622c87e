//! Keys, as in every player: see the help for the list.

use leptos::wasm_bindgen::JsCast;
use lockstep_core::playback::Command;
use web_sys::{HtmlElement, KeyboardEvent};

use crate::browser;
use crate::page;
use crate::state::State;

/// A key goes down.
pub fn press(state: State, event: &KeyboardEvent) {
    if !event.default_prevented() && does(state, event) {
        event.prevent_default();
    }
}

/// Does what a key asks for; `false` if it is not ours.
fn does(state: State, event: &KeyboardEvent) -> bool {
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return false;
    }
    let focus = Focus::of(event);
    if page::help_is_open() || focus == Focus::Text {
        return false;
    }
    let key = event.key();
    // In a list letters and numbers choose by how its entries begin.
    if focus == Focus::List && key.chars().count() == 1 {
        return false;
    }
    // A slider or a list keeps the keys that move it.
    let moves = matches!(key.as_str(), "ArrowLeft" | "ArrowRight" | "Home" | "End");
    if moves && matches!(focus, Focus::Slider | Focus::Value | Focus::List) {
        return false;
    }
    // No slider has a use for Space: who has moved one wants to see what comes of it.
    if key == " " && matches!(focus, Focus::Button | Focus::Value) {
        return false;
    }
    let scrubber = browser::target(event).is_some_and(|target| target.id() == "scrub");
    let command = match (key.as_str(), event.shift_key()) {
        // The slider's own step is a microsecond.
        ("ArrowUp", _) if scrubber => Command::Step(1),
        ("ArrowDown", _) if scrubber => Command::Step(-1),
        ("PageUp", _) if scrubber => Command::Step(10),
        ("PageDown", _) if scrubber => Command::Step(-10),
        (" ", _) => Command::Toggle,
        ("ArrowLeft", true) => Command::Mark { forward: false },
        ("ArrowRight", true) => Command::Mark { forward: true },
        ("ArrowLeft", false) => Command::Step(-1),
        ("ArrowRight", false) => Command::Step(1),
        ("Home", _) => Command::ToStart,
        ("End", _) => Command::ToEnd,
        ("?", _) => {
            page::open_help();
            return true;
        }
        (digit, false) if digit.len() == 1 && ("1"..="9").contains(&digit) => {
            let number = u32::from(digit.as_bytes()[0] - b'1');
            state.pick(number);
            return true;
        }
        // By the place on the keyboard, so that they work in a Russian layout too.
        _ => match event.code().as_str() {
            "KeyK" => Command::Toggle,
            "KeyJ" => Command::Step(-10),
            "KeyL" => Command::Step(10),
            _ => return false,
        },
    };
    state.command(command);
    true
}

/// What has the focus.
#[derive(PartialEq)]
enum Focus {
    /// Something that is typed into.
    Text,
    /// A slider.
    Slider,
    /// A list to choose from.
    List,
    /// A choice of one.
    Value,
    /// Something that Space presses.
    Button,
    /// Nothing that wants keys.
    Page,
}

impl Focus {
    fn of(event: &KeyboardEvent) -> Self {
        let Some(target) = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok()) else {
            return Focus::Page;
        };
        let kind = target.get_attribute("type").unwrap_or_default();
        match (target.tag_name().as_str(), kind.as_str()) {
            // The scrubber is the playhead itself: all keys move it by steps.
            ("INPUT", "range") if target.class_list().contains("scrub") => Focus::Page,
            ("INPUT", "range") => Focus::Slider,
            ("SELECT", _) => Focus::List,
            ("INPUT", "radio") => Focus::Value,
            ("INPUT", _) | ("TEXTAREA", _) => Focus::Text,
            ("BUTTON" | "SUMMARY" | "A", _) => Focus::Button,
            _ => Focus::Page,
        }
    }
}
