package source

import (
	"context"
	"io"
	"path/filepath"
	"strings"

	"network-analytics/analytics/record"
	"network-analytics/analytics/source/mapping"
)

// applier makes records of the rows of a table, as a plan says. It has one
// goroutine, that of its parser, whose batch it fills.
type applier struct {
	p      *parser
	plan   *mapping.Plan
	time   mapping.TimePlan
	tidy   []int // columns with a metric
	device nameRule
	region nameRule
	name   []byte
	open   joiner
	rates  map[rateKey]*mapping.Counter
	row    tableRow
}

// rateKey is what a counter belongs to.
type rateKey struct {
	device, region record.NameID
	column         int
}

// checkEvery is how many rows are read between looks at the context.
const checkEvery = 256

// table reads a whole input through its table.
func (p *parser) table(ctx context.Context, b *block, s *splitter) (err error) {
	t, l := b.table, b.lead
	defer l.in.close()
	p.part, p.line, p.lines, p.file = 0, 0, 0, b.file
	if p.time == nil {
		p.makeColumns()
	}
	defer func() { p.file = -1 }() // the next block of text prepares the columns anew
	a := newApplier(p, b.plan, l.file)
	t.src.ctx = ctx
	seen := int64(0)
	progress := func() {
		at := l.position(l.raw + t.src.text + l.skipped(t))
		p.progress.Add(0, at-seen)
		seen = at
	}
	rows := 0
	for {
		err = t.next(&a.row)
		if bad, ok := err.(*rowError); ok {
			p.line = bad.line
			p.raw = nil
			p.rejected(record.RowFault{Reason: record.BadRow, Line: bad.line, Column: bad.column, Detail: show(bad.what)})
		} else if err != nil {
			break
		} else if err = a.apply(); err != nil {
			return err
		}
		if p.strict != nil {
			p.errLine = p.strict.Line
			e := l.file.fault(describe(*p.strict), "", nil)
			e.Column = p.strict.Column
			return e
		}
		if rows++; rows%checkEvery == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
			progress()
		}
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	info := &s.infos[b.file]
	if err != io.EOF {
		if p.tally.rows[b.file]+int64(p.n+a.open.len()) == 0 {
			return t.fault(err)
		}
		info.broken = true
		p.tally.note(b.file, "reading broke off after line "+record.Count(a.row.line)+": "+record.CleanText(err.Error()))
	}
	if err := a.flush(); err != nil {
		return err
	}
	if err := p.flush(); err != nil {
		return err
	}
	l.settle(info)
	info.bytes = l.position(l.raw + t.src.text + l.skipped(t))
	progress()
	if n, ok := t.table.(tableNoter); ok {
		for _, text := range n.notes() {
			p.tally.note(b.file, record.CleanText(text))
		}
	}
	if text := t.lateColumns(b.plan); text != "" {
		p.tally.note(b.file, text)
	}
	if d, ok := t.table.(*delimitedTable); ok {
		p.tally.comments[b.file] += d.remarks
		p.tally.rejected[record.RepeatedHeader] += d.repeats
		a.row.line = max(d.line-1, 0)
		a.row.line -= d.shape.lines
	}
	if n := t.src.ends.nuls; n > 0 {
		p.tally.repaired += n
	}
	if n := a.open.flushed; n > 0 {
		p.tally.note(b.file, "more than "+record.Count(maxOpen)+" records were open at a time: parts of one that stand far apart count as several")
	}
	p.tally.addLines(b.num, b.file, max(a.row.line, 0))
	return nil
}

// lateColumns says which columns came after the first rows, so that the plan
// knows nothing of them.
func (t *tableReader) lateColumns(plan *mapping.Plan) string {
	all := t.table.columns()
	known := len(plan.Columns)
	if t.clock != nil {
		known--
	}
	if known >= len(all) {
		return ""
	}
	var metrics, others []string
	for i := range all[known:] {
		c := &all[known+i]
		if _, ok := c.Field.Metric(); ok {
			metrics = append(metrics, c.Name+" ("+c.Field.String()+")")
		} else if !c.Tag {
			others = append(others, c.Name)
		}
	}
	if len(metrics)+len(others) == 0 {
		return ""
	}
	return "not used, for " + plural(int64(len(metrics)+len(others)), "column") + " came after the first " + record.Count(mapping.MaxSamples) +
		" rows: " + list(append(metrics, others...), maxNamesShown)
}

