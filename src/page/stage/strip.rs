//! The picked operation alone, in every lane: its time taken apart, and what has become of it.

use std::fmt::Write;

use lockstep_core::export::TIMED_OUT;
use lockstep_core::scene::{self, Names, Stretch, Strip, StripPart, APART};
use lockstep_core::text::count;
use lockstep_core::time::SimTime;

use super::super::html;
use super::{class_name, cut, number, px, style_class, svg};
use crate::browser::{self, Part};
use crate::live::{self, Here};
use crate::run::Run;
use crate::strip_room::{Place, StripRoom, STRIP_LINE, STRIP_SLIM};

/// Letters that fit beside the operation's number.
const NAME: usize = 10;
/// The strip's place, and the choice of the operation.
pub fn frame(run: &Run, names: Names) -> String {
    let ui = names.ui();
    let lane = |lane: usize| {
        let class = style_class(run.style(lane));
        format!(
            "<div class=\"strip-lane {class}\" id=\"strip-{lane}\"><div id=\"strip-layers-{lane}\"></div>\
             <div id=\"strip-now-{lane}\"></div></div>"
        )
    };
    format!(
        "<section class=\"strip row\" aria-label=\"{pick}\"><label class=\"strip-name\">\
         <input type=\"number\" class=\"op-number\" id=\"op\" min=\"1\" aria-label=\"{pick}\">\
         <span><b id=\"op-name\"></b><small id=\"op-class\"></small></span></label>\
         <div class=\"track\"><div class=\"wash\"></div>{}</div></section>",
        (0..run.lanes()).map(lane).collect::<String>(),
        pick = ui.pick_operation(),
    )
}

/// Which operation it is about.
pub fn live(here: Here) {
    here.attribute("op", "max", |here| here.run().operations().to_string());
    // Set whenever the view changes, so that what was typed and is no operation gives way.
    live::effect(Box::new(move || browser::set("op", Part::Value, &picked(here))));
    here.content("op-name", |here| {
        let run = here.run();
        let (name, number) = (here.names(&run).operation(), picked(here));
        // A long number stands in its field alone.
        if name.chars().count() + number.len() < NAME {
            [&html::text(name), " ", &number].concat()
        } else {
            html::text(name)
        }
    });
    here.content("op-class", class);
}

fn picked(here: Here) -> String {
    here.state.view().selected.map_or(String::new(), |op| (op + 1).to_string())
}

/// Of which class the picked operation is; where all are alike, that it is shown in all lanes.
fn class(here: Here) -> String {
    let run = here.run();
    let names = here.names(&run);
    let picked = here.state.view().selected.and_then(|op| run.fates[0].get(op));
    match picked.filter(|_| names.classes() > 0) {
        Some(fate) => class_name(names, fate.class),
        None => names.ui().in_all_lanes(run.lanes()),
    }
}

/// One lane of it.
pub fn live_lane(here: Here) {
    here.follow(&here.id("strip"), Part::Style("height"), |here| {
        px(here.state.stage().lanes[here.place].strip.height())
    });
    here.content(&here.id("strip-layers"), |here| {
        let (run, stage) = (here.run(), here.state.stage());
        let room = &stage.lanes[here.place].strip;
        let pieces = pieces(here.names(&run), room);
        cut(&|class| svg(class, &stage.axis, room.pieces(), &pieces))
    });
    here.content(&here.id("strip-now"), now);
}

/// What has happened of it: marks, and the fate so far in words.
fn now(here: Here) -> String {
    let (run, stage, at) = (here.run(), here.state.stage(), here.state.at());
    let room = &stage.lanes[here.place].strip;
    let names = here.names(&run);
    let said = match stage.selected {
        Some(op) => {
            let progress = run.fates[here.place].get(op);
            names.lang.phrases().fate(scene::fate(progress, at), names.effect())
        }
        None if here.place == 0 => names.ui().pick_operation().to_string(),
        None => String::new(),
    };
    let marks = svg("strip-points", &stage.axis, room.pieces(), &marks(room, at));
    let Place { right, x, below, size } = room.sentence(stage.axis.width, &said);
    let (class, top) = below.map_or(("fate", 0.0), |top| ("fate alone", top));
    let place = [if right { "right:" } else { "left:" }, &px(x), ";top:", &px(top), ";font-size:", &px(size)]
        .concat();
    format!("{marks}<p class=\"{class}\" style=\"{place}\">{}</p>", html::text(&said))
}

