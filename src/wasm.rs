//! The boundary to JavaScript. What crosses is laid out in [`columns`] and [`events`], which any platform can test; the
//! exports themselves exist in WebAssembly alone; with the feature `python` there are those for code as well.

#[cfg(feature = "python")]
pub mod coding;
pub mod column;
pub mod columns;
pub mod events;

#[cfg(all(target_arch = "wasm32", feature = "python"))]
pub mod code_exports;
#[cfg(target_arch = "wasm32")]
pub mod exports;
