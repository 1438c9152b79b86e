package resolve

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/config"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// FuzzNew: every configuration that is accepted makes tables, whose answers
// name things of that configuration.
func FuzzNew(f *testing.F) {
	paths, err := filepath.Glob("../../../testvectors/configs/good/*.yaml")
	if err != nil || len(paths) == 0 {
		f.Fatalf("no seeds: %v", err)
	}
	for _, p := range paths {
		text, err := os.ReadFile(p)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		c, _, err := config.Parse("fuzz.yaml", text)
		if err != nil {
			return
		}
		tables := New(c)
		for _, src := range probes(c) {
			m, o := resolveOne(tables, src)
			for _, id := range []op.ID{o.Operator, o.SrcOwner, o.DstOwner, o.IMSIOwner, o.MSISDNOwner, o.GTP.ServingOwner, o.GTP.LocationOwner} {
				tables.OperatorName(id)
			}
			tables.InterconnectName(m.Interconnect)
			tables.InterconnectName(m.Peer())
			tables.APNName(o.GTP.APNID)
		}
	})
}

// probes are the first addresses of everything configured.
func probes(c *config.Config) (list []op.Addr) {
	for _, p := range c.Home.Addresses {
		list = append(list, op.AddrFromNetIP(p.Addr()))
	}
	for i := range c.Operators {
		for _, p := range c.Operators[i].GSNAddresses {
			list = append(list, op.AddrFromNetIP(p.Addr()))
		}
	}
	return append(list, op.Addr{}, op.Addr{Hi: ^uint64(0), Lo: ^uint64(0)})
}

func resolveOne(t *Tables, src op.Addr) (*op.Message, *op.Operation) {
	b := &op.Batch{}
	m := b.AddMessage()
	m.Src, m.Dst, m.Payload = src, addr("192.0.2.1"), []byte("\x08internet")
	o := b.AddOp(op.ProtoGTPv2)
	o.IMSI, o.MSISDN = digits("001010000000001"), digits("99970")
	o.GTP.ServingPLMN, o.GTP.LocationPLMN, o.GTP.APNPLMN = plmn("001-01"), plmn("999-70"), plmn("001-001")
	o.GTP.APN, o.GTP.APNNetworkLen = op.Span{Len: 9}, 9
	o.Has(op.ColAPN)
	t.Resolve(b)
	return m, o
}
