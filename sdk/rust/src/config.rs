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
        if value.is_empty() {
            return Ints::EMPTY; // nothing may stand at any address
        }
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

    /// All entries, ascending by tag.
    pub fn entries(&self) -> Entries<'a> {
        Entries { rest: self.entries }
    }

    /// The value of the entry with this tag and kind; empty if there is none.
    fn find(&self, tag: u16, kind: u16) -> &'a [u8] {
        self.entries().find(|e| e.tag == tag && e.kind == kind).map_or(&[], |e| e.value)
    }
}

/// One property as it is encoded.
pub struct Entry<'a> {
    pub tag: u16,
    pub kind: u16,
    pub value: &'a [u8],
}

/// The entries of a configuration.
pub struct Entries<'a> {
    rest: &'a [u8],
}

impl<'a> Iterator for Entries<'a> {
    type Item = Entry<'a>;

    fn next(&mut self) -> Option<Entry<'a>> {
        let header = self.rest.get(..HEADER)?;
        let half = |at: usize| u16::from_le_bytes([header[at], header[at + 1]]);
        let length = half(4) as usize | (half(6) as usize) << 16;
        let value = self.rest.get(HEADER..HEADER.checked_add(length)?)?;
        self.rest = self.rest.get((HEADER + length + 7) & !7..).unwrap_or(&[]);
        Some(Entry { tag: half(0), kind: half(2), value })
    }
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
