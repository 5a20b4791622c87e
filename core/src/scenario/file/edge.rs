//! Who depends on whom, and how each lane serves it.

use serde::{Serialize, Serializer};

use super::CallFile;

/// A dependency.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct EdgeFile {
    /// Its id; the broker's queue is named after it.
    pub id: String,
    /// `caller` or the id of a service.
    pub from: String,
    /// The id of a service.
    pub to: String,
    /// Whether the work behind it makes the effect visible.
    pub effect: bool,
    /// What its sender does while it waits and when it fails, where it is a call; absent waits for ever
    /// and never tries again.
    pub call: Option<CallFile>,
}

/// The three styles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Style {
    /// Every edge is a call.
    Sync,
    /// The operation is handed over by message.
    Async,
    /// Critical edges are calls, the rest are messages.
    Hybrid,
}

/// How an edge is served in a lane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EdgeMode {
    /// Request and reply; the sender is held until the reply.
    Call,
    /// A message through the broker; the sender is held until the confirm.
    Message,
}

/// A lane.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LaneFile {
    /// Its id.
    pub id: String,
    /// What the style is called.
    pub style: Style,
    /// Technology named beside the style: "HTTP".
    pub technology: String,
    /// Each edge's mode, in the order of the ids.
    // No map, as one of few is found without, and another kind of map has to be downloaded.
    #[serde(serialize_with = "as_object")]
    pub edges: Vec<(String, EdgeMode)>,
    /// What stands in this lane in place of an edge's own `call`.
    #[serde(serialize_with = "as_object")]
    pub policies: Vec<(String, CallFile)>,
}

fn as_object<T: Serialize, S: Serializer>(edges: &[(String, T)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(edges.iter().map(|(id, of_edge)| (id, of_edge)))
}
