//! The buffer of `sdk/ABI.md` and what the exports do with it. `filter!` uses
//! this; authors do not.

use core::marker::PhantomData;

use super::config::{Config, Refused};
use super::verdict::Verdict;

/// Version of the filter ABI.
pub const ABI: i32 = 1;

/// What a counter holds for a key that the host has no room for.
pub const NOT_KEPT: u32 = u32::MAX;

const ARENA: usize = 12;
const OUT_BLOCK: usize = 20;
const OUT_FLAG: usize = 24;
const OUT_SCORE: usize = 28;
/// Octets before the directory.
pub const HEADER: usize = 64;

/// A filter module, as the exports and the native test harness see it.
pub trait Guest {
    /// What `pc_init` leaves behind.
    type State: 'static;
    /// State before `configure`.
    const INITIAL: Self::State;
    /// The text of `manifest.json`.
    const MANIFEST: &'static [u8];

    /// Takes the configuration in.
    fn configure(state: &mut Self::State, config: &Config<'static>) -> Result<(), Refused>;

    /// Whether the arrays stand where `judge` reads them, if it does not look into
    /// the directory.
    ///
    /// # Safety
    /// `buffer` has a header and the directory of the manifest.
    unsafe fn is_laid_out(_buffer: *const u8) -> bool {
        true
    }

    /// Judges the batch that stands in `buffer`.
    ///
    /// # Safety
    /// `buffer` is laid out as `sdk/ABI.md` says, for the columns of the
    /// manifest, and holds at least `rows` rows.
    unsafe fn judge(state: &Self::State, buffer: *mut u8, rows: usize);

    /// The same without asking first which rows are usual.
    ///
    /// # Safety
    /// As for `judge`.
    #[cfg(test)]
    unsafe fn judge_each(state: &Self::State, buffer: *mut u8, rows: usize) {
        Self::judge(state, buffer, rows);
    }
}

#[inline(always)]
unsafe fn word(buffer: *const u8, at: usize) -> usize {
    *buffer.add(at).cast::<u32>() as usize
}

/// An entry of the directory: where an array stands, from the start of the buffer;
/// 0 if the host does not have the column.
pub type Offset = u32;

/// The buffer, while a batch stands in it.
#[derive(Clone, Copy)]
pub struct Buffer<'a> {
    start: *const u8,
    batch: PhantomData<&'a u8>,
}

impl<'a> Buffer<'a> {
    /// # Safety
    /// `start` is a buffer with a header, and unchanged for `'a` but for its outputs.
    #[inline(always)]
    pub unsafe fn new(start: *const u8) -> Buffer<'a> {
        Buffer { start, batch: PhantomData }
    }

    #[inline(always)]
    pub fn start(self) -> *const u8 {
        self.start
    }

    #[inline(always)]
    pub fn directory(self) -> *const Offset {
        // The buffer has a header.
        unsafe { self.start.add(HEADER).cast() }
    }

    /// The array that the directory says is at an offset.
    #[inline(always)]
    pub fn array(self, offset: Offset) -> *const u8 {
        self.start.wrapping_add(offset as usize)
    }

    /// The byte arena.
    #[inline(always)]
    pub fn arena(self) -> *const u8 {
        // The buffer has a header.
        self.start.wrapping_add(unsafe { word(self.start, ARENA) })
    }
}

/// What it takes to the next multiple of 16, at which arrays stand.
pub const fn padding(size: usize) -> usize {
    size.wrapping_neg() & 15
}

/// Compares the directory with where arrays of given sizes should be.
pub struct Arrays {
    entry: *const Offset,
    offset: usize,
    stand: bool,
}

impl Arrays {
    /// # Safety
    /// `buffer` has a header and a directory of as many octets.
    pub unsafe fn new(buffer: *const u8, directory: usize) -> Arrays {
        Arrays { entry: buffer.add(HEADER).cast(), offset: HEADER + directory + padding(directory), stand: true }
    }

    /// # Safety
    /// The directory has another entry.
    #[inline(never)] // once per instance, and for every column
    pub unsafe fn next(&mut self, size: usize) {
        self.stand &= *self.entry as usize == self.offset;
        self.entry = self.entry.add(1);
        self.offset += size;
    }

    /// Whether all of them are there.
    pub fn stand(&self) -> bool {
        self.stand
    }
}

/// The output arrays.
pub struct Outputs {
    block: *mut u64,
    flag: *mut u64,
    score: *mut u16,
}

impl Outputs {
    /// # Safety
    /// `buffer` has a header and the arrays it names.
    #[inline(always)]
    pub unsafe fn new(buffer: *mut u8) -> Outputs {
        Outputs {
            block: buffer.add(word(buffer, OUT_BLOCK)).cast(),
            flag: buffer.add(word(buffer, OUT_FLAG)).cast(),
            score: buffer.add(word(buffer, OUT_SCORE)).cast(),
        }
    }

    /// Stores the verdict of row `at`. The host has zeroed the arrays, so that
    /// what a filter never says costs nothing: its store is optimised away.
    ///
    /// # Safety
    /// The arrays have more than `at` elements.
    #[inline(always)]
    pub unsafe fn store(&self, at: usize, verdict: Verdict) {
        if verdict.block != 0 {
            *self.block.add(at) = verdict.block;
        }
        if verdict.flag != 0 {
            *self.flag.add(at) = verdict.flag;
        }
        if verdict.score != 0 {
            *self.score.add(at) = verdict.score;
        }
    }
}

/// Takes `size` zeroed bytes, aligned to a page, from the end of the memory;
/// null if the declared maximum does not allow it. Nothing is ever given back:
/// it is called for the buffer and for the configuration, once each.
#[cfg(target_arch = "wasm32")]
pub fn take(size: usize) -> *mut u8 {
    const PAGE: usize = 64 << 10;
    let before = core::arch::wasm32::memory_grow::<0>(size / PAGE + (size % PAGE != 0) as usize);
    match before {
        usize::MAX => core::ptr::null_mut(),
        pages => (pages * PAGE) as *mut u8,
    }
}

/// `pc_init`: keeps a copy of the configuration and hands it to the filter.
///
/// # Safety
/// `address` and `length` name memory of the guest.
#[cfg(target_arch = "wasm32")]
pub unsafe fn init<G: Guest>(state: &mut G::State, address: *const u8, length: usize) -> i32 {
    let mut kept: &'static [u8] = &[];
    if length > 0 {
        let copy = take(length);
        if copy.is_null() {
            return 1;
        }
        core::ptr::copy_nonoverlapping(address, copy, length);
        kept = core::slice::from_raw_parts(copy, length);
    }
    match G::configure(state, &Config::new(kept)) {
        Ok(()) => 0,
        Err(Refused) => 2,
    }
}
