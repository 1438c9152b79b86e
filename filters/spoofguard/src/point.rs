//! Point codes: of the routing label (rule M-02), and those that messages of the
//! management tell of (rules M-03, C-06).

use super::portcullis::values::{direction, protocol, ss7_flags};
use super::portcullis::{Id, Mask, Verdict};
use super::{Block, Row, AFFECTED_NOT_OURS, AFFECTED_NOT_THEIRS, DPC_NOT_OURS, OPC_NOT_THEIRS};

/// Ourselves, where interconnects are numbered.
const HOME: Id = Id(65535);
/// M3UA DAUD asks after a point code, of which there are many beyond the asker's.
const DAUD: u32 = 0x203;
/// SCMG subsystem status test.
const SST: u8 = 3;

/// Where `codes` has nothing to say.
#[inline(always)]
pub fn usual(block: Block, transit: Mask) -> Mask {
    let to = block.dpc_interconnect();
    block.opc_interconnect().same(block.interconnect()) & (to.is(HOME.0) | transit & !to.is(Id::NONE.0))
}

/// The originating point code is the interconnect's, unless that is a carrier which
/// keeps those of others; never ours. The destination is ours, or in transit that
/// of somebody known.
#[inline(always)]
pub fn codes(row: Row, verdict: Verdict) -> Verdict {
    let (from, to) = (row.opc_interconnect(), row.dpc_interconnect());
    let foreign = from != row.interconnect();
    let carried = row.ss7_flags() & ss7_flags::TRANSIT != 0 && from != HOME;
    let home = row.direction() != direction::TRANSIT;
    verdict
        .block(OPC_NOT_THEIRS, foreign && !carried)
        .flag(OPC_NOT_THEIRS, foreign && carried)
        .block(DPC_NOT_OURS, home && to != HOME || !home && !to.is_known())
}

/// A network tells of its own point codes, and of its own subsystems; it tests ours.
#[inline(always)]
pub fn affected(row: Row, verdict: Verdict) -> Verdict {
    let flags = row.ss7_flags();
    let (ours, other) = (flags & ss7_flags::AFFECTED_HOME != 0, flags & ss7_flags::AFFECTED_OTHER != 0);
    if row.protocol() == protocol::M3UA && row.code() == DAUD {
        return verdict;
    }
    if row.scmg_type() == SST {
        return verdict.block(AFFECTED_NOT_OURS, !ours);
    }
    let carried = flags & ss7_flags::TRANSIT != 0 && !ours;
    verdict.block(AFFECTED_NOT_THEIRS, ours || other && !carried).flag(AFFECTED_NOT_THEIRS, other && carried)
}
