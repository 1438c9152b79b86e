//! SS7: what is judged of a message, by its direction and its kind.

use super::portcullis::columns::{opc, sccp_type};
use super::portcullis::values::{component_type, direction, protocol, ss7_flags, tcap_package};
use super::portcullis::Verdict;
use super::{claim, party, point, Row};

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
