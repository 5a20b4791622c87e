//! What just happened, lane by lane, and why the picked operation waited.

use leptos::prelude::*;
use lockstep_core::scenario::OperationId;
use lockstep_core::scene::{self, Names};
use lockstep_core::text::milliseconds;
use lockstep_core::time::SimTime;

use super::html::{self, tag};
use super::stage::style_class;
use super::state;
use crate::run::Run;

/// The explanation.
#[component]
pub fn Explain() -> impl IntoView {
    let state = state();
    let ui = state.ui();
    let step = move || {
        let at = state.playhead.get().at;
        let step = state.run.with(|run| (state.ui().step_number)(run.timeline.step_at(at)));
        format!("{step}, {}", milliseconds(state.lang.get(), at.millis()))
    };
    let markup = move || {
        let (at, selected) = (state.playhead.get().at, state.selected.get());
        state.with_names(|run, names| {
            let why = selected.map(|op| why(run, names, op, at)).unwrap_or_default();
            format!("<div class=\"telling\">{}</div>{why}", told(run, names, at, selected))
        })
    };
    view! {
        <h2><span>{ui.happened}</span><small>{step}</small></h2>
        <div inner_html=markup></div>
    }
}

/// What happened at an instant, a paragraph for each lane.
pub fn told(run: &Run, names: Names, at: SimTime, selected: Option<OperationId>) -> String {
    let lane = |lane: usize| {
        let style = run.study.scenario.model.lanes[lane].style;
        let told = scene::happened(&run.teller(lane, names.lang), lane, &run.fates[lane], at);
        let words = html::sentences(&told, selected);
        let name = tag("b", "", &format!("{}: ", names.ui().styles_short[style as usize]));
        tag("p", &format!("told {}", style_class(style)), &(name + &words))
    };
    (0..run.lanes()).map(lane).collect()
}

fn why(run: &Run, names: Names, op: OperationId, at: SimTime) -> String {
    let tellers: Vec<_> = (0..run.lanes()).map(|lane| run.teller(lane, names.lang)).collect();
    let Some(why) = scene::why(&tellers, op, at) else { return String::new() };
    let style = run.study.scenario.model.lanes[why.lane].style;
    let lane = if why.because.is_empty() { "" } else { names.ui().styles_short[style as usize] };
    let title = tag("h3", "", &(html::sentence(&why.title, Some(op)) + &tag("small", "", lane)));
    let links: String =
        why.because.iter().map(|link| tag("li", "", &html::sentence(link, Some(op)))).collect();
    tag("div", "why", &(title + &tag("ol", "", &links)))
}
