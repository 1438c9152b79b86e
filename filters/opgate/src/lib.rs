//! opgate: messages that have no business on an interconnect, or not in this
//! direction, or not without an agreement. GTP-C by message type (rules G-02 and
//! G-03); SS7 by what each layer says of itself, from the payload protocol to the
//! operation in its application context (rules T-02, M-01, M-02, C-01, C-03, C-06,
//! C-07, P-02, P-05, MAP-1, CAP-0, CAP-4); Diameter by application and command (rules
//! T-02, D-02, D-03, D-04, D-13, D-19).
//!
//! It reads no identity: what it says holds for every subscriber.

#![cfg_attr(not(test), no_std)]

#[path = "../../../sdk/rust/src/lib.rs"]
mod portcullis;

mod cap;
mod context;
mod diameter;
mod gtp;
mod map;
mod opset;
mod ss7;
mod tables;

use gtp::Gtp;
use portcullis::values::{direction, protocol};
use portcullis::{filter, Chosen, Config, Refused, Verdict};
use ss7::Ss7;

filter! {
    manifest: "../manifest.json",
    columns: {
        protocol, code, kind, direction, dst_roles, agreements, present_common,
        ppid, service_indicator, ss7_flags, sccp_type, scmg_type, called_ssn, called_np,
        tcap_package, dialogue_pdu, context_family, context, context_version, component_type, present_ss7,
        application, diameter_flags, destination_roles, result_code, redirect_hosts,
    },
    reasons: {
        V2_TYPE = "gtpv2-type-not-allowed",
        V2_DIRECTION = "gtpv2-wrong-direction",
        V2_MOBILITY = "gtpv2-mobility-not-agreed",
        V2_TRACE = "gtpv2-trace-not-agreed",
        V2_PROSE = "gtpv2-prose-not-agreed",
        V1_TYPE = "gtpv1-type-not-allowed",
        V1_DIRECTION = "gtpv1-wrong-direction",
        V1_MOBILITY = "gtpv1-mobility-not-agreed",
        V1_NETWORK = "gtpv1-network-requested-not-agreed",
        PPID = "ppid-not-allowed",
        M3UA_MESSAGE = "m3ua-message-not-allowed",
        M3UA_ROUTING_KEY = "m3ua-routing-key-not-agreed",
        SERVICE_INDICATOR = "service-indicator-not-allowed",
        NETWORK_INDICATOR = "network-indicator-not-theirs",
        ROUTING_CONTEXT = "routing-context-not-known",
        SCCP_TYPE = "sccp-type-not-allowed",
        SCMG_TYPE = "scmg-type-not-allowed",
        SSN = "ssn-not-legal",
        NUMBERING_PLAN = "numbering-plan-not-legal",
        PACKAGE = "tcap-package-not-allowed",
        CONTEXT = "context-not-known",
        OPCODE = "opcode-not-in-context",
        MAPV1 = "mapv1-not-agreed",
        MAP_NEVER = "map-never-on-interconnect",
        MAP_ROUTING = "map-routing-not-agreed",
        MAP_NEIGHBOUR = "map-neighbour-not-agreed",
        MAP_TRACE = "map-trace-not-agreed",
        MAP_HANDOVER = "map-handover-not-agreed",
        MAP_INSIDE = "map-inside-one-network",
        UNASSIGNED = "opcode-not-assigned",
        CAMEL = "camel-not-agreed",
        CAMEL_OPEN = "camel-open-not-agreed",
        CAP_DIRECTION = "cap-wrong-direction",
        DIAMETER_APPLICATION = "diameter-application-not-agreed",
        DIAMETER_COMMAND = "diameter-command-not-in-application",
        DIAMETER_DIRECTION = "diameter-wrong-direction",
        DIAMETER_LCS = "diameter-lcs-not-agreed",
        DIAMETER_REDIRECT = "diameter-redirect",
    },
    state: Opgate = Opgate { gtp: Gtp::INITIAL, ss7: Ss7::INITIAL },
    configure: Opgate::configure,
    usual: Opgate::usual,
    judge: Opgate::judge,
}

// The configuration's properties, by the x-tag of the manifest.
const ALLOW_GTPV1: u16 = 1;
const DENY_GTPV1: u16 = 2;
const ALLOW_GTPV2: u16 = 3;
const DENY_GTPV2: u16 = 4;
const PAYLOAD_PROTOCOLS: u16 = 5;
const SERVICE_INDICATORS: u16 = 6;
const ALLOW_MAP: u16 = 7;
const DENY_MAP: u16 = 8;

struct Opgate {
    gtp: Gtp,
    ss7: Ss7,
}

impl Opgate {
    fn configure(&mut self, config: &Config<'static>) -> Result<(), Refused> {
        gtp::amend(&mut self.gtp.v1, config.ints(ALLOW_GTPV1), config.ints(DENY_GTPV1));
        gtp::amend(&mut self.gtp.v2, config.ints(ALLOW_GTPV2), config.ints(DENY_GTPV2));
        self.ss7.carry(config.ints(PAYLOAD_PROTOCOLS), config.ints(SERVICE_INDICATORS));
        map::amend(&mut self.ss7.operations, config.ints(ALLOW_MAP), config.ints(DENY_MAP));
        Ok(())
    }

    #[inline(always)]
    fn usual(&self, block: Block) -> Chosen {
        self.ss7.usual(block)
    }

    /// Our own nodes are trusted to send what they like.
    #[inline(always)]
    fn judge(&self, row: Row) -> Verdict {
        if row.direction() == direction::OUT {
            return Verdict::NONE;
        }
        match row.protocol() {
            protocol::GTPV1 | protocol::GTPV2 => self.gtp.judge(row),
            protocol::DIAMETER => diameter::judge(row),
            _ => self.ss7.judge(row),
        }
    }
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_ss7;
