//! Addresses that MAP names, beside the calling party (rule P-07), and the network
//! that asks for vectors (rule MAP-3b).

use super::portcullis::column::Presence;
use super::portcullis::columns::requesting_plmn;
use super::portcullis::values::{direction, number_role as role};
use super::portcullis::{Below128, Id, Mask, Verdict};
use super::{Block, Row, ADDRESS_NOT_OURS, ADDRESS_NOT_THEIRS, REQUESTING_NETWORK};

const PROVIDE_ROAMING_NUMBER: u32 = 4;

/// The operations that name addresses of which something is said.
const NAMING: Below128 = {
    let (mut set, mut code) = (Below128::EMPTY.with(PROVIDE_ROAMING_NUMBER as u8), 0);
    while code < 128 {
        if own_roles(code) != 0 {
            set = set.with(code as u8);
        }
        code += 1;
    }
    set
};

/// Where `judge` has nothing to say, of calling parties that are known: operations
/// that name no address, and no network but the caller's.
#[inline(always)]
pub fn usual(block: Block) -> Mask {
    let asks = block.present_ss7().has(Presence::<2>::bit(requesting_plmn));
    !block.code().among(&NAMING) & (!asks | block.requesting_owner().same(block.calling_owner()))
}

/// Judges an Invoke from outside.
#[inline(always)]
pub fn judge(row: Row, verdict: Verdict) -> Verdict {
    let asked = row.present_ss7().has(requesting_plmn) && foreign(row, row.requesting_owner());
    let verdict = verdict.block(REQUESTING_NETWORK, asked);
    match row.code() {
        PROVIDE_ROAMING_NUMBER => receivers(row, verdict),
        code => senders(row, own_roles(code), verdict),
    }
}

/// The addresses that name nodes of the sender's own side, a bit per role. Those of
/// updateLocation, updateGprsLocation and reset are judged with the subscriber
/// (homecheck), service centres with the short message (smsguard).
#[inline(always)]
const fn own_roles(code: u32) -> u32 {
    match code {
        15 | 67 => 1 << role::VLR | 1 << role::SGSN, // authenticationFailureReport, purgeMS
        54 => 1 << role::VLR,                        // beginSubscriberActivity
        55 => 1 << role::VLR | 1 << role::MSC,       // sendIdentification
        62 | 65 | 71 => 1 << role::GSMSCF,           // any time operations
        83 | 85 => 1 << role::MLC,                   // provideSubscriberLocation, sendRoutingInfoForLCS
        86 => 1 << role::MSC | 1 << role::SGSN,      // subscriberLocationReport
        89 => 1 << role::VLR | 1 << role::MSC | 1 << role::SGSN, // noteMM-Event
        _ => 0,
    }
}

#[inline(always)]
fn senders(row: Row, own: u32, verdict: Verdict) -> Verdict {
    if own == 0 {
        return verdict;
    }
    let named = row.numbers().any(|n| own >> (n.role() & 31) & 1 != 0 && foreign(row, n.owner()));
    verdict.block(ADDRESS_NOT_THEIRS, named)
}

/// provideRoamingNumber names the MSC that the VLR asked serves.
#[inline(always)]
fn receivers(row: Row, verdict: Verdict) -> Verdict {
    let receiver = match row.direction() {
        direction::TRANSIT => row.called_owner(),
        _ => Id::HOME,
    };
    let named = row.numbers().any(|n| n.role() == role::MSC && n.owner() != receiver);
    verdict.block(ADDRESS_NOT_OURS, named)
}

/// Whether something of `owner`'s cannot be the sender's. Ours never is. A calling
/// title of nobody's has its own reason; a calling party without one names nobody
/// whom an address could fit.
#[inline(always)]
fn foreign(row: Row, owner: Id) -> bool {
    let sender = row.calling_owner();
    let nobody = !sender.is_known() && !row.calling_gt().is_absent();
    owner == Id::HOME || !nobody && (owner != sender || !sender.is_known())
}
