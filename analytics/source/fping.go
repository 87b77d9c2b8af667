package source

import (
	"bufio"
	"bytes"
	"io"

	"network-analytics/analytics/source/mapping"
)

var fpingFormat = format{name: "fping", sniff: sniffFping, open: openFping}

// Columns of fping output.
const (
	fpingTarget = iota
	fpingSeq
	fpingRTT
	fpingLoss
	fpingTime // only when the lines carry one
)

// fpingTable reads what fping prints: a line per probe (-l, -c), or per target
// and round (-c, -Q). Where there are probes, the rounds only repeat them.
type fpingTable struct {
	lines     lineReader
	list      []mapping.Candidate
	probes    bool // lines per probe are the rows
	ready     bool // row holds the first row already
	held      [5]smallText
	line      int64
	cells     [5][]byte
	block     smallText // time of the round, from a line of its own
	summaries int64
	dups      int64
}

// fpingLine is a line of fping output; the texts lie in the line.
type fpingLine struct {
	kind                            fpingKind
	time, target, seq, rtt, percent []byte
}

type fpingKind uint8

const (
	fpingOther fpingKind = iota
	fpingReply
	fpingTimeout
	fpingDup
	fpingSummary
	fpingClock
)

func sniffFping(head []byte, _ string) int {
	score, lines := 0, 0
	headLines(head, func(line []byte) bool {
		lines++
		switch parseFping(line).kind {
		case fpingReply, fpingTimeout, fpingSummary:
			if bytes.IndexAny(parseFping(line).target, `,;"`) < 0 { // a cell of something else
				score++
			}
		}
		return score < 2 && lines < 200
	})
	switch score {
	case 0:
		return 0
	case 1:
		return 85
	}
	return 97
}

func openFping(r *bufio.Reader, in tableInput) (table, error) {
	t := &fpingTable{lines: newLineReader(r, in)}
	// The head decides what a row is: a probe wherever there is one.
	head := peekHead(r)
	headLines(head, func(line []byte) bool {
		switch parseFping(line).kind {
		case fpingReply, fpingTimeout:
			t.probes = true
		}
		return !t.probes
	})
	t.list = []mapping.Candidate{
		fpingTarget: {Name: "target", Field: mapping.Device},
		fpingSeq:    {Name: "seq"},
		fpingRTT:    {Name: "rtt", Field: mapping.Latency, Unit: unitMillis},
		fpingLoss:   {Name: "lost", Field: mapping.Loss, Unit: unitPercent},
	}
	if !t.probes {
		t.list[fpingRTT].Name, t.list[fpingLoss].Name = "avg", "%loss"
	}
	for !t.ready {
		err := t.read()
		if _, bad := err.(*rowError); bad {
			continue
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, err
		}
		t.hold()
	}
	if t.held[fpingTime].n > 0 {
		t.list = append(t.list, mapping.Candidate{Name: "timestamp", Field: mapping.Time})
	}
	return t, nil
}

// hold keeps the row that told of the clock until it is asked for.
func (t *fpingTable) hold() {
	for i, c := range t.cells {
		t.held[i].set(c)
	}
	for i, c := range t.cells {
		if c != nil {
			t.cells[i] = t.held[i].bytes()
		}
	}
	t.ready = true
}

func (t *fpingTable) columns() []mapping.Candidate { return t.list }

func (t *fpingTable) next(row *tableRow) error {
	if !t.ready {
		if err := t.read(); err != nil {
			return err
		}
	}
	t.ready = false
	row.line = t.line
	row.cells = t.cells[:len(t.list)]
	return nil
}

