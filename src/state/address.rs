//! The state as the page's address, and back.

use std::sync::Arc;

use leptos::prelude::untrack;
use lockstep_core::decimal;
use lockstep_core::link::{Damage, Link};
use lockstep_core::playback::Command;
use lockstep_core::scenario::{Act, Control, Intervention, RequirementFile, ScenarioFile};
use lockstep_core::text::Lang;
use lockstep_core::time::SimTime;

use super::by_hand::breakable;
use super::running::{before_hands, feasible};
use super::{Notice, Settings, State};
use crate::run::Run;
use crate::{browser, catalogue};

/// What the page's address asks for; what it leaves open stands at its default.
pub struct Asked {
    /// The place of the scenario in the list of all.
    pub place: usize,
    link: Link,
    /// What of the address cannot be used.
    notices: Vec<Notice>,
}

impl Asked {
    /// Reads the page's address.
    pub fn from_address() -> Self {
        let fields = browser::query();
        let (link, damages) =
            Link::read(fields.iter().map(|(field, value)| (field.as_str(), value.as_str())));
        let mut notices: Vec<Notice> = damages.into_iter().map(Notice::Damaged).collect();
        let named = link.scenario.as_deref().map(|id| (id, catalogue::place(id)));
        if let Some((id, None)) = named {
            notices.push(Notice::NoScenario(id.to_string()));
        }
        let place = named.and_then(|(_, place)| place).unwrap_or(catalogue::first());
        Asked { place, link, notices }
    }

    /// The language that is to be spoken.
    pub fn lang(&self) -> Lang {
        let system = || Lang::from_code(&browser::language());
        self.link.lang.or_else(system).unwrap_or_default()
    }
}

impl State {
    /// Takes everything from the page's address.
    pub fn follow_address(&self) {
        let asked = Asked::from_address();
        let place = asked.place;
        self.load(place, Box::new(move |state, shipped| state.answer(&asked, shipped)));
    }

    /// Shows what an address asks for, in front of its scenario as shipped.
    pub(super) fn answer(&self, asked: &Asked, shipped: Arc<Run>) {
        let Asked { link, notices, .. } = asked;
        let mut notices = notices.clone();
        let ScenarioFile { controls, requirements, .. } = &shipped.study.scenario.file;
        let sliders =
            controls.iter().map(|Control { id, min, max, step, .. }| (id.as_str(), [*min, *max, *step]));
        let controls = usable(&sliders.collect::<Vec<_>>(), "set", &link.settings, &mut notices);
        let sliders = requirements
            .iter()
            .map(|RequirementFile { id, min, max, step, .. }| (id.as_str(), [*min, *max, *step]));
        let needs = usable(&sliders.collect::<Vec<_>>(), "need", &link.needs, &mut notices);
        let mut settings = Settings { controls, seed: link.seed, interventions: link.interventions.clone() };
        let gone = feasible(&shipped, &mut settings);
        notices.extend(gone.into_iter().map(|one| impossible(&shipped, &settings, one)));
        self.hear(notices);
        self.open(shipped, settings, link.operation);
        self.demand(needs);
        self.speak(asked.lang());
        self.look(&|view| {
            view.theme = link.theme;
            view.speed = link.speed.unwrap_or(1.0);
            view.extent = link.extent;
            view.embed = link.embed;
        });
        if let Some(ms) = link.at_ms {
            let end = self.now().run.timeline.end();
            let at = SimTime::from_millis_f64(ms);
            if at > end {
                let allowed = format!("0 … {}", decimal::plain(end.millis()));
                self.tell(Notice::Damaged(Damage {
                    field: "t".into(),
                    value: decimal::plain(ms).to_string(),
                    allowed,
                }));
            }
            self.command(Command::Seek(at));
        }
    }

