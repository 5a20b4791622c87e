//! Kafka groups that come and go as a whole: the log keeps every record, and a group the place where it had read.

use super::super::context::Context;
use super::kafka::Kafka;
use crate::scenario::EdgeId;
use crate::trace::{Address, RecordId};

impl Kafka<'_> {
    /// A group without an offset will begin behind this record.
    pub(super) fn misses(&mut self, ctx: &mut Context, at: Address, stored: RecordId) -> bool {
        let misses = !self.topic(at.edge).has_offset;
        if misses {
            super::missed(ctx, self.model, at, stored);
        }
        misses
    }

    /// The group of a subscriber comes or goes. Who goes has handled and committed what it had fetched.
    pub(super) fn subscription(&mut self, ctx: &mut Context, (edge, joins): (EdgeId, bool), cause: RecordId) {
        let topic = self.topic(edge);
        topic.subscribed = joins;
        topic.has_offset |= joins;
        self.fetch_all(ctx, edge, cause);
    }
}
