//! Means and exact quantiles of samples.

/// The arithmetic mean; `None` of nothing.
pub fn mean(samples: &[f64]) -> Option<f64> {
    if samples.is_empty() {
        return None;
    }
    Some(samples.iter().sum::<f64>() / samples.len() as f64)
}

/// The nearest-rank quantile of ascending samples: the smallest that at least a share `q`
/// (0 to 1) of all does not exceed. `None` of nothing.
pub fn nearest_rank(ascending: &[f64], q: f64) -> Option<f64> {
    let rank = libm::ceil(q * ascending.len() as f64) as usize;
    ascending.get(rank.max(1) - 1).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nearest_rank_is_always_a_sample() {
        let samples = [15.0, 20.0, 35.0, 40.0, 50.0];
        assert_eq!(nearest_rank(&samples, 0.05), Some(15.0));
        assert_eq!(nearest_rank(&samples, 0.30), Some(20.0));
        assert_eq!(nearest_rank(&samples, 0.40), Some(20.0));
        assert_eq!(nearest_rank(&samples, 0.50), Some(35.0));
        assert_eq!(nearest_rank(&samples, 1.00), Some(50.0));
        assert_eq!(nearest_rank(&[], 0.5), None);
    }
}
