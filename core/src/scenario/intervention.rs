//! What a person does to a run by hand at a point in time (breaking and mending a service or the broker, losing an
//! acknowledgement, slowing one operation down), as faults that the file itself could have named.
//!
//! So the run forks there, and its past stays: a fault changes nothing before it.

use super::error::ScenarioError;
use super::json::Json;
use super::outages::stretches;
use super::overrides::Override;
use super::Scenario;
use crate::time::{SimDuration, SimTime};

/// What is done, to a service or to an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// It goes down, and stays so until it is mended.
    Break,
    /// It comes up again.
    Mend,
    /// The next acknowledgement of an operation gets lost.
    Lose,
    /// Work on an operation that begins from then on is [`SLOWED`] times slower.
    Slow,
}

/// What the broker is called as a target; no service has this id.
pub const BROKER: &str = "broker";

/// How many times as long work on an operation takes that is slowed down by hand.
pub const SLOWED: f64 = 10.0;

impl Act {
    /// All acts.
    pub const ALL: [Act; 4] = [Act::Break, Act::Mend, Act::Lose, Act::Slow];

    /// Its name in links.
    pub fn code(self) -> &'static str {
        match self {
            Act::Break => "break",
            Act::Mend => "mend",
            Act::Lose => "lose",
            Act::Slow => "slow",
        }
    }

    /// Whether it is done to an operation, and not to a service.
    pub fn is_of_operation(self) -> bool {
        matches!(self, Act::Lose | Act::Slow)
    }
}

/// One thing done by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Intervention {
    /// What.
    pub act: Act,
    /// To which service, by its id, or to the [`BROKER`], or to which operation, by its number from 1.
    pub target: String,
    /// When.
    pub at: SimTime,
}

impl Intervention {
    /// When something is done that is done "now": after everything that a person who stands at
    /// `playhead` has seen happen, so the next microsecond.
    pub fn moment_after(playhead: SimTime) -> SimTime {
        playhead + SimDuration::from_micros(1)
    }

    /// Where somebody stood who did it.
    pub fn playhead(&self) -> SimTime {
        SimTime::from_micros(self.at.micros().saturating_sub(1))
    }
}

impl Scenario {
    /// The same scenario with something done by hand, in the order of time.
    ///
    /// # Errors
    /// A service or an operation that there is none of; a service that is broken while it is down, or
    /// mended while it is up.
    pub fn forked(&self, interventions: &[Intervention]) -> Result<Self, ScenarioError> {
        let mut faults = self.written_out(interventions);
        let mut in_order: Vec<&Intervention> = Vec::new();
        for intervention in interventions {
            let place = in_order.partition_point(|earlier| earlier.at <= intervention.at);
            in_order.insert(place, intervention);
        }
        for intervention in in_order {
            self.add(&mut faults, intervention)?;
        }
        self.changed(&[Override { path: "faults".into(), value: Json::List(faults) }])
    }

    /// What breaks, as the file says it.
    pub(crate) fn faults(&self) -> Vec<Json> {
        self.value_at("faults").and_then(Json::as_list).unwrap_or_default().to_vec()
    }

    /// The same, with what chance brings to a target written out outage by outage, so that each can be ended.
    fn written_out(&self, interventions: &[Intervention]) -> Vec<Json> {
        let mut all = Vec::new();
        for ((index, fault), json) in self.file.faults.iter().enumerate().zip(self.faults()) {
            let place = fault.is_down().filter(|_| fault.means().is_some());
            let touched = place
                .filter(|service| interventions.iter().any(|one| one.target == service.unwrap_or(BROKER)));
            let Some(service) = touched else {
                all.push(json);
                continue;
            };
            for (from, to) in stretches(&self.file, index) {
                all.push(outage(service, from.millis(), to.map(SimTime::millis)));
            }
        }
        all
    }

    fn add(&self, faults: &mut Vec<Json>, intervention: &Intervention) -> Result<(), ScenarioError> {
        let Intervention { act, target, at } = intervention;
        let wrong = |problem: &str| Err(ScenarioError::new([act.code(), ".", target].concat(), problem));
        if act.is_of_operation() {
            let known = 1..=self.model.workload.operations();
            let Some(operation) = target.parse().ok().filter(|number| known.contains(number)) else {
                return wrong("is the number of no operation of this run");
            };
            faults.push(mishap(*act, operation, at.millis()));
            return Ok(());
        }
        let is_service = self.file.services.iter().any(|known| known.id == *target);
        let service = is_service.then_some(target.as_str());
        if !is_service && (target != BROKER || self.file.broker.is_none()) {
            return wrong("names no service of this scenario");
        }
        let at_ms = at.millis();
        let down = faults.iter().position(|fault| {
            Outage::of(fault, service).is_some_and(|outage| outage.from_ms < at_ms && at_ms < outage.to_ms)
        });
        match (act, down) {
            (Act::Break, Some(_)) => wrong("is down at that time already"),
            (Act::Break, None) => {
                // What the file had in store for a service that is down until somebody mends it.
                faults.retain(|fault| Outage::of(fault, service).is_none_or(|later| later.from_ms < at_ms));
                faults.push(outage(service, at_ms, None));
                Ok(())
            }
            (_, None) => wrong("is up at that time already"),
            (_, Some(place)) => {
                let path = [down_word(service), ".to_ms"].concat();
                Override::number(&path, at_ms).apply(&mut faults[place])
            }
        }
    }
}

/// How a file calls the outage of a service, or of the broker.
fn down_word(service: Option<&str>) -> &'static str {
    service.map_or("broker_down", |_| "down")
}

