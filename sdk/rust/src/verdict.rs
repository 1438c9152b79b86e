//! What a filter says of an operation.

/// One of the filter's reasons: its position in the manifest.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reason(pub u8);

/// The reasons that apply to an operation, with the verdict each comes with.
/// All that apply are to be set: an exception that an operator makes for one of
/// them then never hides another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Verdict {
    pub block: u64,
    pub flag: u64,
    /// Suspicion, 0 to 65535.
    pub score: u16,
}

impl Verdict {
    pub const NONE: Verdict = Verdict { block: 0, flag: 0, score: 0 };

    /// Adds `reason` with verdict block if it applies.
    #[inline(always)]
    #[must_use]
    pub const fn block(self, reason: Reason, applies: bool) -> Verdict {
        Verdict { block: self.block | (applies as u64) << reason.0, ..self }
    }

    /// Adds `reason` with verdict flag if it applies.
    #[inline(always)]
    #[must_use]
    pub const fn flag(self, reason: Reason, applies: bool) -> Verdict {
        Verdict { flag: self.flag | (applies as u64) << reason.0, ..self }
    }

    #[inline(always)]
    #[must_use]
    pub const fn score(self, score: u16) -> Verdict {
        Verdict { score, ..self }
    }
}
