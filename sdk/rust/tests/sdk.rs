//! Tests of the SDK itself, and a filter that reads every kind of column.
//! `filters/test.sh` runs them.

#[path = "../src/lib.rs"]
mod portcullis;

mod lanes;
mod lookups;
mod texts;
mod usual;
mod values;

use portcullis::columns::apn;
use portcullis::json::Json;
use portcullis::testing::{self, Host};
use portcullis::{filter, Config, Digits, Id, Ints, Plmn, Refused, Verdict};

filter! {
    manifest: "manifest.json",
    columns: {
        protocol, src_port, code, time_ns, agreements, imsi, serving_plmn, src_owner, src, apn, ies,
        fteids { interface, owner4, addr4, teid }, present_gtp,
    },
    optional: { cause, user_addr4 },
    counters: { seen, fresh },
    reasons: {
        SCALARS = "scalars",
        VALUES = "values",
        LISTS = "lists",
        CAUSE = "cause-known",
        APN = "apn-present",
        CONFIGURED = "configured",
        SEEN_THRICE = "seen-thrice",
        FRESH_NOT_KEPT = "fresh-not-kept",
    },
    state: Sample = Sample { codes: Ints::EMPTY },
    configure: Sample::configure,
    judge: Sample::judge,
}

struct Sample {
    codes: Ints<'static>,
}

impl Sample {
    fn configure(&mut self, config: &Config<'static>) -> Result<(), Refused> {
        self.codes = config.ints(7);
        match config.integer(3) {
            Some(13) => Err(Refused),
            _ => Ok(()),
        }
    }

    fn judge(&self, row: Row) -> Verdict {
        let scalars = (row.protocol(), row.src_port(), row.code(), row.time_ns(), row.agreements());
        let values = (row.imsi(), row.serving_plmn(), row.src_owner(), row.src().octet(15));
        let fteids: Vec<_> = row.fteids().map(|f| (f.interface(), f.owner4(), f.addr4().octet(15), f.teid())).collect();
        Verdict::NONE
            .block(SCALARS, scalars == (2, 0xFFFE, 0xFFFF_FFFD, u64::MAX - 3, 1 << 63))
            .block(VALUES, values == (Digits::new("001010000000001"), Plmn(0x0100_101F), Id::HOME, 7))
            .block(LISTS, row.apn() == b"\x03abc" && row.ies() == 2 && fteids == [(6, Id(2), 11, 100), (4, Id(3), 12, 200)])
            .flag(CAUSE, row.cause().is_some())
            .flag(APN, row.present_gtp().has(apn))
            .flag(CONFIGURED, self.codes.contains(row.code() as u64))
            .flag(SEEN_THRICE, row.seen() == Some(3))
            .flag(FRESH_NOT_KEPT, row.fresh().is_none())
            .score(row.cause().unwrap_or(0) as u16)
    }
}

const FULL: &str = r#"{
    "protocol": 2, "src_port": 65534, "code": 4294967293, "time_ns": 18446744073709551612, "agreements": 9223372036854775808,
    "imsi": "001010000000001", "serving_plmn": "001-01", "src_owner": 1, "src": "192.0.2.7", "apn": "03616263", "ies": [{}, {}],
    "fteids": [{"interface": 6, "owner4": 2, "addr4": "192.0.2.11", "teid": 100}, {"interface": 4, "owner4": 3, "addr4": "192.0.2.12", "teid": 200}],
    "present_gtp": 4096, "cause": 16
}"#;

#[test]
fn every_kind_of_column() {
    let outcomes = testing::judge::<Module>("{}", &format!("[{}, {{}}, {}]", FULL.replace("\"ies\": [{}, {}],", ""), FULL));
    assert_eq!(outcomes[0].block, ["scalars", "values"], "the list is shorter");
    assert!(outcomes[1].block.is_empty());
    assert_eq!(outcomes[2].block, ["scalars", "values", "lists"], "the tables of earlier rows come first");
    assert_eq!(outcomes[2].flag, ["cause-known", "apn-present"]);
    assert_eq!(outcomes[2].score, 16);
}

#[test]
fn optional_column_that_the_host_lacks() {
    let host = Host::<Module>::new(Json::new(b"{}")).lacking("cause");
    let outcome = &host.judge(&[Json::new(FULL.as_bytes())])[0];
    assert_eq!((outcome.flag.clone(), outcome.score), (vec!["apn-present"], 0));
}

#[test]
fn counters() {
    let rows = r#"[{"counter.seen": 3}, {"counter.seen": 2, "counter.fresh": 4294967295}, {"counter.seen": 4294967295}]"#;
    let flagged: Vec<_> = testing::judge::<Module>("{}", rows).into_iter().map(|o| o.flag[1..].to_vec()).collect();
    assert_eq!(flagged, [vec!["seen-thrice"], vec!["fresh-not-kept"], vec![]]);
}

#[test]
fn configuration_reaches_the_filter() {
    let outcomes = testing::judge::<Module>(r#"{"codes": [9, 5, 5]}"#, r#"[{"code": 1}, {"code": 5}, {"code": 9}]"#);
    let flagged: Vec<_> = outcomes.iter().map(|o| o.flag.contains(&"configured")).collect();
    assert_eq!(flagged, [false, true, true]);
}

#[test]
#[should_panic(expected = "configure")]
fn configuration_refused() {
    testing::judge::<Module>(r#"{"limit": 13}"#, "[{}]");
}

#[test]
#[should_panic(expected = "the filter does not read column \"msisdn\"")]
fn rows_name_declared_columns_only() {
    testing::judge::<Module>("{}", r#"[{"msisdn": "1"}]"#);
}
