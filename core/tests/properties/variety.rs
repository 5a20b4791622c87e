//! Scenarios made from a seed: trees of services, laws, arrivals, limits and outages.

use lockstep_core::scenario::Scenario;
use serde_json::{json, Value};

use super::chance;
use super::crashes;
use super::policies;
use super::queues::{self, broker, Queues};
use super::repeats;
use super::sagas;
use super::subscribers;
use super::topics;

/// Least time between two outages of one service: longer than the broker takes to hear of an end,
/// so that it never hears of the end of one outage within the next.
pub(crate) const REST_MS: u64 = 60;

/// What the scenarios may contain.
#[derive(Clone, Copy)]
pub(crate) struct Variety {
    faults: bool,
    steady: bool,
    warm_up: bool,
}

impl Variety {
    /// Everything that the format can say.
    pub(crate) fn everything() -> Self {
        Variety { faults: true, steady: false, warm_up: true }
    }

    /// No outages.
    pub(crate) fn faultless(self) -> Self {
        Variety { faults: false, ..self }
    }

    /// Work takes as long as its law says: nothing is slow, and nothing hangs.
    pub(crate) fn steady(self) -> Self {
        Variety { steady: true, ..self }
    }

    /// Every operation is measured.
    pub(crate) fn measured_whole(self) -> Self {
        Variety { warm_up: false, ..self }
    }

    /// The same seed always makes the same scenario.
    pub(crate) fn scenario(self, seed: u64) -> Scenario {
        let json = self.file(&mut Dice(seed)).to_string();
        Scenario::from_json(&json).unwrap_or_else(|problem| panic!("seed {seed}: {problem}\n{json}"))
    }

    fn file(self, dice: &mut Dice) -> Value {
        let count = 1 + dice.below(5);
        let ids: Vec<String> = (0..count).map(|index| format!("s{index}")).collect();
        let text = json!({"en": "x", "ru": "x"});
        let (queues, broker) = broker(dice, &text, hop);
        let mut services: Vec<Value> = ids.iter().map(|id| service(dice, id, &text)).collect();
        if !self.steady && dice.below(4) == 0 {
            services[0]["worker_times"] = json!([law(dice), law(dice)]);
        }
        let edges: Vec<Value> = (0..count as usize).map(|index| edge(dice, queues, &ids, index)).collect();
        let lanes: Vec<Value> =
            ["sync", "async", "hybrid"].map(|style| lane(dice, queues, style, count)).into();
        let mut lanes = lanes;
        let mut broker = broker;
        broker["kafka"] = json!({
            "partitions": 1 + dice.below(6), "max_poll_records": 1 + dice.below(4),
            "initial_rebalance_delay_ms": dice.of(&[0.0, 7.0, 30.0]),
        });
        if dice.below(3) == 0 {
            lanes[1 + dice.below(2) as usize]["broker"] = "kafka".into();
        }
        if dice.below(3) == 0 {
            let lane = &mut lanes[1 + dice.below(2) as usize];
            lane["broker"] = "sqs".into();
            lane["sqs"] = queues::sqs(dice);
        }
        let mut edges = edges;
        if dice.below(3) == 0 {
            sagas::compensate(dice, &mut edges, &mut lanes);
        }
        let classes = if dice.below(3) == 0 { classes(dice, &edges) } else { Vec::new() };
        let copied = edges.iter().any(|edge| edge["effect"] == true && edge["copies"] != 1);
        let operations = 10 + dice.below(50);
        let keys: Value = if dice.below(2) == 0 { Value::Null } else { (1 + dice.below(9)).into() };
        let mut file = json!({
            "format": 1, "id": "any", "number": 1,
            "title": text, "lead": text, "operation": text, "effect": text,
            "network": {"one_way": hop(dice)},
            "services": services, "edges": edges, "lanes": lanes,
            "broker": broker,
            "workload": {
                "arrivals": arrivals(dice, operations),
                "classes": classes,
                "keys": keys, "keys_in_turn": !keys.is_null() && operations % 3 == 0,
                "reads": if copied { Value::Null } else { reads(dice) },
                "warm_up_share": if self.warm_up { dice.of(&[0.0, 0.1, 0.3]) } else { 0.0 },
            },
            "faults": if self.faults { faults(dice, &ids) } else { Vec::new() },
        });
        if self.faults && dice.below(3) == 0 {
            policies::disturb(dice, &mut file, self.steady);
        }
        if self.faults && dice.below(4) == 0 {
            let poison = json!({"operation": 1 + dice.below(10), "edge": format!("e{}", dice.below(count))});
            file["faults"].as_array_mut().unwrap().push(json!({"poison": poison}));
        }
        if self.faults && dice.below(3) == 0 {
            broker_fails(dice, &mut file);
        }
        if self.faults && dice.below(4) == 0 {
            let from = dice.below(120);
            let alarm = json!({"broker_alarm": {"from_ms": from, "to_ms": from + dice.below(80)}});
            file["faults"].as_array_mut().unwrap().push(alarm);
        }
        if dice.below(3) == 0 {
            let (edge, lane) = (dice.below(count) as usize, dice.below(3) as usize);
            file["edges"][edge]["publish"] = policies::publish(dice);
            file["lanes"][lane]["publish"] =
                json!({format!("e{}", dice.below(count)): policies::publish(dice)});
        }
        if self.faults {
            sagas::fail(dice, &mut file);
        }
        if dice.below(3) == 0 && count > 1 {
            policies::relay(dice, &mut file, count, self.faults);
        }
        repeats::add(dice, &mut file, self.faults);
        crashes::add(dice, &mut file, self.faults);
        // Whose first edge has become a call is told by its reply.
        for lane in file["lanes"].as_array_mut().into_iter().flatten() {
            if lane["edges"]["e0"] != "message" {
                lane["reply"] = Value::Null;
            }
        }
        if dice.below(4) > 0 {
            sagas::choreograph(dice, &mut file);
        }
        if dice.below(2) == 0 {
            topics::subscribe(dice, &mut file);
            if self.faults && dice.below(4) > 0 {
                subscribers::absences(dice, &mut file);
            }
        }
        if dice.below(2) == 0 {
            subscribers::own_queues(dice, &mut file);
        }
        sagas::answer(dice, &mut file);
        if !self.steady && dice.below(3) == 0 {
            let costs = json!({"contention": dice.of(&[0.0, 0.1, 1.0]), "coherency": dice.of(&[0.0, 0.05])});
            file["services"][dice.below(ids.len() as u64) as usize]["interference"] = costs;
        }
        if !self.steady && dice.below(4) == 0 {
            file["lanes"][dice.below(3) as usize]["service_times"] = json!({&ids[0]: law(dice)});
        }
        if self.faults {
            // With dice of its own, so that all else is as it was before there were such faults.
            chance::add(&mut Dice(!dice.0), &mut file, self.steady);
        }
        file
    }
}

