//! Loading: another scenario, or the texts of another language, are fetched first, and until they are here the
//! present ones stay.

use std::sync::Arc;

use lockstep_core::scenario::Scenario;
use lockstep_core::text::Lang;

use super::moment::Topic;
use super::{Notice, State};
use crate::run::Run;
use crate::{catalogue, texts};

impl State {
    /// Does something with a scenario as shipped: at once if it is open, else as soon as it is here,
    /// unless something else has been asked for by then.
    pub(super) fn load(&self, place: usize, then: Box<dyn Fn(State, Arc<Run>)>) {
        let asked = self.now().asked + 1;
        self.wait(asked, false);
        let open = self.shipped();
        if open.place == place {
            return then(*self, open);
        }
        self.wait(asked, true);
        let state = *self;
        let arrived = move |scenario: Option<Scenario>| {
            if state.now().asked != asked {
                return;
            }
            match scenario.map(|scenario| Run::as_shipped(place, scenario)) {
                Some(Ok(run)) => then(state, Arc::new(run)),
                Some(Err(why)) => state.tell(Notice::RunFailed(why.to_string())),
                None => state.tell(Notice::NotLoaded(place)),
            }
            // After the run, which is to be told first.
            state.wait(asked, false);
        };
        catalogue::fetch(place, Box::new(arrived));
    }

    /// Speaks another language: at once if its texts are here, else as soon as they are, unless yet another
    /// has been asked for by then.
    pub fn speak(&self, lang: Lang) {
        let known = lang.is_known();
        self.learn(if known { None } else { Some(lang) });
        if known {
            return self.spoken(lang);
        }
        let state = *self;
        let arrived = move |known: bool| {
            if state.now().learning != Some(lang) {
                return;
            }
            match known {
                true => state.spoken(lang),
                false => state.tell(Notice::NotLearned(lang)),
            }
            state.learn(None);
        };
        texts::fetch(lang, Box::new(arrived));
    }

    fn spoken(&self, lang: Lang) {
        if lang != self.now().lang {
            self.change(Topic::Lang, &|moment| moment.lang = lang);
        }
    }

    fn learn(&self, lang: Option<Lang>) {
        if lang != self.now().learning {
            self.change(Topic::Waiting, &|moment| moment.learning = lang);
        }
    }

    fn wait(&self, asked: u32, waiting: bool) {
        let now = self.now();
        if (asked, waiting) != (now.asked, now.waiting) {
            self.change(Topic::Waiting, &|moment| (moment.asked, moment.waiting) = (asked, waiting));
        }
    }
}
