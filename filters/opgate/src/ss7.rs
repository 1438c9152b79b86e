//! What each layer of an SS7 message says of itself, against what goes between
//! operators.

use super::map::{self, Operations};
use super::opset::OpSet;
use super::portcullis::columns::{called_ssn, ppid, scmg_type, sccp_type, service_indicator};
use super::portcullis::values::{agreements, component_type, context_family, dialogue_pdu, protocol, ss7_flags, tcap_package};
use super::portcullis::{Ints, Verdict};
use super::{cap, context, Row};
use super::{
    CAMEL, CAMEL_OPEN, CAP_DIRECTION, CONTEXT, M3UA_MESSAGE, M3UA_ROUTING_KEY, MAPV1, NETWORK_INDICATOR, NUMBERING_PLAN, OPCODE,
    PACKAGE, PPID, ROUTING_CONTEXT, SCCP_TYPE, SCMG_TYPE, SERVICE_INDICATOR, SSN, UNASSIGNED,
};

/// PPID of M2PA, under which level 3 has users that M3UA leaves out.
const M2PA: u32 = 5;
/// Service indicators of the management and testing of MTP3 itself.
const MTP3_USERS: u16 = 0b111;
const SSN_CAP: u8 = 146;
const NP_E214: u8 = 7;

/// What the operator lets in.
pub struct Ss7 {
    pub operations: Operations,
    ppids: u64,              // bit = payload protocol identifier
    service_indicators: u16, // bit = service indicator
}

/// What a message is about: one operation, or, while none came yet, those that
/// its context opens with.
struct Subject {
    code: u32,
    set: OpSet,
}

impl Ss7 {
    pub const INITIAL: Ss7 = Ss7 { operations: map::OPERATIONS, ppids: 0, service_indicators: 0 };

    pub fn carry(&mut self, ppids: Ints, service_indicators: Ints) {
        self.ppids = ppids.iter().fold(0, |set, n| set | 1 << (n & 63));
        self.service_indicators = service_indicators.iter().fold(0, |set, n| set | 1 << (n & 15));
    }

    #[inline(always)]
    pub fn judge(&self, row: Row) -> Verdict {
        let verdict = self.carried(row, Verdict::NONE);
        if row.protocol() == protocol::M3UA {
            return m3ua(row, verdict);
        }
        let begins = row.tcap_package() == tcap_package::BEGIN;
        let invokes = row.component_type() == component_type::INVOKE;
        if row.tcap_package() == 0 || returned(row.sccp_type()) || !begins && !invokes && row.context_family() == context_family::NONE {
            return verdict; // an answer, the end of a dialogue, or our own message on its way back
        }
        if row.protocol() == protocol::CAP || row.context_family() == context_family::CAP {
            return capped(row, begins, invokes, verdict);
        }
        self.mapped(row, begins, invokes, verdict)
    }

    /// T-02, M-02, C-01, C-06, P-02.
    #[inline(always)]
    fn carried(&self, row: Row, verdict: Verdict) -> Verdict {
        let (present, flags, package) = (row.present_ss7(), row.ss7_flags(), row.tcap_package());
        let by_m2pa = present.has(ppid) && row.ppid() == M2PA;
        let users = self.service_indicators | if by_m2pa { MTP3_USERS } else { 0 };
        let user = users >> (row.service_indicator() & 15) & 1 != 0 && row.service_indicator() < 16;
        let carrier = row.ppid() < 64 && self.ppids >> row.ppid() & 1 != 0;
        verdict
            .block(PPID, present.has(ppid) && !carrier)
            .block(SERVICE_INDICATOR, present.has(service_indicator) && !user)
            .block(NETWORK_INDICATOR, flags & ss7_flags::OTHER_NETWORK != 0)
            .block(ROUTING_CONTEXT, flags & ss7_flags::OTHER_CONTEXT != 0)
            .block(SCCP_TYPE, present.has(sccp_type) && !connectionless(row.sccp_type()))
            .block(SCMG_TYPE, row.scmg_type() > 6 || present.has(scmg_type) && row.scmg_type() == 0)
            .block(PACKAGE, package == tcap_package::UNIDIRECTIONAL)
    }

    #[inline(always)]
    fn mapped(&self, row: Row, begins: bool, invokes: bool, verdict: Verdict) -> Verdict {
        let (family, agreed) = (row.context_family(), row.agreements());
        let named = family != context_family::NONE;
        let known = match family {
            context_family::MAP => context::of(row.context(), row.context_version()),
            _ => context::Context { all: context::VERSION_1, opening: context::VERSION_1 },
        };
        let used = if begins { known.opening } else { known.all };
        let unknown = family == context_family::OTHER || known.all.is_empty();
        let verdict = verdict
            .block(CONTEXT, unknown)
            .block(MAPV1, begins && !named && agreed & agreements::MAPV1 == 0)
            .block(OPCODE, invokes && !unknown && (named || begins) && !used.has(row.code()));
        let subject = match invokes {
            true => Subject { code: row.code(), set: OpSet::NONE },
            false if named => Subject { code: known.opening.lowest(), set: known.opening },
            false => return verdict,
        };
        let verdict = match begins {
            true => addressed(row, &subject, verdict),
            false => verdict,
        };
        if !invokes && (!begins || unknown) {
            return verdict;
        }
        map::judge(&self.operations, subject.code, begins, agreed, verdict)
    }
}

/// M-01: what RFC 4666 has between two networks. M2PA has two messages of its own.
#[inline(always)]
fn m3ua(row: Row, verdict: Verdict) -> Verdict {
    let (class, kind) = (row.code() >> 8, row.code() & 0xFF);
    let types: u32 = match class {
        0 => 0b11,
        1 => 0b10,
        2 | 3 => 0b111_1110,
        4 | 9 => 0b1_1110,
        11 => 0b110,
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

/// C-03 and C-07, of the message that opens a dialogue: who serves the operation,
/// and how that one is addressed. A missing SSN is judged with the address.
#[inline(always)]
fn addressed(row: Row, subject: &Subject, verdict: Verdict) -> Verdict {
    let fits = |set: OpSet| set.has(subject.code) || !set.shared(subject.set).is_empty();
    let ssn = row.called_ssn();
    let given = row.present_ss7().has(called_ssn) && ssn != 0;
    verdict
        .block(SSN, given && fits(map::SERVED) && !fits(map::served_by(ssn)))
        .block(NUMBERING_PLAN, row.called_np() == NP_E214 && !fits(map::BY_IMSI))
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
    let given = row.present_ss7().has(called_ssn) && row.called_ssn() != 0;
    let verdict = verdict
        .block(CAMEL, agreed & agreements::CAMEL == 0)
        .block(CAMEL_OPEN, opens_freely && agreed & agreements::CAMEL_OPEN == 0)
        .block(CONTEXT, (named || begins) && !known.is_known())
        .block(SSN, begins && given && row.called_ssn() != SSN_CAP)
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
