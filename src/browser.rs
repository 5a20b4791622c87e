//! The few things that only a browser knows.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::closure::Closure;
use leptos::wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlElement, ResizeObserver, UrlSearchParams};

/// An element of the page.
pub fn element(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// Hands the focus to the first element that fits; none is no harm.
pub fn focus(selector: &str) {
    let found = document().query_selector(selector).ok().flatten();
    if let Some(found) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
        // Refused only where the element has gone.
        let _ = found.focus();
    }
}

/// The fields of the page's address, decoded.
pub fn query() -> Vec<(String, String)> {
    let search = window().location().search().unwrap_or_default();
    let Ok(fields) = UrlSearchParams::new_with_str(&search) else { return Vec::new() };
    let text = |pair: &js_sys::Array, place| pair.get(place).as_string().unwrap_or_default();
    let pairs = fields.entries().into_iter().flatten();
    pairs
        .filter_map(|pair| pair.dyn_into::<js_sys::Array>().ok())
        .map(|pair| (text(&pair, 0), text(&pair, 1)))
        .collect()
}

/// The address of the page with other fields.
pub fn address_with(fields: &[(String, String)]) -> String {
    let location = window().location();
    let here = location.href().unwrap_or_default();
    let base = here.split(['?', '#']).next().unwrap_or_default().to_string();
    let Ok(query) = UrlSearchParams::new() else { return base };
    for (field, value) in fields {
        query.append(field, value);
    }
    match String::from(query.to_string()) {
        query if query.is_empty() => base,
        query => format!("{base}?{query}"),
    }
}

/// Writes an address into the address bar, as a new entry of the history or in place of this one.
/// A frame may forbid it; then the link button still gives the address.
pub fn show_address(address: &str, new_entry: bool) {
    if let Ok(history) = window().history() {
        let shown = match new_entry {
            true => history.push_state_with_url(&JsValue::NULL, "", Some(address)),
            false => history.replace_state_with_url(&JsValue::NULL, "", Some(address)),
        };
        drop(shown);
    }
}

/// The language that the browser asks for, such as `ru-RU`.
pub fn language() -> String {
    window().navigator().language().unwrap_or_default()
}

/// Whether the person wants less motion.
pub fn reduced_motion() -> bool {
    matches!(window().match_media("(prefers-reduced-motion: reduce)"), Ok(Some(media)) if media.matches())
}

/// Milliseconds since some moment; only differences mean anything.
pub fn now_ms() -> f64 {
    window().performance().map_or(0.0, |clock| clock.now())
}

/// Puts a text on the clipboard, and says whether that worked.
pub fn copy(text: String, done: impl Fn(bool) + 'static) {
    let navigator = window().navigator();
    // Missing where the page is not served securely.
    let clipboard = js_sys::Reflect::get(&navigator, &"clipboard".into()).unwrap_or_default();
    if clipboard.is_undefined() {
        return done(false);
    }
    let promise = navigator.clipboard().write_text(&text);
    spawn_local(async move { done(wasm_bindgen_futures::JsFuture::from(promise).await.is_ok()) });
}

/// Calls back with the width of an element, now and whenever it changes.
pub fn watch_width(element: &Element, tell: impl Fn(f64) + 'static) {
    let watched = element.clone();
    let changed = Closure::<dyn Fn()>::new(move || tell(f64::from(watched.client_width())));
    if let Ok(observer) = ResizeObserver::new(changed.as_ref().unchecked_ref()) {
        observer.observe(element);
        on_cleanup({
            let observer = send_wrapper::SendWrapper::new(observer);
            move || observer.disconnect()
        });
    }
    // The observer lives as long as the element; so must what it calls.
    changed.forget();
}
