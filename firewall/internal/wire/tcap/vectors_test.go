package tcap

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// ati is anyTimeInterrogation: what evasions hide and the decoder has to show.
const ati = 71

// begin is a dialogue of a context with components.
func begin(context string, c ...[]byte) []byte {
	return tlv("62", otid, portion(aarq(context)), components(c...))
}

// summary prints the operations that are handed out, and the faults with their
// offsets: those of the message, then those of components.
func summary(b []byte) string {
	var s op.SS7
	var present [4]uint64
	t, m := &scratch.transaction, &scratch.message
	m.Faults = op.Faults{}
	t.Decode(b, 0, &s, &present, &m.Faults)
	var out []string
	faults := func(f *op.Faults) {
		for _, x := range f.List() {
			out = append(out, fmt.Sprintf("%s@%d", x.Code, x.Offset))
		}
	}
	faults(&m.Faults)
	for c := t.Next(); c != nil; c = t.Next() {
		text := fmt.Sprintf("%x", c.Type)
		if c.HasOperation {
			text += fmt.Sprintf(":%d", c.Operation)
		}
		if c.HasError {
			text += fmt.Sprintf("!%x", c.Error)
		}
		out = append(out, text)
		faults(&c.Faults)
	}
	return strings.Join(out, " ")
}

