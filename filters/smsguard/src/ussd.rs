//! USSD requests of roamers, against the services that move money or minutes (rule
//! MAP-3d).

use super::portcullis::{Texts, Verdict};
use super::{Row, TRANSFER};

/// The string is compared in every alphabet that it may be in, whatever its coding
/// scheme says: codes are made of digits, * and #, which are alike in all of them, and
/// no reader of the string could be at odds with this one.
#[inline(always)]
pub fn judge(row: Row, services: Texts) -> Verdict {
    let string = row.ussd();
    let mut applies = false;
    for service in services {
        applies |= begins(string, service.as_bytes());
    }
    Verdict::NONE.block(TRANSFER, applies)
}

/// Alphabets of TS 23.038 clause 5, each with a language in front or without: two
/// letters and a carriage return in septets, two octets before UCS2.
fn begins(string: &[u8], code: &[u8]) -> bool {
    let is = |at: &dyn Fn(usize) -> Option<u16>| code.iter().enumerate().all(|(i, c)| at(i) == Some(*c as u16));
    let octet = |i: usize| string.get(i).map(|o| *o as u16);
    let wide = |i: usize| Some(octet(2 * i)? << 8 | octet(2 * i + 1)?);
    is(&|i| septet(string, i)) || is(&|i| septet(string, i + 3)) || is(&octet) || is(&wide) || is(&|i| wide(i + 1))
}

/// Character `i` of packed septets (TS 23.038 clause 6.1.2.3).
fn septet(string: &[u8], i: usize) -> Option<u16> {
    let (at, shift) = (7 * i / 8, 7 * i % 8);
    let low = *string.get(at)? as u16;
    let high = match string.get(at + 1) {
        Some(o) => *o as u16,
        None if shift > 1 => return None,
        None => 0,
    };
    Some((low | high << 8) >> shift & 0x7F)
}