// skipped is how many bytes of text came before the first row of a table of
// delimited text.
func (l *lead) skipped(t *tableReader) int64 {
	if d, ok := t.table.(*delimitedTable); ok {
		return int64(d.shape.start)
	}
	return 0
}

func newApplier(p *parser, plan *mapping.Plan, f *file) *applier {
	a := &applier{p: p, plan: plan, time: plan.Time, rates: map[rateKey]*mapping.Counter{}}
	a.device = nameRule{columns: plan.Device.Columns, text: fileName(f, &plan.Device)}
	a.region = nameRule{columns: plan.Region.Columns, text: fileName(f, &plan.Region)}
	if plan.Layout.Kind == mapping.Tidy {
		for i := range plan.Columns {
			if _, ok := plan.Columns[i].Field.Metric(); ok {
				a.tidy = append(a.tidy, i)
			}
		}
	}
	return a
}

// fileName returns the constant name of a rule.
func fileName(f *file, from *mapping.NameFrom) string {
	if !from.File {
		return from.Text
	}
	base := f.base()
	for {
		switch ext := filepath.Ext(base); strings.ToLower(ext) {
		case ".gz", ".zst", ".bz2", ".xz", ".csv", ".tsv", ".txt", ".log", ".json", ".jsonl", ".ndjson", ".parquet", ".lp", ".out", ".dat":
			base = strings.TrimSuffix(base, ext)
			continue
		}
		return base
	}
}

// apply makes records of one row.
func (a *applier) apply() error {
	p := a.p
	p.line = a.row.line
	cells := a.row.cells
	r := openRecord{}
	var ok bool
	if r.ns, ok = a.readTime(cells); !ok {
		return nil
	}
	r.region = p.regions.slow(a.nameOf(cells, &a.region))
	switch layout := &a.plan.Layout; layout.Kind {
	case mapping.Long:
		return a.long(&r, cells)
	case mapping.Wide:
		device := a.nameOf(cells, &a.device)
		for i := range layout.Splits {
			split := &layout.Splits[i]
			part := r.blank()
			if split.Device != "" {
				part.device = p.devices.slow([]byte(split.Device))
			} else {
				part.device = p.devices.slow(device)
			}
			for m, c := range split.Columns {
				if c >= 0 && !a.cell(&part, c, record.Metric(m), &a.plan.Columns[c], cells) {
					part.has = 0
					break
				}
			}
			if part.values() > 0 {
				if err := a.emit(&part); err != nil {
					return err
				}
			}
		}
		return nil
	}
	r.device = p.devices.slow(a.nameOf(cells, &a.device))
	r = r.blank()
	for _, i := range a.tidy {
		c := &a.plan.Columns[i]
		m, _ := c.Field.Metric()
		if r.has&(1<<m) != 0 && !record.IsMissing(r.value[m]) {
			continue // several columns for a metric: the first that has a value
		}
		if !a.cell(&r, i, m, c, cells) {
			return nil
		}
	}
	switch {
	case r.has == 0 || r.empty():
		p.tally.others[p.file]++
		return nil
	case r.whole(a):
		return a.follow(&r)
	}
	return a.join(&r)
}

// long makes a part of a record of a row that holds one value by its name.
func (a *applier) long(r *openRecord, cells [][]byte) error {
	layout := &a.plan.Layout
	if layout.KeyColumn >= len(cells) {
		a.p.tally.others[a.p.file]++
		return nil
	}
	key := layout.Key(cells[layout.KeyColumn])
	if key == nil {
		a.p.tally.others[a.p.file]++
		return nil
	}
	m, ok := key.Column.Field.Metric()
	if !ok {
		a.p.tally.others[a.p.file]++
		return nil
	}
	name := a.nameOf(cells, &a.device)
	if key.Device != "" {
		name = []byte(key.Device)
	}
	r.device = a.p.devices.slow(name)
	*r = r.blank()
	if !a.cell(r, layout.ValueColumn, m, &key.Column, cells) || r.has == 0 {
		return nil
	}
	return a.join(r)
}

