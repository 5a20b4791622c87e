//! The broker.

use serde::Serialize;

use super::{Localized, ServiceTime};

/// A broker.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct BrokerFile {
    /// Its name in row labels.
    pub name: Localized,
    /// One way to and from it.
    pub one_way: ServiceTime,
    /// Durable append before the confirm.
    pub append: ServiceTime,
    /// Unacknowledged deliveries per worker of the consuming service, 1 to 10000.
    pub prefetch_per_worker: u32,
}
