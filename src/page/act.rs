//! What a person does: an element says in its `data-` attributes or its name what it asks for.

use leptos::prelude::{document, untrack, window};
use leptos::wasm_bindgen::JsCast;
use lockstep_core::decimal;
use lockstep_core::link::{Extent, Theme, SPEEDS};
use lockstep_core::playback::Command;
use lockstep_core::text::Lang;
use lockstep_core::time::SimTime;
use web_sys::{Element, Event, MouseEvent};

use super::stage::scrub;
use super::{by_hand, head, help};
use crate::browser;
use crate::keys;
use crate::state::State;

/// Listens to the whole page.
pub fn listen(state: State) {
    let page = document();
    browser::listen(&page, "click", Box::new(move |event| click(state, &event)));
    browser::listen(&page, "input", Box::new(move |event| input(state, &event)));
    browser::listen(&page, "change", Box::new(move |event| change(state, &event)));
    let key = move |event: Event| keys::press(state, event.unchecked_ref());
    browser::listen(&window(), "keydown", Box::new(key));
    browser::listen(&window(), "popstate", Box::new(move |_| state.follow_address()));
}

/// A click, by mouse, finger or key.
fn click(state: State, event: &Event) {
    let Some(target) = browser::target(event) else { return };
    if pointed(event) && matches!(target.closest("button"), Ok(Some(_))) {
        // Whoever points does not type at the button: the keys stay the player's.
        browser::focus("stage");
    }
    if let Some(act) = asked(&target, "data-act") {
        if act == "skip" {
            // Following the link would be a new address, and a new address opens the page anew.
            event.prevent_default();
        }
        return press(state, &act);
    }
    let number = |name: &str| asked(&target, name).and_then(|value| value.parse::<u64>().ok());
    if let Some(micros) = number("data-seek") {
        state.command(Command::Seek(SimTime::from_micros(micros)));
    } else if let Some(place) = number("data-scenario").or(number("data-group")) {
        state.choose(place as usize);
    } else if let Some(service) = number("data-intervene") {
        state.intervene(service as usize);
    } else if let Some(place) = number("data-happen") {
        by_hand::happen(state, place);
    } else if let Some(place) = number("data-undo") {
        state.undo(place as usize);
    } else if let Some(place) = number("data-dismiss") {
        state.dismiss(place as usize);
    } else if let Some(tab) = number("data-tab") {
        state.look(&|view| view.tab = tab as usize);
    } else if let Some(speed) = number("data-speed").and_then(|place| SPEEDS.get(place as usize)) {
        state.look(&|view| view.speed = *speed);
    } else if let Some(lang) = asked(&target, "data-lang").and_then(|code| Lang::from_code(&code)) {
        state.speak(lang);
    } else if let Some(number @ 1..) = number("data-op") {
        state.pick(number as u32 - 1);
    } else if asked(&target, "data-fold").is_some() {
        // The browser folds and unfolds after this.
        browser::next_frame(Box::new(move || state.look(&|view| view.glances += 1)));
    }
}

/// Whether a click came from a mouse or a finger, and not from a key.
fn pointed(event: &Event) -> bool {
    event.dyn_ref::<MouseEvent>().is_some_and(|click| click.detail() > 0)
}

/// What the nearest element around a target asks for under a name.
fn asked(target: &Element, name: &str) -> Option<String> {
    let owner = target.closest(&["[", name, "]"].concat()).ok().flatten()?;
    owner.get_attribute(name)
}

fn press(state: State, act: &str) {
    match act {
        "start" => state.command(Command::ToStart),
        "back" => state.command(Command::Step(-1)),
        "play" => state.command(Command::Toggle),
        "forward" => state.command(Command::Step(1)),
        "end" => state.command(Command::ToEnd),
        "theme" => state.look(&|view| {
            let place = Theme::ALL.iter().position(|theme| *theme == view.theme).unwrap_or(0);
            view.theme = Theme::ALL[(place + 1) % Theme::ALL.len()];
        }),
        "skip" => browser::focus("stage"),
        "share" => head::share(state),
        "embed" => head::embed(state),
        "help" => help::open_help(),
        "close" => help::close(),
        "reset" => state.reset(),
        "check" => super::predict::check(state),
        _ => {}
    }
}

/// A control that is being moved.
fn input(state: State, event: &Event) {
    let Some(target) = browser::target(event) else { return };
    let value = browser::value(event);
    let number = decimal::parse(&value);
    match (target.id().as_str(), number) {
        ("scrub", Some(ms)) => {
            state.command(Command::Seek(SimTime::from_millis_f64(ms)));
            // The scale of a changed run may go on beyond its end.
            scrub::stand(untrack(|| state.at()));
        }
        // What is said after the answer is another prediction.
        ("predicted", Some(count)) => {
            state.look(&|view| (view.predicted, view.revealed) = (count as usize, None));
        }
        (_, Some(number)) => {
            if let Some(control) = target.get_attribute("data-control") {
                state.set(&control, number);
            } else if let Some(required) = target.get_attribute("data-need") {
                state.need(&required, number);
            }
        }
        _ => {}
    }
}

/// A control that has been set.
fn change(state: State, event: &Event) {
    let Some(target) = browser::target(event) else { return };
    let value = browser::value(event);
    match target.id().as_str() {
        "picker" => {
            if let Ok(place) = value.parse() {
                state.choose(place);
            }
        }
        "extent" => state.look(&|view| {
            view.extent = if value == "run" { Extent::WholeRun } else { Extent::UpToPlayhead };
        }),
        "op" => {
            if let Ok(number @ 1..) = value.parse::<u32>() {
                state.pick(number - 1);
            }
            // What cannot be picked gives way to what is.
            state.look(&|view| view.glances += 1);
        }
        _ => {}
    }
}
