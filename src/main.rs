//! The page: draws what the core has simulated, measured and put into words, and turns
//! what a person does into commands for it.

mod browser;
mod catalogue;
mod geometry;
mod keys;
mod live;
mod page;
mod player;
mod run;
mod state;

fn main() {
    if let Some(root) = browser::element("app") {
        leptos::mount::mount_to(root, page::Page).forget();
    }
}
