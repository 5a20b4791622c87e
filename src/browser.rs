//! The few things that only a browser knows.

use leptos::prelude::*;
use leptos::wasm_bindgen::closure::Closure;
use leptos::wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    Element, Event, EventTarget, HtmlElement, HtmlInputElement, ResizeObserver, Response, UrlSearchParams,
};

/// What of an element can be set.
#[derive(Clone, Copy)]
pub enum Part {
    /// Its content, as markup.
    Content,
    /// An attribute.
    Attribute(&'static str),
    /// A property of its style.
    Style(&'static str),
    /// What a form control stands at.
    Value,
}

/// An element of the page.
pub fn element(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// Sets a part of an element; one that is not there is no harm.
pub fn set(id: &str, part: Part, value: &str) {
    let Some(element) = element(id) else { return };
    // Names are the page's own and known to be good, so nothing here can be refused.
    match part {
        Part::Content => element.set_inner_html(value),
        Part::Attribute(name) => drop(element.set_attribute(name, value)),
        Part::Style(name) => drop(element.style().set_property(name, value)),
        Part::Value => element.unchecked_ref::<HtmlInputElement>().set_value(value),
    }
}

/// The id of what has the focus; empty if that has none.
pub fn focused() -> String {
    document().active_element().map(|element| element.id()).unwrap_or_default()
}

/// Hands the focus to an element.
pub fn focus(id: &str) {
    if let Some(element) = element(id) {
        // Refused only where the element has gone.
        let _ = element.focus();
    }
}

/// Whether a folded part of the page is open.
pub fn is_open(id: &str) -> bool {
    element(id).is_some_and(|element| element.has_attribute("open"))
}

/// The element that an event is about.
pub fn target(event: &Event) -> Option<Element> {
    event.target()?.dyn_into().ok()
}

/// What the control that an event is about stands at.
pub fn value(event: &Event) -> String {
    // Only inputs and lists send the events that ask for this, and both have a value.
    let of = |target: &Element| js_sys::Reflect::get(target, &"value".into()).ok()?.as_string();
    target(event).as_ref().and_then(of).unwrap_or_default()
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
        query => base + "?" + &query,
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
pub fn copy(text: &str, done: Box<dyn Fn(bool)>) {
    let navigator = window().navigator();
    // Missing where the page is not served securely.
    let clipboard = js_sys::Reflect::get(&navigator, &"clipboard".into()).unwrap_or_default();
    if clipboard.is_undefined() {
        return done(false);
    }
    let done = std::rc::Rc::new(done);
    let refused = done.clone();
    let promise = navigator.clipboard().write_text(text);
    when(&promise, Box::new(move |_| done(true)), Box::new(move |_| refused(false)));
}

/// Calls one of the two, once a promise is kept or broken.
fn when(promise: &JsValue, kept: Box<dyn FnOnce(JsValue)>, broken: Box<dyn FnOnce(JsValue)>) {
    let (kept, broken) = (Closure::once_into_js(kept), Closure::once_into_js(broken));
    // What `then` gives is a promise that nobody waits for.
    let then = js_sys::Reflect::get(promise, &"then".into()).unwrap_or_default();
    let _ = then.unchecked_ref::<js_sys::Function>().call2(promise, &kept, &broken);
}

/// Fetches a JSON file, and tells of none if there is no such file or it does not arrive.
pub fn fetch_json(address: &str, tell: Box<dyn Fn(Option<JsValue>)>) {
    let tell = std::rc::Rc::new(tell);
    let (cut_off, unanswered) = (tell.clone(), tell.clone());
    let answered = move |response: JsValue| {
        let response: Response = response.unchecked_into();
        // Only then: nobody would listen to what is wrong with the content of a refusal.
        let content = if response.ok() { response.json().ok() } else { None };
        match content {
            Some(content) => {
                when(&content, Box::new(move |file| tell(Some(file))), Box::new(move |_| cut_off(None)));
            }
            None => tell(None),
        }
    };
    let answer = window().fetch_with_str(address);
    when(&answer, Box::new(answered), Box::new(move |_| unanswered(None)));
}

/// Listens to all events of a name that reach a target, as long as the page lives.
pub fn listen(target: &EventTarget, name: &str, act: Box<dyn Fn(Event)>) {
    let act = Closure::wrap(act as Box<dyn Fn(Event)>);
    // Fails only for things that take no events.
    let _ = target.add_event_listener_with_callback(name, act.as_ref().unchecked_ref());
    act.forget();
}

/// Does something after so many milliseconds, and gives a number by which it can be called off.
pub fn later(ms: i32, act: Box<dyn FnOnce()>) -> Option<i32> {
    let act = Closure::once_into_js(act);
    window().set_timeout_with_callback_and_timeout_and_arguments_0(act.unchecked_ref(), ms).ok()
}

/// Calls off what was to be done later.
pub fn never_mind(number: i32) {
    window().clear_timeout_with_handle(number);
}

/// Does something before the next picture is painted.
pub fn next_frame(act: Box<dyn FnOnce()>) {
    let act = Closure::once_into_js(act);
    // A page that is not shown paints none, and then there is nothing to do either.
    let _ = window().request_animation_frame(act.unchecked_ref());
}

/// Calls back with the width and the height of an element, now and whenever they change, until the part of
/// the page that asks for them is made anew.
pub fn watch_size(element: &Element, tell: Box<dyn Fn(f64, f64)>) {
    let watched = element.clone();
    let size = move || tell(f64::from(watched.client_width()), f64::from(watched.client_height()));
    let changed = Closure::<dyn Fn()>::new(size);
    if let Ok(observer) = ResizeObserver::new(changed.as_ref().unchecked_ref()) {
        observer.observe(element);
        // What is called lives as long as who calls it, and no longer: it holds the element.
        let kept = send_wrapper::SendWrapper::new((observer, changed));
        on_cleanup(move || kept.0.disconnect());
    }
}
