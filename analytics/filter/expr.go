package filter

import (
	"strings"

	"network-analytics/analytics/record"
)

// Expr is a parsed expression. It is not changed after Parse and may be used by
// many goroutines.
type Expr struct{ root *node }

type nodeKind uint8

const (
	isTest nodeKind = iota
	isAnd
	isOr
	isNot
)

// node is an inner node with kids, or a test.
type node struct {
	kind nodeKind
	kids []*node
	test *test
}

// field is what a test looks at.
type field uint8

const (
	fieldDevice field = iota
	fieldRegion
	fieldTime
	fieldHour
	fieldMetric // and up: fieldMetric + record.Metric
)

func (f field) metric() (record.Metric, bool) {
	return record.Metric(f - fieldMetric), f >= fieldMetric
}

func (f field) isText() bool { return f == fieldDevice || f == fieldRegion }

// String returns the field as canonical expressions spell it.
func (f field) String() string {
	switch f {
	case fieldDevice:
		return "device"
	case fieldRegion:
		return "region"
	case fieldTime:
		return "time"
	case fieldHour:
		return "hour"
	}
	m, _ := f.metric()
	return m.String()
}

const numFields = fieldMetric + field(record.NumMetrics)

// fieldNames lists the fields as they are offered to people.
var fieldNames = []string{"device", "region", "latency", "loss", "traffic", "cpu", "time", "hour"}

// findField returns the field of a name.
func findField(name string) (field, bool) {
	name = strings.ToLower(name)
	for f := range numFields {
		if f.String() == name {
			return f, true
		}
	}
	switch name {
	case record.ColumnTimestamp:
		return fieldTime, true
	case record.ColumnDevice:
		return fieldDevice, true
	case record.ColumnRegion:
		return fieldRegion, true
	}
	for m := range record.NumMetrics {
		if m.Info().Column == name {
			return fieldMetric + field(m), true
		}
	}
	return 0, false
}

// operator compares a field with values.
type operator uint8

const (
	opEq operator = iota
	opNe
	opLt
	opGe
	opGt
	opLe
	opIn
	opNotIn
)

func (o operator) String() string {
	return [...]string{"=", "!=", "<", ">=", ">", "<=", "in", "not in"}[o]
}

// negated returns the operator that is true where o is false; for unknown both
// are unknown. They stand in pairs.
func (o operator) negated() operator { return o ^ 1 }

// test is one comparison: a single item, or several for opIn and opNotIn.
type test struct {
	field field
	op    operator
	items []item
}

// item is a value, a range of values, or none.
type item struct {
	none     bool
	isRange  bool
	from, to value // equal unless isRange
}

// value is a number, a time or a text, by the field it is for.
type value struct {
	number float64
	time   moment
	text   pattern
}

// String returns the expression in its canonical form: the fewest parentheses,
// names and units as documented. Parsing it gives the same expression.
func (e *Expr) String() string {
	var b strings.Builder
	e.root.print(&b, isOr)
	return b.String()
}

// print writes n where a node of the kind around is around it.
func (n *node) print(b *strings.Builder, around nodeKind) {
	switch n.kind {
	case isTest:
		n.test.print(b)
	case isNot:
		b.WriteString("not ")
		n.kids[0].print(b, isNot)
	default:
		open := around == isNot || around == isAnd && n.kind == isOr
		word := " and "
		if n.kind == isOr {
			word = " or "
		}
		if open {
			b.WriteByte('(')
		}
		for i, kid := range n.kids {
			if i > 0 {
				b.WriteString(word)
			}
			kid.print(b, n.kind)
		}
		if open {
			b.WriteByte(')')
		}
	}
}

func (t *test) print(b *strings.Builder) {
	b.WriteString(t.field.String() + " " + t.op.String() + " ")
	list := t.op >= opIn && !(len(t.items) == 1 && t.items[0].isRange)
	if list {
		b.WriteByte('(')
	}
	for i, it := range t.items {
		if i > 0 {
			b.WriteString(", ")
		}
		switch {
		case it.none:
			b.WriteString("none")
		case it.isRange:
			b.WriteString(it.from.print(t.field, false) + ".." + it.to.print(t.field, true))
		default:
			b.WriteString(it.from.print(t.field, true))
		}
	}
	if list {
		b.WriteByte(')')
	}
}

func (v value) print(f field, unit bool) string {
	switch {
	case f.isText():
		return v.text.String()
	case f == fieldTime:
		return v.time.String()
	}
	s := printNumber(v.number)
	if m, ok := f.metric(); ok && unit {
		s += " " + m.Info().Unit
	}
	return s
}

// all joins expressions by kind, isAnd or isOr; nil ones are left out.
func all(kind nodeKind, list ...*Expr) *Expr {
	var kids []*node
	for _, e := range list {
		if e == nil {
			continue
		}
		if e.root.kind == kind {
			kids = append(kids, e.root.kids...)
		} else {
			kids = append(kids, e.root)
		}
	}
	switch len(kids) {
	case 0:
		return nil
	case 1:
		return &Expr{kids[0]}
	}
	return &Expr{&node{kind: kind, kids: kids}}
}

// And returns the expression that is true where all of list are. Nil ones are
// left out; it returns nil when all are nil.
func And(list ...*Expr) *Expr { return all(isAnd, list...) }

// Or returns the expression that is true where one of list is, as And does.
func Or(list ...*Expr) *Expr { return all(isOr, list...) }

// tests calls f for every test.
func (n *node) tests(f func(*test)) {
	if n.kind == isTest {
		f(n.test)
	}
	for _, kid := range n.kids {
		kid.tests(f)
	}
}

// Relative reports whether the expression has times relative to the last
// record. Such an expression must be given that time by At before it is used.
func (e *Expr) Relative() bool {
	found := false
	e.root.tests(func(t *test) {
		for _, it := range t.items {
			found = found || t.field == fieldTime && (it.from.time.relative || it.to.time.relative)
		}
	})
	return found
}

// At returns the expression with relative times counted from last, in
// nanoseconds since 1970.
func (e *Expr) At(last int64) *Expr { return &Expr{e.root.at(last)} }

func (n *node) at(last int64) *node {
	c := *n
	if n.test != nil {
		t := *n.test
		if t.field == fieldTime {
			t.items = append([]item(nil), t.items...)
			for i := range t.items {
				t.items[i].from.time = t.items[i].from.time.at(last)
				t.items[i].to.time = t.items[i].to.time.at(last)
			}
		}
		c.test = &t
	}
	c.kids = nil
	for _, kid := range n.kids {
		c.kids = append(c.kids, kid.at(last))
	}
	return &c
}

// Whole reports whether the expression keeps whole stretches of whole devices:
// it looks at names and times only, not at values or the hour of the day.
func (e *Expr) Whole() bool {
	whole := true
	e.root.tests(func(t *test) { whole = whole && (t.field.isText() || t.field == fieldTime) })
	return whole
}

// Names reports whether the expression looks at names only.
func (e *Expr) Names() bool {
	names := true
	e.root.tests(func(t *test) { names = names && t.field.isText() })
	return names
}
