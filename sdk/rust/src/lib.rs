//! The Rust SDK for Portcullis filters, ABI version 1 (`sdk/ABI.md`).
//!
//! No crates and no build system: a filter is one file, compiled by one call of
//! rustc, that takes the SDK in as a module. It has to be called `portcullis`
//! and stand in the crate's root, because the macros name it so:
//!
//! ```ignore
//! #[path = "../../../sdk/rust/src/lib.rs"]
//! mod portcullis;
//! ```
//!
//! `filter!` declares what the filter reads and answers, once; the accessors
//! come from that declaration, and the manifest is compared with it while
//! compiling. `sdk/rust/README.md` has the rest.

// A filter uses a part of what is here.
#![allow(dead_code, unused_imports, unused_macros)]

pub mod abi;
pub mod column;
pub mod columns;
pub mod config;
pub mod filter;
pub mod host;
pub mod json;
pub mod lanes;
#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
pub mod lanes_plain;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
pub mod lanes_simd;
pub mod lookup;
pub mod value;
pub mod verdict;

#[cfg(test)]
pub mod testing;

pub use self::columns::values;
pub use self::config::{Config, Ints, Refused, Texts};
pub(crate) use self::filter::filter;
pub use self::host::{log, metric, Level};
pub use self::lanes::{Below128, Chosen, Mask};
pub use self::lookup::{KeySet, Prefixes};
pub use self::value::{Addr, Digits, Id, Plmn};
pub use self::verdict::{Reason, Verdict};
