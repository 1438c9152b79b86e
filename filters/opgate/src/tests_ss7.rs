//! The tables of SS7 against the words of the rules.

use super::opset::OpSet;
use super::tests::listed;
use super::{cap, context, map};

use std::vec::Vec;

/// Rule P-05, "Versions", with its last entry, "all others", spelled out.
const VERSIONS: &[(u8, u8, &str)] = &[
    (1, 3, "1, 2, 3, 5, 10, 11, 13, 14, 16, 17, 20, 21, 24"),
    (1, 2, "18, 23"),
    (2, 2, "19, 26"),
    (2, 3, "15, 25, 27"),
    (3, 4, "6, 33"),
    (3, 3, "4, 7-9, 22, 28, 29, 31, 32, 34-39, 41-47"),
];

/// "Opcodes per AC (latest version)"; the empty lists of 12, 30 and 40 are not there.
const LATEST: &[(u8, &str)] = &[
    (1, "2, 7, 38, 50, 57"), (2, "3"), (3, "4"), (4, "87"), (5, "22"), (6, "6"), (7, "73, 74, 75"), (8, "76, 77"), (9, "88"),
    (10, "37"), (11, "29, 33, 34, 68, 69"), (13, "43"), (14, "56"), (15, "55"), (16, "7, 8"), (17, "50, 51"), (18, "10-14, 17, 18"),
    (19, "59, 60, 61"), (20, "45, 47, 63"), (21, "46"), (22, "5"), (23, "64"), (24, "66"), (25, "44"), (26, "58"), (27, "67"),
    (28, "70"), (29, "71"), (31, "39-42"), (32, "7, 23, 50"), (33, "24"), (34, "25"), (35, "26"), (36, "72"), (37, "85"),
    (38, "83, 86"), (39, "15"), (41, "21"), (42, "89"), (43, "62, 65"), (44, "20"), (45, "84"), (46, "7, 53"), (47, "36"),
];

/// "Older versions differ".
const OLDER: &[(u8, u8, &str)] = &[
    (11, 1, "28, 29, 30, 33, 34, 35, 52"), (14, 1, "9"), (18, 1, "10-14, 17-19, 54"), (20, 1, "45, 47"), (21, 1, "46"), (23, 1, "49"),
    (24, 1, "48"), (25, 2, "46"),
];

/// "MAPv1 without AC".
const WITHOUT_CONTEXT: &str = "2-4, 7-14, 17-19, 22, 28-30, 33-35, 37, 38, 43, 45-52, 54";

/// "come from the responder, never in a Begin of that AC".
const RESPONDER: &[(u8, &str)] = &[(1, "7, 38, 50"), (32, "7, 50"), (18, "18"), (20, "63")];

/// What the rule's text allows, beyond which a version 1 context has none of the
/// operations that came later.
fn allows(id: u8, version: u8, code: u32, begins: bool) -> bool {
    let exists = VERSIONS.iter().any(|v| (v.0..=v.1).contains(&version) && listed(v.2, id as u32));
    let older = OLDER.iter().find(|o| (o.0, o.1) == (id, version)).map(|o| o.2);
    let latest = LATEST.iter().find(|l| l.0 == id).map(|l| l.1);
    let answers = RESPONDER.iter().any(|r| r.0 == id && listed(r.1, code));
    exists
        && older.or(latest).map_or(false, |text| listed(text, code))
        && (version > 1 || listed(WITHOUT_CONTEXT, code))
        && !(begins && answers)
}

#[test]
fn map_contexts_are_those_of_rule_p05() {
    for id in (0..=50).chain([255]) {
        for version in (0..=6).chain([255]) {
            let context = context::of(id, version);
            for code in 0..=128 {
                assert_eq!(context.all.has(code), allows(id, version, code, false), "{}.{} {}", id, version, code);
                assert_eq!(context.opening.has(code), allows(id, version, code, true), "Begin {}.{} {}", id, version, code);
            }
        }
    }
    for code in 0..=128 {
        assert_eq!(context::VERSION_1.has(code), listed(WITHOUT_CONTEXT, code), "{} without context", code);
    }
}