/// The fault that takes a service down, or the broker where none is named, as a file writes it.
pub(crate) fn outage(service: Option<&str>, from_ms: f64, to_ms: Option<f64>) -> Json {
    let word = down_word(service);
    let mut fields = vec![("from_ms".to_string(), Json::Number(from_ms))];
    fields.extend(service.map(|service| ("service".to_string(), Json::Text(service.to_string()))));
    fields.extend(to_ms.map(|to_ms| ("to_ms".to_string(), Json::Number(to_ms))));
    Json::object([(word.to_string(), Json::object(fields))])
}

/// What happens to one operation, as a file writes it.
fn mishap(act: Act, operation: u32, from_ms: f64) -> Json {
    let field = |name: &str, value: f64| (name.to_string(), Json::number(value));
    let mut fields = vec![field("operation", f64::from(operation)), field("from_ms", from_ms)];
    let mut word = "lost_acknowledgement";
    if act == Act::Slow {
        word = "slow_operation";
        fields.push(field("factor", SLOWED));
    }
    Json::object([(word.to_string(), Json::object(fields))])
}

/// When a service or the broker is down, in milliseconds.
struct Outage {
    from_ms: f64,
    to_ms: f64,
}

impl Outage {
    /// What a fault says, if it is an outage of this service, or of the broker.
    fn of(fault: &Json, service: Option<&str>) -> Option<Self> {
        let down = fault.get(down_word(service))?;
        if down.get("service").and_then(Json::as_text) != service {
            return None;
        }
        let ms = |name: &str| down.get(name).and_then(Json::as_f64);
        Some(Outage { from_ms: ms("from_ms")?, to_ms: ms("to_ms").unwrap_or(f64::INFINITY) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checkout() -> Scenario {
        Scenario::from_json(include_str!("../../../assets/scenarios/checkout-burst.json")).unwrap()
    }

    fn by_hand(act: Act, ms: f64) -> Intervention {
        Intervention { act, target: "payments".into(), at: SimTime::from_millis_f64(ms) }
    }

    fn outages(scenario: &Scenario) -> Vec<(f64, Option<f64>)> {
        scenario.model.faults.iter().map(|f| (f.from.millis(), f.to.map(SimTime::millis))).collect()
    }

    #[test]
    fn what_is_broken_stays_down_until_it_is_mended() {
        let broken = checkout().forked(&[by_hand(Act::Break, 31.001)]).unwrap();
        assert_eq!(outages(&broken), [(31.001, None)]);
        let twice = [
            by_hand(Act::Break, 31.001),
            by_hand(Act::Mend, 40.0),
            by_hand(Act::Mend, 60.0),
            by_hand(Act::Break, 50.0),
        ];
        let mended = checkout().forked(&twice).unwrap();
        assert_eq!(outages(&mended), [(31.001, Some(40.0)), (50.0, Some(60.0))]);
    }

    #[test]
    fn an_outage_of_the_file_can_be_ended_and_one_to_come_gives_way() {
        let down = Override {
            path: "faults".into(),
            value: Json::List(vec![outage(Some("payments"), 20.0, Some(50.0))]),
        };
        let scenario = checkout().changed(&[down]).unwrap();
        let mended = scenario.forked(&[by_hand(Act::Mend, 30.0)]).unwrap();
        assert_eq!(outages(&mended), [(20.0, Some(30.0))]);
        let broken = scenario.forked(&[by_hand(Act::Break, 10.0)]).unwrap();
        assert_eq!(outages(&broken), [(10.0, None)]);
    }

    /// The broker is a target where there is one.
    #[test]
    fn the_broker_is_broken_and_mended() {
        let of_broker = |act, ms| Intervention { target: BROKER.into(), ..by_hand(act, ms) };
        let acts = [of_broker(Act::Break, 3.0), of_broker(Act::Mend, 5.0), of_broker(Act::Break, 9.0)];
        let forked = checkout().forked(&acts).unwrap();
        let outages: Vec<_> = forked.model.disturbances.iter().map(|one| (one.from, one.to)).collect();
        let ms = SimTime::from_millis_f64;
        assert_eq!(outages, [(ms(3.0), Some(ms(5.0))), (ms(9.0), None)]);
        let twice = checkout().forked(&[of_broker(Act::Break, 3.0), of_broker(Act::Break, 4.0)]).unwrap_err();
        assert_eq!(twice.to_string(), "break.broker: is down at that time already");
        let change = |path: &str, value| Override { path: path.into(), value };
        let silent =
            [change("broker", Json::Null), change("lanes.1.edges.charge", Json::Text("call".into()))];
        let none = checkout().changed(&silent).unwrap().forked(&[of_broker(Act::Break, 3.0)]).unwrap_err();
        assert_eq!(none.to_string(), "break.broker: names no service of this scenario");
    }

    #[test]
    fn what_makes_no_sense_is_named() {
        let wrong = |acts: &[Intervention]| checkout().forked(acts).unwrap_err().to_string();
        assert_eq!(wrong(&[by_hand(Act::Mend, 3.0)]), "mend.payments: is up at that time already");
        let twice = [by_hand(Act::Break, 3.0), by_hand(Act::Break, 4.0)];
        assert_eq!(wrong(&twice), "break.payments: is down at that time already");
        let unknown = |act, target: &str| Intervention { target: target.into(), ..by_hand(act, 3.0) };
        assert_eq!(wrong(&[unknown(Act::Break, "bank")]), "break.bank: names no service of this scenario");
        for target in ["0", "6", "x", "1.5"] {
            let said = wrong(&[unknown(Act::Lose, target)]);
            assert_eq!(said, format!("lose.{target}: is the number of no operation of this run"));
        }
    }
}
