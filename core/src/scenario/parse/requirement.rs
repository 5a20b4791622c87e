//! Reads the requirements.

use super::super::file::RequirementFile;
use super::super::read::Node;
use super::super::requirement::DEMANDS;
use super::super::words::{id, localized};
use super::{range, text};

pub(super) fn requirement(node: Node) -> RequirementFile {
    let fields =
        node.fields(&["id", "name", "metric", "edge", "class", "in_outage", "limit", "min", "max", "step"]);
    let (own, name) = (id(fields.at("id")), localized(fields.at("name")));
    let metric = DEMANDS[fields.at("metric").word(&DEMANDS)].to_string();
    let (min, max, step) = (fields.at("min").number(), fields.at("max").number(), fields.at("step").number());
    // Whether it is there at all comes before whether the range is one.
    fields.at("limit").number();
    range(&fields, min, max, step);
    RequirementFile {
        id: own,
        name,
        metric,
        edge: fields.opt("edge").map(text),
        class: fields.opt("class").map(id),
        in_outage: fields.given("in_outage").is_some_and(|flag| flag.flag()),
        limit: fields.at("limit").within(min, max.max(min)),
        min,
        max,
        step,
    }
}
