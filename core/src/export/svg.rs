//! A picture as SVG markup. It carries classes and no colours: a style sheet decides, so
//! that one markup serves both themes, past and future.

use std::fmt::Write;

use crate::decimal::{self, Decimal};
use crate::scenario::OperationId;
use crate::scene::{Item, LineKind, Picture, Point, PointKind, Rect, Shape};

/// Lengths and ways; the selected operation comes last, so that nothing covers it.
pub fn items(picture: &Picture, selected: Option<OperationId>, troubles: &[&str; 7]) -> String {
    let mut out = String::new();
    for (chosen, lines) in [(false, false), (false, true), (true, false), (true, true)] {
        let belongs = |item: &&Item| {
            is_chosen(item.op, selected) == chosen && matches!(item.shape, Shape::Line { .. }) == lines
        };
        for item in picture.items.iter().filter(belongs) {
            // A group around each would double what a browser has to keep.
            let owner = item.op.map_or(String::new(), |op| format!(" data-op=\"{}\"", op + 1));
            if !chosen && item.class == 0 {
                shape(&mut out, &item.shape, &owner);
                continue;
            }
            // Writing to a String cannot fail.
            let _ = write!(out, "<g{owner}{}>", class(chosen));
            shape(&mut out, &item.shape, "");
            if let Shape::Work(rect) | Shape::Wait(rect) | Shape::Pill(rect) = &item.shape {
                stripes(&mut out, rect, item.class);
            }
            out.push_str("</g>");
        }
    }
    for item in &picture.items {
        if let Shape::Trouble(rect, trouble) = &item.shape {
            word(&mut out, rect, troubles[*trouble as usize], &picture.points);
        }
    }
    out
}

/// What is wrong in a stretch, over all that goes on there; not where it would stand out on both sides. It is said
/// where the trouble begins, so that it can be read as soon as there is trouble; behind a mark that stands there.
fn word(out: &mut String, rect: &Rect, word: &str, points: &[Point]) {
    let width = LETTER * word.chars().count() as f64;
    if rect.width < width {
        return;
    }
    let middle = rect.y + rect.height / 2.0;
    let inside = rect.width - width;
    let free = |x: f64, y: f64| {
        let covers = |point: &Point| {
            let near = (point.y - y).abs() < CLEAR;
            let reach = if matches!(point.kind, PointKind::Peak(_)) { PEAK } else { CLEAR };
            near && point.x > x - reach && point.x < x + width + CLEAR
        };
        !points.iter().any(covers)
    };
    let place = |y: f64| {
        let mut places = (0..(inside / CLEAR) as u32).map(|step| rect.x + CLEAR * (f64::from(step) + 0.5));
        places.find(|x| free(*x, y)).map(|x| (x, y))
    };
    // Where marks leave no room it stands above them, in smaller letters.
    let (above, small) = (middle - CLEAR - 1.0, " style=\"font-size:10px\"");
    let begin = rect.x + inside.min(CLEAR) / 2.0;
    let ((x, y), size) = place(middle)
        .map(|place| (place, ""))
        .or_else(|| free(begin, above).then_some(((begin, above), small)))
        .unwrap_or(((begin, middle), ""));
    let _ = write!(out, "<text class=\"down-word\"{size} x=\"{}\" y=\"{}\" dy=\".35em\">", px(x), px(y));
    escape(out, word);
    out.push_str("</text>");
}

/// About the width of a letter of such a word, in pixels.
const LETTER: f64 = 8.0;
/// A number at the left of an area is not wider, in pixels.
const PEAK: f64 = 34.0;
/// What keeps so far away covers nothing, in pixels.
const CLEAR: f64 = 10.0;

/// Bars of another run, as outlines.
pub fn outlines(bars: &[Rect]) -> String {
    let mut out = String::new();
    for rect in bars {
        plain(&mut out, ("outline", ""), rect, 0.0);
    }
    out
}

