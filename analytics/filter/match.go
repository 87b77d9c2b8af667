package filter

import (
	"math"

	"network-analytics/analytics/record"
)

// Match reports whether a row is kept: whether the expression is true for it.
// Relative times must have been settled by At. For many rows use a Matcher.
func (e *Expr) Match(row *record.Row, names *record.Names) bool {
	return compile(e.root, false).row(row, names)
}

// Matcher applies an expression to batches of one Feed. It remembers which
// names fit, so that each is compared once. It must not be used by two
// goroutines at a time; each takes its own.
type Matcher struct {
	root    *rule
	names   *record.Names
	scratch [][]bool
}

// NewMatcher returns a Matcher of e for batches whose names are in names.
// Relative times must have been settled by At.
func (e *Expr) NewMatcher(names *record.Names) *Matcher {
	return &Matcher{root: compile(e.root, false), names: names}
}

// Batch sets keep[i] to whether row i of the batch is kept and returns their
// number. keep must have room for all rows.
func (m *Matcher) Batch(b *record.Batch, keep []bool) int {
	keep = keep[:b.Len()]
	m.eval(m.root, b, keep, 0)
	n := 0
	for _, k := range keep {
		if k {
			n++
		}
	}
	return n
}

// rule is an expression made ready: without "not", because an unknown stays
// unknown under it, and every comparison with what it means is turned into its
// opposite. What is left grows only with its parts, so that unknown can be
// taken for false.
type rule struct {
	kind nodeKind // isTest, isAnd or isOr
	kids []*rule

	field  field
	not    bool // keeps what is outside
	none   bool // the test names none
	spans  []span
	times  []timeSpan
	hours  uint32 // bit per hour of the day
	texts  []pattern
	fits   []verdict // by NameID, filled in as names come
	metric record.Metric
}

// span holds both its ends.
type span struct{ lo, hi float64 }
type timeSpan struct{ lo, hi int64 }

type verdict uint8

const (
	notAsked verdict = iota
	no
	yes
)

// compile makes n, or its opposite, ready.
func compile(n *node, not bool) *rule {
	switch n.kind {
	case isNot:
		return compile(n.kids[0], !not)
	case isTest:
		return compileTest(n.test, not)
	}
	r := &rule{kind: n.kind}
	if not { // De Morgan
		r.kind = isAnd
		if n.kind == isAnd {
			r.kind = isOr
		}
	}
	for _, kid := range n.kids {
		r.kids = append(r.kids, compile(kid, not))
	}
	return r
}

func compileTest(t *test, not bool) *rule {
	op := t.op
	if not {
		op = op.negated()
	}
	r := &rule{field: t.field, not: op == opNe || op == opNotIn}
	r.metric, _ = t.field.metric()
	for _, it := range t.items {
		switch {
		case it.none:
			r.none = true
		case t.field.isText():
			r.texts = append(r.texts, it.from.text)
		case t.field == fieldTime:
			r.times = append(r.times, timesOf(op, it))
		case t.field == fieldHour:
			r.hours |= hoursOf(op, it)
		default:
			r.spans = append(r.spans, numbersOf(op, it))
		}
	}
	return r
}

func numbersOf(op operator, it item) span {
	v := it.from.number
	switch op {
	case opLt:
		return span{math.Inf(-1), math.Nextafter(v, math.Inf(-1))}
	case opLe:
		return span{math.Inf(-1), v}
	case opGt:
		return span{math.Nextafter(v, math.Inf(1)), math.Inf(1)}
	case opGe:
		return span{v, math.Inf(1)}
	}
	return span{v, it.to.number}
}

func timesOf(op operator, it item) timeSpan {
	from, to := it.from.time, it.to.time
	switch op {
	case opLt:
		if from.start == math.MinInt64 {
			return timeSpan{0, -1} // nothing is before
		}
		return timeSpan{math.MinInt64, from.start - 1}
	case opLe:
		return timeSpan{math.MinInt64, from.end()}
	case opGt:
		return timeSpan{from.end() + 1, math.MaxInt64}
	case opGe:
		return timeSpan{from.start, math.MaxInt64}
	}
	return timeSpan{from.start, to.end()}
}

