//! CAP: what may open a dialogue (rules CAP-1, CAP-2, CAP-4; TS 29.078 clauses
//! 6.1.2, 7.1.2, 8.1.2). Inside one, who may send what needs state.

use super::portcullis::Verdict;
use super::{Row, Subject, CAP_NOT_OURS, CAP_OUTSIDE, CAP_UNCHECKED, SUBSCRIBER_ABSENT};

// Application contexts, phase and identifier.
const GPRS_BY_SCF: (u8, u8) = (3, 51);
const CALL_BY_SCF: (u8, u8) = (4, 8);
const INITIATE_CALL_ATTEMPT: u32 = 32;

/// An Invoke in a Begin.
#[inline(always)]
pub fn judge(row: Row) -> Verdict {
    let context = (row.context_version(), row.context());
    let assists = matches!(context, (2, 51 | 52) | (3 | 4, 6 | 14));
    match row.code() {
        // By agreement (opgate), and with the attempt first: what is done with a call
        // that is not there yet follows in the same message.
        code if context == CALL_BY_SCF => Verdict::NONE.block(CAP_OUTSIDE, row.component() == 0 && code != INITIATE_CALL_ATTEMPT),
        // The control relationship that it takes up again has to be a live one.
        _ if context == GPRS_BY_SCF => Verdict::NONE.flag(CAP_UNCHECKED, true),
        72 | 76 | 80 => Verdict::NONE.flag(CAP_UNCHECKED, true),
        // The resource has to be one that we named.
        16 if assists => Verdict::NONE.flag(CAP_UNCHECKED, true),
        0 | 60 | 78 => initial(row),
        _ => Verdict::NONE.block(CAP_OUTSIDE, true),
    }
}

/// CAP-2: a call, short message or GPRS session of our subscriber.
#[inline(always)]
fn initial(row: Row) -> Verdict {
    let subject = Subject::of(row);
    Verdict::NONE
        .block(CAP_NOT_OURS, subject.named && !subject.is_receivers(row))
        .block(SUBSCRIBER_ABSENT, !subject.named)
}
