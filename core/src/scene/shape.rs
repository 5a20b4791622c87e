//! The marks of the stage, as geometry. Pixels count from the top left of a lane.

use crate::scenario::OperationId;
use crate::time::SimTime;
use crate::trace::{End, Transfer, TransferKind};

/// A rectangle, in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rect {
    /// Left edge.
    pub x: f64,
    /// Upper edge.
    pub y: f64,
    /// Width, never below a hairline.
    pub width: f64,
    /// Height.
    pub height: f64,
}

/// What is wrong; as an index it leads to the word for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// A service or the broker is down.
    Down,
    /// It works slowly.
    Slow,
    /// It takes work on and finishes none.
    Hangs,
    /// Some of its work ends with an error.
    Errs,
    /// A client's breaker lets no calls through.
    BreakerOpen,
    /// The broker reads nothing from those who publish.
    Alarm,
    /// It is not there, as it has unsubscribed or not come yet.
    Away,
}

/// What a line means: its stroke and its head follow from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// Solid, closed head.
    Request,
    /// Solid, open head.
    Reply,
    /// Dashed, closed head.
    Message,
    /// Dashed, open head.
    Confirm,
    /// Solid, no head: leaving a queue takes no time.
    Leave,
    /// Dotted, no head: from the answer to the effect.
    Stale,
}

impl LineKind {
    /// What the line of a transfer means. Word of a completion, or of a step, is drawn as a reply where it comes
    /// straight from the service, and as a message through the broker.
    pub(super) fn of(transfer: &Transfer) -> Self {
        match transfer.kind {
            TransferKind::Request => LineKind::Request,
            TransferKind::Reply => LineKind::Reply,
            TransferKind::Publish | TransferKind::Delivery => LineKind::Message,
            TransferKind::Confirm | TransferKind::Ack => LineKind::Confirm,
            TransferKind::Notice => match (transfer.source, transfer.target) {
                (End::Worker(..), End::Caller) => LineKind::Reply,
                _ => LineKind::Message,
            },
        }
    }
}

/// A length of time or a way, as something to draw.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// A worker works.
    Work(Rect),
    /// The inner outline of work that is a duplicate.
    Double(Rect),
    /// A worker is held and idle.
    Blocked(Rect),
    /// A caller waits.
    Wait(Rect),
    /// A message or a request is queued.
    Pill(Rect),
    /// The broker stores a message.
    Store(Rect),
    /// Something is wrong, and with what.
    Trouble(Rect, Trouble),
    /// How many there are, as a closed outline under a step line, or under the line of their mean.
    Area(Vec<(f64, f64)>),
    /// How many there are at most, as a closed outline, where [`Shape::Area`] is a mean.
    Range(Vec<(f64, f64)>),
    /// From one part to another.
    Line {
        /// What it means.
        kind: LineKind,
        /// Start.
        from: (f64, f64),
        /// End, where the head is.
        to: (f64, f64),
        /// Whether it brought what it should; what did not arrive, or brought an error, is marked.
        ok: bool,
    },
}

/// A shape and whose it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// The operation, if it is about one.
    pub op: Option<OperationId>,
    /// The place of its class: so many stripes it has.
    pub class: u8,
    /// The shape.
    pub shape: Shape,
}

/// A mark at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PointKind {
    /// The operation's number in a disc on a bar; with a prime where it is worked on once more.
    Disc {
        /// Whether it is.
        again: bool,
    },
    /// The number at the left end of a queued pill, or on a bar too low for a disc.
    PillNumber {
        /// Whether it is worked on once more.
        again: bool,
    },
    /// The number before a caller's wait.
    CallerNumber,
    /// The caller holds a good answer.
    Acknowledged,
    /// The effect is visible.
    Effect,
    /// An effect is undone.
    Undone,
    /// A read found the effect.
    ReadHit,
    /// A read did not find the effect.
    ReadMissed,
    /// Something ended without its result.
    Failure,
    /// Somebody gave up waiting.
    TimedOut {
        /// Whether a clock says so.
        clock: bool,
    },
    /// An attempt after the first leaves; which it is, from 2.
    Retry(u32),
    /// What waited, or was on its way, is gone.
    Dropped,
    /// A message was set aside.
    DeadLetter,
    /// What the first answer of all says, beside its mark; the words are the drawer's.
    Answer,
    /// How many there were at most, beside an area.
    Peak(usize),
}

/// A mark and where it stands. It has happened once the playhead has reached `at`.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// Whose it is.
    pub op: Option<OperationId>,
    /// When it happens.
    pub at: SimTime,
    /// From the left, in pixels.
    pub x: f64,
    /// From the top, in pixels.
    pub y: f64,
    /// What it is.
    pub kind: PointKind,
}

impl Shape {
    /// Its kind as a number, and its place, where it is a bar or a line from row to row; none if it is
    /// something else. Lines count as alike that join the same heights.
    pub(super) fn place(&self) -> Option<(u8, Rect)> {
        match self {
            Shape::Work(rect) => Some((0, *rect)),
            Shape::Blocked(rect) => Some((1, *rect)),
            Shape::Wait(rect) => Some((2, *rect)),
            Shape::Pill(rect) => Some((3, *rect)),
            Shape::Store(rect) => Some((4, *rect)),
            Shape::Line { kind, from, to, .. } => {
                let width = (to.0 - from.0).abs();
                // Two heights in one number; no lane is ten thousand pixels high.
                let rows = from.1 * 1e4 + to.1;
                Some((5 + *kind as u8, Rect { x: from.0, y: rows, width, height: 0.0 }))
            }
            Shape::Double(_) | Shape::Trouble(..) | Shape::Area(_) | Shape::Range(_) => None,
        }
    }
}
