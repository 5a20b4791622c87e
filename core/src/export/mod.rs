//! Other forms of what a run shows.

mod svg;

pub use svg::{items, points};
