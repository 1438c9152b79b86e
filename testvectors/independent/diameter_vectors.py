#!/usr/bin/python3
"""Write a second set of Diameter vectors into diameter/, with scapy 2.5.

No octet of these packets was laid out by this project's Go encoders: AVPs, their flags
and padding are those of scapy.contrib.diameter and its dictionary, chunks and checksums
those of scapy.layers.sctp. The world is that of ../diameter/config.yaml.

    /usr/bin/python3 diameter_vectors.py diameter
"""
import logging
import struct
import sys

logging.getLogger("scapy").setLevel(logging.ERROR)

from scapy.contrib.diameter import AVP, DiamReq  # noqa: E402
from scapy.layers.inet import IP  # noqa: E402
from scapy.layers.l2 import Ether  # noqa: E402
from scapy.layers.sctp import SCTP, SCTPChunkData  # noqa: E402

EPOCH = 1767225600  # 2026-01-01 00:00:00 UTC
TGPP, S6A = 10415, 16777251
REALM = "epc.mnc%03d.mcc%03d.3gppnetwork.org"
HOME, A, B, ROGUE = REALM % (1, 1), REALM % (70, 999), REALM % (71, 999), REALM % (99, 999)
IMSI, IMSI_A = "001010000000001", "999700000000001"
PLMN = {A: b"\x99\xf9\x07", B: b"\x99\xf9\x17", ROGUE: b"\x99\xf9\x99"}
AGENT = "dra1.ipx.example"
NAMES = {280: "DeviceWatchdog", 316: "UpdateLocation", 317: "CancelLocation",
         318: "AuthenticationInformation", 319: "InsertSubscriberData"}


def tgpp(code, data):
    return AVP([code, TGPP], val=data)


def front(role, realm, to, application=S6A):
    """What requests of S6a start with (TS 29.272 clause 7.2)."""
    host = "%s1.%s" % (role, realm)
    return [AVP(263, val=host + ";1;1"), AVP(260, val=[AVP(266, val=TGPP), AVP(258, val=application)]), AVP(277, val=1),
            AVP(264, val=host), AVP(296, val=realm), AVP(293, val="%s1.%s" % (to, HOME)), AVP(283, val=HOME)]


def request(code, avps, application=S6A, flags=0xC0):
    return code, True, bytes(DiamReq(code, drFlags=flags, drAppId=application, drHbHId=0x1001, drEtEId=0x2001, avpList=avps))


def register(realm, plmn=None, imsi=IMSI, more=()):
    avps = [AVP(1, val=imsi), tgpp(1032, 1004), tgpp(1405, 34), tgpp(1407, plmn or PLMN[realm])]
    return request(316, front("mme", realm, "hss") + avps + list(more))


def vectors(realm, count):
    wanted = tgpp(1408, [AVP([1410, TGPP], val=count)])
    return request(318, front("mme", realm, "hss") + [AVP(1, val=IMSI), tgpp(1407, PLMN[realm]), wanted])


def cancel(realm, imsi, to="mme"):
    return request(317, front("hss", realm, to) + [AVP(1, val=imsi), tgpp(1420, 2)])


def locate(realm, imsi, flags):
    return request(319, front("hss", realm, "mme") + [AVP(1, val=imsi), tgpp(1400, []), tgpp(1490, flags)])


def watchdog(host, realm, flags=0x80):
    return request(280, [AVP(264, val=host), AVP(296, val=realm)], 0, flags)


class Association:
    """Frames of one association; the tag keeps captures apart."""

    def __init__(self, tag):
        self.tag, self.tsn, self.ssn, self.frames = tag, tag & 0xFFFFFF, 0, []

    def send(self, octets, size=65536):
        pieces = [octets[i:i + size] for i in range(0, len(octets), size)]
        for i, piece in enumerate(pieces):
            chunk = SCTPChunkData(beginning=int(i == 0), ending=int(i == len(pieces) - 1), tsn=self.tsn, stream_id=1,
                                  stream_seq=self.ssn, proto_id=46, data=piece)
            packet = IP(src="198.51.100.8", dst="192.0.2.10", id=0) / SCTP(sport=3868, dport=3868, tag=self.tag) / chunk
            frame = bytes(Ether(dst="02:00:5e:00:53:02", src="02:00:5e:00:53:01") / packet)
            self.frames.append(frame + bytes(max(0, 60 - len(frame))))
            self.tsn += 1
        self.ssn += 1
        return len(self.frames)


