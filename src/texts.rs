//! The texts of the language that the page speaks: a file of their own, so that nobody downloads another's.

use leptos::wasm_bindgen::JsValue;
use lockstep_core::scenario::Json;
use lockstep_core::text::Lang;

use crate::{browser, json};

/// Fetches the texts of a language, and tells whether they are here.
pub fn fetch(lang: Lang, tell: Box<dyn Fn(bool)>) {
    // `index.html` names the file, as it may have fetched it before.
    let link = browser::element(&["text-", lang.code()].concat());
    let address = link.and_then(|link| link.get_attribute("href")).unwrap_or_default();
    let learn = move |file: JsValue| lang.learn(in_order(json::of(&file)));
    browser::fetch_json(&address, Box::new(move |file| tell(file.is_some_and(learn))));
}

/// The texts in the order of their names. A release has them without the names.
fn in_order(file: Json) -> &'static [&'static str] {
    let values: Vec<Json> = match file {
        Json::Object(fields) => fields.into_iter().map(|(_, value)| value).collect(),
        Json::List(values) => values,
        _ => Vec::new(),
    };
    // They are kept as long as the page lives.
    values.into_iter().map(|value| &*text(value).leak()).collect::<Vec<_>>().leak()
}

fn text(value: Json) -> String {
    match value {
        Json::Text(text) => text,
        Json::List(entries) => entries.iter().filter_map(Json::as_text).collect::<Vec<_>>().join("|"),
        _ => String::new(),
    }
}
