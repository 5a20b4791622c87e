//! A step function over time: its mean within a window, and its peak.

use crate::time::SimTime;

#[derive(Clone, Debug)]
pub(super) struct Steps {
    from: SimTime,
    changed: SimTime,
    now: u64,
    area_us: u64,
    peak: u64,
}

impl Steps {
    /// Starts at 0; only time from `from` on enters the mean and the peak.
    pub(super) fn new(from: SimTime) -> Self {
        Steps { from, changed: from, now: 0, area_us: 0, peak: 0 }
    }

    pub(super) fn add(&mut self, at: SimTime, step: i64) {
        self.settle(at);
        self.now = self.now.saturating_add_signed(step);
    }

    fn settle(&mut self, at: SimTime) {
        let at = at.max(self.from);
        // What comes and goes within one instant has not been there.
        if at > self.changed {
            self.peak = self.peak();
        }
        self.area_us += self.now * at.since(self.changed).micros();
        self.changed = at;
    }

    pub(super) fn now(&self) -> u64 {
        self.now
    }

    /// The most that it has come to, now included.
    pub(super) fn peak(&self) -> u64 {
        self.peak.max(self.now)
    }

    /// Time average from `from` to `to`; `None` if no time has passed.
    pub(super) fn mean(&self, to: SimTime) -> Option<f64> {
        let mut upto = self.clone();
        upto.settle(to);
        let width = to.since(self.from).micros();
        (width > 0).then(|| upto.area_us as f64 / width as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn averages_over_the_window_only() {
        let at = SimTime::from_micros;
        let mut steps = Steps::new(at(10));
        steps.add(at(5), 2);
        steps.add(at(15), -1);
        assert_eq!(steps.mean(at(20)), Some(1.5));
        assert_eq!(steps.peak(), 2);
        steps.add(at(17), 3);
        steps.add(at(17), -2);
        assert_eq!(steps.peak(), 2);
        steps.add(at(17), 2);
        assert_eq!(steps.peak(), 4);
        assert_eq!(Steps::new(at(10)).mean(at(10)), None);
    }
}
