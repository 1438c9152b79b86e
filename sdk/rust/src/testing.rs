//! A host for native tests: it lays batches out as `sdk/ABI.md` says, out of rows
//! written as JSON, and gives them to the filter's own loop. Compiled only with
//! `rustc --test`, where the standard library is at hand.

use std::boxed::Box;
use std::cell::RefCell;
use std::marker::PhantomData;
use std::string::{String, ToString};
use std::vec::Vec;

use super::abi::Guest;
use super::columns::CATALOGUE;
use super::config::Config;
use super::host::Level;
use super::json::Json;
use super::value::Digits;

const CAPACITY: usize = 64;
const LIST_CAPACITY: usize = 512;
const ARENA_SIZE: usize = 128 << 10;
const HEADER: usize = 64;
const COUNTER: &str = "counter."; // begins a counter's name among columns

/// What a filter said of a row: names of reasons in the manifest's order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outcome {
    pub block: Vec<&'static str>,
    pub flag: Vec<&'static str>,
    pub score: u16,
}

/// Judges rows, a JSON array of objects that map columns to values, under a
/// configuration, a JSON object.
pub fn judge<G: Guest>(config: &str, rows: &str) -> Vec<Outcome> {
    let rows: Vec<Json> = Json::new(rows.as_bytes()).each().collect();
    Host::<G>::new(Json::new(config.as_bytes())).judge(&rows)
}

/// Runs the tests that the manifest ships, under the default configuration.
pub fn self_test<G: Guest>() {
    run::<G>(Json::new(G::MANIFEST).field("self_test"));
}

/// Runs a file of vectors: an array of tests as in a manifest's `self_test`, each
/// of which may bring its `config`.
pub fn vectors<G: Guest>(text: &str) {
    run::<G>(Json::new(text.as_bytes()));
}

fn run<G: Guest>(tests: Json) {
    assert!(!tests.first().is_nothing(), "there are no tests");
    for test in tests.each() {
        let name = test.field("name").raw();
        let rows: Vec<Json> = test.field("rows").each().collect();
        let host = Host::<G>::new(test.field("config"));
        let outcomes = host.judge(&rows);
        for (at, outcome) in outcomes.iter().enumerate() {
            assert_eq!(sorted(outcome.block.clone()), names(test.field("block"), at), "{}: row {}, block", name, at);
            assert_eq!(sorted(outcome.flag.clone()), names(test.field("flag"), at), "{}: row {}, flag", name, at);
            // The law: a verdict does not depend on batch boundaries.
            assert_eq!(host.judge(&rows[at..=at])[0], *outcome, "{}: row {} judged alone", name, at);
        }
        host.agrees_on_usual(&rows, name);
    }
}

/// The reasons expected of row `at`.
fn names<'a>(lists: Json<'a>, at: usize) -> Vec<&'a str> {
    let list = lists.each().nth(at).expect("a list of reasons for every row");
    sorted(list.each().map(|j| j.raw()).collect())
}

fn sorted(mut names: Vec<&str>) -> Vec<&str> {
    names.sort_unstable();
    names
}

/// A configured filter, and what the host around it has.
pub struct Host<G: Guest> {
    state: Box<G::State>,
    lacking: Vec<&'static str>,
    columns: Vec<(String, &'static str)>, // name, kind; counters last
    reasons: Vec<&'static str>,
    guest: PhantomData<G>,
}

impl<G: Guest> Host<G> {
    /// `config` maps properties of the manifest's schema to values; nothing at
    /// all is as good as an empty object.
    pub fn new(config: Json) -> Self {
        let manifest = Json::new(G::MANIFEST);
        let mut state = Box::new(G::INITIAL);
        G::configure(&mut state, &Config::new(compile(manifest.field("config"), config))).expect("configure");
        let declared = manifest.field("columns");
        let columns = declared.field("required").each().chain(declared.field("optional").each());
        let columns = columns.map(|c| (c.raw().to_string(), kind(c.raw())));
        let counters = manifest.field("counters").each().map(|c| (std::format!("{}{}", COUNTER, c.field("name").raw()), "u32"));
        Host {
            state,
            lacking: Vec::new(),
            columns: columns.chain(counters).collect(),
            reasons: manifest.field("reasons").each().map(|r| r.field("name").raw()).collect(),
            guest: PhantomData,
        }
    }

    /// The same on a host that does not have an optional column.
    pub fn lacking(mut self, column: &'static str) -> Self {
        self.lacking.push(column);
        self
    }