func TestVectors(t *testing.T) {
	number := func(n byte) []byte { return []byte{2, 1, n} }
	argument := tlv("30", tlv("a0", oct("810791997900000001")), tlv("a1", oct("8000")), oct("830791997900000009"))
	end := func(c ...[]byte) []byte { return tlv("64", dtid, components(c...)) }
	for _, v := range []struct {
		name string
		b    []byte
		want string
	}{
		{"honest", begin(anyTime, invoke(1, ati, argument)), "a1:71"},
		{"nothing but a transaction", tlv("62", otid), ""},
		{"ends", tlv("64", dtid), ""},
		{"provider aborts", tlv("67", dtid, oct("4a0102")), ""},

		// ATTACKS E-1: the operation code is an object identifier.
		{"global operation", end(tlv("a1", number(1), tlv("06", oct("0400000147")), argument)), "a1 tcap-operation@17"},
		{"operation of two octets", end(tlv("a1", number(1), oct("02020047"), argument)), "a1:71 tcap-operation@17"},
		{"operation of five octets", end(tlv("a1", number(1), oct("02050000000047"), argument)), "a1 tcap-operation@17"},
		{"operation without octets", end(tlv("a1", number(1), oct("0200"), argument)), "a1 tcap-operation@17"},
		{"negative operation", end(invoke(1, 0xC7, argument)), "a1:199 tcap-operation@17"},
		{"operation in long form", end(tlv("a1", number(1), oct("02810147"), argument)), "a1:71 ber-long-form@16"},
		{"operation constructed", end(tlv("a1", number(1), oct("2203020147"), argument)), "a1 tcap-component@10"},

		// E-2 is the filter's, by the name's span: see TestContexts.
		// E-3: transaction identifiers of other than one to four octets.
		{"long transaction", tlv("62", oct("480500000000 01")), "tcap-transaction-id@4"},
		{"empty transaction", tlv("62", oct("4800")), "tcap-transaction-id@4"},
		{"long destination", tlv("64", tlv("49", make([]byte, 16))), "tcap-transaction-id@4"},

		// E-6: what is hidden by lengths is read all the same.
		{"indefinite", oct("6280 48042f3b4602 6c80 a180 020101 020147 3080 0000 0000 0000 0000"), "ber-indefinite@1 ber-indefinite@9 ber-indefinite@11 a1:71 ber-indefinite@19"},
		{"long forms", oct("628119 4882000448000001 6c83000000"), "ber-length@1"},
		{"long forms, whole", oct("62811a 488200042f3b4602 6c8300000d a182000902810101 0282000147"), "ber-long-form@1 ber-long-form@4 ber-long-form@12 ber-long-form@17 a1:71 ber-long-form@21 ber-long-form@25"},
		{"no end", oct("6280 48042f3b4602 6c06 a104 020101 020147"), "ber-indefinite@1 ber-length@17 a1 ber-length@15 tcap-component@10"},

		// E-7: components behind an innocent one.
		{"second component", begin("04000001001702", invoke(1, 64), invoke(2, ati, argument)), "a1:64 a1:71"},
		{"result first", end(tlv("a2", number(1)), invoke(2, ati, argument)), "a2 a1:71"},
		{"broken component first", end(tlv("a1", oct("0205")), invoke(2, ati, argument)), "a1 ber-length@13 tcap-component@10 a1:71"},
		{"unknown component first", end(tlv("a5", number(1)), invoke(2, ati, argument)), "a5 tcap-component@10 a1:71"},
		{"primitive component first", end(tlv("81", number(1)), invoke(2, ati, argument)), "81 tcap-component@10 a1:71"},
		{"component of a high tag first", end(tlv("bf21", number(1)), invoke(2, ati, argument)), "0 tcap-component@10 a1:71"},
		{"another portion", tlv("64", dtid, components(invoke(1, 64)), components(invoke(2, ati))), "tcap-repeated@18 a1:64 a1:71"},
		{"components in an abort", tlv("67", dtid, components(invoke(1, ati))), "tcap-structure@8 a1:71"},
		{"same identifier", end(invoke(1, 64), invoke(1, ati)), "a1:64 a1:71 tcap-repeated@20"},
		{"same identifier, other types", end(invoke(1, 64), tlv("a2", number(1)), tlv("a3", number(1), number(34))), "a1:64 a2 a3!22"},
		{"no components", tlv("62", otid, components()), "tcap-structure@8"},

		// The form of components.
		{"linked", end(tlv("a1", number(1), oct("800102"), number(ati))), "a1:71"},
		{"linked, long", end(tlv("a1", number(1), oct("80020002"), number(ati))), "a1:71 tcap-component@17"},
		{"identifier of two octets", end(tlv("a1", oct("02020001"), number(ati))), "a1:71 tcap-component@14"},
		{"no identifier", end(tlv("a1", argument)), "a1 tcap-component@10"},
		{"no operation", end(tlv("a1", number(1))), "a1 tcap-component@10"},
		{"two parameters", end(invoke(1, ati, argument, argument)), "a1:71 tcap-component@44"},
		{"result", end(tlv("a7", number(1), tlv("30", number(ati), argument))), "a7:71"},
		{"result, two parameters", end(tlv("a2", number(1), tlv("30", number(ati), argument, argument))), "a2:71 tcap-component@46"},
		{"result, and more", end(tlv("a2", number(1), tlv("30", number(ati)), argument)), "a2:71 tcap-component@20"},
		{"result, not in a sequence", end(tlv("a2", number(1), number(ati), argument)), "a2 tcap-component@15"},
		{"result without identifier", end(tlv("a2")), "a2 tcap-component@10"},
		{"error", end(tlv("a3", number(1), number(34), oct("3000"))), "a3!22"},
		{"error, global", end(tlv("a3", number(1), oct("060104"))), "a3 tcap-operation@17"},
		{"error without identifier", end(tlv("a3", oct("0500"))), "a3 tcap-component@10"},
		{"reject", end(tlv("a4", number(1), oct("810101"))), "a4!8101"},
		{"reject of what is not known", end(tlv("a4", oct("0500 800102"))), "a4!8002"},
		{"reject, NULL of one octet", end(tlv("a4", oct("050100 800102"))), "a4!8002 ber-value@14"},
		{"reject without problem", end(tlv("a4", number(1))), "a4 tcap-component@10"},
		{"reject without identifier", end(tlv("a4", oct("800102"))), "a4 tcap-component@10"},
		{"reject, problem of two octets", end(tlv("a4", number(1), oct("80020001"))), "a4 tcap-component@17"},
		{"reject, and more", end(tlv("a4", number(1), oct("800101"), argument)), "a4!8001 tcap-component@18"},
		{"no end of the parameter", oct("6416 490410010873 6c0e a180 020101 020147 3080 05000000 ffff"), "ber-indefinite@11 tcap-structure@24 a1:71 ber-indefinite@19 ber-length@24"},

		// The message as a whole.
		{"empty", nil, "tcap-package@0"},
		{"no tag of TCAP", oct("63 00"), "tcap-package@0"},
		{"primitive", oct("42 00"), "tcap-package@0"},
		{"high tag", oct("7f22 00"), "tcap-package@0"},
		{"ANSI", oct("e2 0e c7 04 00000001 e8 06 e9 04 cf 01 01 00"), "tcap-ansi@0"},
		{"cut", oct("62"), "ber-length@0"},
		{"trailing", append(tlv("62", otid), 0), "tcap-structure@8"},
		{"another message behind", append(tlv("62", otid), tlv("62", otid)...), "tcap-structure@8"},
		{"no identifier of the transaction", tlv("62", components(invoke(1, ati))), "tcap-structure@0 a1:71"},
		{"destination in a Begin", tlv("62", otid, dtid), "tcap-structure@8"},
		{"out of order", tlv("65", dtid, otid), "tcap-structure@8"},
		{"twice", tlv("62", otid, otid), "tcap-repeated@8"},
		{"unknown part", tlv("62", otid, oct("4b00")), "tcap-structure@8"},
		{"dialogue behind components", tlv("62", otid, components(invoke(1, ati)), portion(aarq(anyTime))), "tcap-structure@18 a1:71"},
		{"both reasons of an abort", tlv("67", dtid, oct("4a0102"), portion(tlv("64", oct("800100")))), "tcap-structure@0"},
		{"cause out of range", tlv("67", dtid, oct("4a0180")), "tcap-structure@10"},
		{"cause without octets", tlv("67", dtid, oct("4a00")), "ber-value@10 tcap-structure@10"},

		// E-12 and RULES P-08: dialogue PDUs where they do not belong.
		{"AARQ in a Continue", tlv("65", otid, dtid, portion(aarq(anyTime))), "tcap-dialogue@29"},
		{"AARE in a Begin", tlv("62", otid, portion(aare(anyTime))), "tcap-dialogue@23"},
		{"ABRT in an End", tlv("64", dtid, portion(tlv("64", oct("800100")))), "tcap-dialogue@23"},
		{"structured dialogue without one", tlv("61", portion(aarq(anyTime)), components(invoke(1, ati))), "tcap-dialogue@17 a1:71"},
		{"unidialogue in a Begin", tlv("62", otid, tlv("6b", external(unidialogueAS, aarq(anyTime)))), "tcap-dialogue@23"},
		{"unidialogue", tlv("61", tlv("6b", external(unidialogueAS, aarq(anyTime))), components(invoke(1, ati))), "a1:71"},
		{"another dialogue", tlv("62", otid, portion(aarq(anyTime)), portion(aarq(unstructuredSS))), "tcap-repeated@40"},
		{"empty dialogue", tlv("62", otid, tlv("6b")), "tcap-dialogue@8"},
		{"no EXTERNAL", tlv("62", otid, tlv("6b", aarq(anyTime))), "tcap-dialogue@8"},
		{"two EXTERNALs", tlv("62", otid, tlv("6b", external(dialogueAS, aarq(anyTime)), tlv("28"))), "tcap-dialogue@40"},
		{"octets in place of a type", tlv("62", otid, tlv("6b", tlv("28", tlv("06", oct(dialogueAS)), tlv("81", aarq(anyTime))))), "tcap-dialogue@21"},
		{"no syntax", tlv("62", otid, tlv("6b", tlv("28", tlv("a0", aarq(anyTime))))), "tcap-dialogue@12"},
		{"two syntaxes", tlv("62", otid, tlv("6b", tlv("28", tlv("06", oct(dialogueAS)), tlv("06", oct(dialogueAS)), tlv("a0", aarq(anyTime))))), "tcap-dialogue@21"},
		{"a syntax and nothing", tlv("62", otid, tlv("6b", tlv("28", tlv("06", oct(dialogueAS))))), "tcap-dialogue@10"},
		{"a syntax that is none", tlv("62", otid, tlv("6b", external("0080", aarq(anyTime)))), "ber-value@14 tcap-dialogue@16"},
		{"another syntax", tlv("62", otid, tlv("6b", external("2a03", aarq(anyTime)))), "tcap-dialogue@16"},
		{"another syntax in an abort", tlv("67", dtid, tlv("6b", external("2a03", oct("0500")))), "tcap-unknown@16"},
		{"indirect reference", tlv("62", otid, tlv("6b", tlv("28", tlv("06", oct(dialogueAS)), oct("020101"), tlv("a0", aarq(anyTime))))), "tcap-unknown@21"},
		{"two PDUs", tlv("62", otid, portion(aarq(anyTime), aarq(anyTime))), "tcap-dialogue@40"},
		{"no PDU", tlv("62", otid, portion()), "tcap-dialogue@21"},
		{"unknown PDU", tlv("62", otid, portion(tlv("63"))), "tcap-dialogue@21"},
		{"version 2 only", tlv("62", otid, portion(tlv("60", oct("80020640"), tlv("a1", tlv("06", oct(anyTime)))))), "tcap-dialogue@27"},
		{"no context", tlv("62", otid, portion(tlv("60", oct("80020780")))), "tcap-dialogue@23"},
		{"context in no wrapping", tlv("62", otid, portion(tlv("60", tlv("81", oct(anyTime))))), "tcap-dialogue@25 tcap-dialogue@23"},
		{"two names", tlv("62", otid, portion(tlv("60", tlv("a1", tlv("06", oct(anyTime)), tlv("06", oct(anyTime)))))), "tcap-dialogue@36"},
		{"context that is no name", tlv("62", otid, portion(tlv("60", tlv("a1", number(1))))), "tcap-dialogue@25"},
		{"two contexts", tlv("62", otid, portion(tlv("60", tlv("a1", tlv("06", oct(anyTime))), tlv("a1", tlv("06", oct(unstructuredSS)))))), "tcap-repeated@36"},
		{"unlisted member", tlv("62", otid, portion(tlv("60", tlv("a1", tlv("06", oct(anyTime))), oct("8b0100")))), "tcap-unknown@36"},
		{"result out of range", tlv("64", dtid, portion(tlv("61", tlv("a1", tlv("06", oct(anyTime))), oct("a203020102 a305a103020100")))), "tcap-dialogue@40"},
		{"result that is no number", tlv("64", dtid, portion(tlv("61", tlv("a1", tlv("06", oct(anyTime))), oct("a2020500 a305a103020100")))), "tcap-dialogue@36"},
		{"two results", tlv("64", dtid, portion(tlv("61", tlv("a1", tlv("06", oct(anyTime))), oct("a206020100020100 a305a103020100")))), "tcap-dialogue@41"},
		{"diagnostic of nobody", tlv("64", dtid, portion(tlv("61", tlv("a1", tlv("06", oct(anyTime))), oct("a203020101 a305a303020100")))), "tcap-dialogue@41"},
		{"diagnostics of both", tlv("64", dtid, portion(tlv("61", tlv("a1", tlv("06", oct(anyTime))), oct("a203020101 a30aa103020100a203020100")))), "tcap-dialogue@48"},
		{"abort from nowhere", tlv("67", dtid, portion(tlv("64", oct("800102")))), "tcap-dialogue@27"},

		// User information.
		{"no EXTERNAL in it", tlv("62", otid, portion(aarq(anyTime, oct("0500")))), "tcap-dialogue@42"},
		{"CAP's reference", tlv("62", otid, portion(aarq("04000001150332", external("04000001010502", oct("3003800101"))))), ""},
		{"CAP's reason", tlv("67", dtid, portion(tlv("64", oct("800100"), tlv("be", external("04000001010202", oct("0a0101")))))), ""},
		{"unknown syntax", tlv("62", otid, portion(aarq(anyTime, external("2a03", oct("0500"))))), "tcap-unknown@48"},
		{"unknown syntax, octets", tlv("62", otid, portion(aarq(anyTime, tlv("28", oct("06022a03 810101"))))), "tcap-unknown@48"},
		{"MAP's, in octets", tlv("62", otid, portion(aarq(anyTime, tlv("28", tlv("06", oct(mapDialogueAS)), oct("8102a000"))))), "tcap-dialogue@53"},
		{"seventeen EXTERNALs", tlv("62", otid, portion(aarq(anyTime, bytes.Repeat(external("04000001010502", oct("0500")), 17), oct("0500")))), "tcap-dialogue@294"},
		{"open twice", tlv("62", otid, portion(aarq(anyTime, mapOpen(), mapOpen()))), "tcap-repeated@70"},
		{"open and more", tlv("62", otid, portion(aarq(anyTime, external(mapDialogueAS, tlv("a0"), tlv("a0"))))), "tcap-dialogue@57"},
		{"nothing of MAP's", tlv("62", otid, portion(aarq(anyTime, external(mapDialogueAS)))), "tcap-dialogue@53"},
		{"accept in a request", tlv("62", otid, portion(aarq(anyTime, external(mapDialogueAS, tlv("a1"))))), "tcap-dialogue@55"},
		{"open in a response", tlv("64", dtid, portion(aare(anyTime, mapOpen()))), "tcap-dialogue@67"},
		{"unlisted of MAP's", tlv("62", otid, portion(aarq(anyTime, external(mapDialogueAS, tlv("a6"))))), "tcap-unknown@55"},
	} {
		if got := summary(v.b); got != v.want {
			t.Errorf("%s: %x\n got %s\nwant %s", v.name, v.b, got, v.want)
		}
		compare(t, v.b)
	}
}

