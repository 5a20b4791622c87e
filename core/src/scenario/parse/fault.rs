//! Reads what breaks.

use super::super::file::{defaults, ExtentFile, FaultFile, SpellsFile};
use super::super::read::{Fields, Node};
use super::super::times::{length, moment, LONGEST_MS, MOST_OPERATIONS};
use super::text;
use crate::time::LONGEST_RUN;

pub(super) fn fault(node: Node) -> FaultFile {
    let (kind, content) = node.variant(&[
        "down",
        "slow",
        "hang",
        "error",
        "delay",
        "loss",
        "broker_down",
        "broker_alarm",
        "unsubscribed",
        "crash_between",
        "poison",
        "slow_operation",
        "lost_acknowledgement",
        "duplicate",
        "crash",
    ]);
    if kind == "crash" {
        let fields = content.fields(&["service", "worker", "at_ms", "restart_after_ms"]);
        return FaultFile::Crash {
            service: text(fields.at("service")),
            worker: fields.at("worker").whole(1, 1000),
            at_ms: moment(fields.at("at_ms")),
            restart_after_ms: fields.opt("restart_after_ms").map(length),
        };
    }
    if kind == "poison" {
        let fields = content.fields(&["operation", "share", "edge"]);
        let edge = text(fields.at("edge"));
        let operation = fields.opt("operation").map(|operation| operation.whole(1, MOST_OPERATIONS));
        let share = fields.opt("share").map(|share| share.within(0.0, 1.0));
        if operation.is_some() == share.is_some() {
            let given = if share.is_some() { "both" } else { "neither" };
            content.error(format_args!("has {given} of operation and share; needed is one of the two"));
        }
        return FaultFile::Poison { operation, share, edge };
    }
    if kind == "slow_operation" || kind == "lost_acknowledgement" {
        return mishap(kind, content);
    }
    let fields = content.fields(match kind {
        "slow" => &["service", "factor", "mean_up_ms", "mean_down_ms", "from_ms", "to_ms"],
        "error" => &["service", "share", "from_ms", "to_ms"],
        "delay" => &["edge", "ms", "mean_up_ms", "mean_down_ms", "from_ms", "to_ms"],
        "loss" | "crash_between" => &["edge", "share", "from_ms", "to_ms"],
        "broker_down" => &["mean_up_ms", "mean_down_ms", "from_ms", "to_ms"],
        "broker_alarm" => &["from_ms", "to_ms"],
        "duplicate" => &["edge", "share", "operation", "from_ms", "to_ms"],
        "unsubscribed" => &["edge", "from_ms", "to_ms"],
        _ => &["service", "mean_up_ms", "mean_down_ms", "from_ms", "to_ms"],
    });
    let service = || text(fields.at("service"));
    let edge = || text(fields.at("edge"));
    let share = || fields.at("share").within(0.0, 1.0);
    let when = extent(&fields);
    // Those that have none take none.
    let (mean_up_ms, mean_down_ms) = means(&content, &fields);
    let spells = SpellsFile { extent: when, mean_up_ms, mean_down_ms };
    match kind {
        "slow" => {
            let factor = fields.at("factor").within(0.01, 1000.0);
            FaultFile::Slow { service: service(), factor, when: spells }
        }
        "hang" => FaultFile::Hang { service: service(), when: spells },
        "error" => FaultFile::Error { service: service(), share: share(), when },
        "delay" => FaultFile::Delay { edge: edge(), ms: length(fields.at("ms")), when: spells },
        "duplicate" => {
            let share =
                fields.given("share").map_or_else(defaults::all_of_them, |share| share.within(0.0, 1.0));
            let operation = fields.opt("operation").map(|operation| operation.whole(1, MOST_OPERATIONS));
            FaultFile::Duplicate { edge: edge(), share, operation, when }
        }
        "loss" => FaultFile::Loss { edge: edge(), share: share(), when },
        // Nobody waits in a connection for ever.
        "broker_alarm" => {
            let to_ms = when.to_ms.unwrap_or_else(|| fields.at("to_ms").number());
            FaultFile::BrokerAlarm { from_ms: when.from_ms, to_ms }
        }
        "broker_down" => FaultFile::BrokerDown { when: spells },
        "unsubscribed" => FaultFile::Unsubscribed { edge: edge(), when },
        "crash_between" => FaultFile::CrashBetween { edge: edge(), share: share(), when },
        _ => FaultFile::Down { service: service(), when: spells },
    }
}

/// What happens to one operation.
fn mishap(kind: &str, content: Node) -> FaultFile {
    let fields = content.fields(match kind {
        "slow_operation" => &["operation", "factor", "from_ms"],
        _ => &["operation", "from_ms"],
    });
    let operation = fields.at("operation").whole(1, MOST_OPERATIONS);
    let from_ms = moment(fields.at("from_ms"));
    if kind == "slow_operation" {
        let factor = fields.at("factor").within(0.01, 1000.0);
        return FaultFile::SlowOperation { operation, factor, from_ms };
    }
    FaultFile::LostAcknowledgement { operation, from_ms }
}

fn extent(fields: &Fields) -> ExtentFile {
    let from_ms = moment(fields.at("from_ms"));
    let to_ms = fields.opt("to_ms").map(|to| to.within(from_ms, LONGEST_RUN.millis()));
    ExtentFile { from_ms, to_ms }
}

/// How long something is up and down on average, where chance says when.
fn means(content: &Node, fields: &Fields) -> (Option<f64>, Option<f64>) {
    let mean = |name| fields.opt(name).map(|mean: Node| mean.within(0.001, LONGEST_MS));
    let (up, down) = (mean("mean_up_ms"), mean("mean_down_ms"));
    if up.is_some() != down.is_some() {
        let (given, absent) =
            if up.is_some() { ("mean_up_ms", "mean_down_ms") } else { ("mean_down_ms", "mean_up_ms") };
        content.error(format_args!("has {given} and no {absent}; needed are both or neither"));
    } else if up.is_some() && fields.opt("to_ms").is_none() {
        content.error(format_args!("has no to_ms; what chance brings needs an end"));
    }
    (up, down)
}
