//! How a column's array is read. `columns.rs`, which is generated, says which
//! column is of which kind.

use super::abi::Buffer;
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
    /// What stands in the array.
    type Element: Copy;

    /// Reads an element.
    ///
    /// # Safety
    /// The element is of a column of this kind in the buffer.
    unsafe fn read(buffer: Buffer<'a>, element: Self::Element) -> Self::Value;
}

/// What stands in an array of kind `K`.
pub type Element<K> = <K as Kind<'static>>::Element;

/// The array of a column, and that of a child column: both take whole multiples of
/// 16 octets.
pub type Array<K> = [Element<K>; 64];
pub type Children<K> = [Element<K>; 512];

/// What an author gets from column `C`.
pub type Value<'a, C> = <<C as Column>::Kind as Kind<'a>>::Value;

macro_rules! scalar {
    ($($kind:ident $value:ty),*) => { $(
        #[doc = concat!("Elements of type ", stringify!($value), ".")]
        pub struct $kind;

        impl<'a> Kind<'a> for $kind {
            type Value = $value;
            type Element = $value;
            #[inline(always)]
            unsafe fn read(_: Buffer<'a>, element: $value) -> $value {
                element
            }
        }
    )* };
}
scalar!(U8 u8, U16 u16, U32 u32, U64 u64, Bits u64);

macro_rules! wrapped {
    ($($value:ident $inner:ty),*) => { $(
        impl<'a> Kind<'a> for $value {
            type Value = $value;
            type Element = $inner;
            #[inline(always)]
            unsafe fn read(_: Buffer<'a>, element: $inner) -> $value {
                $value(element)
            }
        }
    )* };
}
wrapped!(Digits u64, Plmn u32, Id u16);

impl<'a, const WORD: u16> Kind<'a> for Presence<WORD> {
    type Value = Presence<WORD>;
    type Element = u64;
    #[inline(always)]
    unsafe fn read(_: Buffer<'a>, element: u64) -> Presence<WORD> {
        Presence(element)
    }
}

impl<'a> Kind<'a> for Addr {
    type Value = Addr;
    type Element = [u64; 2];
    #[inline(always)]
    unsafe fn read(_: Buffer<'a>, [first, last]: [u64; 2]) -> Addr {
        Addr { first, last }
    }
}

/// Octets in the arena; empty when absent.
pub struct Bytes;

impl<'a> Kind<'a> for Bytes {
    type Value = &'a [u8];
    type Element = [u32; 2];
    #[inline(always)]
    unsafe fn read(buffer: Buffer<'a>, [start, length]: [u32; 2]) -> &'a [u8] {
        core::slice::from_raw_parts(buffer.arena().add(start as usize), length as usize)
    }
}

/// A list whose table the filter does not read: just how many rows it has.
pub struct List;

impl<'a> Kind<'a> for List {
    type Value = usize;
    type Element = [u16; 2];
    #[inline(always)]
    unsafe fn read(_: Buffer<'a>, [_, count]: [u16; 2]) -> usize {
        count as usize
    }
}

/// The rows of a list that belong to one operation. `T` are the arrays of the list
/// and its table; `filter!` writes it.
#[derive(Clone, Copy)]
pub struct Rows<'a, T> {
    buffer: Buffer<'a>,
    table: *const T,
    next: usize,
    end: usize,
}

/// One row of a list. Its accessors are named as the child columns.
pub struct Child<'a, T> {
    pub buffer: Buffer<'a>,
    table: *const T,
    at: usize,
}

impl<'a, T> Child<'a, T> {
    /// The table, moved by as many elements of this type as there are rows before:
    /// where an array begins, this row's element stands then.
    #[inline(always)]
    pub fn moved<Element>(self) -> *const T {
        self.table.cast::<u8>().wrapping_add(self.at * core::mem::size_of::<Element>()).cast()
    }
}

impl<'a, T> Clone for Child<'a, T> {
    #[inline(always)]
    fn clone(&self) -> Self {
        *self
    }
}

impl<'a, T> Copy for Child<'a, T> {}

impl<'a, T> Rows<'a, T> {
    /// The rows of one operation.
    ///
    /// # Safety
    /// `table` is a list's in the buffer, and `range` the operation's element of the list.
    #[inline(always)]
    pub unsafe fn new(buffer: Buffer<'a>, table: *const T, range: Element<List>) -> Self {
        let [first, count] = range;
        Rows { buffer, table, next: first as usize, end: first as usize + count as usize }
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
        let row = Child { buffer: self.buffer, table: self.table, at: self.next };
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
