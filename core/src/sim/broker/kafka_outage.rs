//! Kafka through an outage: what its members say meanwhile is said again, and groups that commit each record join
//! anew.

use super::super::context::Context;
use super::super::event::Event;
use super::kafka::Kafka;
use crate::scenario::{Commit, EdgeId};
use crate::trace::{RecordId, WorkerId};

impl Kafka<'_> {
    /// Whether what a member says, or that it is gone or back, is kept until the broker is up: an outage takes
    /// nothing from those who handle whole polls, they only wait.
    pub(super) fn keeps(&mut self, event: Event, cause: RecordId) -> bool {
        let words = self.settings.commit != Commit::AfterEach;
        let keeps = !self.up && (words || !matches!(event, Event::AckArrives { .. }));
        if keeps {
            self.unheard.push((event, cause));
        }
        keeps
    }

    /// The broker goes down; what it does not keep is lost.
    pub(super) fn goes_down(&mut self, ctx: &mut Context, cause: RecordId) {
        self.up = false;
        if self.broker.durable {
            return;
        }
        let model = self.model;
        for topic in &mut self.topics {
            for at in topic.logs.iter_mut().flat_map(std::mem::take) {
                super::lost(ctx, model, (at, false), cause);
            }
            for member in &mut topic.members {
                for (at, _) in std::mem::take(&mut member.fetched) {
                    super::lost(ctx, model, (at, true), cause);
                    member.lost.push_back(at);
                }
            }
        }
    }

    /// The broker is up again: its groups join anew, and read on from what they had committed; those who handle
    /// whole polls go on where they are, and say once more what was not heard.
    pub(super) fn comes_up(&mut self, ctx: &mut Context, cause: RecordId) {
        self.up = true;
        for edge in 0..self.topics.len() as EdgeId {
            if self.settings.commit == Commit::AfterEach || self.topic(edge).stale {
                self.topic(edge).stale = false;
                for member in 0..self.topic(edge).members.len() as WorkerId {
                    self.read_again(ctx, edge, member, cause);
                }
            }
            self.settle(ctx, edge, cause);
            self.fetch_all(ctx, edge, cause);
        }
        for (event, cause) in std::mem::take(&mut self.unheard) {
            match event {
                Event::Member { step, poll, count } => self.member_speaks(ctx, (step, poll, count), cause),
                Event::AckArrives { at, epoch, answer } => {
                    self.commit_arrives(ctx, at, (epoch, answer), cause)
                }
                Event::Subscription { edge, joins } => self.subscription(ctx, (edge, joins), cause),
                Event::WorkerGone { poll } => self.worker_gone(ctx, poll, cause),
                Event::WorkerBack { poll } => self.worker_back(ctx, poll, cause),
                _ => {}
            }
        }
    }
}
