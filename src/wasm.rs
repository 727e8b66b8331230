//! The boundary to JavaScript. [`columns`] and [`events`] prepare the data and can be tested on any platform. The
//! exports exist only in WebAssembly; with the feature `python` there are exports for code too.

#[cfg(feature = "python")]
pub mod coding;
pub mod column;
pub mod columns;
pub mod events;

#[cfg(all(target_arch = "wasm32", feature = "python"))]
pub mod code_exports;
#[cfg(all(target_arch = "wasm32", not(any(feature = "recordings", feature = "theory_only"))))]
pub mod exports;
#[cfg(all(target_arch = "wasm32", not(feature = "theory_only")))]
mod finished;
#[cfg(target_arch = "wasm32")]
#[cfg_attr(feature = "theory_only", allow(dead_code, reason = "what the other builds send"))]
mod js;
// In a second build of the core, which is fetched when the explorer is opened.
#[cfg(all(target_arch = "wasm32", feature = "orders"))]
pub mod orders;
// In a build that runs nothing and is fetched when somebody opens a recording.
#[cfg(target_arch = "wasm32")]
mod panics;
#[cfg(all(target_arch = "wasm32", feature = "recordings"))]
pub mod recorded;
#[cfg(all(target_arch = "wasm32", not(any(feature = "recordings", feature = "theory_only"))))]
mod refusals;
#[cfg(all(target_arch = "wasm32", not(feature = "theory_only")))]
mod report;
#[cfg(all(target_arch = "wasm32", not(any(feature = "recordings", feature = "theory_only"))))]
mod tables;
// In a build that runs nothing and is fetched when theory is first shown.
#[cfg(all(target_arch = "wasm32", feature = "theory_only"))]
pub mod theory;
