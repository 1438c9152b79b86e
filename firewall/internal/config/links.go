package config

import (
	"fmt"
	"net/netip"
	"strings"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

var (
	whenDown = enum("policy", []string{"closed", "bypass"}, []string{"closed", "bypass"})
	addrs    = listOf(address)
	port     = integer[int](1, 65535)
)

var (
	linkName  = field("name", name, func(l *Link) *string { return &l.Name }, "its name in records").need()
	linkDown  = field("when_down", whenDown, func(l *Link) *string { return &l.WhenDown }, "what traffic meets when the process is dead: closed, nothing passes; bypass, everything passes unjudged").need()
	linkLanes = field("lanes", integer[int](1, 64), func(l *Link) *int { return &l.Lanes }, "workers that share its traffic").or("1")
)

// linkKind is the key that chooses the table of a link.
func linkKind(kind, doc string) key[Link] {
	return field("kind", enum("kind", []string{kind}, []string{kind}), func(l *Link) *string { return &l.Kind }, doc).need()
}

var gtpLinkKeys = object[Link]{
	linkName,
	linkKind(LinkGTP, "`gtp`: GTP-C and GTP-U over UDP"),
	field("transparent", boolean, func(l *Link) *bool { return &l.Transparent }, "true: between two interfaces, addresses and ports preserved").or("false"),
	field("inside", device, func(l *Link) *string { return &l.Inside }, "interface towards home; transparent only"),
	field("outside", device, func(l *Link) *string { return &l.Outside }, "interface towards interconnects; transparent only"),
	field("relay", listOf(relayKeys.codec("relay")), func(l *Link) *[]Relay { return &l.Relay }, "static next hops instead, for laboratories: later messages follow the addresses inside the first and bypass it"),
	linkDown,
	linkLanes,
}

var relayKeys = object[Relay]{
	field("listen", endpoint, func(x *Relay) *netip.AddrPort { return &x.Listen }, "where datagrams are received").need(),
	field("next", endpoint, func(x *Relay) *netip.AddrPort { return &x.Next }, "where they go").need(),
	field("side", enum("side", []string{"outside", "inside"}, []op.Side{op.SideOutside, op.SideInside}), func(x *Relay) *op.Side { return &x.Side }, "where they come from: outside is interconnects, inside is home").need(),
}

var sctpLinkKeys = object[Link]{
	linkName,
	linkKind(LinkSCTP, "`sctp`: two associations back to back"),
	field("protocol", enum("protocol", []string{"m3ua", "diameter"}, []op.Protocol{op.ProtoM3UA, op.ProtoDiameter}), func(l *Link) *op.Protocol { return &l.Protocol }, "m3ua or diameter").need(),
	field("outside", endKeys.codec("end"), func(l *Link) *End { return &l.OutsideEnd }, "the association with the interconnect").need(),
	field("inside", endKeys.codec("end"), func(l *Link) *End { return &l.InsideEnd }, "the association with home").need(),
	field("streams", integer[int](1, 65535), func(l *Link) *int { return &l.Streams }, "streams in each direction").or("16"),
	field("backend", enum("backend", []string{"kernel", "udp-encapsulation", "tcp"}, []string{"kernel", "udp-encapsulation", "tcp"}), func(l *Link) *string { return &l.Backend }, "kernel SCTP, SCTP over UDP in user space, or TCP").or("kernel"),
	field("hold", duration(0, time.Hour), func(l *Link) *time.Duration { return &l.Hold }, "how long one side stays up while the other, which is dialled, is brought back; 0s: they go down together").or("0s"),
	linkDown,
}

var endKeys = object[End]{
	field("listen", addrs, func(e *End) *[]netip.Addr { return &e.Listen }, "our addresses to listen on"),
	field("peers", addrs, func(e *End) *[]netip.Addr { return &e.Peers }, "addresses that may connect; empty: any"),
	field("dial", addrs, func(e *End) *[]netip.Addr { return &e.Dial }, "the peer's addresses, instead of listening"),
	field("local", addrs, func(e *End) *[]netip.Addr { return &e.Local }, "our addresses when dialling; empty: the system's choice"),
	field("port", port, func(e *End) *int { return &e.Port }, "port to listen on or to dial").need(),
	field("present_as", presentKeys.codec("identity"), func(e *End) *PresentAs { return &e.PresentAs }, "who this end shows itself as"),
	field("udp", udpKeys.codec("ports"), func(e *End) *UDP { return &e.UDP }, "backend udp-encapsulation only: the UDP ports"),
	field("paths", pathKeys.codec("paths"), func(e *End) *Paths { return &e.Paths }, "backend kernel only: timers and counters of RFC 9260; absent ones are the system's"),
}

var presentKeys = object[PresentAs]{
	field("addresses", addrs, func(x *PresentAs) *[]netip.Addr { return &x.Addresses }, "bound and named in INIT in place of listen or local, such as the home node's own when they are routed to this machine"),
	field("host", domain("host"), func(x *PresentAs) *string { return &x.Host }, "Origin-Host of the firewall's own Diameter answers"),
	field("realm", domain("realm"), func(x *PresentAs) *string { return &x.Realm }, "Origin-Realm of them; host and realm only together"),
}

var udpKeys = object[UDP]{
	field("local", port, func(x *UDP) *int { return &x.Local }, "our UDP port").or("9899"),
	field("remote", port, func(x *UDP) *int { return &x.Remote }, "the peer's UDP port, to dial").or("9899"),
}

var pathKeys = object[Paths]{
	field("rto_initial", duration(time.Millisecond, time.Minute), func(x *Paths) *time.Duration { return &x.RTOInitial }, "retransmission timeout before a round trip was measured"),
	field("rto_min", duration(time.Millisecond, time.Minute), func(x *Paths) *time.Duration { return &x.RTOMin }, "the least"),
	field("rto_max", duration(time.Millisecond, time.Minute), func(x *Paths) *time.Duration { return &x.RTOMax }, "the most"),
	field("heartbeat", duration(time.Millisecond, time.Hour), func(x *Paths) *time.Duration { return &x.Heartbeat }, "between heartbeats on a path that is idle"),
	field("sack_delay", duration(time.Millisecond, 500*time.Millisecond), func(x *Paths) *time.Duration { return &x.SACKDelay }, "how long an acknowledgement may wait"),
	field("path_max_retrans", integer[int](1, 100), func(x *Paths) *int { return &x.PathMaxRetrans }, "timeouts in a row until a path is down"),
	field("association_max_retrans", integer[int](1, 100), func(x *Paths) *int { return &x.AssociationMaxRetrans }, "timeouts in a row until the association is"),
}

var wireLinkKeys = object[Link]{
	linkName,
	linkKind(LinkWire, "`wire`: two interfaces bridged; blocked messages are replaced by harmless ones"),
	field("inside", device, func(l *Link) *string { return &l.Inside }, "interface towards home").need(),
	field("outside", device, func(l *Link) *string { return &l.Outside }, "interface towards interconnects").need(),
	field("profile", enum("profile", []string{"null-message"}, []string{"null-message"}), func(l *Link) *string { return &l.Profile }, "what replaces a blocked message").or("null-message"),
	linkDown,
}

var tapLinkKeys = object[Link]{
	linkName,
	linkKind(LinkTap, "`tap`: read-only, on a mirror port"),
	field("interface", device, func(l *Link) *string { return &l.Interface }, "interface that receives the mirrored traffic").need(),
}

var replayLinkKeys = object[Link]{
	linkName,
	linkKind(LinkReplay, "`replay`: captures"),
	field("files", listOf(file), func(l *Link) *[]string { return &l.Files }, "pcap and pcapng files").need(),
}

// linkTables lists the kinds of links.
var linkTables = []struct {
	kind string
	keys object[Link]
}{
	{LinkGTP, gtpLinkKeys},
	{LinkSCTP, sctpLinkKeys},
	{LinkWire, wireLinkKeys},
	{LinkTap, tapLinkKeys},
	{LinkReplay, replayLinkKeys},
}

// linkCodec reads a link by the table of its kind.
var linkCodec = func() codec[Link] {
	var kinds []string
	var forms []schema
	for _, t := range linkTables {
		kinds, forms = append(kinds, t.kind), append(forms, t.keys.schema())
	}
	allowed := "gtp, sctp, wire, tap or replay"
	return codec[Link]{name: "link", allowed: allowed, schema: schema{"oneOf": forms}, read: func(r *reader, v *value) (l Link) {
		if v.kind != mapping {
			r.shape(v, "a mapping with name, kind and the keys of its kind")
			return l
		}
		kind := v.get("kind")
		if kind == nil {
			r.fail(v.at, "kind is missing", strings.Join(kinds, ", "))
			return l
		}
		for _, t := range linkTables {
			if t.kind == kind.text {
				t.keys.defaults(&l)
				t.keys.read(r, v, &l)
				return l
			}
		}
		r.push("kind")
		r.fail(kind.at, didYouMean(fmt.Sprintf("%q is no kind of link", clip(kind.text)), kind.text, kinds), strings.Join(kinds, ", "))
		r.pop()
		return l
	}}
}()
