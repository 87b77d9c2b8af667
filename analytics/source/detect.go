package source

import (
	"bytes"
	"cmp"
	"context"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"network-analytics/analytics/record"
	"network-analytics/analytics/source/mapping"
)

// minSure is the least judgement of a format's sniff that counts.
const minSure = 25

// certain is the judgement of a sniff that looked at the form of every line, so
// that cells of delimited text cannot have misled it.
const certain = 97

// reading is what was found out about an input: how to read it.
type reading struct {
	format *format // nil for delimited text
	shape  *shape  // of delimited text, nil for a format
	header *header // for the parallel path, nil when the rows go through a table
	plan   mapping.Plan
	clock  *rowClock // that gives the rows their time, nil when they have one
	empty  bool      // the input holds nothing, which is no error among several
}

// prepared is an input that is open and understood.
type prepared struct {
	*lead
	*reading
	*tableReader // of a table format
}

// prepare opens an input and finds out how to read it. alone says that there is
// no other input.
func prepare(ctx context.Context, f *file, opt Options, alone bool) (_ *prepared, err error) {
	l, err := openLead(ctx, f, enoughRows(opt))
	if err != nil {
		return nil, err
	}
	p := &prepared{lead: l}
	defer func() {
		if err != nil {
			l.in.close()
		}
	}()
	if what := l.nothing(); what != "" {
		if alone {
			return nil, f.fault(what, "", nil)
		}
		p.reading = &reading{empty: true}
		return p, nil
	}
	if p.reading, p.tableReader, err = understand(ctx, l, opt); err != nil {
		return nil, err
	}
	return p, nil
}

// base returns the last part of an input's name, "" for standard input.
func (f *file) base() string {
	if f.kind == standardInput {
		return ""
	}
	return filepath.Base(f.path)
}

// understand chooses the format of an input and proposes how to read its columns.
func understand(ctx context.Context, l *lead, opt Options) (*reading, *tableReader, error) {
	if what := l.noTelemetry(); what != "" && opt.Answers.Format == "" {
		return nil, nil, l.file.fault(what+", of which no telemetry can be read", "convert it to CSV", nil)
	}
	chosen, err := chooseFormat(l, opt.Answers.Format)
	if err != nil {
		return nil, nil, err
	}
	if chosen != nil {
		return detectTable(ctx, l, chosen, opt)
	}
	if what := foreignFormat(l.data); what != "" && opt.Answers.Format == "" {
		return nil, nil, l.file.fault(what+", of which no telemetry can be read", "convert it to CSV", nil)
	}
	for {
		s := sniffer{
			head: l.data[:min(len(l.data), max(headSize, opt.MaxLine+1))], maxLine: opt.MaxLine, file: l.file, answers: &opt.Answers,
		}
		s.final = l.eof && len(s.head) == len(l.data)
		if s.final && s.head[len(s.head)-1] != '\n' {
			s.head = append(slices.Clip(s.head), '\n')
		}
		sh, more, err := s.shape()
		if err != nil {
			return nil, nil, err
		}
		if !more {
			if sh.names == nil {
				return nil, nil, l.file.fault("nothing but blank lines", "", nil)
			}
			sh.start = min(sh.start, len(l.data))
			r, err := readingOf(l.file, sh, opt)
			return r, nil, err
		}
		if len(l.data) > opt.MaxLine || l.failed != nil {
			return nil, nil, l.file.fault("no header in the first "+plural(int64(len(l.data)), "byte"), "", nil)
		}
		if err := l.more(ctx, 2*len(l.data), func([]byte) bool { return false }); err != nil {
			return nil, nil, err
		}
	}
}

// delimitedName is what --format calls delimited text.
const delimitedName = "csv"

// chooseFormat returns the table format of an input, nil for delimited text.
func chooseFormat(l *lead, name string) (*format, error) {
	if name != "" {
		if strings.EqualFold(name, delimitedName) {
			return nil, nil
		}
		names := []string{delimitedName}
		for i := range formats {
			if strings.EqualFold(formats[i].name, name) {
				return &formats[i], nil
			}
			names = append(names, formats[i].name)
		}
		if isKnownDelimited(name) {
			return nil, nil
		}
		slices.Sort(names)
		return nil, &record.Error{Kind: record.KindUsage, What: "--format " + quote(name) + " is not known", Try: "one of: " + strings.Join(names, ", ")}
	}
	head := l.data[:min(len(l.data), headSize)]
	if !l.binary {
		head = plainText(head)
	}
	best, sure := -1, minSure-1
	for i := range formats {
		if n := formats[i].sniff(head, l.file.base()); n > sure {
			best, sure = i, n
		}
	}
	if best < 0 {
		return nil, nil
	}
	if !l.binary && sure < certain && !strings.Contains(formats[best].name, delimitedName) && looksDelimited(head) {
		return nil, nil // what was recognised stands in the cells
	}
	return &formats[best], nil
}

