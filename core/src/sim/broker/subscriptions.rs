//! Kafka groups that come and go as a whole: the log keeps every record, and a group the place where it had read.
//!
//! Whoever goes in good order says so (`LeaveGroup`), so that no session times out; as all go at once, nobody is left
//! to share the partitions. Who joins a group that is empty brings about a rebalance, and the group's coordinator
//! waits for further members before it ends that (`group.initial.rebalance.delay.ms`, KIP-134: "a new, or empty,
//! consumer group"). Where the group is new and not its first member alone has come meanwhile, it waits as long once
//! more. Until then nobody fetches; a group without an offset looks for one only when it has its partitions.

use super::super::context::Context;
use super::super::event::Event;
use super::kafka::Kafka;
use crate::scenario::EdgeId;
use crate::trace::{Address, Fact, RecordId};

impl Kafka<'_> {
    /// A group without an offset will begin behind this record.
    pub(super) fn misses(&mut self, ctx: &mut Context, at: Address, stored: RecordId) -> bool {
        let misses = !self.topic(at.edge).has_offset;
        if misses {
            super::missed(ctx, self.model, at, stored);
        }
        misses
    }

    /// The group of a subscriber comes or goes. Who goes handles and commits what it has fetched.
    pub(super) fn subscription(&mut self, ctx: &mut Context, (edge, joins): (EdgeId, bool), cause: RecordId) {
        let delay = self.settings.initial_delay;
        let topic = self.topic(edge);
        (topic.subscribed, topic.rebalances, topic.joins) = (joins, joins, None);
        if !joins {
            return self.asks_back(ctx, edge, cause);
        }
        // All workers of a service come at once.
        let several = topic.members.iter().filter(|member| !member.gone).count() > 1;
        let mut until = ctx.now() + delay;
        if several && !topic.known {
            until += delay;
        }
        (topic.known, topic.joins) = (true, Some(until));
        let began = ctx.record(cause, Fact::RebalanceBegan { edge });
        ctx.at(until, began, Event::GroupWaited { edge });
    }
}
