//! The application contexts of CAP, and which way its operations go (rules CAP-0,
//! CAP-4; TS 29.078 clauses 6.1.2, 7.1.2, 8.1.2).

use super::opset::OpSet;

/// What a context, or every context, is for.
#[derive(Clone, Copy)]
pub struct Context {
    /// Operations towards the gsmSCF, and towards the gsmSSF, gprsSSF or gsmSRF.
    pub to_scf: OpSet,
    pub to_ssf: OpSet,
    /// The gsmSCF opens the dialogue.
    pub opened_by_scf: bool,
}

impl Context {
    pub const NOWHERE: Context = Context { to_scf: OpSet::NONE, to_ssf: OpSet::NONE, opened_by_scf: false };

    #[inline(always)]
    pub const fn is_known(self) -> bool {
        !self.to_scf.is_empty()
    }

    const fn opened_by_scf(self) -> Context {
        Context { opened_by_scf: true, ..self }
    }
}

const CALL: Context = Context {
    to_scf: OpSet::of(&[0, 16, 24, 36, 44, 49, 96]),
    to_ssf: OpSet::of(&[
        17, 18, 19, 20, 22, 23, 27, 31, 32, 33, 34, 35, 41, 45, 46, 47, 48, 53, 55, 86, 88, 90, 93, 95, 97,
    ]),
    opened_by_scf: false,
};
const SMS: Context = Context {
    to_scf: OpSet::of(&[60, 64]),
    to_ssf: OpSet::of(&[61, 62, 63, 65, 66, 67]),
    opened_by_scf: false,
};
const GPRS: Context = Context {
    to_scf: OpSet::of(&[72, 76, 78, 80]),
    to_ssf: OpSet::of(&[70, 71, 73, 74, 75, 77, 79, 81, 82, 83]),
    opened_by_scf: false,
};

/// Every operation of CAP, whatever the context.
pub const ALL: OpSet = CALL.to_scf.and(CALL.to_ssf).and(SMS.to_scf).and(SMS.to_ssf).and(GPRS.to_scf).and(GPRS.to_ssf);

/// The context with this identifier and phase.
#[inline(always)]
pub fn of(id: u8, phase: u8) -> Context {
    match (phase, id) {
        (1, 50) | (2, 50..=52) | (3 | 4, 4 | 6 | 14) => CALL,
        (3 | 4, 61) => SMS,
        (3, 50) => GPRS,
        (3, 51) => GPRS.opened_by_scf(),
        (4, 8) => CALL.opened_by_scf(),
        _ => Context::NOWHERE,
    }
}

/// The generic context that the gsmSCF opens, to set up a call: by agreement.
#[inline(always)]
pub fn is_open(id: u8, phase: u8) -> bool {
    (phase, id) == (4, 8)
}
