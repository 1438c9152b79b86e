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
