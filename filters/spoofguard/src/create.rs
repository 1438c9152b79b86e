//! Rules G-05 and G-06: whose subscriber, in whose network, to which access point.

use super::portcullis::columns::{apn, imsi, location_plmn, pdn_type, selection_mode, serving_plmn};
use super::portcullis::values::{apn_flags, direction, protocol, selection_mode as mode};
use super::portcullis::{Id, Verdict};
use super::{Parties, Row};
use super::{
    APN_IMSI, APN_NOT_AGREED, APN_OPERATOR, EMERGENCY, IMSI_ABSENT, IMSI_NOT_THEIRS, LOCATION, SECONDARY_IDENTITY,
    SELECTION_MODE, SERVING_NETWORK,
};

/// A partner's SGW or SGSN opens a session at our PGW or GGSN, or in transit at
/// another operator's.
#[inline(always)]
pub fn inbound(row: Row, parties: &Parties, second_primary: bool, verdict: Verdict) -> Verdict {
    let verdict = network(row, |owner| parties.foreign(owner), verdict);
    if row.protocol() == protocol::GTPV1 && row.teid() != 0 && !(second_primary && !row.imsi().is_absent()) {
        return verdict.block(SECONDARY_IDENTITY, identified(row));
    }
    let verdict = subscriber(row, parties.receiver, verdict);
    if row.direction() == direction::TRANSIT {
        return verdict; // the flags of an APN tell of ours
    }
    access_point(row, verdict)
}

/// Our SGW or SGSN opens a session at a partner's PGW or GGSN: the subscriber is
/// of whoever owns that gateway, the network is ours.
#[inline(always)]
pub fn outbound(row: Row) -> Verdict {
    let verdict = network(row, |owner| owner != Id::HOME, Verdict::NONE);
    let theirs = row.dst_owner().is_known() && row.imsi_owner() == row.dst_owner();
    verdict.block(IMSI_NOT_THEIRS, !row.imsi().is_absent() && !theirs)
}

/// The serving network is the sender's. So is the location as a rule; but shared
/// networks report another network there.
#[inline(always)]
fn network(row: Row, foreign: impl Fn(Id) -> bool, verdict: Verdict) -> Verdict {
    let present = row.present_gtp();
    verdict
        .block(SERVING_NETWORK, present.has(serving_plmn) && foreign(row.serving_owner()))
        .flag(LOCATION, present.has(location_plmn) && foreign(row.location_owner()))
}

/// A context beside an existing one (TS 29.060 clause 7.3.1) belongs to the
/// subscriber of its tunnel and names no other.
#[inline(always)]
fn identified(row: Row) -> bool {
    let present = row.present_gtp();
    !row.imsi().is_absent() || present.has(apn) || present.has(selection_mode) || present.has(pdn_type)
}

/// The IMSI is the receiver's, who keeps the subscription. Only an emergency
/// session may come without, and then names the equipment. An IMSI that could
/// not be read is a fault and judged as such; so is a message without any
/// endpoint, such as one of an unknown version, of which nothing was read.
#[inline(always)]
fn subscriber(row: Row, receiver: Id, verdict: Verdict) -> Verdict {
    if !row.imsi().is_absent() {
        return verdict.block(IMSI_NOT_THEIRS, !receiver.is_known() || row.imsi_owner() != receiver);
    }
    let absent = !row.invalid_common().has(imsi) && row.fteids().len() > 0;
    let equipment = !row.mei().is_absent();
    verdict.block(IMSI_ABSENT, absent && !equipment).flag(EMERGENCY, absent && equipment)
}

/// G-06. A GTPv2 APN names our network behind the access point, a GTPv1 APN may
/// (TS 29.274 clause 8.6, TS 29.060 clause 7.7.30).
#[inline(always)]
fn access_point(row: Row, verdict: Verdict) -> Verdict {
    let present = row.present_gtp();
    if !present.has(apn) {
        return verdict;
    }
    let flags = row.apn_flags();
    let is = |flag| flags & flag != 0;
    let named = is(apn_flags::OPERATOR_IDENTIFIER);
    let operator = named && is(apn_flags::OPERATOR_IDENTIFIER_HOME) || !named && row.protocol() == protocol::GTPV1;
    let verified = present.has(selection_mode) && row.selection_mode() == mode::VERIFIED;
    verdict
        .block(APN_NOT_AGREED, !is(apn_flags::ALLOWED) || is(apn_flags::WILDCARD))
        .block(APN_OPERATOR, !operator)
        .block(SELECTION_MODE, is(apn_flags::PRIVATE) && !verified)
        .block(APN_IMSI, is(apn_flags::IMSI_OUTSIDE))
}
