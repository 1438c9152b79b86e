#!/usr/bin/python3
"""Write the vectors that scapy 2.5 encodes (contrib gtp, gtp_v2) into scapy/.

No octet of these messages was laid out by this project's own encoders: what a
clause means is read here as scapy's authors read it. tshark reads it a third time
(independent_test.go). The world is that of ../gtp/config.yaml.

    /usr/bin/python3 scapy_vectors.py scapy
"""
import ipaddress
import random
import sys

from scapy.all import IP, IPv6, UDP, Dot1Q, Ether, Raw, fragment, raw, wrpcap
from scapy.contrib import gtp, gtp_v2 as v2

random.seed(2)

SGW, SGWU, SGSN, SGSNU = "198.51.100.11", "198.51.100.12", "198.51.100.15", "198.51.100.16"
PGWA, PGWAU, GGSNA, GGSNAU = "198.51.100.13", "198.51.100.14", "198.51.100.17", "198.51.100.18"
SGSNC, STRANGER, SQUATTER = "198.51.100.165", "203.0.113.66", "198.51.100.200"
PGW, PGWU, SGWH, SGWHU = "192.0.2.10", "192.0.2.11", "192.0.2.20", "192.0.2.21"
GGSN, GGSNU, SGSNH, SGSNHU, MME = "192.0.2.30", "192.0.2.31", "192.0.2.40", "192.0.2.41", "192.0.2.50"
SGW6, SGWU6, PGW6 = "2001:db8:2:1::1", "2001:db8:2:1::2", "2001:db8:1::10"
SGSN6, SGSNU6, GGSN6 = "2001:db8:2:1::5", "2001:db8:2:1::6", "2001:db8:1::30"

IMSI, IMSI_A = "001010000000001", "999700000000001"
APN = "internet.mnc001.mcc001.gprs"
EPOCH = 1767225600  # 2026-01-01 00:00:00 UTC


# GTPv2-C ----------------------------------------------------------------------

def fteid(instance, interface, teid, v4=None, v6=None):
    return v2.IE_FTEID(instance=instance, InterfaceType=interface, GRE_Key=teid,
                       ipv4_present=int(v4 is not None), ipv6_present=int(v6 is not None),
                       ipv4=v4 or "0.0.0.0", ipv6=int(ipaddress.ip_address(v6 or "::")))


def uli(mcc, mnc):
    tai = v2.ULI_TAI(MCC=mcc, MNC=mnc, TAC=0x1234)
    ecgi = v2.ULI_ECGI(MCC=mcc, MNC=mnc, ECI=0xABCD01)
    return v2.IE_ULI(TAI_Present=1, ECGI_Present=1, TAI=tai, ECGI=ecgi)


def bearer(*members, instance=0):
    return v2.IE_BearerContext(instance=instance, IE_list=list(members))


def ebi(n, instance=0):
    return v2.IE_EPSBearerID(instance=instance, EBI=n)


def qos(qci=9):
    return v2.IE_Bearer_QoS(PCI=1, PriorityLevel=15, QCI=qci)


def cause(n):
    return v2.IE_Cause(Cause=n)


def header(typ, teid, seq, t=1, p=0):
    return v2.GTPHeader(gtp_type=typ, P=p, T=t, teid=teid, seq=seq, SPARE3=0)


def measured(ie):
    """Give an element its length, the octets of its value, where the caller gave none: scapy 2.5 counts two octets too many."""
    for member in getattr(ie, "IE_list", []):
        measured(member)
    head = 4 if ie.__module__.endswith("gtp_v2") else 3
    if "length" in ie.default_fields and ie.length is None:
        ie.length = len(raw(ie)) - head
    return ie


def m2(typ, layer, ies, teid=0x0B000001, seq=0x201, t=1):
    """One message: the header, scapy's class for the body (or none), the elements."""
    ies = [measured(i) for i in ies]
    message = header(typ, teid, seq, t) / layer(IE_list=ies)
    message.length = len(raw(message)) - 4  # scapy 2.5 leaves out eight octets, as GTPv1 does
    return message


