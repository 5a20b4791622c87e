//! The page: draws what the core has simulated, measured and put into words, and turns
//! what a person does into commands for it.

mod browser;
mod catalogue;
mod keys;
mod page;
mod player;
mod run;
mod state;

fn main() {
    let Some(root) = browser::element("app") else { return };
    // The shell that was painted while this was loading.
    root.set_inner_html("");
    leptos::mount::mount_to(root, page::Page).forget();
}
