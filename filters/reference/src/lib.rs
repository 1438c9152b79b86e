//! reference: the frozen filter that benchmarks measure.
//! An opcode in a set, a table of 16 prefixes, one hash look-up, over 19 octets of
//! columns. It judges nothing real and does not change, so that its figures can
//! be compared over the years; `twin.go` is the same in Go.

#![cfg_attr(not(test), no_std)]

#[path = "../../../sdk/rust/src/lib.rs"]
mod portcullis;

use portcullis::{filter, Config, Digits, KeySet, Prefixes, Refused, Verdict};

filter! {
    manifest: "../manifest.json",
    columns: { protocol, code, src_owner, imsi, teid },
    reasons: {
        CODE = "code-not-in-set",
        PREFIX = "prefix-listed",
        TUNNEL = "tunnel-unknown",
    },
    state: Reference = Reference { prefixes: Prefixes::EMPTY, tunnels: KeySet::EMPTY },
    configure: Reference::configure,
    judge: Reference::judge,
}

/// Codes in the set, a bit each, for protocols 1 and 2.
const CODES: [[u64; 4]; 2] = [
    [0x7FFF_0000_F8FF_000E, 0x0000_0000_0000_0040, 0x3, 0],
    [0x0000_03FF_0000_000E, 0x0000_007F_8000_01BF, 0x0000_003C_0100_3FFF, 0x300],
];

/// Prefixes of 3 to 7 digits.
const PREFIXES: [&str; 16] = [
    "90170", "90199", "9990101", "999030", "999041", "99905", "99906", "9990707", "310999", "310998", "72499", "46699",
    "262990", "23499", "20899", "999",
];

const TUNNELS: u64 = 1024;

struct Reference {
    prefixes: Prefixes<16>,
    tunnels: KeySet<2048>,
}

impl Reference {
    fn configure(&mut self, _: &Config<'static>) -> Result<(), Refused> {
        for prefix in PREFIXES {
            self.prefixes.insert(Digits::new(prefix));
        }
        for n in 0..TUNNELS {
            self.tunnels.insert(key((2 + n % 7) as u16, tunnel(n)));
        }
        Ok(())
    }

    #[inline(always)]
    fn judge(&self, row: Row) -> Verdict {
        let code = row.code() & 0xFF;
        let set = &CODES[(row.protocol() >> 1 & 1) as usize];
        let known = self.tunnels.contains(key(row.src_owner().0, row.teid()));
        Verdict::NONE
            .block(CODE, set[(code >> 6) as usize] >> (code & 63) & 1 == 0)
            .flag(PREFIX, self.prefixes.fit(row.imsi()))
            .block(TUNNEL, row.teid() != 0 && !known)
    }
}

/// A tunnel is known by its operator and its TEID.
#[inline(always)]
fn key(owner: u16, teid: u32) -> u64 {
    (owner as u64) << 32 | teid as u64
}

/// TEID of known tunnel `n`: SplitMix64, so that it looks random and is the same everywhere.
fn tunnel(n: u64) -> u32 {
    let z = (n + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let z = (z ^ z >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ z >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    (z ^ z >> 31) as u32 | 1
}

#[cfg(test)]
mod tests {
    use super::portcullis::testing;
    use super::Module;

    #[test]
    fn sample() {
        testing::vectors::<Module>(include_str!("../vectors/sample.json"));
    }
}
