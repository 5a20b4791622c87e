//! One operation alone, its time taken apart: what it waited for and what was done for it.

use super::axis::Axis;
use super::ghost::bar;
use super::shape::Rect;
use super::slots::pack;
use crate::metrics::Operations;
use crate::scenario::{OperationId, ServiceId};
use crate::time::SimTime;
use crate::trace::{Span, SpanKind, Story};

/// What a piece of an operation's time was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StripPart {
    /// It waited for a worker, in the broker or in an outbox.
    Waits,
    /// A service worked on it.
    Work(ServiceId),
    /// The broker stored it.
    Store,
}

/// A piece of an operation's time.
#[derive(Clone, Debug, PartialEq)]
pub struct StripPiece {
    /// What it was.
    pub part: StripPart,
    /// From when.
    pub from: SimTime,
    /// Until when.
    pub to: SimTime,
    /// More than one where hops lie between two waits.
    pub stretches: Vec<Stretch>,
    /// Its line, from 0; more than one where things are done at the same time.
    pub line: usize,
}

/// An unbroken part of a piece.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stretch {
    /// Left edge, in pixels.
    pub x: f64,
    /// Width, in pixels.
    pub width: f64,
    /// How long it is, in milliseconds.
    pub ms: f64,
}

/// An operation's time in one lane.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Strip {
    /// Its pieces, by their start.
    pub pieces: Vec<StripPiece>,
    /// How many lines they need.
    pub lines: usize,
    /// When the last of them ends, on whatever page that is.
    pub until: Option<SimTime>,
    /// When it was sent, and where that is in pixels.
    pub sent: Option<(SimTime, f64)>,
    /// When its caller held an answer, whether it was good, and where that is.
    pub answered: Option<(SimTime, bool, f64)>,
    /// Whether its caller gave up waiting for one.
    pub gave_up: bool,
    /// When its effect was visible, and where that is.
    pub effective: Option<(SimTime, f64)>,
}

/// Takes an operation's time in a lane apart.
pub fn strip(story: &Story, fates: &Operations, op: OperationId, axis: &Axis) -> Strip {
    let Some(fate) = fates.get(op) else { return Strip::default() };
    let mut pieces: Vec<StripPiece> = Vec::new();
    for span in story.spans.iter().filter(|span| span.op == Some(op) && span.to > span.from) {
        let Some(part) = part(span) else { continue };
        let ms = span.to.since(span.from).millis();
        let Rect { x, width, .. } = bar(axis, span, 0.0, 0.0);
        let stretch = Some(Stretch { x, width, ms }).filter(|_| axis.shows(span.from, span.to));
        match pieces.last_mut() {
            Some(last) if part == StripPart::Waits && last.part == part && last.to <= span.from => {
                last.to = span.to;
                last.stretches.extend(stretch);
            }
            _ => pieces.push(StripPiece {
                part,
                from: span.from,
                to: span.to,
                stretches: stretch.into_iter().collect(),
                line: 0,
            }),
        }
    }
    let until = pieces.iter().map(|piece| piece.to).max();
    let packed = pack(pieces.iter().map(|piece| (piece.from, piece.to)));
    let lines = match packed {
        Some((lines, used)) => {
            for (piece, line) in pieces.iter_mut().zip(lines) {
                piece.line = usize::from(line);
            }
            used.max(1)
        }
        None => {
            // Of so many at the same time those are left that end last.
            let mut end = SimTime::ZERO;
            pieces.retain(|piece| {
                let lasts = piece.to > end;
                end = end.max(piece.to);
                lasts
            });
            1
        }
    };
    // Only now: the lines are the same on all pages of a run.
    pieces.retain(|piece| !piece.stretches.is_empty());
    Strip {
        pieces,
        lines,
        until,
        sent: Some((fate.started, axis.x(fate.started))),
        answered: fate.answered.map(|(at, ok)| (at, ok, axis.x(at))),
        gave_up: fate.gave_up,
        effective: fate.effective.map(|at| (at, axis.x(at))),
    }
}

fn part(span: &Span) -> Option<StripPart> {
    match span.kind {
        SpanKind::Queued(_) | SpanKind::Stored(_) | SpanKind::Outbox(_) => Some(StripPart::Waits),
        SpanKind::Work(service, _) => Some(StripPart::Work(service)),
        SpanKind::Append(_) => Some(StripPart::Store),
        _ => None,
    }
}
