//! What each layer of an SS7 message says of itself, against what goes between
//! operators.

use super::map::{self, Operations};
use super::portcullis::columns::{called_ssn, ppid, scmg_type, sccp_type, service_indicator};
use super::portcullis::values::{agreements, component_type, context_family, dialogue_pdu, protocol, ss7_flags, tcap_package};
use super::portcullis::column::Presence;
use super::portcullis::{Chosen, Ints, Verdict};
use super::{cap, context, Block, Row};
use super::{
    CAMEL, CAMEL_OPEN, CAP_DIRECTION, CONTEXT, M3UA_MESSAGE, M3UA_ROUTING_KEY, MAPV1, NETWORK_INDICATOR, NUMBERING_PLAN, OPCODE,
    PACKAGE, PPID, ROUTING_CONTEXT, SCCP_TYPE, SCMG_TYPE, SERVICE_INDICATOR, SSN, UNASSIGNED,
};

/// PPID of M3UA.
const M3UA: u32 = 3;
/// Service indicator of SCCP.
const SCCP: u8 = 3;
/// PPID of M2PA, under which level 3 has users that M3UA leaves out.
const M2PA: u32 = 5;
/// The SCCP messages that carry nearly everything.
const UDT: u8 = 0x09;
const XUDT: u8 = 0x11;
/// Service indicators of the management and testing of MTP3 itself.
const MTP3_USERS: u16 = 0b111;
const SSN_CAP: u8 = 146;
const NP_E214: u8 = 7;

/// What the operator lets in.
pub struct Ss7 {
    pub operations: Operations,
    ppids: u64,              // bit = payload protocol identifier
    service_indicators: u16, // bit = service indicator
    takes_sccp_by_m3ua: bool,
}

impl Ss7 {
    pub const INITIAL: Ss7 = Ss7 { operations: map::OPERATIONS, ppids: 0, service_indicators: 0, takes_sccp_by_m3ua: false };

    pub fn carry(&mut self, ppids: Ints, service_indicators: Ints) {
        self.ppids = ppids.iter().fold(0, |set, n| set | 1 << (n & 63));
        self.service_indicators = service_indicators.iter().fold(0, |set, n| set | 1 << (n & 15));
        self.takes_sccp_by_m3ua = self.ppids >> M3UA & self.service_indicators as u64 >> SCCP & 1 != 0;
    }

    /// What nearly all messages are: unitdata by M3UA of which `carried` has nothing to
    /// say, and in it an answer or an operation that may stand there.
    #[inline(always)]
    pub fn usual(&self, block: Block) -> Chosen {
        let protocol = block.protocol();
        let dialogue = protocol.at_least(protocol::MAP) & !protocol.at_least(protocol::M3UA);
        if !self.takes_sccp_by_m3ua || dialogue.chosen().is_none() {
            return Chosen::NONE;
        }
        let (sccp, package, component) = (block.sccp_type(), block.tcap_package(), block.component_type());
        let present = block.present_ss7();
        let carried = dialogue
            & (block.ppid().is(M3UA) | !block.present_common().has(Presence::<0>::bit(ppid)))
            & block.service_indicator().is(SCCP)
            & (sccp.is(UDT) | sccp.is(XUDT))
            & block.scmg_type().is(0)
            & !present.has(Presence::<2>::bit(scmg_type))
            & !block.ss7_flags().has(ss7_flags::OTHER_NETWORK | ss7_flags::OTHER_CONTEXT)
            & !package.is(tcap_package::UNIDIRECTIONAL);
        let asks = package.is(tcap_package::BEGIN) | component.is(component_type::INVOKE) | !block.context_family().is(context_family::NONE);
        let answers = package.is(0) | !asks;
        let asked = (carried & !answers).chosen() & block.all();
        (carried & answers).chosen() | asked.filter(|at| self.dialogue(block.row(at), Verdict::NONE) == Verdict::NONE)
    }

    #[inline(always)]
    pub fn judge(&self, row: Row) -> Verdict {
        let verdict = self.carried(row);
        match row.protocol() {
            protocol::M3UA => m3ua(row, verdict),
            _ => self.dialogue(row, verdict),
        }
    }

