//! Marks so close together that one would cover the other: of those, one for each pixel is drawn, so
//! that a picture costs as much as its screen has pixels, and not as much as the run has operations.

/// Bars and lines narrower than this are drawn one for each pixel.
pub(super) const THIN: f64 = 2.0;
/// The kind of the marks of failures, beside the kinds of [`super::shape::Shape::place`].
pub(super) const FAILURES: u8 = u8::MAX;

/// Where the last mark of each kind stands, by its height.
#[derive(Default)]
pub(super) struct Crowd(Vec<(u8, f64, f64)>);

impl Crowd {
    /// Whether a mark of a kind would cover the last one at its height; if not, it is the last one now.
    pub fn covers(&mut self, kind: u8, x: f64, y: f64) -> bool {
        match self.0.iter_mut().find(|(known, height, _)| *known == kind && *height == y) {
            Some((.., last)) if (x - *last).abs() < 1.0 => true,
            Some((.., last)) => {
                *last = x;
                false
            }
            None => {
                self.0.push((kind, y, x));
                false
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_mark_for_each_pixel_kind_and_height() {
        let mut crowd = Crowd::default();
        let drawn = (0..1000).filter(|n| !crowd.covers(0, f64::from(*n) / 100.0, 5.0)).count();
        assert_eq!(drawn, 10);
        assert!(!crowd.covers(1, 9.9, 5.0) && !crowd.covers(0, 9.9, 6.0));
        assert!(crowd.covers(1, 9.5, 5.0));
    }
}
