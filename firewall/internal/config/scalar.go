package config

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// scalarOf builds a codec of scalars. check says what is wrong with the characters,
// or returns an empty string.
func scalarOf[T any](name, allowed string, s schema, check func(v *value) (T, string)) codec[T] {
	return codec[T]{name: name, allowed: allowed, schema: s, read: func(r *reader, v *value) (t T) {
		if v.kind != plain && v.kind != quoted {
			r.shape(v, allowed)
			return t
		}
		t, what := check(v)
		if what != "" {
			var zero T
			r.fail(v.at, what, allowed)
			return zero
		}
		return t
	}}
}

func pattern(p string) schema { return schema{"type": "string", "pattern": p} }

// texts is for scalars that are text to YAML as well: a bare number or truth
// value in their place is more likely a mistake.
func texts[T any](name, allowed string, s schema, check func(text string) (T, string)) codec[T] {
	return scalarOf(name, allowed, s, func(v *value) (T, string) {
		t, what := check(v.text)
		if _, isText := resolvePlain(v.text).(string); what == "" && v.kind == plain && !isText {
			what = fmt.Sprintf("%s is no text unless it is quoted", clip(v.text))
		}
		return t, what
	})
}

// boolean is true or false; yes, no, on and off are text in YAML 1.2 and truth
// values in YAML 1.1, so they are refused.
var boolean = scalarOf("boolean", "true | false", schema{"type": "boolean"}, func(v *value) (bool, string) {
	if v.kind == plain && (v.text == "true" || v.text == "false") {
		return v.text == "true", ""
	}
	return false, fmt.Sprintf("%q is no truth value", clip(v.text))
})

// integer is a decimal number between two bounds.
func integer[T ~int | ~uint8 | ~uint16 | ~uint32](least, most int64) codec[T] {
	allowed := fmt.Sprintf("a number from %d to %d", least, most)
	s := schema{"type": "integer", "minimum": least, "maximum": most}
	return scalarOf("number", allowed, s, func(v *value) (T, string) {
		n, err := strconv.ParseInt(v.text, 10, 64)
		switch {
		case v.kind != plain || err != nil || !isDecimal(strings.TrimPrefix(v.text, "-")):
			return 0, fmt.Sprintf("%q is no decimal number", clip(v.text))
		case n < least || n > most:
			return 0, fmt.Sprintf("%d is out of range", n)
		}
		return T(n), ""
	})
}

