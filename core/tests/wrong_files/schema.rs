//! The schema in `docs/`, as an editor uses it: it refuses what is wrong by itself, and leaves to the
//! reader only what one part of a file says about another.

use std::sync::OnceLock;

use boon::{Compiler, Draft, SchemaIndex, Schemas};
use serde_json::Value;

pub const SCHEMA: &str = include_str!("../../../docs/scenario.schema.json");

/// What a schema cannot know, by the reader's own words.
const BETWEEN_PARTS: &[&str] = &[
    "do not rise",
    "\"effect\": true",
    "(workers)",
    "a caller asks once",
    "a compensation takes an effect",
    "a lane sends messages",
    "a message over SQS",
    "a quorum queue",
    "allowed are all but at",
    "a class must not skip",
    "allowed are call and message",
    "and so must this edge",
    "as no more start",
    "ascending",
    "does not go with",
    "does not stand before it",
    "each service is entered by one",
    "every phase but the last",
    "goes with known_at_answer",
    "goes with what is measured by class",
    "is compensated by an earlier edge",
    "is itself a compensation",
    "is measured of sagas",
    "is no class",
    "is no edge",
    "is partly called in lane",
    "is published along",
    "is published by",
    "is no service",
    "is of a topic",
    "is of one connection",
    "is the way in",
    "leaves no edge",
    "is there twice",
    "has a queue that refuses",
    "has no topic",
    "is no quorum queue",
    "and no edge compensates",
    "needs single messages",
    "no step of a saga is a message",
    "nobody orchestrates whom",
    "a class skips",
    "needs an edge that compensates",
    "needs steps without a saga",
    "SNS before it",
    "its min",
    "must add up to 1",
    "needed are both or neither",
    "needs an end",
    "more than 500 stretches",
    "needs a broker",
    "name a value that it never has",
    "needs a queue_limit",
    "limit: is 3; allowed are 0 to 2",
    "needs workload.keys",
    "sends copies",
    "commits whole polls",
    "one of the two",
    "needs a sender that is called",
    "needs a service that goes down",
    "needs a service as its sender",
    "of every_ms and per_s",
    "overlap",
    "undoes a step",
    "says neither workers",
    "starts at the caller",
    "the first edge is a call",
    "waits for ever",
    "what is undone is sent once",
    "which names the broker",
    "which names the caller",
    "which waits for nothing",
    "whose relay publishes again",
    "which says how many partitions",
    // An end before its beginning, and an operation that does not start.
    "to_ms: is 10; allowed are 20",
    "to_ms: is 4; allowed are 5",
    "to_ms: is 8; allowed are 9",
    "uniform.max_ms: is 1;",
    "view.operation: is 6;",
];

fn compiled() -> &'static (Schemas, SchemaIndex) {
    static COMPILED: OnceLock<(Schemas, SchemaIndex)> = OnceLock::new();
    COMPILED.get_or_init(|| {
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        compiler.set_default_draft(Draft::V2020_12);
        compiler.add_resource("scenario", serde_json::from_str(SCHEMA).unwrap()).unwrap();
        let index = compiler.compile("scenario", &mut schemas).unwrap();
        (schemas, index)
    })
}

/// Asserts that the schema refuses a file that the reader has refused with this sentence, unless it cannot know.
pub fn agrees(what: &str, file: &Value, sentence: &str) {
    let (schemas, index) = compiled();
    let accepted = schemas.validate(file, *index).is_ok();
    let between_parts = BETWEEN_PARTS.iter().any(|phrase| sentence.contains(phrase));
    assert_eq!(
        accepted, between_parts,
        "{what}: {sentence}\nIf the schema could know, give the field its limits in core/src/scenario/file/ and \
         run `make schema`; if it cannot, add the sentence to BETWEEN_PARTS."
    );
}
