//! The names of a lane's rows, as large as they can be without touching each other.

use lockstep_core::scene::{Names, Row, RowKind};
use lockstep_core::text::Who;
use lockstep_core::time::SimTime;
use lockstep_core::trace::SpanKind;

use super::super::html::{self, tag};
use super::px;
use crate::geometry::Lane;
use crate::live::Here;
use crate::run::Run;

/// A row of this height has room for two lines of its name, in pixels.
const TWO_LINES: f64 = 26.0;
/// Letters of a name that fit on one line.
const ONE_LINE: usize = 15;
/// Where names would have to be smaller, rows that can be told by their neighbours have none, in pixels.
const SMALLEST: f64 = 10.0;
/// Which rows have a name: all; all but the broker's queues, which stand right above their consumers; the callers and
/// the first worker of each service, and of the others those that have room.
const NAMED: [fn(&Row) -> bool; 3] =
    [|_| true, |row| !is_queue(row), |row| !is_queue(row) && !is_quiet(row) && !is_number_alone(row)];
/// Which of those others come first: what is wrong with the broker is drawn on its rows.
const MORE: [fn(&Row) -> bool; 2] = [is_queue, is_quiet];

/// Their greatest size, the same in all lanes, as a length for a style sheet.
pub fn size(here: Here) -> String {
    let in_lane = |lane: &Lane| {
        let rows = &lane.plan.rows;
        closest(rows, &named(rows))
    };
    px(here.state.stage().lanes.iter().map(in_lane).fold(TWO_LINES, f64::min))
}

/// Writes them into the rows' part of a lane.
pub fn live(here: Here, rows: &str) {
    here.content(rows, |here| {
        let (run, stage, at) = (here.run(), here.state.stage(), here.state.at());
        let rows = &stage.lanes[here.place].plan.rows;
        let naming = Naming { run: &run, names: here.names(&run), lane: here.place, at, rows };
        rows.iter().zip(named(rows)).map(|(row, named)| naming.row(row, named)).collect()
    });
}

fn is_queue(row: &Row) -> bool {
    matches!(row.kind, RowKind::Broker(_))
}

/// A service's own queue.
fn is_quiet(row: &Row) -> bool {
    matches!(row.kind, RowKind::Queue(_))
}

/// Which of these rows there is room to name.
fn named(rows: &[Row]) -> Vec<bool> {
    let all = |named: fn(&Row) -> bool| -> Vec<bool> { rows.iter().map(named).collect() };
    let fits = |named: &Vec<bool>| closest(rows, named) >= SMALLEST;
    let [_, _, fewest] = NAMED;
    let mut found = NAMED.into_iter().map(all).find(fits).unwrap_or_else(|| all(fewest));
    for more in MORE {
        for place in 0..rows.len() {
            if !found[place] && more(&rows[place]) {
                found[place] = true;
                found[place] = fits(&found);
            }
        }
    }
    // The numbers of workers are there or are not.
    let numbers = rows.iter().zip(&found).map(|(row, named)| *named || is_number_alone(row)).collect();
    if fits(&numbers) {
        numbers
    } else {
        found
    }
}

/// The greatest size of letters with which no two of the named rows touch, in pixels: by the distance of their middles.
/// The callers' name stands at the top of their row.
fn closest(rows: &[Row], named: &[bool]) -> f64 {
    // Of a size letters take so much from the highest to the lowest, and numbers alone.
    const LETTERS: f64 = 1.05;
    const NUMBERS: f64 = 0.8;
    let mut least = f64::INFINITY;
    let mut above: Option<&Row> = None;
    for (row, _) in rows.iter().zip(named).filter(|(row, named)| **named && row.kind != RowKind::Callers) {
        if let Some(above) = above {
            let apart = row.y + row.height / 2.0 - above.y - above.height / 2.0;
            let number = is_number_alone(row) || is_number_alone(above);
            least = least.min(apart / if number { NUMBERS } else { LETTERS });
        }
        above = Some(row);
    }
    least
}

/// A further worker's row that is too low for a name.
fn is_number_alone(row: &Row) -> bool {
    matches!(row.kind, RowKind::Worker(_, 1..)) && row.height < super::FINE
}

struct Naming<'r> {
    run: &'r Run,
    names: Names<'r>,
    lane: usize,
    at: SimTime,
    rows: &'r [Row],
}

impl Naming<'_> {
    fn has_several_queues(&self) -> bool {
        self.rows.iter().filter(|row| is_queue(row)).nth(1).is_some()
    }

    /// A row's name, long and short; beside the broker's queue how deep it is now.
    fn row(&self, row: &Row, named: bool) -> String {
        let (names, ui) = (self.names, self.names.ui());
        let low = row.height < TWO_LINES;
        let mut depth = String::new();
        let (long, short) = match row.kind {
            RowKind::Callers => (ui.callers().to_string(), ui.callers().to_string()),
            RowKind::Queue(service) => (ui.queue_of(names.service(service)), ui.queue().to_string()),
            RowKind::Crew(service) => {
                (names.service(service).to_string(), names.service(service).to_string())
            }
            RowKind::Worker(service, worker) => match names.who(service, worker) {
                who @ Who { service, worker: Some((_, number)) } => {
                    (ui.who(who), format!("{service} {number}"))
                }
                Who { service, worker: None } => (service.to_string(), service.to_string()),
            },
            RowKind::Outbox(_) => (ui.outbox().to_string(), ui.outbox().to_string()),
            RowKind::Broker(edge) => {
                let stored = |kind| kind == SpanKind::Stored(edge);
                let stored = self.run.stories[self.lane].at(self.at).filter(|span| stored(span.kind)).count();
                let words = if low { format!("· {stored}") } else { ui.depth_now(stored) };
                depth = tag("small", "", &words);
                // One alone stands right above its consumer, and need not be named after it.
                if !self.has_several_queues() {
                    let long = if low { names.broker().to_string() } else { ui.queue_of(names.broker()) };
                    (long, names.broker().to_string())
                } else {
                    let undoes = self.run.study.scenario.model.edges[usize::from(edge)].compensates.is_some();
                    let name = ui.queue_to(names.target(edge), undoes);
                    (name.clone(), name)
                }
            }
        };
        let long = if low && long.chars().count() > ONE_LINE { &short } else { &long };
        let said = |name: &str| if is_number_alone(row) { number_alone(name) } else { html::text(name) };
        let words = tag("span", "long", &said(long)) + &tag("span", "short", &said(&short)) + &depth;
        let quiet = if is_quiet(row) { " quiet" } else { "" };
        let low = if low { " low" } else { "" };
        // On a narrow page the name of one of several queues leaves no room for its depth.
        let several = if is_queue(row) && self.has_several_queues() { " several" } else { "" };
        let (title, words) = if !named {
            let title = [" title=\"", &html::text(long), "\""].concat();
            (title, String::new())
        } else {
            (String::new(), words)
        };
        format!(
            "<p class=\"row-name{quiet}{low}{several}\" style=\"top:{};height:{}\"{title}>{words}</p>",
            px(row.y),
            px(row.height)
        )
    }
}

/// A worker's number under that of the one above, where whole names would run into each other.
fn number_alone(name: &str) -> String {
    let (before, number) = name.rsplit_once(' ').unwrap_or(("", name));
    tag("span", "unseen", &(html::text(before) + " ")) + &html::text(number)
}
