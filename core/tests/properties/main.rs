//! What holds in every run, tried over many small scenarios that differ in everything a file can say.

mod answers;
mod causes;
mod chance;
mod crashes;
mod groups;
mod ledger;
mod little;
mod luck;
mod past;
mod policies;
mod queues;
mod repeats;
mod sagas;
mod seeds;
mod subscribers;
mod topics;
mod variety;

use lockstep_core::scenario::{FaultFile, SpellsFile};
use lockstep_core::sim;

use ledger::Ledger;
use seeds::{seeds, Broken};
use variety::Variety;

#[test]
fn every_record_follows_from_what_stood_before() {
    let mut broken = Broken::default();
    for seed in seeds() {
        let scenario = Variety::everything().scenario(seed);
        for lane in 0..scenario.model.lanes.len() {
            let Some(trace) = broken.run(&scenario.model, lane, seed) else { continue };
            let mut ledger = Ledger::new(&scenario.model, lane);
            let records = trace.records();
            let wrong = (0..records.len()).find_map(|index| {
                let problem = ledger.enter(records, index).err()?;
                Some(format!("record #{index} {:?}: {problem}", records[index]))
            });
            let wrong = wrong.or_else(|| Some(format!("at the end: {}", ledger.close().err()?)));
            if let Some(problem) = wrong {
                broken.note(format!("seed {seed}, lane {lane}, {problem}"));
            }
        }
    }
}

#[test]
fn every_record_names_its_cause() {
    let mut broken = Broken::default();
    for seed in seeds() {
        let scenario = Variety::everything().scenario(seed);
        for lane in 0..scenario.model.lanes.len() {
            let Some(trace) = broken.run(&scenario.model, lane, seed) else { continue };
            let wrong = |index| causes::check(&scenario.model, lane, trace.records(), index).err();
            let wrong = (0..trace.records().len()).find_map(|index| Some((index, wrong(index)?)));
            if let Some((index, problem)) = wrong {
                broken.note(format!("seed {seed}, lane {lane}, record #{index}: {problem}"));
            }
        }
    }
}

/// The same operation costs the same service the same in every lane, at the same attempt.
#[test]
fn the_luck_is_the_same_in_every_lane() {
    let mut compared = 0;
    for seed in seeds() {
        let scenario = Variety::everything().steady().scenario(seed);
        let mut lanes = (0..scenario.model.lanes.len()).map(|lane| {
            let trace = sim::run(&scenario.model, lane, seed).unwrap();
            luck::work_lengths(trace.records())
        });
        let first = lanes.next().unwrap();
        for (number, lane) in lanes.enumerate() {
            for (key, length) in &lane {
                if let Some(same) = first.get(key) {
                    assert_eq!(length, same, "seed {seed}, lane {}, {key:?}", number + 1);
                    compared += 1;
                }
            }
        }
    }
    assert!(compared > 10_000, "only {compared} lengths were compared");
}

/// What never happens is not tried: every policy of a broker and hedging show in some run.
#[test]
fn the_variety_gives_rise_to_the_rarer_facts() {
    let mut seen = std::collections::BTreeMap::new();
    let mut choreographies = 0;
    let mut by_chance = [0; 6];
    for seed in seeds() {
        let scenario = Variety::everything().scenario(seed);
        for fault in &scenario.file.faults {
            match fault {
                FaultFile::Down { when: SpellsFile { mean_up_ms: Some(_), .. }, .. } => by_chance[0] += 1,
                FaultFile::BrokerDown { when: SpellsFile { mean_up_ms: Some(_), .. }, .. } => {
                    by_chance[1] += 1
                }
                FaultFile::Poison { share: Some(_), .. } => by_chance[2] += 1,
                FaultFile::Slow { when: SpellsFile { mean_up_ms: Some(_), .. }, .. } => by_chance[3] += 1,
                FaultFile::Hang { when: SpellsFile { mean_up_ms: Some(_), .. }, .. } => by_chance[4] += 1,
                FaultFile::Delay { when: SpellsFile { mean_up_ms: Some(_), .. }, .. } => by_chance[5] += 1,
                _ => {}
            }
        }
        choreographies += scenario.model.lanes.iter().filter(|lane| lane.choreography).count();
        for lane in 0..scenario.model.lanes.len() {
            for record in sim::run(&scenario.model, lane, seed).unwrap().records() {
                let fact = format!("{:?}", record.fact);
                let name = fact.split(' ').next().unwrap_or_default().to_string();
                *seen.entry(name).or_insert(0) += 1;
            }
        }
    }
    assert!(choreographies >= 10, "only {choreographies} choreographies");
    assert!(by_chance.iter().all(|faults| *faults >= 20), "{by_chance:?}");
    for fact in [
        "RetryScheduled",
        "RetryThrottled",
        "MessageRefused",
        "PublishFailed",
        "DeliveryReturned",
        "MessageRequeued",
        "MessageDropped",
        "MessageExpired",
        "DeadLettered",
        "Hedged",
        "AttemptAbandoned",
        "RequestExpired",
        "PollSent",
        "PollEmpty",
        "VisibilityExpired",
        "AckIgnored",
        "DeliveryAbandoned",
        "OperationClassed",
        "MessageLost",
        "PollFailed",
        "PublishBlocked",
        "ConfirmWaived",
        "CompensationBegan",
        "EffectUndone",
        "StepStuck",
        "StepAnswered",
        "AnswerStored",
        "OutboxTaken",
        "CrashedBetween",
        "MessageDuplicated",
        "RepeatRecognised",
        "WorkerCrashed",
        "WorkerRestarted",
        "RebalanceBegan",
        "RebalanceEnded",
        "DeliveryDone",
        "OffsetsCommitted",
        "NoticeStored",
        "NoticeArrived",
        "NoticeRepeated",
        "NoticeLate",
        "MessageRouted",
        "SubscriberLeft",
        "SubscriberJoined",
        "SubscriberMissed",
        "MessageUnroutable",
        "MessageReturned",
    ] {
        assert!(seen.get(fact).is_some_and(|count| *count >= 50), "{fact} is too rare: {seen:?}");
    }
}
