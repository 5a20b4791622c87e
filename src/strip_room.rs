//! How high a lane's part of the strip is, and where in it there is room to say what has become of the operation.
//!
//! Both depend on the run and the operation, never on the playhead: while it plays, nothing jumps.

use std::iter::successors;

use lockstep_core::metrics::Progress;
use lockstep_core::scenario::OperationId;
use lockstep_core::scene::{self, Axis, Names, Strip};
use lockstep_core::text::Lang;
use lockstep_core::time::SimTime;

use crate::run::Run;

/// Height of a line of the strip where there are few, in pixels.
pub const STRIP_LINE: f64 = 22.0;
/// The same where there are more.
pub const STRIP_SLIM: f64 = 13.0;
/// Height of all lines together, where there are more, in pixels.
const STRIP_MOST: f64 = 80.0;
/// Height of the line in which a sentence stands alone, in pixels; the style sheet says the same.
const SENTENCE: f64 = 15.0;

/// Size of the sentence's letters, the most in a line of its own, and the least, in pixels.
const SIZE: f64 = 14.0;
const SMALL: f64 = 12.0;
const LEAST: f64 = 10.0;
/// Room for a letter of that size, in pixels.
const LETTER: f64 = 8.9;
/// While it plays a sentence may have so many letters more than when something happens: decimals.
const MORE: usize = 2;
/// Distance of the sentence from the marks, and what is free around its words, in pixels.
const GAP: f64 = 14.0;
const PADDING: f64 = 8.0;

/// An operation's time in a lane, and where it is said what has become of it.
#[derive(Default)]
pub struct StripRoom {
    /// Its time taken apart.
    pub strip: Strip,
    /// Where it begins and ends, in pixels.
    edges: (f64, f64),
    /// Letters of the longest sentence about it.
    letters: usize,
    /// Whether there is no room beside it, on any of its pages.
    below: bool,
}

impl StripRoom {
    /// An operation's on the visible page of a clock that goes on until `end`, with its sentences in this language.
    pub fn of(run: &Run, lane: usize, op: OperationId, axis: &Axis, end: SimTime, lang: Lang) -> Self {
        let fates = &run.fates[lane];
        let strip = scene::strip(&run.stories[lane], fates, op, axis);
        let Some(fate) = fates.get(op) else { return StripRoom { strip, ..StripRoom::default() } };
        let letters = longest(Names::new(&run.study.scenario, lang), fate, run.timeline.end()) + MORE;
        let marks = [fate.answered.map(|(at, _)| at), fate.effective];
        let last = marks.into_iter().flatten().chain(strip.until).fold(fate.started, SimTime::max);
        let edges = |axis: &Axis| (axis.x(fate.started), axis.x(last));
        let window = axis.to.since(axis.from);
        let page = |at: SimTime| Axis::page(end, Some(window), at, axis.width);
        let next = |axis: &Axis| Some(page(axis.to)).filter(|next| next.from > axis.from && axis.to < last);
        let mut pages = successors(Some(page(fate.started)), next);
        let below = pages.any(|axis| side(edges(&axis), axis.width, letters).is_none());
        StripRoom { strip, edges: edges(axis), letters, below }
    }

    /// Height of one of its lines, in pixels.
    pub fn line(&self) -> f64 {
        match (self.strip.lines, self.below) {
            (..=1, _) | (2, false) => STRIP_LINE,
            (more, _) => STRIP_SLIM.min(STRIP_MOST / more as f64),
        }
    }

    /// Height of the pieces' lines together, in pixels.
    pub fn pieces(&self) -> f64 {
        self.strip.lines.max(1) as f64 * self.line()
    }

    /// Height of all, in pixels.
    pub fn height(&self) -> f64 {
        self.pieces() + if self.below { SENTENCE } else { 0.0 }
    }

    /// Where the sentence stands on so much width, and how large this one is.
    pub fn sentence(&self, width: f64, said: &str) -> Place {
        let letters = said.chars().count();
        let beside = side(self.edges, width, self.letters).filter(|_| !self.below);
        if let Some(after) = beside {
            let (first, last) = self.edges;
            let room = if after { width - last.max(0.0) } else { first.min(width) };
            return Place {
                right: !after,
                x: GAP + if after { last.max(0.0) } else { width - first.min(width) },
                below: None,
                size: size(room, letters).clamp(LEAST, SIZE),
            };
        }
        let size = size(width + GAP, letters).clamp(LEAST, SMALL);
        let room = width - self.letters as f64 * LETTER * size / SIZE - PADDING;
        Place { right: false, x: self.edges.0.min(room).max(0.0), below: Some(self.pieces()), size }
    }
}

/// A sentence's place.
pub struct Place {
    /// Whether it is told from the right.
    pub right: bool,
    /// How far it stands from that edge, in pixels.
    pub x: f64,
    /// Where its own line begins, if it has one, in pixels.
    pub below: Option<f64>,
    /// Size of its letters, in pixels.
    pub size: f64,
}

/// Whether the sentences stand after the last mark, or else before the first, where the longest has more room; none
/// where it has too little.
fn side((first, last): (f64, f64), width: f64, letters: usize) -> Option<bool> {
    let (after, before) = (size(width - last.max(0.0), letters), size(first.min(width), letters));
    [SIZE, SMALL, LEAST].into_iter().find_map(|least| match (after >= least, before >= least) {
        (true, _) => Some(true),
        (false, true) => Some(false),
        (false, false) => None,
    })
}

/// The size of so many letters that fill a room, with a gap towards the marks; the other side is an edge.
fn size(room: f64, letters: usize) -> f64 {
    (room - GAP - PADDING) / letters.max(1) as f64 / LETTER * SIZE
}

/// Letters of the longest sentence about an operation: at the end, and right before and when something happens to it.
fn longest(names: Names, fate: &Progress, end: SimTime) -> usize {
    let answered = fate.answered.map(|(at, _)| at);
    let turns = [Some(fate.started), answered, fate.effective, fate.given_up, fate.undone, Some(end)];
    let letters =
        |at: SimTime| names.lang.phrases().fate(scene::fate(Some(fate), at), names.effect()).chars().count();
    let before = |at: SimTime| SimTime::from_micros(at.micros().saturating_sub(1));
    turns.into_iter().flatten().map(|at| letters(at).max(letters(before(at)))).max().unwrap_or(0)
}
