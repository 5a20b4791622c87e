//! What just happened, lane by lane, and why the picked operation waited.

use lockstep_core::scenario::OperationId;
use lockstep_core::scene::{self, Names};
use lockstep_core::text::{milliseconds, Lang, Ui};
use lockstep_core::time::SimTime;

use super::html::{self, tag};
use super::stage::style_class;
use crate::live::Here;
use crate::run::Run;

/// The explanation's place.
pub fn frame(ui: &Ui) -> String {
    format!(
        "<h2><span>{}</span><small id=\"explain-step\"></small></h2><div id=\"explain\"></div>",
        ui.happened()
    )
}

/// The explanation.
pub fn live(here: Here) {
    here.content("explain-step", step);
    here.content("explain", |here| {
        let (run, at, selected) = (here.run(), here.state.at(), here.state.view().selected);
        let names = here.names(&run);
        let why = selected.map(|op| why(&run, names.lang, op, at)).unwrap_or_default();
        tag("div", "telling", &told(&run, names, at, selected)) + &why
    });
}

fn step(here: Here) -> String {
    let (run, at) = (here.run(), here.state.at());
    let names = here.names(&run);
    let step = names.ui().step_number(run.timeline.step_at(at));
    [&step, ", ", &milliseconds(names.lang, at.millis())].concat()
}

/// What happened at an instant, a paragraph for each lane.
pub fn told(run: &Run, names: Names, at: SimTime, selected: Option<OperationId>) -> String {
    let lane = |lane: usize| {
        let style = run.style(lane);
        let told = scene::happened(&run.teller(lane, names.lang), &run.fates[lane], at);
        let words = html::sentences(&told, selected);
        let name = tag("b", "", &format!("{}: ", html::text(names.lane_short(lane))));
        tag("p", &format!("told {}", style_class(style)), &(name + &words))
    };
    (0..run.lanes()).map(lane).collect()
}

fn why(run: &Run, lang: Lang, op: OperationId, at: SimTime) -> String {
    let tellers: Vec<_> = (0..run.lanes()).map(|lane| run.teller(lane, lang)).collect();
    let Some(why) = scene::why(&tellers, op, at) else { return String::new() };
    let title = tag("h3", "", &html::sentence(&why.title, Some(op)));
    let links: String =
        why.because.iter().map(|link| tag("li", "", &html::sentence(link, Some(op)))).collect();
    tag("div", "why", &(title + &tag("ol", "", &links)))
}
