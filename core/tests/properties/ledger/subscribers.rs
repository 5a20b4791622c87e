//! Who is subscribed: a subscriber misses something only for a reason, and none that is there is refused as away.

use lockstep_core::scenario::{EdgeId, LaneModel, Model};
use lockstep_core::time::SimTime;
use lockstep_core::trace::{Address, Fact};

use super::{ensure, Entered};

pub(super) struct SubscribersBook {
    /// By edge.
    away: Vec<bool>,
    /// Whether it was away from the beginning on.
    new: Vec<bool>,
    /// By edge, what the broker has taken for its topic, and what has been ready for or missed by each other member.
    taken: Vec<usize>,
    copied: Vec<usize>,
}

impl SubscribersBook {
    pub(super) fn new(model: &Model) -> Self {
        let none = vec![false; model.edges.len()];
        let (taken, copied) = (vec![0; model.edges.len()], vec![0; model.edges.len()]);
        SubscribersBook { away: none.clone(), new: none, taken, copied }
    }

    /// One comes or goes, which is when the file says so.
    pub(super) fn enter(&mut self, fact: Fact, edge: EdgeId, now: SimTime, model: &Model) -> Entered {
        let place = usize::from(edge);
        let left = matches!(fact, Fact::SubscriberLeft { .. });
        ensure(left != self.away[place], || "it is so already".into())?;
        let planned = model
            .absences(edge)
            .any(|away| if left { away.from } else { away.to.unwrap_or_default() } == now);
        ensure(planned, || "nobody has planned it".into())?;
        self.away[place] = left;
        self.new[place] |= left && now == SimTime::ZERO;
        Ok(())
    }

    pub(super) fn is_away(&self, edge: EdgeId) -> bool {
        self.away[usize::from(edge)]
    }

    /// Something is missed only where nothing could keep it: a newcomer, or an own queue whose consumer was away.
    pub(super) fn misses(&mut self, lane: &LaneModel, fact: Fact, at: Address) -> Entered {
        let edge = usize::from(at.edge);
        let own = lane.topic.is_none() && lane.queues[edge].exclusive;
        match fact {
            Fact::MessageStored { .. } | Fact::MessageUnroutable { .. } => self.taken[edge] += 1,
            Fact::MessageRouted { .. } | Fact::SubscriberMissed { .. } => self.copied[edge] += 1,
            _ => {}
        }
        match fact {
            Fact::SubscriberMissed { .. } => {
                let from_earliest = lane.topic.is_some_and(|topic| topic.from_earliest);
                let known = self.new[edge] && !from_earliest;
                // Its return is heard later, and its next going not at once.
                ensure(known || own, || "it would have been kept".into())
            }
            Fact::MessageUnroutable { .. } | Fact::MessageReturned { .. } => {
                let mandatory = lane.publish[edge].as_ref().is_some_and(|publish| publish.mandatory);
                let returned = matches!(fact, Fact::MessageReturned { .. });
                ensure(mandatory == returned, || "against what its publisher wants".into())?;
                ensure(lane.topic.is_none() && lane.sqs.is_none(), || "only RabbitMQ routes".into())?;
                ensure(own || self.new[edge], || "its queue is durable".into())
            }
            _ => Ok(()),
        }
    }

    /// Of all that was published for a topic every other member got a copy or missed it, and only one of the two.
    pub(super) fn close(&self, model: &Model) -> Entered {
        let members = model
            .edges
            .iter()
            .enumerate()
            .filter_map(|(place, edge)| Some((place, usize::from(edge.topic?))));
        members.filter(|(place, first)| place != first).try_for_each(|(place, first)| {
            ensure(self.copied[place] == self.taken[first], || {
                format!("{} taken, {} for edge {place}", self.taken[first], self.copied[place])
            })
        })
    }
}
