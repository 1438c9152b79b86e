#!/usr/bin/python3
"""Write a second set of SS7 vectors into ss7/, with nothing but Python's own library.

No octet of these messages was laid out by this project's Go encoders: each layer is
put down here once more from its standard (RFC 9260, RFC 4666, Q.713, Q.773,
TS 29.002), as nested bytes rather than as edited trees. The world is that of
../ss7/config.yaml.

    /usr/bin/python3 ss7_vectors.py ss7
"""
import struct
import sys

EPOCH = 1767225600  # 2026-01-01 00:00:00 UTC
VLR, HLR, MSC, SCF = 7, 6, 8, 147
HOME, A, ROGUE = "99901", "99970", "99999"
IMSI, IMSI_A, NUMBER = "001010000000001", "999700000000001", "99902000001"


# Digits and BER -----------------------------------------------------------------

def bcd(digits, filler="F"):
    """Two digits an octet, the earlier one in the low half."""
    padded = digits + filler * (len(digits) % 2)
    return bytes(int(padded[i + 1] + padded[i], 16) for i in range(0, len(padded), 2))


def tlv(tag, *parts, extra=None):
    """An element; extra is the number of octets of a length in long form."""
    body = b"".join(parts)
    if extra is not None:
        return bytes([tag, 0x80 | extra]) + len(body).to_bytes(extra, "big") + body
    if len(body) > 127:
        return bytes([tag, 0x81, len(body)]) + body
    return bytes([tag, len(body)]) + body


def isdn(number):
    return b"\x91" + bcd(number)


# TCAP and MAP ---------------------------------------------------------------------

def aarq(ac, version):
    context = bytes([4, 0, 0, 1, 0, ac, version])
    pdu = tlv(0x60, b"\x80\x02\x07\x80", tlv(0xA1, tlv(6, context)))
    return tlv(0x6B, tlv(0x28, tlv(6, bytes.fromhex("00118605010101")), tlv(0xA0, pdu)))


def invoke(number, code, argument):
    return tlv(0xA1, bytes([2, 1, number, 2, 1, code]), argument)


def begin(ac, version, *components, extra=None):
    return tlv(0x62, b"\x48\x04\x30\x00\x00\x03", aarq(ac, version), tlv(0x6C, *components), extra=extra)


def locate():
    return invoke(1, 71, tlv(0x30, tlv(0xA0, tlv(0x81, isdn(NUMBER))), tlv(0xA1, b"\x80\x00\x83\x00"), tlv(0x83, isdn(ROGUE + "000147"))))


def register(network, imsi=IMSI):
    return invoke(1, 2, tlv(0x30, tlv(4, bcd(imsi)), tlv(0x81, isdn(network + "000008")), tlv(4, isdn(network + "000007"))))


def inform(number, imsi):
    return invoke(number, 70, tlv(0x30, tlv(0x80, bcd(imsi)), tlv(0xA2, b"\x80\x00")))


# SCCP, M3UA, SCTP, IPv4 -------------------------------------------------------------

def party(title, ssn, plan=1):
    odd = len(title) % 2
    return bytes([0x12, ssn, 0, plan << 4 | (1 if odd else 2), 4]) + bcd(title, "0")


def unitdata(called, calling, data):
    first, second = bytes([len(called)]) + called, bytes([len(calling)]) + calling
    return bytes([9, 0, 3, 2 + len(first), 1 + len(first) + len(second)]) + first + second + bytes([len(data)]) + data


def segments(called, calling, data, size, reference):
    pieces = [data[i:i + size] for i in range(0, len(data), size)]
    out = []
    for i, piece in enumerate(pieces):
        first, second = bytes([len(called)]) + called, bytes([len(calling)]) + calling
        third = bytes([len(piece)]) + piece
        pointers = bytes([4, 3 + len(first), 2 + len(first) + len(second), 1 + len(first) + len(second) + len(third)])
        left = len(pieces) - 1 - i | 0x40 | (0x80 if i == 0 else 0)
        out.append(b"\x11\x01\x0f" + pointers + first + second + third + bytes([0x10, 4, left]) + reference + b"\x00")
    return out


def transfer(sccp):
    body = struct.pack(">IIBBBB", 2 << 11 | 2 << 3 | 2, 1 << 11 | 1 << 3 | 1, 3, 0, 0, 5) + sccp
    parameter = struct.pack(">HH", 0x0210, 4 + len(body)) + body + bytes(-len(body) % 4)
    return struct.pack(">BBBBI", 1, 0, 1, 1, 8 + len(parameter)) + parameter


def crc32c(octets):
    crc = 0xFFFFFFFF
    for octet in octets:
        crc ^= octet
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


