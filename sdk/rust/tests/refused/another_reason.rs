// reasons differ from filter!

#[path = "../../src/lib.rs"]
mod portcullis;
use portcullis::{filter, Verdict};

filter! {
    manifest: "../../example/manifest.json",
    columns: { code, imsi_owner },
    reasons: { STRANGER = "guest" },
    judge: judge,
}

fn judge(row: Row) -> Verdict {
    Verdict::NONE.block(STRANGER, row.code() == 32)
}
