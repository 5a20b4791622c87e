//! The hash by which a Kafka producer chooses the partition of a record with a key
//! (`org.apache.kafka.common.utils.Utils.murmur2`, as of Kafka 4.0).

use crate::trace::PartitionId;

/// 32-bit MurmurHash2 with Kafka's seed.
fn murmur2(data: &[u8]) -> u32 {
    const M: u32 = 0x5bd1_e995;
    let mut hash = 0x9747_b28c ^ data.len() as u32;
    let words = data.chunks_exact(4);
    let rest = words.remainder();
    for word in words {
        let mut k = u32::from_le_bytes([word[0], word[1], word[2], word[3]]).wrapping_mul(M);
        k ^= k >> 24;
        hash = hash.wrapping_mul(M) ^ k.wrapping_mul(M);
    }
    for (index, byte) in rest.iter().enumerate().rev() {
        hash ^= u32::from(*byte) << (8 * index);
    }
    if !rest.is_empty() {
        hash = hash.wrapping_mul(M);
    }
    hash ^= hash >> 13;
    hash = hash.wrapping_mul(M);
    hash ^ (hash >> 15)
}

/// The partition of a key, which is a number written in decimal digits: the hash without its sign,
/// modulo the number of partitions.
pub(super) fn partition_of_key(key: u32, partitions: u16) -> PartitionId {
    let mut digits = [0u8; 10];
    let (mut from, mut left) = (digits.len(), key);
    loop {
        from -= 1;
        digits[from] = b'0' + (left % 10) as u8;
        left /= 10;
        if left == 0 {
            break;
        }
    }
    ((murmur2(&digits[from..]) & 0x7fff_ffff) % u32::from(partitions)) as PartitionId
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The cases of Kafka's own `UtilsTest.testMurmur2`.
    #[test]
    fn hashes_as_kafka_does() {
        for (text, hash) in [
            ("21", -973_932_308),
            ("foobar", -790_332_482),
            ("a-little-bit-long-string", -985_981_536),
            ("a-little-bit-longer-string", -1_486_304_829),
            ("lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58_897_971),
            ("abc", 479_470_107),
        ] {
            assert_eq!(murmur2(text.as_bytes()) as i32, hash, "{text}");
        }
    }

    #[test]
    fn a_key_is_hashed_by_its_digits() {
        let of = |text: &str| ((murmur2(text.as_bytes()) & 0x7fff_ffff) % 12) as PartitionId;
        for key in [0, 7, 21, 4_294_967_295u32] {
            assert_eq!(partition_of_key(key, 12), of(&key.to_string()), "{key}");
        }
    }
}
