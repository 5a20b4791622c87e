//! Loading: another scenario is fetched first, and until it is here the present one stays.

use std::sync::Arc;

use lockstep_core::scenario::Scenario;

use super::moment::Topic;
use super::{Notice, State};
use crate::catalogue;
use crate::run::Run;

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

    fn wait(&self, asked: u32, waiting: bool) {
        let now = self.now();
        if (asked, waiting) != (now.asked, now.waiting) {
            self.change(Topic::Waiting, &|moment| (moment.asked, moment.waiting) = (asked, waiting));
        }
    }
}
