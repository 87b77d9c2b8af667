package slo

import (
	"errors"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/spf13/pflag"

	"network-analytics/analytics/filter"
)

// Flags are the command line options of an objective.
type Flags struct {
	SLO string
}

// RegisterFlags adds --slo to fs.
func (f *Flags) RegisterFlags(fs *pflag.FlagSet) {
	fs.StringVar(&f.SLO, "slo", "", `measure an objective and its error budget: '99.5% latency<=120 and loss<=2 over 30d'`)
}

// Parse returns the objective, nil when none is given. Its errors are of
// KindUsage and name the flag.
func (f *Flags) Parse() (*Objective, error) {
	if f.SLO == "" {
		return nil, nil
	}
	o, err := Parse(f.SLO)
	if wrong, ok := errors.AsType[*filter.SyntaxError](err); ok {
		wrong.Flag = "--slo"
	}
	return o, err
}

// Limits of spans.
const (
	minSlot   = time.Second
	maxSlot   = 24 * time.Hour
	maxPeriod = 10 * 365 * 24 * time.Hour
)

// The words of an objective that end an expression.
const (
	wordWhere = "where"
	wordOver  = "over"
)

// Parse reads an objective; see the package for the grammar. Its error is a
// *filter.SyntaxError.
func Parse(text string) (*Objective, error) {
	p := parser{text: text}
	o := &Objective{Slot: DefaultSlot}
	var err error
	if o.Target, o.percent, err = p.share(); err != nil {
		return nil, err
	}
	if p.word("of") {
		if o.Slot, err = p.span(minSlot, maxSlot, "a slot"); err != nil {
			return nil, err
		}
		if !p.word("slots") && !p.word("slot") {
			return nil, p.fail(p.at, `expected "slots"`)
		}
	}
	if o.condition, err = p.expression("a condition such as latency <= 120"); err != nil {
		return nil, err
	}
	if p.word(wordWhere) {
		if o.where, err = p.expression("which samples are meant, such as region = ap-*"); err != nil {
			return nil, err
		}
	}
	if p.word(wordOver) {
		if o.Period, err = p.span(time.Duration(o.Slot), maxPeriod, "the period"); err != nil {
			return nil, err
		}
	}
	if p.blanks(); p.at < len(p.text) {
		return nil, p.fail(p.at, "the objective should end here")
	}
	o.Text = o.String()
	// An expression keeps what is true, so that false has to be asked for.
	o.broken, err = filter.Parse("not (" + o.condition.String() + ")")
	if err != nil { // longer than an expression may be
		return nil, p.fail(0, "the condition is too long or too deep")
	}
	return o, nil
}

// String returns the objective in its canonical form. Parse reads it again.
func (o *Objective) String() string {
	s := o.percent + "% of " + printSpan(o.Slot) + " slots " + o.condition.String()
	if o.where != nil {
		s += " " + wordWhere + " " + o.where.String()
	}
	if o.Period > 0 {
		s += " " + wordOver + " " + printSpan(o.Period)
	}
	return s
}

type parser struct {
	text string
	at   int
}

func (p *parser) fail(at int, what string) error {
	return &filter.SyntaxError{Text: p.text, Offset: at, What: what}
}

func (p *parser) blanks() {
	for p.at < len(p.text) {
		r, size := utf8.DecodeRuneInString(p.text[p.at:])
		if !unicode.IsSpace(r) {
			return
		}
		p.at += size
	}
}

// word takes w if it stands here as a whole word.
func (p *parser) word(w string) bool {
	p.blanks()
	rest := p.text[p.at:]
	if len(rest) < len(w) || !strings.EqualFold(rest[:len(w)], w) || len(rest) > len(w) && inWord(rest[len(w):]) {
		return false
	}
	p.at += len(w)
	return true
}

// inWord reports whether s begins with what may stand inside of a word.
func inWord(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return !unicode.IsSpace(r) && !strings.ContainsRune(`(),'"=<>!&|`, r)
}

// digits returns the length of the digits at the begin of s.
func digits(s string) int {
	n := 0
	for n < len(s) && s[n]-'0' <= 9 {
		n++
	}
	return n
}

