//! Rule G-07: the tunnel endpoints that a message hands over. Whoever names them
//! decides where answers and packets go.

use super::message::Class;
use super::portcullis::values::{agreements, protocol};
use super::portcullis::{Addr, Id, Verdict};
use super::{Parties, Row};
use super::{FTEID_INTERFACE, FTEID_INVALID, FTEID_NOT_OURS, FTEID_NOT_THEIRS, FTEID_UNEXPECTED, WIFI_NOT_AGREED};

type Fteid<'a> = super::lists::fteids::Row<'a>;

/// Where an endpoint stands, and so what it may be.
#[derive(Clone, Copy)]
struct Place {
    interfaces: u64, // bit = F-TEID interface type; 0: a place that nobody listed
    ours: bool,      // an echo of what the receiver named before
}

// F-TEID interface types, TS 29.274 clause 8.22.
const SGW_U: u64 = 1 << 4; // S5/S8 SGW GTP-U
const PGW_U: u64 = 1 << 5;
const SGW_C: u64 = 1 << 6;
const PGW_C: u64 = 1 << 7;
const EPDG_C: u64 = 1 << 30; // S2b
const EPDG_U: u64 = 1 << 31;
const S2B_PGW_C: u64 = 1 << 32;
const S2B_PGW_U: u64 = 1 << 33;
const TWAN_U: u64 = 1 << 34; // S2a
const TWAN_C: u64 = 1 << 35;
const S2A_PGW_C: u64 = 1 << 36;
const S2A_PGW_U: u64 = 1 << 37;
const WIFI: u64 = 0xFF << 30;

/// Column `fteids.context`: at top level, or in the bearer contexts with instance 0.
const TOP: u8 = 0;
const BEARER: u8 = 1;

/// GTPv1 GSN addresses, in the column `fteids.interface`.
const V1_SIGNALLING: u8 = 128;
const V1_USER: u8 = 129;

/// Judges every endpoint of a message from outside.
#[inline(always)]
pub fn judge(row: Row, class: Class, parties: &Parties, mut verdict: Verdict) -> Verdict {
    if row.protocol() == protocol::GTPV2 {
        let wifi = row.agreements() & agreements::WIFI != 0;
        for fteid in row.fteids() {
            let bit = 1u64 << (fteid.interface() & 63);
            verdict = verdict.block(WIFI_NOT_AGREED, bit & WIFI != 0 && !wifi);
            if class != Class::OTHER {
                verdict = placed(fteid, bit, place(row.code(), fteid.context(), fteid.instance()), parties, verdict);
            }
        }
    } else if class != Class::OTHER {
        for (at, gsn) in row.fteids().enumerate() {
            let verdict_of_teid = verdict.block(FTEID_INVALID, at < 2 && gsn.teid() == 0 && named(row, gsn.interface()));
            verdict = addresses(gsn, false, parties, verdict_of_teid);
        }
    }
    verdict
}

/// A GTPv2 endpoint at its place.
#[inline(always)]
fn placed(fteid: Fteid, bit: u64, place: Place, parties: &Parties, verdict: Verdict) -> Verdict {
    if place.interfaces == 0 {
        return verdict.flag(FTEID_UNEXPECTED, true);
    }
    let verdict = verdict.block(FTEID_INTERFACE, place.interfaces & bit == 0).block(FTEID_INVALID, fteid.teid() == 0);
    addresses(fteid, place.ours, parties, verdict)
}

/// Each address can name a host, and is of whom it should be: of the sender, whose
/// pools need not hold the datagram's own source, or an echo of the receiver's.
#[inline(always)]
fn addresses(fteid: Fteid, ours: bool, parties: &Parties, mut verdict: Verdict) -> Verdict {
    let (four, six) = (fteid.addr4(), fteid.addr6());
    verdict = verdict.block(FTEID_INVALID, four.is_absent() && six.is_absent());
    for (addr, owner) in [(four, fteid.owner4()), (six, fteid.owner6())] {
        verdict = address(addr, owner, ours, parties, verdict);
    }
    verdict
}

#[inline(always)]
fn address(addr: Addr, owner: Id, ours: bool, parties: &Parties, verdict: Verdict) -> Verdict {
    if addr.is_absent() {
        return verdict;
    }
    if !addr.is_host() {
        return verdict.block(FTEID_INVALID, true);
    }
    verdict
        .block(FTEID_NOT_OURS, ours && owner != parties.receiver)
        .block(FTEID_NOT_THEIRS, !ours && parties.foreign(owner))
}

/// Whether a GTPv1 message must bring a TEID with this address: for user traffic
/// when a context is opened or moved, for signalling when it is the first one
/// (TS 29.060 tables 5 and 7). Elsewhere it may have been given before.
#[inline(always)]
fn named(row: Row, interface: u8) -> bool {
    match interface {
        V1_USER => matches!(row.code(), 16 | 18),
        V1_SIGNALLING => row.code() == 16 && row.teid() == 0,
        _ => false,
    }
}

/// The places of TS 29.274 clause 7.2 on S5/S8, S2a and S2b; other interfaces'
/// places do not belong on an interconnect.
#[inline(always)]
fn place(code: u32, context: u8, instance: u8) -> Place {
    let theirs = |interfaces| Place { interfaces, ours: false };
    let echoed = |interfaces| Place { interfaces, ours: true };
    match (code, context, instance) {
        // Sender F-TEID for Control Plane: SGW, ePDG or TWAN.
        (32 | 34 | 36 | 38 | 64 | 66 | 162 | 164 | 200, TOP, 0) | (68, TOP, 2) => theirs(SGW_C | EPDG_C | TWAN_C),
        // PGW S5/S8/S2a/S2b F-TEID; Sender F-TEID after a PGW was restored.
        (33, TOP, 1) | (95 | 97 | 99, TOP, 0) => theirs(PGW_C | S2B_PGW_C | S2A_PGW_C),

        (32, BEARER, 2) | (34, BEARER, 1) | (96, BEARER, 2) => theirs(SGW_U),
        (32, BEARER, 5) | (96, BEARER, 8) => theirs(EPDG_U),
        (32, BEARER, 6) | (96, BEARER, 10) => theirs(TWAN_U),
        (33, BEARER, 2) | (95, BEARER, 1) => theirs(PGW_U),
        (33 | 95, BEARER, 4) => theirs(S2B_PGW_U),
        (33 | 95, BEARER, 5) => theirs(S2A_PGW_U),

        // What our PGW named in the Create Bearer Request comes back with the answer.
        (96, BEARER, 3) => echoed(PGW_U),
        (96, BEARER, 9) => echoed(S2B_PGW_U),
        (96, BEARER, 11) => echoed(S2A_PGW_U),
        _ => theirs(0),
    }
}
