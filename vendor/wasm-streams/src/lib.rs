//! What Leptos's server functions call of the package wasm-streams, for a page that has none of them.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use wasm_bindgen::JsValue;

/// A stream of the browser. There is none: only a server function would make one.
pub struct ReadableStream(Infallible);

/// The same as a stream of Rust's.
pub struct IntoStream(Infallible);

impl ReadableStream {
    /// Would make a stream of the browser.
    ///
    /// # Panics
    /// Always.
    pub fn from_stream(_: impl Stream<Item = Result<JsValue, JsValue>> + 'static) -> Self {
        unreachable!("this page has no server functions")
    }

    /// Would take a stream of the browser.
    ///
    /// # Panics
    /// Always.
    pub fn from_raw(_: web_sys::ReadableStream) -> Self {
        unreachable!("this page has no server functions")
    }

    /// The browser's own form.
    pub fn into_raw(self) -> web_sys::ReadableStream {
        match self.0 {}
    }

    /// As a stream of Rust's.
    pub fn into_stream(self) -> IntoStream {
        IntoStream(self.0)
    }
}

impl Stream for IntoStream {
    type Item = Result<JsValue, JsValue>;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context) -> Poll<Option<Self::Item>> {
        match self.0 {}
    }
}
