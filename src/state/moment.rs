//! All that the page shows, as one moment after the other, and who is told of which change.

use std::sync::Arc;

use leptos::prelude::*;
use lockstep_core::metrics::Comparison;
use lockstep_core::playback::Playhead;
use lockstep_core::study::DerivedRuns;
use lockstep_core::text::Lang;

use super::{Notice, Settings, View};
use crate::run::Run;

/// All that can change, at one moment. A change makes a new one, so that whoever reads sees one moment.
#[derive(Clone)]
pub struct Moment {
    pub settings: Settings,
    pub run: Arc<Run>,
    /// The same scenario as its file says.
    pub shipped: Arc<Run>,
    /// What it is compared with: the run without what was done by hand, or as shipped.
    pub original: Arc<Run>,
    /// What that one is made with.
    pub original_with: Settings,
    /// Whether the run is one with something done by hand.
    pub forked: bool,
    pub derived: Arc<DerivedRuns>,
    /// The table of the run, with what goes with it.
    pub compared: Arc<Comparison>,
    /// Limits of requirements that have been moved, and where to.
    pub needs: Vec<(String, f64)>,
    pub playhead: Playhead,
    pub view: View,
    pub lang: Lang,
    pub notices: Vec<Notice>,
    /// How often a scenario has been asked for: what arrives for another time than the last comes too late.
    pub asked: u32,
    /// Whether the last one is still on its way.
    pub waiting: bool,
    /// The language that is to be spoken as soon as its texts are here.
    pub learning: Option<Lang>,
}

/// What of it is followed apart.
#[derive(Clone, Copy)]
pub enum Topic {
    Settings,
    Run,
    Derived,
    Compared,
    Needs,
    Playhead,
    View,
    Lang,
    Notices,
    Waiting,
}

/// The present moment, and who follows what of it. One kind of signal serves all topics: each
/// further kind would be a kilobyte or two of every visitor's download.
#[derive(Clone, Copy)]
pub struct Source {
    moment: StoredValue<Arc<Moment>>,
    /// By [`Topic`].
    changed: [RwSignal<()>; 10],
}

impl Source {
    /// Begins with a moment.
    pub fn new(moment: Moment) -> Self {
        Source {
            moment: StoredValue::new(Arc::new(moment)),
            changed: std::array::from_fn(|_| RwSignal::new(())),
        }
    }

    /// Reads without following.
    pub fn now(&self) -> Arc<Moment> {
        self.moment.get_value()
    }

    /// Reads something that is followed from then on.
    pub fn read(&self, topic: Topic) -> Arc<Moment> {
        self.changed[topic as usize].track();
        self.moment.get_value()
    }

    /// Makes the next moment, and tells those who follow the topic.
    ///
    /// Where one turn changes several topics, the run comes first: it makes the page anew, and what
    /// belonged to the old page must not be asked about a run with fewer lanes.
    pub fn change(&self, topic: Topic, change: &dyn Fn(&mut Moment)) {
        let mut moment = Moment::clone(&self.moment.get_value());
        change(&mut moment);
        self.moment.set_value(Arc::new(moment));
        self.changed[topic as usize].notify();
    }
}