// Where a MAP dialogue is about a subscriber.
func TestDestinationReference(t *testing.T) {
	for _, v := range []struct{ fields, imsi, faults string }{
		{"80 09 96 00010100000000f1", "001010000000001", ""},
		{"80 08 96 00010100000010", "00101000000001", ""},
		{"80 09 d6 00010100000000f1 81 07 91 9979000000f1", "001010000000001", ""},
		{"80 09 96 00010100000000f1 30 00", "001010000000001", ""},
		{"81 07 91 9979000000f1", "", ""},
		{"", "", ""},
		{"80 07 91 9979000000f1", "", "tcap-unknown"},                          // no IMSI
		{"80 09 16 00010100000000f1", "", "tcap-dialogue"},                     // another octet of nature should follow
		{"80 09 96 0001010000000af1", "", "tcap-dialogue"},                     // no digit
		{"80 09 96 00f10100000000f1", "", "tcap-dialogue"},                     // a filler within
		{"80 04 96 000101", "001010", ""},                                      // six digits
		{"80 04 96 0001f1", "", "tcap-dialogue"},                               // five
		{"80 09 96 0001010000000010", "", "tcap-dialogue"},                     // sixteen
		{"80 01 96", "", "tcap-dialogue"},                                      // none
		{"80 00", "", "ber-value"},                                             // nothing
		{"80 15 96 0001010000000000000000000000000000000000", "", "ber-value"}, // more than an address holds
		{"a0 0b 04 09 96 00010100000000f1", "", "tcap-dialogue"},               // in pieces
		{"80 09 96 00010100000000f1 80 09 96 00010100000000f2", "001010000000001", "tcap-repeated"},
		{"81 07 91 9979000000f1 80 09 96 00010100000000f1", "001010000000001", "tcap-dialogue"}, // out of order
		{"81 07 91 99790000000b", "", "tcap-dialogue"},
		{"82 07 91 9979000000f1", "", "tcap-unknown"},
	} {
		b := tlv("62", otid, portion(aarq(unstructuredSS, mapOpen(oct(v.fields)))))
		var s op.SS7
		var present [4]uint64
		tr, m := &scratch.transaction, &scratch.message
		m.Faults = op.Faults{}
		tr.Decode(b, 0, &s, &present, &m.Faults)
		if s.DialogueIMSI.String() != v.imsi || names(&m.Faults) != v.faults {
			t.Errorf("%s: %s, %s", v.fields, s.DialogueIMSI, names(&m.Faults))
		}
		compare(t, b)
	}
}

