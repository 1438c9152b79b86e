// cannot find type `imsi_proprietor`

#[path = "../../src/lib.rs"]
mod portcullis;
use portcullis::{filter, Verdict};

filter! {
    manifest: "../../example/manifest.json",
    columns: { code, imsi_proprietor },
    reasons: { STRANGER = "stranger" },
    judge: judge,
}

fn judge(row: Row) -> Verdict {
    Verdict::NONE.block(STRANGER, row.code() == 32)
}