// size is a number of octets with its unit.
func size(least, most int64) codec[int64] {
	units := map[string]int64{"KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30}
	allowed := fmt.Sprintf("a number with KiB, MiB or GiB, from %dMiB to %dGiB, such as 64MiB", least>>20, most>>30)
	return texts("size", allowed, pattern(`^[1-9][0-9]{0,9}(KiB|MiB|GiB)$`), func(text string) (int64, string) {
		number := strings.TrimRight(text, "KMGiB")
		unit, known := units[text[len(number):]]
		n, err := strconv.ParseInt(number, 10, 64)
		switch {
		case !known || err != nil || !isDecimal(number):
			return 0, fmt.Sprintf("%q is no size", clip(text))
		case n > most/unit || n*unit < least:
			return 0, fmt.Sprintf("%s is out of range", clip(text))
		}
		return n * unit, ""
	})
}

// duration is a time with its unit.
func duration(least, most time.Duration) codec[time.Duration] {
	allowed := fmt.Sprintf("a number with ms, s, m or h, from %s to %s, such as 500ms", least, most)
	return texts("duration", allowed, pattern(`^(0|[1-9][0-9]{0,9})(ms|s|m|h)$`), func(text string) (time.Duration, string) {
		number := strings.TrimRight(text, "msh")
		d, err := time.ParseDuration(text)
		switch {
		case err != nil || !isDecimal(number):
			return 0, fmt.Sprintf("%q is no duration", clip(text))
		case d < least || d > most:
			return 0, fmt.Sprintf("%s is out of range", clip(text))
		}
		return d, ""
	})
}

// isDecimal reports whether every YAML reader takes the digits for the same
// number: without a leading zero, an underscore or a base.
func isDecimal(s string) bool {
	return s == "0" || s != "" && s[0] != '0' && strings.Trim(s, "0123456789") == ""
}

// degrees of latitude or longitude.
func degrees(name string, most float64) codec[float64] {
	allowed := fmt.Sprintf("degrees from -%g to %g", most, most)
	return scalarOf(name, allowed, schema{"type": "number", "minimum": -most, "maximum": most}, func(v *value) (float64, string) {
		var f float64
		switch n := resolvePlain(v.text).(type) {
		case int64:
			f = float64(n)
		case float64:
			f = n
		default:
			f = math.NaN()
		}
		if v.kind != plain || !(math.Abs(f) <= most) {
			return 0, fmt.Sprintf("%q is no number in range", clip(v.text))
		}
		return f, ""
	})
}

// resolvePlain gives an unquoted scalar the type of YAML 1.2's core schema
// (clause 10.3.2): nil, bool, int64, uint64, float64 or string.
func resolvePlain(s string) any {
	switch s {
	case "", "~", "null", "Null", "NULL":
		return nil
	case "true", "True", "TRUE":
		return true
	case "false", "False", "FALSE":
		return false
	}
	if strings.IndexByte("+-.0123456789", s[0]) < 0 || strings.ContainsAny(s, "_pPxX") {
		return resolveHex(s)
	}
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return n
	}
	if n, err := strconv.ParseUint(s, 10, 64); err == nil {
		return n
	}
	if f, err := strconv.ParseFloat(s, 64); err == nil && !math.IsInf(f, 0) && !math.IsNaN(f) {
		return f
	}
	return s
}

// resolveHex reads 0x1F; anything else is text.
func resolveHex(s string) any {
	if digits, hex := strings.CutPrefix(s, "0x"); hex {
		if n, err := strconv.ParseUint(digits, 16, 64); err == nil {
			return n
		}
	}
	return s
}

// isAmbiguous reports whether YAML 1.1 and YAML 1.2 readers give an unquoted
// scalar different values: 0123 (octal or decimal), 1_000, 0b11, 0o17.
func isAmbiguous(s string) bool {
	digits := strings.TrimLeft(s, "+-")
	if len(digits) < 2 || digits[0] < '0' || digits[0] > '9' {
		return false
	}
	if digits[0] == '0' {
		return strings.Trim(digits, "0123456789") == "" || digits[1] == 'b' || digits[1] == 'o'
	}
	return strings.Contains(digits, "_") && strings.Trim(digits, "0123456789_") == ""
}

// anything reads a filter's configuration, which the filter's own schema judges.
var anything = codec[any]{name: "mapping", allowed: "what the filter's configuration schema allows", schema: schema{"type": "object"},
	read: func(r *reader, v *value) any {
		if v.kind != mapping {
			r.shape(v, "a mapping, or {} for none")
			return nil
		}
		return decode(r, v)
	}}

// decode returns what a JSON decoder would: nil, bool, int64, uint64, float64,
// string, []any, map[string]any.
func decode(r *reader, v *value) any {
	switch v.kind {
	case plain:
		if isAmbiguous(v.text) {
			r.fail(v.at, fmt.Sprintf("%s is read differently by YAML 1.1 and 1.2", clip(v.text)), "quotes for text, a plain decimal for a number")
		}
		return resolvePlain(v.text)
	case quoted:
		return v.text
	case list:
		out := make([]any, len(v.items))
		for i, item := range v.items {
			r.push(i)
			out[i] = decode(r, item)
			r.pop()
		}
		return out
	case mapping:
		out := make(map[string]any, len(v.fields))
		for _, m := range v.fields {
			r.push(m.key.text)
			out[m.key.text] = decode(r, m.value)
			r.pop()
		}
		return out
	}
	return nil
}