// read reads on to the next row and fills the cells.
func (t *fpingTable) read() error {
	for {
		line, err := t.lines.next()
		if err != nil {
			return err
		}
		t.line = t.lines.line
		l := parseFping(line)
		clear(t.cells[:])
		switch l.kind {
		case fpingClock:
			t.block.set(l.time)
			continue
		case fpingDup:
			t.dups++
			continue
		case fpingSummary:
			if t.probes {
				t.summaries++
				continue
			}
			t.cells[fpingLoss], t.cells[fpingRTT] = l.percent, l.rtt
			if t.block.n > 0 && len(l.time) == 0 {
				l.time = t.block.bytes()
			}
		case fpingReply:
			t.cells[fpingLoss], t.cells[fpingRTT] = zeroText, l.rtt
		case fpingTimeout:
			t.cells[fpingLoss] = hundredText
		default:
			continue
		}
		t.cells[fpingTarget], t.cells[fpingSeq] = l.target, l.seq
		if len(l.time) > 0 {
			t.cells[fpingTime] = l.time
		}
		return nil
	}
}

// parseFping reads one line.
func parseFping(line []byte) fpingLine {
	var l fpingLine
	line = bytes.TrimSpace(line)
	if len(line) > 0 && line[0] == '[' {
		end := bytes.IndexByte(line, ']')
		if end < 0 {
			return l
		}
		l.time = line[1:end]
		line = bytes.TrimLeft(line[end+1:], " ")
		if len(line) == 0 {
			if bytes.IndexAny(l.time, "0123456789") >= 0 {
				l.kind = fpingClock
			}
			return l
		}
	}
	i := bytes.Index(line, []byte(" : "))
	if i <= 0 {
		return l
	}
	l.target = bytes.TrimRight(line[:i], " ")
	if j := bytes.IndexByte(l.target, ' '); j > 0 {
		l.target = l.target[:j] // "name (address)"
	}
	rest := line[i+3:]
	switch {
	case bytes.HasPrefix(rest, []byte("duplicate for")):
		l.kind = fpingDup
	case bytes.HasPrefix(rest, []byte("xmt/rcv/%loss = ")):
		return l.summary(rest[len("xmt/rcv/%loss = "):])
	case bytes.HasPrefix(rest, []byte("[")):
		return l.probe(rest)
	}
	return l
}

// probe reads "[0], 64 bytes, 13.5 ms (13.5 avg, 0% loss)" or
// "[1], timed out (13.5 avg, 50% loss)".
func (l fpingLine) probe(rest []byte) fpingLine {
	end := bytes.IndexByte(rest, ']')
	if end < 0 || !isNumber(rest[1:end]) {
		return l
	}
	l.seq = rest[1:end]
	rest = rest[end+1:]
	if bytes.HasPrefix(rest, []byte(", timed out")) {
		l.kind = fpingTimeout
		return l
	}
	at := findAny(rest, " bytes, ")
	if at < 0 {
		return l
	}
	l.rtt = leadingNumber(rest[at:])
	if len(l.rtt) > 0 && bytes.HasPrefix(rest[at+len(l.rtt):], []byte(" ms")) {
		l.kind = fpingReply
	}
	return l
}

// summary reads "5/5/0%, min/avg/max = 12.3/13.4/15.6".
func (l fpingLine) summary(rest []byte) fpingLine {
	parts := bytes.SplitN(rest, []byte{'/'}, 3)
	if len(parts) < 3 {
		return l
	}
	end := bytes.IndexByte(parts[2], '%')
	if end < 0 || !isNumber(parts[2][:end]) {
		return l
	}
	l.kind = fpingSummary
	l.percent = parts[2][:end]
	if at := findAny(rest, "min/avg/max = "); at >= 0 {
		if t := bytes.SplitN(rest[at:], []byte{'/'}, 3); len(t) == 3 && isNumber(t[1]) {
			l.rtt = t[1]
		}
	}
	return l
}

func (t *fpingTable) notes() []string {
	var notes []string
	if t.summaries > 0 {
		notes = append(notes, plural(t.summaries, "summary line")+" skipped: the probes are the rows")
	}
	if t.dups > 0 {
		notes = append(notes, plural(t.dups, "duplicate answer")+" not counted again")
	}
	return notes
}

func (t *fpingTable) questions() []mapping.Question {
	if len(t.list) > fpingTime {
		return nil
	}
	return []mapping.Question{{
		Field: mapping.Time, Text: "no usable time: fping tells it only when run with -D; which other output has it?",
	}}
}
