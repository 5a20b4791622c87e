//! The transport: to the start, back, play, forward, to the end; the clock; the speed.

use leptos::prelude::*;
use lockstep_core::link::SPEEDS;
use lockstep_core::playback::Command;
use lockstep_core::text::clock;

use super::html::tag;
use super::icon::{icon, PAUSE, PLAY, STEP_BACK, STEP_FORWARD, TO_END, TO_START};
use super::state;
use crate::browser;

/// The transport.
#[component]
pub fn Transport() -> impl IntoView {
    let state = state();
    let ui = state.ui();
    let playing = Memo::new(move |_| state.playhead.get().playing);
    let button = move |label: fn(&'static lockstep_core::text::Ui) -> &'static str, shape, command| {
        view! {
            <button
                type="button"
                class="move"
                aria-label=label(ui)
                title=label(ui)
                on:click=move |_| state.command(command)
                inner_html=icon(shape)
            ></button>
        }
    };
    let play = move || if playing.get() { ui.pause } else { ui.play };
    let face = move || {
        let shape = if playing.get() { PAUSE } else { PLAY };
        icon(shape) + &tag("span", "", play())
    };
    let time = move || {
        let at = state.playhead.get().at;
        let lang = state.lang.get_untracked();
        let step = state.run.with(|run| (ui.step_of)(run.timeline.step_at(at), run.timeline.steps()));
        let now = format!("<span class=\"t\">t = </span>{}", clock(lang, at.millis()));
        tag("span", "now", &now) + &tag("span", "step", &step)
    };
    let full = move || {
        let mut link = state.link();
        link.embed = false;
        browser::address_with(&link.write())
    };
    view! {
        <div class="transport" role="group" aria-label=ui.player>
            {button(|ui| ui.to_start, TO_START, Command::ToStart)}
            {button(|ui| ui.step_back, STEP_BACK, Command::Step(-1))}
            <button
                type="button"
                class="play"
                aria-label=play
                on:click=move |_| state.command(Command::Toggle)
                inner_html=face
            ></button>
            {button(|ui| ui.step_forward, STEP_FORWARD, Command::Step(1))}
            {button(|ui| ui.to_end, TO_END, Command::ToEnd)}
            <p class="clock" inner_html=time></p>
            <Speeds/>
            <a class="full" target="_blank" rel="noopener" href=full>{ui.open_full}</a>
        </div>
    }
}

#[component]
fn Speeds() -> impl IntoView {
    let state = state();
    let ui = state.ui();
    let one = move |speed: f64| {
        let name = match speed {
            0.25 => "¼×".to_string(),
            0.5 => "½×".to_string(),
            whole => format!("{whole}×"),
        };
        let pressed = move || (state.speed.get() == speed).to_string();
        view! { <button type="button" aria-pressed=pressed on:click=move |_| state.speed.set(speed)>{name}</button> }
    };
    view! {
        <div class="speeds" role="group" aria-label=ui.speed title=ui.speed_origin>
            <span>{ui.speed}</span>
            {SPEEDS.map(one).collect_view()}
        </div>
    }
}
