//! Which rule an operation of MAP falls under.

use super::portcullis::Below128;

/// What an operation does, as far as the rules tell operations apart.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Kind(u8);

impl Kind {
    pub const OTHER: Kind = Kind(0);
    /// MAP-2a: the home network tells a serving node.
    pub const HOME: Kind = Kind(1);
    /// MAP-1c: the home network traces its subscriber.
    pub const TRACE: Kind = Kind(2);
    /// MAP-2b: an HLR has restarted.
    pub const RESET: Kind = Kind(3);
    /// MAP-2b: a location is asked for.
    pub const LOCATES: Kind = Kind(4);
    /// MAP-2b: the home network speaks with the handset, or ends a call.
    pub const SERVICE: Kind = Kind(5);
    /// MAP-2b: belongs in a dialogue that our VLR opened.
    pub const INSIDE: Kind = Kind(6);
    /// MAP-3a.
    pub const REGISTERS: Kind = Kind(7);
    /// MAP-3b.
    pub const VECTORS: Kind = Kind(8);
    /// MAP-3c, MAP-3d: what a serving node tells or asks the home network.
    pub const SERVED: Kind = Kind(9);
}

#[inline(always)]
pub fn of(code: u32) -> Kind {
    match KINDS.get(code as usize) {
        Some(kind) => *kind,
        None => Kind::OTHER,
    }
}

/// Codes from here on are of no kind.
pub const MOST: u32 = 90;

/// The operations of a kind.
pub const fn codes(kind: Kind) -> Below128 {
    let (mut set, mut code) = (Below128::EMPTY, 0);
    while code < TABLE.len() {
        if TABLE[code].0 == kind.0 {
            set = set.with(code as u8);
        }
        code += 1;
    }
    set
}

type Kinds = [Kind; MOST as usize];

static KINDS: Kinds = TABLE;

const TABLE: Kinds = {
    let t = [Kind::OTHER; MOST as usize];
    let t = set(t, &[3, 4, 7, 8, 70], Kind::HOME);
    let t = set(t, &[50, 51], Kind::TRACE);
    let t = set(t, &[37], Kind::RESET);
    let t = set(t, &[83], Kind::LOCATES);
    let t = set(t, &[60, 61, 88], Kind::SERVICE);
    let t = set(t, &[18, 38], Kind::INSIDE);
    let t = set(t, &[2, 23], Kind::REGISTERS);
    let t = set(t, &[9, 56], Kind::VECTORS);
    let t = set(t, &[15, 48, 57, 66, 67, 72, 86, 87, 89], Kind::SERVED); // MAP-3c, MAP-3f
    set(t, &[10, 11, 12, 13, 14, 17, 19, 54, 59], Kind::SERVED) // MAP-3d
};

const fn set(mut kinds: Kinds, codes: &[u8], kind: Kind) -> Kinds {
    let mut i = 0;
    while i < codes.len() {
        kinds[codes[i] as usize] = kind;
        i += 1;
    }
    kinds
}
