//! Tables that are filled from the configuration and asked for every operation.

use super::value::Digits;

/// The lane count of the comparison below: tables are filled up to a multiple of it.
const LANES: usize = 4;

/// Up to `N` prefixes of digit strings, all compared at once. `N` is a multiple of 4.
/// Cheap for tens of prefixes: networks, country codes, number ranges.
///
/// Masks and digits are kept complemented, so that the empty table is all zeros
/// and takes no room in a module.
#[derive(Clone, Copy)]
#[repr(C, align(16))]
pub struct Prefixes<const N: usize> {
    masks: [u64; N],
    digits: [u64; N],
    used: usize,
}

impl<const N: usize> Prefixes<N> {
    pub const EMPTY: Self = Prefixes { masks: [0; N], digits: [0; N], used: 0 };

    /// Adds a prefix; false when the table is full or the prefix absent.
    pub fn insert(&mut self, prefix: Digits) -> bool {
        if self.used == N || prefix.is_absent() {
            return false;
        }
        self.masks[self.used] = !prefix.mask();
        self.digits[self.used] = !(prefix.0 & prefix.mask());
        self.used += 1;
        true
    }

    /// Whether `digits` begin with any of the prefixes.
    #[inline(always)]
    pub fn fit(&self, digits: Digits) -> bool {
        let _ = Whole::<N>::PROVEN;
        // Never zero, as the place of the count is filled with zeros: so it fits no unused slot.
        self.any(!digits.filled())
    }

    #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
    #[inline(always)]
    fn any(&self, complement: u64) -> bool {
        use core::arch::wasm32::{i64x2_eq, i64x2_splat, v128, v128_any_true, v128_load, v128_or};
        let both = i64x2_splat(complement as i64);
        let pair = |table: &[u64; N], at: usize| unsafe { v128_load(table.as_ptr().add(at) as *const v128) };
        let fits = |at: usize| i64x2_eq(v128_or(both, pair(&self.masks, at)), pair(&self.digits, at));
        let mut found = v128_or(fits(0), fits(2));
        let mut at = LANES;
        while at < N {
            found = v128_or(found, v128_or(fits(at), fits(at + 2)));
            at += LANES;
        }
        v128_any_true(found)
    }

    #[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
    fn any(&self, complement: u64) -> bool {
        self.masks.iter().zip(&self.digits).any(|(mask, digits)| complement | mask == *digits)
    }
}

struct Whole<const N: usize>;

impl<const N: usize> Whole<N> {
    const PROVEN: () = assert!(N > 0 && N % LANES == 0, "a table of prefixes holds a multiple of 4");
}

/// A set of up to `SLOTS` / 2 numbers other than zero, by open addressing.
/// `SLOTS` is a power of two. Its contents are the operator's, so that nobody
/// outside can make its chains long.
#[derive(Clone, Copy)]
pub struct KeySet<const SLOTS: usize> {
    slots: [u64; SLOTS],
    used: usize,
}

impl<const SLOTS: usize> KeySet<SLOTS> {
    pub const EMPTY: Self = KeySet { slots: [0; SLOTS], used: 0 };

    /// Adds a key; false when the set is full or the key zero.
    pub fn insert(&mut self, key: u64) -> bool {
        if key == 0 || self.contains(key) {
            return key != 0;
        }
        if self.used == SLOTS / 2 {
            return false;
        }
        let at = self.place(key);
        unsafe { *self.slots.get_unchecked_mut(at) = key };
        self.used += 1;
        true
    }

    /// Whether the key is in the set. Zero never is.
    #[inline(always)]
    pub fn contains(&self, key: u64) -> bool {
        key != 0 && unsafe { *self.slots.get_unchecked(self.place(key)) } == key
    }

    /// The slot that holds the key, or the empty one where it would stand. One
    /// always exists, as half of the slots stay empty.
    #[inline(always)]
    fn place(&self, key: u64) -> usize {
        let mut at = Self::home(key);
        loop {
            // `home` and the mask keep `at` below SLOTS.
            let have = unsafe { *self.slots.get_unchecked(at) };
            if have == key || have == 0 {
                return at;
            }
            at = (at + 1) & (SLOTS - 1);
        }
    }

    /// Where the search begins: the top bits of a product with 2^64 divided by
    /// the golden ratio, which spreads consecutive keys evenly.
    #[inline(always)]
    fn home(key: u64) -> usize {
        let _ = Power::<SLOTS>::PROVEN;
        (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - SLOTS.trailing_zeros())) as usize
    }
}

struct Power<const SLOTS: usize>;

impl<const SLOTS: usize> Power<SLOTS> {
    const PROVEN: () = assert!(SLOTS > 1 && SLOTS.is_power_of_two(), "the slots of a set are a power of two");
}
