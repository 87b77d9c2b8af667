package source

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"network-analytics/analytics/record"
	"network-analytics/analytics/source/mapping"
)

// report merges all tallies into the report of a load, and returns the lines
// of all blocks beside it.
func (s *Scan) report(sp *splitter, pool []*parser) (record.LoadReport, []blockLines) {
	all := newTally(len(s.files))
	all.merge(sp.tally)
	recoded := false
	for _, p := range pool {
		all.merge(&p.tally)
		recoded = recoded || p.devices.recoded || p.regions.recoded
	}
	rep := record.LoadReport{Lines: all.settle(s.files), Missing: all.missing, Repaired: all.repaired}
	rep.Source = fmt.Sprintf("%d files", len(s.files))
	if len(s.files) == 1 {
		if rep.Source = s.files[0].label(); rep.Source == "-" {
			rep.Source = "standard input"
		}
	}
	for i, f := range s.files {
		info := &sp.infos[i]
		rep.Files = append(rep.Files, record.FileInfo{Path: record.Clean(f.path), Bytes: info.bytes, Rows: all.rows[i]})
		rep.Bytes += info.bytes
		rep.Rows += all.rows[i]
		rep.Truncated = rep.Truncated || info.shrunk > 0 || info.end.cut != "" || info.broken
		if info.reading != nil && !info.reading.empty {
			has := info.reading.has()
			for m := range rep.Present {
				rep.Present[m] = rep.Present[m] || has[m]
			}
			rep.HasDevice = rep.HasDevice || has[columnDevice]
			rep.HasRegion = rep.HasRegion || has[columnRegion]
		}
	}
	for _, f := range all.faults {
		rep.AddFault(f.fault)
	}
	rep.Rejected = all.rejected
	rep.SortFaults()
	rep.Tokens = all.list()
	rep.Notes = s.notes(sp, all)
	if recoded {
		rep.Notes = append(rep.Notes, "names that are not UTF-8 were read as Windows-1252")
	}
	s.checkLimit(&rep)
	return rep, all.lines
}

// notes lists what was assumed and repaired, input by input.
func (s *Scan) notes(sp *splitter, all *tally) []string {
	var notes []string
	note := func(f *file, format string, args ...any) {
		text := fmt.Sprintf(format, args...)
		if len(s.files) > 1 {
			text = f.label() + ": " + text
		}
		notes = append(notes, text)
	}
	var first *file
	var columns [columnUnused]bool
	for i, f := range s.files {
		info := &sp.infos[i]
		if info.reading == nil {
			continue
		}
		if info.reading.empty {
			note(f, "the file is empty")
			continue
		}
		for _, text := range info.layers() {
			note(f, "%s", text)
		}
		for _, text := range info.reading.plan.Notes {
			note(f, "%s", record.CleanText(text))
		}
		if h := info.reading.header; h != nil {
			if len(h.unused) > 0 {
				note(f, "not used: %s %s", strings.TrimPrefix(plural(int64(len(h.unused)), "column"), "1 "), list(h.unused, maxNamesShown))
			}
			for _, text := range h.typos() {
				note(f, "%s", text)
			}
		}
		if n := all.comments[i]; n > 0 {
			note(f, "%s skipped", plural(n, "comment line"))
		}
		if n := all.others[i]; n > 0 {
			note(f, "%s without any measurement", plural(n, "row"))
		}
		for k, n := range all.marks[i] {
			if n > 0 {
				note(f, markNotes[k], plural(n, "time"))
			}
		}
		for _, n := range all.notes {
			if n.file == i {
				note(f, "%s", n.text)
			}
		}
		if info.shrunk > 0 {
			note(f, "the file became shorter while it was read: the last %d bytes are missing", info.shrunk)
		}
		if info.grown {
			note(f, "the file grew while it was read: what came later is not in")
		}
		if has := info.reading.has(); first == nil {
			first, columns = f, has
		} else if has != columns {
			note(f, "its columns differ from those of %s: %s", first.label(), differences(columns, has))
		}
	}
	if all.repaired > 0 {
		var places []string
		for _, r := range all.repairs[:min(len(all.repairs), record.MaxFaultExamples)] {
			place := fmt.Sprint(r.fault.Line)
			if len(s.files) > 1 {
				place = r.fault.File + ":" + place
			}
			places = append(places, place)
		}
		text := "NUL bytes before %s were dropped: line %s"
		notes = append(notes, fmt.Sprintf(text, plural(all.repaired, "row"), strings.Join(places, ", ")))
		if n := all.repaired - int64(len(places)); n > 0 {
			notes[len(notes)-1] += fmt.Sprintf(" and %d more", n)
		}
	}
	return notes
}

