//! Keyed draws: random bits named by what they are for, not by their turn in a stream.
//!
//! So operation 17 costs Payments the same in every lane, and a fault leaves the luck
//! of everything before it, and of everything it does not touch, as it was.

use crate::scenario::keyed_bits;
use crate::trace::Address;

/// What a draw decides.
#[derive(Clone, Copy)]
#[repr(u8)]
pub(super) enum Purpose {
    /// The gap before the next arrival.
    Arrival = 1,
    /// A caller's time to think before an operation.
    Think = 2,
    /// A service's own work.
    Service = 3,
    /// A hop between services, towards the callee.
    HopThere = 4,
    /// A hop between services, back.
    HopBack = 5,
    /// A hop from the publisher to the broker.
    Publish = 6,
    /// A durable append.
    Append = 7,
    /// A hop from the broker to the publisher.
    Confirm = 8,
    /// A hop from the broker to the consumer.
    Deliver = 9,
    /// A hop from the consumer to the broker.
    Ack = 10,
    /// A client's wait before a retry.
    Backoff = 40,
    /// Whether work ends with an error.
    Error = 41,
    /// Whether a request gets lost.
    LostThere = 42,
    /// Whether a reply gets lost.
    LostBack = 43,
    /// A cancellation on its way to the callee.
    Cancel = 44,
    /// An operation's class.
    Class = 56,
    /// A poll on its way, there or back; `op` is the record that it follows from.
    Poll = 75,
    /// Whether a sender dies between its work and what it was to send.
    Crash = 80,
    /// Whether a relay dies between a publish and its mark.
    RelayCrash = 81,
    /// An operation's key.
    Key = 100,
    /// Whether a message is stored twice.
    Duplicate = 101,
    /// A notice of completion on its way to the broker.
    NoticeOut = 111,
    /// Its durable append.
    NoticeAppend = 112,
    /// A notice of completion on its way to the caller.
    NoticeIn = 113,
    /// Whether the work on an operation always fails.
    Poison = 120,
    // 121 is taken: the outages that chance brings are drawn where the scenario is read (`scenario/outages.rs`).
}

/// 64 random bits for one purpose and one request or message under a seed.
///
/// Later attempts draw as under another seed, since an operation's number fills the key.
#[inline]
pub(super) fn bits(seed: u64, purpose: Purpose, at: Address) -> u64 {
    let Address { op, attempt, edge, delivery } = at;
    let key = (u64::from(op) << 24) | (u64::from(delivery) << 16) | (u64::from(edge) << 8) | purpose as u64;
    keyed_bits(seed ^ (u64::from(attempt) << 32), key)
}

/// The top 53 bits as a number in [0, 1).
pub(super) fn unit(bits: u64) -> f64 {
    (bits >> 11) as f64 * (1.0 / (1u64 << 53) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_always_gives_the_same_bits_and_another_key_others() {
        let at = Address::first(17, 1);
        let base = bits(7, Purpose::Service, at);
        assert_eq!(base, bits(7, Purpose::Service, at));
        for other in [
            bits(8, Purpose::Service, at),
            bits(7, Purpose::Arrival, at),
            bits(7, Purpose::Service, Address { edge: 2, ..at }),
            bits(7, Purpose::Service, Address { op: 18, ..at }),
            bits(7, Purpose::Service, Address { attempt: 1, ..at }),
            bits(7, Purpose::Service, Address { delivery: 1, ..at }),
        ] {
            assert_ne!(base, other);
        }
    }

    #[test]
    fn neighbouring_operations_are_uncorrelated() {
        let unit = |op| bits(1, Purpose::Service, Address::first(op, 0)) as f64 / u64::MAX as f64 - 0.5;
        let n = 100_000;
        let lag_one: f64 = (0..n).map(|op| unit(op) * unit(op + 1)).sum::<f64>() / f64::from(n);
        let mean: f64 = (0..n).map(unit).sum::<f64>() / f64::from(n);
        // One standard error is 1/12/sqrt(n) = 0.00026 and 0.00091.
        assert!(lag_one.abs() < 0.0011 && mean.abs() < 0.0037, "{lag_one} {mean}");
    }
}
