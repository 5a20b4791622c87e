//! The playhead and its commands, as a pure function: timeline, position and command in,
//! position out. It knows no clock; whoever plays says how much time has passed.

use crate::time::{sort, SimDuration, SimTime};
use crate::trace::Trace;

/// Model time that passes in one second of watching at speed 1×: a round length, so that what stands
/// on the screen at once, `page` of time, takes four to ten seconds. Of the smallest runs it is 10 ms:
/// slow enough to follow an operation through a handful of hops.
pub fn pace(page: SimDuration) -> SimDuration {
    let least = page.micros() / 10;
    let mut power = 1_000;
    loop {
        for step in [1, 2, 5] {
            if step * power >= least {
                return SimDuration::from_micros(step * power);
            }
        }
        power *= 10;
    }
}

/// The instants at which something happens in any lane, and the places to jump to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeline {
    instants: Vec<SimTime>,
    marks: Vec<SimTime>,
    end: SimTime,
}

/// Where the playhead stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Playhead {
    /// The time shown: everything up to and including it has happened.
    pub at: SimTime,
    /// Whether it moves by itself.
    pub playing: bool,
}

/// What a person, a link or the clock asks of the playhead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// To time 0.
    ToStart,
    /// To the end of the last lane.
    ToEnd,
    /// So many steps forward, or back if negative.
    Step(i32),
    /// To the next mark, or to the one before.
    Mark {
        /// The next one rather than the one before.
        forward: bool,
    },
    /// To a point in time; held inside the run.
    Seek(SimTime),
    /// Starts to play, from the start if it stands at the end; or pauses.
    Toggle,
    /// Pauses.
    Pause,
    /// While it plays: so much model time has passed.
    Advance(SimDuration),
}

impl Timeline {
    /// The timeline of several lanes that share one clock.
    pub fn of(traces: &[Trace], marks: impl IntoIterator<Item = SimTime>) -> Self {
        let end = traces.iter().map(Trace::end).max().unwrap_or(SimTime::ZERO);
        let mut instants: Vec<SimTime> =
            traces.iter().flat_map(|trace| trace.records().iter().map(|record| record.at)).collect();
        sort(&mut instants);
        instants.dedup();
        let mut marks: Vec<SimTime> = marks.into_iter().filter(|mark| *mark <= end).collect();
        sort(&mut marks);
        marks.dedup();
        Timeline { instants, marks, end }
    }

    /// The end of the last lane.
    pub fn end(&self) -> SimTime {
        self.end
    }

    /// How many steps there are.
    pub fn steps(&self) -> usize {
        self.instants.len()
    }

    /// How many steps have been made at a point in time: 0 before the first instant.
    pub fn step_at(&self, at: SimTime) -> usize {
        self.instants.partition_point(|instant| *instant <= at)
    }

    /// The instant that a step leads to, counted from 1; held inside the run.
    pub fn instant(&self, step: usize) -> SimTime {
        match self.instants.get(step.saturating_sub(1).min(self.instants.len().saturating_sub(1))) {
            Some(instant) if step > 0 => *instant,
            _ => SimTime::ZERO,
        }
    }

    fn moved(&self, at: SimTime, steps: i32) -> SimTime {
        let here = self.step_at(at);
        let between = here == 0 || self.instants[here - 1] < at;
        // Between two instants, one step back leads to the one just passed.
        let base = if steps < 0 && between { here + 1 } else { here };
        let target = base.saturating_add_signed(steps as isize);
        if target > self.instants.len() {
            return self.end;
        }
        if target == 0 && steps < 0 {
            SimTime::ZERO
        } else {
            self.instant(target)
        }
    }

    fn mark(&self, at: SimTime, forward: bool) -> SimTime {
        if forward {
            self.marks.iter().copied().find(|mark| *mark > at).unwrap_or(self.end)
        } else {
            self.marks.iter().copied().rfind(|mark| *mark < at).unwrap_or(SimTime::ZERO)
        }
    }
}

