//! SS7: what is judged of a message, by its direction and its kind.

use super::portcullis::columns::{opc, sccp_type};
use super::portcullis::values::{component_type, direction, protocol, ss7_flags, tcap_package};
use super::portcullis::{Chosen, Verdict};
use super::{claim, party, point, Block, Row};

/// What nearly all messages are: from outside, between the point codes that they
/// should have, with party addresses of the ordinary form, in which an operation names
/// no address that is the caller's to name.
#[inline(always)]
pub fn usual(block: Block) -> Chosen {
    let (protocol, direction) = (block.protocol(), block.direction());
    let dialogue = protocol.at_least(protocol::MAP) & !protocol.at_least(protocol::M3UA);
    if dialogue.chosen().is_none() {
        return Chosen::NONE;
    }
    let (transit, flags) = (direction.is(direction::TRANSIT), block.ss7_flags());
    let managed = !block.scmg_type().is(0) | flags.has(ss7_flags::AFFECTED_HOME | ss7_flags::AFFECTED_OTHER);
    let opens = block.tcap_package().is(tcap_package::BEGIN);
    let invokes = protocol.is(protocol::MAP) & block.component_type().is(component_type::INVOKE);
    let usual = dialogue
        & (direction.is(direction::IN) | transit)
        & !managed
        & point::usual(block, transit)
        & party::usual_calling(block)
        & (!opens | party::usual_called(block, transit))
        & (!invokes | claim::usual(block));
    usual.chosen()
}

#[inline(always)]
pub fn judge(row: Row) -> Verdict {
    let unitdata = row.present_ss7().has(sccp_type) && row.scmg_type() == 0 && connectionless(row.sccp_type());
    if row.direction() == direction::OUT {
        return party::outbound(row, unitdata && !is_returned(row), Verdict::NONE);
    }
    let verdict = match row.present_ss7().has(opc) {
        true => point::codes(row, Verdict::NONE),
        false => Verdict::NONE,
    };
    let verdict = match row.ss7_flags() & (ss7_flags::AFFECTED_HOME | ss7_flags::AFFECTED_OTHER) {
        0 if row.scmg_type() == 0 => verdict,
        _ => point::affected(row, verdict),
    };
    if !unitdata {
        return verdict; // SCMG is routed on SSN and point code: rules C-02 and C-03 do not apply
    }
    let verdict = party::calling(row, is_returned(row), verdict);
    if is_returned(row) {
        return verdict;
    }
    let verdict = match row.tcap_package() {
        tcap_package::BEGIN => party::called(row, verdict),
        _ => verdict,
    };
    if row.protocol() == protocol::MAP && row.component_type() == component_type::INVOKE {
        return claim::judge(row, verdict);
    }
    verdict
}

/// UDT, UDTS, XUDT, XUDTS, LUDT, LUDTS; others have no party addresses that are read.
#[inline(always)]
fn connectionless(message: u8) -> bool {
    message < 32 && (0b1111u32 << 17 | 0b11 << 9) >> message & 1 != 0
}

/// UDTS, XUDTS and LUDTS bring our own message back, with its addresses exchanged.
#[inline(always)]
fn is_returned(row: Row) -> bool {
    matches!(row.sccp_type(), 0x0A | 0x12 | 0x14)
}
