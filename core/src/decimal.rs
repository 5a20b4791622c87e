//! Decimal numbers as text and back. The standard library's routines give every digit of any
//! float; that takes 25 kB of a visitor's download, and times, shares and pixels need six.

use std::fmt;

/// Most decimals that are ever shown.
pub(crate) const MOST_DECIMALS: u32 = 6;
/// Up to here a whole number of the least decimals is exact as a float: 2^53.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// A number to be written with so many decimals.
#[derive(Clone, Copy, Debug)]
pub struct Decimal {
    value: f64,
    decimals: u32,
    /// Whether zeros at the end are left out.
    trimmed: bool,
}

/// With exactly so many decimals, at most six; halves are rounded away from zero.
pub fn fixed(value: f64, decimals: u32) -> Decimal {
    Decimal { value, decimals: decimals.min(MOST_DECIMALS), trimmed: false }
}

/// With as many decimals as it takes, at most six.
pub fn plain(value: f64) -> Decimal {
    at_most(value, MOST_DECIMALS)
}

/// With as many decimals as it takes, at most so many.
pub fn at_most(value: f64, decimals: u32) -> Decimal {
    Decimal { value, decimals: decimals.min(MOST_DECIMALS), trimmed: true }
}

/// Reads digits with an optional sign and decimal point, up to 15 digits; what is written by
/// [`plain`] is read as the same number. `None` for anything else.
pub fn parse(text: &str) -> Option<f64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, rest) = digits.split_once('.').unwrap_or((digits, ""));
    let count = whole.len() + rest.len();
    let known = [whole, rest].concat();
    if whole.is_empty() || count > 15 || !known.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    // Both are whole numbers below 2^53, so that the division rounds once.
    let value = known.parse::<u64>().ok()? as f64 / 10u64.pow(rest.len() as u32) as f64;
    Some(if digits.len() < text.len() { -value } else { value })
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Decimal { value, decimals, trimmed } = *self;
        let scale = 10u64.pow(decimals);
        let scaled = libm::round(libm::fabs(value) * scale as f64);
        if value.is_nan() {
            return f.write_str("NaN");
        }
        let units = scaled as u64;
        if value < 0.0 && units > 0 {
            f.write_str("-")?;
        }
        if scaled > EXACT {
            return large(f, libm::fabs(value));
        }
        let (whole, mut rest, mut width) = (units / scale, units % scale, decimals as usize);
        while trimmed && width > 0 && rest % 10 == 0 {
            rest /= 10;
            width -= 1;
        }
        if width == 0 {
            return write!(f, "{whole}");
        }
        write!(f, "{whole}.{rest:0width$}")
    }
}

/// A number too large for its decimals to mean anything: `1e308`.
fn large(f: &mut fmt::Formatter<'_>, value: f64) -> fmt::Result {
    if value < EXACT {
        return write!(f, "{}", value as u64);
    }
    if value.is_infinite() {
        return f.write_str("∞");
    }
    let (mut left, mut power) = (value, 0);
    while left >= 9.5 {
        left /= 10.0;
        power += 1;
    }
    write!(f, "{}e{power}", libm::round(left) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_fixed_or_as_many_as_it_takes() {
        for (decimal, text) in [
            (fixed(31.0, 1), "31.0"),
            (fixed(0.05, 1), "0.1"),
            (fixed(-0.04, 1), "0.0"),
            (fixed(-2.5, 0), "-3"),
            (fixed(7.0625, 3), "7.063"),
            (fixed(7.006, 2), "7.01"),
            (plain(12.0), "12"),
            (plain(12.5), "12.5"),
            (plain(31.005), "31.005"),
            (plain(0.000001), "0.000001"),
            (plain(-0.0), "0"),
            (at_most(1.26, 1), "1.3"),
            (at_most(20.0, 0), "20"),
            (plain(18_446_744_073_709.5), "18446744073709"),
            (plain(1e308), "1e308"),
            (plain(-1e308), "-1e308"),
            (plain(f64::INFINITY), "∞"),
            (plain(f64::NAN), "NaN"),
        ] {
            assert_eq!(decimal.to_string(), text);
        }
    }

    #[test]
    fn it_agrees_with_the_standard_library() {
        let mut value = 0.000_3;
        while value < 1e6 {
            for decimals in 0..4 {
                let (ours, theirs) =
                    (fixed(value, decimals).to_string(), format!("{value:.*}", decimals as usize));
                let (a, b): (f64, f64) = (ours.parse().unwrap(), theirs.parse().unwrap());
                // A tie may be rounded either way.
                assert!(
                    (a - b).abs() <= 1.01 / 10u64.pow(decimals) as f64 * f64::from(a != b),
                    "{ours} {theirs}"
                );
                assert_eq!(ours.len(), theirs.len(), "{ours} {theirs}");
            }
            value *= 1.037_1;
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        for micros in (0..90_000_000_000u64).step_by(777_777_777) {
            let ms = micros as f64 / 1000.0;
            assert_eq!(parse(&plain(ms).to_string()), Some(ms));
        }
        assert_eq!(parse("-4.25"), Some(-4.25));
        assert_eq!(parse("007"), Some(7.0));
        for text in ["", "-", ".", ".5", "1e3", "NaN", "+1", "1.2.3", "0x10", " 1", "1234567890123456", "--1"]
        {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
