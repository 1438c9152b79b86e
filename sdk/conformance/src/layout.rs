//! What sdk/ABI.md promises of the buffer, as one bit each of the block word.

use super::echo::Said;
use super::{list, size, word, Kind, COLUMNS};

const ROWS: u64 = 1 << 0; // header: rows are those of the call, 1..64
const CAPACITY: u64 = 1 << 1; // header: capacity 64
const COUNT: u64 = 1 << 2; // header: as many columns and counters as the manifest declares
const ALIGNED: u64 = 1 << 3; // buffer and every array at a multiple of 16
const INSIDE: u64 = 1 << 4; // every array within the buffer, behind the directory
const DISJOINT: u64 = 1 << 5; // no two arrays share an octet
const REQUIRED: u64 = 1 << 6; // the required column is there
const RESERVED: u64 = 1 << 7; // header: the reserved words are zero
const ZEROED: u64 = 1 << 8; // the outputs of every row were zeroed
const ORDERED: u64 = 1 << 9; // arrays stand behind each other, in the order of the directory and without gaps

const DIRECTORY: usize = 64;

/// Says, in every row, what is broken as block. Leaves flag and score behind
/// that the next call must not find.
pub unsafe fn check(buffer: *mut u8, rows: usize) {
    let broken = header(buffer, rows) | arrays(buffer) | outputs(buffer, rows);
    for row in 0..rows {
        Said { block: broken, flag: 1, score: 0xFFFF }.say(buffer, row);
    }
}

fn unless(holds: bool, bit: u64) -> u64 {
    if holds {
        0
    } else {
        bit
    }
}

unsafe fn header(buffer: *const u8, rows: usize) -> u64 {
    let reserved = (32..DIRECTORY).step_by(4).all(|at| word(buffer, at) == 0);
    unless(word(buffer, 0) == rows && (1..=64).contains(&rows), ROWS)
        | unless(word(buffer, 4) == 64, CAPACITY)
        | unless(word(buffer, 8) == COLUMNS.len(), COUNT)
        | unless(word(buffer, DIRECTORY) != 0, REQUIRED)
        | unless(reserved, RESERVED)
}

/// The array number `n`: offset and length, the last four being outputs and arena.
unsafe fn array(buffer: *const u8, n: usize) -> (usize, usize) {
    if n < COLUMNS.len() {
        let (name, kind) = COLUMNS[n];
        let rows = if list(name).is_some() { 512 } else { 64 };
        let width = match kind {
            Kind::Number(width) => width,
            Kind::Addr => 16,
            Kind::Bytes => 8,
            Kind::List => 4,
        };
        return (word(buffer, DIRECTORY + 4 * n), rows * width);
    }
    match n - COLUMNS.len() {
        0 => (word(buffer, 20), 8 * 64),
        1 => (word(buffer, 24), 8 * 64),
        2 => (word(buffer, 28), 2 * 64),
        _ => (word(buffer, 12), word(buffer, 16)),
    }
}

unsafe fn arrays(buffer: *const u8) -> u64 {
    const ARRAYS: usize = COLUMNS.len() + 4;
    let mut taken = [(0, 0); ARRAYS]; // first octet, octet behind the last
    let mut next = (DIRECTORY + 4 * COLUMNS.len() + 15) / 16 * 16;
    let mut broken = unless(buffer as usize % 16 == 0, ALIGNED);
    for n in 0..ARRAYS {
        let (offset, length) = array(buffer, n);
        if offset == 0 {
            continue; // a column that this host does not have
        }
        let end = offset + length;
        let inside = offset >= DIRECTORY + 4 * COLUMNS.len() && end <= size();
        let apart = taken[..n].iter().all(|other| other.1 <= offset || end <= other.0);
        broken |= unless(offset % 16 == 0, ALIGNED) | unless(inside, INSIDE) | unless(apart, DISJOINT);
        if n < COLUMNS.len() {
            broken |= unless(offset == next, ORDERED);
            next = end;
        }
        taken[n] = (offset, end);
    }
    broken
}

unsafe fn outputs(buffer: *const u8, rows: usize) -> u64 {
    let zero = |at: usize, length: usize| (0..length).all(|i| *buffer.add(at + i) == 0);
    let zeroed = zero(word(buffer, 20), 8 * rows) && zero(word(buffer, 24), 8 * rows) && zero(word(buffer, 28), 2 * rows);
    unless(zeroed, ZEROED)
}
