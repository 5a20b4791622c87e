//! The one place where the page's state lives, and the only ways to change it.

use std::sync::Arc;

use leptos::prelude::*;
use lockstep_core::link::{Damage, Extent, Link, Theme};
use lockstep_core::playback::{Command, Playhead};
use lockstep_core::scenario::{OperationId, Scenario};
use lockstep_core::scene::Names;
use lockstep_core::study::DerivedRuns;
use lockstep_core::text::{Lang, Ui};
use lockstep_core::time::SimTime;

use crate::browser;
use crate::catalogue::Catalogue;
use crate::run::Run;

/// What a person has to be told beside the picture.
#[derive(Clone, Debug, PartialEq)]
pub enum Notice {
    /// A link names a scenario that there is none of.
    NoScenario(String),
    /// A field of a link cannot be used.
    Damaged(Damage),
    /// The settings cannot be run.
    RunFailed(String),
    /// The address has been copied.
    LinkCopied,
    /// The address could not be copied.
    LinkByHand,
    /// The frame for a slide has been copied.
    EmbedCopied,
}

/// The state of the page. Signals are handles, so copies share it.
#[derive(Clone, Copy)]
pub struct State {
    /// All scenarios.
    pub catalogue: StoredValue<Arc<Catalogue>>,
    /// Which is open.
    pub scenario: RwSignal<usize>,
    /// Controls that have been moved, and where to.
    pub settings: RwSignal<Vec<(String, f64)>>,
    /// A seed other than the scenario's.
    pub seed: RwSignal<Option<u64>>,
    /// The last run that worked.
    pub run: RwSignal<Arc<Run>>,
    /// Its further runs, once they are made.
    pub derived: RwSignal<Option<Arc<DerivedRuns>>>,
    /// The playhead.
    pub playhead: RwSignal<Playhead>,
    /// Speed of playing.
    pub speed: RwSignal<f64>,
    /// The picked operation, from 0.
    pub selected: RwSignal<Option<OperationId>>,
    /// Language.
    pub lang: RwSignal<Lang>,
    /// Colours.
    pub theme: RwSignal<Theme>,
    /// Over which time the table is measured.
    pub extent: RwSignal<Extent>,
    /// Only the stage, for a frame in a slide.
    pub embed: RwSignal<bool>,
    /// What has to be told.
    pub notices: RwSignal<Vec<Notice>>,
    /// Whether the help is open.
    pub help: RwSignal<bool>,
}

impl State {
    /// The state that the page's address asks for.
    pub fn from_address() -> Self {
        let catalogue = Catalogue::shipped();
        let first = catalogue.first();
        let scenario = catalogue.entries()[first].scenario.clone();
        let seed = scenario.file.seed;
        let run = Run::of(scenario, seed).expect("the first scenario runs; the core's tests run it");
        let state = State {
            catalogue: StoredValue::new(Arc::new(catalogue)),
            scenario: RwSignal::new(first),
            settings: RwSignal::default(),
            seed: RwSignal::default(),
            run: RwSignal::new(Arc::new(run)),
            derived: RwSignal::default(),
            playhead: RwSignal::new(Playhead { at: SimTime::ZERO, playing: false }),
            speed: RwSignal::new(1.0),
            selected: RwSignal::default(),
            lang: RwSignal::default(),
            theme: RwSignal::default(),
            extent: RwSignal::default(),
            embed: RwSignal::default(),
            notices: RwSignal::default(),
            help: RwSignal::new(false),
        };
        state.follow_address();
        state
    }

