//! What a trace says of what crossed the network: from whom it left, to whom, and whether it came to use.

use super::Teller;
use crate::scenario::{OperationId, ServiceId, Source};
use crate::trace::fact::{Address, Fact, WorkerId};
use crate::trace::lengths::{End, Transfer, TransferKind};
use crate::trace::open::{held, in_hand, key};

impl Teller<'_> {
    pub(super) fn read_transfers(&mut self, index: usize, fact: Fact, at: Address) {
        use TransferKind::{Ack, Confirm, Delivery, Notice, Publish, Reply, Request};
        let edge = &self.model.edges[usize::from(at.edge)];
        let broker = End::Broker(at.edge);
        if let (Fact::MessagePublished { .. }, Some(Fact::WorkerBlocked { at: held, .. })) =
            (fact, self.cause(index))
        {
            self.senders[usize::from(at.edge)] = Source::Service(self.model.edges[usize::from(held.edge)].to);
        }
        let asks = |this: &Self| match this.senders[usize::from(at.edge)] {
            _ if this.relayed[usize::from(at.edge)] => End::Outbox(at.edge),
            Source::Caller => End::Caller,
            Source::Service(id) => this.worker_of(id, at.op),
        };
        match fact {
            Fact::RequestSent { .. } => self.leave(index, Request, at, asks(self), End::Queue(edge.to), true),
            Fact::RequestArrived { .. } => {
                let target = self.received_by(index, edge.to);
                self.arrive(index, Request, at, target);
            }
            Fact::ReplySent { outcome, .. } => {
                let source = self.server_of(edge.to, at);
                self.leave(index, Reply, at, source, asks(self), outcome.is_ok());
            }
            Fact::StepAnswered { outcome, .. } => {
                let source = self.server_of(edge.to, at);
                self.leave(index, Notice, at, source, broker, outcome.is_ok());
            }
            Fact::AnswerStored { .. } => self.answer_goes_on(index, at, asks(self)),
            Fact::ReplyArrived { .. } => {
                for kind in [Reply, Notice] {
                    self.arrive(index, kind, at, None);
                }
            }
            Fact::TimedOut { .. } => {
                let who = asks(self);
                self.story.timeouts.push((self.trace.records()[index].at, at.op, who));
            }
            Fact::RequestLost { .. } => self.fail(Request, at),
            Fact::ReplyLost { .. } => {
                self.fail(Reply, at);
                self.fail(Notice, at);
            }
            Fact::ConfirmLost { .. } => self.fail(Confirm, at),
            Fact::AckLost { .. } => self.fail(Ack, at),
            Fact::ReplyDiscarded { .. } => {
                let answer = matches!(self.cause(index), Some(Fact::AnswerStored { .. }));
                let kinds = if answer { &[Notice][..] } else { &[Reply, Confirm] };
                for &kind in kinds {
                    self.useless(kind, at);
                    self.arrive(index, kind, at, None);
                }
            }
            Fact::MessagePublished { .. } => self.leave(index, Publish, at, asks(self), broker, true),
            Fact::MessageReceived { .. } => self.arrive(index, Publish, at, None),
            Fact::ConfirmWaived { .. } => self.unconfirmed[usize::from(at.edge)] = true,
            Fact::MessageStored { .. } | Fact::MessageRefused { .. } | Fact::MessageUnroutable { .. }
                if self.unconfirmed[usize::from(at.edge)] =>
            {
                if matches!(fact, Fact::MessageRefused { .. }) {
                    self.useless(Publish, at);
                }
                self.arrive(index, Publish, at, None);
            }
            Fact::MessageStored { .. } | Fact::MessageUnroutable { .. } => {
                self.leave(index, Confirm, at, broker, asks(self), true);
            }
            Fact::MessageRefused { .. } | Fact::MessageReturned { .. } => {
                // It finds nobody: no record says that it has come.
                self.arrive(index, Publish, at, None);
                self.leave(index, Confirm, at, broker, asks(self), false);
            }
            Fact::PublishConfirmed { .. } | Fact::PublishFailed { .. } => {
                self.arrive(index, Confirm, at, None);
            }
            Fact::DeliverySent { .. } => self.leave(index, Delivery, at, broker, End::Queue(edge.to), true),
            Fact::DeliveryArrived { .. } => {
                let target = self.received_by(index, edge.to);
                self.arrive(index, Delivery, at, target);
            }
            Fact::DeliveryLost { .. } => self.fail(TransferKind::Delivery, at),
            Fact::DeliveryAcked { .. }
            | Fact::OffsetsCommitted { .. }
            | Fact::DeliveryRejected { .. }
            | Fact::DeliveryReturned { .. } => {
                let ok = matches!(fact, Fact::DeliveryAcked { .. } | Fact::OffsetsCommitted { .. });
                let source = self.server_of(edge.to, at);
                self.leave(index, Ack, at, source, broker, ok);
            }
            Fact::NoticeSent { .. } => {
                let source = self.server_of(edge.to, at);
                self.leave(index, Notice, at, source, End::Caller, true);
            }
            Fact::NoticeStored { .. } => {
                self.arrive(index, Notice, at, Some(broker));
                self.leave(index, Notice, at, broker, End::Caller, true);
            }
            Fact::NoticeArrived { .. } => self.arrive(index, Notice, at, None),
            Fact::NoticeRepeated { .. } | Fact::NoticeLate { .. } => {
                self.useless(Notice, at);
                self.arrive(index, Notice, at, None);
            }
            Fact::AckIgnored { .. } => {
                self.useless(Ack, at);
                self.arrive(index, Ack, at, None);
            }
            Fact::MessageRemoved { .. }
            | Fact::DeadLettered { .. }
            | Fact::MessageDropped { .. }
            | Fact::MessageRequeued { .. } => self.arrive(index, Ack, at, None),
            _ => {}
        }
    }

    fn leave(&mut self, index: usize, kind: TransferKind, at: Address, source: End, target: End, ok: bool) {
        let sent = self.trace.records()[index].at;
        self.flying.insert(key(kind as u8, at), self.story.transfers.len());
        self.story.transfers.push(Transfer {
            kind,
            at,
            source,
            target,
            sent,
            arrived: None,
            ok,
            lost: false,
        });
    }

    fn arrive(&mut self, index: usize, kind: TransferKind, at: Address, target: Option<End>) {
        if let Some(place) = self.flying.remove(key(kind as u8, at)) {
            let transfer = &mut self.story.transfers[place];
            transfer.arrived = Some(self.trace.records()[index].at);
            transfer.target = target.unwrap_or(transfer.target);
        }
    }

    /// An answer leaves the broker as good as it has come.
    fn answer_goes_on(&mut self, index: usize, at: Address, target: End) {
        let flying = self.flying.get(key(TransferKind::Notice as u8, at));
        let ok = flying.is_some_and(|place| self.story.transfers[place].ok);
        self.arrive(index, TransferKind::Notice, at, None);
        self.leave(index, TransferKind::Notice, at, End::Broker(at.edge), target, ok);
    }

    /// What is on its way is of use to nobody any more.
    fn useless(&mut self, kind: TransferKind, at: Address) {
        if let Some(place) = self.flying.get(key(kind as u8, at)) {
            self.story.transfers[place].ok = false;
        }
    }

    /// What is still on its way never arrives.
    fn fail(&mut self, kind: TransferKind, at: Address) {
        if let Some(place) = self.flying.remove(key(kind as u8, at)) {
            let transfer = &mut self.story.transfers[place];
            (transfer.ok, transfer.lost) = (false, true);
        }
    }

    /// Where an arrival went: to a worker if the very next record starts the work on it.
    fn received_by(&self, index: usize, service: ServiceId) -> Option<End> {
        match self.trace.records().get(index + 1).map(|next| next.fact) {
            Some(Fact::WorkStarted { worker, at })
                if Some(at) == self.trace.records()[index].fact.address() =>
            {
                Some(End::Worker(service, worker))
            }
            _ => None,
        }
    }

    /// The worker that has a request or a message in hand, or had it last.
    fn server_of(&self, service: ServiceId, at: Address) -> End {
        match self.workers.get(held(at)) {
            Some(worker) => End::Worker(service, worker as WorkerId),
            None => self.worker_of(service, at.op),
        }
    }

    /// The worker that has the operation in hand, or had it last.
    fn worker_of(&self, service: ServiceId, op: OperationId) -> End {
        match self.workers.get(in_hand(service, op)) {
            Some(worker) => End::Worker(service, worker as WorkerId),
            None => End::Queue(service),
        }
    }
}
