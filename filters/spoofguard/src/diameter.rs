//! Diameter: whose realm and host a command names, which way it came, whose session
//! it is, and whom a serving network asks for (rules D-01, D-05, D-06, D-07, D-10,
//! D-16, D-17).

use super::portcullis::columns::{destination_host, destination_realm, origin_realm, session_id, visited_plmn};
use super::portcullis::values::{command_flags, diameter_flags as flags, direction, kind, route_flags};
use super::portcullis::{Id, Verdict};
use super::Row;
use super::{
    DESTINATION_HOST, DESTINATION_REALM, HOST_ADDRESS, HOST_NOT_IN_REALM, IMSI_NOT_OURS, MNC_LENGTH, PEER_NOT_KNOWN, PEER_RELAYED,
    REALM_FORM, REALM_IS_OURS, REALM_NOT_THEIRS, ROUTE_HAS_US, ROUTE_NOT_KNOWN, ROUTE_NOT_ORIGIN, ROUTE_TOO_LONG, SESSION_IS_OURS,
    SESSION_NOT_THEIRS, ULR_FLAGS, USER_ID, VISITED_NETWORK,
};

/// The application of Capabilities-Exchange, Device-Watchdog and Disconnect-Peer.
const BASE: u32 = 0;
const S6A: u32 = 16_777_251;

const RE_AUTH: u32 = 258;
const ABORT_SESSION: u32 = 274;
const UPDATE_LOCATION: u32 = 316;
const AUTHENTICATION_INFORMATION: u32 = 318;
const PURGE_UE: u32 = 321;
const RESET: u32 = 322;
const NOTIFY: u32 = 323;

/// More agents than any roaming agreement has between two networks.
const MOST_ROUTES: usize = 8;

/// ULR-Flags: the request comes from an MME (TS 29.272 table 7.3.7/1).
const S6A_INDICATOR: u32 = 1 << 1;

/// What home sends is not judged.
#[inline(always)]
pub fn judge(row: Row) -> Verdict {
    if row.direction() == direction::OUT {
        return Verdict::NONE;
    }
    if row.application() == BASE && matches!(row.code(), 257 | 280 | 282) {
        return peer(row);
    }
    if row.kind() != kind::REQUEST {
        return origin(row, Verdict::NONE);
    }
    let verdict = session(row, destination(row, origin(row, routed(row, Verdict::NONE))));
    match (row.application(), row.code()) {
        (S6A, UPDATE_LOCATION) => update(row, serving(row, verdict)),
        (S6A, AUTHENTICATION_INFORMATION | PURGE_UE | NOTIFY) => serving(row, verdict),
        (S6A, RESET) => verdict.block(USER_ID, row.user_ids().any(|u| u.owner() != row.origin_owner())),
        _ => verdict,
    }
}

/// D-01: what only the peer itself says, of itself.
#[inline(always)]
fn peer(row: Row) -> Verdict {
    let f = row.diameter_flags();
    let relayed = row.command_flags() & command_flags::PROXIABLE != 0 || row.routes().len() > 0;
    Verdict::NONE
        .block(PEER_NOT_KNOWN, f & flags::PEER_HOST == 0)
        .block(PEER_RELAYED, relayed)
        .block(HOST_ADDRESS, f & flags::HOSTS_INSIDE == 0)
        .block(HOST_NOT_IN_REALM, f & flags::HOST_IN_REALM == 0 && f & flags::PEER_REALM == 0)
        .block(REALM_IS_OURS, f & flags::ORIGIN_HOME != 0)
}

/// D-05: a realm that is reached through this peer, and a host in it. An absent one
/// is a fault.
#[inline(always)]
fn origin(row: Row, verdict: Verdict) -> Verdict {
    let f = row.diameter_flags();
    let named = row.present_diameter().has(origin_realm);
    const SOUND: u64 = flags::ORIGIN_REACHED | flags::HOST_IN_REALM;
    if f & (SOUND | flags::ORIGIN_HOME | flags::REALM_BAD | flags::MNC_LENGTH) == SOUND {
        return verdict; // what nearly all commands are
    }
    let ours = f & flags::ORIGIN_HOME != 0;
    verdict
        .block(REALM_NOT_THEIRS, named && !ours && f & flags::ORIGIN_REACHED == 0)
        .block(REALM_IS_OURS, ours)
        .block(HOST_NOT_IN_REALM, named && f & flags::HOST_IN_REALM == 0)
        .block(REALM_FORM, f & flags::REALM_BAD != 0)
        .block(MNC_LENGTH, f & flags::MNC_LENGTH != 0)
}

