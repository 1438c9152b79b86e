#![cfg_attr(not(test), no_std)]
#[path = "../../src/lib.rs"]
mod portcullis;
use portcullis::{filter, Verdict};

filter! {
    manifest: "../manifest.json",
    columns: { code, imsi_owner },
    reasons: { STRANGER = "stranger" },
    judge: judge,
}

fn judge(row: Row) -> Verdict {
    Verdict::NONE.block(STRANGER, row.code() == 32 && !row.imsi_owner().is_known())
}
