//! The names of a scenario's parts in one language.

use crate::scenario::{EdgeId, Localized, Scenario, ServiceId};
use crate::text::{entry, Lang, Ui, Who};
use crate::trace::WorkerId;

/// Looks names up.
#[derive(Clone, Copy)]
pub struct Names<'s> {
    scenario: &'s Scenario,
    /// The language.
    pub lang: Lang,
}

impl<'s> Names<'s> {
    /// The names of a scenario.
    pub fn new(scenario: &'s Scenario, lang: Lang) -> Self {
        Names { scenario, lang }
    }

    /// The interface's words in the same language.
    pub fn ui(&self) -> &'static Ui {
        self.lang.ui()
    }

    /// A text of the scenario.
    pub fn pick<'t>(&self, text: &'t Localized) -> &'t str {
        self.lang.pick(&text.en, &text.ru)
    }

    /// A lane: by its own name, or by its style.
    pub fn lane(&self, lane: usize) -> &'s str {
        let file = &self.scenario.file.lanes[lane];
        file.name
            .as_ref()
            .map_or_else(|| entry(self.ui().styles(), file.style as usize), |name| self.pick(name))
    }

    /// The same where there is little room.
    pub fn lane_short(&self, lane: usize) -> &'s str {
        let file = &self.scenario.file.lanes[lane];
        file.name
            .as_ref()
            .map_or_else(|| entry(self.ui().styles_short(), file.style as usize), |name| self.pick(name))
    }

    /// A service.
    pub fn service(&self, id: ServiceId) -> &'s str {
        self.pick(&self.scenario.file.services[usize::from(id)].name)
    }

    /// The service at an edge's end.
    pub fn target(&self, edge: EdgeId) -> &'s str {
        self.service(self.scenario.model.edges[usize::from(edge)].to)
    }

    /// What one of a service's workers is called.
    pub fn worker_noun(&self, id: ServiceId) -> &'s str {
        let own = &self.scenario.file.services[usize::from(id)].worker;
        own.as_ref().map_or(self.ui().worker(), |noun| self.pick(noun))
    }

    /// A worker; where a service has one, the service.
    pub fn who(&self, id: ServiceId, worker: WorkerId) -> Who<'s> {
        let several = self.scenario.model.services[usize::from(id)].max_workers > 1;
        let noun = || (self.worker_noun(id), u32::from(worker) + 1);
        Who { service: self.service(id), worker: several.then(noun) }
    }

    /// The broker.
    pub fn broker(&self) -> &'s str {
        self.scenario.file.broker.as_ref().map_or(self.ui().broker(), |broker| self.pick(&broker.name))
    }

    /// How many classes of operations there are.
    pub fn classes(&self) -> u8 {
        self.scenario.file.workload.classes.len() as u8
    }

    /// A class of operations.
    pub fn class(&self, class: u8) -> &'s str {
        self.pick(&self.scenario.file.workload.classes[usize::from(class)].name)
    }

    /// What an operation is called.
    pub fn operation(&self) -> &'s str {
        self.pick(&self.scenario.file.operation)
    }

    /// What has become of an operation that has had its effect.
    pub fn effect(&self) -> &'s str {
        self.pick(&self.scenario.file.effect)
    }

    /// What a service's work is called.
    pub fn work(&self, id: ServiceId) -> &'s str {
        self.pick(&self.scenario.file.services[usize::from(id)].work)
    }
}