/// D-06: answers go back the way that the Route-Records of the request show (RFC 6733
/// clause 6.7.1). Those that an answer brings back are ours.
#[inline(always)]
fn routed(row: Row, verdict: Verdict) -> Verdict {
    let f = row.diameter_flags();
    let count = row.routes().len();
    if count == 0 {
        return verdict;
    }
    let by_agent = row.routes().next().map_or(false, |first| first.flags() & route_flags::AGENT != 0);
    verdict
        .block(ROUTE_HAS_US, f & flags::ROUTE_HOME != 0)
        .block(ROUTE_NOT_KNOWN, f & flags::ROUTE_UNKNOWN != 0)
        .block(ROUTE_NOT_ORIGIN, f & flags::ROUTE_ORIGIN == 0 && !by_agent)
        .flag(ROUTE_NOT_ORIGIN, f & flags::ROUTE_ORIGIN == 0 && by_agent)
        .block(ROUTE_TOO_LONG, count > MOST_ROUTES)
}

/// D-05: what is asked of us is addressed to us.
#[inline(always)]
fn destination(row: Row, verdict: Verdict) -> Verdict {
    let (f, present) = (row.diameter_flags(), row.present_diameter());
    if row.direction() == direction::TRANSIT {
        return verdict;
    }
    verdict
        .block(DESTINATION_REALM, present.has(destination_realm) && f & flags::DESTINATION_HOME == 0)
        .block(DESTINATION_HOST, present.has(destination_host) && f & flags::DESTINATION_HOST_HOME == 0)
}

/// D-07: whoever opens a session names it after itself (RFC 6733 clause 8.8). An edge
/// that hides its network writes its own name into Origin-Host only. Re-Auth and
/// Abort-Session go to whoever opened the session.
#[inline(always)]
fn session(row: Row, verdict: Verdict) -> Verdict {
    let f = row.diameter_flags();
    if f & flags::SESSION_ORIGIN != 0 || !row.present_diameter().has(session_id) || matches!(row.code(), RE_AUTH | ABORT_SESSION) {
        return verdict;
    }
    let ours = f & flags::SESSION_HOME != 0;
    verdict.block(SESSION_IS_OURS, ours).flag(SESSION_NOT_THEIRS, !ours)
}

/// D-10: what a serving network asks is about a subscriber of the receiver's, and
/// the visited network is its own.
#[inline(always)]
fn serving(row: Row, verdict: Verdict) -> Verdict {
    let receiver = match row.direction() {
        direction::TRANSIT => row.destination_owner(),
        _ => Id::HOME,
    };
    let subscriber = row.imsi_owner();
    let visited = row.present_diameter().has(visited_plmn) && (row.visited_owner() != row.origin_owner() || !row.visited_owner().is_known());
    verdict.block(IMSI_NOT_OURS, subscriber != receiver || !subscriber.is_known()).block(VISITED_NETWORK, visited)
}

/// D-10: an MME says that it is one, an SGSN does not (TS 29.272 table 7.3.7/1); the
/// radio access tells which of them asks (TS 29.212 clause 5.3.31).
#[inline(always)]
fn update(row: Row, verdict: Verdict) -> Verdict {
    let by_mme = row.ulr_flags() & S6A_INDICATOR != 0;
    let contradicts = match row.rat_type() {
        1000..=1003 => by_mme,  // UTRAN, GERAN, GAN, HSPA
        1004..=1007 => !by_mme, // EUTRAN and its narrow-band forms
        _ => false,
    };
    verdict.block(ULR_FLAGS, contradicts)
}