    /// TCAP, and MAP or CAP in it.
    #[inline(always)]
    fn dialogue(&self, row: Row, verdict: Verdict) -> Verdict {
        let begins = row.tcap_package() == tcap_package::BEGIN;
        let invokes = row.component_type() == component_type::INVOKE;
        if row.tcap_package() == 0 || returned(row.sccp_type()) || !begins && !invokes && row.context_family() == context_family::NONE {
            return verdict; // an answer, the end of a dialogue, or our own message on its way back
        }
        if row.protocol() == protocol::CAP || row.context_family() == context_family::CAP {
            return capped(row, begins, invokes, verdict);
        }
        match invokes {
            true => self.invoked(row, begins, verdict),
            false => self.opened(row, begins, verdict),
        }
    }

    /// T-02, M-02, C-01, C-06, P-02.
    #[inline(always)]
    fn carried(&self, row: Row) -> Verdict {
        let (present, flags, package) = (row.present_ss7(), row.ss7_flags(), row.tcap_package());
        let over_sctp = row.present_common().has(ppid);
        let by_m2pa = over_sctp && row.ppid() == M2PA;
        let users = self.service_indicators | if by_m2pa { MTP3_USERS } else { 0 };
        let user = users >> (row.service_indicator() & 15) & 1 != 0 && row.service_indicator() < 16;
        let carrier = row.ppid() < 64 && self.ppids >> row.ppid() & 1 != 0;
        Verdict::NONE
            .block(PPID, over_sctp && !carrier)
            .block(SERVICE_INDICATOR, present.has(service_indicator) && !user)
            .block(NETWORK_INDICATOR, flags & ss7_flags::OTHER_NETWORK != 0)
            .block(ROUTING_CONTEXT, flags & ss7_flags::OTHER_CONTEXT != 0)
            .block(SCCP_TYPE, present.has(sccp_type) && !connectionless(row.sccp_type()))
            .block(SCMG_TYPE, row.scmg_type() > 6 || present.has(scmg_type) && row.scmg_type() == 0)
            .block(PACKAGE, package == tcap_package::UNIDIRECTIONAL)
    }

    /// An operation of MAP: in its context, at its subsystem, and by MAP-1.
    #[inline(always)]
    fn invoked(&self, row: Row, begins: bool, verdict: Verdict) -> Verdict {
        let (code, agreed) = (row.code(), row.agreements());
        let verdict = match begins || row.context_family() != context_family::NONE {
            true => in_context(row, begins, verdict),
            false => verdict,
        };
        let verdict = match begins {
            true => {
                let (ssn, address) = (row.called_ssn(), map::address(code));
                let served = address & map::SERVED == 0 || address & map::subsystem(ssn) != 0;
                verdict
                    .block(SSN, !served && names_ssn(row))
                    .block(NUMBERING_PLAN, row.called_np() == NP_E214 && address & map::BY_IMSI == 0)
            }
            false => verdict,
        };
        map::judge(&self.operations, code, begins, agreed, verdict)
    }

    /// A message of MAP without operation: while none came yet, it is about those
    /// that its context opens with.
    #[inline(always)]
    fn opened(&self, row: Row, begins: bool, verdict: Verdict) -> Verdict {
        let agreed = row.agreements();
        if row.context_family() == context_family::NONE {
            return verdict.block(MAPV1, begins && agreed & agreements::MAPV1 == 0);
        }
        let known = named(row);
        let verdict = verdict.block(CONTEXT, known.all.is_empty());
        if !begins || known.all.is_empty() {
            return verdict;
        }
        let served = known.opening.any(|code| {
            let address = map::address(code);
            address & map::SERVED == 0 || address & map::subsystem(row.called_ssn()) != 0
        });
        let by_imsi = known.opening.any(|code| map::address(code) & map::BY_IMSI != 0);
        let verdict = verdict
            .block(SSN, !served && names_ssn(row))
            .block(NUMBERING_PLAN, row.called_np() == NP_E214 && !by_imsi);
        map::judge(&self.operations, known.opening.lowest(), begins, agreed, verdict)
    }
}

