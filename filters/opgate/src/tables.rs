//! Who may send which message type on an interconnect. Zero: nobody.
//!
//! The lists are those of rules G-02 and G-03. Where a rule names no direction
//! for an agreed type, it is the one of the specification's table of messages
//! (TS 29.274 clause 6.1, TS 29.060 clause 7.1).

/// One entry per message type.
pub type Types = [u8; 256];

/// Sent by the serving side of a session, SGW or SGSN, and so heard by a PGW or GGSN.
pub const SERVING: u8 = 1;
/// Sent by the session's anchor, PGW or GGSN, and so heard by an SGW, SGSN or MME.
pub const ANCHOR: u8 = 2;
/// Between mobility nodes (S10, S3, S16, inter-SGSN Gp): by agreement.
pub const MOBILITY: u8 = 4;
/// Subscriber trace: by agreement.
pub const TRACE: u8 = 8;
/// ProSe relay reports: by agreement.
pub const PROSE: u8 = 16;
/// The network asks for a context: by agreement.
pub const NETWORK: u8 = 32;

const BOTH: u8 = SERVING | ANCHOR;

/// TS 29.274 clause 6.1; rule G-02.
pub const GTPV2: Types = {
    let t = [0; 256];
    let t = set(t, &[1, 2, 3], BOTH); // path management
    let t = set(t, &[32, 34, 36, 38], SERVING); // create, modify, delete session, change notification
    let t = set(t, &[33, 35, 37, 39], ANCHOR);
    let t = set(t, &[40], SERVING | PROSE); // remote UE report
    let t = set(t, &[41], ANCHOR | PROSE);
    let t = set(t, &[64, 66, 68], SERVING); // modify, delete bearer, bearer resource command
    let t = set(t, &[65, 67, 69], ANCHOR);
    let t = set(t, &[71, 72], SERVING | TRACE); // trace session (de)activation
    let t = set(t, &[95, 97, 99], ANCHOR); // create, update, delete bearer
    let t = set(t, &[96, 98, 100], SERVING);
    let t = set(t, &[101, 102], BOTH); // delete PDN connection set
    let t = span(t, 128, 141, BOTH | MOBILITY); // identification, context, relocation, configuration transfer
    let t = set(t, &[152], BOTH | MOBILITY); // RAN information relay
    let t = set(t, &[162, 164], SERVING); // suspend, resume
    let t = set(t, &[163, 165], ANCHOR);
    let t = set(t, &[200], SERVING); // update PDN connection set
    set(t, &[201], ANCHOR)
};

/// TS 29.060 clause 7.1; rule G-03.
pub const GTPV1: Types = {
    let t = [0; 256];
    let t = set(t, &[1, 2, 3, 31], BOTH); // path management, extension headers
    let t = set(t, &[16], SERVING); // create PDP context
    let t = set(t, &[17], ANCHOR);
    let t = set(t, &[18, 19, 20, 21], BOTH); // update, delete: from either end
    let t = set(t, &[22, 27, 30], ANCHOR | NETWORK); // initiate PDP context activation, PDU notification
    let t = set(t, &[23, 28, 29], SERVING | NETWORK);
    let t = span(t, 48, 62, BOTH | MOBILITY); // identification, SGSN context, relocation, UE registration query
    let t = set(t, &[70], BOTH | MOBILITY); // RAN information relay
    let t = set(t, &[128], SERVING); // MS info change
    set(t, &[129], ANCHOR)
};

const fn set(mut types: Types, codes: &[u8], class: u8) -> Types {
    let mut i = 0;
    while i < codes.len() {
        types[codes[i] as usize] = class;
        i += 1;
    }
    types
}

const fn span(mut types: Types, first: usize, last: usize, class: u8) -> Types {
    let mut code = first;
    while code <= last {
        types[code] = class;
        code += 1;
    }
    types
}
