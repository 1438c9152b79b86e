package gsmmap

import (
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/argument"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// subscriberData is an ISD as a home network sends it in an updateLocation: the
// number, services, forwarding on no reply, barring, an O-CSI.
func subscriberData() []byte {
	return tlv("30",
		tbcd("80", "001010000000001"), isdn("81", "99902000001"), tlv("82", oct("0a")), tlv("83", oct("00")),
		tlv("a6", tlv("04", oct("11")), tlv("04", oct("21")), tlv("04", oct("22"))),
		tlv("a7", tlv("a0", tlv("04", oct("2a")), tlv("30", tlv("30", tlv("83", oct("10")), tlv("84", oct("07")), isdn("85", "99902000009"), tlv("86", oct("08")), tlv("87", oct("14"))))),
			tlv("a1", tlv("04", oct("93")), tlv("30", tlv("30", tlv("83", oct("10")), tlv("84", oct("04")))))),
		tlv("ad", tlv("a0", tlv("30", tlv("30", tlv("0a", oct("02")), tlv("02", oct("0b")), isdn("80", "99901000006"), tlv("81", oct("00")))), tlv("80", oct("02")))))
}

// services is the smaller part of it that most messages are: the number and
// services.
func services() []byte {
	return tlv("30",
		tbcd("80", "001010000000001"), isdn("81", "99902000001"), tlv("82", oct("0a")), tlv("83", oct("00")),
		tlv("a4", tlv("04", oct("10"))), tlv("a6", tlv("04", oct("11")), tlv("04", oct("21")), tlv("04", oct("22"))))
}

func updateLocation() []byte {
	return tlv("30", tbcd("04", "001010000000001"), isdn("81", "99970000001"), isdn("04", "99970000002"),
		tlv("a6", tlv("80", oct("04 e0")), tlv("85", oct("03 c8"))))
}

func routingInfoForSM() []byte {
	return tlv("30", isdn("80", "99902000001"), tlv("81", oct("ff")), isdn("82", "99970000009"), tlv("87"))
}

func forwardSMArg() []byte {
	return tlv("30", tbcd("80", "001010000000001"), isdn("84", "99970000009"), tlv("04", deliverTPDU("00", "00", "synthetic text of a short message, forty o")))
}

func benchmarkDecode(b *testing.B, code uint32, parameter []byte) {
	batch := &op.Batch{}
	m := batch.AddMessage()
	m.Payload = parameter
	o := batch.AddOp(op.ProtoMAP)
	common := op.SS7{ComponentType: invoke, Context: op.ApplicationContext{Family: op.ContextMAP, Version: 3}}
	s := batch.AddSS7(o, &common)
	o.Code = code
	o.Has(op.ColCode)
	b.SetBytes(int64(len(parameter)))
	b.ReportAllocs()
	for b.Loop() {
		batch.Numbers = batch.Numbers[:0]
		o.Present, o.Invalid, o.Faults = [4]uint64{}, [4]uint64{}, op.Faults{}
		o.Has(op.ColCode)
		s.TPDU = op.Span{}
		Decode(&reader, batch, o, s, argument.Parameter{Octets: parameter, At: 0, Depth: 3})
	}
	if o.Faults.Any() {
		b.Fatal(o.Faults.List())
	}
}

func BenchmarkInsertSubscriberData(b *testing.B) { benchmarkDecode(b, 7, subscriberData()) }
func BenchmarkInsertServices(b *testing.B)       { benchmarkDecode(b, 7, services()) }
func BenchmarkUpdateLocation(b *testing.B)       { benchmarkDecode(b, 2, updateLocation()) }
func BenchmarkSendRoutingInfoForSM(b *testing.B) { benchmarkDecode(b, 45, routingInfoForSM()) }
func BenchmarkMTForwardSM(b *testing.B)          { benchmarkDecode(b, 44, forwardSMArg()) }
