//! The message types that this filter looks into.

use super::portcullis::values::protocol;

/// What a message does, as far as the rules tell messages apart.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Class(u8);

impl Class {
    /// Nothing that is judged beyond its source: paths, and what other rules hold.
    pub const OTHER: Class = Class(0);
    /// Of a session, without an identity or a network of its own.
    pub const SESSION: Class = Class(1);
    /// Opens a session: Create Session Request, Create PDP Context Request.
    pub const CREATE: Class = Class(2);
    /// Moves or changes a session and may name a network.
    pub const MODIFY: Class = Class(3);
}

/// TS 29.274 clause 6.1, TS 29.060 clause 7.1. Mobility messages (128 to 141) are
/// OTHER: they carry the endpoints of three networks, and are agreed or dropped.
#[inline(always)]
pub fn class(version: u8, code: u32) -> Class {
    if version == protocol::GTPV2 {
        return match code {
            32 => Class::CREATE,
            34 | 68 => Class::MODIFY,
            33 | 35..=39 | 64..=67 | 69 | 95..=102 | 162..=165 | 200 | 201 => Class::SESSION,
            _ => Class::OTHER,
        };
    }
    match code {
        16 => Class::CREATE,
        18 => Class::MODIFY,
        17 | 19 => Class::SESSION,
        _ => Class::OTHER,
    }
}
