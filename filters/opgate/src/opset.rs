//! Sets of operation codes.

/// A set of operation codes 0 to 127, a bit each: no local operation code is
/// higher (rule P-03).
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct OpSet([u64; 2]);

impl OpSet {
    pub const NONE: OpSet = OpSet([0; 2]);

    pub const fn of(codes: &[u8]) -> OpSet {
        let (mut set, mut i) = ([0; 2], 0);
        while i < codes.len() {
            set[(codes[i] >> 6) as usize] |= 1 << (codes[i] & 63);
            i += 1;
        }
        OpSet(set)
    }

    pub const fn and(self, other: OpSet) -> OpSet {
        OpSet([self.0[0] | other.0[0], self.0[1] | other.0[1]])
    }

    pub const fn without(self, other: OpSet) -> OpSet {
        OpSet([self.0[0] & !other.0[0], self.0[1] & !other.0[1]])
    }

    /// The codes that are in both.
    pub const fn shared(self, other: OpSet) -> OpSet {
        OpSet([self.0[0] & other.0[0], self.0[1] & other.0[1]])
    }

    #[inline(always)]
    pub const fn is_empty(self) -> bool {
        self.0[0] | self.0[1] == 0
    }

    #[inline(always)]
    pub const fn has(&self, code: u32) -> bool {
        code < 128 && self.0[(code >> 6) as usize] >> (code & 63) & 1 != 0
    }

    /// Whether `applies` does to any of the codes.
    pub fn any(self, applies: impl Fn(u32) -> bool) -> bool {
        (0..128).any(|code| self.has(code) && applies(code))
    }

    /// The lowest code; 128 if there is none.
    #[inline(always)]
    pub const fn lowest(self) -> u32 {
        match self.0 {
            [0, high] => 64 + high.trailing_zeros(),
            [low, _] => low.trailing_zeros(),
        }
    }
}
