"""Writes SCTP packets with scapy, a line each: the octets in hexadecimal, then for
every chunk its type and, of DATA, what is in it. The same lines for the same seed."""
import random
import sys

from scapy.layers.sctp import *

r = random.Random(int(sys.argv[1]))


def octets(most):
    return bytes(r.randrange(256) for _ in range(r.randrange(1, most)))


def data(tsn):
    begin, end, unordered = r.randrange(2), r.randrange(2), r.randrange(2)
    stream, ssn, ppid, user = r.randrange(65536), r.randrange(65536), r.choice([0, 2, 3, 4, 5, 46, 47, 1000]), octets(60)
    chunk = SCTPChunkData(tsn=tsn, beginning=begin, ending=end, unordered=unordered, stream_id=stream, stream_seq=ssn, proto_id=ppid, data=user)
    return chunk, "0:%d:%d:%d:%d:%d:%d:%d:%s" % (tsn, stream, ssn, ppid, begin, end, unordered, user.hex())


def cause():
    return b"\x00\x0d\x00\x08" + bytes(r.randrange(256) for _ in range(4))  # Protocol Violation


def address():
    if r.randrange(2):
        return SCTPChunkParamIPv4Addr(addr="198.51.100.%d" % r.randrange(256))
    return SCTPChunkParamIPv6Addr(addr="2001:db8::%x" % r.randrange(1, 65536))


def handshake(cls, *more):
    params = [address() for _ in range(r.randrange(4))] + list(more)
    params += [SCTPChunkParamSupportedExtensions(supported_extensions=[193, 192, 130]), SCTPChunkParamFwdTSN(), SCTPChunkParamECNCapable()]
    return cls(init_tag=r.randrange(1, 1 << 32), a_rwnd=65536, n_out_streams=r.randrange(1, 65536), n_in_streams=r.randrange(1, 65536),
               init_tsn=r.randrange(1 << 32), params=params)


controls = [
    (lambda: SCTPChunkSACK(cumul_tsn_ack=r.randrange(1 << 32), a_rwnd=1000, gap_ack_list=["0:1", "4:6"], dup_tsn_list=[7]), 3),
    (lambda: SCTPChunkHeartbeatReq(params=[SCTPChunkParamHeartbeatInfo(data=octets(30))]), 4),
    (lambda: SCTPChunkHeartbeatAck(params=[SCTPChunkParamHeartbeatInfo(data=octets(30))]), 5),
    (lambda: SCTPChunkShutdown(cumul_tsn_ack=r.randrange(1 << 32)), 7),
    (lambda: SCTPChunkShutdownAck(), 8),
    (lambda: SCTPChunkError(error_causes=cause()), 9),
    (lambda: SCTPChunkAddressConf(seq=r.randrange(1 << 32), params=[SCTPChunkParamIPv4Addr(addr="198.51.100.1"),
                                                                    SCTPChunkParamAddIPAddr(correlation_id=7, addr="203.0.113.5")]), 193),
    (lambda: SCTPChunkAddressConfAck(seq=r.randrange(1 << 32)), 128),
]
singles = [
    (lambda: handshake(SCTPChunkInit), 1),
    (lambda: handshake(SCTPChunkInitAck, SCTPChunkParamStateCookie(cookie=octets(60))), 2),
    (lambda: SCTPChunkShutdownComplete(), 14),
    (lambda: SCTPChunkAbort(error_causes=cause()), 6),
]

for i in range(int(sys.argv[2])):
    header = SCTP(sport=r.randrange(1, 65536), dport=r.randrange(1, 65536), tag=r.randrange(1, 1 << 32))
    if r.randrange(5) == 0:
        make, kind = r.choice(singles)
        header.tag = 0 if kind == 1 else header.tag
        chunks = [(make(), str(kind))]
    else:
        chunks = []
        if r.randrange(4) == 0:
            chunks.append((SCTPChunkCookieEcho(cookie=octets(60)), "10"))
        for make, kind in r.choices(controls, k=r.randrange(3)):
            if kind in (193, 128) and not any(text == "15" for _, text in chunks):  # RFC 5061 clause 4.1.1
                chunks.append((SCTPChunkAuthentication(shared_key_id=0, HMAC_function=1, HMAC=bytes(20)), "15"))
            chunks.append((make(), str(kind)))
        tsn = r.randrange(1 << 32)
        chunks += [data((tsn + k) % (1 << 32)) for k in range(r.randrange(4))]
        chunks = chunks or [(SCTPChunkCookieAck(), "11")]
    # One after the other, each padded to four octets, as scapy does not.
    body = b""
    for chunk, _ in chunks:
        b = bytes(chunk)
        body += b + b"\0" * (-len(b) % 4)
    print(bytes(header / body).hex(), *[text for _, text in chunks])
