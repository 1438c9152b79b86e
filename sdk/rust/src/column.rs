//! How a column's array is read. `columns.rs`, which is generated, says which
//! column is of which kind.

pub use super::value::{Addr, Digits, Id, Plmn, Presence};

/// One column of the catalogue.
pub trait Column: Copy {
    /// Number in the catalogue; below 256 also the bit in the presence words.
    const NUMBER: u16;
    /// Name in manifests.
    const NAME: &'static str;
    /// How its elements are laid out.
    type Kind;
}

/// A layout of array elements (`sdk/ABI.md`, "Kinds of columns").
pub trait Kind<'a> {
    /// What an author gets.
    type Value;

    /// Reads element `at`.
    ///
    /// # Safety
    /// `array` is a column of this kind with more than `at` elements, and
    /// `arena` the arena of the same buffer; both stay unchanged for `'a`.
    unsafe fn read(array: *const u8, arena: *const u8, at: usize) -> Self::Value;
}

/// What an author gets from column `C`.
pub type Value<'a, C> = <<C as Column>::Kind as Kind<'a>>::Value;

macro_rules! scalar {
    ($($kind:ident $value:ty),*) => { $(
        #[doc = concat!("Elements of type ", stringify!($value), ".")]
        pub struct $kind;

        impl<'a> Kind<'a> for $kind {
            type Value = $value;
            #[inline(always)]
            unsafe fn read(array: *const u8, _: *const u8, at: usize) -> $value {
                *array.cast::<$value>().add(at)
            }
        }
    )* };
}
scalar!(U8 u8, U16 u16, U32 u32, U64 u64, Bits u64);

macro_rules! wrapped {
    ($($value:ident $inner:ty),*) => { $(
        impl<'a> Kind<'a> for $value {
            type Value = $value;
            #[inline(always)]
            unsafe fn read(array: *const u8, _: *const u8, at: usize) -> $value {
                $value(*array.cast::<$inner>().add(at))
            }
        }
    )* };
}
wrapped!(Digits u64, Plmn u32, Id u16);

impl<'a, const WORD: u16> Kind<'a> for Presence<WORD> {
    type Value = Presence<WORD>;
    #[inline(always)]
    unsafe fn read(array: *const u8, _: *const u8, at: usize) -> Presence<WORD> {
        Presence(*array.cast::<u64>().add(at))
    }
}

impl<'a> Kind<'a> for Addr {
    type Value = Addr;
    #[inline(always)]
    unsafe fn read(array: *const u8, _: *const u8, at: usize) -> Addr {
        let halves = array.cast::<u64>().add(2 * at);
        Addr { first: *halves, last: *halves.add(1) }
    }
}

/// Octets in the arena; empty when absent.
pub struct Bytes;

impl<'a> Kind<'a> for Bytes {
    type Value = &'a [u8];
    #[inline(always)]
    unsafe fn read(array: *const u8, arena: *const u8, at: usize) -> &'a [u8] {
        let span = array.cast::<u32>().add(2 * at);
        core::slice::from_raw_parts(arena.add(*span as usize), *span.add(1) as usize)
    }
}

/// A list whose table the filter does not read: just how many rows it has.
pub struct List;

impl<'a> Kind<'a> for List {
    type Value = usize;
    #[inline(always)]
    unsafe fn read(array: *const u8, _: *const u8, at: usize) -> usize {
        *array.cast::<u16>().add(2 * at + 1) as usize
    }
}

/// The rows of a list that belong to one operation. `T` holds the arrays of the
/// table; `filter!` writes it.
#[derive(Clone, Copy)]
pub struct Rows<'a, T> {
    table: &'a T,
    next: usize,
    end: usize,
}

/// One row of a list. Its accessors are named as the child columns.
pub struct Child<'a, T> {
    pub table: &'a T,
    pub at: usize,
}

impl<'a, T> Clone for Child<'a, T> {
    #[inline(always)]
    fn clone(&self) -> Self {
        *self
    }
}

impl<'a, T> Copy for Child<'a, T> {}

impl<'a, T> Rows<'a, T> {
    /// The rows of operation `at`.
    ///
    /// # Safety
    /// `ranges` is a list column with more than `at` elements and `table` its table.
    #[inline(always)]
    pub unsafe fn new(ranges: *const u8, table: &'a T, at: usize) -> Self {
        let range = ranges.cast::<u16>().add(2 * at);
        let first = *range as usize;
        Rows { table, next: first, end: first + *range.add(1) as usize }
    }

    /// How many rows are left.
    #[inline(always)]
    pub fn len(&self) -> usize {
        self.end - self.next
    }
}

impl<'a, T> Iterator for Rows<'a, T> {
    type Item = Child<'a, T>;

    #[inline(always)]
    fn next(&mut self) -> Option<Child<'a, T>> {
        if self.next == self.end {
            return None;
        }
        let row = Child { table: self.table, at: self.next };
        self.next += 1;
        Some(row)
    }
}

/// Declares a column of the catalogue.
macro_rules! catalogued {
    ($(#[$doc:meta])* $name:ident = $number:literal, $text:literal, $kind:ident $(<$word:literal>)?) => {
        $(#[$doc])*
        #[allow(non_camel_case_types)]
        #[derive(Clone, Copy)]
        pub struct $name;

        impl $crate::portcullis::column::Column for $name {
            const NUMBER: u16 = $number;
            const NAME: &'static str = $text;
            type Kind = $crate::portcullis::column::$kind $(<$word>)?;
        }
    };
}
pub(crate) use catalogued;
