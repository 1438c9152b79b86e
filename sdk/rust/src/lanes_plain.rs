//! Comparisons of sixteen elements, one by one: for native tests, and for targets
//! without vectors.

use super::lanes::LANES;

pub type Truths = u16;

#[inline(always)]
pub fn and(a: u16, b: u16) -> u16 {
    a & b
}

#[inline(always)]
pub fn or(a: u16, b: u16) -> u16 {
    a | b
}

#[inline(always)]
pub fn not(a: u16) -> u16 {
    !a
}

#[inline(always)]
pub fn bits(a: u16) -> u16 {
    a
}

/// The elements of a column.
pub trait Lane: Copy {
    unsafe fn is(start: *const Self, value: Self) -> Truths;
    unsafe fn has(start: *const Self, bits: Self) -> Truths;
    unsafe fn at_least(start: *const Self, least: Self) -> Truths;
    unsafe fn same(a: *const Self, b: *const Self) -> Truths;
}

macro_rules! lane {
    ($($type:ty)*) => { $(
        impl Lane for $type {
            unsafe fn is(start: *const Self, value: Self) -> u16 {
                each(start, |x| x == value)
            }

            unsafe fn has(start: *const Self, bits: Self) -> u16 {
                each(start, |x| x & bits != 0)
            }

            unsafe fn at_least(start: *const Self, least: Self) -> u16 {
                each(start, |x| x >= least)
            }

            unsafe fn same(a: *const Self, b: *const Self) -> u16 {
                (0..LANES).fold(0, |set, at| set | ((*a.add(at) == *b.add(at)) as u16) << at)
            }
        }
    )* };
}
lane!(u8 u16 u32 u64);

unsafe fn each<T: Copy>(start: *const T, holds: impl Fn(T) -> bool) -> u16 {
    (0..LANES).fold(0, |set, at| set | (holds(*start.add(at)) as u16) << at)
}

/// Which numbers are in a set of those below 128.
pub unsafe fn among(start: *const u32, set: &[u8; 16]) -> u16 {
    each(start, |x| x < 128 && set[x as usize >> 3] >> (x & 7) & 1 != 0)
}
