//! Which operations of MAP another network may send at all, and with which
//! agreement (rule MAP-1); which subsystem serves them (rule C-03); how they are
//! addressed (rule C-07).

use super::opset::OpSet;
use super::portcullis::values::agreements::{LCS, MAPV1 as AGREED_MAPV1, MNP, MOBILITY, OPTIMAL_ROUTING, TRACE};
use super::portcullis::{Ints, Reason, Verdict};
use super::{MAP_HANDOVER, MAP_INSIDE, MAP_NEIGHBOUR, MAP_NEVER, MAP_ROUTING, MAP_TRACE, UNASSIGNED};

/// One entry per operation code: a position in `NEEDS`.
pub type Operations = [u8; 128];

/// With what reason an operation is blocked, and which agreements, any of them,
/// lift it.
static NEEDS: [(Reason, u64); 11] = [
    (MAP_NEVER, u64::MAX), // allowed: never looked at
    (MAP_NEVER, 0),
    (MAP_ROUTING, MNP | OPTIMAL_ROUTING),
    (MAP_ROUTING, 0),
    (MAP_ROUTING, LCS),
    (MAP_NEIGHBOUR, MOBILITY),
    (MAP_NEIGHBOUR, AGREED_MAPV1),
    (MAP_TRACE, TRACE),
    (MAP_HANDOVER, MOBILITY),
    (MAP_INSIDE, 0),
    (UNASSIGNED, 0),
];

const ALLOWED: u8 = 0;
const NEVER: u8 = 1;
const UNKNOWN: u8 = 10;

/// Rules MAP-1a to MAP-1e.
pub const OPERATIONS: Operations = {
    let t = [ALLOWED; 128];
    let t = set(t, &[5, 62, 65, 71], NEVER); // any time operations, changes told to the gsmSCF
    let t = set(t, &[22], 2); // routing of calls
    let t = set(t, &[24, 58], 3); // routing for GPRS, IMSI by number
    let t = set(t, &[85], 4); // routing for location services
    let t = set(t, &[43, 55], 5); // between VLRs, and with the EIR
    let t = set(t, &[9], 6); // a version 1 VLR fetches vectors
    let t = set(t, &[50, 51, 52], 7);
    let t = set(t, &[28, 29, 30, 33, 34, 35, 68, 69], 8); // handover between MSCs
    let t = set(t, &[6, 20, 21, 25, 26, 31, 32, 36, 39, 40, 41, 42, 53, 73, 74, 75, 76, 77, 84], 9);
    let t = set(t, &[0, 1, 16, 27, 78, 79, 80, 81, 82], UNKNOWN);
    let mut t = t;
    let mut code = 90;
    while code < 128 {
        t[code] = UNKNOWN;
        code += 1;
    }
    t
};

/// activateTraceMode, which a home network may also send inside the dialogue that
/// registers its subscriber: dropping it would lose the registration.
const ACTIVATE_TRACE: u32 = 50;

/// Judges one operation code. `begins` is whether it opens the dialogue.
#[inline(always)]
pub fn judge(operations: &Operations, code: u32, begins: bool, agreed: u64, verdict: Verdict) -> Verdict {
    let need = operations.get(code as usize).copied().unwrap_or(UNKNOWN);
    if need == ALLOWED {
        return verdict;
    }
    let (reason, lift) = NEEDS[need as usize & 15];
    let applies = agreed & lift == 0;
    let inside = code == ACTIVATE_TRACE && !begins;
    verdict.block(reason, applies && !inside).flag(reason, applies && inside)
}

/// Operations of the list `allow` need nothing any more; those of `deny`, which
/// wins, are never allowed.
pub fn amend(operations: &mut Operations, allow: Ints, deny: Ints) {
    for (list, need) in [(allow, ALLOWED), (deny, NEVER)] {
        for code in list.iter() {
            if let Some(entry) = operations.get_mut(code as usize) {
                *entry = need;
            }
        }
    }
}

/// What stands behind an operation code for rules C-03 and C-07: which subsystems
/// serve it, a bit each as `subsystem` has it, and whether it finds the HLR by the
/// IMSI.
#[inline(always)]
pub fn address(code: u32) -> u8 {
    match ADDRESSES.get(code as usize) {
        Some(address) => *address,
        None => 0,
    }
}

/// Set in `address` if the operation finds the HLR by the IMSI, which is what an
/// E.214 address is made of (rule C-07).
pub const BY_IMSI: u8 = 0x80;
/// The subsystems in `address`. None: nothing is said of the operation.
pub const SERVED: u8 = 0x7F;

/// The bit of a subsystem number (TS 23.003 clause 8); 0 for those that serve no
/// operation of MAP.
#[inline(always)]
pub fn subsystem(ssn: u8) -> u8 {
    SUBSYSTEMS[ssn as usize]
}

static SUBSYSTEMS: [u8; 256] = {
    let numbers = [6, 7, 8, 9, 145, 147, 149];
    let (mut t, mut i) = ([0; 256], 0);
    while i < numbers.len() {
        t[numbers[i]] = 1 << i;
        i += 1;
    }
    t
};

/// Rule C-03. Operations of handover and of traces in an MSC, which come by
/// agreement, are beside the rule's own.
static ADDRESSES: [u8; 128] = {
    let mut t = [0; 128];
    let served = [HLR, VLR, MSC, EIR, GMLC, GSMSCF, SGSN, OF_IMSI];
    let mut code = 0;
    while code < 128 {
        let mut i = 0;
        while i < served.len() {
            if served[i].has(code as u32) {
                t[code] |= 1 << i;
            }
            i += 1;
        }
        code += 1;
    }
    t
};

const HLR: OpSet = OpSet::of(&[
    2, 9, 10, 11, 12, 13, 14, 15, 17, 19, 22, 23, 24, 45, 47, 48, 54, 56, 57, 58, 59, 62, 65, 66, 67, 71, 85, 87,
]);
const VLR: OpSet = OpSet::of(&[3, 4, 7, 8, 9, 37, 38, 50, 51, 55, 60, 61, 70]);
const MSC: OpSet = OpSet::of(&[28, 29, 30, 33, 34, 35, 44, 46, 49, 52, 63, 64, 68, 69, 83, 88]);
const EIR: OpSet = OpSet::of(&[43]);
const GMLC: OpSet = OpSet::of(&[71, 86]);
const GSMSCF: OpSet = OpSet::of(&[5, 59, 60, 61, 72, 89]);
const SGSN: OpSet = OpSet::of(&[3, 7, 8, 37, 44, 46, 50, 51, 70, 83]);

/// Rule C-07.
const OF_IMSI: OpSet = OpSet::of(&[2, 9, 10, 11, 12, 13, 14, 15, 17, 23, 24, 56, 57, 59, 66, 67, 85]);

const fn set(mut operations: Operations, codes: &[u8], need: u8) -> Operations {
    let mut i = 0;
    while i < codes.len() {
        operations[codes[i] as usize] = need;
        i += 1;
    }
    operations
}
