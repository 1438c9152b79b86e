//! The conformance guest: it says what it sees, so that a host can prove that it
//! speaks filter ABI 1. README.md tells how to run it, expected.json what it says.
//!
//! It reads the buffer by hand, offset by offset, and takes from the SDK only what
//! is not under test.

#![cfg_attr(not(test), no_std)]

#[path = "../../rust/src/lib.rs"]
mod portcullis;

mod echo;
mod layout;

use portcullis::abi::Guest;
use portcullis::json::Json;
use portcullis::{log, metric, Config, Level, Refused};

/// How a column's elements are laid out, as far as an echo tells them apart.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A number of this many octets.
    Number(usize),
    Addr,
    Bytes,
    List,
}
use Kind::{Addr, Bytes, List, Number};

/// The directory, in the order of the manifest: all columns that there were when
/// this guest was written (later ones are of the same kinds), and a counter.
pub const COLUMNS: &[(&str, Kind)] = &[
    ("protocol", Number(1)),
    ("time_ns", Number(8)),
    ("kind", Number(1)),
    ("code", Number(4)),
    ("application", Number(4)),
    ("direction", Number(1)),
    ("component", Number(1)),
    ("length", Number(4)),
    ("src", Addr),
    ("dst", Addr),
    ("src_port", Number(2)),
    ("dst_port", Number(2)),
    ("interconnect", Number(2)),
    ("operator", Number(2)),
    ("agreements", Number(8)),
    ("src_owner", Number(2)),
    ("dst_owner", Number(2)),
    ("src_group", Number(2)),
    ("src_roles", Number(2)),
    ("dst_roles", Number(2)),
    ("src_flags", Number(1)),
    ("imsi", Number(8)),
    ("imsi_owner", Number(2)),
    ("msisdn", Number(8)),
    ("msisdn_owner", Number(2)),
    ("mei", Number(8)),
    ("raw", Bytes),
    ("faults_0", Number(8)),
    ("faults_1", Number(8)),
    ("faults_2", Number(8)),
    ("faults_3", Number(8)),
    ("present_common", Number(8)),
    ("present_gtp", Number(8)),
    ("present_ss7", Number(8)),
    ("present_diameter", Number(8)),
    ("invalid_common", Number(8)),
    ("invalid_gtp", Number(8)),
    ("invalid_ss7", Number(8)),
    ("invalid_diameter", Number(8)),
    ("teid", Number(4)),
    ("sequence", Number(4)),
    ("piggyback", Number(1)),
    ("cause", Number(1)),
    ("rat", Number(1)),
    ("selection_mode", Number(1)),
    ("ebi", Number(1)),
    ("recovery", Number(1)),
    ("pdn_type", Number(1)),
    ("bearers", Number(1)),
    ("extensions", Number(1)),
    ("first_extension", Number(1)),
    ("apn", Bytes),
    ("apn_id", Number(2)),
    ("apn_flags", Number(2)),
    ("apn_plmn", Number(4)),
    ("serving_plmn", Number(4)),
    ("serving_owner", Number(2)),
    ("serving_group", Number(2)),
    ("location_plmn", Number(4)),
    ("location_owner", Number(2)),
    ("user_addr4", Addr),
    ("user_addr6", Addr),
    ("fteids", List),
    ("ies", List),
    ("inner_src", Addr),
    ("inner_dst", Addr),
    ("inner_protocol", Number(1)),
    ("inner_src_port", Number(2)),
    ("inner_dst_port", Number(2)),
    ("fteids.interface", Number(1)),
    ("fteids.instance", Number(1)),
    ("fteids.context", Number(1)),
    ("fteids.bearer", Number(1)),
    ("fteids.teid", Number(4)),
    ("fteids.addr4", Addr),
    ("fteids.addr6", Addr),
    ("fteids.owner4", Number(2)),
    ("fteids.owner6", Number(2)),
    ("ies.type", Number(1)),
    ("ies.instance", Number(1)),
    ("ies.depth", Number(1)),
    ("ies.parent", Number(1)),
    ("ies.offset", Number(2)),
    ("ies.length", Number(2)),
    ("counter.seen", Number(4)),
];

/// The list of whose table this is a column.
pub fn list(name: &str) -> Option<&str> {
    name.split_once('.').map(|(list, _)| list).filter(|list| list.as_bytes() != b"counter")
}

