package filter

import (
	"errors"

	"github.com/spf13/pflag"

	"network-analytics/analytics/record"
)

// Flags are the command line options that say which records are read. They are
// short forms of an expression: --since T is time >= T, --until T is time <= T,
// --region and --device are "in" with all their values, and all must hold.
type Flags struct {
	Where   string
	Since   string
	Until   string
	Regions []string
	Devices []string
}

// RegisterFlags adds --where, --since, --until, --region and --device to fs.
func (f *Flags) RegisterFlags(fs *pflag.FlagSet) {
	fs.StringVar(&f.Where, "where", "", `use only records for which this is true: 'loss > 1 and region = ap-*'`)
	fs.StringVar(&f.Since, "since", "", "use records from this time on: 2023-01-05, '2023-01-05 12:00', or -2h before the last record")
	fs.StringVar(&f.Until, "until", "", "use records up to this time; a date includes its whole day")
	fs.StringArrayVar(&f.Regions, "region", nil, "use only these regions; * and ? are wildcards; may be repeated")
	fs.StringArrayVar(&f.Devices, "device", nil, "use only these devices; * and ? are wildcards; may be repeated")
}

// Parse returns the expression that the flags make up, nil when none is given.
// Its errors are of KindUsage and name the flag.
func (f *Flags) Parse() (*Expr, error) {
	var parts []*Expr
	for _, bound := range []struct {
		flag, text string
		op         operator
	}{{"--since", f.Since, opGe}, {"--until", f.Until, opLe}} {
		if bound.text == "" {
			continue
		}
		m, n, wrong := readMoment(bound.text)
		if wrong == "" && n < len(bound.text) {
			wrong = quoteFound(bound.text[n:]) + " does not belong to a time"
		}
		if wrong != "" {
			return nil, &SyntaxError{Flag: bound.flag, Text: bound.text, Offset: n, What: wrong}
		}
		v := value{time: m}
		parts = append(parts, testOf(fieldTime, bound.op, item{from: v, to: v}))
	}
	for _, list := range []struct {
		flag  string
		field field
		names []string
	}{{"--region", fieldRegion, f.Regions}, {"--device", fieldDevice, f.Devices}} {
		var items []item
		for _, name := range list.names {
			if name == "" {
				return nil, &record.Error{Kind: record.KindUsage, What: list.flag + " has an empty name", Try: "give a name or a pattern such as 'ap-*'"}
			}
			if i := firstInvalid(name); i >= 0 {
				return nil, &SyntaxError{Flag: list.flag, Text: name, Offset: i, What: "not valid UTF-8"}
			}
			v := value{text: newPattern(name)}
			items = append(items, item{none: name == wordNone, from: v, to: v})
		}
		switch {
		case len(items) == 1:
			parts = append(parts, testOf(list.field, opEq, items[0]))
		case len(items) > 1:
			parts = append(parts, testOf(list.field, opIn, items...))
		}
	}
	if f.Where != "" {
		e, err := Parse(f.Where)
		if wrong, ok := errors.AsType[*SyntaxError](err); ok {
			wrong.Flag = "--where"
		}
		if err != nil {
			return nil, err
		}
		parts = append(parts, e)
	}
	return And(parts...), nil
}

func testOf(f field, op operator, items ...item) *Expr {
	return &Expr{&node{kind: isTest, test: &test{field: f, op: op, items: items}}}
}
