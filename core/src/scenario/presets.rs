//! What well-known clients and servers do unless they are told otherwise, as one table: the reader, the
//! command and the page "What is modelled" all take it from here.

use super::file::defaults::GRPC;
use super::file::{EdgeMode, ScenarioFile};
use super::json::Json;
use super::overrides::Override;

/// What a technology brings along.
#[derive(Clone, Copy, Debug)]
pub struct Preset {
    /// The word for it in a file.
    pub word: &'static str,
    /// What it is called.
    pub name: &'static str,
    /// Of which version, or by which document.
    pub version: &'static str,
    /// Every field that it stands for.
    pub fields: &'static [PresetField],
}

/// A field that a preset stands for.
#[derive(Clone, Copy, Debug)]
pub struct PresetField {
    /// The dotted way to it, as in a file.
    pub path: &'static str,
    /// What stands there.
    pub value: PresetValue,
    /// The setting of the real software that this is, or why it is so.
    #[cfg(feature = "reasons")]
    pub source: &'static str,
}

/// What stands in a field of a preset.
#[derive(Clone, Copy, Debug)]
pub enum PresetValue {
    /// Nothing: it is off, or without a limit.
    Off,
    /// Yes or no.
    Flag(bool),
    /// A number, in the unit that the field's name ends with.
    Number(f64),
    /// Words of a list.
    Words(&'static [&'static str]),
    /// A kind without content.
    Kind,
}

use PresetValue::{Flag, Kind, Number, Off, Words};

const fn is(path: &'static str, value: PresetValue, _source: &'static str) -> PresetField {
    PresetField {
        path,
        value,
        #[cfg(feature = "reasons")]
        source: _source,
    }
}

/// Clients: of `edges[].call` and `lanes[].policies`.
pub static CALLS: [Preset; 6] = [
    Preset {
        word: "http",
        name: "HTTP",
        version: "Apache HttpClient 5",
        fields: &[
            is("timeout_ms", Off, "responseTimeout"),
            is("deadline_ms", Off, "HTTP/1.1"),
            is("cancel", Flag(false), "HTTP/1.1"),
            is("propagate_deadline", Flag(false), "HTTP/1.1"),
            is("retry", Off, "DefaultHttpRequestRetryStrategy"),
            is("pool.size", Number(5.0), "DEFAULT_MAX_CONNECTIONS_PER_ROUTE"),
            is("pool.acquire_timeout_ms", Number(180_000.0), "connectionRequestTimeout"),
        ],
    },
    Preset {
        word: GRPC,
        name: "gRPC",
        version: "gRPC guides; gRFC A6",
        fields: &[
            is("timeout_ms", Off, "deadline"),
            is("deadline_ms", Off, "deadline"),
            is("cancel", Flag(true), "cancellation"),
            is("propagate_deadline", Flag(true), "deadline propagation"),
            is("retry", Off, "retryPolicy (maxAttempts ≤ 5, rand(0.8, 1.2))"),
            is("hedge", Off, "hedgingPolicy"),
            is("pool", Off, "HTTP/2"),
        ],
    },
    Preset {
        word: "envoy",
        name: "Envoy",
        version: "route and cluster, API v3",
        fields: &[
            is("deadline_ms", Number(15_000.0), "timeout"),
            is("timeout_ms", Off, "per_try_timeout"),
            is("cancel", Flag(true), "HTTP/2 RST_STREAM"),
            is("retry.max_attempts", Number(2.0), "num_retries"),
            is("retry.on", Words(&["refused", "error"]), "retry_on"),
            is("retry.backoff.initial_ms", Number(25.0), "base_interval"),
            is("retry.backoff.multiplier", Number(2.0), "(2^N − 1) · base_interval"),
            is("retry.backoff.max_ms", Number(250.0), "max_interval"),
            is("retry.backoff.jitter.full", Kind, "[0, (2^N − 1) · base_interval)"),
            is("bulkhead.max_concurrent", Number(1024.0), "max_requests"),
            is("bulkhead.max_wait_ms", Number(0.0), "max_requests"),
        ],
    },
    Preset {
        word: "aws_standard",
        name: "AWS SDK",
        version: "standard mode; changes with versions",
        fields: &[
            is("retry.max_attempts", Number(3.0), "max_attempts"),
            is("retry.on", Words(&["timeout", "refused", "error"]), "transient errors"),
            is("retry.backoff.initial_ms", Number(50.0), "0.05 s · 2^(n−1)"),
            is("retry.backoff.multiplier", Number(2.0), "0.05 s · 2^(n−1)"),
            is("retry.backoff.max_ms", Number(20_000.0), "min(…, 20 s)"),
            is("retry.backoff.jitter.full", Kind, "rand(0, 1)"),
            is("retry.budget.tokens", Number(500.0), "retry quota"),
            is("retry.budget.retry_cost", Number(14.0), "retry quota"),
            is("retry.budget.gain", Number(1.0), "retry quota"),
        ],
    },
    Preset {
        word: "resilience4j",
        name: "resilience4j",
        version: "resilience4j 2",
        fields: &[
            is("timeout_ms", Number(1000.0), "TimeLimiter: timeoutDuration"),
            is("retry.max_attempts", Number(3.0), "Retry: maxAttempts"),
            is("retry.on", Words(&["timeout", "refused", "error", "rejected"]), "Retry: retryExceptions"),
            is("retry.backoff.initial_ms", Number(500.0), "Retry: waitDuration"),
            is("retry.backoff.multiplier", Number(1.0), "Retry: intervalFunction"),
            is("retry.backoff.jitter.none", Kind, "Retry: intervalFunction"),
            is("breaker.window", Number(100.0), "CircuitBreaker: slidingWindowSize"),
            is("breaker.minimum_calls", Number(100.0), "CircuitBreaker: minimumNumberOfCalls"),
            is("breaker.failure_share", Number(0.5), "CircuitBreaker: failureRateThreshold"),
            is("breaker.slow_call_ms", Number(60_000.0), "CircuitBreaker: slowCallDurationThreshold"),
            is("breaker.slow_call_share", Number(1.0), "CircuitBreaker: slowCallRateThreshold"),
            is("breaker.open_ms", Number(60_000.0), "CircuitBreaker: waitDurationInOpenState"),
            is(
                "breaker.half_open_calls",
                Number(10.0),
                "CircuitBreaker: permittedNumberOfCallsInHalfOpenState",
            ),
            is("bulkhead.max_concurrent", Number(25.0), "Bulkhead: maxConcurrentCalls"),
            is("bulkhead.max_wait_ms", Number(0.0), "Bulkhead: maxWaitDuration"),
        ],
    },
    Preset {
        word: "hikaricp",
        name: "HikariCP",
        version: "HikariCP 5",
        fields: &[
            is("pool.size", Number(10.0), "maximumPoolSize"),
            is("pool.acquire_timeout_ms", Number(30_000.0), "connectionTimeout"),
        ],
    },
];

