//! smsguard: short messages and USSD of MAP (rules SMS-2 to SMS-5, MAP-3d, MAP-3e, as
//! far as they need no state): whose service centre sends, whose receives, what
//! reaches a SIM, and which USSD services are not for roamers.

#![cfg_attr(not(test), no_std)]

#[path = "../../../sdk/rust/src/lib.rs"]
mod portcullis;

mod delivery;
mod relay;
mod ussd;

use portcullis::values::{component_type, direction, sm_rp_da, ss7_flags};
use portcullis::{filter, Config, Id, Refused, Texts, Verdict};

filter! {
    manifest: "../manifest.json",
    columns: {
        code, direction, imsi, imsi_owner, msisdn_owner, sccp_type, ss7_flags, calling_gt, calling_owner, called_owner,
        tcap_package, component_type, context, context_version, sm_rp_da, sm_rp_oa, tp_pid, tp_dcs, user_data_header, ussd, numbers { role, owner },
    },
    reasons: {
        NOT_AGREED = "sms-not-agreed",
        ADDRESSES = "sms-addresses",
        CENTRE_NOT_THEIRS = "service-centre-not-theirs",
        CENTRE_NOT_OURS = "service-centre-not-ours",
        ALERT = "alert-not-theirs",
        MO_SUBSCRIBER = "mo-subscriber-not-ours",
        TOOLKIT = "sim-toolkit-message",
        SILENT = "silent-message",
        TRANSFER = "ussd-transfer-service",
    },
    state: Smsguard = Smsguard { transfers: Texts::EMPTY },
    configure: Smsguard::configure,
    judge: Smsguard::judge,
}

/// Application contexts of forwardSM, by which way it goes; that of version 1 had no
/// other (TS 29.002 clause 17.3.2.20, 17.3.2.25).
const MO_RELAY: u8 = 21;
const MT_RELAY: u8 = 25;

/// The configuration's property, by the x-tag of the manifest.
const TRANSFER_SERVICES: u16 = 1;

struct Smsguard {
    /// How USSD strings begin that move money or minutes.
    transfers: Texts<'static>,
}

impl Smsguard {
    fn configure(&mut self, config: &Config<'static>) -> Result<(), Refused> {
        self.transfers = config.texts(TRANSFER_SERVICES);
        Ok(())
    }

    /// Only what is asked is judged; what home sends is not.
    #[inline(always)]
    fn judge(&self, row: Row) -> Verdict {
        let returned = matches!(row.sccp_type(), 0x0A | 0x12 | 0x14); // UDTS, XUDTS, LUDTS
        if row.direction() == direction::OUT || row.component_type() != component_type::INVOKE || returned {
            return Verdict::NONE;
        }
        let verdict = match row.code() {
            19 | 59 => return ussd::judge(row, self.transfers),
            45 | 47 => relay::routing(row, Verdict::NONE),
            49 | 64 => relay::alert(row, Verdict::NONE),
            46 if row.sm_rp_da() == sm_rp_da::SERVICE_CENTRE => relay::submitted(row, Verdict::NONE.block(ADDRESSES, row.context() == MT_RELAY)),
            44 => delivery::judge(row, Verdict::NONE),
            46 => delivery::judge(row, Verdict::NONE.block(ADDRESSES, row.context() == MO_RELAY && row.context_version() > 1)),
            _ => return Verdict::NONE, // its number stands for something else in CAP
        };
        verdict.block(NOT_AGREED, row.ss7_flags() & ss7_flags::NO_SMS != 0)
    }
}

/// Whether something of `owner`'s cannot be the caller's. Ours never is. A title
/// of nobody's has a reason of its own (spoofguard); a caller without one has no
/// address that could fit.
#[inline(always)]
fn foreign(row: Row, owner: Id) -> bool {
    let caller = row.calling_owner();
    let nobody = !caller.is_known() && !row.calling_gt().is_absent();
    owner == Id::HOME || !nobody && (owner != caller || !caller.is_known())
}

/// Who is called: we, or in transit whoever owns the called title.
#[inline(always)]
fn receiver(row: Row) -> Id {
    match row.direction() {
        direction::TRANSIT => row.called_owner(),
        _ => Id::HOME,
    }
}

#[cfg(test)]
mod tests;
