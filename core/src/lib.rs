//! The core of Lockstep: runs the same operations in several styles of
//! communication and derives everything that a person sees from what happened.
//!
//! One way in: [`study::Study`] runs every lane of a [`scenario::Scenario`];
//! its traces feed [`metrics`], [`scene`] and [`playback`].

pub mod decimal;
pub mod export;
pub mod link;
pub mod metrics;
pub mod playback;
pub mod scenario;
pub mod scene;
pub mod sim;
pub mod study;
pub mod text;
pub mod theory;
pub mod time;
pub mod trace;