// E-2: a context that is longer than one of MAP is not one of MAP.
func TestContexts(t *testing.T) {
	for _, v := range []struct {
		oid                 string
		family, id, version uint8
	}{
		{anyTime, op.ContextMAP, 29, 3},
		{"04000001001d04", op.ContextMAP, 29, 4}, // the filter knows that there is no version 4
		{"04000001007f7f", op.ContextMAP, 127, 127},
		{"04000001001d0300", op.ContextOther, 0, 0},
		{"0400000100811d", op.ContextOther, 0, 0}, // seven octets, six arcs
		{"040000018001d03", op.ContextNone, 0, 0},
		{"04000001001d", op.ContextOther, 0, 0},
		{"04000001001d8103", op.ContextOther, 0, 0},
		{"04000002001d03", op.ContextOther, 0, 0},
		{"04000001003200", op.ContextCAP, 50, 1},
		{"04000001003301", op.ContextCAP, 51, 2},
		{"04000001003402", op.ContextMAP, 52, 2},
		{"04000001150304", op.ContextCAP, 4, 3},
		{"0400000114030e", op.ContextCAP, 14, 3},
		{"04000001170308", op.ContextCAP, 8, 4},
		{"0400000116030e", op.ContextCAP, 14, 4},
		{"04000001160308", op.ContextOther, 0, 0},
		{"0400000115030e", op.ContextOther, 0, 0},
		{"04000001170408", op.ContextOther, 0, 0},
		{"04000001180308", op.ContextOther, 0, 0},
	} {
		if len(v.oid)%2 == 1 { // an arc with a leading zero
			v.oid = "040000018001" + "03"
		}
		b := tlv("62", otid, portion(aarq(v.oid)))
		var s op.SS7
		var present [4]uint64
		tr, m := &scratch.transaction, &scratch.message
		tr.Decode(b, 0, &s, &present, &m.Faults)
		c := s.Context
		if c.Family != v.family || c.ID != v.id || c.Version != v.version {
			t.Errorf("%s: %+v", v.oid, c)
		}
		if name := b[c.Name.Off:][:c.Name.Len]; v.family != op.ContextNone && !bytes.Equal(name, oct(v.oid)) {
			t.Errorf("%s: name %x", v.oid, name)
		}
		compare(t, b)
	}
}

