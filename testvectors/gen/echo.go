package main

import (
	"time"

	. "github.com/seed-43cefff0/portcullis/testvectors/internal/encode"
)

// Reasons of echoguard.
const (
	echoInterval = "echoguard/echo-interval"
	echoRepeated = "echoguard/echo-repeated"
	echoEarly    = "echoguard/echo-early"
)

// early is a blocked request that is sooner than the standard's 60 seconds, too.
func early(s shot) shot { return s.also(echoEarly) }

// honestEcho is path supervision in time (RULES.md G-12): nodes ask at most every
// 60 seconds, and repeat a request with its number while no answer comes.
func honestEcho(c *catalogue) {
	c.honest("v2-echo-pace", "G-12", "A path is supervised exactly every 60 seconds, from both ends; our own node may be faster",
		out4.up2(echo2(1)), out4.down2(echoReply2(1)), out4.down2(echo2(1)), out4.up2(echoReply2(1)), out4.down2(echo2(2)), out4.up2(echoReply2(2)),
		out4.up2(echo2(2)).after(time.Minute-5*frameGap), out4.down2(echoReply2(2)), out6.up2(echo2(2)),
		out4.up2(echo2(3)).after(time.Minute-2*frameGap), out6.up2(echo2(3)).after(time.Minute))
	c.honest("v1-echo-pace", "G-12", "The same in GTPv1",
		out4.up1(echo1(1)), out4.down1(echoReply1(1)), out4.up1(echo1(2)).after(time.Minute-frameGap), out4.up1(echo1(3)).after(61*time.Second))
	c.honest("u-echo-pace", "G-12 U-00", "The same on the user plane",
		out4.upU(echoU(1)), out4.downU(echoReplyU(1)), out4.upU(echoU(2)).after(time.Minute-frameGap), out4.upU(echoU(3)).after(61*time.Second))
	c.honest("v2-echo-retransmission", "G-12", "No answer comes: the request is sent five times, and the next one has its time from the first",
		repeated(out4.up2(echo2(7)), out4.up2(echo2(8)), 3*time.Second)...)
	c.honest("v1-echo-retransmission", "G-12", "The same in GTPv1, with its timer",
		repeated(out4.up1(echo1(7)), out4.up1(echo1(8)), 5*time.Second)...)
	c.honest("u-echo-retransmission", "G-12 U-00", "The same on the user plane",
		repeated(out4.upU(echoU(7)), out4.upU(echoU(8)), 5*time.Second)...)
	c.honest("v2-echo-jitter", "G-12", "A timer of 60 seconds, and a network that is not always equally fast: flagged",
		out4.up2(echo2(1)), out4.up2(echo2(2)).after(time.Minute-time.Millisecond).flag(echoEarly), out4.up2(echo2(3)).after(time.Minute+2*time.Millisecond),
		out4.up2(echo2(4)).after(59*time.Second).flag(echoEarly))
	c.honest("v2-echo-restart", "G-12 G-13", "A node has restarted and says so, ten seconds after its last request: it may ask at once, flagged",
		out4.up2(echo2(0x500)), out4.up2(restarted(0)).after(10*time.Second).flag(echoEarly), out4.up2(restarted(0)).after(3*time.Second).flag(echoEarly),
		out4.up2(restarted(1)).after(57*time.Second))
	c.honest("v2-echo-three-protocols", "G-12", "One pair of addresses, three paths: GTPv2-C, GTPv1-C, GTP-U",
		out4.up2(echo2(1)), send(out4.sgw, out4.pgw, echo1(2)), send(out4.sgw, out4.pgw, echoU(3)))
}

// repeated is a request that is sent five times in all, and the next one a minute
// after its first.
func repeated(first, next shot, timer time.Duration) []shot {
	shots := []shot{first}
	for range 4 {
		shots = append(shots, first.after(timer))
	}
	return append(shots, next.after(time.Minute-4*timer))
}

// restarted is an Echo Request with another restart counter than echo2's.
func restarted(sequence uint32) V2 { return echo2(sequence).Replace(Recovery(8)) }

