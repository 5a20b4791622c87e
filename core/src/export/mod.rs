//! Other forms of what a run shows.

mod svg;

pub use svg::{escape, items, points, px, ACKNOWLEDGED, EFFECT};
