//! Tables that are filled from the configuration and asked for every operation.

use super::value::Digits;

/// The lane count of the comparison below.
const LANES: usize = 4;

/// Up to `N` prefixes of digit strings, all compared at once: cheap for tens of
/// them, such as networks, country codes, number ranges. `N` is a multiple of 4.
///
/// The first seven digits, which are the upper half of the packed string, are
/// compared in parallel; only where they fit is the whole looked at. Masks and
/// digits are kept complemented, so that the empty table is all zeros and takes
/// no room in a module.
#[derive(Clone, Copy)]
#[repr(C, align(16))]
pub struct Prefixes<const N: usize> {
    upper_masks: [u32; N],
    upper_digits: [u32; N],
    masks: [u64; N],
    digits: [u64; N],
    used: usize,
}

impl<const N: usize> Prefixes<N> {
    pub const EMPTY: Self =
        Prefixes { upper_masks: [0; N], upper_digits: [0; N], masks: [0; N], digits: [0; N], used: 0 };

    /// Adds a prefix; false when the table is full or the prefix absent.
    pub fn insert(&mut self, prefix: Digits) -> bool {
        if self.used == N || prefix.is_absent() {
            return false;
        }
        let (mask, digits) = (!prefix.mask(), !(prefix.0 & prefix.mask()));
        self.masks[self.used] = mask;
        self.digits[self.used] = digits;
        self.upper_masks[self.used] = (mask >> 32) as u32;
        self.upper_digits[self.used] = (digits >> 32) as u32;
        self.used += 1;
        true
    }

    /// Whether `digits` begin with any of the prefixes.
    #[inline(always)]
    pub fn fit(&self, digits: Digits) -> bool {
        let _ = Whole::<N>::PROVEN;
        // Never zero, as the place of the count is filled with zeros: so it fits no unused slot.
        let complement = !digits.filled();
        !digits.is_absent() && self.upper_fit((complement >> 32) as u32) && self.whole_fit(complement)
    }

    #[cfg(all(target_arch = "wasm32", target_feature = "simd128"))]
    #[inline(always)]
    fn upper_fit(&self, complement: u32) -> bool {
        use core::arch::wasm32::{u32x4_eq, u32x4_splat, v128, v128_any_true, v128_load, v128_or};
        let all = u32x4_splat(complement);
        let four = |table: &[u32; N], at: usize| unsafe { v128_load(table.as_ptr().add(at) as *const v128) };
        let fits = |at: usize| u32x4_eq(v128_or(all, four(&self.upper_masks, at)), four(&self.upper_digits, at));
        let mut found = fits(0);
        let mut at = LANES;
        while at < N {
            found = v128_or(found, fits(at));
            at += LANES;
        }
        v128_any_true(found)
    }

    #[cfg(not(all(target_arch = "wasm32", target_feature = "simd128")))]
    fn upper_fit(&self, complement: u32) -> bool {
        self.upper_masks.iter().zip(&self.upper_digits).any(|(mask, digits)| complement | mask == *digits)
    }

    fn whole_fit(&self, complement: u64) -> bool {
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