/// Marks at instants, each with the time from which on it has happened; `answer` is what the first
/// answer of all says.
pub fn points(picture: &Picture, selected: Option<OperationId>, answer: &str) -> String {
    let mut out = String::new();
    let chosen = |point: &&Point| is_chosen(point.op, selected);
    let others = picture.points.iter().filter(|point| !chosen(point));
    for point in others.chain(picture.points.iter().filter(chosen)) {
        let Point { x, y, at, .. } = point;
        // Where another mark follows soon in the row there is no room for words.
        let room = LETTER * answer.chars().count() as f64 + 3.0 * CLEAR;
        let follows = |other: &Point| (other.y - y).abs() < CLEAR && other.x > *x && other.x < x + room;
        if point.kind == PointKind::Answer && picture.points.iter().any(follows) {
            continue;
        }
        let _ = write!(
            out,
            "<g data-at=\"{}\" transform=\"translate({} {})\"{}",
            at.micros(),
            px(*x),
            px(*y),
            class(chosen(&point))
        );
        if let Some(op) = point.op {
            let _ = write!(out, " data-op=\"{}\"", op + 1);
        }
        out.push('>');
        mark(&mut out, point.kind, point.op.map_or(0, |op| op + 1), answer);
        out.push_str("</g>");
    }
    out
}

fn is_chosen(op: Option<OperationId>, selected: Option<OperationId>) -> bool {
    selected.is_some() && op == selected
}

/// The mark of a good answer, around a centre.
pub const ACKNOWLEDGED: &str =
    "<circle class=\"ack\" r=\"5\"/><path class=\"tick\" d=\"M-2.3 .1L-.6 1.9L2.4 -1.7\"/>";
/// The mark of an effect, around a centre.
pub const EFFECT: &str = "<path class=\"effect\" d=\"M0 -5L5 0L0 5L-5 0Z\"/>";
/// The mark of an effect that is undone: one that is crossed out.
const UNDONE: &str =
    "<path class=\"read missed\" d=\"M0 -5L5 0L0 5L-5 0Z\"/><path class=\"slash\" d=\"M-5 5L5 -5\"/>";
/// The mark of a read that found the effect, around a centre: an eye.
const READ: &str =
    "<path class=\"read\" d=\"M-6.5 0Q0 -7 6.5 0Q0 7 -6.5 0Z\"/><circle class=\"pupil\" r=\"1.8\"/>";
/// The mark of a read that missed it: an eye that is crossed out.
const READ_MISSED: &str =
    "<path class=\"read missed\" d=\"M-6.5 0Q0 -7 6.5 0Q0 7 -6.5 0Z\"/><path class=\"slash\" d=\"M-5 5L5 -5\"/>";

/// The end of a wait that was given up: an upright.
const LATE: &str = "<path class=\"late\" d=\"M0 -6.5V6.5\"/>";
/// The end of a wait that was given up: an upright and a clock.
pub const TIMED_OUT: &str =
    "<path class=\"late\" d=\"M0 -6.5V6.5\"/><circle class=\"clock\" cx=\"8\" r=\"4.5\"/>\
     <path class=\"hands\" d=\"M8 -2.5V0H10\"/>";

/// A length in pixels: a tenth is finer than any screen.
pub fn px(length: f64) -> Decimal {
    decimal::at_most(length, 1)
}

fn class(selected: bool) -> &'static str {
    if selected {
        " class=\"sel\""
    } else {
        ""
    }
}

/// Writes a shape; `owner` says on it whose it is.
fn shape(out: &mut String, shape: &Shape, owner: &str) {
    match shape {
        Shape::Work(rect) => plain(out, ("work", owner), rect, 0.0),
        Shape::Double(rect) => plain(out, ("double", owner), rect, 0.0),
        Shape::Blocked(rect) => plain(out, ("blocked", owner), rect, 0.0),
        Shape::Wait(rect) => plain(out, ("wait", owner), rect, 0.0),
        Shape::Store(rect) => plain(out, ("store", owner), rect, 0.0),
        Shape::Pill(rect) => plain(out, ("pill", owner), rect, rect.height / 2.0),
        Shape::Trouble(rect, _) => plain(out, ("down", owner), rect, 0.0),
        Shape::Area(outline) => area(out, "area", outline),
        Shape::Range(outline) => area(out, "range", outline),
        Shape::Line { kind, from, to, ok } => line(out, *kind, (*from, *to), *ok, owner),
    }
}

fn plain(out: &mut String, (class, owner): (&str, &str), rect: &Rect, radius: f64) {
    let Rect { x, y, width, height } = rect;
    // Its outline would be wider than itself.
    let thin = if *width < THIN { " thin" } else { "" };
    let _ = write!(
        out,
        "<rect{owner} class=\"{class}{thin}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"",
        px(*x),
        px(*y),
        px(*width),
        px(*height)
    );
    if radius > 0.0 {
        let _ = write!(out, " rx=\"{}\"", px(radius.min(width / 2.0)));
    }
    out.push_str("/>");
}

fn area(out: &mut String, class: &str, outline: &[(f64, f64)]) {
    let _ = write!(out, "<path class=\"{class}\" d=\"");
    path(out, outline);
    out.push_str("\"/>");
}