def create_session(sgw=SGW, sgwu=SGWU, imsi=IMSI, net=("999", "70"), apn=APN, six=False, **edit):
    control = fteid(0, 6, 0x1A000001, v6=sgw) if six else fteid(0, 6, 0x1A000001, v4=sgw)
    user = fteid(2, 4, 0x1A000002, v6=sgwu) if six else fteid(2, 4, 0x1A000002, v4=sgwu)
    ies = {
        "imsi": v2.IE_IMSI(length=8, IMSI=imsi),
        "msisdn": v2.IE_MSISDN(length=6, digits="99902000001"),
        "mei": v2.IE_MEI(length=8, MEI="3534900698733190"),
        "uli": uli(*net),
        "network": v2.IE_ServingNetwork(MCC=net[0], MNC=net[1]),
        "rat": v2.IE_RAT(RAT_type=6),
        "indication": v2.IE_Indication(length=7),
        "fteid": control,
        "apn": v2.IE_APN(APN=apn),
        "mode": v2.IE_SelectionMode(SelectionMode=0),
        "pdn": v2.IE_PDN_type(PDN_type=1),
        "paa": v2.IE_PAA(PDN_type=1, ipv4="0.0.0.0"),
        "restriction": v2.IE_APN_Restriction(APN_Restriction=0),
        "ambr": v2.IE_AMBR(AMBR_Uplink=50000, AMBR_Downlink=100000),
        "bearer": bearer(ebi(5), user, qos()),
        "recovery": v2.IE_RecoveryRestart(restart_counter=7),
        "zone": v2.IE_UE_Timezone(Timezone=0x40, DST=1),
    }
    ies.update(edit)
    return m2(32, v2.GTPV2CreateSessionRequest, [i for i in ies.values() if i is not None], teid=0)


def create_session_response(c=16):
    return m2(33, v2.GTPV2CreateSessionResponse, [
        cause(c), fteid(1, 7, 0x0B000001, PGWA), v2.IE_PAA(PDN_type=1, ipv4="10.45.0.2"), v2.IE_APN_Restriction(APN_Restriction=0),
        bearer(ebi(5), cause(16), fteid(2, 5, 0x0B000002, PGWAU), v2.IE_ChargingID(ChargingID=7)),
    ], teid=0x1A000001)


def modify_bearer(sgw=SGW, sgwu=SGWU, net=("999", "70")):
    return m2(34, v2.GTPV2ModifyBearerRequest, [
        uli(*net), v2.IE_ServingNetwork(MCC=net[0], MNC=net[1]), v2.IE_RAT(RAT_type=6), fteid(0, 6, 0x1A000011, sgw),
        bearer(ebi(5), fteid(1, 4, 0x1A000012, sgwu)), v2.IE_RecoveryRestart(restart_counter=7),
    ])


def delete_session(*more):
    return m2(36, v2.GTPV2DeleteSessionRequest, [*more, ebi(5), uli("999", "70")])


def create_bearer():
    tft = v2.IE_BearerTFT(Bearer_TFT=bytes([0x21, 0x30, 1, 5, 0x30, 6, 0x50, 0x01, 0xBB]))
    return m2(95, v2.GTPV2CreateBearerRequest, [
        ebi(5), bearer(ebi(0), tft, fteid(1, 5, 0x0B000003, PGWAU), qos(8), v2.IE_ChargingID(ChargingID=8)),
    ], teid=0x1A000001)


def create_bearer_response(pgwu=PGWU):
    return m2(96, v2.GTPV2CreateBearerResponse, [
        cause(16), bearer(ebi(6), cause(16), fteid(2, 4, 0x1A000003, SGWU), fteid(3, 5, 0x0B000003, pgwu)), v2.IE_RecoveryRestart(restart_counter=7),
    ])


def echo2():
    return m2(1, v2.GTPV2EchoRequest, [v2.IE_RecoveryRestart(restart_counter=7)], t=0)


# GTPv1 ------------------------------------------------------------------------

def m1(typ, layer, ies, teid=0x0B000001, seq=0x101):
    ies = [measured(i) for i in ies]
    h = gtp.GTPHeader(S=1, gtp_type=typ, teid=teid, seq=seq)
    if layer:
        return h / layer(IE_list=ies)
    return h / Raw(b"".join(raw(i) for i in ies)) if ies else h


def end_user():
    # scapy writes an address only where its length says so: none is asked for.
    return gtp.IE_EndUserAddress(length=2, PDPTypeNumber=0x21)


