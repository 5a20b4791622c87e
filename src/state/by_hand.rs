//! What is done by hand, at the playhead.

use lockstep_core::scenario::{Act, EdgeMode, Intervention, OperationId, ServiceId, BROKER};
use lockstep_core::time::SimTime;
use lockstep_core::trace::{Ending, SpanKind, Story};

use super::State;
use crate::run::Run;

/// The ids of what can be broken: the services, and the broker where a lane sends messages.
pub fn breakable(run: &Run) -> Vec<&str> {
    let scenario = &run.study.scenario;
    let messages = scenario.model.lanes.iter().any(|lane| lane.modes.contains(&EdgeMode::Message));
    let services = scenario.file.services.iter().map(|service| service.id.as_str());
    services.chain(messages.then_some(BROKER)).collect()
}

/// What would be done to a service, or to the broker behind the last of them, by someone who stands at a point in
/// time: what is down is mended.
pub fn act_at(run: &Run, place: usize, playhead: SimTime) -> Act {
    let is_service = place < run.study.scenario.file.services.len();
    let outage_of = if is_service { SpanKind::Down(place as ServiceId) } else { SpanKind::BrokerDown };
    let at = Intervention::moment_after(playhead);
    // Faults are the same in every lane.
    let outage = |story: &Story| {
        story.spans.iter().any(|span| {
            span.kind == outage_of && span.from <= at && (at < span.to || span.ending == Ending::Open)
        })
    };
    if run.stories.iter().any(outage) {
        Act::Mend
    } else {
        Act::Break
    }
}

/// Whether something done to an operation by someone who stands at a point in time could change anything in a lane.
pub fn can_happen(run: &Run, act: Act, op: OperationId, playhead: SimTime) -> bool {
    let at = Intervention::moment_after(playhead);
    run.stories.iter().any(|story| story.has_yet_to_come(act, op, at))
}

impl State {
    /// Breaks a service or the broker at the playhead, or mends it: the run goes on from there in another way.
    pub fn intervene(&self, place: usize) {
        let now = self.now();
        let Some(target) = breakable(&now.run).get(place).map(|id| id.to_string()) else { return };
        let at = Intervention::moment_after(now.playhead.at);
        let mut settings = now.settings.clone();
        let done = &mut settings.interventions;
        // Whoever does the opposite without having moved on takes it back.
        if let Some(place) = done.iter().position(|one| one.target == target && one.at == at) {
            return self.undo(place);
        }
        let act = act_at(&now.run, place, now.playhead.at);
        // The run goes on from here: what was done to it later has not been done.
        done.retain(|one| one.target != target || one.at < at);
        done.push(Intervention { act, target, at });
        self.run_again(settings);
    }

    /// Lets something happen to the picked operation at the playhead; done again there, it is taken back.
    pub fn happen(&self, act: Act) {
        let now = self.now();
        let Some(op) = now.view.selected else { return };
        let at = Intervention::moment_after(now.playhead.at);
        let mut settings = now.settings.clone();
        let one = Intervention { act, target: (op + 1).to_string(), at };
        if let Some(place) = settings.interventions.iter().position(|known| *known == one) {
            return self.undo(place);
        }
        if !can_happen(&now.run, act, op, now.playhead.at) {
            return;
        }
        settings.interventions.push(one);
        self.run_again(settings);
    }

    /// Takes back something done by hand, and what was done to the same service later: without the
    /// break there is nothing to mend.
    pub fn undo(&self, place: usize) {
        let mut settings = self.now().settings.clone();
        if place >= settings.interventions.len() {
            return;
        }
        let undone = settings.interventions.remove(place);
        if !undone.act.is_of_operation() {
            settings.interventions.retain(|other| other.target != undone.target || other.at < undone.at);
        }
        self.run_again(settings);
    }
}