/// Distance of two stripes, in pixels.
const STRIPE: f64 = 4.0;

/// A class of operations is told by so many stripes along the foot of its bars as there are classes before it.
pub fn stripes(out: &mut String, rect: &Rect, class: u8) {
    for place in (1..=class).map(f64::from).take_while(|place| place * STRIPE < rect.height) {
        let y = rect.y + rect.height - place * STRIPE;
        let right = rect.x + rect.width;
        let _ = write!(out, "<path class=\"stripe\" d=\"M{} {}H{}\"/>", px(rect.x), px(y), px(right));
    }
}

fn path(out: &mut String, points: &[(f64, f64)]) {
    for (index, (x, y)) in points.iter().enumerate() {
        let command = if index == 0 { 'M' } else { 'L' };
        let _ = write!(out, "{command}{} {}", px(*x), px(*y));
    }
}

/// Bars narrower than this have no outline, in pixels.
const THIN: f64 = 2.0;

/// Half the width of an arrow's head, and its length, in pixels.
const HEAD: (f64, f64) = (2.6, 6.0);

fn line(out: &mut String, kind: LineKind, (from, to): ((f64, f64), (f64, f64)), ok: bool, owner: &str) {
    let (class, head) = match kind {
        LineKind::Request => ("solid", Some("closed")),
        LineKind::Reply => ("solid", Some("open")),
        LineKind::Message => ("dashed", Some("closed")),
        LineKind::Confirm => ("dashed", Some("open")),
        LineKind::Leave => ("solid", None),
        LineKind::Stale => ("dotted", None),
    };
    let bad = if ok { "" } else { " bad" };
    let _ = write!(out, "<path{owner} class=\"line {class}{bad}\" d=\"");
    path(out, &[from, to]);
    out.push_str("\"/>");
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = libm::sqrt(dx * dx + dy * dy);
    let Some(head) = head.filter(|_| length > HEAD.1) else { return };
    let (ux, uy) = (dx / length, dy / length);
    let back = (to.0 - ux * HEAD.1, to.1 - uy * HEAD.1);
    let side = |sign: f64| (back.0 - sign * uy * HEAD.0, back.1 + sign * ux * HEAD.0);
    let _ = write!(out, "<path{owner} class=\"head {head}{bad}\" d=\"");
    path(out, &[side(1.0), to, side(-1.0)]);
    out.push_str(if head == "closed" { "Z\"/>" } else { "\"/>" });
}

fn mark(out: &mut String, kind: PointKind, number: u32, answer: &str) {
    let again = matches!(kind, PointKind::Disc { again: true } | PointKind::PillNumber { again: true });
    let prime = if again { "′" } else { "" };
    // A circle, or wider than its number: about 7 pixels a digit, and half of that for a prime.
    let letters = f64::from(number.max(1).ilog10() + 1) + if again { 0.5 } else { 0.0 };
    let half = f64::max(7.5, 3.0 + 3.5 * letters);
    let disc = |class: &str, middle: f64| {
        format!(
            "<rect class=\"{class}\" x=\"{}\" y=\"-7.5\" width=\"{}\" height=\"15\" rx=\"7.5\"/>",
            px(middle - half),
            px(half * 2.0)
        )
    };
    let _ = match kind {
        PointKind::Disc { .. } => {
            write!(out, "{}<text dy=\".36em\">{number}{prime}</text>", disc("disc", 0.0))
        }
        PointKind::PillNumber { .. } => {
            write!(out, "<text class=\"pill-number\" dy=\".36em\">{number}{prime}</text>")
        }
        PointKind::CallerNumber => {
            let x = -2.5 - half;
            let ring = disc("ring", x);
            write!(out, "{ring}<text class=\"caller\" x=\"{}\" dy=\".36em\">{number}</text>", px(x))
        }
        PointKind::Acknowledged => write!(out, "{ACKNOWLEDGED}"),
        PointKind::Effect => write!(out, "{EFFECT}"),
        PointKind::Undone => write!(out, "{UNDONE}"),
        PointKind::ReadHit => write!(out, "{READ}"),
        PointKind::ReadMissed => write!(out, "{READ_MISSED}"),
        PointKind::Failure => write!(
            out,
            "<rect class=\"failure\" x=\"-5\" y=\"-5\" width=\"10\" height=\"10\"/>\
             <path class=\"cross\" d=\"M-2.4 -2.4L2.4 2.4M2.4 -2.4L-2.4 2.4\"/>"
        ),
        PointKind::TimedOut { clock: true } => write!(out, "{TIMED_OUT}"),
        PointKind::TimedOut { clock: false } => write!(out, "{LATE}"),
        PointKind::Retry(attempt) => write!(
            out,
            "<path class=\"loop\" d=\"M2.4 -6.600A7 7 0 1 1 -2.4 -6.600\"/>\
             <path class=\"turn\" d=\"M-3.4 -9.4L1.2 -7.2L-2.2 -4.2Z\"/><text dy=\".36em\">{attempt}</text>"
        ),
        PointKind::Dropped => write!(out, "<path class=\"bar\" d=\"M-4.5 4.5L4.5 -4.5\"/>"),
        PointKind::DeadLetter => write!(
            out,
            "<rect class=\"failure\" x=\"-6\" y=\"-4.5\" width=\"12\" height=\"9\"/>\
             <path class=\"cross\" d=\"M-5 -3.5L0 .5L5 -3.5\"/>"
        ),
        PointKind::Answer => {
            out.push_str("<text class=\"label\" x=\"9\" dy=\".36em\">");
            escape(out, answer);
            write!(out, "</text>")
        }
        PointKind::Peak(peak) => write!(out, "<text class=\"peak\" dy=\".36em\">{peak}</text>"),
    };
}

