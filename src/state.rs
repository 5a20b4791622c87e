//! The one place where the page's state lives, and the only ways to change it.

mod address;
mod by_hand;
mod loading;
mod moment;
mod running;

use std::sync::Arc;

use leptos::prelude::*;
use lockstep_core::link::{Damage, Extent, Theme};
use lockstep_core::metrics::Comparison;
use lockstep_core::playback::{Command, Playhead};
use lockstep_core::scenario::{Intervention, OperationId};
use lockstep_core::study::DerivedRuns;
use lockstep_core::text::{Lang, Ui};
use lockstep_core::time::SimTime;

pub use self::address::Asked;
pub use self::by_hand::{act_at, breakable, can_happen};
use self::moment::{Moment, Source, Topic};
use crate::browser;
use crate::geometry::{Geometry, Wanted};
use crate::run::Run;

/// So long it is told that something has been copied, in milliseconds: enough to read it twice.
const BRIEFLY_MS: i32 = 6000;

/// What a person has to be told beside the picture.
#[derive(Clone, Debug, PartialEq)]
pub enum Notice {
    /// A link names a scenario that there is none of.
    NoScenario(String),
    /// The file of a scenario did not arrive, or is none; which one, by its place in the list.
    NotLoaded(usize),
    /// The texts of a language did not arrive.
    NotLearned(Lang),
    /// A field of a link cannot be used.
    Damaged(Damage),
    /// The settings cannot be run, and why; empty where their values do not go together.
    RunFailed(String),
    /// Something done by hand that cannot have happened with the settings as they are now.
    TakenBack(Intervention),
    /// The address has been copied.
    LinkCopied,
    /// The address could not be copied.
    LinkByHand,
    /// The frame for a slide has been copied.
    EmbedCopied,
}

/// What the open scenario is run with.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Settings {
    /// Controls that have been moved, and where to.
    pub controls: Vec<(String, f64)>,
    /// A seed other than the scenario's.
    pub seed: Option<u64>,
    /// What has been done by hand.
    pub interventions: Vec<Intervention>,
}

/// How the run is looked at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View {
    /// Speed of playing.
    pub speed: f64,
    /// The picked operation, from 0.
    pub selected: Option<OperationId>,
    /// Colours.
    pub theme: Theme,
    /// Over which time the table is measured.
    pub extent: Extent,
    /// Only the stage, for a frame in a slide.
    pub embed: bool,
    /// The panel that is shown where there is room for one.
    pub tab: usize,
    /// What has been predicted.
    pub predicted: usize,
    /// The instant whose prediction has been compared with the run.
    pub revealed: Option<SimTime>,
    /// Counted up where only the browser knows what has changed, so that all look again.
    pub glances: u32,
    /// Width of the stage's track, in pixels.
    pub width: f64,
    /// Height of the frame that the page stands in, in pixels.
    pub height: f64,
}

/// The state of the page. Copies share it.
#[derive(Clone, Copy)]
pub struct State {
    source: Source,
    stage: Memo<Arc<Geometry>>,
}

impl State {
    /// The state that the page's address asks for, in front of the scenario as shipped.
    pub fn of(asked: &Asked, shipped: Arc<Run>) -> Self {
        let view = View {
            speed: 1.0,
            selected: None,
            theme: Theme::default(),
            extent: Extent::default(),
            embed: false,
            tab: 0,
            predicted: 0,
            revealed: None,
            glances: 0,
            width: 700.0,
            height: 900.0,
        };
        let moment = Moment {
            settings: Settings::default(),
            run: shipped.clone(),
            shipped: shipped.clone(),
            original: shipped.clone(),
            original_with: Settings::default(),
            forked: false,
            derived: Arc::default(),
            compared: Arc::default(),
            needs: Vec::new(),
            playhead: Playhead { at: SimTime::ZERO, playing: false },
            view,
            lang: asked.lang(),
            notices: Vec::new(),
            asked: 0,
            waiting: false,
            learning: None,
        };
        let source = Source::new(moment);
        let stage = Memo::new(move |before: Option<&Arc<Geometry>>| {
            let View { selected, width, height, embed, .. } = source.read(Topic::View).view;
            let at = source.read(Topic::Playhead).playhead.at;
            let moment = source.read(Topic::Run);
            let (run, original) = (moment.run.clone(), moment.original.clone());
            let lang = source.read(Topic::Lang).lang;
            Geometry::of(Wanted { run, original, at, selected, width, height, embed, lang }, before)
        });
        let state = State { source, stage };
        state.answer(asked, shipped);
        state
    }

