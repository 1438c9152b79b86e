//! Small comparable values. Zero is absent in all of them.

use super::column::Column;

/// Up to 15 decimal digits: the count in bits 63..60, the first digit in bits
/// 59..56 and so on. Longer strings keep their first 15 digits and a count of 0.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Digits(pub u64);

const BODY: u64 = u64::MAX >> 4;

impl Digits {
    pub const ABSENT: Digits = Digits(0);

    /// Packs 1 to 15 ASCII digits. Anything else is `ABSENT`.
    pub const fn new(text: &str) -> Digits {
        let text = text.as_bytes();
        if text.is_empty() || text.len() > 15 {
            return Digits::ABSENT;
        }
        let (mut packed, mut i) = ((text.len() as u64) << 60, 0);
        while i < text.len() {
            if !text[i].is_ascii_digit() {
                return Digits::ABSENT;
            }
            packed |= ((text[i] - b'0') as u64) << (56 - 4 * i);
            i += 1;
        }
        Digits(packed)
    }

    #[inline(always)]
    pub const fn is_absent(self) -> bool {
        self.0 == 0
    }

    /// How many digits are held: 15 also for longer strings.
    #[inline(always)]
    pub const fn len(self) -> u32 {
        match (self.0 >> 60) as u32 {
            0 if self.0 != 0 => 15,
            count => count,
        }
    }

    /// Whether these digits begin with those of `prefix`. The empty prefix fits
    /// every present value.
    #[inline(always)]
    pub const fn starts_with(self, prefix: Digits) -> bool {
        self.0 != 0 && (self.filled() ^ prefix.0) & prefix.mask() == 0
    }

    /// The digits with 0xF, which is no digit, in the place of each absent one
    /// and of the count: a masked comparison then needs no look at the length.
    #[inline(always)]
    pub const fn filled(self) -> u64 {
        let fill = match self.0 {
            0 => BODY,
            _ => BODY >> (4 * self.len()),
        };
        self.0 & BODY | fill
    }

    /// Ones where the digits stand.
    #[inline(always)]
    pub const fn mask(self) -> u64 {
        match self.0 {
            0 => 0,
            _ => BODY & !(BODY >> (4 * self.len())),
        }
    }
}

/// A network identity: MCC in bits 23..12 and MNC in bits 11..0, a digit a
/// nibble, the third MNC digit 0xF when there are two; bit 24 is always set.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Plmn(pub u32);

impl Plmn {
    pub const ABSENT: Plmn = Plmn(0);

    #[inline(always)]
    pub const fn is_absent(self) -> bool {
        self.0 == 0
    }

    /// The digits that an IMSI of this network begins with.
    pub const fn digits(self) -> Digits {
        let body = ((self.0 & 0xFF_FFFF) as u64) << 36;
        match self.0 {
            0 => Digits::ABSENT,
            p if p & 0xF == 0xF => Digits(body & !(0xF << 36) | 5 << 60),
            _ => Digits(body | 6 << 60),
        }
    }
}

/// The number of something in the operator's configuration.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Id(pub u16);

impl Id {
    /// None, or not known.
    pub const NONE: Id = Id(0);
    /// Ourselves, where operators are numbered.
    pub const HOME: Id = Id(1);

    #[inline(always)]
    pub const fn is_known(self) -> bool {
        self.0 != 0
    }
}

/// An IPv6 address, or an IPv4 address in its IPv4-mapped form, as 16 octets in
/// network order. The halves are as a little-endian load leaves them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Addr {
    pub first: u64,
    pub last: u64,
}

impl Addr {
    pub const ABSENT: Addr = Addr { first: 0, last: 0 };

    #[inline(always)]
    pub const fn is_absent(self) -> bool {
        self.first | self.last == 0
    }

    #[inline(always)]
    pub const fn is_ipv4(self) -> bool {
        self.first == 0 && self.last as u32 == 0xFFFF_0000
    }

    /// Octet 0 to 15 in network order; those of an IPv4 address are 12 to 15.
    #[inline(always)]
    pub const fn octet(self, at: usize) -> u8 {
        let half = if at < 8 { self.first } else { self.last };
        (half >> (8 * (at & 7))) as u8
    }

    /// Whether the address can name one host on an interconnect: neither
    /// unspecified, multicast, limited broadcast, loopback nor link-local.
    #[inline(always)]
    pub const fn is_host(self) -> bool {
        if self.is_ipv4() {
            let (a, b) = (self.octet(12), self.octet(13));
            return a != 0 && a != 127 && a < 0xE0 && !(a == 169 && b == 254);
        }
        let (a, b) = (self.octet(0), self.octet(1));
        let loopback = self.first == 0 && self.last & !(1 << 56) == 0; // and unspecified
        a != 0xFF && !(a == 0xFE && b & 0xC0 == 0x80) && !loopback
    }
}

/// Which of the columns 64 * WORD to 64 * WORD + 63 are present, or invalid.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Presence<const WORD: u16>(pub u64);

impl<const WORD: u16> Presence<WORD> {
    /// Whether the bit of `column` is set. A column of another word does not compile.
    #[inline(always)]
    pub fn has<C: Column>(self, _column: C) -> bool {
        let _ = Covered::<C, WORD>::PROVEN;
        self.0 >> (C::NUMBER % 64) & 1 != 0
    }
}

impl<const WORD: u16> Presence<WORD> {
    /// The bit of `column`, to compare whole columns of such words with.
    pub fn bit<C: Column>(_column: C) -> u64 {
        let _ = Covered::<C, WORD>::PROVEN;
        1 << (C::NUMBER % 64)
    }
}

struct Covered<C, const WORD: u16>(C);

impl<C: Column, const WORD: u16> Covered<C, WORD> {
    const PROVEN: () = assert!(C::NUMBER / 64 == WORD, "this presence word does not cover that column");
}