def qos1():
    return gtp.IE_NotImplementedTLV(ietype=135, length=12, data=bytes.fromhex("021b421f7196404074030000"))


def create_pdp(sgsn=SGSN, sgsnu=SGSNU, imsi=IMSI, net=("999", "70"), apn=APN, six=False, **edit):
    address = (lambda a: gtp.IE_GSNAddress(length=16, ipv6_address=a)) if six else (lambda a: gtp.IE_GSNAddress(length=4, ipv4_address=a))
    ies = {
        "imsi": gtp.IE_IMSI(imsi=imsi),
        "rai": gtp.IE_Routing(MCC=net[0], MNC=net[1], LAC=0x1234, RAC=1),
        "recovery": gtp.IE_Recovery(restart_counter=7),
        "mode": gtp.IE_SelectionMode(SelectionMode=0xFC),
        "data": gtp.IE_TEIDI(TEIDI=0x1A000002),
        "control": gtp.IE_TEICP(TEICI=0x1A000001),
        "nsapi": gtp.IE_NSAPI(NSAPI=5),
        "user": end_user(),
        "apn": gtp.IE_AccessPointName(APN=apn),
        "gsn": address(sgsn),
        "gsnu": address(sgsnu),
        "msisdn": gtp.IE_MSInternationalNumber(length=7, digits="99902000001"),
        "qos": qos1(),
        "rat": gtp.IE_RATType(RAT_Type=1),
        "uli": gtp.IE_UserLocationInformation(MCC=net[0], MNC=net[1], LAC=0x1234, SAC=0x5678),
    }
    ies.update(edit)
    return m1(16, gtp.GTPCreatePDPContextRequest, [i for i in ies.values() if i is not None], teid=0)


def create_pdp_response():
    return m1(17, gtp.GTPCreatePDPContextResponse, [
        gtp.IE_Cause(CauseValue=128), gtp.IE_ReorderingRequired(), gtp.IE_Recovery(restart_counter=3), gtp.IE_TEIDI(TEIDI=0x0B000002),
        gtp.IE_TEICP(TEICI=0x0B000001), gtp.IE_ChargingId(Charging_id=7),
        gtp.IE_EndUserAddress(length=6, PDPTypeNumber=0x21, PDPAddress="10.45.0.2"),
        gtp.IE_GSNAddress(length=4, ipv4_address=GGSNA), gtp.IE_GSNAddress(length=4, ipv4_address=GGSNAU), qos1(),
    ], teid=0x1A000001)


def update_pdp(sgsnu=SGSNU):
    return m1(18, gtp.GTPUpdatePDPContextRequest, [
        gtp.IE_Routing(MCC="999", MNC="70", LAC=0x1234, RAC=1), gtp.IE_Recovery(restart_counter=7), gtp.IE_TEIDI(TEIDI=0x1A000012),
        gtp.IE_TEICP(TEICI=0x1A000011), gtp.IE_NSAPI(NSAPI=5), gtp.IE_GSNAddress(length=4, ipv4_address=SGSN), gtp.IE_GSNAddress(length=4, ipv4_address=sgsnu), qos1(),
    ])


def delete_pdp(*more):
    return m1(20, gtp.GTPDeletePDPContextRequest, [*more, gtp.IE_Teardown(), gtp.IE_NSAPI(NSAPI=5)])


def inner(port=443, payload=b"GET / HTTP/3"):
    return IP(src="10.45.0.2", dst="203.0.113.80") / UDP(sport=40000, dport=port) / Raw(payload)


def gpdu(packet):
    return gtp.GTP_U_Header(gtp_type=255, teid=0x0B000002) / packet


# Frames and expectations --------------------------------------------------------

def send(src, dst, message, sport=None, dport=None, tag=None):
    port = 2152 if isinstance(message, gtp.GTP_U_Header) else 2123
    ip = IPv6(src=src, dst=dst) if ":" in src else IP(src=src, dst=dst, id=1)
    link = Ether(src="02:00:5e:00:53:01", dst="02:00:5e:00:53:02")
    if tag:
        link = link / Dot1Q(vlan=tag)
    return link / ip / UDP(sport=sport or port, dport=dport or port) / Raw(raw(message))


