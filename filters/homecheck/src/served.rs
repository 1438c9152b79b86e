//! What only the network that serves a subscriber sends to the home network (rules
//! MAP-3a to MAP-3d). That it is the one that serves needs state; that the
//! subscriber is the receiver's does not.

use super::portcullis::columns::vectors as vectors_column;
use super::portcullis::values::number_role as role;
use super::portcullis::Verdict;
use super::{foreign, Row, Subject, NOT_OURS, SERVING_NODE, SUBSCRIBER_ABSENT, VECTORS};

/// MAP-3a: the nodes that are to serve the subscriber are the caller's.
#[inline(always)]
pub fn registers(row: Row) -> Verdict {
    let serving = 1u32 << role::MSC | 1 << role::VLR | 1 << role::SGSN;
    let elsewhere = row.numbers().any(|n| serving >> (n.role() & 31) & 1 != 0 && foreign(row, n.owner()));
    Verdict::NONE.block(NOT_OURS, !Subject::of(row).is_receivers(row)).block(SERVING_NODE, elsewhere)
}

/// MAP-3b: one to five vectors for a subscriber of the receiver's. Version 2 has no
/// number of vectors, and a request for more of them no subscriber.
#[inline(always)]
pub fn vectors(row: Row, begins: bool) -> Verdict {
    let subject = Subject::of(row);
    let counted = row.present_ss7().has(vectors_column);
    Verdict::NONE
        .block(NOT_OURS, subject.named && !subject.is_receivers(row))
        .block(SUBSCRIBER_ABSENT, !subject.named && begins)
        .block(VECTORS, counted && !(1..=5).contains(&row.vectors()))
}

/// MAP-3c, MAP-3d: a subscriber who is named is the receiver's.
#[inline(always)]
pub fn subscriber(row: Row) -> Verdict {
    let subject = Subject::of(row);
    Verdict::NONE.block(NOT_OURS, subject.named && !subject.is_receivers(row))
}
