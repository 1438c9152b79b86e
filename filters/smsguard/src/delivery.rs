//! Short messages towards a handset: mt-ForwardSM, and forwardSM of versions 1 and 2
//! (rules SMS-2, SMS-4, SMS-5).

use super::portcullis::values::{number_role as role, sm_rp_da, sm_rp_oa, tcap_package};
use super::portcullis::{Id, Verdict};
use super::{foreign, Row, ADDRESSES, CENTRE_NOT_THEIRS, SILENT, TOOLKIT};

// Protocol identifiers, TS 23.040 clause 9.2.3.9.
const TYPE_0: u8 = 0x40; // acknowledged, never shown
const SIM_DATA_DOWNLOAD: u8 = 0x7F;
const ANSI_136_DATA: u8 = 0x7C; // goes to the SIM in the same way

#[inline(always)]
pub fn judge(row: Row, verdict: Verdict) -> Verdict {
    let own_home = row.imsi_owner().is_known() && row.imsi_owner() != Id::HOME && row.imsi_owner() == row.calling_owner();
    let to_sim = matches!(row.tp_pid(), SIM_DATA_DOWNLOAD | ANSI_136_DATA) && class_2(row.tp_dcs());
    addressed(row, own_home, verdict)
        .block(TOOLKIT, !own_home && (to_sim || toolkit_header(row.user_data_header())))
        .flag(SILENT, row.tp_pid() == TYPE_0)
}

/// The centre is the caller's. The home network's router keeps the address of the
/// centre that sent, so for its own subscribers abroad any will do (SMS-5); for ours
/// there is no such router but our own.
///
/// The first message of a dialogue names both; further ones need not (TS 29.002
/// clause 12.2.2).
#[inline(always)]
fn addressed(row: Row, own_home: bool, verdict: Verdict) -> Verdict {
    let (to, from) = (row.sm_rp_da(), row.sm_rp_oa());
    let first = matches!(to, sm_rp_da::IMSI | sm_rp_da::LMSI) && from == sm_rp_oa::SERVICE_CENTRE;
    let further = row.tcap_package() != tcap_package::BEGIN && to == sm_rp_da::NONE && from == sm_rp_oa::NONE;
    let elsewhere = row.numbers().any(|n| n.role() == role::SERVICE_CENTRE && foreign(row, n.owner()));
    verdict.block(ADDRESSES, !first && !further).block(CENTRE_NOT_THEIRS, elsewhere && !own_home)
}

/// Message class 2, which a handset hands to the SIM (TS 23.038 clause 4): in the
/// groups of general coding and automatic deletion where bit 4 says that there is a
/// class, and in the last group.
#[inline(always)]
fn class_2(dcs: u8) -> bool {
    dcs & 3 == 2 && (dcs < 0x80 && dcs & 0x10 != 0 || dcs >= 0xF0)
}

/// Whether the user data header holds security headers of the SIM toolkit, elements
/// 0x70 to 0x7F (TS 23.040 clause 9.2.3.24).
#[inline(always)]
fn toolkit_header(mut header: &[u8]) -> bool {
    while let [element, length, rest @ ..] = header {
        if element & 0xF0 == 0x70 {
            return true;
        }
        header = rest.get(*length as usize..).unwrap_or(&[]);
    }
    false
}
