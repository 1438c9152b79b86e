package encap

import (
	"github.com/pion/sctp"

	"github.com/seed-43cefff0/portcullis/firewall/internal/link/sctp/assoc"
)

// Send implements assoc.Association. pion keeps a copy of every message until the
// peer has it, without limit: Config.Buffer is the limit.
func (a *association) Send(list []assoc.Message) (n int, err error) {
	if err := a.cause(); err != nil {
		return 0, err
	}
	for i := range list {
		m := &list[i]
		if int(m.Stream) >= len(a.out) || len(m.Data) == 0 || len(m.Data) > a.config.MaxMessage || m.Cut {
			return i, assoc.ErrRefused
		}
		if a.held() >= uint64(a.config.Buffer) {
			return i, nil
		}
		a.mean = average(a.mean, min(len(m.Data), a.fragment))
		if !a.write(m) {
			a.end(assoc.ErrAborted) // if it has not ended in a better way
			return i, a.cause()
		}
	}
	return len(list), nil
}

// held returns what pion spends on messages that the peer does not have yet.
func (a *association) held() uint64 { return cost(uint64(a.pion.BufferedAmount()), a.mean) }

// write gives one message to pion, which fails when the association has ended.
func (a *association) write(m *assoc.Message) bool {
	s := &a.out[m.Stream]
	if s.stream == nil {
		stream, err := a.pion.OpenStream(m.Stream, 0)
		if err != nil {
			return false
		}
		s.stream = stream
	}
	if s.unordered != m.Unordered {
		s.unordered = m.Unordered
		s.stream.SetReliabilityParams(m.Unordered, sctp.ReliabilityTypeReliable, 0)
	}
	_, err := s.stream.WriteSCTP(m.Data, sctp.PayloadProtocolIdentifier(m.PPID))
	return err == nil
}

// AwaitRoom implements assoc.Association. There is room again when a quarter of the
// buffer is free, so that the next Send is worth it.
func (a *association) AwaitRoom() error {
	a.starving.Store(true)
	defer a.starving.Store(false)
	for {
		select {
		case <-a.gone:
			return assoc.ErrClosed
		case <-a.over:
			return a.cause()
		default:
		}
		if a.held() <= uint64(a.config.Buffer/4*3) {
			return nil
		}
		select {
		case <-a.room:
		case <-a.gone:
		case <-a.over:
		}
	}
}

// progress is called when pion has done everything about a packet, which may have
// made room.
func (a *association) progress() {
	if a.starving.Load() {
		select {
		case a.room <- struct{}{}:
		default:
		}
	}
}