// attackEcho sends Echo Requests more often than paths are supervised. The first
// of each path has to pass: it is as good as any.
func attackEcho(c *catalogue) {
	rates(c)
	echoEvasions(c)
	c.attack("g12-echo-repeated", "G-12", "One Echo Request twenty times in ten seconds: no node retransmits so often", "v2-echo-retransmission", echoRepeated,
		again(20, 8, func(int) shot { return out4.up2(echo2(9)).after(500 * time.Millisecond) })...)
}

// again is n shots, of which the first few pass.
func again(n, pass int, make func(i int) shot) (shots []shot) {
	for i := range n {
		s := make(i)
		if i < pass {
			s = s.pass()
		}
		shots = append(shots, s)
	}
	return shots
}

func rates(c *catalogue) {
	c.attack("g12-echo-interval", "G-12", "Echo Requests far more often than every 60 seconds, to us and in transit", "v2-echo-pace", echoInterval,
		append(again(8, 1, func(i int) shot { return early(out4.up2(echo2(uint32(0x000800 + i)))) }),
			again(4, 1, func(i int) shot {
				return early(send(partnerA.sgw.four, partnerC.pgw.four, echo2(uint32(0x000800+i)))).after(time.Second)
			})...)...)
	c.attack("g12-echo-interval-v1", "G-12", "The same in GTPv1, every 20 seconds, over IPv6", "v1-echo-pace", echoInterval,
		again(7, 1, func(i int) shot { return early(out6.up1(echo1(uint16(i)))).after(20 * time.Second) })...)
	c.attack("g12-echo-interval-user", "G-12 U-00", "The same on the user plane", "u-echo-pace", echoInterval,
		again(8, 1, func(i int) shot { return early(out4.upU(echoU(uint16(i)))) })...)
	c.attack("g12-echo-interval-edge", "G-12", "A microsecond less than 59 seconds after the one before; its retransmission has its time", "v2-echo-jitter",
		echoInterval,
		out4.up2(echo2(1)).pass(), early(out4.up2(echo2(2))).after(59*time.Second-time.Microsecond), out4.up2(echo2(2)).after(3*time.Second).pass())
}

func echoEvasions(c *catalogue) {
	c.evasion("g12-echo-source-ports", "G-12", "Each request from another port, as if it were another path", "v2-echo", echoInterval,
		again(8, 1, func(i int) shot { return early(out4.up2(echo2(uint32(i))).fromPort(uint16(50000 + i))) })...)
	c.evasion("g12-echo-sequence", "G-12", "Two sequence numbers in turn: each is a repetition of the last but one", "v2-echo-retransmission", echoInterval,
		again(8, 1, func(i int) shot { return early(out4.up2(echo2(uint32(i % 2)))).after(time.Second) })...)
	c.evasion("g12-echo-versions", "G-12", "GTPv2-C, GTPv1-C and GTP-U in turn: three paths, each of them too fast", "v2-echo-three-protocols", echoInterval,
		again(12, 3, func(i int) shot {
			m := []message{echo2(uint32(i)), echo1(uint16(i)), echoU(uint16(i))}[i%3]
			return early(send(out4.sgw, out4.pgw, m)).after(2 * time.Second)
		})...)
	restarts := again(8, 1, func(i int) shot {
		return early(out4.up2(echo2(uint32(0x600 + i)).Replace(Recovery(byte(7 + i%2))))).after(time.Second)
	})
	restarts[1] = out4.up2(restarted(0x601)).after(time.Second).flag(echoEarly)
	c.evasion("g12-echo-restarts", "G-12 G-13", "The old restart counter and a new one in turn, as if the node restarted all the time", "v2-echo-restart", echoInterval,
		restarts...)
	c.evasion("g12-echo-covert", "G-12 G-g", "A channel in private extensions that are each small enough to be legal", "v2-echo-private-extension", echoInterval,
		covert()...)
}

func covert() (shots []shot) {
	const private = "faults/gtp-private-extension"
	for i := range 8 {
		s := out4.up2(echo2(uint32(0x700 + i)).With(PrivateExtension(10923, []byte{byte(i), 'd', 'a', 't', 'a'}))).after(time.Second)
		if i == 0 {
			s = s.flag(private)
		} else {
			s = early(s.also(private))
		}
		shots = append(shots, s)
	}
	return shots
}
