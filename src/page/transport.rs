//! The transport: to the start, back, play, forward, to the end; the clock; the speed.

use leptos::prelude::*;
use lockstep_core::link::SPEEDS;
use lockstep_core::playback::Command;
use lockstep_core::text::clock;

use super::icon::{Icon, PAUSE, PLAY, STEP_BACK, STEP_FORWARD, TO_END, TO_START};
use super::state;
use crate::browser;

/// The transport.
#[component]
pub fn Transport() -> impl IntoView {
    let state = state();
    let playing = Memo::new(move |_| state.playhead.get().playing);
    let button = move |label: fn(&'static lockstep_core::text::Ui) -> &'static str, shape, command| {
        view! {
            <button
                type="button"
                class="move"
                aria-label=move || label(state.ui())
                title=move || label(state.ui())
                on:click=move |_| state.command(command)
            >
                <Icon shape/>
            </button>
        }
    };
    let play = move || {
        let ui = state.ui();
        if playing.get() {
            ui.pause
        } else {
            ui.play
        }
    };
    let time = move || clock(state.lang.get(), state.playhead.get().at.millis());
    let step = move || {
        let at = state.playhead.get().at;
        state.run.with(|run| (state.ui().step_of)(run.timeline.step_at(at), run.timeline.steps()))
    };
    let full = move || {
        let mut link = state.link();
        link.embed = false;
        browser::address_with(&link.write())
    };
    view! {
        <div class="transport" role="group" aria-label=move || state.ui().player>
            {button(|ui| ui.to_start, TO_START, Command::ToStart)}
            {button(|ui| ui.step_back, STEP_BACK, Command::Step(-1))}
            <button type="button" class="play" aria-label=play on:click=move |_| state.command(Command::Toggle)>
                {move || if playing.get() { view! { <Icon shape=PAUSE/> } } else { view! { <Icon shape=PLAY/> } }}
                <span>{play}</span>
            </button>
            {button(|ui| ui.step_forward, STEP_FORWARD, Command::Step(1))}
            {button(|ui| ui.to_end, TO_END, Command::ToEnd)}
            <p class="clock"><span class="now"><span class="t">"t = "</span>{time}</span><span class="step">{step}</span></p>
            <Speeds/>
            <a class="full" target="_blank" rel="noopener" href=full>{move || state.ui().open_full}</a>
        </div>
    }
}

#[component]
fn Speeds() -> impl IntoView {
    let state = state();
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
        <div class="speeds" role="group" aria-label=move || state.ui().speed title=move || state.ui().speed_origin>
            <span>{move || state.ui().speed}</span>
            {SPEEDS.map(one).collect_view()}
        </div>
    }
}
