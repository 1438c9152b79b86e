package gsmmap

import (
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/argument"
	"github.com/seed-43cefff0/portcullis/firewall/internal/wire/op"
)

// Component types (Q.773 clause 3.2.2).
const (
	invoke              = 0xA1
	returnResultLast    = 0xA2
	returnError         = 0xA3
	returnResultNotLast = 0xA7
)

// absentSubscriberSM is the error whose parameter names a subscriber.
const absentSubscriberSM = 6

// forms of arguments and results by operation code, and of the parameters of
// errors.
var (
	grammar = argument.Compile(subscriberTypes, registrationTypes, enquiryTypes, callHandlingTypes, handoverTypes,
		oldHandoverTypes, shortMessageTypes, supplementaryTypes, locationTypes, tracingTypes, errorTypes)

	invokes, results = forms()
	absentParameter  = grammar.Form("AbsentSubscriberSM-Param@3 | INTEGER@2")
	errorParameter   = grammar.Form(anyParameter)
)

func forms() (invokes, results [maxCode + 1]argument.Form) {
	for code, o := range operations {
		invokes[code], results[code] = grammar.Form(o.invoke), grammar.Form(o.result)
	}
	return invokes, results
}

// Decode reads the argument, result or error parameter of operation o, whose
// Code, and whose ComponentType, Context and ErrorCode in s, are known. at is the
// offset of its first octet in the message's payload, depth the number of
// constructed values around it; parameter is empty when the component has none.
//
// It fills the columns of TS 29.002 clause 17.7 that op.SS7 has, IMSI, MSISDN and
// MEI, and numbers in b; what is wrong is a fault of o.
func Decode(d *argument.Reader, b *op.Batch, o *op.Operation, s *op.SS7, p argument.Parameter) {
	isKnown := o.IsPresent(op.ColCode) && Name(o.Code) != ""
	d.Begin(b, o, s, version(s))
	switch {
	case s.ComponentType == returnError && s.ErrorCode == absentSubscriberSM:
		d.Result(&absentParameter, p)
	case s.ComponentType == returnError:
		d.Result(&errorParameter, p)
	case !isKnown:
		if s.ComponentType == invoke {
			o.Faults.Add(op.MAPOperationUnknown, p.At)
		}
		d.Verify(p)
	case s.ComponentType == invoke:
		if r := operations[o.Code].requested; r != 0 {
			s.Requested |= uint64(r)
			o.Has(op.ColRequested)
		}
		d.Invoke(&invokes[o.Code], p)
	case s.ComponentType == returnResultLast, s.ComponentType == returnResultNotLast:
		d.Result(&results[o.Code], p)
	}
	if s.TPDU.Len > 0 {
		shortMessage(o, s, p.Octets[int(s.TPDU.Off)-p.At:][:s.TPDU.Len])
	}
}

// version returns that of the application context, 0 when the message has none:
// in the middle of a dialogue that says nothing.
func version(s *op.SS7) uint8 {
	if s.Context.Family != op.ContextMAP {
		return 0
	}
	return min(s.Context.Version, 3) // contexts of version 4 carry the operations of version 3
}
