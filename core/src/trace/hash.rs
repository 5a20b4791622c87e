//! The fingerprint of a trace: 64-bit FNV-1a over a fixed encoding of its records.
//!
//! The encoding names each field's bytes, so that the layout in memory, which may
//! differ between machines, does not enter.

use super::fact::Record;

const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0000_0100_0000_01b3;

pub(super) fn of(records: &[Record]) -> u64 {
    let mut hash = OFFSET;
    let mut feed = |bytes: &[u8]| {
        for byte in bytes {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(PRIME);
        }
    };
    for record in records {
        let (_, number, field) = record.fact.parts();
        feed(&record.at.micros().to_le_bytes());
        feed(&record.cause.to_le_bytes());
        feed(&[number]);
        feed(&record.fact.operation().unwrap_or(u32::MAX).to_le_bytes());
        if let Some(at) = record.fact.address() {
            feed(&[at.edge, at.delivery]);
            feed(&at.attempt.to_le_bytes());
        }
        feed(&field.map_or(u64::MAX, |field| field.value).to_le_bytes());
    }
    hash
}
