package demo

import (
	"context"
	"time"

	v2ie "github.com/wmnsk/go-gtp/gtpv2/ie"
)

// pathInterval is how often a node supervises its paths: at most every 60 seconds
// (TS 29.060 clause 7.2.1, TS 29.281 clause 7.2.1).
const pathInterval = 61 * time.Second

// supervise asks for an echo on every path of the node, now and as often as nodes
// do, until the time is up.
func (p *partner) supervise(ctx, until context.Context) {
	for {
		p.newLife(ctx, until).echoes()
		select {
		case <-until.Done():
			return
		case <-time.After(pathInterval):
		}
	}
}

// echoes asks once on each path. Paths belong to nodes, not to subscribers.
func (l *life) echoes() bool {
	return l.run("gtpv2", []step{
		{name: "Echo", do: l.echo2},
		{"gtpv1", "Echo", l.echo1},
		{"gtpu", "Echo", l.echoUser},
	})
}

// echo2 carries a private extension, which is legal and worth an alert at most.
func (l *life) echo2() error {
	request := gtp2Path(echoRequest, l.nextSequence(), v2ie.NewRecovery(1), v2ie.NewPrivateExtension(10415, []byte("portcullis")))
	_, _, err := l.ask(l.ctx, false, l.way.control, request)
	return err
}

// echo1 carries no element at all, which is legal in GTPv1 (TS 29.060 clause 7.2.1).
func (l *life) echo1() error {
	_, _, err := l.ask(l.ctx, false, l.way.control, gtp1(echoRequest, 0, l.nextSequence()))
	return err
}

// echoUser checks the user plane path (TS 29.281 clause 7.2.1).
func (l *life) echoUser() error {
	_, _, err := l.ask(l.ctx, true, l.way.user, gtp1(echoRequest, 0, l.nextSequence()))
	return err
}
