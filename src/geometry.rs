//! What is drawn where: derived anew only when something of it has changed, not at every move of
//! the playhead.

use std::sync::Arc;

use lockstep_core::scenario::OperationId;
use lockstep_core::scene::{self, Axis, Density, Picture, Plan, Rect};
use lockstep_core::text::Lang;
use lockstep_core::time::{SimDuration, SimTime};

use crate::run::Run;
use crate::strip_room::{StripRoom, STRIP_LINE};

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
    /// The picked operation alone.
    pub strip: StripRoom,
}

/// The stage in pixels.
pub struct Geometry {
    run: Arc<Run>,
    original: Arc<Run>,
    room: f64,
    lang: Lang,
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
        let all = |one: &Self| (one.room, one.lang, one.axis, one.selected);
        same_run && all(self) == all(other)
    }
}

/// What the geometry depends on.
pub struct Wanted {
    /// The run.
    pub run: Arc<Run>,
    /// What it is compared with: the same scenario as shipped, or without what was done by hand.
    pub original: Arc<Run>,
    /// Where the playhead stands: it tells which page is shown.
    pub at: SimTime,
    /// The picked operation.
    pub selected: Option<OperationId>,
    /// Width of the track, in pixels.
    pub width: f64,
    /// Height of the frame, in pixels.
    pub height: f64,
    /// Whether it is a frame in a slide.
    pub embed: bool,
    /// The language in which the strip says what has become of the picked operation.
    pub lang: Lang,
}

impl Geometry {
    /// The stage as it is wanted; the one before if it would be the same.
    pub fn of(wanted: Wanted, before: Option<&Arc<Geometry>>) -> Arc<Geometry> {
        let Wanted { run, original, at, selected, width, height, embed, lang } = wanted;
        let window = run.study.scenario.file.view.window_ms.map(SimDuration::from_millis_f64);
        // What was changed may end sooner: the clock stays, and what has been does not move.
        let end = run.timeline.end().max(original.timeline.end());
        let axis = Axis::page(end, window, at, width);
        let room = room(embed, run.lanes(), width, height);
        let wanted = Geometry {
            whole: Axis::page(end, None, SimTime::ZERO, width),
            selected,
            lanes: Vec::new(),
            run,
            original,
            room,
            lang,
            axis,
        };
        match before {
            Some(before) if **before == wanted => before.clone(),
            // Pages of a run have the same rows, whoever is picked.
            Some(before) if before.has_rows_of(&wanted) => {
                let plans = before.lanes.iter().map(|lane| lane.plan.clone()).collect();
                Arc::new(wanted.drawn(plans))
            }
            _ => {
                let plans = wanted.plans(embed);
                Arc::new(wanted.drawn(plans))
            }
        }
    }
}

/// On a desk, so many of the densities are small enough and large enough; more where many lanes share it.
const DESK: usize = 8;
const DESK_CROWDED: usize = 11;

/// In a slide a density may take the sizes of one so many before it, found by halving so often.
const SHARED: usize = 3;
const SHARINGS: usize = 4;

/// Heights of what stands around the lanes, in pixels; the style sheets say the same. On a desk the first row of
/// the table is to be seen, too.
const AROUND_SLIDE: f64 = 26.0 + 34.0 + 45.0 + 1.0;
const SUMMARY: f64 = 30.0;
const TABLE: f64 = 88.0;
const AROUND_DESK: f64 = 56.0 + 8.0 + 38.0 + 9.0 + 36.0 + 58.0 + TABLE;
/// So many operations are picked by a key.
const PICKED_BY_KEY: OperationId = 9;
/// Height of a lane's head in a slide; on a desk, with the lane's line in the strip.
const SLIDE_HEAD: f64 = 26.0;
const SLIM_HEAD: f64 = 24.0;
const DESK_HEAD: f64 = 32.0 + 26.0;

/// The height that all lanes share, in pixels; endless where the page is scrolled anyway.
fn room(embed: bool, lanes: usize, width: f64, height: f64) -> f64 {
    let (around, head) = match (embed, lanes) {
        _ if width < NARROW => return f64::INFINITY,
        // Where three lanes share a slide there is no summary of what their heads say.
        (true, 3..) => (AROUND_SLIDE, SLIM_HEAD),
        (true, _) => (AROUND_SLIDE + SUMMARY, SLIDE_HEAD),
        (false, _) => (AROUND_DESK, DESK_HEAD),
    };
    height - around - head * lanes as f64
}

