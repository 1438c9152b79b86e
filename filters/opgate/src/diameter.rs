//! Diameter: applications and commands that go between operators, and which of our
//! nodes they go to (rules D-02, D-03, D-04, D-13, D-19).

use super::portcullis::columns::ppid;
use super::portcullis::values::{agreements, diameter_flags, direction, kind, roles};
use super::portcullis::Verdict;
use super::Row;
use super::{DIAMETER_APPLICATION, DIAMETER_COMMAND, DIAMETER_DIRECTION, DIAMETER_LCS, DIAMETER_REDIRECT, PPID};

/// Payload protocol identifiers of Diameter in the clear (RFC 6733 clause 2.1.1); 0
/// is what some stacks send.
const PAYLOAD_PROTOCOLS: u64 = 1 << 46 | 1;

/// The application of an agent's own capabilities: never one of a command.
const RELAY: u32 = 0xFFFF_FFFF;
const S6A: u32 = 16_777_251;
const SLG: u32 = 16_777_255;
const SLH: u32 = 16_777_291;

/// DIAMETER_REDIRECT_INDICATION (RFC 6733 clause 7.1.3).
const REDIRECT_INDICATION: u32 = 3006;

#[inline(always)]
pub fn judge(row: Row) -> Verdict {
    let (application, code) = (row.application(), row.code());
    let agreed = row.diameter_flags() & diameter_flags::APPLICATION_AGREED != 0;
    let carried = row.ppid() < 64 && PAYLOAD_PROTOCOLS >> row.ppid() & 1 != 0;
    let lcs = application == SLG || application == SLH;
    // An agent on the way has no agreements: it says that nobody could be asked.
    let refusal = row.kind() != kind::REQUEST && row.diameter_flags() & diameter_flags::PEER_REALM != 0;
    let verdict = Verdict::NONE
        .block(PPID, row.present_common().has(ppid) && !carried)
        .block(DIAMETER_APPLICATION, !agreed && application != RELAY)
        .block(DIAMETER_COMMAND, !belongs(application, code))
        .block(DIAMETER_LCS, lcs && !refusal && row.agreements() & agreements::LCS == 0);
    if row.kind() != kind::REQUEST {
        return verdict.block(DIAMETER_REDIRECT, row.result_code() == REDIRECT_INDICATION || row.redirect_hosts() > 0);
    }
    let receivers = receivers(application, code);
    let known = row.destination_roles() != 0 && row.direction() == direction::IN;
    verdict.block(DIAMETER_DIRECTION, known && receivers != 0 && row.destination_roles() & receivers == 0)
}

/// Whether an application has a command. One that is not listed has any: whether it
/// may be used at all is an agreement.
#[inline(always)]
fn belongs(application: u32, code: u32) -> bool {
    match application {
        S6A => (316..=323).contains(&code),
        0 => matches!(code, 257 | 280 | 282),
        RELAY => false,
        _ => elsewhere(application, code),
    }
}

fn elsewhere(application: u32, code: u32) -> bool {
    match application {
        1 => matches!(code, 258 | 265 | 271 | 274 | 275),
        3 => code == 271,
        4 => matches!(code, 258 | 272 | 274),
        5 => matches!(code, 258 | 268 | 274 | 275),
        16_777_216 => (300..=305).contains(&code),                              // Cx
        16_777_217 => (306..=309).contains(&code),                              // Sh
        16_777_236 => matches!(code, 258 | 265 | 274 | 275),                    // Rx
        16_777_238 => matches!(code, 258 | 272),                                // Gx
        16_777_250 | 16_777_264 => matches!(code, 258 | 265 | 268 | 274 | 275), // STa and SWa, SWm
        16_777_252 => code == 324,                                              // S13
        SLG => matches!(code, 8_388_620 | 8_388_621),
        16_777_265 => matches!(code, 301 | 303..=305),                    // SWx
        16_777_267 => matches!(code, 258 | 272 | 8_388_656),              // S9
        16_777_272 => matches!(code, 258 | 265 | 268 | 274 | 275),        // S6b
        SLH => code == 8_388_622,
        16_777_308 => matches!(code, 8_388_638 | 8_388_642),              // S7a
        16_777_309 => matches!(code, 8_388_639 | 8_388_640),              // Tsp
        16_777_310 => code == 8_388_641,                                  // S6m
        16_777_311 => matches!(code, 8_388_643 | 8_388_644),              // T4
        16_777_312 => (8_388_647..=8_388_649).contains(&code),            // S6c
        16_777_313 => matches!(code, 8_388_645 | 8_388_646 | 8_388_648),  // SGd
        16_777_345 => matches!(code, 8_388_718 | 8_388_719 | 8_388_726),  // S6t
        _ => true,
    }
}

/// Who of ours a request is for, by role; 0 where the rules name nobody.
#[inline(always)]
fn receivers(application: u32, code: u32) -> u16 {
    const SUBSCRIBER_DATA: u16 = roles::HSS | roles::HLR;
    const SERVING: u16 = roles::MME | roles::SGSN;
    match (application, code) {
        (S6A, 317 | 319 | 320 | 322) => SERVING,          // Cancel-Location, Insert- and Delete-Subscriber-Data, Reset
        (S6A, _) => SUBSCRIBER_DATA,                      // Update-Location, Authentication-Information, Purge-UE, Notify
        (16_777_312, 8_388_648) => roles::SMSC,           // Alert-Service-Centre
        (16_777_312, _) => SUBSCRIBER_DATA | roles::SMSC, // Send-Routing-Info-for-SM, Report-SM-Delivery-Status: also the router
        (16_777_313, 8_388_646) => SERVING | roles::MSC | roles::SMSC, // MT-Forward-Short-Message: also the router
        (16_777_313, _) => roles::SMSC,                   // MO-Forward-Short-Message, Alert-Service-Centre
        _ => 0,
    }
}