    /// Judges up to 64 rows as one batch.
    pub fn judge(&self, rows: &[Json]) -> Vec<Outcome> {
        let mut buffer = self.filled(rows);
        unsafe { G::judge(&self.state, buffer.base(), rows.len()) };
        (0..rows.len()).map(|at| self.outcome(&buffer, at)).collect()
    }

    fn filled(&self, rows: &[Json]) -> Buffer {
        let mut buffer = Buffer::new(&self.columns, &self.lacking, rows.len());
        assert!(unsafe { G::is_laid_out(buffer.base()) }, "the arrays stand elsewhere than the filter reads");
        for (at, row) in rows.iter().enumerate() {
            for key in row.each() {
                buffer.put(key.raw(), at, key.value());
            }
        }
        buffer
    }

    /// Compares what is said with and without asking which rows are usual, of the rows
    /// over and over, each time with some columns changed.
    fn agrees_on_usual(&self, rows: &[Json], name: &str) {
        let filled = self.filled(&rows.iter().copied().cycle().take(CAPACITY).collect::<Vec<_>>());
        let mut random = Random(rows.len() as u64);
        for round in 0..CHANGES {
            let mut buffer = filled.clone();
            buffer.change(&mut random, rows.len());
            let mut each = buffer.clone();
            unsafe {
                G::judge(&self.state, buffer.base(), CAPACITY);
                G::judge_each(&self.state, each.base(), CAPACITY);
            }
            if buffer.octets() == each.octets() {
                continue;
            }
            for at in 0..CAPACITY {
                let (usual, judged) = (self.outcome(&buffer, at), self.outcome(&each, at));
                assert_eq!(usual, judged, "{}: a change of row {} is taken for usual (round {})", name, at % rows.len(), round);
            }
        }
    }

    fn outcome(&self, buffer: &Buffer, at: usize) -> Outcome {
        let [block, flag, score] = buffer.outputs;
        let named = |bits: u64| {
            assert_eq!(bits.checked_shr(self.reasons.len() as u32).unwrap_or(0), 0, "bits without a reason");
            (0..self.reasons.len()).filter(|r| bits >> r & 1 != 0).map(|r| self.reasons[r]).collect()
        };
        Outcome {
            block: named(buffer.number(block + 8 * at, 8)),
            flag: named(buffer.number(flag + 8 * at, 8)),
            score: buffer.number(score + 2 * at, 2) as u16,
        }
    }
}

fn kind(column: &str) -> &'static str {
    let found = CATALOGUE.iter().find(|c| c.0 == column);
    found.unwrap_or_else(|| panic!("the catalogue has no column {:?}", column)).2
}

/// How often the rows of a test are changed.
const CHANGES: usize = 200;

/// SplitMix64.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.0 ^ self.0 >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ z >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ z >> 31) % limit as u64) as usize
    }
}

/// One array of the buffer.
#[derive(Clone)]
struct Array {
    name: String,
    kind: &'static str,
    offset: usize,
    used: usize, // rows of a child table
}

#[derive(Clone)]
struct Buffer {
    words: Vec<u128>, // for the alignment
    arrays: Vec<Array>,
    outputs: [usize; 3],
    arena: usize,
    arena_used: usize,
}

