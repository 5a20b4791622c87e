//! Who depends on whom, and how each lane serves it.

use serde::{Serialize, Serializer};

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
}

fn as_object<S: Serializer>(edges: &[(String, EdgeMode)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(edges.iter().map(|(id, mode)| (id, mode)))
}
