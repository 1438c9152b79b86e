//! The operator's configuration, as the host compiled it (`sdk/ABI.md`,
//! "Configuration TLV"). It stays in place: what these functions return may be
//! kept for the life of the filter.

/// What `configure` returns when the filter cannot work with its configuration.
/// The host has checked it against the manifest's schema, so there is seldom a reason.
#[derive(Debug)]
pub struct Refused;

const HEADER: usize = 8;
const INTS: u16 = 1;
const TEXT: u16 = 2;
const TEXTS: u16 = 3;

/// The whole configuration. A property is named by its `x-tag` in the schema.
#[derive(Clone, Copy)]
pub struct Config<'a> {
    entries: &'a [u8],
}

impl<'a> Config<'a> {
    /// `entries` is aligned to 8 bytes.
    pub fn new(entries: &'a [u8]) -> Self {
        Config { entries }
    }

    /// An array of integers, or of strings with the format `digits`.
    pub fn ints(&self, tag: u16) -> Ints<'a> {
        let value = self.find(tag, INTS);
        debug_assert!(value.as_ptr() as usize % 8 == 0);
        Ints(unsafe { core::slice::from_raw_parts(value.as_ptr().cast(), value.len() / 8) })
    }

    /// A single integer, if the operator gave one or the schema has a default.
    pub fn integer(&self, tag: u16) -> Option<u64> {
        self.ints(tag).iter().next()
    }

    /// A boolean; false if neither operator nor schema said.
    pub fn boolean(&self, tag: u16) -> bool {
        self.integer(tag).unwrap_or(0) != 0
    }

    /// A string; empty if neither operator nor schema said.
    pub fn text(&self, tag: u16) -> &'a str {
        unsafe { core::str::from_utf8_unchecked(self.find(tag, TEXT)) }
    }

    /// An array of strings.
    pub fn texts(&self, tag: u16) -> Texts<'a> {
        Texts { rest: self.find(tag, TEXTS) }
    }

    /// The value of the entry with this tag and kind; empty if there is none.
    fn find(&self, tag: u16, kind: u16) -> &'a [u8] {
        let mut rest = self.entries;
        while let Some((have, have_kind, value, after)) = entry(rest) {
            if have == tag && have_kind == kind {
                return value;
            }
            rest = after;
        }
        &[]
    }
}

/// Splits the first entry off: tag, kind, value, rest.
fn entry(bytes: &[u8]) -> Option<(u16, u16, &[u8], &[u8])> {
    let header = bytes.get(..HEADER)?;
    let length = u32::from_le_bytes([header[4], header[5], header[6], header[7]]) as usize;
    let value = bytes.get(HEADER..HEADER.checked_add(length)?)?;
    let after = bytes.get((HEADER + length + 7) & !7..).unwrap_or(&[]);
    Some((u16::from_le_bytes([header[0], header[1]]), u16::from_le_bytes([header[2], header[3]]), value, after))
}

/// Integers, ascending and without repeats.
#[derive(Clone, Copy)]
pub struct Ints<'a>(&'a [u64]);

impl<'a> Ints<'a> {
    pub const EMPTY: Ints<'static> = Ints(&[]);

    /// Whether `value` is among them, by binary search.
    pub fn contains(&self, value: u64) -> bool {
        self.0.binary_search(&value).is_ok()
    }

    pub fn iter(&self) -> impl Iterator<Item = u64> + 'a {
        self.0.iter().copied()
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }
}

/// Strings, ascending and without repeats.
#[derive(Clone, Copy)]
pub struct Texts<'a> {
    rest: &'a [u8],
}

impl<'a> Texts<'a> {
    pub const EMPTY: Texts<'static> = Texts { rest: &[] };

    /// Whether `text` is among them. A walk that ends at the first greater one:
    /// meant for a handful.
    pub fn contains(self, text: &[u8]) -> bool {
        self.take_while(|t| t.as_bytes() <= text).any(|t| t.as_bytes() == text)
    }
}

impl<'a> Iterator for Texts<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let size = self.rest.get(..4)?;
        let end = 4 + u32::from_le_bytes([size[0], size[1], size[2], size[3]]) as usize;
        let text = self.rest.get(4..end)?;
        self.rest = &self.rest[end..];
        Some(unsafe { core::str::from_utf8_unchecked(text) })
    }
}