def write(folder, name, association, lines):
    capture = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1)
    for i, frame in enumerate(association.frames):
        capture += struct.pack("<IIII", EPOCH, 10000 * i, len(frame), len(frame)) + frame
    with open("%s/%s.pcap" % (folder, name), "wb") as f:
        f.write(capture)
    with open("%s/%s.txt" % (folder, name), "w") as f:
        for key, value in lines:
            f.write("%-8s %s\n" % (key, value))


# name, rules, about, reason, twin, fragment size, commands
VECTORS = [
    ("ulr", "D-10", "A registration", None, None, 65536, [register(A), register(B)]),
    ("air", "D-12", "Vectors, one to five", None, None, 65536, [vectors(A, 1), vectors(A, 5)]),
    ("clr", "D-08", "The home network cancels its subscriber", None, None, 65536, [cancel(A, IMSI_A)]),
    ("idr", "D-09", "T-ADS, and location by agreement", None, None, 65536, [locate(A, IMSI_A, 2), locate(B, "999710000000001", 8)]),
    ("dwr", "D-01", "A watchdog of the agent", None, None, 65536, [watchdog(AGENT, "ipx.example")]),
    ("ulr-fragments", "T-04", "A registration in fragments", None, None, 64, [register(A)]),
    ("ulr-route", "D-06", "A registration with a Route-Record", None, None, 65536, [register(A, more=[AVP(282, val="mme1." + A), AVP(282, val=AGENT)])]),
    ("visited", "A-3 D-10", "Another network than the one whose realm asks", "spoofguard/visited-network-not-theirs", "ulr", 65536,
     [register(ROGUE, PLMN[A]), register(A, PLMN[ROGUE])]),
    ("foreign", "A-3 D-10", "A subscriber who is not ours", "spoofguard/diameter-imsi-not-ours", "ulr", 65536, [register(ROGUE, imsi=IMSI_A)]),
    ("many", "A-4 D-12", "More vectors than anybody needs", "homecheck/vectors-out-of-range", "air", 65536, [vectors(ROGUE, 6), vectors(ROGUE, 0)]),
    ("cancel", "A-5 D-08", "Taken off by another network", "homecheck/subscriber-not-theirs", "clr", 65536, [cancel(ROGUE, IMSI), cancel(ROGUE, IMSI_A)]),
    ("direction", "D-04", "A cancellation to an HSS", "opgate/diameter-wrong-direction", "clr", 65536, [cancel(A, IMSI_A, "hss")]),
    ("location", "A-1 D-09", "Location without agreement", "homecheck/location-not-agreed", "idr", 65536, [locate(A, IMSI_A, 4), locate(A, IMSI_A, 24)]),
    ("location-fragments", "A-1 D-08 E-28", "Location of our subscriber, in fragments", "homecheck/subscriber-not-theirs", "ulr-fragments", 48, [locate(B, IMSI, 8)]),
    ("twice", "E-20 D-15", "A second User-Name", "faults/diameter-avp-repeated", "ulr", 65536, [register(ROGUE, more=[AVP(1, val=IMSI_A)])]),
    ("route", "E-23 D-06", "The answer goes back to the attacker", "spoofguard/route-not-from-origin", "ulr-route", 65536,
     [register(A, more=[AVP(282, val="mme1." + ROGUE)])]),
    ("watchdog", "D-01", "A watchdog that may be relayed", "spoofguard/peer-command-relayed", "dwr", 65536, [watchdog(AGENT, "ipx.example", 0xC0)]),
]


def main(folder):
    for tag, (name, rules, about, reason, twin, size, commands) in enumerate(VECTORS):
        association = Association(0x51000001 + 2 * tag)
        lines = [("rules", rules), ("kind", "attack" if reason else "honest"), ("about", about), ("config", "../../diameter/config.yaml")]
        lines += [("reason", reason), ("twin", twin)] if reason else []
        for code, is_request, octets in commands:
            frame = association.send(octets, size)
            verdict = "block " + reason if reason else "pass"
            lines.append(("op", "%d.0 diameter %d %s%s %s" % (frame, code, NAMES[code], "Request" if is_request else "Answer", verdict)))
        write(folder, name, association, lines)


if __name__ == "__main__":
    main(sys.argv[1])