/// Servers: of `services[]`.
pub static SERVERS: [Preset; 1] = [Preset {
    word: "tomcat",
    name: "Tomcat",
    version: "Tomcat 10, HTTP connector",
    fields: &[is("workers", Number(200.0), "maxThreads"), is("queue_limit", Number(100.0), "acceptCount")],
}];

/// The unit of a field, by how its name ends; empty for what is none.
pub fn unit(field: &PresetField) -> &'static str {
    match field.value {
        Number(_) if field.path.ends_with("_ms") => "ms",
        _ => "",
    }
}

impl PresetValue {
    /// What would stand in a file.
    pub fn json(&self) -> Json {
        match self {
            Off => Json::Null,
            Flag(flag) => Json::Bool(*flag),
            Number(number) => Json::number(*number),
            Words(words) => Json::List(words.iter().map(|word| Json::Text((*word).to_string())).collect()),
            Kind => Json::Object(Vec::new()),
        }
    }
}

impl Preset {
    /// All its fields, as they would stand in a file.
    pub fn written_out(&self) -> Json {
        let mut all = Json::Object(Vec::new());
        for field in self.fields {
            // Ways of this table always lead somewhere.
            let _ = Override { path: field.path.to_string(), value: field.value.json() }.apply(&mut all);
        }
        all
    }
}

fn named(presets: &'static [Preset], word: Option<&str>) -> Option<&'static Preset> {
    presets.iter().find(|preset| Some(preset.word) == word)
}

/// What may stand in a `preset`.
#[cfg(feature = "schema")]
pub(crate) fn words(presets: &[Preset]) -> Vec<Option<&'static str>> {
    presets.iter().map(|preset| Some(preset.word)).chain([None]).collect()
}

impl ScenarioFile {
    /// The presets that a lane's calls and all services name, each once.
    pub fn presets(&self, lane: usize) -> Vec<&'static Preset> {
        let lane = &self.lanes[lane];
        let mut all: Vec<&Preset> = Vec::new();
        let mut add = |preset: Option<&'static Preset>| match preset {
            Some(preset) if !all.iter().any(|known| known.word == preset.word) => all.push(preset),
            _ => {}
        };
        for edge in &self.edges {
            let is_call = lane.edges.iter().any(|(id, mode)| *id == edge.id && *mode == EdgeMode::Call);
            let own = lane.policies.iter().find(|(id, _)| *id == edge.id).map(|(_, call)| call);
            let call = own.or(edge.call.as_ref()).filter(|_| is_call);
            add(call.and_then(|call| named(&CALLS, call.preset)));
        }
        for service in &self.services {
            add(named(&SERVERS, service.preset));
        }
        all
    }
}

/// What a file states, over what its `preset` stands for; none where it names no preset that is known.
pub(super) fn filled(stated: &Json, presets: &[Preset]) -> Option<Json> {
    let word = stated.get("preset")?.as_text()?;
    let mut all = presets.iter().find(|preset| preset.word == word)?.written_out();
    lay(&mut all, stated);
    Some(all)
}

/// Lays what is stated over what stands there, field by field.
fn lay(under: &mut Json, stated: &Json) {
    let (Json::Object(fields), Json::Object(over)) = (&mut *under, stated) else {
        *under = stated.clone();
        return;
    };
    for (name, value) in over {
        let place = fields.partition_point(|(known, _)| known < name);
        match fields.get_mut(place) {
            // Of two kinds the stated one counts.
            Some((known, there)) if known == name && name != "jitter" => lay(there, value),
            Some((known, there)) if known == name => *there = value.clone(),
            _ => fields.insert(place, (name.clone(), value.clone())),
        }
    }
}