var markNotes = [numTimeMarks]string{
	"%s in the hour that the clocks went through twice, taken as the first",
	"%s in an hour that the clocks left out",
	"%s with a leap second, taken as the end of the second before",
}

// has says which fields the records of an input have.
func (r *reading) has() (has [columnUnused]bool) {
	if r.header != nil {
		return r.header.has
	}
	for i := range r.plan.Columns {
		if m, ok := r.plan.Columns[i].Field.Metric(); ok {
			has[m] = true
		}
	}
	for _, split := range r.plan.Layout.Splits {
		has[columnDevice] = has[columnDevice] || split.Device != ""
		for m, c := range split.Columns {
			has[m] = has[m] || c >= 0
		}
	}
	for _, key := range r.plan.Layout.Keys {
		has[columnDevice] = has[columnDevice] || key.Device != ""
		if m, ok := key.Column.Field.Metric(); ok {
			has[m] = true
		}
	}
	named := func(n mapping.NameFrom) bool { return len(n.Columns) > 0 || n.Text != "" || n.File }
	has[columnTime] = true
	has[columnDevice] = has[columnDevice] || named(r.plan.Device)
	has[columnRegion] = named(r.plan.Region)
	return has
}

// layers lists what was taken off and repaired before the text could be read.
func (i *inputInfo) layers() []string {
	var notes []string
	if i.mark {
		notes = append(notes, "a byte order mark at the begin was dropped")
	}
	switch i.enc {
	case encUTF16LE, encUTF16BE:
		notes = append(notes, "the text is "+i.enc.String())
	case encWindows1252:
		notes = append(notes, "the text is not UTF-8 and was read as "+i.enc.String())
	}
	if i.crOnly {
		notes = append(notes, "lines end in a carriage return alone")
	}
	if i.end.cut != "" {
		notes = append(notes, i.end.cut+": the result covers what came before")
	}
	if i.end.trailing {
		notes = append(notes, "what follows the "+i.end.packing+" data is something else and was not read")
	}
	return notes
}

// list returns the texts of missing cells, the most frequent first.
func (t *tally) list() []record.Token {
	var tokens []record.Token
	if t.many || len(t.tokens) > maxTokens {
		return nil // which ones were counted depends on chance
	}
	for key, n := range t.tokens {
		tokens = append(tokens, record.Token{Metric: key.metric, Reason: key.reason, Text: show(key.text), Cells: *n})
	}
	slices.SortFunc(tokens, func(a, b record.Token) int {
		return cmp.Or(cmp.Compare(b.Cells, a.Cells), cmp.Compare(a.Metric, b.Metric), cmp.Compare(a.Reason, b.Reason), cmp.Compare(a.Text, b.Text))
	})
	return tokens[:min(len(tokens), record.MaxTokens)]
}

// checkLimit notes when more rows were rejected than the user puts up with.
func (s *Scan) checkLimit(rep *record.LoadReport) {
	rejected := rep.TotalRejected()
	if s.opt.MaxRejects.allows(rejected, rejected+rep.Rows) {
		return
	}
	rep.OverLimit = fmt.Sprintf("%s of %s rejected, more than the limit of %s",
		plural(rejected, "row"), record.Count(rejected+rep.Rows), s.opt.MaxRejects)
}
