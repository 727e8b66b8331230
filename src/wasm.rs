//! The boundary to JavaScript. What crosses is laid out in [`columns`] and [`events`], which any platform can test; the
//! exports themselves exist in WebAssembly alone.

pub mod column;
pub mod columns;
pub mod events;

#[cfg(target_arch = "wasm32")]
pub mod exports;
#[cfg(target_arch = "wasm32")]
mod js;
#[cfg(target_arch = "wasm32")]
mod tables;
