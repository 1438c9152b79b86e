//! Rules G-02 and G-03: one table per version says what each of the 256 types
//! needs; judging is one look-up and a few comparisons.

use super::portcullis::values::{agreements, protocol, roles};
use super::portcullis::{Ints, Verdict};
use super::tables::{self, Types, ANCHOR, MOBILITY, NETWORK, PROSE, SERVING, TRACE};
use super::Row;
use super::{V1_DIRECTION, V1_MOBILITY, V1_NETWORK, V1_TYPE, V2_DIRECTION, V2_MOBILITY, V2_PROSE, V2_TRACE, V2_TYPE};

/// The types of both versions, as the operator amended them.
pub struct Gtp {
    pub v1: Types,
    pub v2: Types,
}

impl Gtp {
    pub const INITIAL: Gtp = Gtp { v1: tables::GTPV1, v2: tables::GTPV2 };

    #[inline(always)]
    pub fn judge(&self, row: Row) -> Verdict {
        let receiver = sides(row.dst_roles());
        let agreed = row.agreements();
        if row.protocol() == protocol::GTPV2 {
            let class = class(&self.v2, row.code());
            return Verdict::NONE
                .block(V2_TYPE, class == 0)
                .block(V2_DIRECTION, class != 0 && class & receiver == 0)
                .block(V2_MOBILITY, lacks(class, MOBILITY, agreed, agreements::MOBILITY))
                .block(V2_TRACE, lacks(class, TRACE, agreed, agreements::TRACE))
                .block(V2_PROSE, lacks(class, PROSE, agreed, agreements::PROSE));
        }
        let class = class(&self.v1, row.code());
        Verdict::NONE
            .block(V1_TYPE, class == 0)
            .block(V1_DIRECTION, class != 0 && class & receiver == 0)
            .block(V1_MOBILITY, lacks(class, MOBILITY, agreed, agreements::MOBILITY))
            .block(V1_NETWORK, lacks(class, NETWORK, agreed, agreements::NETWORK_REQUESTED))
    }
}

/// Types of the list `allow` need nothing any more; those of `deny`, which wins,
/// are never allowed.
pub fn amend(types: &mut Types, allow: Ints, deny: Ints) {
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
