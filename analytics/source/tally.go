package source

import (
	"cmp"
	"slices"

	"network-analytics/analytics/record"
	"network-analytics/analytics/source/mapping"
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
	repairs  []placed              // the first MaxFaultExamples repaired lines
	comments []int64               // comment lines by input
	others   []int64               // rows without any measurement by input
	marks    [][numTimeMarks]int64 // odd times by input
	tokens   map[token]*int64      // missing cells by what stands there
	many     bool                  // more different ones than are counted
	notes    []fileNote
}

// token is the text of a cell without a value.
type token struct {
	metric record.Metric
	reason record.MissingReason
	text   string
}

// fileNote is a note about an input that came up while it was read.
type fileNote struct {
	file int
	text string
}

const (
	numTimeMarks = 3
	// maxTokens bounds the different texts of missing cells that are counted.
	maxTokens = 1000
)

// token counts a cell without a value by what stands in it.
func (t *tally) token(m record.Metric, reason record.MissingReason, cell []byte) {
	cell = trim(cell)
	cell = cell[:min(len(cell), maxValueBytes)]
	if n := t.tokens[token{m, reason, string(cell)}]; n != nil { // does not copy the text
		*n++
		return
	}
	if t.many = t.many || len(t.tokens) >= maxTokens; t.many {
		return
	}
	t.addToken(token{m, reason, string(cell)}, 1)
}

func (t *tally) addToken(key token, cells int64) {
	if t.tokens == nil {
		t.tokens = make(map[token]*int64)
	}
	if n := t.tokens[key]; n != nil {
		*n += cells
	} else {
		t.tokens[key] = &cells
	}
}

// mark counts what is odd about a time.
func (t *tally) mark(file int, m mapping.TimeMark) {
	for i := range numTimeMarks {
		if m&(1<<i) != 0 {
			t.marks[file][i]++
		}
	}
}

func (t *tally) note(file int, text string) { t.notes = append(t.notes, fileNote{file, text}) }

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

func newTally(files int) *tally {
	return &tally{
		rows: make([]int64, files), comments: make([]int64, files), others: make([]int64, files),
		marks: make([][numTimeMarks]int64, files),
	}
}

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
		t.comments[i] += o.comments[i]
		t.others[i] += o.others[i]
		for k, n := range o.marks[i] {
			t.marks[i][k] += n
		}
	}
	t.many = t.many || o.many
	for key, n := range o.tokens {
		t.addToken(key, *n)
	}
	t.notes = append(t.notes, o.notes...)
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