/// Up to two outages of the broker; the last may never end.
fn broker_fails(dice: &mut Dice, file: &mut Value) {
    if dice.below(3) == 0 {
        file["broker"]["durable"] = false.into();
    }
    let mut from = dice.below(100);
    for _ in 0..1 + dice.below(2) {
        let to = from + dice.below(80);
        let ends = if dice.below(6) == 0 { Value::Null } else { to.into() };
        let last = ends.is_null();
        let outage = json!({"broker_down": {"from_ms": from, "to_ms": ends}});
        file["faults"].as_array_mut().unwrap().push(outage);
        if last {
            return;
        }
        from = to + 1 + dice.below(60);
    }
}

fn service(dice: &mut Dice, id: &str, text: &Value) -> Value {
    let mut service = json!({"id": id, "name": text, "work": text, "workers": 1 + dice.below(4), "service_time": law(dice)});
    if dice.below(2) == 0 {
        service["stops_when_cancelled"] = true.into();
    }
    if dice.below(2) == 0 {
        service["drop_expired"] = true.into();
    }
    if dice.below(8) == 0 {
        service["preset"] = "tomcat".into();
    }
    if dice.below(4) == 0 {
        service["queue_limit"] = dice.below(5).into();
        policies::queue(dice, &mut service);
    }
    service
}

/// Up to three classes; what one skips leaves it an effect.
fn classes(dice: &mut Dice, edges: &[Value]) -> Vec<Value> {
    let class = |index: u64, dice: &mut Dice| {
        let skipped = dice.below(edges.len() as u64) as usize;
        let mut taken: Vec<bool> = Vec::new();
        for (place, edge) in edges.iter().enumerate() {
            let parent = edges.iter().take(place).position(|earlier| earlier["to"] == edge["from"]);
            taken.push(place != skipped && parent.is_none_or(|parent| taken[parent]));
        }
        let effect = edges.iter().zip(&taken).any(|(edge, taken)| *taken && edge["effect"] == true);
        let skips = if effect && skipped > 0 { vec![edges[skipped]["id"].clone()] } else { Vec::new() };
        json!({
            "id": format!("c{index}"), "name": {"en": "x", "ru": "x"}, "share": dice.of(&[1.0, 3.0]),
            "time_factor": dice.of(&[0.5, 1.0, 2.0]), "priority": dice.below(3), "skips": skips,
        })
    };
    (0..1 + dice.below(3)).map(|index| class(index, dice)).collect()
}

/// The edge into a service: from the caller, or from any service before it.
fn edge(dice: &mut Dice, queues: Queues, ids: &[String], to: usize) -> Value {
    let from = if to == 0 { "caller" } else { ids[dice.below(to as u64) as usize].as_str() };
    let effect = to + 1 == ids.len() || dice.below(3) == 0;
    let copies = if to > 0 && dice.below(5) == 0 { 1 + dice.below(4) } else { 1 };
    let mut edge =
        json!({"id": format!("e{to}"), "from": from, "to": ids[to], "effect": effect, "copies": copies});
    if dice.below(3) == 0 {
        edge["call"] = policies::call(dice);
    }
    if dice.below(5) == 0 {
        edge["queue"] = queues.policies(dice);
    }
    edge
}

