package gsmmap

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/argument"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/argument/argumenttest"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// tables are all of this package's, to ask which types are expanded.
var tables = strings.Join([]string{subscriberTypes, registrationTypes, enquiryTypes, callHandlingTypes, handoverTypes,
	shortMessageTypes, supplementaryTypes, locationTypes, tracingTypes}, "")

// onlySinceOld are mandatory in the standard's version 3, and absent in a form
// that older versions share with it in full.
func isOptionalHere(key string) bool {
	return strings.HasPrefix(key, "ForwardSM-Arg.")
}

// TestMissingElement leaves out every mandatory element that the tables look at.
func TestMissingElement(t *testing.T) {
	m := standard(t, 2)
	tried := map[string]bool{}
	for _, x := range shapes() {
		for key := range m.Standard.Reach(x.name, nil) {
			parent, element, _ := strings.Cut(key, ".")
			if tried[key] || !strings.Contains(tables, "\n"+parent+" ::= ") || m.Standard[parent].Form != "SEQUENCE" || !isMandatory(m.Standard, parent, element) {
				continue
			}
			for i := 0; i < 60 && !tried[key]; i++ {
				m.Omit, m.Optional, m.Short = key, [...]float64{0, 0.2, 1}[i%3], true
				v := m.Value(x.name)
				if m.Left == 0 || len(v) > 1500 {
					continue
				}
				tried[key] = true
				d := decode(x.code, x.component, 3, v)
				if !d.o.Faults.Has(op.MAPElementMissing) && !isOptionalHere(key) {
					t.Errorf("%s without %s: %v in\n%x", x.name, key, d.faults(), v)
				}
			}
		}
	}
	if len(tried) < 150 {
		t.Errorf("only %d mandatory elements were left out", len(tried))
	}
}

func isMandatory(s argumenttest.Standard, parent, element string) bool {
	i := slices.IndexFunc(s[parent].Elements, func(e argumenttest.Element) bool { return e.Name == element })
	return i >= 0 && s[parent].Elements[i].IsMandatory
}

// TestVersion2MayLack says which of them versions 1 and 2 do not need.
func TestVersion2MayLack(t *testing.T) {
	for _, v := range []struct {
		code      uint32
		parameter []byte
	}{
		{22, tlv("30", isdn("80", "99902000001"))},
		{4, tlv("30", tbcd("80", "001010000000001"))},
		{47, tlv("30", isdn("04", "99902000001"), isdn("04", "99970000009"))},
	} {
		for version, want := range []bool{1: false, 2: false, 3: true} {
			if got := decode(v.code, invoke, uint8(version), v.parameter).o.Faults.Has(op.MAPElementMissing); version > 0 && got != want {
				t.Errorf("%s version %d: missing %v", Name(v.code), version, got)
			}
		}
	}
}

// columns are what a decode filled, without faults and offsets.
func columns(d decoded) string {
	s := *d.s
	s.TPDU.Off, s.UserDataHeader.Off, s.USSD.Off = 0, 0, 0
	var numbers []string
	for _, n := range d.numbers() {
		numbers = append(numbers, fmt.Sprintf("%d %d %d %s", n.Role, n.NAI, n.NP, n.Digits))
	}
	return fmt.Sprintf("%v %v %v %x %x %+v %v", d.o.IMSI, d.o.MSISDN, d.o.MEI, d.o.Present, d.o.Invalid, s, numbers)
}