impl Playhead {
    /// The playhead after a command.
    pub fn after(self, timeline: &Timeline, command: Command) -> Playhead {
        let stand = |at: SimTime| Playhead { at: at.min(timeline.end), playing: false };
        match command {
            Command::ToStart => stand(SimTime::ZERO),
            Command::ToEnd => stand(timeline.end),
            Command::Step(steps) => stand(timeline.moved(self.at, steps)),
            Command::Mark { forward } => stand(timeline.mark(self.at, forward)),
            Command::Seek(at) => stand(at),
            Command::Pause => stand(self.at),
            Command::Toggle if self.playing => stand(self.at),
            Command::Toggle if self.at >= timeline.end => Playhead { at: SimTime::ZERO, playing: true },
            Command::Toggle => Playhead { playing: true, ..self },
            Command::Advance(_) if !self.playing => self,
            Command::Advance(passed) => {
                let at = (self.at + passed).min(timeline.end);
                Playhead { at, playing: at < timeline.end }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::{Fact, Record, NO_CAUSE};

    fn at(ms: f64) -> SimTime {
        SimTime::from_millis_f64(ms)
    }

    fn timeline() -> Timeline {
        let trace = |times: &[f64]| {
            let record = |ms: &f64| Record {
                at: at(*ms),
                cause: NO_CAUSE,
                fact: Fact::OperationStarted { op: 0, caller: 0 },
            };
            Trace::new(times.iter().map(record).collect(), Vec::new())
        };
        Timeline::of(&[trace(&[0.0, 1.0, 5.0]), trace(&[1.0, 2.0, 9.0])], [at(2.0), at(5.0), at(70.0)])
    }

    fn go(from: f64, command: Command) -> f64 {
        Playhead { at: at(from), playing: false }.after(&timeline(), command).at.millis()
    }

    #[test]
    fn a_page_takes_a_few_seconds_however_long_it_is() {
        let pace_ms = |ms: f64| pace(SimDuration::from_millis_f64(ms)).millis();
        assert_eq!((pace_ms(68.0), pace_ms(90.0), pace_ms(101.0)), (10.0, 10.0, 20.0));
        assert_eq!((pace_ms(1000.0), pace_ms(80_000.0), pace_ms(0.0)), (100.0, 10_000.0, 1.0));
        for ms in [10.0, 37.0, 512.0, 7_777.0, 3_600_000.0] {
            let seconds = ms / pace_ms(ms);
            assert!((4.0..=10.0).contains(&seconds), "{ms} ms take {seconds} s");
        }
    }

    #[test]
    fn a_step_is_an_instant_of_either_lane() {
        let line = timeline();
        assert_eq!(line.steps(), 5);
        assert_eq!(line.step_at(at(1.5)), 2);
        for (from, steps, to) in [
            (0.0, 1, 1.0),
            (1.0, 1, 2.0),
            (1.5, 1, 2.0),
            (1.5, -1, 1.0),
            (2.0, -1, 1.0),
            (0.0, -1, 0.0),
            (9.0, 1, 9.0),
            (0.0, 10, 9.0),
            (9.0, -10, 0.0),
        ] {
            assert_eq!(go(from, Command::Step(steps)), to, "{from} {steps}");
        }
    }

    #[test]
    fn marks_outside_the_run_are_left_out_and_the_ends_are_reached() {
        assert_eq!(go(0.0, Command::Mark { forward: true }), 2.0);
        assert_eq!(go(5.0, Command::Mark { forward: true }), 9.0);
        assert_eq!(go(5.0, Command::Mark { forward: false }), 2.0);
        assert_eq!(go(2.0, Command::Mark { forward: false }), 0.0);
        assert_eq!(go(3.0, Command::Seek(at(400.0))), 9.0);
    }

    #[test]
    fn playing_stops_at_the_end_and_starts_over_from_there() {
        let line = timeline();
        let playing = Playhead { at: at(8.0), playing: false }.after(&line, Command::Toggle);
        assert!(playing.playing);
        let ended = playing.after(&line, Command::Advance(SimDuration::from_micros(5_000)));
        assert_eq!(ended, Playhead { at: at(9.0), playing: false });
        assert_eq!(ended.after(&line, Command::Toggle), Playhead { at: SimTime::ZERO, playing: true });
        assert_eq!(ended.after(&line, Command::Advance(SimDuration::from_micros(1))), ended);
    }
}
