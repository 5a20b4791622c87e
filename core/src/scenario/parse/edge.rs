//! Reads who depends on whom, and how each lane serves it.

use super::super::file::defaults;
use super::super::file::{
    BrokerKind, Calls, EdgeFile, EdgeMode, LaneFile, ReplyFile, StepRepliesFile, Style,
};
use super::super::read::Node;
use super::super::times::law;
use super::super::words::{id, localized, technology};
use super::broker::{kafka, queue, sqs};
use super::call::{call, patience};
use super::publish::publish;
use super::text;

pub(super) fn edge(node: Node) -> EdgeFile {
    let fields = node.fields(&[
        "id",
        "from",
        "to",
        "effect",
        "call",
        "copies",
        "queue",
        "publish",
        "compensates",
        "topic",
    ]);
    EdgeFile {
        id: id(fields.at("id")),
        from: text(fields.at("from")),
        to: text(fields.at("to")),
        effect: fields.given("effect").is_some_and(|effect| effect.flag()),
        call: fields.opt("call").map(call),
        copies: fields.given("copies").map_or_else(defaults::copies, |copies| copies.whole(1, 1000)),
        queue: fields.opt("queue").map(queue),
        publish: fields.opt("publish").map(publish),
        compensates: fields.opt("compensates").map(text),
        topic: fields.opt("topic").map(id),
    }
}

pub(super) fn lane(node: Node) -> LaneFile {
    let fields = node.fields(&[
        "id",
        "style",
        "name",
        "technology",
        "calls",
        "broker",
        "edges",
        "policies",
        "queues",
        "publish",
        "service_times",
        "sqs",
        "kafka",
        "reply",
        "trace_context",
        "compensation",
        "choreography",
        "step_replies",
    ]);
    LaneFile {
        id: id(fields.at("id")),
        style: style(fields.at("style")),
        name: fields.opt("name").map(localized),
        technology: technology(fields.at("technology")),
        broker: fields.given("broker").map(kind).unwrap_or_default(),
        calls: fields.given("calls").map(calls).unwrap_or_default(),
        edges: fields.at("edges").named(edge_mode),
        policies: fields.opt("policies").map_or(Vec::new(), |policies| policies.named(call)),
        queues: fields.opt("queues").map_or(Vec::new(), |queues| queues.named(queue)),
        publish: fields.opt("publish").map_or(Vec::new(), |policies| policies.named(publish)),
        service_times: fields.opt("service_times").map_or(Vec::new(), |times| times.named(law)),
        sqs: fields.opt("sqs").map(sqs),
        compensation: fields
            .given("compensation")
            .map_or_else(defaults::compensation, |undone| undone.flag()),
        kafka: fields.opt("kafka").map(kafka),
        reply: fields.opt("reply").map(reply),
        step_replies: fields.opt("step_replies").map(|node| {
            let fields = node.fields(&["timeout_ms"]);
            StepRepliesFile { timeout_ms: fields.opt("timeout_ms").map(patience) }
        }),
        choreography: fields.given("choreography").is_some_and(|events| events.flag()),
        trace_context: fields.given("trace_context").is_some_and(|carried| carried.flag()),
    }
}

fn reply(node: Node) -> ReplyFile {
    let (kind, content) = node.variant(&["callback", "event", "message", "request_reply"]);
    if kind == "request_reply" {
        let fields = content.fields(&["timeout_ms"]);
        return ReplyFile::RequestReply { timeout_ms: fields.opt("timeout_ms").map(patience) };
    }
    content.fields(&[]);
    match kind {
        "callback" => ReplyFile::Callback {},
        "event" => ReplyFile::Event {},
        _ => ReplyFile::Message {},
    }
}

fn kind(node: Node) -> BrokerKind {
    [BrokerKind::Rabbitmq, BrokerKind::Kafka, BrokerKind::Sqs][node.word(&["rabbitmq", "kafka", "sqs"])]
}

fn calls(node: Node) -> Calls {
    [Calls::Sequential, Calls::Parallel][node.word(&["sequential", "parallel"])]
}

fn style(node: Node) -> Style {
    [Style::Sync, Style::Async, Style::Hybrid][node.word(&["sync", "async", "hybrid"])]
}

fn edge_mode(node: Node) -> EdgeMode {
    [EdgeMode::Call, EdgeMode::Message][node.word(&["call", "message"])]
}
