//! spoofguard: who speaks, for whom, and where the answers go (rules G-01, G-05,
//! G-06, G-07).
//!
//! It compares owners: the host has looked up whose every address, IMSI and
//! network is. An owner that is not known matches nobody. What compares with the
//! sender is not judged when the sender itself is nobody's: that has its own
//! reason, and an operator who makes an exception for it means just that.

#![cfg_attr(not(test), no_std)]

#[path = "../../../sdk/rust/src/lib.rs"]
mod portcullis;

mod create;
mod endpoint;
mod message;

use message::Class;
use portcullis::columns::serving_plmn;
use portcullis::values::{direction, src_flags};
use portcullis::{filter, Config, Id, Refused, Verdict};

filter! {
    manifest: "../manifest.json",
    columns: {
        protocol, code, direction, agreements, src_owner, dst_owner, src_group, src_flags,
        imsi, imsi_owner, mei, invalid_common,
        teid, present_gtp, selection_mode, apn_flags, serving_owner, serving_group, location_owner,
        fteids { interface, instance, context, teid, addr4, addr6, owner4, owner6 },
    },
    reasons: {
        SOURCE_NOT_PARTNER = "source-not-partner",
        IMSI_NOT_THEIRS = "imsi-not-theirs",
        IMSI_ABSENT = "imsi-absent",
        EMERGENCY = "emergency-session",
        SECONDARY_IDENTITY = "secondary-context-identity",
        SERVING_NETWORK = "serving-network-not-theirs",
        LOCATION = "location-not-theirs",
        APN_NOT_AGREED = "apn-not-agreed",
        APN_OPERATOR = "apn-operator-identifier",
        SELECTION_MODE = "selection-mode-not-verified",
        APN_IMSI = "apn-imsi-mismatch",
        FTEID_INTERFACE = "fteid-interface",
        FTEID_NOT_THEIRS = "fteid-not-theirs",
        FTEID_NOT_OURS = "fteid-not-ours",
        FTEID_INVALID = "fteid-invalid",
        FTEID_UNEXPECTED = "fteid-unexpected",
        WIFI_NOT_AGREED = "wifi-not-agreed",
    },
    state: Spoofguard = Spoofguard { second_primary: false },
    configure: Spoofguard::configure,
    judge: Spoofguard::judge,
}

/// The configuration's property, by the x-tag of the manifest.
const SECOND_PRIMARY: u16 = 1;

struct Spoofguard {
    /// Create PDP Context with a TEID may open another primary context.
    second_primary: bool,
}

impl Spoofguard {
    fn configure(&mut self, config: &Config<'static>) -> Result<(), Refused> {
        self.second_primary = config.boolean(SECOND_PRIMARY);
        Ok(())
    }

    #[inline(always)]
    fn judge(&self, row: Row) -> Verdict {
        let class = message::class(row.protocol(), row.code());
        if row.direction() == direction::OUT {
            return match class {
                Class::CREATE => create::outbound(row),
                Class::MODIFY => modified(row, Id::HOME, Id::NONE, Verdict::NONE),
                _ => Verdict::NONE,
            };
        }
        let parties = Parties::of(row);
        let verdict = Verdict::NONE.block(SOURCE_NOT_PARTNER, !parties.partner(row));
        let verdict = match class {
            Class::CREATE => create::inbound(row, &parties, self.second_primary, verdict),
            Class::MODIFY => modified(row, parties.sender, row.src_group(), verdict),
            _ => verdict,
        };
        endpoint::judge(row, class, &parties, verdict)
    }
}

/// The operators at both ends of a message that comes from outside.
pub struct Parties {
    /// Whose addresses hold the source; none if nobody's, or if it pretends to be ours.
    pub sender: Id,
    /// To whom it goes: us, or in transit whoever owns the destination.
    pub receiver: Id,
}

impl Parties {
    #[inline(always)]
    fn of(row: Row) -> Parties {
        let sender = match row.src_owner() {
            Id::HOME => Id::NONE,
            owner => owner,
        };
        let receiver = match row.direction() {
            direction::TRANSIT => row.dst_owner(),
            _ => Id::HOME,
        };
        Parties { sender, receiver }
    }

    /// G-01: a partner, reached through the interconnect that the message came by.
    #[inline(always)]
    fn partner(&self, row: Row) -> bool {
        self.sender.is_known() && row.src_flags() & src_flags::REACHABLE != 0
    }

    /// Whether something of `owner`'s cannot be the sender's. Ours never is.
    #[inline(always)]
    pub fn foreign(&self, owner: Id) -> bool {
        owner == Id::HOME || self.sender.is_known() && owner != self.sender
    }
}

/// G-05: the network named when a tunnel moves is the sender's, or one of its
/// handover group: the handset may report the new network before the gateway moves.
#[inline(always)]
fn modified(row: Row, sender: Id, group: Id, verdict: Verdict) -> Verdict {
    let owner = row.serving_owner();
    let grouped = group.is_known() && row.serving_group() == group;
    let foreign = sender.is_known() && owner != sender && !grouped || owner == Id::HOME && sender != Id::HOME;
    verdict.block(SERVING_NETWORK, row.present_gtp().has(serving_plmn) && foreign)
}

#[cfg(test)]
mod tests;
