//! The boundary to JavaScript. What crosses is laid out in [`columns`] and [`events`], which any platform can test; the
//! exports themselves exist in WebAssembly alone.

pub mod column;
pub mod columns;
pub mod events;

#[cfg(target_arch = "wasm32")]
pub mod exports;
#[cfg(target_arch = "wasm32")]
mod js;
// In a second build of the core, which is fetched when somebody asks what can happen in any order.
#[cfg(all(target_arch = "wasm32", feature = "orders"))]
pub mod orders;
#[cfg(target_arch = "wasm32")]
mod tables;
