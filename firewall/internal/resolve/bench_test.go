package resolve

import (
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"testing"
	"time"

	"github.com/seed-43cefff0/portcullis/firewall/internal/config"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// world is a configuration of many operators: 10 prefixes each, nested in one
// interconnect per 50 operators, as on a roaming exchange.
func world(operators int, random func(*rand.Rand) netip.Prefix) *config.Config {
	c := &config.Config{Home: config.Home{
		PLMNs:     []op.PLMN{plmn("001-01")},
		MSISDNs:   []op.Digits{digits("99902")},
		Addresses: []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")},
		APNs:      []string{"internet", "ims", "corporate.example"},
	}}
	rnd := rand.New(rand.NewPCG(1, 2))
	for i := range operators {
		name := fmt.Sprintf("operator-%d", i)
		if i%50 == 0 {
			c.Interconnects = append(c.Interconnects, config.Interconnect{Name: fmt.Sprintf("ipx-%d", i/50)})
		}
		ipx := &c.Interconnects[len(c.Interconnects)-1]
		o := config.Operator{
			Name: name, Via: []string{ipx.Name}, HandoverGroup: fmt.Sprintf("group-%d", i/4),
			PLMNs:   []op.PLMN{plmn(fmt.Sprintf("%03d-%02d", 200+i/100, i%100))},
			MSISDNs: []op.Digits{digits(fmt.Sprintf("%d", 30000+i))},
		}
		for range 10 {
			p := random(rnd)
			o.GSNAddresses = append(o.GSNAddresses, p)
			ipx.Addresses = append(ipx.Addresses, p)
		}
		c.Operators = append(c.Operators, o)
	}
	return c
}

func random4(rnd *rand.Rand) netip.Prefix {
	var b [4]byte
	binary.BigEndian.PutUint32(b[:], 20<<24+rnd.Uint32N(100<<24))
	return netip.PrefixFrom(netip.AddrFrom4(b), 22+rnd.IntN(6)).Masked()
}

// random6 draws from one /32: the index cannot tell these apart.
func random6(rnd *rand.Rand) netip.Prefix {
	b := [16]byte{0x20, 0x01, 0x0D, 0xB8}
	binary.BigEndian.PutUint32(b[4:], rnd.Uint32())
	return netip.PrefixFrom(netip.AddrFrom16(b), 48+rnd.IntN(16)).Masked()
}

// sessions fills a batch with Create Session Requests from random operators.
func sessions(c *config.Config, n int) *op.Batch {
	b := &op.Batch{}
	rnd := rand.New(rand.NewPCG(3, 4))
	for range n {
		o := &c.Operators[rnd.IntN(len(c.Operators))]
		m := b.AddMessage()
		m.Src = op.AddrFromNetIP(o.GSNAddresses[0].Addr().Next())
		m.Dst = op.AddrFromNetIP(netip.MustParseAddr("192.0.2.10"))
		m.Payload = []byte("\x08InterNet\x06mnc001\x06mcc001\x04gprs")
		x := b.AddOp(op.ProtoGTPv2)
		x.IMSI, x.MSISDN = digits("001010000000001"), digits("9990200000001")
		x.Has(op.ColAPN)
		x.GTP.APN, x.GTP.APNNetworkLen = op.Span{Len: uint16(len(m.Payload))}, 9
		x.GTP.APNPLMN, x.GTP.ServingPLMN, x.GTP.LocationPLMN = plmn("001-01"), o.PLMNs[0], o.PLMNs[0]
		x.GTP.FTEIDs = op.Range{First: uint16(len(b.FTEIDs)), Count: 2}
		b.FTEIDs = append(b.FTEIDs, op.FTEID{Addr4: m.Src}, op.FTEID{Addr4: op.AddrFromNetIP(o.GSNAddresses[5].Addr().Next())})
	}
	return b
}

// BenchmarkResolve measures Create Session Requests with IMSI, MSISDN, APN,
// serving network, location and two F-TEIDs, per operation. The baseline, timed
// in turns with it, gets as many answers from Go maps that hold exactly the
// keys asked for: what a table without prefixes would cost. Both figures are of
// the fastest batch, because the machine is shared.
func BenchmarkResolve(b *testing.B) {
	for _, w := range []struct {
		name      string
		operators int
		random    func(*rand.Rand) netip.Prefix
	}{{"10-operators", 10, random4}, {"1000-operators", 1000, random4}, {"1000-operators-ipv6", 1000, random6}} {
		b.Run(w.name, func(b *testing.B) {
			c := world(w.operators, w.random)
			t, batch := New(c), sessions(c, 64)
			exact := newExact(t, batch)
			ours, maps := time.Hour, time.Hour
			for b.Loop() {
				start := time.Now()
				t.Resolve(batch)
				middle := time.Now()
				exact.resolve(batch)
				ours, maps = min(ours, middle.Sub(start)), min(maps, time.Since(middle))
			}
			b.ReportMetric(float64(ours.Nanoseconds())/64, "ns/operation")
			b.ReportMetric(ours.Seconds()/maps.Seconds(), "x-maps")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// exact answers from maps.
type exact struct {
	addresses map[op.Addr]who
	networks  map[op.PLMN]op.ID
	digits    map[op.Digits]op.ID
	apns      map[string]op.ID
}

func newExact(t *Tables, b *op.Batch) *exact {
	e := &exact{map[op.Addr]who{}, map[op.PLMN]op.ID{}, map[op.Digits]op.ID{}, map[string]op.ID{}}
	for i := range b.Ops {
		m, o := &b.Messages[i], &b.Ops[i]
		e.addresses[m.Src], e.addresses[m.Dst] = *t.at(m.Src), *t.at(m.Dst)
		e.networks[o.GTP.ServingPLMN] = t.networks.find(o.GTP.ServingPLMN).owner
		e.digits[o.IMSI], e.digits[o.MSISDN] = op.Home, op.Home
		e.apns[string(m.Payload[:9])] = 1
	}
	for _, f := range b.FTEIDs {
		e.addresses[f.Addr4] = *t.at(f.Addr4)
	}
	return e
}

func (e *exact) resolve(b *op.Batch) {
	for i := range b.Ops {
		m, o := &b.Messages[i], &b.Ops[i]
		src, dst := e.addresses[m.Src], e.addresses[m.Dst]
		o.SrcOwner, o.DstOwner, o.Agreements = src.owner, dst.owner, src.agreements
		o.IMSIOwner, o.MSISDNOwner = e.digits[o.IMSI], e.digits[o.MSISDN]
		o.GTP.ServingOwner, o.GTP.LocationOwner = e.networks[o.GTP.ServingPLMN], e.networks[o.GTP.LocationPLMN]
		o.GTP.APNID = e.apns[string(m.Payload[:9])]
		for j := range b.FTEIDs[o.GTP.FTEIDs.First:][:o.GTP.FTEIDs.Count] {
			f := &b.FTEIDs[int(o.GTP.FTEIDs.First)+j]
			f.Owner4 = e.addresses[f.Addr4].owner
		}
	}
}

func plmn(s string) op.PLMN {
	p, ok := op.ParsePLMN(s)
	if !ok {
		panic(s)
	}
	return p
}

func digits(s string) op.Digits {
	d, ok := op.ParseDigits(s)
	if !ok {
		panic(s)
	}
	return d
}