    /// Everything as a link, tracked.
    pub fn link(&self) -> Link {
        let (run, view, settings) = (self.run(), self.view(), self.settings());
        Link {
            scenario: Some(run.study.scenario.file.id.clone()),
            settings: settings.controls,
            needs: self.needs(),
            interventions: settings.interventions,
            seed: settings.seed,
            at_ms: Some(self.at().millis()),
            operation: view.selected.map(|op| op + 1),
            lang: Some(self.lang()),
            theme: view.theme,
            speed: Some(view.speed).filter(|speed| *speed != 1.0),
            extent: view.extent,
            embed: view.embed,
        }
    }

    /// The address that opens this very picture; in a frame for a slide, or as a whole page. Tracked.
    pub fn address(&self, embed: bool) -> String {
        browser::address_with(&Link { embed, ..self.link() }.write())
    }

    /// Puts the address into the address bar.
    pub fn show_address(&self, new_entry: bool) {
        let address = untrack(|| self.address(self.view().embed));
        browser::show_address(&address, new_entry);
    }
}

/// A slider's id, and its least, its greatest and the distance of two values.
type Slider<'f> = (&'f str, [f64; 3]);

/// The settings or the limits of a link that the scenario has sliders for, within their ranges.
fn usable(
    known: &[Slider],
    kind: &str,
    asked: &[(String, f64)],
    notices: &mut Vec<Notice>,
) -> Vec<(String, f64)> {
    let slider = |id: &str| known.iter().find(|(known, _)| *known == id).map(|(_, range)| *range);
    let allowed = |id: &str| match slider(id) {
        Some([min, max, step]) if min + step >= max => {
            format!("{}, {}", decimal::plain(min), decimal::plain(max))
        }
        Some([min, max, step]) => {
            format!("{}, {} … {}", decimal::plain(min), decimal::plain(min + step), decimal::plain(max))
        }
        None => known.iter().map(|(known, _)| format!("{kind}.{known}")).collect::<Vec<_>>().join(", "),
    };
    // What is no number at all is told what a slider can stand at, too.
    for notice in notices.iter_mut() {
        let Notice::Damaged(damage) = notice else { continue };
        if let Some((_, id)) = damage.field.split_once('.').filter(|(of, _)| *of == kind) {
            damage.allowed = allowed(id);
        }
    }
    let mut usable: Vec<(String, f64)> = Vec::new();
    for (id, value) in asked {
        if let Some(value) = slider(id).and_then(|range| fitting(range, *value)) {
            // Said twice, the last word counts, as everywhere in a link.
            usable.retain(|(known, _)| known != id);
            usable.push((id.clone(), value));
            continue;
        }
        let (field, allowed) = (format!("{kind}.{id}"), allowed(id));
        notices.push(Notice::Damaged(Damage { field, value: decimal::plain(*value).to_string(), allowed }));
    }
    usable
}

/// That something cannot have been done by hand, as a field of a link.
fn impossible(shipped: &Run, settings: &Settings, one: Intervention) -> Notice {
    let Intervention { act, target, at } = one;
    let names = breakable(shipped);
    let (field, value, allowed) = if act.is_of_operation() {
        let moved = before_hands(shipped, settings);
        let operations = moved.as_ref().unwrap_or(&shipped.study.scenario).model.workload.operations();
        (act.code().into(), target, format!("1 … {operations}"))
    } else if !names.contains(&target.as_str()) {
        (act.code().into(), target, names.join(", "))
    } else {
        // What is down can only be mended then, and what is up only be broken.
        let other = if act == Act::Break { Act::Mend } else { Act::Break };
        let named = |act: Act| [act.code(), ".", &target].concat();
        (named(act), decimal::plain(at.millis()).to_string(), named(other))
    };
    Notice::Damaged(Damage { field, value, allowed })
}

/// Where a slider stands for a value, to a millionth of a step; none where it cannot: it would show another value than
/// the run has.
fn fitting([min, max, step]: [f64; 3], value: f64) -> Option<f64> {
    const MILLION: f64 = 1e6;
    let steps = (value - min) / step;
    // The number that whoever writes it with six decimals means: sums of steps are a hair beside it.
    let stop = ((min + steps.round() * step) * MILLION).round() / MILLION;
    ((steps - steps.round()).abs() * MILLION < 1.0 && (min..=max).contains(&stop)).then_some(stop)
}
