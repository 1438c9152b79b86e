//! GTP: who sends a message, and what each of its kinds may claim.

use super::message::{self, Class};
use super::portcullis::columns::serving_plmn;
use super::portcullis::values::{direction, src_flags};
use super::portcullis::{Id, Verdict};
use super::{create, endpoint, Row, SERVING_NETWORK, SOURCE_NOT_PARTNER};

#[inline(always)]
pub fn judge(row: Row, second_primary: bool) -> Verdict {
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
        Class::CREATE => create::inbound(row, &parties, second_primary, verdict),
        Class::MODIFY => modified(row, parties.sender, row.src_group(), verdict),
        _ => verdict,
    };
    endpoint::judge(row, class, &parties, verdict)
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
