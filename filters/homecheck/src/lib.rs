//! homecheck: operations that only the subscriber's home network sends, only the
//! network that serves the subscriber, or only whom we called (rules MAP-2a to
//! MAP-2c, MAP-3a to MAP-3d, CAP-1, CAP-2, CAP-4, D-08, D-09, D-12, D-17, as far as they
//! need no state).
//!
//! It compares the owner of the calling title, or of the Origin-Realm, with the owners of the IMSI and of
//! the addresses that the argument names, as the host has looked them up.

#![cfg_attr(not(test), no_std)]

#[path = "../../../sdk/rust/src/lib.rs"]
mod portcullis;

mod diameter;
mod forward;
mod home;
mod kind;
mod opening;
mod served;
mod usual;

use forward::Forwarding;
use kind::Kind;
use portcullis::values::{component_type, direction, protocol, tcap_package};
use portcullis::{filter, Id, Verdict};

filter! {
    manifest: "../manifest.json",
    columns: {
        protocol, code, direction, component, agreements, imsi, imsi_owner, msisdn_owner, invalid_common,
        sccp_type, calling_gt, calling_owner, called_ssn, called_owner, tcap_package, component_type, context, context_version,
        dialogue_imsi, dialogue_imsi_owner, vectors, present_ss7, numbers { role, digits, nai, owner },
        kind, application, origin_owner, present_diameter, idr_flags, vectors_eutran, vectors_utran,
        access_points { flags },
    },
    reasons: {
        HOME_REQUEST = "subscriber-not-theirs",
        SERVICE_REQUEST = "service-subscriber-not-theirs",
        SUBSCRIBER_ABSENT = "subscriber-absent",
        RESET = "reset-not-theirs",
        OUTSIDE = "map-outside-dialogue",
        GSMSCF = "gsmscf-not-home",
        NOT_OURS = "imsi-not-ours",
        SERVING_NODE = "serving-node-not-theirs",
        VECTORS = "vectors-out-of-range",
        CAP_NOT_OURS = "cap-imsi-not-ours",
        CAP_OUTSIDE = "cap-outside-dialogue",
        CAP_UNCHECKED = "cap-opening-unchecked",
        PREMIUM = "forwarded-to-premium",
        ABROAD = "forwarded-to-abroad",
        LOCATION = "location-not-agreed",
        PRIVATE = "private-access-point",
    },
    state: Forwarding = Forwarding::NOTHING,
    configure: Forwarding::configure,
    usual: |_: &Forwarding, block: Block| usual::usual(block),
    judge: judge,
}

/// Only what is asked is judged, and a dialogue that is opened before it asks:
/// results, errors and what comes back undelivered have no effect without a question
/// of ours. What home sends is not judged.
#[inline(always)]
fn judge(forwarding: &Forwarding, row: Row) -> Verdict {
    if row.protocol() == protocol::DIAMETER {
        return match row.direction() {
            direction::OUT => Verdict::NONE,
            _ => diameter::judge(row),
        };
    }
    let returned = matches!(row.sccp_type(), 0x0A | 0x12 | 0x14); // UDTS, XUDTS, LUDTS
    if row.direction() == direction::OUT || returned {
        return Verdict::NONE;
    }
    let begins = row.tcap_package() == tcap_package::BEGIN;
    if row.component_type() != component_type::INVOKE {
        return match begins && row.component_type() == 0 {
            true => opening::dialogue(row),
            false => Verdict::NONE,
        };
    }
    if row.protocol() == protocol::CAP {
        return match begins {
            true => opening::judge(row),
            false => opening::late(row),
        };
    }
    match kind::of(row.code()) {
        Kind::OTHER => Verdict::NONE,
        Kind::REGISTERS => served::registers(row),
        Kind::VECTORS => served::vectors(row, begins),
        Kind::SERVED => forwarding.judge(row, served::subscriber(row)),
        Kind::HOME => forwarding.judge(row, home::request(row, begins)),
        Kind::TRACE => home::trace(row),
        Kind::RESET => home::reset(row),
        Kind::LOCATES => home::locates(row),
        Kind::SERVICE => home::service(row, begins),
        _ => Verdict::NONE.block(OUTSIDE, begins),
    }
}

/// Whom an operation is about.
pub struct Subject {
    /// Whose subscriber; none also where it is not said who.
    pub owner: Id,
    pub named: bool,
}

impl Subject {
    /// The IMSI is the argument's, else that of the dialogue (TS 29.002 clause 7.3.1).
    /// One that could not be read is a fault, not absent.
    #[inline(always)]
    pub fn of(row: Row) -> Subject {
        let unread = row.invalid_common().has(portcullis::columns::imsi);
        if !row.imsi().is_absent() || unread {
            return Subject { owner: row.imsi_owner(), named: true };
        }
        Subject { owner: row.dialogue_imsi_owner(), named: !row.dialogue_imsi().is_absent() }
    }

    /// A subscriber of whoever calls, and never one of ours.
    #[inline(always)]
    pub fn is_callers(&self, row: Row) -> bool {
        self.owner.is_known() && self.owner != Id::HOME && self.owner == row.calling_owner()
    }

    /// A subscriber of whoever is called: us, or in transit somebody else.
    #[inline(always)]
    pub fn is_receivers(&self, row: Row) -> bool {
        let receiver = match row.direction() {
            direction::TRANSIT => row.called_owner(),
            _ => Id::HOME,
        };
        self.owner.is_known() && self.owner == receiver
    }
}

/// Whether an address of `owner`'s cannot be the caller's. Ours never is. A title
/// of nobody's has a reason of its own (spoofguard); a caller without one has no
/// address that could fit.
#[inline(always)]
pub fn foreign(row: Row, owner: Id) -> bool {
    let caller = row.calling_owner();
    let nobody = !caller.is_known() && !row.calling_gt().is_absent();
    owner == Id::HOME || !nobody && (owner != caller || !caller.is_known())
}

#[cfg(test)]
mod tests;