// TestOtherLengths encodes arguments with longer and indefinite lengths: they are
// read to the same columns, and flagged.
func TestOtherLengths(t *testing.T) {
	m := standard(t, 3)
	for _, x := range shapes() {
		for i := range 40 {
			m.Optional, m.Short = [...]float64{0, 0.1, 0.4, 1}[i%4], i%4 == 3
			v := m.Value(x.name)
			long, indefinite := float64(i%2), float64(i/2%2)*0.5
			odd := argumenttest.Recode(m.Rand, v, long, indefinite)
			if odd == nil || len(odd) > 4000 {
				continue
			}
			if bytes.Contains(v, oct("80 00 00")) {
				continue
			}
			a, b := decode(x.code, x.component, 3, v), decode(x.code, x.component, 3, odd)
			if isTooMuch(a, v) {
				continue
			}
			if a, b := columns(a), columns(b); a != b {
				t.Fatalf("%s: %s\nbut with other lengths %s\n%x\n%x", x.name, a, b, v, odd)
			}
			for _, name := range b.faults() {
				if name != "ber-long-form" && name != "ber-indefinite" && !slices.Contains(a.faults(), name) {
					t.Fatalf("%s: fault %s in\n%x", x.name, name, odd)
				}
			}
		}
	}
}

// TestElementFaults changes one thing of an honest argument at a time.
func TestElementFaults(t *testing.T) {
	imsi, msc, vlr := tbcd("04", "001010000000001"), isdn("81", "99970000001"), isdn("04", "99970000002")
	for name, v := range map[string]struct {
		code      uint32
		parameter []byte
		want      []string
		imsi      string
	}{
		"honest":                  {2, tlv("30", imsi, msc, vlr), nil, "001010000000001"},
		"no argument":             {2, nil, []string{"map-argument-missing"}, ""},
		"unknown operation":       {90, tlv("30", imsi), []string{"map-operation-unknown"}, ""},
		"unassigned code":         {16, nil, []string{"map-operation-unknown"}, ""},
		"argument of none":        {38, tlv("30", imsi), []string{"map-element-unexpected"}, ""},
		"extension":               {2, tlv("30", imsi, msc, vlr, tlv("30", tlv("a0", tlv("30", tlv("06", oct("2a 03")))))), nil, "001010000000001"},
		"repeated MSC":            {2, tlv("30", imsi, msc, msc, vlr), []string{"map-element-repeated"}, "001010000000001"},
		"third plain octets":      {2, tlv("30", imsi, msc, vlr, vlr), []string{"map-element-repeated"}, "001010000000001"},
		"MSC behind VLR":          {2, tlv("30", imsi, vlr, msc), []string{"map-element-order"}, "001010000000001"},
		"newer element":           {2, tlv("30", imsi, msc, vlr, tlv("9f 3a", oct("01"))), []string{"map-element-unknown"}, "001010000000001"},
		"newer element of 3 tags": {2, tlv("30", imsi, msc, vlr, tlv("9f 81 01", oct("01"))), []string{"map-element-unknown"}, "001010000000001"},
		"element in a CHOICE":     {67, tlv("a3", imsi, tlv("87")), []string{"map-element-unknown"}, "001010000000001"},
		"unlisted in a list":      {7, tlv("30", tlv("a7", tlv("a9", oct("")))), []string{"map-element-missing", "map-element-unexpected"}, ""},
		"short IMSI":              {2, tlv("30", tlv("04", oct("00 f1")), msc, vlr), []string{"map-element-size"}, ""},
		"long IMSI":               {2, tlv("30", tlv("04", oct("00 01 10 00 00 00 00 00 f0")), msc, vlr), []string{"map-element-size"}, ""},
		"IMSI of 16 digits":       {2, tlv("30", tlv("04", oct("00 01 10 00 00 00 00 10")), msc, vlr), []string{"map-digits"}, ""},
		"IMSI of 5 digits":        {2, tlv("30", tlv("04", oct("00 01 f1")), msc, vlr), []string{"map-digits"}, ""},
		"filler in the middle":    {2, tlv("30", tlv("04", oct("00 01 f1 00 00 f0")), msc, vlr), []string{"map-digits"}, ""},
		"digit above 9":           {2, tlv("30", tlv("04", oct("00 01 a1 00 00 f0")), msc, vlr), []string{"map-digits"}, ""},
		"IMSI in one piece":       {2, tlv("30", tlv("24", imsi), msc, vlr), []string{"ber-value"}, "001010000000001"},
		"IMSI in two pieces":      {2, tlv("30", tlv("24", tlv("04", oct("00 01 10")), tlv("04", oct("00 00 00 00 f1"))), msc, vlr), []string{"ber-value"}, ""},
		"tagged in pieces":        {2, tlv("30", imsi, tlv("a1", tlv("04", oct("91 99 79"))), vlr), []string{"ber-value"}, "001010000000001"},
		"primitive sequence":      {2, tlv("30", imsi, msc, vlr, tlv("86")), []string{"ber-value"}, "001010000000001"},
		"primitive group":         {2, tlv("10", imsi, msc, vlr), []string{"map-element-missing", "ber-value"}, ""},
		"extended tag":            {2, tlv("30", tlv("1f 04", oct("00 01 10 00 00 00 00 f1")), msc, vlr), []string{"ber-tag"}, ""},
		"E-5 extended tag":        {70, tlv("30", tlv("9f 00", oct("99 79 00 00 00 00 00 f1")), tlv("a2", tlv("80"))), []string{"ber-tag"}, ""},
		"length beyond":           {2, oct("30 06 04 08 00 01 10 00"), []string{"ber-length"}, ""},
		"inner length beyond":     {2, tlv("30", imsi, msc, vlr, oct("a6 7f 80")), []string{"ber-length"}, "001010000000001"},
		"framing inside":          {2, tlv("30", imsi, msc, vlr, tlv("a6", oct("80 05 04"))), []string{"ber-length"}, "001010000000001"},
		"second argument":         {2, join(tlv("30", imsi, msc, vlr), tlv("30", imsi)), []string{"map-element-missing", "map-element-repeated"}, "001010000000001"},
		"octets behind":           {2, join(tlv("30", imsi, msc, vlr), oct("00")), []string{"ber-length"}, "001010000000001"},
		"another form":            {2, imsi, []string{"map-element-missing", "map-element-unexpected"}, ""},
		"form of version 2":       {3, imsi, []string{"map-version-form"}, "001010000000001"},
		"bits of no octets":       {8, tlv("30", tbcd("80", "001010000000001"), tlv("8f", oct("04"))), []string{"ber-value"}, "001010000000001"},
		"NULL with contents":      {2, tlv("30", imsi, msc, vlr, tlv("8b", oct("00"))), []string{"map-element-size"}, "001010000000001"},
		"nature reserved":         {2, tlv("30", imsi, tlv("81", oct("d1 99 79")), vlr), []string{"map-digits"}, "001010000000001"},
		"plan reserved":           {2, tlv("30", imsi, tlv("81", oct("97 99 79")), vlr), []string{"map-digits"}, "001010000000001"},
		"no extension bit":        {2, tlv("30", imsi, tlv("81", oct("11 99 79")), vlr), []string{"map-digits"}, "001010000000001"},
	} {
		d := decode(v.code, invoke, 3, v.parameter)
		want := slices.Sorted(slices.Values(v.want))
		if got := slices.Sorted(slices.Values(d.faults())); !slices.Equal(got, want) {
			t.Errorf("%s: %v instead of %v", name, got, want)
		}
		if got := d.o.IMSI.String(); got != v.imsi {
			t.Errorf("%s: IMSI %q instead of %q", name, got, v.imsi)
		}
	}
}