const _: () = {
    let manifest = Json::new(Conformance::MANIFEST).field("columns");
    assert!(manifest.field("required").first().equals(COLUMNS[0].0), "manifest.json: columns.required differs");
    let mut listed = manifest.field("optional").first();
    let mut i = 1;
    while i < COLUMNS.len() - 1 {
        assert!(listed.equals(COLUMNS[i].0), "manifest.json: columns.optional differs");
        listed = listed.next();
        i += 1;
    }
    assert!(listed.is_nothing(), "manifest.json: columns.optional lists more");
};

/// What the guest does with a batch; the property `mode` names it.
#[derive(Clone, Copy)]
pub enum Mode {
    /// Checks header, directory and zeroed outputs.
    Layout,
    /// Says what the column at this position holds.
    Echo(usize),
    /// Says what the configuration holds.
    Config(Config<'static>),
    /// Logs a line of each severity.
    Log,
    /// Counts.
    Metric,
    /// Returns failure.
    Fail,
    /// Executes `unreachable`.
    Trap,
    /// Never returns.
    Spin,
}

pub struct Conformance;

impl Guest for Conformance {
    type State = Mode;
    const INITIAL: Mode = Mode::Layout;
    const MANIFEST: &'static [u8] = include_bytes!("../manifest.json");

    fn configure(mode: &mut Mode, config: &Config<'static>) -> Result<(), Refused> {
        *mode = match config.text(MODE) {
            "layout" => Mode::Layout,
            "echo" => Mode::Echo(position(config.text(COLUMN)).ok_or(Refused)?),
            "config" => Mode::Config(*config),
            "log" => Mode::Log,
            "metric" => Mode::Metric,
            "fail" => Mode::Fail,
            "trap" => Mode::Trap,
            "spin" => Mode::Spin,
            _ => return Err(Refused), // "refuse"
        };
        Ok(())
    }

    unsafe fn judge(mode: &Mode, buffer: *mut u8, rows: usize) {
        match mode {
            Mode::Layout => layout::check(buffer, rows),
            Mode::Echo(column) => (0..rows).for_each(|row| echo::column(buffer, *column, row)),
            Mode::Config(config) => echo::config(buffer, config, rows),
            Mode::Log => lines(),
            Mode::Metric => {
                metric(0, rows as i64);
                metric(1, -1);
            }
            _ => {}
        }
    }
}

// Properties of the configuration, by x-tag.
const MODE: u16 = 1;
const COLUMN: u16 = 2;

fn position(name: &str) -> Option<usize> {
    COLUMNS.iter().position(|c| c.0.as_bytes() == name.as_bytes())
}

fn lines() {
    log(Level::Debug, "a line of level 0");
    log(Level::Info, "a line of level 1");
    log(Level::Warning, "a line of level 2, \u{00FC}\u{4E2D}\u{1F6A7}");
    log(Level::Error, "a line of level 3");
}

/// A word of header or directory.
pub unsafe fn word(buffer: *const u8, at: usize) -> usize {
    *buffer.add(at).cast::<u32>() as usize
}

#[cfg(target_arch = "wasm32")]
mod exports {
    use super::portcullis::abi::{self, Guest};
    use super::{Conformance, Mode};

    static mut MODE: Mode = Conformance::INITIAL;
    static mut BUFFER: *mut u8 = core::ptr::null_mut();
    pub static mut SIZE: usize = 0;

    #[no_mangle]
    extern "C" fn pc_abi() -> i32 {
        abi::ABI
    }

    #[no_mangle]
    extern "C" fn pc_manifest() -> u64 {
        Conformance::MANIFEST.as_ptr() as u64 | (Conformance::MANIFEST.len() as u64) << 32
    }

    #[no_mangle]
    unsafe extern "C" fn pc_buffer(size: usize) -> *mut u8 {
        (BUFFER, SIZE) = (abi::take(size), size);
        BUFFER
    }

    #[no_mangle]
    unsafe extern "C" fn pc_init(address: *const u8, length: usize) -> i32 {
        abi::init::<Conformance>(&mut MODE, address, length)
    }

    #[no_mangle]
    unsafe extern "C" fn pc_filter(rows: usize) -> i32 {
        match MODE {
            Mode::Fail => return 1,
            Mode::Trap => core::arch::wasm32::unreachable(),
            Mode::Spin => loop {
                core::ptr::read_volatile(BUFFER);
            },
            _ => Conformance::judge(&MODE, BUFFER, rows),
        }
        0
    }
}

#[cfg(target_arch = "wasm32")]
pub fn size() -> usize {
    unsafe { exports::SIZE }
}

#[cfg(not(target_arch = "wasm32"))]
pub fn size() -> usize {
    usize::MAX // the native harness does not say
}

#[cfg(test)]
mod tests;