impl Buffer {
    /// Columns that the host lacks have no array: offset 0.
    fn new(columns: &[(String, &'static str)], lacking: &[&str], rows: usize) -> Buffer {
        assert!(rows <= CAPACITY, "a batch has at most {} rows", CAPACITY);
        let mut end = HEADER + 4 * columns.len();
        let mut take = |size: usize| {
            let start = (end + 15) & !15;
            end = start + size;
            start
        };
        let mut arrays = Vec::new();
        for (name, kind) in columns {
            let child = name.contains('.') && !name.starts_with(COUNTER);
            let rows = if child { LIST_CAPACITY } else { CAPACITY };
            let offset = if lacking.contains(&name.as_str()) { 0 } else { take(rows * width(kind)) };
            arrays.push(Array { name: name.clone(), kind, offset, used: 0 });
        }
        let outputs = [take(8 * CAPACITY), take(8 * CAPACITY), take(2 * CAPACITY)];
        let arena = take(if columns.iter().any(|c| c.1 == "bytes") { ARENA_SIZE } else { 0 });
        let mut b = Buffer { words: std::vec![0; end / 16 + 1], arrays, outputs, arena, arena_used: 0 };
        b.header(rows);
        b
    }

    fn header(&mut self, rows: usize) {
        let [block, flag, score] = self.outputs;
        let words = [rows, CAPACITY, self.arrays.len(), self.arena, ARENA_SIZE, block, flag, score];
        for (i, word) in words.iter().enumerate() {
            self.set(4 * i, *word as u64, 4);
        }
        for i in 0..self.arrays.len() {
            self.set(HEADER + 4 * i, self.arrays[i].offset as u64, 4);
        }
    }

    fn base(&mut self) -> *mut u8 {
        self.words.as_mut_ptr().cast()
    }

    fn octets(&mut self) -> &mut [u8] {
        let size = 16 * self.words.len();
        unsafe { std::slice::from_raw_parts_mut(self.base(), size) }
    }

    fn set(&mut self, at: usize, value: u64, width: usize) {
        self.octets()[at..at + width].copy_from_slice(&value.to_le_bytes()[..width]);
    }

    fn number(&self, at: usize, width: usize) -> u64 {
        let octets = unsafe { std::slice::from_raw_parts(self.words.as_ptr().cast::<u8>(), 16 * self.words.len()) };
        octets[at..at + width].iter().rev().fold(0, |n, b| n << 8 | *b as u64)
    }

    /// Gives every row other numbers in none to three of its columns: those of another
    /// of the first `others` rows, or with a bit turned round, or any octet, or none.
    fn change(&mut self, random: &mut Random, others: usize) {
        for row in 0..CAPACITY {
            for _ in 0..random.below(4) {
                let array = &self.arrays[random.below(self.arrays.len())];
                let child = array.name.contains('.') && !array.name.starts_with(COUNTER);
                if array.offset == 0 || child || matches!(array.kind, "list" | "bytes" | "addr") {
                    continue;
                }
                let (offset, width) = (array.offset, width(array.kind));
                let had = self.number(offset + row * width, width);
                let value = match random.below(4) {
                    0 => self.number(offset + random.below(others) * width, width),
                    1 => had ^ 1 << random.below(8 * width),
                    2 => random.below(256) as u64,
                    _ => 0,
                };
                self.set(offset + row * width, value, width);
            }
        }
    }

    /// Writes the value of a column in row `row` of its table.
    fn put(&mut self, name: &str, row: usize, value: Json) {
        let i = self.arrays.iter().position(|a| a.name == name);
        let i = i.unwrap_or_else(|| panic!("the filter does not read column {:?}", name));
        if self.arrays[i].offset == 0 {
            return;
        }
        let (kind, width) = (self.arrays[i].kind, width(self.arrays[i].kind));
        let at = self.arrays[i].offset + row * width;
        match kind {
            "list" => return self.put_list(i, at, value),
            "addr" => {
                let octets = address(value.raw());
                self.octets()[at..at + 16].copy_from_slice(&octets);
            }
            "bytes" => {
                let octets = hex(value.raw());
                let (start, used) = (self.arena + self.arena_used, self.arena_used);
                self.octets()[start..start + octets.len()].copy_from_slice(&octets);
                self.arena_used += octets.len();
                self.set(at, used as u64, 4);
                self.set(at + 4, octets.len() as u64, 4);
            }
            _ => self.set(at, scalar(kind, value), width),
        }
    }

    fn put_list(&mut self, list: usize, at: usize, rows: Json) {
        let (name, first) = (self.arrays[list].name.clone(), self.arrays[list].used);
        for row in rows.each() {
            for key in row.each() {
                let child = std::format!("{}.{}", name, key.raw());
                self.put(&child, self.arrays[list].used, key.value());
            }
            self.arrays[list].used += 1;
        }
        self.set(at, first as u64, 2);
        self.set(at + 2, (self.arrays[list].used - first) as u64, 2);
    }
}

fn width(kind: &str) -> usize {
    match kind {
        "u8" => 1,
        "u16" | "id" => 2,
        "u32" | "plmn" | "list" => 4,
        "addr" => 16,
        _ => 8,
    }
}

fn scalar(kind: &str, value: Json) -> u64 {
    match kind {
        "digits" if value.is_string() => digits(value.raw()),
        "plmn" if value.is_string() => plmn(value.raw()),
        _ => value.raw().parse().unwrap_or_else(|_| panic!("{:?} is no {}", value.raw(), kind)),
    }
}

fn digits(text: &str) -> u64 {
    match text.len() {
        0..=15 => Digits::new(text).0,
        _ => Digits::new(&text[..15]).0 & u64::MAX >> 4, // longer: a count of 0
    }
}

fn plmn(text: &str) -> u64 {
    let nibbles = text.bytes().filter(|b| *b != b'-').fold(1, |n, b| n << 4 | (b - b'0') as u64);
    if text.len() == 6 {
        nibbles << 4 | 0xF
    } else {
        nibbles
    }
}

fn address(text: &str) -> [u8; 16] {
    match text.parse().unwrap_or_else(|_| panic!("{:?} is no address", text)) {
        std::net::IpAddr::V4(a) => a.to_ipv6_mapped().octets(),
        std::net::IpAddr::V6(a) => a.octets(),
    }
}

fn hex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|i| u8::from_str_radix(&text[i..i + 2], 16).expect("hex")).collect()
}

