//! Parts of the page that follow the state. A part is a plain function, and all parts share one copy
//! of the reactive machinery: what is generic here, every visitor would download many times over.

use std::cell::RefCell;
use std::sync::Arc;

use leptos::prelude::Effect;
use lockstep_core::scene::Names;

use crate::browser::{self, Part};
use crate::run::Run;
use crate::state::State;

/// Where a part stands: what it may read, and which lane, control or button it belongs to.
#[derive(Clone, Copy)]
pub struct Here {
    /// The state; whatever is read from it is followed.
    pub state: State,
    /// The number of the lane, control or button.
    pub place: usize,
}

/// What a part says; asked anew whenever something that it has read changes.
pub type Words = fn(Here) -> String;

impl Here {
    /// The run; with [`Here::names`], what most parts begin with.
    pub fn run(&self) -> Arc<Run> {
        self.state.run()
    }

    /// The names of a run's parts in the page's language.
    pub fn names<'r>(&self, run: &'r Run) -> Names<'r> {
        Names::new(&run.study.scenario, self.state.lang())
    }

    /// An id with the number at its end.
    pub fn id(&self, name: &str) -> String {
        format!("{name}-{}", self.place)
    }

    /// The content of an element follows.
    pub fn content(self, id: &str, words: Words) {
        self.follow(id, Part::Content, words);
    }

    /// An attribute of an element follows.
    pub fn attribute(self, id: &str, name: &'static str, words: Words) {
        self.follow(id, Part::Attribute(name), words);
    }

    /// Keeps a part of the element with this id at what the words say. The page is touched only
    /// where they say something else than before.
    pub fn follow(self, id: &str, part: Part, words: Words) {
        let id = id.to_string();
        let before = RefCell::new(None);
        effect(Box::new(move || {
            let now = words(self);
            if before.borrow().as_ref() != Some(&now) {
                browser::set(&id, part, &now);
                before.replace(Some(now));
            }
        }));
    }
}

/// Does something now, and again whenever something that it has read changes.
pub fn effect(act: Box<dyn Fn()>) {
    Effect::new(move |_| act());
}