// TestLimits: an argument beyond what any real one carries is not read to its
// end, and says so.
func TestLimits(t *testing.T) {
	csi := func(n int, tag, detection string) []byte {
		var list []byte
		for range n {
			list = append(list, tlv("30", tlv(detection, oct("02")), tlv("02", oct("01")), isdn("80", "99999000006"), tlv("81", oct("00")))...)
		}
		return tlv(tag, tlv("30", list))
	}
	sms := func(tag string) []byte {
		var list []byte
		for range 10 {
			list = append(list, tlv("30", tlv("80", oct("01")), tlv("81", oct("01")), isdn("82", "99999000006"), tlv("83", oct("00")))...)
		}
		return tlv(tag, tlv("a0", list))
	}
	d := decode(7, invoke, 3, tlv("30", tlv("ad", csi(10, "a0", "0a"))))
	if d.o.Faults.Any() || d.s.Numbers.Count != 10 {
		t.Errorf("ten triggers: %v, %d numbers", d.faults(), d.s.Numbers.Count)
	}
	if d := decode(7, invoke, 3, tlv("30", tlv("ad", csi(11, "a0", "0a")))); !d.o.Faults.Has(op.MAPLimit) {
		t.Errorf("eleven triggers: %v", d.faults())
	}
	four := join(csi(10, "a0", "0a"), sms("a6"), csi(10, "a7", "0a"), sms("aa"))
	if d := decode(7, invoke, 3, tlv("30", tlv("ad", four))); !d.o.Faults.Has(op.MAPLimit) || d.s.Numbers.Count != op.MaxNumbers {
		t.Errorf("forty numbers: %v, %d kept", d.faults(), d.s.Numbers.Count)
	}
	strangers := bytes.Repeat(oct("9f 3a 00"), 17)
	if d := decode(2, invoke, 3, tlv("30", strangers)); !d.o.Faults.Has(op.MAPLimit) {
		t.Errorf("seventeen strangers: %v", d.faults())
	}
	contexts := tlv("a1", bytes.Repeat(tlv("30", bytes.Repeat(tlv("02", oct("01")), 14)), 50))
	if d := decode(7, invoke, 3, tlv("30", tlv("b0", contexts))); !d.o.Faults.Has(op.MAPLimit) {
		t.Errorf("hundreds of elements: %v", d.faults())
	}
	b := &op.Batch{}
	b.AddMessage()
	o := b.AddOp(op.ProtoMAP)
	s := b.AddSS7(o, &op.SS7{ComponentType: invoke})
	o.Code = 2
	o.Has(op.ColCode)
	Decode(&reader, b, o, s, argument.Parameter{Octets: tlv("30", tbcd("04", "001010000000001")), At: 65_530, Depth: 3})
	if !o.Faults.Has(op.MAPLimit) {
		t.Error("an argument beyond what offsets count")
	}
}

