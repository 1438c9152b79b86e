//! What goes to the home network: requests for routing, reports, alerts, and the
//! short messages of our subscribers abroad (rules SMS-3, MAP-3e, P-07).

use super::portcullis::values::{number_role as role, sm_rp_oa, tcap_package};
use super::portcullis::{Id, Verdict};
use super::{foreign, receiver, Row, ADDRESSES, ALERT, CENTRE_NOT_OURS, CENTRE_NOT_THEIRS, MO_SUBSCRIBER};

/// sendRoutingInfoForSM and reportSM-DeliveryStatus name the service centre that
/// has the message.
#[inline(always)]
pub fn routing(row: Row, verdict: Verdict) -> Verdict {
    let elsewhere = row.numbers().any(|n| n.role() == role::SERVICE_CENTRE && foreign(row, n.owner()));
    verdict.block(CENTRE_NOT_THEIRS, elsewhere)
}

/// alertServiceCentre tells a centre of ours of a subscriber of the caller's. Numbers
/// that nobody lists are flagged, as subscribers take theirs along.
#[inline(always)]
pub fn alert(row: Row, verdict: Verdict) -> Verdict {
    let owner = row.msisdn_owner();
    let (known, theirs) = (owner.is_known(), owner == row.calling_owner());
    centre_is_receivers(row, verdict).block(ALERT, known && (!theirs || owner == Id::HOME)).flag(ALERT, !known)
}

/// MAP-3e: a short message of our subscriber, to a centre of ours. A number that
/// another operator lists may have been ported to us.
#[inline(always)]
pub fn submitted(row: Row, verdict: Verdict) -> Verdict {
    let begins = row.tcap_package() == tcap_package::BEGIN;
    let ours = receiver(row);
    let named = !row.imsi().is_absent();
    centre_is_receivers(row, verdict)
        .block(ADDRESSES, begins && row.sm_rp_oa() != sm_rp_oa::MSISDN)
        .block(MO_SUBSCRIBER, named && (row.imsi_owner() != ours || !ours.is_known()))
        .flag(MO_SUBSCRIBER, !named && row.msisdn_owner().is_known() && row.msisdn_owner() != ours)
}

#[inline(always)]
fn centre_is_receivers(row: Row, verdict: Verdict) -> Verdict {
    let ours = receiver(row);
    let elsewhere = row.numbers().any(|n| n.role() == role::SERVICE_CENTRE && (n.owner() != ours || !ours.is_known()));
    verdict.block(CENTRE_NOT_OURS, elsewhere)
}