V2, V1, U = "gtpv2", "gtpv1", "gtpu"
NAMES = {
    V2: {1: "EchoRequest", 2: "EchoResponse", 3: "VersionNotSupportedIndication", 32: "CreateSessionRequest", 33: "CreateSessionResponse",
         34: "ModifyBearerRequest", 35: "ModifyBearerResponse", 36: "DeleteSessionRequest", 37: "DeleteSessionResponse",
         64: "ModifyBearerCommand", 66: "DeleteBearerCommand", 68: "BearerResourceCommand",
         95: "CreateBearerRequest", 96: "CreateBearerResponse", 97: "UpdateBearerRequest", 98: "UpdateBearerResponse", 99: "DeleteBearerRequest",
         100: "DeleteBearerResponse", 130: "ContextRequest", 162: "SuspendNotification", 164: "ResumeNotification", 170: "ReleaseAccessBearersRequest",
         176: "DownlinkDataNotification"},
    V1: {1: "EchoRequest", 2: "EchoResponse", 16: "CreatePDPContextRequest", 17: "CreatePDPContextResponse", 18: "UpdatePDPContextRequest",
         20: "DeletePDPContextRequest", 21: "DeletePDPContextResponse", 27: "PDUNotificationRequest", 31: "SupportedExtensionHeadersNotification"},
    U: {1: "EchoRequest", 2: "EchoResponse", 26: "ErrorIndication", 255: "G-PDU"},
}

vectors = []


def add(name, kind, rules, about, protocol, code, frames, reason=None, twin=None, flag=None, wire=None):
    frames = frames if isinstance(frames, list) else [frames]
    vectors.append((name, kind, rules, about, protocol, code, frames, reason, twin, flag, wire))


def honest(name, rules, about, protocol, code, frames, flag=None):
    add(name, "honest", rules, about, protocol, code, frames, flag=flag)


def attack(name, rules, about, protocol, code, frames, reason, twin, wire=None):
    add(name, "attack", rules, about, protocol, code, frames, reason=reason, twin=twin, wire=wire)


honest("v2-create-session", "G-05 G-07", "Our subscriber attaches in partner-a's network", V2, 32, send(SGW, PGW, create_session()))
honest("v2-create-session-ipv6", "G-05 G-07", "The same over IPv6", V2, 32, send(SGW6, PGW6, create_session(SGW6, SGWU6, six=True)))
honest("v2-create-session-vlan", "G-05", "The same behind a VLAN tag", V2, 32, send(SGW, PGW, create_session(), tag=7))
honest("v2-create-session-fragments", "T-07", "The same in IP fragments", V2, 32,
       [Ether(src="02:00:5e:00:53:01", dst="02:00:5e:00:53:02") / f for f in fragment(send(SGW, PGW, create_session())[IP], 96)])
honest("v2-create-session-response", "G-02", "A partner's PGW answers our SGW", V2, 33, send(PGWA, SGWH, create_session_response()))
honest("v2-modify-bearer", "G-07", "A handover", V2, 34, send(SGW, PGW, modify_bearer()))
honest("v2-delete-session", "G-09", "The session ends", V2, 36, send(SGW, PGW, delete_session()))
honest("v2-delete-session-cause", "G-10", "The session ends with a Cause", V2, 36, send(SGW, PGW, delete_session(cause(4))))
honest("v2-create-bearer", "G-02 G-07", "A partner's PGW opens a dedicated bearer", V2, 95, send(PGWA, SGWH, create_bearer()))
honest("v2-create-bearer-response", "G-07", "A partner's SGW answers", V2, 96, send(SGW, PGW, create_bearer_response()))
honest("v2-update-bearer-response", "G-02", "A partner's SGW answers", V2, 98, send(SGW, PGW, m2(98, v2.GTPV2UpdateBearerResponse, [cause(16), bearer(ebi(5), cause(16))])))
honest("v2-delete-bearer", "G-10", "A partner's PGW deletes a bearer, with Cause", V2, 99,
       send(PGWA, SGWH, m2(99, v2.GTPV2DeleteBearerRequest, [ebi(6, 1), cause(4)], teid=0x1A000001)))
honest("v2-modify-bearer-command", "G-11", "A command with the top bit of the sequence number set", V2, 64,
       send(SGW, PGW, m2(64, v2.GTPV2ModifyBearerCommand, [v2.IE_AMBR(AMBR_Uplink=1, AMBR_Downlink=1), bearer(ebi(5), qos())], seq=0x800301)))
