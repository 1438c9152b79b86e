// columns.required differs from filter!

#[path = "../../src/lib.rs"]
mod portcullis;
use portcullis::{filter, Verdict};

filter! {
    manifest: "../../example/manifest.json",
    columns: { imsi_owner, code },
    reasons: { STRANGER = "stranger" },
    judge: judge,
}

fn judge(row: Row) -> Verdict {
    Verdict::NONE.block(STRANGER, row.code() == 32)
}
