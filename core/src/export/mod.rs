//! Other forms of what a run shows.

mod svg;

pub use svg::{escape, items, outlines, points, px, stripes, ACKNOWLEDGED, EFFECT, TIMED_OUT};
