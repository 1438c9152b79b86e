//! A reader of JSON texts that also works while compiling: `filter!` compares
//! the manifest with itself by it, and the native tests read vectors. It trusts
//! the text, which is a file of the project: of a broken one it makes no sense,
//! but it comes to an end.

/// A value in a text; or nothing, where a search failed.
#[derive(Clone, Copy)]
pub struct Json<'a> {
    text: &'a [u8],
    at: usize,
}

impl<'a> Json<'a> {
    /// The outermost value.
    pub const fn new(text: &'a [u8]) -> Json<'a> {
        Json { text, at: space(text, 0) }
    }

    const fn nothing(self) -> Json<'a> {
        Json { text: self.text, at: self.text.len() }
    }

    pub const fn is_nothing(self) -> bool {
        self.at >= self.text.len()
    }

    const fn byte(self) -> u8 {
        if self.is_nothing() {
            0
        } else {
            self.text[self.at]
        }
    }

    pub const fn is_object(self) -> bool {
        self.byte() == b'{'
    }

    pub const fn is_array(self) -> bool {
        self.byte() == b'['
    }

    pub const fn is_string(self) -> bool {
        self.byte() == b'"'
    }

    /// The first element of an array, or the first key of an object.
    pub const fn first(self) -> Json<'a> {
        if !self.is_array() && !self.is_object() {
            return self.nothing();
        }
        let at = space(self.text, self.at + 1);
        if at < self.text.len() && matches!(self.text[at], b']' | b'}') {
            return self.nothing();
        }
        Json { text: self.text, at }
    }

    /// The element after this one, or the key after this value.
    pub const fn next(self) -> Json<'a> {
        let at = space(self.text, skip(self.text, self.at));
        if at < self.text.len() && self.text[at] == b',' {
            return Json { text: self.text, at: space(self.text, at + 1) };
        }
        self.nothing()
    }

    /// The value of this key.
    pub const fn value(self) -> Json<'a> {
        let colon = space(self.text, skip(self.text, self.at));
        Json { text: self.text, at: space(self.text, colon + 1) }
    }

    /// The value of a field of an object.
    pub const fn field(self, name: &str) -> Json<'a> {
        let mut key = if self.is_object() { self.first() } else { self.nothing() };
        while !key.is_nothing() {
            if key.equals(name) {
                return key.value();
            }
            key = key.value().next();
        }
        self.nothing()
    }

    /// Whether this is the string `want`. Strings with escapes equal nothing.
    pub const fn equals(self, want: &str) -> bool {
        let want = want.as_bytes();
        if !self.is_string() || self.at + want.len() + 2 > self.text.len() {
            return false;
        }
        let mut i = 0;
        while i < want.len() {
            if self.text[self.at + 1 + i] != want[i] {
                return false;
            }
            i += 1;
        }
        self.text[self.at + 1 + i] == b'"'
    }

    /// The text of this value; of a string without its quotes, escapes as written.
    pub fn raw(self) -> &'a str {
        let end = skip(self.text, self.at).min(self.text.len());
        let text = core::str::from_utf8(&self.text[self.at.min(end)..end]).unwrap_or("");
        text.strip_prefix('"').and_then(|t| t.strip_suffix('"')).unwrap_or(text)
    }

    /// The elements of an array, or the keys of an object.
    pub fn each(self) -> impl Iterator<Item = Json<'a>> {
        let step = move |j: &Json<'a>| Some(if self.is_object() { j.value().next() } else { j.next() });
        core::iter::successors(Some(self.first()), step).take_while(|j| !j.is_nothing())
    }
}

/// The first octet from `at` on that is no white space.
const fn space(text: &[u8], mut at: usize) -> usize {
    while at < text.len() && matches!(text[at], b' ' | b'\n' | b'\r' | b'\t') {
        at += 1;
    }
    at
}

/// The octet after the value at `at`.
const fn skip(text: &[u8], mut at: usize) -> usize {
    let mut depth = 0;
    while at < text.len() {
        match text[at] {
            b'"' => at = string(text, at) - 1,
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth == 0 => return at,
            b'}' | b']' => depth -= 1,
            b',' | b':' | b' ' | b'\n' | b'\r' | b'\t' if depth == 0 => return at,
            _ => {}
        }
        at += 1;
        if depth == 0 && matches!(text[at - 1], b'"' | b'}' | b']') {
            return at;
        }
    }
    at
}

/// The octet after the string at `at`.
const fn string(text: &[u8], mut at: usize) -> usize {
    at += 1;
    while at < text.len() && text[at] != b'"' {
        at += if text[at] == b'\\' { 2 } else { 1 };
    }
    if at < text.len() {
        at + 1
    } else {
        text.len()
    }
}
