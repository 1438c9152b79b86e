// this presence word does not cover that column

#[path = "../../src/lib.rs"]
mod portcullis;
use portcullis::{filter, Verdict};

filter! {
    manifest: "../../example/manifest.json",
    columns: { code, imsi_owner },
    reasons: { STRANGER = "stranger" },
    judge: judge,
}

fn judge(row: Row) -> Verdict {
    Verdict::NONE.block(STRANGER, portcullis::value::Presence::<1>(row.code() as u64).has(portcullis::columns::imsi))
}
