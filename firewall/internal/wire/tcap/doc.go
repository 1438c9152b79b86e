// Package tcap decodes the messages of ITU TCAP (Q.773 06/97) and hands out
// their components.
//
//	Begin 62, End 64, Continue 65, Abort 67, Unidirectional 61
//	  48       originating transaction identifier    Begin, Continue
//	  49       destination transaction identifier    End, Continue, Abort
//	  4A       provider abort cause                  Abort
//	  6B       dialogue portion                      an EXTERNAL that holds
//	    60 61 64    AARQ, AARE, ABRT: application context, result, and
//	      BE          user information: EXTERNALs, of MAP what opens a dialogue
//	  6C       component portion
//	    A1 A2 A3 A4 A7   Invoke, ReturnResultLast, ReturnError, Reject, ReturnResultNotLast
//
// What it checks is RULES P-01 to P-05 and P-08 as far as one message shows.
// Whether the application context fits the operation is a filter's business: a
// context that is not of the form that MAP or CAP has is op.ContextOther.
//
// Every component is handed out, whatever is wrong with another one: a message
// is ruled on by the strictest verdict (RULES P-04).
package tcap