// looksDelimited reports whether the first lines of text are a header of names
// and rows as long as it: cells may hold text of any format.
func looksDelimited(head []byte) bool {
	s := sniffer{head: head, maxLine: DefaultMaxLine, answers: &mapping.Answers{}, file: &file{}}
	for _, d := range delimiters[:4] {
		names, rows, fit := 0, 0, 0
		s.scan(d, 0, 1, func(r *headRow) bool {
			switch {
			case r.span.kind != rowWhole:
				rows++
			case names == 0 && looksLikeRow(r.fields):
				return false
			case names == 0:
				names = len(r.fields)
				if r.comment || bytes.ContainsAny(r.fields[0], "{[") || bytes.IndexByte(bytes.Join(r.fields, nil), '=') >= 0 {
					names = 0
					return false
				}
			default:
				rows++
				if len(r.fields) == names {
					fit++
				}
			}
			return names >= minNames && rows < 20
		})
		if names >= minNames && rows > 0 && fit*10 >= rows*9 {
			return true
		}
	}
	return false
}

// minNames is how many names make a first line a header beyond doubt.
const minNames = 2

// plainText returns text without NUL bytes and with LF line ends.
func plainText(b []byte) []byte {
	if bytes.IndexByte(b, '\r') < 0 && bytes.IndexByte(b, 0) < 0 {
		return b
	}
	var e lineEnds
	return e.clean(slices.Clone(b))
}

// readingOf settles what the columns of delimited text mean.
func readingOf(f *file, sh *shape, opt Options) (*reading, error) {
	in := mapping.Input{Format: delimitedName, File: f.base(), Headerless: sh.headless, Delimiter: sh.delim, Answers: opt.Answers}
	for i, name := range sh.names {
		c := mapping.Candidate{Name: name}
		if sh.samples != nil {
			c.Samples = sh.samples[i]
		}
		in.Columns = append(in.Columns, c)
	}
	ours := promiseColumns(&in, sh)
	r := &reading{shape: sh}
	r.propose(&in)
	if (r.plan.Problem != "" || r.plan.NoClock) && ours >= 0 && opt.Answers.Map == (mapping.Answers{}).Map {
		// Our own names leave no doubt; rows with other times are rejected one by one.
		r.plan.Problem, r.plan.Questions, r.plan.NoClock = "", nil, false
		r.plan.Time = mapping.TimePlan{Columns: []int{ours}, Form: "YYYY-MM-DD hh:mm:ss", Zone: "UTC", How: mapping.HowFormat}
		r.header = newHeader(sh, &r.plan)
		r.header.force()
		return r, nil
	}
	if r.plan.Problem != "" {
		return nil, f.problem(r, sh.headerLine)
	}
	if n := sh.preamble; n > 0 {
		what := plural(int64(n), "line") + " before the header skipped"
		if sh.headless {
			what = plural(int64(n), "line") + " before the data skipped"
		}
		r.plan.Notes = append(r.plan.Notes, what)
	}
	if sh.sepLine {
		r.plan.Notes = append(r.plan.Notes, "a line "+quote("sep="+string(sh.delim))+" names the delimiter")
	}
	if r.clock == nil {
		r.header = newHeader(sh, &r.plan)
	}
	return r, nil
}

// propose settles what the columns mean. Rows without a time get the one that
// the user says.
func (r *reading) propose(in *mapping.Input) {
	r.plan = mapping.Propose(*in)
	if !r.plan.NoClock || in.Answers.Start.IsZero() {
		return
	}
	rows := 0
	for i := range in.Columns {
		rows = max(rows, len(in.Columns[i].Samples))
	}
	r.clock = &rowClock{column: len(in.Columns), at: in.Answers.Start, step: cmp.Or(in.Answers.Step, time.Second)}
	in.Columns = append(in.Columns, r.clock.candidate(rows))
	r.plan = mapping.Propose(*in)
	r.plan.Notes = append(r.plan.Notes, "the rows have no time: as --start says, the first is of "+
		r.clock.at.UTC().Format("2006-01-02 15:04:05")+" UTC and each other "+r.clock.step.String()+" later")
}

// problem is the error of an input that cannot be read as telemetry.
func (f *file) problem(r *reading, line int64) error {
	e := f.fault(record.CleanText(r.plan.Problem), "", nil)
	e.Line = line
	return e
}

// detectTable reads the first rows of a table format and proposes a plan.
func detectTable(ctx context.Context, l *lead, chosen *format, opt Options) (*reading, *tableReader, error) {
	t, in, err := openTable(ctx, l, chosen, opt)
	if err != nil {
		return nil, nil, err
	}
	r := &reading{format: chosen}
	r.propose(in)
	t.clock = r.clock
	if asker, ok := t.table.(tableAsker); ok {
		for _, q := range asker.questions() {
			if len(q.Options) == 0 {
				r.plan.Problem = strings.TrimSuffix(q.Text, "?")
				break
			}
			// An answer helps, so that what the plan lacks is no reason to give up.
			r.plan.Problem = ""
			r.plan.Questions = slices.DeleteFunc(r.plan.Questions, func(other mapping.Question) bool {
				return r.plan.NoClock && other.Field == mapping.Time && q.Field == mapping.Time
			})
			r.plan.Questions = append(r.plan.Questions, q)
		}
	}
	if r.plan.Problem != "" {
		return nil, nil, l.file.problem(r, 0)
	}
	return r, t, nil
}

// rows returns the table that delivers the rows of an input which does not go
// the parallel way.
func (p *prepared) rows(opt Options) *tableReader {
	if p.tableReader != nil {
		return p.tableReader
	}
	src := &tableSource{ctx: context.Background(), lead: p.lead, ahead: p.data[p.shape.start:]}
	return &tableReader{src: src, table: newDelimitedTable(p.shape, src, opt.MaxLine), clock: p.reading.clock}
}
