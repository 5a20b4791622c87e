//! Reads what breaks.

use super::super::file::FaultFile;
use super::super::read::Node;
use super::super::times::moment;
use super::text;
use crate::time::LONGEST_RUN;

pub(super) fn fault(node: Node) -> FaultFile {
    let (_, down) = node.variant(&["down"]);
    let fields = down.fields(&["service", "from_ms", "to_ms"]);
    let from_ms = moment(fields.at("from_ms"));
    let to_ms = fields.opt("to_ms").map(|to| to.within(from_ms, LONGEST_RUN.millis()));
    FaultFile::Down { service: text(fields.at("service")), from_ms, to_ms }
}
