//! spoofguard: who speaks, for whom, and where the answers go. In GTP rules G-01,
//! G-05, G-06 and G-07; in SS7 the point codes, the party addresses and the
//! addresses that MAP names: M-02, M-03, C-02, C-03, C-06, P-07. In Diameter hosts,
//! realms and routes: D-01, D-05, D-06, D-07, D-10, D-16, D-17.
//!
//! It compares owners: the host has looked up whose every address, IMSI, global
//! title and network is. An owner that is not known matches nobody. What compares with the
//! sender is not judged when the sender itself is nobody's: that has its own
//! reason, and an operator who makes an exception for it means just that.

#![cfg_attr(not(test), no_std)]

#[path = "../../../sdk/rust/src/lib.rs"]
mod portcullis;

mod claim;
mod create;
mod diameter;
mod endpoint;
mod gtp;
mod message;
mod party;
mod point;
mod ss7;

use gtp::Parties;
use portcullis::values::protocol;
use portcullis::{filter, Chosen, Config, Refused, Verdict};

filter! {
    manifest: "../manifest.json",
    columns: {
        protocol, code, direction, agreements, src_owner, dst_owner, src_group, src_flags,
        imsi, imsi_owner, mei, invalid_common,
        teid, present_gtp, selection_mode, apn_flags, serving_owner, serving_group, location_owner,
        fteids { interface, instance, context, teid, addr4, addr6, owner4, owner6 },
        interconnect, opc_interconnect, dpc_interconnect, sccp_type, scmg_type, ss7_flags,
        calling_indicator, calling_ssn, calling_tt, calling_np, calling_nai, calling_gt, calling_owner,
        called_indicator, called_ssn, called_tt, called_np, called_nai, called_gt, called_owner,
        tcap_package, component_type, context, requesting_owner, present_ss7, numbers { role, owner },
        kind, application, command_flags, present_diameter, diameter_flags, origin_owner, destination_owner, visited_owner,
        rat_type, ulr_flags, routes { flags }, user_ids { owner },
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
        OPC_NOT_THEIRS = "opc-not-theirs",
        DPC_NOT_OURS = "dpc-not-ours",
        AFFECTED_NOT_THEIRS = "affected-not-theirs",
        AFFECTED_NOT_OURS = "affected-not-ours",
        CALLING_FORM = "calling-party-form",
        GT_NOT_THEIRS = "gt-not-theirs",
        GT_IS_OURS = "gt-is-ours",
        CALLED_FORM = "called-party-form",
        CALLED_NOT_OURS = "called-gt-not-ours",
        ADDRESS_NOT_THEIRS = "map-address-not-theirs",
        ADDRESS_NOT_OURS = "map-address-not-ours",
        REQUESTING_NETWORK = "requesting-network-not-theirs",
        CALLING_NOT_OURS = "calling-gt-not-ours",
        PEER_NOT_KNOWN = "peer-host-not-theirs",
        PEER_RELAYED = "peer-command-relayed",
        HOST_ADDRESS = "host-address-not-theirs",
        REALM_NOT_THEIRS = "realm-not-theirs",
        REALM_IS_OURS = "realm-is-ours",
        REALM_FORM = "realm-form",
        HOST_NOT_IN_REALM = "host-not-in-realm",
        DESTINATION_REALM = "destination-realm-not-ours",
        DESTINATION_HOST = "destination-host-not-ours",
        ROUTE_HAS_US = "route-has-us",
        ROUTE_NOT_KNOWN = "route-not-known",
        ROUTE_NOT_ORIGIN = "route-not-from-origin",
        ROUTE_TOO_LONG = "route-too-long",
        SESSION_IS_OURS = "session-is-ours",
        SESSION_NOT_THEIRS = "session-not-theirs",
        IMSI_NOT_OURS = "diameter-imsi-not-ours",
        VISITED_NETWORK = "visited-network-not-theirs",
        ULR_FLAGS = "ulr-flags-contradict",
        MNC_LENGTH = "mnc-length",
        USER_ID = "user-id-not-theirs",
    },
    state: Spoofguard = Spoofguard { second_primary: false },
    configure: Spoofguard::configure,
    usual: Spoofguard::usual,
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
    fn usual(&self, block: Block) -> Chosen {
        ss7::usual(block)
    }

    #[inline(always)]
    fn judge(&self, row: Row) -> Verdict {
        match row.protocol() {
            protocol::GTPV1 | protocol::GTPV2 => gtp::judge(row, self.second_primary),
            protocol::DIAMETER => diameter::judge(row),
            _ => ss7::judge(row),
        }
    }
}

#[cfg(test)]
mod tests;
