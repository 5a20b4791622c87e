//! What more workers bring: the measured points, and the law that comes closest to them.

use std::fmt::Write;

use lockstep_core::decimal::at_most;
use lockstep_core::scenario::ScalingRun;
use lockstep_core::text::{self, count, percent_at_most, Lang, Ui};
use lockstep_core::theory::Scalability;

/// The picture's size, in its own units, which are pixels.
const SIZE: (f64, f64) = (160.0, 56.0);
/// The room around it that a point takes.
const EDGE: f64 = 4.0;
/// Pieces that the curve is drawn in: of three pixels each, too short to be seen as straight.
const PIECES: u32 = 50;

/// The law in numbers, and its picture; none of too few points.
pub fn law(ui: &Ui, lang: Lang, run: &ScalingRun, rates: &[f64]) -> Option<(String, String)> {
    let law = Scalability::of_rates(&run.workers, rates)?;
    let (most, number) = (f64::from(*run.workers.last()?), |value: f64| count(lang, value, 0));
    let peak = match law.peak() {
        None => ui.no_peak().to_string(),
        // What was not tried is the law's word alone.
        Some(peak) if peak > most => ui.peak_beyond(&number(most)),
        Some(peak) => ui.peak_at(&number(peak)),
    };
    let off = percent_at_most(lang, law.worst_error(&run.workers, rates), 1);
    let said =
        ui.law(&percent_at_most(lang, law.sigma, 1), &percent_at_most(lang, law.kappa, 3), &peak, &off);
    Some((said.clone(), picture(&law, lang, run, rates, &said)))
}

/// Points and curve over the number of workers, from nothing at the lower left.
fn picture(law: &Scalability, lang: Lang, run: &ScalingRun, rates: &[f64], said: &str) -> String {
    let (width, height) = SIZE;
    let most = run.workers.last().copied().map_or(1.0, f64::from);
    let alone = rates.first().copied().unwrap_or(1.0);
    let highest = |of: &mut dyn Iterator<Item = f64>| of.fold(1.0, f64::max);
    let piece = |piece: u32| 1.0 + (most - 1.0) * f64::from(piece) / f64::from(PIECES);
    let on_curve = |workers: f64| law.speedup(workers).max(0.0);
    let measured = highest(&mut rates.iter().map(|rate| rate / alone));
    let top = highest(&mut (0..=PIECES).map(|at| on_curve(piece(at)).min(2.0 * measured))).max(measured);
    let x = |workers: f64| at_most(EDGE + workers / most * (width - 2.0 * EDGE), 1);
    let y = |speedup: f64| at_most(height - EDGE - speedup.min(top) / top * (height - 2.0 * EDGE), 1);
    let (wide, high, ground) = (at_most(width, 0), at_most(height, 0), at_most(height - EDGE, 1));
    let mut drawn = format!(
        "<svg class=\"law\" role=\"img\" aria-label=\"{said}\" viewBox=\"0 0 {wide} {high}\">\
         <path class=\"ground\" d=\"M0 {ground}H{wide}\"/>"
    );
    // Writing to a String cannot fail.
    if let Some(peak) = law.peak().filter(|peak| *peak <= most) {
        let _ = write!(drawn, "<path class=\"peak\" d=\"M{} {ground}V0\"/>", x(peak));
    }
    drawn.push_str("<polyline points=\"");
    for at in 0..=PIECES {
        let _ = write!(drawn, "{},{} ", x(piece(at)), y(on_curve(piece(at))));
    }
    drawn.push_str("\"/>");
    for (workers, rate) in run.workers.iter().zip(rates) {
        let (x, y) = (x(f64::from(*workers)), y(rate / alone));
        let point = format!("<title>{workers}: {}</title>", text::rate(lang, *rate));
        let _ = write!(drawn, "<circle cx=\"{x}\" cy=\"{y}\" r=\"2.5\">{point}</circle>");
    }
    drawn + "</svg>"
}
