//! A sentence with operation numbers as discs.

use leptos::prelude::*;
use lockstep_core::text::Piece;

use super::state;

/// Draws a sentence; a click on a number picks that operation.
#[component]
pub fn Sentence(pieces: Vec<Piece>) -> impl IntoView {
    let state = state();
    let piece = move |piece: Piece| match piece {
        Piece::Text(text) => text.into_any(),
        Piece::Operation(number) => {
            let chosen = move || state.selected.get() == Some(number - 1);
            view! { <span class="op" class:sel=chosen on:click=move |_| state.pick(number - 1)>{number}</span> }.into_any()
        }
    };
    pieces.into_iter().map(piece).collect_view()
}
