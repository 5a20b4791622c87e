//! Draws what is wrong, over the rows that it concerns.

use super::draw::Pen;
use super::plan::{Row, RowKind};
use super::shape::{Shape, Trouble};
use crate::scenario::{EdgeId, ServiceId, Source};
use crate::trace::{Span, SpanKind, WorkerId};

/// Height of the bar that stands for an open breaker, in pixels.
const OPEN_BREAKER: f64 = 4.0;

impl Pen<'_> {
    /// Draws what is wrong, if a span is of that.
    pub(super) fn is_trouble(&mut self, span: &Span) -> bool {
        match span.kind {
            SpanKind::Down(service) => self.outage(span, service, None, Trouble::Down),
            SpanKind::WorkerDown(service, worker) => self.outage(span, service, Some(worker), Trouble::Down),
            SpanKind::Troubled(service, disturbance) => {
                self.outage(span, service, None, self.plan.troubles[usize::from(disturbance)]);
            }
            SpanKind::BrokerDown => self.broker_trouble(span, Trouble::Down),
            SpanKind::BrokerAlarm => self.broker_trouble(span, Trouble::Alarm),
            SpanKind::Away(edge) => {
                self.outage(span, self.plan.targets[usize::from(edge)], None, Trouble::Away);
            }
            SpanKind::Open(edge) => self.open_breaker(span, edge),
            _ => return false,
        }
        true
    }

    /// Over all workers of a service with which something is wrong, or over a single one.
    fn outage(&mut self, span: &Span, service: ServiceId, only: Option<WorkerId>, trouble: Trouble) {
        let of_service = |row: &&Row| match row.kind {
            RowKind::Worker(at, worker) => at == service && only.is_none_or(|only| only == worker),
            RowKind::Crew(at) => at == service && only.is_none(),
            _ => false,
        };
        let rows: Vec<Row> = self.plan.rows.iter().filter(of_service).copied().collect();
        if let (Some(first), Some(last)) = (rows.first(), rows.last()) {
            let rect = self.rect(span, first.y, last.y + last.height - first.y);
            self.item(None, Shape::Trouble(rect, trouble));
        }
    }

    /// Over all rows of the broker.
    fn broker_trouble(&mut self, span: &Span, trouble: Trouble) {
        for row in self.plan.rows.iter().filter(|row| matches!(row.kind, RowKind::Broker(_))) {
            let rect = self.rect(span, row.y, row.height);
            self.item(None, Shape::Trouble(rect, trouble));
        }
    }

    /// A slim bar over the row of whoever does not call any more.
    fn open_breaker(&mut self, span: &Span, edge: EdgeId) {
        let row = match self.plan.callers_of[usize::from(edge)] {
            Source::Caller => self.plan.row(RowKind::Callers),
            Source::Service(id) => self.plan.worker_row(id, 0),
        };
        if let Some(row) = row {
            let rect = self.rect(span, row.y, OPEN_BREAKER.min(row.height));
            self.item(None, Shape::Trouble(rect, Trouble::BreakerOpen));
        }
    }
}