impl Geometry {
    /// The rows of all lanes: the roomiest that share the height, or the tightest that can be read.
    fn plans(&self, embed: bool) -> Vec<Plan> {
        let Geometry { run, axis, room, .. } = self;
        let model = &run.study.scenario.model;
        let plans = |density: &Density| -> Vec<Plan> {
            let plan = |lane: usize| {
                let (here, story, fates) = (&model.lanes[lane], &run.stories[lane], &run.fates[lane]);
                Plan::of(model, here, story, fates, *density, axis.ms_per_pixel())
            };
            (0..run.lanes()).map(plan).collect()
        };
        if room.is_infinite() {
            return plans(&Density::TIGHT);
        }
        // On a desk nothing is made so small that its numbers lose their discs: there the page can be scrolled.
        let height = |plans: &[Plan]| plans.iter().map(|plan| plan.height).sum::<f64>();
        let (mut allowed, mut room) = (&Density::ALL[..], *room);
        if !embed {
            allowed = &Density::ALL[..DESK];
            room -= self.more_of_strip() + self.more_of_heads();
            // Many lanes that do not fit so take the table's place, and then become as fine as can be read.
            if run.lanes() > 2 && height(&plans(&Density::ALL[DESK - 1])) > room {
                allowed = &Density::ALL[..DESK_CROWDED];
                room += TABLE;
            }
        }
        let fits = |plans: &[Plan]| height(plans) <= room;
        // They become lower from one to the next, so halving finds the roomiest that fits: a plan of many operations
        // takes its time.
        let mut found = plans(&allowed[allowed.len() - 1]);
        let (mut high, mut low) = (0, allowed.len() - 1);
        while high < low {
            let middle = (high + low) / 2;
            let tried = plans(&allowed[middle]);
            if fits(&tried) {
                (found, low) = (tried, middle);
            } else {
                high = middle + 1;
            }
        }
        if embed && low > 0 {
            // A slide has no more than its frame: what is left of it is shared out. The next density may draw more one
            // by one, and so be much higher.
            let (tighter, roomier) = (&allowed[low], &allowed[low.saturating_sub(SHARED)]);
            let (mut at, mut part) = (0.0, 0.5);
            for _ in 0..SHARINGS {
                let tried = plans(&Density::between(tighter, roomier, at + part));
                if fits(&tried) {
                    (found, at) = (tried, at + part);
                }
                part /= 2.0;
            }
        }
        found
    }

    /// What the heads take beyond a line where they name classes of operations, in pixels.
    fn more_of_heads(&self) -> f64 {
        const CLASSES: f64 = 18.0;
        let run = &self.run;
        if run.study.scenario.model.classes.is_empty() {
            return 0.0;
        }
        CLASSES * run.lanes() as f64
    }

    /// What the strip takes beyond a line for each lane, in pixels. The first operations speak for all, so that
    /// the rows stand still whoever is picked.
    fn more_of_strip(&self) -> f64 {
        let operations = self.run.operations().min(PICKED_BY_KEY);
        let height = |lane: usize, op| self.strip(lane, op).height();
        let highest = |lane: usize| (0..operations).map(|op| height(lane, op)).fold(STRIP_LINE, f64::max);
        (0..self.run.lanes()).map(|lane| highest(lane) - STRIP_LINE).sum()
    }

    /// An operation alone in a lane.
    fn strip(&self, lane: usize, op: OperationId) -> StripRoom {
        StripRoom::of(&self.run, lane, op, &self.axis, self.whole.to, self.lang)
    }

    fn drawn(mut self, plans: Vec<Plan>) -> Self {
        let Geometry { run, original, axis, .. } = &self;
        // On the pages of a long run two whole histories would only cover each other.
        let one_page = run.study.scenario.file.view.window_ms.is_none();
        let changed = one_page && !Arc::ptr_eq(run, original);
        let lane = |(lane, plan): (usize, Plan)| {
            let picture = scene::picture(&plan, &run.stories[lane], &run.fates[lane], axis, self.selected);
            let before = original.stories.get(lane).filter(|_| changed);
            let ghost = before.map(|before| scene::ghost(&plan, before, axis)).unwrap_or_default();
            let strip = self.selected.map(|op| self.strip(lane, op)).unwrap_or_default();
            Lane { plan, picture, ghost, strip }
        };
        self.lanes = plans.into_iter().enumerate().map(lane).collect();
        self
    }

    fn has_rows_of(&self, other: &Geometry) -> bool {
        let zoom = |geometry: &Geometry| {
            (geometry.room, geometry.lang, geometry.axis.width, geometry.axis.ms_per_pixel())
        };
        Arc::ptr_eq(&self.run, &other.run) && zoom(self) == zoom(other)
    }

    /// Whether a page of a longer run is shown.
    pub fn is_paged(&self) -> bool {
        self.axis != self.whole
    }
}
