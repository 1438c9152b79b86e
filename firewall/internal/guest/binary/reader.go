package binary

import (
	"fmt"
	"unicode/utf8"
)

// reader is a cursor over a span of a module. Its first failure sticks and every later read yields zero, so that a straight list of
// reads needs one check at the end. Loops over a declared count check failed themselves, or an attacker's count would be spun through.
type reader struct {
	wasm []byte
	pos  int
	end  int
	err  *GateError
}

func (r *reader) failed() bool { return r.err != nil }

func (r *reader) left() int { return r.end - r.pos }

// fail records the first failure at an offset and stops the cursor.
func (r *reader) fail(rule Rule, offset int, format string, args ...any) {
	if r.err == nil {
		r.err = &GateError{Rule: rule, Detail: fmt.Sprintf(format, args...), Offset: offset}
	}
	r.pos = r.end
}

func (r *reader) byte() byte {
	if r.pos >= r.end {
		r.fail(RuleMalformed, r.pos, "the section or body ends in the middle of something")
		return 0
	}
	b := r.wasm[r.pos]
	r.pos++
	return b
}

// skip moves over n bytes.
func (r *reader) skip(n int) {
	if n > r.left() {
		r.fail(RuleMalformed, r.pos, "%d bytes are declared, %d are left", n, r.left())
		return
	}
	r.pos += n
}

// u32 reads an unsigned LEB128 of at most 32 bits (5.2.2). Padded forms are legal and linkers write them, so they pass.
func (r *reader) u32() int {
	start := r.pos
	var v uint64
	for shift := 0; shift < 35; shift += 7 {
		b := r.byte()
		v |= uint64(b&0x7F) << shift
		if b < 0x80 {
			if v > 0xFFFF_FFFF {
				break
			}
			return int(v)
		}
	}
	r.fail(RuleMalformed, start, "an unsigned number does not fit 32 bits")
	return 0
}

// signed moves over a signed LEB128 of the given width in bits (5.2.2) and returns its value. The unused bits of the last byte must
// repeat the sign.
func (r *reader) signed(bits int) int64 {
	start := r.pos
	var v int64
	for shift := 0; shift < bits; shift += 7 {
		b := r.byte()
		v |= int64(b&0x7F) << shift
		if b >= 0x80 {
			continue
		}
		if shift+7 < 64 {
			v = v << (57 - shift) >> (57 - shift)
		} else if b != 0x00 && b != 0x7F {
			break
		}
		if bits < 64 && v>>(bits-1) != v>>63 {
			break
		}
		return v
	}
	r.fail(RuleMalformed, start, "a signed number does not fit %d bits", bits)
	return 0
}

// count reads the length of a vector and refuses one above limit, or one that the rest of the span cannot hold at one byte an element.
func (r *reader) count(what string, limit int) int {
	start := r.pos
	n := r.u32()
	switch {
	case n > limit:
		r.fail(RuleTooMany, start, "%d %s, at most %d are allowed", n, what, limit)
		return 0
	case n > r.left():
		r.fail(RuleMalformed, start, "%d %s are declared in %d bytes", n, what, r.left())
		return 0
	}
	return n
}

// name reads a UTF-8 name (5.2.4).
func (r *reader) name() string {
	start := r.pos
	n := r.u32()
	if n > r.left() {
		r.fail(RuleMalformed, start, "a name of %d bytes, %d are left", n, r.left())
		return ""
	}
	b := r.wasm[r.pos : r.pos+n]
	r.pos += n
	if !utf8.Valid(b) {
		r.fail(RuleMalformed, start, "a name is not UTF-8")
		return ""
	}
	return string(b)
}

// appendU32 appends an unsigned LEB128 in its shortest form.
func appendU32(dst []byte, v int) []byte {
	for v >= 0x80 {
		dst = append(dst, byte(v)|0x80)
		v >>= 7
	}
	return append(dst, byte(v))
}

// appendS64 appends a signed LEB128 in its shortest form.
func appendS64(dst []byte, v int64) []byte {
	for {
		b := byte(v & 0x7F)
		v >>= 7
		if v == 0 && b&0x40 == 0 || v == -1 && b&0x40 != 0 {
			return append(dst, b)
		}
		dst = append(dst, b|0x80)
	}
}
