package gtp

import (
	"fmt"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Both ends see each other's own address and port, whatever the port is.
func TestTransparentPreservesAddresses(t *testing.T) {
	e := newEdge(t)
	judge := e.judge(e.open(e.config()), passAll)
	for f, name := range []string{"IPv4", "IPv6"} {
		for _, service := range services {
			partner, gateway := e.partner.listen(partnerAt[f], 0), e.gateway.listen(gatewayAt[f], service)
			partner.send(gateway.at, "request")
			if from := gateway.expect("request"); from != partner.at {
				t.Errorf("%s: the gateway sees %s, want %s", name, from, partner.at)
			}
			if got, want := ends(judge.next().Frame), fmt.Sprintf("%s > %s", partner.at, gateway.at); got != want {
				t.Errorf("frame %s, want %s", got, want)
			}
			gateway.send(partner.at, "answer")
			if from := partner.expect("answer"); from != gateway.at {
				t.Errorf("%s: the partner sees %s, want %s", name, from, gateway.at)
			}
			g := judge.next()
			if got, want := ends(g.Frame), fmt.Sprintf("%s > %s", gateway.at, partner.at); got != want || g.Side != op.SideInside {
				t.Errorf("frame %s, want %s", got, want)
			}
		}
	}
}
