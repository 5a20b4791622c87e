//! Oracle D2: a fast and a slow consumer of one queue, each with a prefetch of its own.

use lockstep_core::scenario::{Override, Scenario};
use lockstep_core::sim;
use lockstep_core::trace::Fact;

const D2: &str = include_str!("oracles/D2.json");

/// When the last message is done, in milliseconds, and how many each consumer has handled.
fn run(prefetch: u32, slow_ms: f64) -> (f64, [usize; 2]) {
    let changes = [
        Override::number("broker.rabbitmq.prefetch", prefetch.into()),
        Override::number("services.service.worker_times.1.fixed.ms", slow_ms),
    ];
    let scenario = Scenario::with_overrides(D2, &changes).unwrap();
    let trace = sim::run(&scenario.model, 0, 1).unwrap();
    let handled = |wanted: u16| {
        let done = |fact| matches!(fact, Fact::WorkFinished { worker, .. } if worker == wanted);
        trace.records().iter().filter(|record| done(record.fact)).count()
    };
    (trace.end().millis(), [handled(0), handled(1)])
}

/// The larger the prefetch, the more of what the slow one holds waits while the fast one is idle. 0 is unlimited.
#[test]
fn d2_whoever_holds_more_than_one_waits_for_the_slow_one() {
    for (prefetch, slow_ms, makespan_ms, handled) in [
        (1, 100.0, 910.0, [91, 9]),
        (5, 100.0, 1300.0, [87, 13]),
        (10, 100.0, 1700.0, [83, 17]),
        (20, 100.0, 2500.0, [75, 25]),
        (0, 100.0, 5000.0, [50, 50]),
        (1, 101.0, 910.0, [91, 9]),
        (5, 101.0, 1313.0, [87, 13]),
        (10, 101.0, 1717.0, [83, 17]),
        (20, 101.0, 2525.0, [75, 25]),
        (0, 101.0, 5050.0, [50, 50]),
    ] {
        assert_eq!(run(prefetch, slow_ms), (makespan_ms, handled), "prefetch {prefetch}, {slow_ms} ms");
    }
}
