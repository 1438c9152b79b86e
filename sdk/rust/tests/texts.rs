use crate::portcullis::json::Json;
use crate::portcullis::Config;

/// A buffer aligned to 8 octets, as the host's is.
fn config(entries: &[(u16, u16, &[u8])]) -> Config<'static> {
    let mut octets = Vec::new();
    for (tag, kind, value) in entries {
        octets.extend(tag.to_le_bytes());
        octets.extend(kind.to_le_bytes());
        octets.extend((value.len() as u32).to_le_bytes());
        octets.extend(*value);
        octets.resize((octets.len() + 7) & !7, 0);
    }
    let words: Vec<u64> = octets.chunks(8).map(|c| u64::from_le_bytes(c.try_into().unwrap())).collect();
    let words = words.leak();
    Config::new(unsafe { std::slice::from_raw_parts(words.as_ptr().cast(), 8 * words.len()) })
}

fn ints(values: &[u64]) -> Vec<u8> {
    values.iter().flat_map(|v| v.to_le_bytes()).collect()
}

#[test]
fn configuration() {
    let c = config(&[
        (1, 1, &ints(&[2, 30, 400, u64::MAX])),
        (2, 1, &ints(&[1])),
        (3, 2, "caf\u{e9}".as_bytes()),
        (4, 3, b"\x00\x00\x00\x00\x02\x00\x00\x00ab\x01\x00\x00\x00b"),
        (9, 1, &ints(&[])),
    ]);
    for (value, listed) in [(2, true), (30, true), (u64::MAX, true), (0, false), (31, false), (401, false)] {
        assert_eq!(c.ints(1).contains(value), listed, "{}", value);
    }
    assert_eq!((c.ints(1).len(), c.ints(9).len(), c.ints(8).len()), (4, 0, 0));
    assert_eq!((c.integer(1), c.integer(9), c.integer(3)), (Some(2), None, None));
    assert_eq!((c.boolean(2), c.boolean(8)), (true, false));
    assert_eq!((c.text(3), c.text(4), c.text(8)), ("caf\u{e9}", "", ""));
    assert_eq!(c.texts(4).collect::<Vec<_>>(), ["", "ab", "b"]);
    assert_eq!([&b"ab"[..], b"b", b"", b"a", b"zz"].map(|t| c.texts(4).contains(t)), [true, true, true, false, false]);
    assert_eq!(c.entries().map(|e| (e.tag, e.kind, e.value.len())).collect::<Vec<_>>(), [(1, 1, 32), (2, 1, 8), (3, 2, 5), (4, 3, 15), (9, 1, 0)]);
}

/// A host does not send these; the filter still comes to an end.
#[test]
fn configuration_cut_short() {
    let whole: &[u8] = &[1, 0, 1, 0, 8, 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0];
    for end in 0..whole.len() {
        assert_eq!(Config::new(&whole[..end]).entries().count(), 0);
    }
    assert_eq!(Config::new(&[1, 0, 1, 0, 0xFF, 0xFF, 0xFF, 0xFF]).entries().count(), 0);
}

#[test]
fn json() {
    let text = br#" {"a": [1, "x\"]", {"b": []}, -2.5e3 ], "c" : {"d":"e", "f": true}, "long":"", "g":null} "#;
    let j = Json::new(text);
    assert_eq!(j.each().map(|k| k.raw()).collect::<Vec<_>>(), ["a", "c", "long", "g"]);
    assert_eq!(j.field("a").each().map(|e| e.raw()).collect::<Vec<_>>(), ["1", r#"x\"]"#, r#"{"b": []}"#, "-2.5e3"]);
    assert!(j.field("c").field("d").equals("e") && !j.field("c").field("d").equals("") && !j.field("c").field("d").equals("ee"));
    assert_eq!((j.field("c").field("f").raw(), j.field("g").raw(), j.field("long").raw()), ("true", "null", ""));
    assert!(j.field("nothing").is_nothing() && j.field("a").field("b").is_nothing() && j.field("long").equals(""));
    assert!(j.field("a").first().next().next().field("b").first().is_nothing());
}

/// No text makes the reader run on.
#[test]
fn json_broken_off() {
    let text = br#"{"a": [1, "x\"", {"b": [[]]}], "c": {"d": "e"}}"#;
    for end in 0..=text.len() {
        let j = Json::new(&text[..end]);
        assert!(j.each().count() <= 2);
        assert!(j.field("a").each().count() <= 3);
        j.field("c").field("d").raw();
    }
}
