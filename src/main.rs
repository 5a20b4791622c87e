//! The page: draws what the core has simulated, measured and put into words, and turns
//! what a person does into commands for it.

use std::cell::RefCell;
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
mod strip_room;
mod texts;

use run::Run;
use state::{Asked, State};

fn main() {
    let start = Rc::new(Start { asked: Asked::from_address(), arrived: RefCell::default() });
    let (place, lang, other) = (start.asked.place, start.asked.lang(), start.clone());
    catalogue::fetch(place, Box::new(move |scenario| start.hear(Some(scenario), None)));
    texts::fetch(lang, Box::new(move |known| other.hear(None, Some(known))));
}

/// What was asked for, and what of it has arrived: the scenario and the texts, or word that they will not.
struct Start {
    asked: Asked,
    arrived: RefCell<(Option<Option<Scenario>>, Option<bool>)>,
}

impl Start {
    /// Hears of one of both, and opens the page once the other is here, too.
    fn hear(self: &Rc<Self>, scenario: Option<Option<Scenario>>, texts: Option<bool>) {
        let before = self.arrived.take();
        match (scenario.or(before.0), texts.or(before.1)) {
            (Some(scenario), Some(known)) => open(self.clone(), scenario.filter(|_| known)),
            one => *self.arrived.borrow_mut() = one,
        }
    }
}

/// Puts the page in the place of the shell.
fn open(start: Rc<Start>, scenario: Option<Scenario>) {
    let place = start.asked.place;
    let run = scenario.and_then(|scenario| Run::as_shipped(place, scenario).ok());
    match (browser::element("app"), run) {
        (Some(root), Some(run)) => {
            mount_to(root, move || page::page(State::of(&start.asked, Arc::new(run)))).forget();
        }
        _ => page::cannot_open(place),
    }
}