func (p *parser) share() (target float64, percent string, err error) {
	p.blanks()
	from := p.at
	n := digits(p.text[p.at:])
	if n > 0 && p.at+n < len(p.text) && p.text[p.at+n] == '.' {
		n += 1 + digits(p.text[p.at+n+1:])
	}
	v, bad := strconv.ParseFloat(p.text[p.at:p.at+n], 64)
	if n == 0 || n > 20 || bad != nil {
		return 0, "", p.fail(from, "expected the share of good slots, such as 99.5%")
	}
	p.at += n
	p.blanks()
	if p.at == len(p.text) || p.text[p.at] != '%' {
		return 0, "", p.fail(p.at, "expected % after the share of good slots")
	}
	p.at++
	if v <= 0 || v >= 100 {
		return 0, "", p.fail(from, "the share must be above 0 % and below 100 %")
	}
	percent = strconv.FormatFloat(v, 'f', -1, 64)
	// The decimal is shifted, not divided, so that 99.9 % is 0.999.
	target, _ = strconv.ParseFloat(percent+"e-2", 64)
	return target, percent, nil
}

var spanUnits = []struct {
	name string
	d    time.Duration
}{
	{"weeks", 7 * 24 * time.Hour}, {"week", 7 * 24 * time.Hour}, {"w", 7 * 24 * time.Hour},
	{"days", 24 * time.Hour}, {"day", 24 * time.Hour}, {"d", 24 * time.Hour},
	{"hours", time.Hour}, {"hour", time.Hour}, {"h", time.Hour},
	{"min", time.Minute}, {"m", time.Minute}, {"s", time.Second},
}

// span reads a length of time, such as 5m, 30d or 5 min.
func (p *parser) span(least, most time.Duration, of string) (int64, error) {
	p.blanks()
	from := p.at
	n := digits(p.text[p.at:])
	if n == 0 || n > 9 {
		return 0, p.fail(from, "expected a length of time such as 5m, 1h or 30d")
	}
	count, _ := strconv.ParseInt(p.text[p.at:p.at+n], 10, 64)
	p.at += n
	if p.at < len(p.text) && p.text[p.at] == '-' { // 5-min slots
		p.at++
	}
	for _, u := range spanUnits {
		if !p.word(u.name) {
			continue
		}
		if count > int64(most/u.d) || time.Duration(count)*u.d < least {
			return 0, p.fail(from, of+" is "+printSpan(int64(least))+" to "+printSpan(int64(most))+" long")
		}
		return count * int64(u.d), nil
	}
	return 0, p.fail(p.at, "expected a unit of time: s, m, h, d or w")
}

// printSpan prints a length of whole seconds in the largest unit that fits.
func printSpan(ns int64) string {
	for _, u := range []struct {
		name string
		d    time.Duration
	}{{"d", 24 * time.Hour}, {"h", time.Hour}, {"m", time.Minute}} {
		if ns%int64(u.d) == 0 {
			return strconv.FormatInt(ns/int64(u.d), 10) + u.name
		}
	}
	return strconv.FormatInt(ns/int64(time.Second), 10) + "s"
}

// expression reads what stands before the next "where" or "over" outside of
// quotes, or before the end.
func (p *parser) expression(want string) (*filter.Expr, error) {
	p.blanks()
	from, end := p.at, len(p.text)
	var quote rune
	escaped, inside := false, false // inside of a word
	for i, r := range p.text[from:] {
		begins := quote == 0 && !inside
		inside = inWord(p.text[from+i:])
		if begins && inside {
			q := parser{text: p.text, at: from + i}
			if q.word(wordWhere) || q.word(wordOver) {
				end = from + i
				break
			}
		}
		switch {
		case escaped:
			escaped = false
		case r == '\\':
			escaped = true
		case quote == r:
			quote = 0
		case quote == 0 && (r == '\'' || r == '"'):
			quote = r
		}
	}
	if strings.TrimSpace(p.text[from:end]) == "" {
		return nil, p.fail(from, "expected "+want)
	}
	p.at = end
	e, err := filter.Parse(p.text[from:end])
	if wrong, ok := errors.AsType[*filter.SyntaxError](err); ok {
		return nil, p.fail(from+wrong.Offset, wrong.What)
	}
	if err == nil && e.Relative() {
		return nil, p.fail(from, "an objective knows no times relative to the last record; write absolute ones")
	}
	return e, err
}
