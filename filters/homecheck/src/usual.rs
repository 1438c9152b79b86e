//! What nearly all messages are, sixteen at once.

use super::portcullis::column::Presence;
use super::portcullis::columns::vectors;
use super::portcullis::values::{component_type, direction, kind as request, protocol, tcap_package};
use super::portcullis::{Below128, Chosen, Id, Mask};
use super::kind::{self, Kind};
use super::Block;

/// Operations of no kind, of which nothing is said.
const OTHER: Below128 = kind::codes(Kind::OTHER);
/// From the home network about its subscriber, without more in them that is judged.
const HOME: Below128 = kind::codes(Kind::HOME).without(INSERT_SUBSCRIBER_DATA);
/// From the serving network about a subscriber of ours, the same.
const SERVED: Below128 = kind::codes(Kind::SERVED).without(REGISTER_SS);
const VECTORS: Below128 = kind::codes(Kind::VECTORS);

const INSERT_SUBSCRIBER_DATA: u8 = 7;
const REGISTER_SS: u8 = 10;

/// Answers, operations of no kind, and those whose IMSI is whose it should be.
#[inline(always)]
pub fn usual(block: Block) -> Chosen {
    let inward = !block.direction().is(direction::OUT);
    let diameter = block.protocol().is(protocol::DIAMETER);
    let asks = block.component_type().is(component_type::INVOKE) & inward & !diameter;
    let opens = block.component_type().is(0) & block.tcap_package().is(tcap_package::BEGIN) & inward & !diameter;
    let commands = diameter & block.kind().is(request::REQUEST) & inward;
    if (asks | opens | commands).chosen().is_none() {
        return block.all();
    }
    let map = !block.protocol().is(protocol::CAP);
    let beyond = block.code().at_least(kind::MOST);
    (!(asks | opens | commands) | asks & map & (block.code().among(&OTHER) | beyond | named(block))).chosen()
}

/// Operations whose subscriber is the caller's, or ours, as it should be.
#[inline(always)]
fn named(block: Block) -> Mask {
    let (code, owner) = (block.code(), block.imsi_owner());
    let callers = owner.at_least(Id::HOME.0 + 1) & owner.same(block.calling_owner());
    let ours = owner.is(Id::HOME.0) & block.direction().is(direction::IN);
    let counted = block.present_ss7().has(Presence::<2>::bit(vectors));
    let some = block.vectors().at_least(1) & !block.vectors().at_least(6);
    let told = code.among(&HOME) & callers | ours & (code.among(&SERVED) | code.among(&VECTORS) & (!counted | some));
    !block.imsi().is(0) & told
}
