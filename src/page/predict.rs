//! Predict first: a number that the run has measured, asked for before it is shown.

use leptos::prelude::untrack;
use lockstep_core::decimal;
use lockstep_core::scenario::Style;
use lockstep_core::scene::Names;
use lockstep_core::time::SimTime;

use super::html::{self, tag};
use crate::browser::Part;
use crate::live::Here;
use crate::run::Run;
use crate::state::State;

/// More operations than this cannot be counted by eye.
const COUNTABLE: u32 = 20;

/// What is asked about a lane that answers before its effects.
struct Question {
    lane: usize,
    answered: usize,
    effective: usize,
    all: u32,
}

impl Question {
    fn at(run: &Run, at: SimTime) -> Option<Self> {
        let lane = (0..run.lanes()).find(|lane| run.style(*lane) != Style::Sync)?;
        let all = run.operations();
        let (answered, effective) = run.counts(lane, at);
        let question = Question { lane, answered, effective, all };
        (all <= COUNTABLE).then_some(question)
    }
}

/// The question's place; nothing where there is no question.
pub fn frame(run: &Run, names: Names) -> String {
    let Some(question) = Question::at(run, SimTime::ZERO) else { return String::new() };
    let ui = names.ui();
    format!(
        "<h2>{}</h2><label class=\"predict\"><span id=\"question\"></span>\
         <input type=\"range\" id=\"predicted\" min=\"0\" max=\"{}\"><output id=\"prediction\"></output></label>\
         <button type=\"button\" class=\"check\" id=\"check\" data-act=\"check\"></button>\
         <div id=\"outcome\" role=\"status\"></div>",
        ui.predict(), question.all
    )
}

/// Question, prediction and, once it is asked for, the measured value.
pub fn live(here: Here) {
    here.content("question", question);
    here.follow("predicted", Part::Value, predicted);
    here.content("prediction", predicted);
    here.content("check", |here| {
        let ui = here.state.ui();
        if revealed(here) { ui.predict_again() } else { ui.predict_check() }.to_string()
    });
    here.content("outcome", |here| {
        if !revealed(here) {
            return String::new();
        }
        let run = here.run();
        let question = Question::at(&run, here.state.at());
        question.map_or_else(String::new, |question| {
            outcome(&question, here.names(&run), here.state.view().predicted)
        })
    });
}

fn question(here: Here) -> String {
    let run = here.run();
    let Some(Question { lane, answered, all, .. }) = Question::at(&run, here.state.at()) else {
        return String::new();
    };
    let names = here.names(&run);
    html::text(&names.ui().predict_question(names.lane(lane), answered, all, names.effect()))
}

fn predicted(here: Here) -> String {
    here.state.view().predicted.to_string()
}

fn revealed(here: Here) -> bool {
    here.state.view().revealed == Some(here.state.at())
}

fn outcome(question: &Question, names: Names, said: usize) -> String {
    let Question { answered, effective, all, .. } = *question;
    let ui = names.ui();
    let first = tag("b", "", &ui.predict_result(said as u32, effective));
    let right = if said == effective { ui.predict_right() } else { "" };
    let promise = if answered > effective { ui.predict_promise(answered, effective) } else { String::new() };
    let share = |count: usize| decimal::plain(count as f64 / f64::from(all.max(1)) * 100.0);
    format!(
        "<div class=\"outcome\" style=\"--said:{}%;--measured:{}%\" aria-hidden=\"true\">\
         <i class=\"said\"></i><i class=\"measured\"></i></div><p class=\"result\">{first} {right} {promise}</p>",
        share(said),
        share(effective)
    )
}

/// Compares the prediction with the run, or asks anew. Another instant is another question.
pub fn check(state: State) {
    let at = untrack(|| state.at());
    state.look(&|view| view.revealed = if view.revealed == Some(at) { None } else { Some(at) });
}