// readTime reads the time of a row, or rejects it.
func (a *applier) readTime(cells [][]byte) (int64, bool) {
	ns, mark, fault := a.time.Read(cells)
	if fault == mapping.TimeOK {
		if mark != 0 {
			a.p.tally.mark(a.p.file, mark)
		}
		return ns, true
	}
	f := record.RowFault{Reason: record.BadTime, Line: a.row.line, Field: record.ColumnTimestamp, Detail: fault.String()}
	if len(a.time.Columns) > 0 {
		c := a.time.Columns[0]
		f.Column = c + 1
		if c < len(cells) {
			f.Value = show(string(cells[c][:min(len(cells[c]), maxValueBytes)]))
		}
	}
	a.reject(f)
	return 0, false
}

// cell reads the cell of column c into a record. It reports false when the text
// is no value, which is counted.
func (a *applier) cell(r *openRecord, c int, m record.Metric, col *mapping.Column, cells [][]byte) bool {
	if c >= len(cells) || cells[c] == nil {
		return true
	}
	v, why, ok := col.Read(cells[c])
	if !ok {
		a.reject(record.RowFault{
			Reason: record.BadNumber, Line: a.row.line, Column: c + 1, Field: m.Info().Column,
			Value: show(string(cells[c][:min(len(cells[c]), maxValueBytes)])),
		})
		return false
	}
	reason := uint32(noReason)
	switch {
	case record.IsMissing(v):
		reason = code(why)
		if why != record.EmptyCell {
			a.p.tally.token(m, why, cells[c])
		}
	case col.Counter:
		v, reason = a.rate(r, c, col, v)
	}
	if reason == noReason {
		if v, reason, _ = inRange(v, m); reason != noReason {
			a.p.tally.token(m, record.OutOfRange, cells[c])
		}
	}
	if col.Counter && r.has&(1<<m) != 0 && !record.IsMissing(r.value[m]) && !record.IsMissing(v) {
		v += r.value[m] // in and out make the traffic
	}
	r.value[m], r.has = v, r.has|1<<m
	r.reasons = r.reasons&^(0xff<<(8*m)) | reason<<(8*m)
	return true
}

// rate turns a total into what was counted since the total before.
func (a *applier) rate(r *openRecord, c int, col *mapping.Column, total float64) (float64, uint32) {
	key := rateKey{r.device, r.region, c}
	k := a.rates[key]
	if k == nil {
		k = &mapping.Counter{}
		a.rates[key] = k
	}
	v, step := k.Next(col, r.ns, total)
	if step == mapping.Rate || step == mapping.Wrap {
		return v, noReason
	}
	return record.Missing, code(record.NoRate)
}

func (a *applier) nameOf(cells [][]byte, rule *nameRule) []byte {
	switch len(rule.columns) {
	case 0:
		a.name = append(a.name[:0], rule.text...)
		return a.name
	case 1:
		if c := rule.columns[0]; c < len(cells) {
			return trim(cells[c])
		}
		return nil
	}
	a.name = joinName(a.name[:0], cells, rule.columns)
	return a.name
}

// reject counts a row that is not used.
func (a *applier) reject(f record.RowFault) {
	a.p.raw = nil
	if a.p.log != nil {
		for i, c := range a.row.cells {
			if i > 0 {
				a.p.raw = append(a.p.raw, ',')
			}
			a.p.raw = append(a.p.raw, c...)
		}
	}
	a.p.rejected(f)
}

// emit puts a record into the batch.
func (a *applier) emit(r *openRecord) error {
	p := a.p
	if p.n == maxBatchRows {
		if err := p.flush(); err != nil {
			return err
		}
	}
	n := p.n
	p.time[n], p.device[n], p.region[n] = r.ns, r.device, r.region
	for m := range r.value {
		p.value[m][n] = r.value[m]
	}
	p.reasons = r.reasons
	p.odd = [record.NumMetrics][]byte{} // what stands there was counted already
	p.finish()
	return nil
}
