//! Reads the classes of operations, and what callers count on.

use super::super::file::{defaults, ClassFile, ObjectiveFile};
use super::super::read::Node;
use super::super::times::LONGEST_MS;
use super::super::words::{id, localized};
use super::text;

pub(in crate::scenario) fn class(node: Node) -> ClassFile {
    let fields = node.fields(&["id", "name", "share", "time_factor", "priority", "skips"]);
    ClassFile {
        id: id(fields.at("id")),
        name: localized(fields.at("name")),
        share: fields.at("share").within(0.001, 1000.0),
        time_factor: fields
            .given("time_factor")
            .map_or_else(defaults::time_factor, |factor| factor.within(0.01, 1000.0)),
        priority: fields.given("priority").map_or(0, |priority| priority.whole(0, 9)),
        skips: fields.list("skips", 50, text),
    }
}

pub(in crate::scenario) fn objective(node: Node) -> ObjectiveFile {
    let fields = node.fields(&["answer_within_ms", "share"]);
    ObjectiveFile {
        answer_within_ms: fields.opt("answer_within_ms").map(|within| within.within(0.001, LONGEST_MS)),
        share: fields.given("share").map_or_else(defaults::objective_share, |share| share.within(0.001, 1.0)),
    }
}
