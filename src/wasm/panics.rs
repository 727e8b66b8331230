//! What becomes of a panic, in every build of the core.

use wasm_bindgen::prelude::*;

/// Sets a panic hook that turns a panic into a JavaScript error with its message and location. The page shows it and
/// starts a new worker; the console keeps it.
#[wasm_bindgen(start)]
fn start() {
    std::panic::set_hook(Box::new(|info| {
        let what = info.to_string();
        web_sys::console::error_1(&what.as_str().into());
        wasm_bindgen::throw_str(&what)
    }));
}
