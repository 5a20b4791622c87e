//! Numbers as people read them: decimal point or comma, a thin space, the unit.

use super::Lang;
use crate::decimal::{self, Decimal};

/// Stands between a number and its unit.
const THIN: char = '\u{2009}';

/// A unit's sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// Milliseconds.
    Ms,
    /// Seconds.
    S,
    /// Per second.
    PerS,
}

/// The sign of a unit in a language.
pub fn unit_of(lang: Lang, sign: Sign) -> &'static str {
    match sign {
        Sign::Ms => lang.pick("ms", "мс"),
        Sign::S => lang.pick("s", "с"),
        Sign::PerS => lang.pick("/s", "/с"),
    }
}

/// A number with at most so many decimals; zeros at the end are left out.
pub fn count(lang: Lang, value: f64, decimals: u32) -> String {
    signed(lang, decimal::at_most(value, decimals))
}

/// A number with exactly so many decimals.
fn fixed(lang: Lang, value: f64, decimals: u32) -> String {
    signed(lang, decimal::fixed(value, decimals))
}

/// A typographic minus, and the language's decimal sign.
fn signed(lang: Lang, decimal: Decimal) -> String {
    let text = decimal.to_string().replace('-', "\u{2212}");
    match lang {
        Lang::En => text,
        Lang::Ru => text.replace('.', ","),
    }
}

/// From here on lengths are told in seconds, in milliseconds: five digits are a number to read, not to see.
pub const SECONDS_FROM: f64 = 10_000.0;

/// `12 ms`, `13.4 ms`, `20.5 s`: for sentences, at most one decimal of a millisecond, two of a second; and of what
/// would be nothing then, a microsecond.
pub fn milliseconds(lang: Lang, ms: f64) -> String {
    if ms.abs() < 0.05 {
        milliseconds_at_most(lang, ms, 3)
    } else if ms < SECONDS_FROM {
        milliseconds_at_most(lang, ms, 1)
    } else {
        with_unit(lang, &count(lang, ms / 1000.0, 2), Sign::S)
    }
}

/// `0.199 ms`: with at most so many decimals.
pub fn milliseconds_at_most(lang: Lang, ms: f64, decimals: u32) -> String {
    with_unit(lang, &count(lang, ms, decimals), Sign::Ms)
}

/// `31.0 ms`, `12.000 s`: for the clock and for means, always as many decimals.
pub fn clock(lang: Lang, ms: f64) -> String {
    if ms < SECONDS_FROM {
        with_unit(lang, &fixed(lang, ms, 1), Sign::Ms)
    } else {
        with_unit(lang, &fixed(lang, ms / 1000.0, 3), Sign::S)
    }
}

fn with_unit(lang: Lang, number: &str, sign: Sign) -> String {
    let mut out = String::from(number);
    out.push(THIN);
    out.push_str(unit_of(lang, sign));
    out
}

/// `88 %` from a share of 0 to 1.
pub fn percent(lang: Lang, share: f64) -> String {
    format!("{}{THIN}%", fixed(lang, share * 100.0, 0))
}

/// `12.5 %`: with at most so many decimals.
pub fn percent_at_most(lang: Lang, share: f64, decimals: u32) -> String {
    format!("{}{THIN}%", count(lang, share * 100.0, decimals))
}

/// So many decimals a number has, up to the most that are ever shown.
pub fn decimals_of(value: f64) -> u32 {
    let mut decimals = 0;
    let mut scaled = value;
    while decimals < decimal::MOST_DECIMALS && libm::fabs(scaled - libm::round(scaled)) > 1e-6 {
        decimals += 1;
        scaled *= 10.0;
    }
    decimals
}

/// `83.3/s`: a rate with one decimal below 100, whole above.
pub fn rate(lang: Lang, per_s: f64) -> String {
    format!("{}{}", bare_rate(lang, per_s), unit_of(lang, Sign::PerS))
}

/// A rate without its unit.
pub fn bare_rate(lang: Lang, per_s: f64) -> String {
    fixed(lang, per_s, u32::from(per_s < 99.95))
}

/// `×1.3`: how many times as much.
pub fn ratio(lang: Lang, times: f64) -> String {
    format!("×{}", fixed(lang, times, 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn russian_has_a_comma_and_both_a_thin_space() {
        assert_eq!(clock(Lang::En, 31.0), "31.0\u{2009}ms");
        assert_eq!(clock(Lang::Ru, 31.0), "31,0\u{2009}мс");
        assert_eq!(clock(Lang::En, 12_000.04), "12.000\u{2009}s");
        assert_eq!(milliseconds(Lang::Ru, 20_510.0), "20,51\u{2009}с");
        assert_eq!(milliseconds(Lang::Ru, 13.42), "13,4\u{2009}мс");
        assert_eq!(percent(Lang::En, 0.876), "88\u{2009}%");
    }

    #[test]
    fn zeros_at_the_end_and_a_minus_before_nothing_are_left_out() {
        assert_eq!(count(Lang::En, 12.0, 1), "12");
        assert_eq!(count(Lang::En, 20.0, 0), "20");
        assert_eq!(count(Lang::En, -0.01, 1), "0");
        assert_eq!(count(Lang::En, -2.5, 1), "\u{2212}2.5");
    }

    #[test]
    fn a_number_has_the_decimals_that_it_takes() {
        for (value, decimals) in
            [(20.0, 0), (0.5, 1), (2.25, 2), (0.1 + 0.2, 1), (1.602, 3), (1.0 / 3.0, 6), (-0.75, 2)]
        {
            assert_eq!(decimals_of(value), decimals, "{value}");
        }
        assert_eq!(percent_at_most(Lang::Ru, 0.125, decimals_of(0.125) - 2), "12,5\u{2009}%");
    }

    #[test]
    fn rates_lose_their_decimal_where_it_says_nothing() {
        assert_eq!(rate(Lang::En, 83.33), "83.3/s");
        assert_eq!(rate(Lang::Ru, 111.74), "112/с");
        assert_eq!(ratio(Lang::Ru, 2.0), "×2,0");
    }
}
