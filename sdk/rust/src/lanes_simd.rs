//! Comparisons of sixteen elements, in vectors: a truth is an octet of ones or zeros.

use core::arch::wasm32::*;

pub type Truths = v128;

#[inline(always)]
pub fn and(a: v128, b: v128) -> v128 {
    v128_and(a, b)
}

#[inline(always)]
pub fn or(a: v128, b: v128) -> v128 {
    v128_or(a, b)
}

#[inline(always)]
pub fn not(a: v128) -> v128 {
    v128_not(a)
}

#[inline(always)]
pub fn bits(a: v128) -> u16 {
    u8x16_bitmask(a)
}

/// The elements of a column. Truths of wider elements are narrowed to octets: ones
/// stay ones, as the narrowing saturates with a sign.
pub trait Lane: Copy {
    unsafe fn is(start: *const Self, value: Self) -> Truths;
    unsafe fn has(start: *const Self, bits: Self) -> Truths;
    unsafe fn at_least(start: *const Self, least: Self) -> Truths;
    unsafe fn same(a: *const Self, b: *const Self) -> Truths;
}

macro_rules! lane {
    ($type:ty, $all:ident, $splat:expr, $eq:ident, $ge:expr) => {
        impl Lane for $type {
            #[inline(always)]
            unsafe fn is(start: *const Self, value: Self) -> v128 {
                let value = $splat(value);
                $all(|at| $eq(load(start, at), value))
            }

            #[inline(always)]
            unsafe fn has(start: *const Self, bits: Self) -> v128 {
                let (bits, zero) = ($splat(bits), $splat(0));
                v128_not($all(|at| $eq(v128_and(load(start, at), bits), zero)))
            }

            #[inline(always)]
            unsafe fn at_least(start: *const Self, least: Self) -> v128 {
                let least = $splat(least);
                $all(|at| $ge(load(start, at), least))
            }

            #[inline(always)]
            unsafe fn same(a: *const Self, b: *const Self) -> v128 {
                $all(|at| $eq(load(a, at), load(b, at)))
            }
        }
    };
}
lane!(u8, octets, u8x16_splat, u8x16_eq, u8x16_ge);
lane!(u16, pairs, u16x8_splat, u16x8_eq, u16x8_ge);
lane!(u32, quads, u32x4_splat, u32x4_eq, u32x4_ge);
lane!(u64, eights, u64x2_splat, u64x2_eq, u64x2_ge);

/// There is no comparison of unsigned numbers of 64 bits: with the upper bit turned
/// round, signed ones compare alike.
#[inline(always)]
fn u64x2_ge(a: v128, b: v128) -> v128 {
    let turn = u64x2_splat(1 << 63);
    i64x2_ge(v128_xor(a, turn), v128_xor(b, turn))
}

/// Vector `at` of the sixteen elements.
#[inline(always)]
unsafe fn load<T>(start: *const T, at: usize) -> v128 {
    v128_load(start.cast::<v128>().add(at))
}

#[inline(always)]
unsafe fn octets(compare: impl Fn(usize) -> v128) -> v128 {
    compare(0)
}

#[inline(always)]
unsafe fn pairs(compare: impl Fn(usize) -> v128) -> v128 {
    i8x16_narrow_i16x8(compare(0), compare(1))
}

#[inline(always)]
unsafe fn quads(compare: impl Fn(usize) -> v128) -> v128 {
    let half = |at| i16x8_narrow_i32x4(compare(at), compare(at + 1));
    i8x16_narrow_i16x8(half(0), half(2))
}

/// A truth of 64 bits is two of 32.
#[inline(always)]
unsafe fn eights(compare: impl Fn(usize) -> v128) -> v128 {
    let quarter = |at| i16x8_narrow_i32x4(compare(at), compare(at + 1));
    let half = |at| i16x8_narrow_i32x4(quarter(at), quarter(at + 2));
    i8x16_narrow_i16x8(half(0), half(4))
}

/// Which numbers are in a set of those below 128. Octet and bit of the set are looked
/// up in parallel; beyond its sixteen octets there is nothing.
#[inline(always)]
pub unsafe fn among(start: *const u32, set: &[u8; 16]) -> v128 {
    let most = u32x4_splat(0xFF);
    let half = |at| i16x8_narrow_i32x4(u32x4_min(load(start, at), most), u32x4_min(load(start, at + 1), most));
    let numbers = u8x16_narrow_i16x8(half(0), half(2));
    let octet = i8x16_swizzle(v128_load(set.as_ptr().cast()), u8x16_shr(numbers, 3));
    let places = u8x16(1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128);
    let bit = i8x16_swizzle(places, v128_and(numbers, u8x16_splat(7)));
    u8x16_eq(v128_and(octet, bit), bit)
}
