package source

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"network-analytics/analytics/record"
)

// tally counts what one worker, or the splitter, saw. Tallies are merged once,
// at the end; only then are line numbers of the blocks known.
type tally struct {
	lines    []blockLines
	rows     []int64 // records used by input
	rejected [record.NumReasons]int64
	faults   []placed // the first MaxFaultExamples of each reason
	missing  [record.NumMetrics][record.NumMissingReasons]int64
	repaired int64
	repairs  []placed // the first MaxFaultExamples repaired lines
}

// blockLines is the number of lines that belong to a block.
type blockLines struct {
	num   uint64
	file  int
	lines int64
}

// placed is a fault whose line is counted from the begin of its block.
type placed struct {
	num   uint64
	fault record.RowFault
}

func newTally(files int) *tally { return &tally{rows: make([]int64, files)} }

func (t *tally) addLines(num uint64, file int, lines int64) {
	t.lines = append(t.lines, blockLines{num, file, lines})
}

// wants reports whether the next fault of this reason is worth describing.
// Blocks come to a worker in rising order, so its first faults are its earliest.
func (t *tally) wants(r record.Reason) bool { return t.rejected[r] < record.MaxFaultExamples }

func (t *tally) fault(num uint64, f record.RowFault) {
	if t.wants(f.Reason) {
		t.faults = append(t.faults, placed{num, f})
	}
	t.rejected[f.Reason]++
}

func (t *tally) repair(num uint64, line int64) {
	if t.repaired < record.MaxFaultExamples {
		t.repairs = append(t.repairs, placed{num, record.RowFault{Line: line}})
	}
	t.repaired++
}

// merge adds what another tally counted.
func (t *tally) merge(o *tally) {
	t.lines = append(t.lines, o.lines...)
	for i, n := range o.rows {
		t.rows[i] += n
	}
	for r, n := range o.rejected {
		t.rejected[r] += n
	}
	for m := range t.missing {
		for r, n := range o.missing[m] {
			t.missing[m][r] += n
		}
	}
	t.repaired += o.repaired
	t.faults = append(t.faults, o.faults...)
	t.repairs = append(t.repairs, o.repairs...)
}

// settle puts faults and repairs in the order of the input, gives them their
// file and line and returns the number of lines of all inputs.
func (t *tally) settle(files []*file) (lines int64) {
	slices.SortFunc(t.lines, func(a, b blockLines) int { return cmp.Compare(a.num, b.num) })
	order := func(a, b placed) int {
		return cmp.Or(cmp.Compare(a.num, b.num), cmp.Compare(a.fault.Line, b.fault.Line))
	}
	slices.SortStableFunc(t.faults, order)
	slices.SortStableFunc(t.repairs, order)
	number := func(list []placed) {
		i, before, file := 0, int64(0), 0
		for _, b := range t.lines {
			if b.file != file {
				file, before = b.file, 0
			}
			for ; i < len(list) && list[i].num == b.num; i++ {
				list[i].fault.File = record.Clean(files[file].path)
				list[i].fault.Line += before
			}
			before += b.lines
		}
	}
	number(t.faults)
	number(t.repairs)
	for _, b := range t.lines {
		lines += b.lines
	}
	return lines
}

// lineOf returns the number in its file of a line counted from the begin of a
// block. lines are sorted.
func lineOf(lines []blockLines, num uint64, file int, line int64) int64 {
	for _, b := range lines {
		if b.file == file && b.num < num {
			line += b.lines
		}
	}
	return line
}

// report merges all tallies into the report of a load, and returns the lines
// of all blocks beside it.
func (s *Scan) report(sp *splitter, pool []*parser) (record.LoadReport, []blockLines) {
	all := newTally(len(s.files))
	all.merge(sp.tally)
	for _, p := range pool {
		all.merge(&p.tally)
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
		rep.Truncated = rep.Truncated || info.shrunk > 0
		if info.head != nil {
			h := info.head.header
			for m := range rep.Present {
				rep.Present[m] = rep.Present[m] || h.has[m]
			}
			rep.HasDevice = rep.HasDevice || h.has[columnDevice]
			rep.HasRegion = rep.HasRegion || h.has[columnRegion]
		}
	}
	for _, f := range all.faults {
		rep.AddFault(f.fault)
	}
	rep.Rejected = all.rejected
	rep.SortFaults()
	rep.Notes = s.notes(sp, all)
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
	var columns *header
	for i, f := range s.files {
		info := &sp.infos[i]
		if info.empty {
			note(f, "the file is empty")
		}
		if info.head == nil {
			continue
		}
		if info.head.bom {
			note(f, "a byte order mark at the begin was dropped")
		}
		if info.head.crOnly {
			note(f, "lines end in a carriage return alone")
		}
		h := info.head.header
		if len(h.unused) > 0 {
			note(f, "not used: %s %s", strings.TrimPrefix(plural(int64(len(h.unused)), "column"), "1 "), list(h.unused, maxNamesShown))
		}
		if info.shrunk > 0 {
			note(f, "the file became shorter while it was read: the last %d bytes are missing", info.shrunk)
		}
		if info.grown {
			note(f, "the file grew while it was read: what came later is not in")
		}
		if columns == nil {
			first, columns = f, h
		} else if h.has != columns.has {
			note(f, "its columns differ from those of %s: %s", first.label(), columns.differences(h))
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

// differences says which canonical columns o lacks or has beyond h.
func (h *header) differences(o *header) string {
	var texts []string
	for _, c := range canonical {
		switch {
		case h.has[c] && !o.has[c]:
			texts = append(texts, "no "+c.name())
		case !h.has[c] && o.has[c]:
			texts = append(texts, "also "+c.name())
		}
	}
	return strings.Join(texts, ", ")
}
