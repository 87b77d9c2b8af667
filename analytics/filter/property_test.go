package filter

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"
	"time"
	"unicode/utf8"

	"network-analytics/analytics/record"
)

// kleene evaluates an expression by the tables of the documentation: 1 true, 0
// false, -1 unknown.
func kleene(n *node, row *record.Row, names *record.Names) int {
	switch n.kind {
	case isNot:
		if v := kleene(n.kids[0], row, names); v >= 0 {
			return 1 - v
		}
		return -1
	case isAnd, isOr:
		absorbing := 0
		if n.kind == isOr {
			absorbing = 1
		}
		result := 1 - absorbing
		for _, kid := range n.kids {
			switch v := kleene(kid, row, names); {
			case v == absorbing:
				return absorbing
			case v < 0:
				result = -1
			}
		}
		return result
	}
	t := n.test
	missing, fits := false, func(item) bool { return false }
	switch {
	case t.field.isText():
		name := names.Devices.Name(row.Device).Raw
		if t.field == fieldRegion {
			name = names.Regions.Name(row.Region).Raw
		}
		missing = name == ""
		fits = func(it item) bool { return it.from.text.matches(name) }
	case t.field == fieldTime:
		fits = func(it item) bool { return order(float64(row.Time), float64(it.from.time.start), t.op) }
	case t.field == fieldHour:
		fits = func(it item) bool {
			return order(float64(time.Unix(0, row.Time).UTC().Hour()), it.from.number, t.op)
		}
	default:
		m, _ := t.field.metric()
		v := row.Value[m]
		missing = v != v
		fits = func(it item) bool { return order(v, it.from.number, t.op) }
	}
	hasNone, hit := false, false
	for _, it := range t.items {
		hasNone = hasNone || it.none
		hit = hit || !it.none && !missing && fits(it)
	}
	truth := map[bool]int{true: 1}
	switch {
	case missing && !hasNone:
		return -1
	case missing:
		hit = true
	}
	return truth[hit != (t.op == opNe || t.op == opNotIn)]
}

func order(v, x float64, op operator) bool {
	switch op {
	case opLt:
		return v < x
	case opLe:
		return v <= x
	case opGt:
		return v > x
	case opGe:
		return v >= x
	}
	return v == x
}

// randomExpr makes an expression without ranges, and of times by the nanosecond.
func randomExpr(rng *rand.Rand, depth int) string {
	if depth > 0 {
		switch rng.IntN(4) {
		case 0:
			return "(" + randomExpr(rng, depth-1) + " and " + randomExpr(rng, depth-1) + ")"
		case 1:
			return "(" + randomExpr(rng, depth-1) + " or " + randomExpr(rng, depth-1) + ")"
		case 2:
			return "not " + randomExpr(rng, depth-1)
		}
	}
	pick := func(s ...string) string { return s[rng.IntN(len(s))] }
	number := pick("0", "1", "2", "3")
	switch rng.IntN(4) {
	case 0:
		return pick("device", "region") + pick(" = ", " != ") + pick("a", "b*", "none", "'none'", "*")
	case 1:
		return pick("device", "region") + pick(" in (", " not in (") + pick("a", "none", "?") + ", " + pick("b", "none") + ")"
	case 2:
		return pick("loss", "cpu", "latency", "traffic") + pick(" in (", " not in (") + number + ", " + pick("none", "2") + ")"
	}
	return pick("loss", "cpu", "latency", "traffic", "hour") + pick(" = ", " != ", " < ", " <= ", " > ", " >= ") + number
}

func TestRandomExpressionsFollowTheTables(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 9))
	r := &rows{}
	r.names.Devices.ID("a")
	for range 200 {
		var v [record.NumMetrics]float64
		for m := range v {
			if v[m] = float64(rng.IntN(4)); rng.IntN(3) == 0 {
				v[m] = none
			}
		}
		names := []string{"a", "b", "bb", "", "none"}
		r.batch.Append(rng.Int64N(math.MaxInt64)-math.MaxInt64/2, r.names.Devices.ID(names[rng.IntN(5)]), r.names.Regions.ID(names[rng.IntN(5)]), v)
	}
	keep := make([]bool, r.batch.Len())
	kept := 0
	for range 2000 {
		e := mustParse(t, randomExpr(rng, 4))
		kept += e.NewMatcher(&r.names).Batch(&r.batch, keep)
		for i := range keep {
			row := r.batch.Row(i)
			if want := kleene(e.root, &row, &r.names) == 1; keep[i] != want {
				t.Fatalf("%s keeps %v: %v, want %v", e, row, keep[i], want)
			}
		}
		if again := mustParse(t, e.String()); again.String() != e.String() {
			t.Fatalf("%s read again is %s", e, again)
		}
	}
	if kept == 0 {
		t.Error("nothing was ever kept")
	}
}

func FuzzExpression(f *testing.F) {
	for _, s := range []string{
		"loss > 1 and region = ap-*", "not (a", "time in -1d..2023-01-05 12:00", "hour not in (1, 22..5)", `device = "a\"b"`,
		"traffic > 1.5e3 KiB/s or loss = none", "\xff", "latency<1min", "region in ('none', none, x\\",
	} {
		f.Add(s)
	}
	r := sample()
	f.Fuzz(func(t *testing.T, text string) {
		Complete(text, len(text)/2)
		e, err := Parse(text)
		if err != nil {
			wrong, ok := errors.AsType[*SyntaxError](err)
			if !ok || wrong.Offset < 0 || wrong.Offset > len(text) {
				t.Fatalf("%q: %#v", text, err)
			}
			wrong.Caret(utf8.RuneCountInString)
			return
		}
		again, err := Parse(e.String())
		if err != nil || again.String() != e.String() {
			t.Fatalf("%q is %q, read again %v, %v", text, e, again, err)
		}
		if e.Relative() {
			e, again = e.At(r.batch.Time[3]), again.At(r.batch.Time[3])
		}
		keep, other := make([]bool, r.batch.Len()), make([]bool, r.batch.Len())
		e.NewMatcher(&r.names).Batch(&r.batch, keep)
		again.NewMatcher(&r.names).Batch(&r.batch, other)
		for i := range keep {
			if row := r.batch.Row(i); keep[i] != other[i] || keep[i] != e.Match(&row, &r.names) {
				t.Fatalf("%q: row %d: batch %v, printed %v", text, i, keep[i], other[i])
			}
		}
	})
}