// TestNothingIsLeftBehind: a column that is absent stays as it was.
func TestNothingIsLeftBehind(t *testing.T) {
	d := decode(38, invoke, 2, nil)
	want := op.SS7{ComponentType: invoke, Context: op.ApplicationContext{Family: op.ContextMAP, Version: 2}}
	if !reflect.DeepEqual(*d.s, want) || d.o.Faults.Any() {
		t.Errorf("%+v %v", *d.s, d.faults())
	}
}

func TestDecodeDoesNotAllocate(t *testing.T) {
	for _, v := range []struct {
		code      uint32
		parameter []byte
	}{
		{7, subscriberData()}, {2, updateLocation()}, {45, routingInfoForSM()}, {44, forwardSMArg()},
		{2, oct("30 80 24 80 04 82 00 08 00 01 10 00 00 00 00 f1 00 00 9f 3a 00 9f 1f 00 00 00")},
	} {
		b := &op.Batch{Numbers: make([]op.Number, 0, 64)}
		m := b.AddMessage()
		m.Payload = v.parameter
		o := b.AddOp(op.ProtoMAP)
		s := b.AddSS7(o, &op.SS7{ComponentType: invoke})
		o.Code = v.code
		o.Has(op.ColCode)
		if n := testing.AllocsPerRun(100, func() {
			b.Numbers = b.Numbers[:0]
			Decode(&reader, b, o, s, argument.Parameter{Octets: v.parameter, At: 0, Depth: 3})
		}); n != 0 {
			t.Errorf("%s: %v allocations", Name(v.code), n)
		}
	}
}
