//! The time axis that everything on a screen shares.

use crate::time::{SimDuration, SimTime};

/// Room left and right of the visible time, in pixels: for a number before the first bar,
/// and for a mark at the last instant.
const PADDING: f64 = 18.0;
/// Ticks stand at least so far apart, in pixels.
const TICK_DISTANCE: f64 = 64.0;
/// A page of a long run begins so much of a window before its own stretch, so that what
/// leads to it can be seen.
const OVERLAP: f64 = 0.25;

/// A visible stretch of time on a width in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Axis {
    /// The first visible instant.
    pub from: SimTime,
    /// The last.
    pub to: SimTime,
    /// Whole width, padding included, in pixels.
    pub width: f64,
}

/// A labelled line of the axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tick {
    /// From the left, in pixels.
    pub x: f64,
    /// Milliseconds.
    pub ms: f64,
}

impl Axis {
    /// The page of a run on which a point in time lies.
    ///
    /// A run that fits into the window is one page. A longer one is turned page by page, and
    /// which page is shown depends on nothing but the time: back and forth look alike.
    pub fn page(end: SimTime, window: Option<SimDuration>, at: SimTime, width: f64) -> Self {
        let whole = end.micros().max(1_000);
        let window = window.map_or(whole, |window| window.micros().clamp(1_000, whole));
        if window == whole {
            return Axis { from: SimTime::ZERO, to: SimTime::from_micros(whole), width };
        }
        let fresh = (window as f64 * (1.0 - OVERLAP)) as u64;
        let page = at.micros() / fresh.max(1);
        let from = (page * fresh).saturating_sub(window - fresh).min(whole - window);
        Axis { from: SimTime::from_micros(from), to: SimTime::from_micros(from + window), width }
    }

    /// Pixels from the left; beyond the edges for what cannot be seen.
    pub fn x(&self, at: SimTime) -> f64 {
        PADDING + (at.millis() - self.from.millis()) / self.ms_per_pixel()
    }

    /// The time at a place in pixels from the left; zero before the start.
    pub fn time(&self, x: f64) -> SimTime {
        SimTime::from_millis_f64(self.from.millis() + (x - PADDING) * self.ms_per_pixel())
    }

    /// How much time a pixel stands for.
    pub fn ms_per_pixel(&self) -> f64 {
        let pixels = (self.width - 2.0 * PADDING).max(1.0);
        self.to.since(self.from).millis() / pixels
    }

    /// Whether any of a stretch can be seen.
    pub fn shows(&self, from: SimTime, to: SimTime) -> bool {
        from <= self.to && to >= self.from
    }

    /// Lines at round times: 1, 2 or 5 times a power of ten.
    pub fn ticks(&self) -> Vec<Tick> {
        let least = TICK_DISTANCE * self.ms_per_pixel();
        let mut power = 1e-3;
        while power * 10.0 <= least {
            power *= 10.0;
        }
        let step = [1.0, 2.0, 5.0, 10.0].map(|n| n * power).into_iter().find(|step| *step >= least);
        let step = step.unwrap_or(power * 10.0);
        let first = libm::ceil(self.from.millis() / step - 1e-9) as u64;
        let last = libm::floor(self.to.millis() / step + 1e-9) as u64;
        let tick = |n: u64| {
            let ms = n as f64 * step;
            Tick { x: self.x(SimTime::from_millis_f64(ms)), ms }
        };
        (first..=last).map(tick).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(ms: f64) -> SimTime {
        SimTime::from_millis_f64(ms)
    }

    #[test]
    fn a_short_run_is_one_page_with_round_ticks() {
        let axis = Axis::page(at(70.0), None, at(31.0), 736.0);
        assert_eq!((axis.from, axis.to), (at(0.0), at(70.0)));
        assert_eq!(axis.x(at(0.0)), 18.0);
        assert_eq!(axis.x(at(70.0)), 718.0);
        assert_eq!(axis.time(axis.x(at(31.0))), at(31.0));
        let ticks: Vec<f64> = axis.ticks().iter().map(|tick| tick.ms).collect();
        assert_eq!(ticks, [0.0, 10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0]);
    }

    #[test]
    fn every_time_lies_on_its_page_and_the_last_page_ends_with_the_run() {
        let window = Some(SimDuration::from_micros(200_000));
        for micros in (0..=1_234_000).step_by(777) {
            let time = SimTime::from_micros(micros);
            let axis = Axis::page(at(1234.0), window, time, 700.0);
            assert!(axis.shows(time, time), "{time} {axis:?}");
            assert_eq!(axis.to.since(axis.from).millis(), 200.0);
            assert!(axis.to <= at(1234.0));
        }
        assert_eq!(Axis::page(at(1234.0), window, at(1234.0), 700.0).to, at(1234.0));
    }
}