    /// Reads something that is followed from then on.
    fn read(&self, topic: Topic) -> Arc<Moment> {
        self.source.read(topic)
    }

    /// Reads without following.
    fn now(&self) -> Arc<Moment> {
        self.source.now()
    }

    fn change(&self, topic: Topic, change: &dyn Fn(&mut Moment)) {
        self.source.change(topic, change);
    }

    /// Opens a scenario as it first stands, or as a link says; if it cannot be run, what was open stays.
    fn open(&self, shipped: Arc<Run>, settings: Settings, operation: Option<u32>) {
        if !self.run_with(shipped, &settings) {
            return;
        }
        self.change(Topic::Settings, &|moment| moment.settings = settings.clone());
        let run = self.now().run.clone();
        let view = &run.study.scenario.file.view;
        let most = run.operations();
        let exists = |op: &u32| (1..=most).contains(op);
        let wanted = operation.filter(exists).or(view.operation.filter(exists));
        if let Some(op) = operation.filter(|op| *op > most) {
            let allowed = format!("1 … {most}");
            self.tell(Notice::Damaged(Damage { field: "op".into(), value: op.to_string(), allowed }));
        }
        self.look(&|view| {
            view.selected = wanted.map(|op| op - 1);
            (view.predicted, view.revealed) = (0, None);
        });
        let at = view.at_ms.map_or(SimTime::ZERO, SimTime::from_millis_f64);
        self.command(Command::Pause);
        self.command(Command::Seek(at));
    }

    /// Opens a scenario from the list.
    pub fn choose(&self, place: usize) {
        let open = move |state: State, shipped: Arc<Run>| {
            if place != state.now().run.place {
                // What the way back leads to.
                state.show_address(false);
                state.hear(Vec::new());
                state.open(shipped, Settings::default(), None);
                state.demand(Vec::new());
                state.show_address(true);
            }
        };
        self.load(place, Box::new(open));
    }

    /// Moves a control: runs again at once, and keeps the playhead.
    pub fn set(&self, control: &str, value: f64) {
        let shipped = self.shipped().value_of(control);
        let mut settings = self.now().settings.clone();
        settings.controls.retain(|(id, _)| id != control);
        if shipped != Some(value) {
            settings.controls.push((control.to_string(), value));
        }
        self.run_again(settings);
    }

    /// Back to the run as shipped, and to its limits.
    pub fn reset(&self) {
        self.run_again(Settings::default());
        self.demand(Vec::new());
    }

    /// Moves the limit of a requirement; the run stays.
    pub fn need(&self, required: &str, limit: f64) {
        let now = self.now();
        let all = &now.shipped.study.scenario.file.requirements;
        let Some(known) = all.iter().find(|known| known.id == required) else { return };
        let mut needs = now.needs.clone();
        needs.retain(|(id, _)| id != required);
        if known.limit != limit {
            needs.push((required.to_string(), limit));
        }
        self.demand(needs);
    }

    /// These and no other limits of requirements are moved.
    fn demand(&self, needs: Vec<(String, f64)>) {
        if needs != self.now().needs {
            self.change(Topic::Needs, &|moment| moment.needs = needs.clone());
        }
    }

    /// The table has been measured.
    pub fn compared(&self, table: Comparison) {
        let table = Arc::new(table);
        self.change(Topic::Compared, &|moment| moment.compared = table.clone());
    }

    /// Moves the playhead.
    pub fn command(&self, command: Command) {
        let now = self.now();
        let after = now.playhead.after(&now.run.timeline, command);
        if after != now.playhead {
            self.change(Topic::Playhead, &|moment| moment.playhead = after);
        }
    }

    /// Looks at the run in another way.
    pub fn look(&self, change: &dyn Fn(&mut View)) {
        let before = self.now().view;
        let mut after = before;
        change(&mut after);
        if after != before {
            self.change(Topic::View, &|moment| moment.view = after);
        }
    }

