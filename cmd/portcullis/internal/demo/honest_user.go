package demo

import "errors"

// packet sends a packet of the subscriber to the internet host and waits for
// what comes back.
func (l *life) packet() error {
	number := l.nextSequence()
	sent := packet(l.address, internet, mobilePort, internetPort, number)
	h, answer, err := l.askFor(l.ctx, exchange{true, 1, number}, l.way.user, gtpu(l.gateway, sent))
	if err != nil {
		return err
	}
	if h.teid != l.ownUser {
		return errors.New("the packet came back through another tunnel")
	}
	if got := tunnelled(answer); string(got) != string(echo(sent)) {
		return errors.New("the packet came back changed")
	}
	return nil
}

// echoUser checks the user plane path (TS 29.281 clause 7.2.1).
func (l *life) echoUser() error {
	_, _, err := l.ask(l.ctx, true, l.way.user, gtp1(echoRequest, 0, l.nextSequence()))
	return err
}