/// The context that a message of MAP names; one of another family has nothing in it.
#[inline(always)]
fn named(row: Row) -> &'static context::Context {
    match row.context_family() {
        context_family::MAP => context::of(row.context(), row.context_version()),
        _ => context::of(0, 0),
    }
}

/// P-05, of an operation in a message that names its context, or opens a dialogue
/// without one.
#[inline(always)]
fn in_context(row: Row, begins: bool, verdict: Verdict) -> Verdict {
    let without = row.context_family() == context_family::NONE;
    let known = if without { &context::WITHOUT } else { named(row) };
    let used = if begins { &known.opening } else { &known.all };
    if used.has(row.code()) && !without {
        return verdict;
    }
    let unknown = known.all.is_empty();
    verdict
        .block(CONTEXT, unknown)
        .block(MAPV1, without && row.agreements() & agreements::MAPV1 == 0)
        .block(OPCODE, !unknown && !used.has(row.code()))
}

/// Whether the called party has a subsystem number. A missing one is judged with
/// the address (spoofguard).
#[inline(always)]
fn names_ssn(row: Row) -> bool {
    row.present_ss7().has(called_ssn) && row.called_ssn() != 0
}

/// M-01: what RFC 4666 has between two networks. M2PA has two messages of its own,
/// which under another identifier would be read as M3UA, and not looked into.
#[inline(always)]
fn m3ua(row: Row, verdict: Verdict) -> Verdict {
    let (class, kind) = (row.code() >> 8, row.code() & 0xFF);
    let by_m2pa = !row.present_common().has(ppid) || row.ppid() == M2PA;
    let types: u32 = match class {
        0 => 0b11,
        1 => 0b10,
        2 | 3 => 0b111_1110,
        4 | 9 => 0b1_1110,
        11 if by_m2pa => 0b110,
        _ => 0,
    };
    let listed = kind < 32 && types >> kind & 1 != 0;
    let agreed = row.agreements() & agreements::ROUTING_KEY != 0;
    verdict.block(M3UA_MESSAGE, !listed).block(M3UA_ROUTING_KEY, listed && class == 9 && !agreed)
}

/// UDT, UDTS, XUDT, XUDTS, LUDT, LUDTS.
#[inline(always)]
fn connectionless(message: u8) -> bool {
    message < 32 && (0b1111u32 << 17 | 0b11 << 9) >> message & 1 != 0
}

/// UDTS, XUDTS and LUDTS bring a message back to who sent it; nobody carries out
/// what is in it (Q.714 clause 4.2).
#[inline(always)]
fn returned(message: u8) -> bool {
    matches!(message, 0x0A | 0x12 | 0x14)
}

#[inline(always)]
fn capped(row: Row, begins: bool, invokes: bool, verdict: Verdict) -> Verdict {
    let (agreed, id, phase) = (row.agreements(), row.context(), row.context_version());
    let named = row.context_family() != context_family::NONE;
    let known = match row.context_family() {
        context_family::CAP => cap::of(id, phase),
        _ => cap::Context::NOWHERE,
    };
    let opens_freely = known.is_known() && cap::is_open(id, phase);
    let verdict = verdict
        .block(CAMEL, agreed & agreements::CAMEL == 0)
        .block(CAMEL_OPEN, opens_freely && agreed & agreements::CAMEL_OPEN == 0)
        .block(CONTEXT, (named || begins) && !known.is_known())
        .block(SSN, begins && names_ssn(row) && row.called_ssn() != SSN_CAP)
        .block(NUMBERING_PLAN, begins && row.called_np() == NP_E214);
    if !invokes {
        return verdict;
    }
    let answers = row.dialogue_pdu() == dialogue_pdu::RESPONSE;
    let from_scf = known.opened_by_scf == begins;
    let sent = if from_scf { known.to_ssf } else { known.to_scf };
    let code = row.code();
    let inside = known.to_scf.and(known.to_ssf).has(code);
    verdict
        .block(OPCODE, known.is_known() && !inside)
        .block(UNASSIGNED, !cap::ALL.has(code))
        .block(CAP_DIRECTION, inside && (begins || answers) && !sent.has(code))
}