honest("v2-delete-bearer-command", "G-11", "The same for a deletion", V2, 66, send(SGW, PGW, m2(66, v2.GTPV2DeleteBearerCommand, [bearer(ebi(6))], seq=0x800302)))
honest("v2-suspend", "G-02", "Circuit-switched fallback", V2, 162, send(SGW, PGW, m2(162, v2.GTPV2SuspendNotification, [])))
honest("v2-resume", "G-02", "And back", V2, 164, send(SGW, PGW, m2(164, v2.GTPV2ResumeNotification, [v2.IE_IMSI(length=8, IMSI=IMSI)])))
honest("v2-echo", "G-12", "Path supervision", V2, 1, send(SGW, PGW, echo2()))
honest("v2-echo-response", "G-12", "Path supervision", V2, 2, send(SGW, PGW, m2(2, v2.GTPV2EchoResponse, [v2.IE_RecoveryRestart(restart_counter=3)], t=0)))
honest("v2-shared-network", "G-05", "The location names the network that shares its cells", V2, 32,
       send(SGW, PGW, create_session(uli=uli("999", "73"))), flag="spoofguard/location-not-theirs")

honest("v1-create-pdp", "G-05 G-07", "Our subscriber opens a context in partner-a's network", V1, 16, send(SGSN, GGSN, create_pdp()))
honest("v1-create-pdp-ipv6", "G-05 G-07", "The same over IPv6", V1, 16, send(SGSN6, GGSN6, create_pdp(SGSN6, SGSNU6, six=True)))
honest("v1-create-pdp-response", "G-03", "A partner's GGSN answers our SGSN", V1, 17, send(GGSNA, SGSNH, create_pdp_response()))
honest("v1-update-pdp", "G-07", "The context moves", V1, 18, send(SGSN, GGSN, update_pdp()))
honest("v1-delete-pdp", "G-09", "The context ends", V1, 20, send(SGSN, GGSN, delete_pdp()))
honest("v1-delete-pdp-response", "G-09", "The context ends", V1, 21, send(SGSN, GGSN, m1(21, gtp.GTPDeletePDPContextResponse, [gtp.IE_Cause(CauseValue=128)])))
honest("v1-echo", "G-12", "Path supervision without any element", V1, 1, send(SGSN, GGSN, m1(1, None, [], teid=0)))
honest("v1-echo-response", "G-12", "Path supervision", V1, 2, send(SGSN, GGSN, m1(2, None, [gtp.IE_Recovery(restart_counter=3)], teid=0)))
honest("u-gpdu", "U-00", "A subscriber's packet", U, 255, send(SGWU, PGWU, gpdu(inner())))
honest("u-echo", "U-00", "Path supervision of the user plane", U, 1, send(SGWU, PGWU, gtp.GTP_U_Header(gtp_type=1, S=1, seq=1) / Raw(b"")))

attack("v2-imsi-not-ours", "G-05 G-a", "A session at our PGW for the partner's own subscriber", V2, 32,
       send(SGW, PGW, create_session(imsi=IMSI_A)), "spoofguard/imsi-not-theirs", "v2-create-session")
attack("v2-imsi-not-ours-fragments", "G-05 T-07", "The same in IP fragments", V2, 32,
       [Ether(src="02:00:5e:00:53:01", dst="02:00:5e:00:53:02") / f for f in fragment(send(SGW, PGW, create_session(imsi=IMSI_A))[IP], 48)],
       "spoofguard/imsi-not-theirs", "v2-create-session-fragments")
attack("v2-serving-network", "G-05 G-a", "Another operator's network is said to serve", V2, 32,
       send(SGW, PGW, create_session(network=v2.IE_ServingNetwork(MCC="999", MNC="72"))), "spoofguard/serving-network-not-theirs", "v2-create-session")
attack("v2-apn-foreign", "G-06 G-m", "An access point that is not ours", V2, 32,
       send(SGW, PGW, create_session(apn="management.mnc001.mcc001.gprs")), "spoofguard/apn-not-agreed", "v2-create-session")
attack("v2-apn-operator", "G-06 G-m", "Another network's operator identifier", V2, 32,
       send(SGW, PGW, create_session(apn="internet.mnc070.mcc999.gprs")), "spoofguard/apn-operator-identifier", "v2-create-session")
