//! The page: draws what the core has simulated, measured and put into words, and turns
//! what a person does into commands for it.

use std::rc::Rc;
use std::sync::Arc;

use leptos::mount::mount_to;
use lockstep_core::scenario::Scenario;

mod browser;
mod catalogue;
mod geometry;
mod json;
mod keys;
mod live;
mod page;
mod player;
mod run;
mod state;

use run::Run;
use state::{Asked, State};

fn main() {
    let asked = Rc::new(Asked::from_address());
    catalogue::fetch(asked.place, Box::new(move |scenario| open(asked.clone(), scenario)));
}

/// Puts the page in the place of the shell, once what was asked for is here.
fn open(asked: Rc<Asked>, scenario: Option<Scenario>) {
    let run = scenario.and_then(|scenario| Run::as_shipped(asked.place, scenario).ok());
    match (browser::element("app"), run) {
        (Some(root), Some(run)) => {
            mount_to(root, move || page::page(State::of(&asked, Arc::new(run)))).forget();
        }
        _ => page::cannot_open(asked.place),
    }
}