    /// Takes everything from the page's address; what it leaves open stands at its default.
    pub fn follow_address(&self) {
        let fields = browser::query();
        let (link, damages) =
            Link::read(fields.iter().map(|(field, value)| (field.as_str(), value.as_str())));
        let mut notices: Vec<Notice> = damages.into_iter().map(Notice::Damaged).collect();
        let catalogue = self.catalogue.get_value();
        let named = link.scenario.as_deref().map(|id| (id, catalogue.place(id)));
        if let Some((id, None)) = named {
            notices.push(Notice::NoScenario(id.to_string()));
        }
        let place = named.and_then(|(_, place)| place).unwrap_or(catalogue.first());
        let settings = self.usable_settings(place, link.settings, &mut notices);
        let system = || Lang::from_code(&browser::language());
        self.lang.set(link.lang.or_else(system).unwrap_or_default());
        self.theme.set(link.theme);
        self.speed.set(link.speed.unwrap_or(1.0));
        self.extent.set(link.extent);
        self.embed.set(link.embed);
        self.notices.set(notices);
        self.open(place, settings, link.seed, link.operation);
        if let Some(ms) = link.at_ms {
            let end = self.run.with_untracked(|run| run.timeline.end());
            let at = SimTime::from_millis_f64(ms);
            if at > end {
                let allowed = format!("0 … {end}");
                self.tell(Notice::Damaged(Damage { field: "t".into(), value: ms.to_string(), allowed }));
            }
            self.command(Command::Seek(at));
        }
    }

    fn usable_settings(
        &self,
        place: usize,
        asked: Vec<(String, f64)>,
        notices: &mut Vec<Notice>,
    ) -> Vec<(String, f64)> {
        let catalogue = self.catalogue.get_value();
        let controls = &catalogue.entries()[place].scenario.file.controls;
        let mut usable = Vec::new();
        for (id, value) in asked {
            let control = controls.iter().find(|control| control.id == id);
            let allowed = match control {
                Some(control) if (control.min..=control.max).contains(&value) => {
                    usable.push((id, value));
                    continue;
                }
                Some(control) => format!("{} … {}", control.min, control.max),
                None => {
                    let known: Vec<String> =
                        controls.iter().map(|known| format!("set.{}", known.id)).collect();
                    known.join(", ")
                }
            };
            let field = format!("set.{id}");
            notices.push(Notice::Damaged(Damage { field, value: value.to_string(), allowed }));
        }
        usable
    }

    /// Opens a scenario as it first stands, or as a link says.
    fn open(&self, place: usize, settings: Vec<(String, f64)>, seed: Option<u64>, operation: Option<u32>) {
        self.scenario.set(place);
        self.settings.set(settings);
        self.seed.set(seed);
        self.run_again();
        let run = self.run.get_untracked();
        let view = &run.study.scenario.file.view;
        let most = run.operations();
        let wanted = operation.or(view.operation).filter(|op| (1..=most).contains(op));
        if let Some(op) = operation.filter(|op| *op > most) {
            let allowed = format!("1 … {most}");
            self.tell(Notice::Damaged(Damage { field: "op".into(), value: op.to_string(), allowed }));
        }
        self.selected.set(wanted.map(|op| op - 1));
        let at = view.at_ms.map_or(SimTime::ZERO, SimTime::from_millis_f64);
        self.playhead.set(Playhead { at, playing: false });
    }

    /// Opens a scenario from the list.
    pub fn choose(&self, place: usize) {
        if place != self.scenario.get_untracked() {
            self.notices.set(Vec::new());
            self.open(place, Vec::new(), None, None);
            browser::show_address(&self.address(), true);
        }
    }

    /// Moves a control: runs again at once, and keeps the playhead.
    pub fn set(&self, control: &str, value: f64) {
        let catalogue = self.catalogue.get_value();
        let shipped = catalogue.entries()[self.scenario.get_untracked()].default_of(control);
        self.settings.update(|settings| {
            settings.retain(|(id, _)| id != control);
            if shipped != Some(value) {
                settings.push((control.to_string(), value));
            }
        });
        self.run_again();
        self.command(Command::Seek(self.playhead.get_untracked().at));
    }

    /// Puts all controls back.
    pub fn reset(&self) {
        self.settings.set(Vec::new());
        self.run_again();
        self.command(Command::Seek(self.playhead.get_untracked().at));
    }

