// no method named `imsi` found

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
    Verdict::NONE.block(STRANGER, row.imsi().is_absent())
}
