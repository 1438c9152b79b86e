// counters differ from filter!

#[path = "../../src/lib.rs"]
mod portcullis;
use portcullis::{filter, Verdict};

filter! {
    manifest: "../manifest.json",
    columns: {
        protocol, src_port, code, time_ns, agreements, imsi, serving_plmn, src_owner, src, apn, ies,
        fteids { interface, owner4, addr4, teid }, present_gtp,
    },
    optional: { cause, user_addr4 },
    counters: { fresh, seen },
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
    judge: judge,
}

fn judge(row: Row) -> Verdict {
    Verdict::NONE.block(SCALARS, row.seen() == Some(3))
}
