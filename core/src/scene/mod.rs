//! What to draw and what to say: geometry for a visible stretch of time and a width in
//! pixels, and sentences for a point in time. No browser, no colours.

mod areas;
mod axis;
mod crowd;
mod density;
mod draw;
mod ghost;
mod marks;
mod names;
mod plan;
mod shape;
mod slots;
mod strip;
mod tell;
mod troubles;
mod ways;

pub use axis::{Axis, Tick};
pub use density::Density;
pub use draw::{picture, Picture, APART};
pub use ghost::ghost;
pub use names::Names;
pub use plan::{Plan, Row, RowKind};
pub use shape::{Item, LineKind, Point, PointKind, Rect, Shape, Trouble};
pub use strip::{strip, Stretch, Strip, StripPart, StripPiece};
pub use tell::{fate, happened, why, Teller, Why};
