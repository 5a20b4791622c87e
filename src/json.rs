//! A file that the browser has read, as the core takes it.

use js_sys::{Array, Object};
use leptos::wasm_bindgen::{JsCast, JsValue};
use lockstep_core::scenario::Json;

/// What the browser made of a JSON text.
pub fn of(value: &JsValue) -> Json {
    if let Some(flag) = value.as_bool() {
        Json::Bool(flag)
    } else if let Some(number) = value.as_f64() {
        Json::number(number)
    } else if let Some(text) = value.as_string() {
        Json::Text(text)
    } else if let Some(list) = value.dyn_ref::<Array>() {
        Json::List(list.iter().map(|entry| of(&entry)).collect())
    } else if let Some(object) = value.dyn_ref::<Object>() {
        let entries = Object::entries(object);
        Json::object(entries.iter().map(|entry| {
            let pair: Array = entry.unchecked_into();
            (pair.get(0).as_string().unwrap_or_default(), of(&pair.get(1)))
        }))
    } else {
        Json::Null
    }
}
