package sctp

// streams folds the streams of one side into those that the other side takes.
type streams struct {
	count      uint16 // that the other side takes
	management bool   // stream 0 is for management only
}

// fold returns the stream that goes on for one that came. It is the same every
// time, so what was in order on a stream stays in order. Data never ends up on stream
// 0 where that is for management (RFC 4666 clause 1.4.7), unless there is no other.
func (s streams) fold(stream uint16) uint16 {
	switch {
	case stream < s.count:
		return stream
	case s.count <= 1:
		return 0
	case s.management:
		return 1 + (stream-1)%(s.count-1)
	}
	return stream % s.count
}
