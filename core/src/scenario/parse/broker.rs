//! Reads the broker.

use super::super::file::BrokerFile;
use super::super::read::Node;
use super::super::times::law;
use super::super::words::localized;

pub(super) fn broker(node: Node) -> BrokerFile {
    let fields = node.fields(&["name", "one_way", "append", "prefetch_per_worker"]);
    BrokerFile {
        name: localized(fields.at("name")),
        one_way: law(fields.at("one_way")),
        append: law(fields.at("append")),
        prefetch_per_worker: fields.at("prefetch_per_worker").whole(1, 10_000),
    }
}