/// Compiles a configuration as the host does (`sdk/ABI.md`, "Configuration
/// TLV"). The memory is never freed, as in a guest.
fn compile(schema: Json, config: Json) -> &'static [u8] {
    let properties = schema.field("properties");
    for key in config.each() {
        assert!(!properties.field(key.raw()).is_nothing(), "the schema has no property {:?}", key.raw());
    }
    let mut entries: Vec<(u16, u16, Vec<u8>)> = Vec::new();
    for key in properties.each() {
        let (property, given) = (key.value(), config.field(key.raw()));
        let value = if given.is_nothing() { property.field("default") } else { given };
        if !value.is_nothing() {
            let (kind, octets) = property_value(property, value);
            entries.push((number(property.field("x-tag")) as u16, kind, octets));
        }
    }
    entries.sort();
    let mut out: Vec<u8> = Vec::new();
    for (tag, kind, octets) in entries {
        out.extend(tag.to_le_bytes());
        out.extend(kind.to_le_bytes());
        out.extend((octets.len() as u32).to_le_bytes());
        out.extend(&octets);
        out.resize((out.len() + 7) & !7, 0);
    }
    aligned(&out)
}

/// Kind and octets of one entry.
fn property_value(property: Json, value: Json) -> (u16, Vec<u8>) {
    let array = property.field("type").equals("array");
    let element = if array { property.field("items") } else { property };
    let values: Vec<Json> = if array { value.each().collect() } else { std::vec![value] };
    if element.field("type").equals("string") && !element.field("format").equals("digits") {
        if !array {
            return (2, value.raw().as_bytes().to_vec());
        }
        let mut texts: Vec<&str> = values.iter().map(|v| v.raw()).collect();
        texts.sort_unstable();
        texts.dedup();
        let framed = texts.iter().flat_map(|t| (t.len() as u32).to_le_bytes().into_iter().chain(t.bytes()));
        return (3, framed.collect());
    }
    let mut ints: Vec<u64> = values.iter().map(|v| integer(*v)).collect();
    ints.sort_unstable();
    ints.dedup();
    (1, ints.iter().flat_map(|i| i.to_le_bytes()).collect())
}

fn integer(value: Json) -> u64 {
    match value.raw() {
        "true" => 1,
        "false" => 0,
        text if value.is_string() => digits(text),
        _ => number(value),
    }
}

fn number(value: Json) -> u64 {
    value.raw().parse().unwrap_or_else(|_| panic!("{:?} is no number", value.raw()))
}

fn aligned(octets: &[u8]) -> &'static [u8] {
    let mut words: Vec<u64> = std::vec![0; octets.len() / 8 + 1];
    let base: *mut u8 = words.as_mut_ptr().cast();
    unsafe { std::ptr::copy_nonoverlapping(octets.as_ptr(), base, octets.len()) };
    std::mem::forget(words);
    unsafe { std::slice::from_raw_parts(base, octets.len()) }
}

std::thread_local! {
    static LINES: RefCell<Vec<(Level, String)>> = RefCell::new(Vec::new());
    static METRICS: RefCell<[i64; 64]> = RefCell::new([0; 64]);
}

/// Stands in for the host's import.
pub fn log(level: Level, line: &str) {
    LINES.with(|l| l.borrow_mut().push((level, line.to_string())));
}

/// Stands in for the host's import.
pub fn metric(id: u32, delta: i64) {
    METRICS.with(|m| m.borrow_mut()[id as usize] += delta);
}

/// The lines that this thread's filters logged since the last call.
pub fn logged() -> Vec<(Level, String)> {
    LINES.with(|l| l.borrow_mut().split_off(0))
}

/// The value of a metric of this thread's filters.
pub fn counted(id: u32) -> i64 {
    METRICS.with(|m| m.borrow()[id as usize])
}