fn lane(dice: &mut Dice, queues: Queues, style: &str, count: u64) -> Value {
    let mut edges = json!({});
    for index in 0..count {
        let message = match style {
            "sync" => false,
            "async" => index > 0 || dice.below(3) == 0,
            _ => dice.below(2) == 0,
        };
        edges[format!("e{index}")] = if message { "message" } else { "call" }.into();
    }
    let entered_by_message = edges["e0"] == "message";
    let calls = if dice.below(3) == 0 { "parallel" } else { "sequential" };
    let mut lane = json!({"id": style, "style": style, "technology": "x", "edges": edges, "calls": calls});
    if dice.below(4) == 0 {
        lane["policies"][format!("e{}", dice.below(count))] = policies::call(dice);
    }
    if entered_by_message && dice.below(2) == 0 {
        lane["reply"] = reply(dice);
    }
    if dice.below(4) == 0 {
        lane["queues"][format!("e{}", dice.below(count))] = queues.policies(dice);
    }
    lane
}

/// How the caller of a message learns that it is done. Who waits for that waits for so long, as a reply may
/// never come.
fn reply(dice: &mut Dice) -> Value {
    match dice.below(5) {
        0 => json!({"callback": {}}),
        1 => json!({"event": {}}),
        2 => json!({"message": {}}),
        _ => json!({"request_reply": {"timeout_ms": dice.of(&[2.0, 12.0, 60.0])}}),
    }
}

fn arrivals(dice: &mut Dice, operations: u64) -> Value {
    match dice.below(6) {
        0 => json!({"every": {"ms": dice.of(&[0.0, 1.0, 5.0, 12.5]), "operations": operations}}),
        1 => json!({"poisson": {"per_s": dice.of(&[50.0, 150.0, 600.0]), "operations": operations}}),
        2 => {
            let mut times: Vec<u64> = (0..operations).map(|_| dice.below(300)).collect();
            times.sort_unstable();
            json!({"at": {"ms": times}})
        }
        3 => {
            json!({"batches": {"size": 1 + dice.below(6), "ms": dice.of(&[0.0, 4.0, 30.0]), "operations": operations}})
        }
        4 => {
            let mut rates: Vec<Value> = (0..dice.below(3)).map(|_| phase(dice, true)).collect();
            rates.push(phase(dice, false));
            json!({"phases": {"rates": rates, "operations": operations}})
        }
        _ => json!({"closed": {"callers": 1 + dice.below(8), "think": law(dice), "operations": operations}}),
    }
}

fn phase(dice: &mut Dice, ends: bool) -> Value {
    let mut phase = match dice.below(2) {
        0 => json!({"every_ms": dice.of(&[0.5, 3.0, 40.0])}),
        _ => json!({"per_s": dice.of(&[20.0, 200.0, 900.0])}),
    };
    if ends {
        phase["for_ms"] = dice.of(&[1.0, 25.0, 100.0]).into();
    }
    phase
}

fn reads(dice: &mut Dice) -> Value {
    match dice.below(2) {
        0 => Value::Null,
        _ => json!({"after_acknowledgement_ms": dice.of(&[0.0, 3.0, 20.0, 100.0])}),
    }
}

fn law(dice: &mut Dice) -> Value {
    match dice.below(5) {
        0 => json!({"fixed": {"ms": dice.of(&[0.0, 1.0, 2.5, 7.0])}}),
        1 => json!({"exponential": {"mean_ms": dice.of(&[1.0, 4.0, 10.0])}}),
        2 => json!({"uniform": {"min_ms": dice.of(&[0.0, 2.0]), "max_ms": dice.of(&[2.0, 9.0])}}),
        3 => json!({"lognormal": {"mean_ms": dice.of(&[1.0, 5.0]), "variation": dice.of(&[0.0, 0.5, 2.0])}}),
        _ => json!({"mixture": {"points": [{"ms": 2, "share": 0.9}, {"ms": 30, "share": 0.1}]}}),
    }
}

fn hop(dice: &mut Dice) -> Value {
    match dice.below(3) {
        0 => json!({"fixed": {"ms": 0}}),
        1 => json!({"fixed": {"ms": 1}}),
        _ => json!({"exponential": {"mean_ms": 1}}),
    }
}

/// Up to three outages, those of one service one after the other; the last may never end.
fn faults(dice: &mut Dice, ids: &[String]) -> Vec<Value> {
    let mut up_from = vec![0; ids.len()];
    let mut faults = Vec::new();
    for _ in 0..dice.below(4) {
        let place = dice.below(ids.len() as u64) as usize;
        let from = up_from[place] + dice.below(150);
        let to = from + dice.below(60);
        up_from[place] = to + REST_MS;
        faults.push(json!({"down": {"service": ids[place], "from_ms": from, "to_ms": to}}));
    }
    if dice.below(6) == 0 {
        let place = dice.below(ids.len() as u64) as usize;
        faults.push(json!({"down": {"service": ids[place], "from_ms": up_from[place] + 1}}));
    }
    faults
}

/// SplitMix64: independent of the simulation's own draws, so that neither hides the other's faults.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % end
    }

    pub(crate) fn of(&mut self, choices: &[f64]) -> f64 {
        choices[self.below(choices.len() as u64) as usize]
    }
}