/// A dialogue that opens empty is judged by the lowest operation that may open it,
/// so all of them should need the same. In two contexts they do not, and the others
/// are judged when they come: traceSubscriberActivity beside handover, updateVcsgLocation
/// beside insertSubscriberData.
#[test]
fn one_context_opens_with_one_need() {
    for id in 0..48 {
        for version in 1..5 {
            let opening = context::of(id, version).opening;
            let needs: Vec<u8> = (0..128).filter(|c| opening.has(*c)).map(|c| map::OPERATIONS[c as usize]).collect();
            let odd = [(11, 1), (46, 3)].contains(&(id, version));
            assert!(odd || needs.iter().all(|n| *n == needs[0]), "{}.{}", id, version);
        }
    }
}

#[test]
fn subsystems_serve_what_rule_c03_says() {
    let rule: &[(u8, &str)] = &[
        (6, "2, 9-15, 17, 19, 22-24, 45, 47, 48, 54, 56-59, 62, 65-67, 71, 85, 87"),
        (7, "3, 4, 7-9, 37, 38, 50, 51, 55, 60, 61, 70"),
        (149, "3, 7, 8, 37, 44, 46, 50, 51, 70, 83"),
        (8, "44, 46, 49, 63, 64, 83, 88"),
        (9, "43"),
        (145, "71, 86"),
        (147, "5, 59-61, 72, 89"),
    ];
    let agreed = "28-30, 33-35, 52, 68, 69"; // between MSCs, beside the rule
    for ssn in 0..=255 {
        let text = rule.iter().find(|r| r.0 == ssn).map_or("999", |r| r.1);
        for code in 0..=128 {
            let want = listed(text, code) || ssn == 8 && listed(agreed, code);
            assert_eq!(map::address(code) & map::subsystem(ssn) != 0, want, "SSN {} {}", ssn, code);
        }
    }
}

#[test]
fn addressed_by_imsi_as_rule_c07_says() {
    for code in 0..256 {
        let want = listed("2, 9, 15, 23, 24, 56, 57, 67, 85, 10-14, 17, 59, 66", code);
        assert_eq!(map::address(code) & map::BY_IMSI != 0, want, "{}", code);
    }
}

#[test]
fn cap_contexts_and_directions_are_those_of_rules_b3() {
    let known: &[(u8, u8)] = &[
        (1, 50), (2, 50), (2, 51), (2, 52), (3, 4), (3, 6), (3, 14), (3, 50), (3, 51), (3, 61), (4, 4), (4, 6), (4, 8), (4, 14), (4, 61),
    ];
    let call = ("0, 16, 24, 36, 44, 49, 96", "17-20, 22, 23, 27, 31-35, 41, 45-48, 53, 55, 86, 88, 90, 93, 95, 97");
    let (sms, gprs) = (("60, 64", "61-63, 65-67"), ("72, 76, 78, 80", "70, 71, 73-75, 77, 79, 81-83"));
    for phase in 0..=6 {
        for id in 0..=255 {
            let context = cap::of(id, phase);
            assert_eq!(context.is_known(), known.contains(&(phase, id)), "phase {} {}", phase, id);
            if !context.is_known() {
                continue;
            }
            let text = match (phase, id) {
                (_, 61) => sms,
                (3, 50 | 51) => gprs,
                _ => call,
            };
            for code in 0..=128 {
                assert_eq!(context.to_scf.has(code), listed(text.0, code), "phase {} {} {}", phase, id, code);
                assert_eq!(context.to_ssf.has(code), listed(text.1, code), "phase {} {} {}", phase, id, code);
            }
            assert_eq!(context.opened_by_scf, [(3, 51), (4, 8)].contains(&(phase, id)));
            assert_eq!(cap::is_open(id, phase), (phase, id) == (4, 8));
        }
    }
}

#[test]
fn sets_of_operations() {
    let set = OpSet::of(&[3, 64, 127]);
    assert!(set.has(3) && set.has(64) && set.has(127) && !set.has(67) && !set.has(128) && !set.has(u32::MAX));
    assert_eq!((set.lowest(), OpSet::of(&[70]).lowest(), OpSet::NONE.lowest()), (3, 70, 128));
    assert!(set.any(|code| code > 64) && !set.any(|code| code == 5));
    assert!(set.shared(OpSet::of(&[64, 5])) == OpSet::of(&[64]) && set.without(set).is_empty() && !set.is_empty());
}
