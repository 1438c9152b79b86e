use super::portcullis::json::Json;
use super::portcullis::testing::{self, Host, Outcome};
use super::{Conformance, COLUMNS};

use std::format;
use std::vec::Vec;

const EXPECTED: &str = include_str!("../expected.json");

fn expected(field: &str) -> Json<'static> {
    Json::new(EXPECTED.as_bytes()).field(field)
}

fn rows() -> Vec<Json<'static>> {
    expected("rows").each().collect()
}

fn host(config: &str) -> Host<Conformance> {
    Host::new(Json::new(config.as_bytes()))
}

/// The word whose bits are the reasons.
fn word(reasons: &[&str]) -> u64 {
    reasons.iter().map(|r| 1 << r.strip_prefix("bit-").unwrap().parse::<u32>().unwrap()).sum()
}

fn hex(value: Json) -> u64 {
    u64::from_str_radix(value.raw().strip_prefix("0x").unwrap(), 16).unwrap()
}

#[test]
fn echo_of_every_column() {
    for (name, _) in COLUMNS {
        let outcomes = host(&format!(r#"{{"mode": "echo", "column": "{}"}}"#, name)).judge(&rows());
        let said: Vec<_> = outcomes.iter().map(|o| (word(&o.block), word(&o.flag), o.score)).collect();
        let want = expected("echo").field(name).each().map(|triple| {
            let parts: Vec<_> = triple.each().collect();
            (hex(parts[0]), hex(parts[1]), parts[2].raw().parse().unwrap())
        });
        assert_eq!(said, want.collect::<Vec<_>>(), "{}", name);
    }
}

#[test]
fn echo_of_the_configuration() {
    let outcomes = Host::<Conformance>::new(expected("config").field("given")).judge(&[Json::new(b"{}"); 10]);
    let mut entries = expected("config").field("entries").each();
    for Outcome { block, flag, .. } in outcomes {
        let (hash, frame) = match entries.next() {
            None => (0, 0),
            Some(e) => {
                let number = |field: &str| e.field(field).raw().parse::<u64>().unwrap();
                (hex(e.field("hash")), number("tag") << 48 | number("kind") << 32 | number("length"))
            }
        };
        assert_eq!((word(&block), word(&flag)), (hash, frame));
    }
}

#[test]
fn layout() {
    let outcomes = host("{}").judge(&rows());
    assert!(outcomes.iter().all(|o| o.block.is_empty() && o.flag == ["bit-0"] && o.score == 0xFFFF), "{:?}", outcomes);
}

#[test]
fn lines_and_counts() {
    host(r#"{"mode": "log"}"#).judge(&rows());
    let want: Vec<_> = expected("log").each().map(|l| l.field("text").raw()).collect();
    assert_eq!(testing::logged().iter().map(|l| l.1.as_str()).collect::<Vec<_>>(), want);

    host(r#"{"mode": "metric"}"#).judge(&rows());
    assert_eq!((testing::counted(0), testing::counted(1)), (rows().len() as i64, -1));
}