attack("v2-fteid-foreign", "G-07", "The user plane would go to a stranger", V2, 32,
       send(SGW, PGW, create_session(sgwu=STRANGER)), "spoofguard/fteid-not-theirs", "v2-create-session")
attack("v2-fteid-interface", "G-07", "An S11 endpoint on S8", V2, 32,
       send(SGW, PGW, create_session(fteid=fteid(0, 10, 0x1A000001, SGW))), "spoofguard/fteid-interface", "v2-create-session")
attack("v2-fteid-zero", "G-07", "TEID 0", V2, 32,
       send(SGW, PGW, create_session(fteid=fteid(0, 6, 0, SGW))), "spoofguard/fteid-invalid", "v2-create-session")
attack("v2-hijack", "G-07 G-e", "Modify Bearer Request moves the tunnel to a stranger", V2, 34,
       send(SGW, PGW, modify_bearer(sgwu=STRANGER)), "spoofguard/fteid-not-theirs", "v2-modify-bearer")
attack("v2-echo-of-fteid", "G-07", "Create Bearer Response echoes an F-TEID that is not our PGW's", V2, 96,
       send(SGW, PGW, create_bearer_response(pgwu=STRANGER)), "spoofguard/fteid-not-ours", "v2-create-bearer-response")
attack("v2-source", "G-01", "A host of the interconnect that is no operator's", V2, 1, send(SQUATTER, PGW, echo2()), "spoofguard/source-not-partner", "v2-echo")
attack("v2-s11-message", "G-02", "Release Access Bearers Request of S11", V2, 170,
       send(SGW, PGW, m2(170, v2.GTPV2ReleaseBearerRequest, [])), "opgate/gtpv2-type-not-allowed", "v2-delete-session")
attack("v2-wrong-direction", "G-02", "Delete Bearer Request, which PGWs send, at our PGW", V2, 99,
       send(SGW, PGW, m2(99, v2.GTPV2DeleteBearerRequest, [ebi(6, 1), cause(4)])), "opgate/gtpv2-wrong-direction", "v2-delete-bearer")
attack("v2-context-request", "G-02 G-p", "Context Request without mobility agreement", V2, 130,
       send("198.51.100.19", MME, m2(130, v2.GTPV2ContextRequest, [v2.IE_IMSI(length=8, IMSI=IMSI), fteid(0, 12, 0x1A000001, "198.51.100.19")], teid=0)),
       "opgate/gtpv2-mobility-not-agreed", "v2-create-session")
attack("v2-two-imsis", "G-10 E-30", "IMSI twice", V2, 32,
       send(SGW, PGW, create_session(second=v2.IE_IMSI(length=8, IMSI=IMSI_A))), "faults/gtp-ie-repeated", "v2-create-session", "TS 29.274 7.7.10")
attack("v2-no-bearer", "G-10", "No Bearer Context", V2, 32,
       send(SGW, PGW, create_session(bearer=None)), "faults/gtp-ie-missing", "v2-create-session", "TS 29.274 7.7.6")
attack("v2-bearer-twice", "G-10", "Two Bearer Contexts of one identity (Open5GS issue 4278)", V2, 32,
       send(SGW, PGW, create_session(second=bearer(ebi(5), fteid(2, 4, 0x1A000003, SGWU), qos()))), "faults/gtp-bearer-repeated", "v2-create-session", "TS 29.274 7.2")
attack("v2-fteid-no-address", "G-07 G-10", "An F-TEID without an address (Open5GS issue 4273)", V2, 32,
       send(SGW, PGW, create_session(fteid=fteid(0, 6, 0x1A000001))), "faults/gtp-ie-too-short", "v2-create-session", "TS 29.274 8.22")
attack("v2-trailing", "G-00 E-33", "A deletion behind an Echo Request, no P bit", V2, 1,
       send(SGW, PGW, echo2() / Raw(raw(delete_session()))), "faults/gtp-trailing", "v2-echo", "TS 29.274 5.5.1")

attack("v1-imsi-not-ours", "G-05 G-a", "A context at our GGSN for the partner's own subscriber", V1, 16,
       send(SGSN, GGSN, create_pdp(imsi=IMSI_A)), "spoofguard/imsi-not-theirs", "v1-create-pdp")