class Association:
    """Frames of one association; the tag keeps captures apart."""

    def __init__(self, tag):
        self.tag, self.tsn, self.ssn, self.frames = tag, tag & 0xFFFFFF, 0, []

    def chunks(self, message, size=4096):
        pieces = [message[i:i + size] for i in range(0, len(message), size)]
        out = []
        for i, piece in enumerate(pieces):
            flags = (2 if i == 0 else 0) | (1 if i == len(pieces) - 1 else 0)
            head = struct.pack(">BBHIHHI", 0, flags, 16 + len(piece), self.tsn, 1, self.ssn, 3)
            out.append(head + piece + bytes(-len(piece) % 4))
            self.tsn += 1
        self.ssn += 1
        return out

    def packet(self, *chunks):
        head = struct.pack(">HHI", 2905, 2905, self.tag)
        body = b"".join(chunks)
        segment = head + struct.pack("<I", crc32c(head + bytes(4) + body)) + body
        ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(segment), 0, 0, 64, 132, 0, bytes([198, 51, 100, 8]), bytes([192, 0, 2, 10]))
        total = sum(struct.unpack(">10H", ip))
        total = (total & 0xFFFF) + (total >> 16)
        total = (total & 0xFFFF) + (total >> 16)
        ip = ip[:10] + struct.pack(">H", total ^ 0xFFFF) + ip[12:]
        frame = bytes.fromhex("02005e005302" "02005e005301" "0800") + ip + segment
        self.frames.append(frame + bytes(max(0, 60 - len(frame))))


def write(folder, name, association, lines):
    capture = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1)
    for i, frame in enumerate(association.frames):
        capture += struct.pack("<IIII", EPOCH, 10000 * i, len(frame), len(frame)) + frame
    with open("%s/%s.pcap" % (folder, name), "wb") as f:
        f.write(capture)
    with open("%s/%s.txt" % (folder, name), "w") as f:
        for key, value in lines:
            f.write("%-8s %s\n" % (key, value))


def head(rules, kind, about, reason=None, twin=None):
    lines = [("rules", rules), ("kind", kind), ("about", about), ("config", "../../ss7/config.yaml")]
    return lines + ([("reason", reason)] if reason else []) + ([("twin", twin)] if twin else [])


NEVER, THEIRS = "opgate/map-never-on-interconnect", "homecheck/subscriber-not-theirs"


def main(folder):
    hlr, vlr = party(HOME + "000006", HLR), party(HOME + "000007", VLR)
    ul = unitdata(hlr, party(A + "000007", VLR), begin(1, 3, register(A)))
    cases = []

    def case(name, lines, messages, size=4096, together=False):
        association = Association(0x51000000 + 257 * len(cases))
        cases.append(name)
        for message in messages:
            chunks = association.chunks(transfer(message), size)
            for group in [chunks] if together else [[c] for c in chunks]:
                association.packet(*group)
        write(folder, name, association, lines)

    op = "1.0 map %d %s %s"
    case("ul", head("MAP-3a", "honest", "Our subscriber registers at partner-a") + [("op", op % (2, "updateLocation", "pass"))], [ul])
    case("ul-fragments", head("T-04", "honest", "The same in fragments of one packet") + [("op", op % (2, "updateLocation", "pass"))], [ul], 50, True)
    own = unitdata(vlr, party(A + "000006", HLR), begin(28, 3, inform(1, IMSI_A)))
    case("psi", head("MAP-2a", "honest", "partner-a asks for its own subscriber") + [("op", op % (70, "provideSubscriberInfo", "pass"))], [own])
    ati, from_rogue = begin(29, 3, locate()), party(ROGUE + "000147", SCF)
    blocked = op % (71, "anyTimeInterrogation", "block " + NEVER)
    case("ati", head("S-1 MAP-1a", "attack", "Where is this number?", NEVER, "ul") + [("op", blocked)], [unitdata(hlr, from_rogue, ati)])
    case("ati-fragments", head("E-17 T-04", "evasion", "The same in fragments", NEVER, "ul-fragments") + [("op", blocked)],
         [unitdata(hlr, from_rogue, ati)], 48, True)
    case("ati-long-form", head("E-6 P-01", "evasion", "The same in a length of four octets", NEVER, "ul") + [("op", blocked + " faults/ber-long-form")],
         [unitdata(hlr, from_rogue, begin(29, 3, locate(), extra=4))])
    parts = segments(hlr, from_rogue, ati, 50, b"\x11\x22\x33")
    case("ati-segments", head("E-8 C-04", "evasion", "The same in segments", NEVER, "ul") + [("op", blocked.replace("1.0", "%d.0" % len(parts)))], parts)
    two = unitdata(vlr, party(A + "000006", HLR), begin(28, 3, inform(1, IMSI_A), inform(2, IMSI)))
    case("psi-second", head("E-7 P-04 MAP-2a", "evasion", "One's own subscriber first, ours second", THEIRS, "psi") +
         [("op", op % (70, "provideSubscriberInfo", "pass")), ("op", "1.1 map 70 provideSubscriberInfo block " + THEIRS)], [two])
    case("psi-foreign", head("S-4 MAP-2a", "attack", "A stranger asks for our subscriber", THEIRS, "psi") +
         [("op", op % (70, "provideSubscriberInfo", "block " + THEIRS))], [unitdata(vlr, party(ROGUE + "000006", HLR), begin(28, 3, inform(1, IMSI)))])
    case("ul-spoofed", head("C-02", "attack", "A title of no operator's", "spoofguard/gt-not-theirs", "ul") +
         [("op", op % (2, "updateLocation", "block spoofguard/gt-not-theirs"))], [unitdata(hlr, party("99888000007", VLR), begin(1, 3, register(A)))])


if __name__ == "__main__":
    main(sys.argv[1])
