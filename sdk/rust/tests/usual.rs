use crate::portcullis::abi::{Guest, Outputs};
use crate::portcullis::{filter, testing, Chosen, Config, Id, Reason, Refused, Verdict};

filter! {
    manifest: "../example/manifest.json",
    columns: { code, imsi_owner },
    reasons: { STRANGER = "stranger" },
    state: () = (),
    configure: |_: &mut (), _: &Config<'static>| Ok(()),
    usual: |_: &(), block: Block| usual(block),
    judge: |_: &(), row: Row| judge(row),
}

fn usual(block: Block) -> Chosen {
    (!block.code().is(32) | !block.imsi_owner().is(Id::NONE.0)).chosen()
}

fn judge(row: Row) -> Verdict {
    Verdict::NONE.block(STRANGER, row.code() == 32 && !row.imsi_owner().is_known())
}

/// Whatever the rest of a batch, and wherever it ends.
#[test]
fn rows_that_are_not_usual_are_judged() {
    for rows in 1..=64 {
        let (stranger, usual) = (r#"{"code": 32}"#, r#"{"code": 32, "imsi_owner": 1}"#);
        let batch: Vec<_> = (0..rows).map(|i| if i % 5 == rows % 5 { stranger } else { usual }).collect();
        let outcomes = testing::judge::<Module>("{}", &format!("[{}]", batch.join(",")));
        for (i, outcome) in outcomes.iter().enumerate() {
            assert_eq!(!outcome.block.is_empty(), i % 5 == rows % 5, "row {} of {}", i, rows);
        }
    }
}

/// A filter that takes everything for usual.
struct Careless;

impl Guest for Careless {
    type State = ();
    const INITIAL: () = ();
    const MANIFEST: &'static [u8] =
        br#"{"columns": {"required": ["code"], "optional": []}, "reasons": [{"name": "any"}], "self_test": [{"name": "all", "rows": [{}], "block": [[]], "flag": [[]]}]}"#;

    fn configure(_: &mut (), _: &Config<'static>) -> Result<(), Refused> {
        Ok(())
    }

    unsafe fn judge(_: &(), _: *mut u8, _: usize) {}

    unsafe fn judge_each(_: &(), buffer: *mut u8, rows: usize) {
        (0..rows).for_each(|at| Outputs::new(buffer).store(at, Verdict::NONE.block(Reason(0), true)));
    }
}

#[test]
#[should_panic(expected = "is taken for usual")]
fn what_is_wrongly_usual_is_found() {
    testing::self_test::<Careless>();
}
