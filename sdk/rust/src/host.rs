//! What the host offers besides the batch. Neither belongs on the path of every
//! operation: both are calls out of the sandbox.

/// Severity of a log line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Level {
    Debug = 0,
    Info = 1,
    Warning = 2,
    Error = 3,
}

#[cfg(target_arch = "wasm32")]
mod imports {
    #[link(wasm_import_module = "portcullis")]
    extern "C" {
        pub fn log(level: i32, address: *const u8, length: usize);
        pub fn metric(id: i32, delta: i64);
    }
}

/// Writes a line to the appliance's log. The host cuts it at 1,024 bytes and
/// limits the rate.
#[cfg(target_arch = "wasm32")]
pub fn log(level: Level, line: &str) {
    unsafe { imports::log(level as i32, line.as_ptr(), line.len()) }
}

/// Adds to metric `id`, a position in the manifest's `metrics`.
#[cfg(target_arch = "wasm32")]
pub fn metric(id: u32, delta: i64) {
    unsafe { imports::metric(id as i32, delta) }
}

#[cfg(test)]
pub use super::testing::{log, metric};

#[cfg(target_arch = "wasm32")]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}
