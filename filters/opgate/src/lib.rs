//! opgate: GTP-C message types that have no business on an interconnect, or not
//! in this direction, or not without an agreement (rules G-02 and G-03).
//!
//! Two tables, one per version, say what each of the 256 types needs; judging is
//! one look-up and a few comparisons.

#![cfg_attr(not(test), no_std)]

#[path = "../../../sdk/rust/src/lib.rs"]
mod portcullis;

mod tables;

use portcullis::values::{agreements, direction, protocol, roles};
use portcullis::{filter, Config, Ints, Refused, Verdict};
use tables::{Types, ANCHOR, MOBILITY, NETWORK, PROSE, SERVING, TRACE};

filter! {
    manifest: "../manifest.json",
    columns: { protocol, code, direction, dst_roles, agreements },
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
    },
    state: Opgate = Opgate { gtpv1: tables::GTPV1, gtpv2: tables::GTPV2 },
    configure: Opgate::configure,
    judge: Opgate::judge,
}

// The configuration's properties, by the x-tag of the manifest.
const ALLOW_GTPV1: u16 = 1;
const DENY_GTPV1: u16 = 2;
const ALLOW_GTPV2: u16 = 3;
const DENY_GTPV2: u16 = 4;

struct Opgate {
    gtpv1: Types,
    gtpv2: Types,
}

impl Opgate {
    fn configure(&mut self, config: &Config<'static>) -> Result<(), Refused> {
        amend(&mut self.gtpv1, config.ints(ALLOW_GTPV1), config.ints(DENY_GTPV1));
        amend(&mut self.gtpv2, config.ints(ALLOW_GTPV2), config.ints(DENY_GTPV2));
        Ok(())
    }

    /// Our own nodes are trusted to send what they like.
    #[inline(always)]
    fn judge(&self, row: Row) -> Verdict {
        if row.direction() == direction::OUT {
            return Verdict::NONE;
        }
        let receiver = sides(row.dst_roles());
        let agreed = row.agreements();
        if row.protocol() == protocol::GTPV2 {
            let class = class(&self.gtpv2, row.code());
            return Verdict::NONE
                .block(V2_TYPE, class == 0)
                .block(V2_DIRECTION, class != 0 && class & receiver == 0)
                .block(V2_MOBILITY, lacks(class, MOBILITY, agreed, agreements::MOBILITY))
                .block(V2_TRACE, lacks(class, TRACE, agreed, agreements::TRACE))
                .block(V2_PROSE, lacks(class, PROSE, agreed, agreements::PROSE));
        }
        let class = class(&self.gtpv1, row.code());
        Verdict::NONE
            .block(V1_TYPE, class == 0)
            .block(V1_DIRECTION, class != 0 && class & receiver == 0)
            .block(V1_MOBILITY, lacks(class, MOBILITY, agreed, agreements::MOBILITY))
            .block(V1_NETWORK, lacks(class, NETWORK, agreed, agreements::NETWORK_REQUESTED))
    }
}

/// Types of the list `allow` need nothing any more; those of `deny`, which wins,
/// are never allowed.
fn amend(types: &mut Types, allow: Ints, deny: Ints) {
    for (list, class) in [(allow, SERVING | ANCHOR), (deny, 0)] {
        for code in list.iter() {
            if let Some(entry) = types.get_mut(code as usize) {
                *entry = class;
            }
        }
    }
}

/// What a message of this type needs. Types have one octet; anything else, as
/// where no type could be read, is never allowed.
#[inline(always)]
fn class(types: &Types, code: u32) -> u8 {
    types.get(code as usize).copied().unwrap_or(0)
}

/// Which partners may speak to our node with these roles: its list is the one
/// of the other side. A node that is not known, or plays both parts, may hear both.
#[inline(always)]
fn sides(roles: u16) -> u8 {
    let mut sides = 0;
    if roles & (roles::PGW | roles::GGSN) != 0 {
        sides |= SERVING;
    }
    if roles & (roles::SGW | roles::SGSN | roles::MME) != 0 {
        sides |= ANCHOR;
    }
    match sides {
        0 => SERVING | ANCHOR,
        sides => sides,
    }
}

/// Whether the type needs an agreement that the partner does not have.
#[inline(always)]
fn lacks(class: u8, need: u8, agreed: u64, agreement: u64) -> bool {
    class & need != 0 && agreed & agreement == 0
}

#[cfg(test)]
mod tests;