attack("v1-routeing-area", "G-05 G-a", "The routeing area of another operator's network", V1, 16,
       send(SGSN, GGSN, create_pdp(rai=gtp.IE_Routing(MCC="999", MNC="72", LAC=1, RAC=1))), "spoofguard/serving-network-not-theirs", "v1-create-pdp")
attack("v1-apn-foreign", "G-06 G-m", "An access point that is not ours", V1, 16,
       send(SGSN, GGSN, create_pdp(apn="management")), "spoofguard/apn-not-agreed", "v1-create-pdp")
attack("v1-gsn-address", "G-07", "The user plane would go to a stranger", V1, 16,
       send(SGSN, GGSN, create_pdp(sgsnu=STRANGER)), "spoofguard/fteid-not-theirs", "v1-create-pdp")
attack("v1-hijack", "G-07 G-e", "Update PDP Context Request moves the tunnel to a stranger", V1, 18,
       send(SGSN, GGSN, update_pdp(sgsnu=STRANGER)), "spoofguard/fteid-not-theirs", "v1-update-pdp")
attack("v1-no-end-user-address", "G-10", "No End User Address (Open5GS issue 4285)", V1, 16,
       send(SGSN, GGSN, create_pdp(user=None)), "faults/gtp-ie-missing", "v1-create-pdp", "TS 29.060 11.1.5")
attack("v1-two-imsis", "G-10 E-30", "IMSI twice", V1, 16,
       send(SGSN, GGSN, m1(16, gtp.GTPCreatePDPContextRequest, [gtp.IE_IMSI(imsi=IMSI), gtp.IE_IMSI(imsi=IMSI_A)] + create_pdp()[gtp.GTPCreatePDPContextRequest].IE_list[1:], teid=0)),
       "faults/gtp-ie-repeated", "v1-create-pdp", "TS 29.060 11.1.4")
attack("v1-wrong-direction", "G-03", "Create PDP Context Response at our GGSN", V1, 17,
       send(SGSN, GGSN, create_pdp_response()), "opgate/gtpv1-wrong-direction", "v1-create-pdp-response")
attack("v1-network-requested", "G-03", "PDU Notification Request without agreement", V1, 27,
       send(GGSNA, SGSNH, m1(27, gtp.GTPPDUNotificationRequest, [
           gtp.IE_IMSI(imsi=IMSI_A), gtp.IE_TEICP(TEICI=7), end_user(), gtp.IE_AccessPointName(APN="internet"), gtp.IE_GSNAddress(length=4, ipv4_address=GGSNA)], teid=0)),
       "opgate/gtpv1-network-requested-not-agreed", "v1-delete-pdp")
attack("u-gtp-in-gtp", "U-03 G-i", "GTP-C inside the tunnel", U, 255,
       send(SGWU, PGWU, gpdu(inner(2123, raw(echo2())))), "faults/gtp-inner-signaling", "u-gpdu")
attack("u-unknown-source", "G-01", "User plane from nowhere", U, 255, send(STRANGER, PGWU, gpdu(inner())), "source/unknown-source", "u-gpdu")


def begin(name, code):
    """New Year, but an own ten minutes of 2026 for an Echo Request, whose rate matters (FNV-1a of the name)."""
    if code != 1:
        return EPOCH
    h = 0x811C9DC5
    for octet in f"scapy/{name}".encode():
        h = (h ^ octet) * 0x01000193 & 0xFFFFFFFF
    return EPOCH + 600 * (1 + h % 52_000)


def write(folder):
    for name, kind, rules, about, protocol, code, frames, reason, twin, flag, wire in vectors:
        for i, f in enumerate(frames):
            f.time = begin(name, code) + i / 100
        wrpcap(f"{folder}/{name}.pcap", frames)
        lines = [("rules", rules), ("kind", kind), ("about", about), ("config", "../../gtp/config.yaml"),
                 ("reason", reason), ("twin", twin), ("wire", wire)]
        verdict = "block " + reason if reason else "flag " + flag if flag else "pass"
        lines.append(("op", f"{len(frames)}.0 {protocol} {code} {NAMES[protocol][code]} {verdict}"))
        with open(f"{folder}/{name}.txt", "w") as out:
            out.writelines(f"{key:<8} {value}\n" for key, value in lines if value)


if __name__ == "__main__":
    write(sys.argv[1])
