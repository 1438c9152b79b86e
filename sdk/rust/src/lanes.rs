//! Sixteen operations at once: what tells, by a few comparisons of whole columns,
//! which operations a filter has nothing to say of (`usual` of `filter!`).

use core::marker::PhantomData;
use core::ops::{BitAnd, BitOr, Not};

#[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
use super::lanes_plain as lanes;
#[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
use super::lanes_simd as lanes;

/// How many operations are looked at together.
pub const LANES: usize = 16;

/// Fewer operations than this are judged one by one at once, as comparing columns
/// costs the same for one as for sixteen.
pub const FEW: usize = 4;

/// Something that holds for some of sixteen operations.
#[derive(Clone, Copy)]
pub struct Mask(pub(super) lanes::Truths);

impl Mask {
    #[inline(always)]
    pub fn chosen(self) -> Chosen {
        Chosen(lanes::bits(self.0))
    }
}

impl BitAnd for Mask {
    type Output = Mask;
    #[inline(always)]
    fn bitand(self, other: Mask) -> Mask {
        Mask(lanes::and(self.0, other.0))
    }
}

impl BitOr for Mask {
    type Output = Mask;
    #[inline(always)]
    fn bitor(self, other: Mask) -> Mask {
        Mask(lanes::or(self.0, other.0))
    }
}

impl Not for Mask {
    type Output = Mask;
    #[inline(always)]
    fn not(self) -> Mask {
        Mask(lanes::not(self.0))
    }
}

/// Some of sixteen operations, a bit each.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Chosen(pub u16);

impl Chosen {
    pub const NONE: Chosen = Chosen(0);

    #[inline(always)]
    pub fn is_none(self) -> bool {
        self.0 == 0
    }

    /// Those of them that `keep`, which gets their positions, is true of.
    #[inline(always)]
    pub fn filter(self, mut keep: impl FnMut(usize) -> bool) -> Chosen {
        let mut kept = 0;
        self.each(|at| kept |= (keep(at) as u16) << at);
        Chosen(kept)
    }

    #[inline(always)]
    pub fn each(self, mut visit: impl FnMut(usize)) {
        let mut rest = self.0 as u32;
        while rest != 0 {
            visit(rest.trailing_zeros() as usize);
            rest &= rest - 1;
        }
    }
}

impl BitAnd for Chosen {
    type Output = Chosen;
    #[inline(always)]
    fn bitand(self, other: Chosen) -> Chosen {
        Chosen(self.0 & other.0)
    }
}

impl BitOr for Chosen {
    type Output = Chosen;
    #[inline(always)]
    fn bitor(self, other: Chosen) -> Chosen {
        Chosen(self.0 | other.0)
    }
}

impl Not for Chosen {
    type Output = Chosen;
    #[inline(always)]
    fn not(self) -> Chosen {
        Chosen(!self.0)
    }
}

/// Sixteen elements of a column.
#[derive(Clone, Copy)]
pub struct Lanes<'a, T> {
    start: *const T,
    batch: PhantomData<&'a T>,
}

impl<'a, T> Lanes<'a, T> {
    /// # Safety
    /// Sixteen elements stand at `start`, a multiple of sixteen behind the beginning
    /// of an array of the buffer, and are unchanged for `'a`.
    #[inline(always)]
    pub unsafe fn new(start: *const T) -> Self {
        Lanes { start, batch: PhantomData }
    }
}

/// Numbers are compared as they stand in the column: of an `Id` its number, of
/// `Digits` the packed ones.
impl<'a, T: lanes::Lane> Lanes<'a, T> {
    #[inline(always)]
    pub fn is(self, value: T) -> Mask {
        // `new` has the word of its caller for the elements, here and below.
        Mask(unsafe { T::is(self.start, value) })
    }

    /// Where the element has any of these bits.
    #[inline(always)]
    pub fn has(self, bits: T) -> Mask {
        Mask(unsafe { T::has(self.start, bits) })
    }

    #[inline(always)]
    pub fn at_least(self, least: T) -> Mask {
        Mask(unsafe { T::at_least(self.start, least) })
    }

    /// Where another column has the same.
    #[inline(always)]
    pub fn same(self, other: Lanes<T>) -> Mask {
        Mask(unsafe { T::same(self.start, other.start) })
    }
}

impl<'a> Lanes<'a, u32> {
    /// Where the element is one of the set.
    #[inline(always)]
    pub fn among(self, set: &Below128) -> Mask {
        Mask(unsafe { lanes::among(self.start, &set.0) })
    }
}

impl<'a> Lanes<'a, [u16; 2]> {
    /// Where the list has no rows.
    #[inline(always)]
    pub fn is_empty(self) -> Mask {
        !unsafe { Lanes::<u32>::new(self.start.cast()) }.has(0xFFFF_0000)
    }
}

/// A set of numbers below 128, a bit each, such as operation codes.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(C, align(16))]
pub struct Below128([u8; 16]);

impl Below128 {
    pub const EMPTY: Below128 = Below128([0; 16]);

    /// The set of these numbers; they are below 128, or it does not compile.
    pub const fn of(numbers: &[u8]) -> Below128 {
        let (mut set, mut i) = ([0; 16], 0);
        while i < numbers.len() {
            set[(numbers[i] >> 3) as usize] |= 1 << (numbers[i] & 7);
            i += 1;
        }
        Below128(set)
    }

    #[inline(always)]
    pub const fn contains(&self, number: u32) -> bool {
        number < 128 && self.0[(number >> 3) as usize] >> (number & 7) & 1 != 0
    }

    pub const fn with(mut self, number: u8) -> Below128 {
        self.0[(number >> 3) as usize] |= 1 << (number & 7);
        self
    }

    pub const fn without(mut self, number: u8) -> Below128 {
        self.0[(number >> 3) as usize] &= !(1 << (number & 7));
        self
    }
}