/// Appends a text with what markup would take for its own made harmless.
pub fn escape(out: &mut String, text: &str) {
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            _ => out.push(letter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::Trouble;
    use crate::time::SimTime;

    #[test]
    fn the_selected_operation_is_drawn_last_and_texts_are_escaped() {
        let rect = Rect { x: 1.0, y: 2.0, width: 3.0, height: 4.0 };
        let item = |op| Item { op: Some(op), class: 0, shape: Shape::Work(rect) };
        let picture = Picture { items: vec![item(0), item(1), item(2)], points: Vec::new() };
        let markup = items(&picture, Some(0), &["down"; 7]);
        let place = |op: &str| markup.find(&format!("data-op=\"{op}\"")).unwrap();
        assert!(place("2") < place("3") && place("3") < place("1"));
        assert!(!markup.contains("stripe"));
        let picture = Picture {
            items: vec![Item { op: Some(3), class: 2, shape: Shape::Pill(Rect { height: 9.0, ..rect }) }],
            points: Vec::new(),
        };
        // Two along the foot: at 11 less 4, and less 8.
        let markup = items(&picture, None, &["down"; 7]);
        assert!(markup.contains("d=\"M1 7H4\"") && markup.contains("d=\"M1 3H4\""), "{markup}");
        assert_eq!(markup.matches("stripe").count(), 2);
        let label = Point { op: None, at: SimTime::ZERO, x: 0.0, y: 0.0, kind: PointKind::Answer };
        let picture = Picture { items: Vec::new(), points: vec![label] };
        assert!(points(&picture, None, "<b> & co").contains("&lt;b&gt; &amp; co"));
    }

    #[test]
    fn a_trouble_is_named_where_it_begins_beside_what_stands_there() {
        let rect = Rect { x: 100.0, y: 0.0, width: 300.0, height: 20.0 };
        let item = Item { op: None, class: 0, shape: Shape::Trouble(rect, Trouble::Hangs) };
        let at = |x| Point { op: None, at: SimTime::ZERO, x, y: 10.0, kind: PointKind::Failure };
        let place = |points: Vec<Point>| {
            let picture = Picture { items: vec![item.clone()], points };
            let markup = items(&picture, None, &["down", "slow", "hangs", "errors", "open", "alarm", "away"]);
            let word = markup.split("down-word\"").nth(1).unwrap().split_once(" x=\"").unwrap().1;
            assert!(word.contains(">hangs<"));
            let number = |at: usize| word.split('"').nth(at).unwrap().parse::<f64>().unwrap();
            (number(0), number(2))
        };
        assert_eq!(place(vec![]), (105.0, 10.0));
        // Behind the cross with which the first work ended.
        assert_eq!(place(vec![at(100.0)]), (115.0, 10.0));
        // Where there is no free place, still at the beginning, above the marks.
        let crowd = || (0..30).map(|n| at(100.0 + 10.0 * f64::from(n)));
        assert_eq!(place(crowd().collect()), (105.0, -1.0));
        // And among the marks, where others stand above them.
        let above = crowd().map(|point| Point { y: -3.0, ..point });
        assert_eq!(place(crowd().chain(above).collect()), (105.0, 10.0));
    }
}
