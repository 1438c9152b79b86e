//! The party addresses of SCCP (rules C-02 and C-03; Q.713 clause 3.4).

use super::portcullis::values::{agreements, direction, protocol, ss7_flags};
use super::portcullis::{Digits, Id, Mask, Verdict};
use super::{Block, Row, CALLED_FORM, CALLED_NOT_OURS, CALLING_FORM, CALLING_NOT_OURS, GT_IS_OURS, GT_NOT_THEIRS};

// Address indicators: which parts are there, GTI, RI.
const SSN_GT: u8 = 0x12;
const POINT_CODE_SSN_GT: u8 = 0x13;
const POINT_CODE_SSN: u8 = 0x43; // routed on them

const E164: u8 = 1;
const E214: u8 = 7;
const INTERNATIONAL: u8 = 4;
/// Translation type that some networks give requests for call routing.
const TT_CALL: u8 = 0x80;
const SEND_ROUTING_INFO: u32 = 22;
/// The application context of sendRoutingInfo.
const LOCATION_INFO_RETRIEVAL: u8 = 5;

/// Where `calling` has nothing to say: subsystem and international number of a
/// partner that is reached this way.
#[inline(always)]
pub fn usual_calling(block: Block) -> Mask {
    let ssn = block.calling_ssn();
    block.calling_indicator().is(SSN_GT)
        & block.calling_tt().is(0)
        & block.calling_np().is(E164)
        & block.calling_nai().is(INTERNATIONAL)
        & !(ssn.is(SSN_UNKNOWN) | ssn.is(SSN_RESERVED))
        & block.calling_gt().at_least(SHORTEST)
        & block.calling_owner().at_least(Id::HOME.0 + 1)
        & block.ss7_flags().has(ss7_flags::CALLING_REACHED)
}

/// Where `called` has nothing to say: subsystem, and a number of ours or, in transit,
/// anybody's.
#[inline(always)]
pub fn usual_called(block: Block, transit: Mask) -> Mask {
    let (ssn, np) = (block.called_ssn(), block.called_np());
    block.called_indicator().is(SSN_GT)
        & block.called_tt().is(0)
        & (np.is(E164) | np.is(E214))
        & block.called_nai().is(INTERNATIONAL)
        & !(ssn.is(SSN_UNKNOWN) | ssn.is(SSN_RESERVED))
        & block.called_gt().at_least(SHORTEST)
        & (block.called_owner().is(Id::HOME.0) | transit)
}

/// C-02. A carrier may keep point codes and translation types of others.
/// Of a message that comes back, this is the address that we called: in E.214,
/// with a translation type, or that of a subscriber.
#[inline(always)]
pub fn calling(row: Row, returned: bool, verdict: Verdict) -> Verdict {
    let (indicator, tt, gt) = (row.calling_indicator(), row.calling_tt(), row.calling_gt());
    let flags = row.ss7_flags();
    let transit = flags & ss7_flags::TRANSIT != 0;
    let by_point = indicator == POINT_CODE_SSN;
    let plan = row.calling_np() == E164 || returned && row.calling_np() == E214;
    let title = plan && row.calling_nai() == INTERNATIONAL && long_enough(gt);
    let odd = indicator == POINT_CODE_SSN_GT || by_point || tt != 0 && !(returned && tt == TT_CALL);
    let legible = indicator == SSN_GT || indicator == POINT_CODE_SSN_GT || by_point;
    let sound = legible && usable(row.calling_ssn()) && (by_point || title);
    let owner = row.calling_owner();
    let foreign = match owner {
        Id::NONE => !returned,
        Id::HOME => false,
        _ => flags & ss7_flags::CALLING_REACHED == 0,
    };
    verdict
        .block(CALLING_FORM, !sound || odd && !transit)
        .flag(CALLING_FORM, sound && odd && transit)
        .block(GT_NOT_THEIRS, foreign && !gt.is_absent())
        .block(GT_IS_OURS, owner == Id::HOME)
}

/// C-03, of what opens a dialogue. A ported number may be ours without lying in our
/// ranges: with the agreement on number portability its owner is not compared.
#[inline(always)]
pub fn called(row: Row, verdict: Verdict) -> Verdict {
    let (indicator, tt, gt) = (row.called_indicator(), row.called_tt(), row.called_gt());
    let sound = row.called_nai() == INTERNATIONAL && usable(row.called_ssn()) && long_enough(gt);
    let parts = indicator == SSN_GT || indicator == POINT_CODE_SSN_GT;
    let plan = row.called_np() == E164 || row.called_np() == E214;
    // Without an operation yet, any of its context may follow; of version 1 any.
    let may_route = row.component_type() == 0 && matches!(row.context(), 0 | LOCATION_INFO_RETRIEVAL);
    let routes_call = row.code() == SEND_ROUTING_INFO || may_route;
    let translated = tt == 0 || tt == TT_CALL && routes_call;
    let ported = row.agreements() & agreements::MNP != 0 && row.protocol() == protocol::MAP && matches!(row.code(), 22 | 45 | 47);
    let ours = row.direction() == direction::TRANSIT || row.called_owner() == Id::HOME || ported;
    verdict.block(CALLED_FORM, !(sound && parts && plan && translated)).block(CALLED_NOT_OURS, !ours && !gt.is_absent())
}

/// What leaves home has a calling party of home.
#[inline(always)]
pub fn outbound(row: Row, unitdata: bool, verdict: Verdict) -> Verdict {
    verdict.block(CALLING_NOT_OURS, unitdata && !row.calling_gt().is_absent() && row.calling_owner() != Id::HOME)
}

/// An SSN of 0 is "not known", 254 is reserved (Q.713 clause 3.4.2.2): both let the
/// receiver guess.
#[inline(always)]
fn usable(ssn: u8) -> bool {
    ssn != SSN_UNKNOWN && ssn != SSN_RESERVED
}

const SSN_UNKNOWN: u8 = 0;
const SSN_RESERVED: u8 = 254;

/// 7 to 15 digits; more do not fit the column and are a fault.
#[inline(always)]
fn long_enough(gt: Digits) -> bool {
    gt.len() >= 7
}

/// The least of the packed strings with at least 7 and at most 15 digits.
const SHORTEST: u64 = 7 << 60;
