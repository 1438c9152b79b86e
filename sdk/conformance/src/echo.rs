//! What a column, or the configuration, holds, as outputs: every bit of the block
//! and flag words is a reason of its own, so that both carry 64 bits of anything.

use super::portcullis::Config;
use super::{list, word, Kind, COLUMNS};

/// The three outputs of a row.
#[derive(Clone, Copy)]
pub struct Said {
    pub block: u64,
    pub flag: u64,
    pub score: u16,
}

/// This host does not have the column.
const UNKNOWN: Said = Said { block: u64::MAX, flag: u64::MAX, score: u16::MAX };

impl Said {
    pub unsafe fn say(self, buffer: *mut u8, row: usize) {
        *buffer.add(word(buffer, 20)).cast::<u64>().add(row) = self.block;
        *buffer.add(word(buffer, 24)).cast::<u64>().add(row) = self.flag;
        *buffer.add(word(buffer, 28)).cast::<u16>().add(row) = self.score;
    }
}

/// Says what the column at `position` of the manifest holds in `row`.
pub unsafe fn column(buffer: *mut u8, position: usize, row: usize) {
    let (name, kind) = COLUMNS[position];
    let said = match list(name) {
        Some(list) => children(buffer, position, list, row),
        None => match array(buffer, position) {
            None => UNKNOWN,
            Some(array) => element(buffer, kind, array, row),
        },
    };
    said.say(buffer, row);
}

unsafe fn array(buffer: *const u8, position: usize) -> Option<*const u8> {
    match word(buffer, 64 + 4 * position) {
        0 => None,
        offset => Some(buffer.add(offset)),
    }
}

unsafe fn element(buffer: *const u8, kind: Kind, array: *const u8, at: usize) -> Said {
    match kind {
        Kind::Number(width) => Said { block: number(array.add(at * width), width), flag: 0, score: 0 },
        Kind::Addr => {
            let address = array.add(16 * at);
            Said { block: octets(address, 8), flag: octets(address.add(8), 8), score: 0 }
        }
        Kind::Bytes => {
            let (offset, length) = (word(array, 8 * at), word(array, 8 * at + 4));
            let bytes = buffer.add(word(buffer, 12) + offset);
            Said { block: octets(bytes, length), flag: hash(bytes, length), score: length as u16 }
        }
        Kind::List => Said { block: number(array.add(4 * at + 2), 2), flag: 0, score: 0 },
    }
}

/// The column of a child table: what its first row says as block, what its last
/// row says as flag, how many rows there are as score. Of an address, the first
/// eight octets and the last.
unsafe fn children(buffer: *const u8, position: usize, list: &str, row: usize) -> Said {
    let ranges = COLUMNS.iter().position(|c| c.0.as_bytes() == list.as_bytes()).and_then(|p| array(buffer, p));
    let (ranges, array) = match (ranges, array(buffer, position)) {
        (Some(ranges), Some(array)) => (ranges, array),
        _ => return UNKNOWN,
    };
    let (first, count) = (number(ranges.add(4 * row), 2) as usize, number(ranges.add(4 * row + 2), 2) as usize);
    if count == 0 {
        return Said { block: 0, flag: 0, score: 0 };
    }
    let kind = COLUMNS[position].1;
    let (begin, end) = (element(buffer, kind, array, first), element(buffer, kind, array, first + count - 1));
    let flag = if kind == Kind::Addr { end.flag } else { end.block };
    Said { block: begin.block, flag, score: count as u16 }
}

/// Says, entry by entry and one a row: the hash of its value as block; tag, kind
/// and length as flag.
pub unsafe fn config(buffer: *mut u8, config: &Config, rows: usize) {
    for (row, entry) in config.entries().take(rows).enumerate() {
        let (value, length) = (entry.value.as_ptr(), entry.value.len());
        let flag = (entry.tag as u64) << 48 | (entry.kind as u64) << 32 | length as u64;
        Said { block: hash(value, length), flag, score: 0 }.say(buffer, row);
    }
}

/// A little-endian number.
unsafe fn number(at: *const u8, width: usize) -> u64 {
    (0..width).fold(0, |n, i| n | (*at.add(i) as u64) << (8 * i))
}

/// Up to eight octets in network order, at the top of the word.
unsafe fn octets(at: *const u8, length: usize) -> u64 {
    (0..length.min(8)).fold(0, |n, i| n | (*at.add(i) as u64) << (56 - 8 * i))
}

/// FNV-1a with 64 bits.
unsafe fn hash(at: *const u8, length: usize) -> u64 {
    (0..length).fold(0xCBF2_9CE4_8422_2325, |h, i| (h ^ *at.add(i) as u64).wrapping_mul(0x100_0000_01B3))
}
