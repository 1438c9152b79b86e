// columns.required lists more than filter!

#[path = "../../src/lib.rs"]
mod portcullis;
use portcullis::{filter, Verdict};

filter! {
    manifest: "../../example/manifest.json",
    columns: { code },
    reasons: { STRANGER = "stranger" },
    judge: judge,
}

fn judge(row: Row) -> Verdict {
    Verdict::NONE.block(STRANGER, row.code() == 32)
}