func hoursOf(op operator, it item) uint32 {
	from, to := int(it.from.number), int(it.to.number)
	var bits uint32
	for h := range 24 {
		var in bool
		switch op {
		case opLt:
			in = h < from
		case opLe:
			in = h <= from
		case opGt:
			in = h > from
		case opGe:
			in = h >= from
		default:
			in = from <= h && h <= to
			if from > to { // past midnight
				in = from <= h || h <= to
			}
		}
		if in {
			bits |= 1 << h
		}
	}
	return bits
}

func (r *rule) row(row *record.Row, names *record.Names) bool {
	switch {
	case r.kind == isAnd:
		for _, kid := range r.kids {
			if !kid.row(row, names) {
				return false
			}
		}
		return true
	case r.kind == isOr:
		for _, kid := range r.kids {
			if kid.row(row, names) {
				return true
			}
		}
		return false
	}
	switch r.field {
	case fieldTime:
		return r.timeFits(row.Time)
	case fieldHour:
		return r.hourFits(row.Time)
	case fieldDevice:
		return r.nameFits(names.Devices.Name(row.Device))
	case fieldRegion:
		return r.nameFits(names.Regions.Name(row.Region))
	}
	return r.numberFits(row.Value[r.metric])
}

func (r *rule) numberFits(v float64) bool {
	if v != v {
		return r.none && !r.not
	}
	for _, s := range r.spans {
		if v >= s.lo && v <= s.hi {
			return !r.not
		}
	}
	return r.not
}

func (r *rule) timeFits(t int64) bool {
	for _, s := range r.times {
		if t >= s.lo && t <= s.hi {
			return !r.not
		}
	}
	return r.not
}

const nsPerHour = 3_600_000_000_000

func (r *rule) hourFits(t int64) bool {
	h := t / nsPerHour
	if t%nsPerHour < 0 {
		h--
	}
	h %= 24
	if h < 0 {
		h += 24
	}
	return (r.hours>>h&1 == 1) != r.not
}

func (r *rule) nameFits(name record.Name) bool {
	if name.Raw == "" {
		return r.none && !r.not
	}
	for _, p := range r.texts {
		if p.matches(name.Raw) || name.Text != name.Raw && p.matches(name.Text) {
			return !r.not
		}
	}
	return r.not
}

// eval sets keep for all rows. depth counts the scratch space in use.
func (m *Matcher) eval(r *rule, b *record.Batch, keep []bool, depth int) {
	if r.kind != isTest {
		m.eval(r.kids[0], b, keep, depth)
		if len(m.scratch) <= depth {
			m.scratch = append(m.scratch, nil)
		}
		if cap(m.scratch[depth]) < len(keep) {
			m.scratch[depth] = make([]bool, len(keep))
		}
		more := m.scratch[depth][:len(keep)]
		for _, kid := range r.kids[1:] {
			m.eval(kid, b, more, depth+1)
			if r.kind == isAnd {
				for i, k := range more {
					keep[i] = keep[i] && k
				}
			} else {
				for i, k := range more {
					keep[i] = keep[i] || k
				}
			}
		}
		return
	}
	switch r.field {
	case fieldTime:
		for i, t := range b.Time {
			keep[i] = r.timeFits(t)
		}
	case fieldHour:
		for i, t := range b.Time {
			keep[i] = r.hourFits(t)
		}
	case fieldDevice:
		r.namesFit(b.Device, &m.names.Devices, keep)
	case fieldRegion:
		r.namesFit(b.Region, &m.names.Regions, keep)
	default:
		column := b.Value[r.metric]
		if len(r.spans) == 1 && !r.not && !r.none {
			s := r.spans[0]
			for i, v := range column {
				keep[i] = v >= s.lo && v <= s.hi
			}
			return
		}
		for i, v := range column {
			keep[i] = r.numberFits(v)
		}
	}
}

// namesFit asks each name once.
func (r *rule) namesFit(ids []record.NameID, table *record.Table, keep []bool) {
	for i, id := range ids {
		if int(id) >= len(r.fits) {
			r.fits = append(r.fits, make([]verdict, max(int(id)+1, table.Len())-len(r.fits))...)
		}
		v := r.fits[id]
		if v == notAsked {
			v = no
			if r.nameFits(table.Name(id)) {
				v = yes
			}
			r.fits[id] = v
		}
		keep[i] = v == yes
	}
}