    fn run_again(&self) {
        let catalogue = self.catalogue.get_value();
        let entry = &catalogue.entries()[self.scenario.get_untracked()];
        self.notices.update(|all| all.retain(|notice| !matches!(notice, Notice::RunFailed(_))));
        let seed = self.seed.get_untracked().unwrap_or(entry.scenario.file.seed);
        let scenario = self.settings.with_untracked(|settings| entry.with(settings));
        let run = scenario.map_err(|e| e.to_string());
        match run.and_then(|scenario| Run::of(scenario, seed).map_err(|e| e.to_string())) {
            Ok(run) => {
                self.run.set(Arc::new(run));
                self.derive_later();
            }
            Err(why) => self.tell(Notice::RunFailed(why)),
        }
    }

    /// The further runs come after the picture, so that a slider stays light.
    fn derive_later(&self) {
        self.derived.set(None);
        let state = *self;
        let wanted = self.run.get_untracked();
        let derive = move || {
            if state.run.try_with_untracked(|run| Arc::ptr_eq(run, &wanted)) == Some(true) {
                match wanted.study.derived_runs() {
                    Ok(derived) => state.derived.set(Some(Arc::new(derived))),
                    Err(why) => state.tell(Notice::RunFailed(why.to_string())),
                }
            }
        };
        set_timeout(derive, std::time::Duration::from_millis(60));
    }

    /// Moves the playhead.
    pub fn command(&self, command: Command) {
        let run = self.run.get_untracked();
        self.playhead.update(|playhead| *playhead = playhead.after(&run.timeline, command));
    }

    /// Picks an operation, from 0; what lies outside the run changes nothing.
    pub fn pick(&self, op: OperationId) {
        if op < self.run.with_untracked(|run| run.operations()) {
            self.selected.set(Some(op));
        }
    }

    /// Takes a notice away; a place that there is none of changes nothing.
    pub fn dismiss(&self, place: usize) {
        self.notices.update(|all| {
            if place < all.len() {
                all.remove(place);
            }
        });
    }

    /// Until when the table measures, tracked.
    pub fn measured_until(&self) -> SimTime {
        match self.extent.get() {
            Extent::WholeRun => self.run.with(|run| run.timeline.end()),
            Extent::UpToPlayhead => self.playhead.get().at,
        }
    }

    /// Tells something once.
    pub fn tell(&self, notice: Notice) {
        self.notices.update(|all| {
            all.retain(|known| *known != notice);
            all.push(notice);
        });
    }

    /// Everything as a link, tracked.
    pub fn link(&self) -> Link {
        let catalogue = self.catalogue.get_value();
        let scenario = &catalogue.entries()[self.scenario.get()].scenario.file;
        Link {
            scenario: Some(scenario.id.clone()),
            settings: self.settings.get(),
            seed: self.seed.get(),
            at_ms: Some(self.playhead.get().at.millis()),
            operation: self.selected.get().map(|op| op + 1),
            lang: Some(self.lang.get()),
            theme: self.theme.get(),
            speed: Some(self.speed.get()).filter(|speed| *speed != 1.0),
            extent: self.extent.get(),
            embed: self.embed.get(),
        }
    }

    /// The address that opens this very picture.
    pub fn address(&self) -> String {
        browser::address_with(&untrack(|| self.link()).write())
    }

    /// The interface's words. Not tracked: another language makes the whole page anew.
    pub fn ui(&self) -> &'static Ui {
        self.lang.get_untracked().ui()
    }

    /// Reads something from the run, tracked, with names in the page's language.
    pub fn with_names<T>(&self, read: impl FnOnce(&Run, Names) -> T) -> T {
        let lang = self.lang.get_untracked();
        self.run.with(|run| read(run, Names::new(&run.study.scenario, lang)))
    }

    /// Reads something from the shipped form of the open scenario, tracked.
    pub fn with_shipped<T>(&self, read: impl FnOnce(&Scenario, Lang) -> T) -> T {
        let catalogue = self.catalogue.get_value();
        read(&catalogue.entries()[self.scenario.get()].scenario, self.lang.get())
    }
}
