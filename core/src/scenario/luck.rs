//! Random bits named by a key: the same key under the same seed always gives the same ones.

/// 64 random bits for a key under a seed.
#[inline]
pub(crate) fn keyed_bits(seed: u64, key: u64) -> u64 {
    let seed = seed ^ 0x9e37_79b9_7f4a_7c15;
    mix(mix(seed).wrapping_add(key.wrapping_mul(0x9e37_79b9_7f4a_7c15)))
}

/// Stafford's variant 13 of the 64-bit finalizer, as SplitMix64 uses it.
#[inline]
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
