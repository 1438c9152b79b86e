//! Diameter: what only the subscriber's home network sends to where the subscriber
//! is, and how many vectors are asked for (rules D-08, D-09, D-12, D-17).

use super::portcullis::columns::{idr_flags, imsi, vectors_eutran, vectors_utran};
use super::portcullis::values::{access_point_flags, agreements, kind};
use super::portcullis::{Id, Verdict};
use super::{Row, HOME_REQUEST, LOCATION, PRIVATE, SUBSCRIBER_ABSENT, VECTORS};

const S6A: u32 = 16_777_251;

const CANCEL_LOCATION: u32 = 317;
const AUTHENTICATION_INFORMATION: u32 = 318;
const INSERT_SUBSCRIBER_DATA: u32 = 319;
const DELETE_SUBSCRIBER_DATA: u32 = 320;
const RESET: u32 = 322;

/// IDR-Flags: user state, location and current location of the subscriber (TS 29.272
/// table 7.3.103/1). Reachability and T-ADS are ordinary.
const LOCATES: u32 = 1 << 2 | 1 << 3 | 1 << 4;

#[inline(always)]
pub fn judge(row: Row) -> Verdict {
    if row.kind() != kind::REQUEST || row.application() != S6A {
        return Verdict::NONE;
    }
    match row.code() {
        CANCEL_LOCATION | DELETE_SUBSCRIBER_DATA => subscriber(row),
        INSERT_SUBSCRIBER_DATA => {
            let asked = row.present_diameter().has(idr_flags) && row.idr_flags() & LOCATES != 0;
            subscriber(row)
                .block(LOCATION, asked && row.agreements() & agreements::LCS == 0)
                .flag(PRIVATE, row.access_points().any(|p| p.flags() & access_point_flags::PRIVATE != 0))
        }
        RESET if is_named(row) => subscriber(row), // it has no User-Name (TS 29.272 clause 7.2.15); with one, of the sender's
        AUTHENTICATION_INFORMATION => vectors(row),
        _ => Verdict::NONE,
    }
}

/// D-08: a subscriber of the network whose realm asks, and never one of ours.
#[inline(always)]
fn subscriber(row: Row) -> Verdict {
    let (owner, origin) = (row.imsi_owner(), row.origin_owner());
    let named = is_named(row);
    let theirs = owner.is_known() && owner != Id::HOME && owner == origin;
    Verdict::NONE.block(HOME_REQUEST, named && !theirs).block(SUBSCRIBER_ABSENT, !named)
}

#[inline(always)]
fn is_named(row: Row) -> bool {
    !row.imsi().is_absent() || row.invalid_common().has(imsi)
}

/// D-12: one to five vectors of a kind.
#[inline(always)]
fn vectors(row: Row) -> Verdict {
    let present = row.present_diameter();
    let eutran = present.has(vectors_eutran) && !(1..=5).contains(&row.vectors_eutran());
    let utran = present.has(vectors_utran) && !(1..=5).contains(&row.vectors_utran());
    Verdict::NONE.block(VECTORS, eutran || utran)
}