    /// Picks an operation, from 0; what lies outside the run changes nothing.
    pub fn pick(&self, op: OperationId) {
        if op < self.now().run.operations() {
            self.look(&|view| view.selected = Some(op));
        }
    }

    /// Tells something once.
    pub fn tell(&self, notice: Notice) {
        let mut all = self.now().notices.clone();
        all.retain(|known| *known != notice);
        all.push(notice);
        self.hear(all);
    }

    /// Tells of something that was asked for, for a few seconds and in place of what was told so before.
    pub fn tell_briefly(&self, notice: Notice) {
        let brief =
            |known: &Notice| matches!(known, Notice::LinkCopied | Notice::LinkByHand | Notice::EmbedCopied);
        let clear = move |state: State| {
            let kept = state.now().notices.iter().filter(|known| !brief(known)).cloned().collect();
            state.hear(kept);
        };
        clear(*self);
        self.tell(notice.clone());
        if notice == Notice::LinkByHand {
            // There is something left to do, so this stays until it is dismissed.
            return;
        }
        let state = *self;
        let end = move || {
            if state.now().notices.contains(&notice) {
                clear(state);
            }
        };
        browser::later(BRIEFLY_MS, Box::new(end));
    }

    /// Takes a notice away; a place that there is none of changes nothing.
    pub fn dismiss(&self, place: usize) {
        let mut all = self.now().notices.clone();
        if place < all.len() {
            all.remove(place);
            self.hear(all);
        }
    }

    /// These and no other notices stand.
    fn hear(&self, notices: Vec<Notice>) {
        if notices != self.now().notices {
            self.change(Topic::Notices, &|moment| moment.notices = notices.clone());
        }
    }

    /// The last run that worked, tracked.
    pub fn run(&self) -> Arc<Run> {
        self.read(Topic::Run).run.clone()
    }

    /// What it is compared with: the run without what was done by hand, or as shipped. Tracked.
    pub fn original(&self) -> Arc<Run> {
        self.read(Topic::Run).original.clone()
    }

    /// Its further runs, once they are made, tracked.
    pub fn derived(&self) -> Arc<DerivedRuns> {
        self.read(Topic::Derived).derived.clone()
    }

    /// The table as it was last measured, tracked.
    pub fn comparison(&self) -> Arc<Comparison> {
        self.read(Topic::Compared).compared.clone()
    }

    /// Limits of requirements that have been moved, tracked.
    pub fn needs(&self) -> Vec<(String, f64)> {
        self.read(Topic::Needs).needs.clone()
    }

    /// The playhead, tracked.
    pub fn playhead(&self) -> Playhead {
        self.read(Topic::Playhead).playhead
    }

    /// Where the playhead stands, tracked.
    pub fn at(&self) -> SimTime {
        self.playhead().at
    }

    /// How the run is looked at, tracked.
    pub fn view(&self) -> View {
        self.read(Topic::View).view
    }

    /// What the run is made with, tracked.
    pub fn settings(&self) -> Settings {
        self.read(Topic::Settings).settings.clone()
    }

    /// What has to be told, tracked.
    pub fn notices(&self) -> Vec<Notice> {
        self.read(Topic::Notices).notices.clone()
    }

    /// What is drawn where, tracked.
    pub fn stage(&self) -> Arc<Geometry> {
        self.stage.get()
    }

    /// The language, tracked.
    pub fn lang(&self) -> Lang {
        self.read(Topic::Lang).lang
    }

    /// The interface's words, tracked.
    pub fn ui(&self) -> &'static Ui {
        self.lang().ui()
    }

    /// Whether a scenario is on its way, tracked.
    pub fn waiting(&self) -> bool {
        let now = self.read(Topic::Waiting);
        now.waiting || now.learning.is_some()
    }

    /// Until when the table measures, tracked.
    pub fn measured_until(&self) -> SimTime {
        match self.view().extent {
            Extent::WholeRun => self.run().timeline.end(),
            Extent::UpToPlayhead => self.at(),
        }
    }

    /// The open scenario as shipped. Not tracked.
    pub fn shipped(&self) -> Arc<Run> {
        self.now().shipped.clone()
    }
}