// Components beyond what real messages carry are a fault, and are handed out as
// long as there is room.
func TestComponentCount(t *testing.T) {
	for _, n := range []int{1, 16, 17, 24, 25, 300} {
		var list [][]byte
		for i := range n {
			list = append(list, invoke(byte(i), ati))
		}
		b := begin(anyTime, list...)
		got := fast(b)
		if len(got.parts) != min(n, 24) || got.faults[op.TCAPComponentCount] != (n > 16) || !strings.HasSuffix(got.header, fmt.Sprintf("components %d", min(n, 255))) {
			t.Errorf("%d: %d handed out, %s, %v", n, len(got.parts), got.header, got.faults)
		}
		compare(t, b)
	}
}

func TestFill(t *testing.T) {
	tr := &Transaction{}
	var s op.SS7
	var present [4]uint64
	batch := &op.Batch{}
	m := batch.AddMessage()
	b := begin(anyTime, tlv("a1", oct("020107 800103 020147")), tlv("a3", oct("020108 020122")), tlv("a4", oct("0500 810101")))
	if !tr.Decode(b, 40, &s, &present, &m.Faults) {
		t.Fatal("not decoded")
	}
	var kinds []op.Kind
	for c := tr.Next(); c != nil; c = tr.Next() {
		o := batch.AddOp(op.ProtoMAP)
		part := batch.AddSS7(o, &s)
		c.Fill(o, part)
		kinds = append(kinds, o.Kind)
		if int(o.Start) != c.Start || !bytes.Equal(b[o.Start-40:][:o.Length], b[c.Start-40:c.End-40]) || !o.IsPresent(op.ColComponentType) || part.ComponentType != c.Type {
			t.Errorf("%+v of %+v", o, c)
		}
		if o.IsPresent(op.ColCode) != c.HasOperation || o.IsPresent(op.ColErrorCode) != c.HasError || o.IsPresent(op.ColLinkedID) != c.HasLinkedID {
			t.Errorf("columns of %+v", c)
		}
	}
	first, second, third := batch.SS7[1], batch.SS7[2], batch.SS7[3]
	if batch.Ops[0].Code != ati || first.InvokeID != 7 || first.LinkedID != 3 || second.InvokeID != 8 || second.ErrorCode != 34 || third.ErrorCode != 0x8101 {
		t.Errorf("%+v %+v %+v", first, second, third)
	}
	if !slices.Equal(kinds, []op.Kind{op.KindRequest, op.KindResponse, op.KindResponse}) {
		t.Error(kinds)
	}
	if first.Context.ID != 29 || first.Components != 3 || first.OTID != 0x2F3B4602 {
		t.Errorf("%+v", first)
	}
}

// A name that is beyond what a span reaches has none.
func TestFarContext(t *testing.T) {
	var s op.SS7
	var present [4]uint64
	m := (&op.Batch{}).AddMessage()
	(&Transaction{}).Decode(begin(anyTime), 70000, &s, &present, &m.Faults)
	if s.Context.Family != op.ContextMAP || s.Context.Name.Len != 0 {
		t.Errorf("%+v", s.Context)
	}
}

// Depth counts the same in the usual dialogue portion, which is not walked, and
// in any other.
func TestDepthOfUserInformation(t *testing.T) {
	for levels := 4; levels < 10; levels++ {
		b := oct("0500")
		for range levels {
			b = tlv("30", b)
		}
		for _, user := range [][]byte{mapOpen(b), external("04000001010502", b)} {
			usual := tlv("62", otid, portion(aarq(anyTime, user)))
			other := tlv("62", otid, portion(tlv("60", tlv("a1", tlv("06", oct(anyTime))), tlv("be", user))))
			compare(t, usual)
			compare(t, other)
			if a, b := fast(usual), fast(other); a.faults[op.BERDepth] != b.faults[op.BERDepth] {
				t.Errorf("%d levels: %v, %v", levels, a.faults, b.faults)
			}
		}
	}
}
