//! What is drawn where: derived anew only when something of it has changed, not at every move of
//! the playhead.

use std::sync::Arc;

use lockstep_core::scenario::OperationId;
use lockstep_core::scene::{self, Axis, Density, Picture, Plan, Rect};
use lockstep_core::time::{SimDuration, SimTime};

use crate::run::Run;

/// Narrower than this, everything is drawn smaller, in pixels.
const NARROW: f64 = 480.0;

/// A lane's rows, and what stands in them.
pub struct Lane {
    /// The rows.
    pub plan: Plan,
    /// The shapes.
    pub picture: Picture,
    /// The work of the run as shipped, where this one has been changed.
    pub ghost: Vec<Rect>,
}

/// The stage in pixels.
pub struct Geometry {
    run: Arc<Run>,
    original: Arc<Run>,
    density: Density,
    /// The picked operation.
    pub selected: Option<OperationId>,
    /// The visible time.
    pub axis: Axis,
    /// The whole run on the same width.
    pub whole: Axis,
    /// The lanes.
    pub lanes: Vec<Lane>,
}

impl PartialEq for Geometry {
    /// What is derived is alike where what it is derived from is the same.
    fn eq(&self, other: &Self) -> bool {
        let same_run = Arc::ptr_eq(&self.run, &other.run);
        same_run && (self.density, self.axis, self.selected) == (other.density, other.axis, other.selected)
    }
}

/// What the geometry depends on.
pub struct Wanted {
    /// The run.
    pub run: Arc<Run>,
    /// The same scenario as shipped.
    pub original: Arc<Run>,
    /// Where the playhead stands: it tells which page is shown.
    pub at: SimTime,
    /// The picked operation.
    pub selected: Option<OperationId>,
    /// Width of the track, in pixels.
    pub width: f64,
    /// Whether it is a frame in a slide.
    pub embed: bool,
}

impl Geometry {
    /// The stage as it is wanted; the one before if it would be the same.
    pub fn of(wanted: Wanted, before: Option<&Arc<Geometry>>) -> Arc<Geometry> {
        let Wanted { run, original, at, selected, width, embed } = wanted;
        let window = run.study.scenario.file.view.window_ms.map(SimDuration::from_millis_f64);
        let axis = Axis::page(run.timeline.end(), window, at, width);
        let density = density(embed, run.lanes(), width);
        let wanted = Geometry {
            whole: Axis::page(run.timeline.end(), None, SimTime::ZERO, width),
            selected,
            lanes: Vec::new(),
            run,
            original,
            density,
            axis,
        };
        match before {
            Some(before) if **before == wanted => before.clone(),
            _ => Arc::new(wanted.drawn()),
        }
    }
}

fn density(embed: bool, lanes: usize, width: f64) -> Density {
    match (embed, lanes) {
        (true, 3..) => Density::SLIDE_OF_THREE,
        (true, _) => Density::SLIDE,
        (_, 3..) => Density::TIGHT,
        _ if width < NARROW => Density::TIGHT,
        _ => Density::ROOMY,
    }
}

impl Geometry {
    fn drawn(mut self) -> Self {
        let Geometry { run, original, density, axis, .. } = &self;
        // On the pages of a long run two whole histories would only cover each other.
        let one_page = run.study.scenario.file.view.window_ms.is_none();
        let changed = one_page && !Arc::ptr_eq(run, original);
        let model = &run.study.scenario.model;
        let lane = |lane: usize| {
            let (modes, story, fates) = (&model.lanes[lane].modes, &run.stories[lane], &run.fates[lane]);
            let plan = Plan::of(model, modes, story, fates, *density, axis.ms_per_pixel());
            let picture = scene::picture(&plan, story, fates, axis, self.selected);
            let before = original.stories.get(lane).filter(|_| changed);
            let ghost = before.map(|before| scene::ghost(&plan, before, axis)).unwrap_or_default();
            Lane { plan, picture, ghost }
        };
        self.lanes = (0..run.lanes()).map(lane).collect();
        self
    }
}
