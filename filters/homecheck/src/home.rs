//! What only the subscriber's home network sends to where the subscriber is (rules
//! MAP-2a, MAP-2b, MAP-2c).

use super::portcullis::values::{agreements, number_role as role};
use super::portcullis::Verdict;
use super::{foreign, Row, Subject, GSMSCF, HOME_REQUEST, RESET, SERVICE_REQUEST, SUBSCRIBER_ABSENT};

/// Only this operation of its kind may do without a subscriber, in the dialogue
/// that registers one; its control functions are the home network's.
const INSERT_SUBSCRIBER_DATA: u32 = 7;

/// MAP-2a, and the addresses of MAP-2c.
#[inline(always)]
pub fn request(row: Row, begins: bool) -> Verdict {
    let subject = Subject::of(row);
    let verdict = Verdict::NONE
        .block(HOME_REQUEST, subject.named && !subject.is_callers(row))
        .block(SUBSCRIBER_ABSENT, !subject.named && begins);
    if row.code() != INSERT_SUBSCRIBER_DATA {
        return verdict;
    }
    let home = if subject.named { subject.owner } else { row.calling_owner() };
    let elsewhere = row.numbers().any(|n| n.role() == role::GSMSCF && (n.owner() != home || !home.is_known()));
    verdict.block(GSMSCF, elsewhere)
}

/// MAP-1c: a trace is of the home network's own subscriber. Whether it may come at
/// all is an agreement (opgate); inside a registration it names nobody.
#[inline(always)]
pub fn trace(row: Row) -> Verdict {
    let subject = Subject::of(row);
    Verdict::NONE.block(HOME_REQUEST, subject.named && !subject.is_callers(row))
}

/// MAP-2b: the HLR that has restarted is the caller's, and so are the subscribers that
/// it tells apart. From release 14 it may change their data at once (TS 29.002 clause
/// 8.10.1), of which MAP-2c holds.
#[inline(always)]
pub fn reset(row: Row) -> Verdict {
    let subject = Subject::of(row);
    let owned = |r: u8| row.numbers().any(|n| n.role() == r && foreign(row, n.owner()));
    Verdict::NONE
        .block(RESET, owned(role::HLR) || subject.named && !subject.is_callers(row))
        .block(GSMSCF, owned(role::GSMSCF))
}

/// MAP-2b: a location, of the home network's subscriber, by IMSI or number; with
/// the lcs agreement of anybody who is here.
#[inline(always)]
pub fn locates(row: Row) -> Verdict {
    let by_imsi = Subject::of(row);
    let subject = match by_imsi.named {
        true => by_imsi,
        false => Subject { owner: row.msisdn_owner(), named: true },
    };
    let agreed = row.agreements() & agreements::LCS != 0;
    Verdict::NONE.block(SERVICE_REQUEST, !agreed && !subject.is_callers(row))
}

/// MAP-2b: what reaches the handset. Inside a dialogue the subscriber is that
/// dialogue's.
#[inline(always)]
pub fn service(row: Row, begins: bool) -> Verdict {
    let subject = Subject::of(row);
    Verdict::NONE
        .block(SERVICE_REQUEST, subject.named && !subject.is_callers(row))
        .block(SUBSCRIBER_ABSENT, !subject.named && begins)
}