fn pieces(names: Names, room: &StripRoom) -> String {
    let mut out = String::new();
    let (strip, pitch) = (&room.strip, room.line());
    // In a slim line there is no room for the usual letters, in slimmer ones for none.
    let (gap, letter, size) = if pitch < STRIP_LINE { (2.0, 6.0, 11) } else { (4.0, 7.0, 13) };
    for piece in &strip.pieces {
        let (class, word) = match piece.part {
            StripPart::Waits => ("pill", names.ui().waits()),
            StripPart::Store => ("work", names.ui().append()),
            StripPart::Work(service) => ("work", names.work(service)),
        };
        let height = pitch - gap;
        let top = piece.line as f64 * pitch + gap / 2.0;
        let ends = [strip.answered.map(|(.., x)| x), strip.effective.map(|(_, x)| x)];
        for Stretch { x, width, ms } in &piece.stretches {
            let radius = if class == "pill" { height.min(*width) / 2.0 } else { 0.0 };
            // Writing to a String cannot fail.
            let _ = write!(
                out,
                "<g class='sel'><rect class='{class}' x='{}' y='{}' width='{}' height='{}' rx='{}'/></g>",
                number(*x),
                number(top),
                number(*width),
                number(height),
                number(radius),
            );
            let mut room = (*x, *width);
            if piece.line == 0 {
                room = ends.into_iter().flatten().fold(room, beside_mark);
            }
            let ms = count(names.lang, *ms, 1);
            let words = format!("{word} {ms}");
            let fits =
                |text: &str| pitch >= STRIP_SLIM && text.chars().count() as f64 * letter + 8.0 < room.1;
            let text = if fits(&words) { words } else { Some(ms).filter(|ms| fits(ms)).unwrap_or_default() };
            if text.is_empty() {
                continue;
            }
            let _ = write!(
                out,
                "<text class='on-{class}' x='{}' y='{}' dy='.36em' font-size='{size}'>{}</text>",
                number(room.0 + room.1 / 2.0),
                number(top + height / 2.0),
                html::text(&text),
            );
        }
    }
    out
}

/// The larger part of a stretch that a mark leaves free.
fn beside_mark((x, width): (f64, f64), mark: f64) -> (f64, f64) {
    let (before, after) = (mark - MARK - x, x + width - mark - MARK);
    match before.max(after) < width {
        false => (x, width),
        true if before > after => (x, before),
        true => (mark + MARK, after),
    }
}

/// Half the width of a mark, in pixels.
const MARK: f64 = 6.0;

/// Whether the answer and the effect came at the same instant.
fn are_one(strip: &Strip) -> bool {
    strip.answered.map(|(at, ..)| at) == strip.effective.map(|(at, _)| at)
}

/// The answer and the effect, outlined until they have come.
fn marks(room: &StripRoom, now: SimTime) -> String {
    let strip = &room.strip;
    // One above the other where one would hide the other; slim lines are too low for both.
    let (middle, apart) = if are_one(strip) { (STRIP_LINE / 2.0, APART) } else { (room.line() / 2.0, 0.0) };
    let mark = |at: SimTime, (x, y): (f64, f64), shape: &str| {
        let class = if at <= now { "sel on" } else { "sel" };
        format!("<g class=\"{class}\" transform=\"translate({} {})\">{shape}</g>", number(x), number(y))
    };
    let answered = strip.answered.map(|(at, ok, x)| {
        let good = "<circle class=\"ack\" r=\"5.500\"/><path class=\"tick\" d=\"M-2.500 .1L-.6 2.100L2.600 -1.900\"/>";
        let bad = "<rect class=\"failure\" x=\"-5\" y=\"-5\" width=\"10\" height=\"10\"/>\
                   <path class=\"cross\" d=\"M-2.400 -2.400L2.400 2.400M2.400 -2.400L-2.400 2.400\"/>";
        let shape = match ok {
            true => good,
            false if strip.gave_up => TIMED_OUT,
            false => bad,
        };
        mark(at, (x, middle + apart), shape)
    });
    let effect = strip
        .effective
        .map(|(at, x)| mark(at, (x, middle - apart), "<path class=\"effect\" d=\"M0 -6L6 0L0 6L-6 0Z\"/>"));
    answered.unwrap_or_default() + &effect.unwrap_or_default()
}
