package source

import (
	"bufio"
	"bytes"
	"io"
	"strconv"
	"time"

	"network-analytics/analytics/source/mapping"
)

// Ping output becomes one row per probe, in the order of the probes:
//
//	lines -> parsePing -> pingTable.take -> window (64 probes) -> rows
//
// The window lets an answer that comes late turn a probe that was reported or
// inferred as lost into an answered one, and lets duplicates be known. Probes
// whose number never appears between two that do were lost as well: a plain
// Linux ping says nothing about them.

var pingFormat = format{name: "ping", sniff: sniffPing, open: openPing}

const (
	pingWindow = 64    // probes that wait for a late answer
	pingMaxGap = 32767 // numbers missing between two probes; more is a step back
	// pingPreamble is how many lines may stand before the first probe.
	pingPreamble = 10000
)

// Columns of ping output.
const (
	pingTarget = iota
	pingSeq
	pingRTT
	pingLost
	pingTime // only when the lines carry one
)

// probe is one echo request and what became of it.
type probe struct {
	line    int64
	seq     int64 // unwrapped: icmp_seq counts on after 65535
	lost    bool
	silent  bool // no line tells of it
	rtt     smallText
	time    smallText
	target  string
	hasTime bool
}

// smallText holds a short text without allocating.
type smallText struct {
	n uint8
	b [47]byte
}

func (s *smallText) set(b []byte) { s.n = uint8(copy(s.b[:], b)) }

func (s *smallText) bytes() []byte { return s.b[:s.n] }

type pingTable struct {
	lines     lineReader
	list      []mapping.Candidate
	target    string // of the header line in force
	ring      [pingWindow]probe
	head      int   // first waiting probe in ring
	waiting   int   // how many wait
	last      int64 // highest number seen, -1 for none
	started   bool
	numbers   bool // the tool numbers its probes
	gap       int64
	gapFrom   probe // the probe before the gap
	parked    *probe
	park      probe
	eof       bool
	held      error // to be returned once the window is empty
	out       probe
	cells     [5][]byte
	seqText   []byte
	startText []byte
	unsent    *probe // a send error that a timeout line may repeat
	silent    int64
	dups      int64
	late      int64
	bounded   bool // an "<1ms" was read
	clock     bool // there is a time column
	noClock   bool // the lines carry no time
	begin     time.Time
	step      time.Duration
	rows      int64
}

func sniffPing(head []byte, _ string) int {
	score, lines := 0, 0
	headLines(head, func(line []byte) bool {
		if lines++; lines > 200 {
			return false
		}
		p := parsePing(line)
		switch p.kind {
		case pingHeader:
			score += 2
		case pingReply, pingTimeout, pingUnreachable:
			score++
		}
		return score < 3
	})
	switch {
	case score >= 3:
		return 95
	case score >= 1:
		return 70
	}
	return 0
}

func openPing(r *bufio.Reader, in tableInput) (table, error) {
	t := &pingTable{lines: newLineReader(r, in), last: -1}
	t.list = []mapping.Candidate{
		pingTarget: {Name: "target", Field: mapping.Device},
		pingSeq:    {Name: "icmp_seq"},
		pingRTT:    {Name: "rtt", Field: mapping.Latency, Unit: unitMillis},
		pingLost:   {Name: "lost", Field: mapping.Loss, Unit: unitPercent},
	}
	// Whether there is a clock is told by the first probe.
	for n := 0; n < pingPreamble && t.waiting == 0 && t.parked == nil && !t.eof; n++ {
		if err := t.read(); err != nil {
			if _, ok := err.(*rowError); !ok {
				return nil, err
			}
		}
	}
	first := &t.ring[t.head]
	if t.unsent != nil {
		first = t.unsent
	}
	if first.hasTime {
		t.clock = true
		t.list = append(t.list, mapping.Candidate{Name: "timestamp", Field: mapping.Time})
	} else {
		t.noClock = true
	}
	return t, nil
}

// start implements tableStarter.
func (t *pingTable) start(at time.Time, step time.Duration) {
	if !t.noClock || t.clock {
		return
	}
	t.clock, t.begin, t.step = true, at, step
	t.list = append(t.list, mapping.Candidate{Name: "timestamp", Field: mapping.Time})
}

func (t *pingTable) questions() []mapping.Question {
	if t.clock {
		return nil
	}
	return []mapping.Question{askStart("icmp_seq", "ping without -D tells only the order of the probes")}
}

func (t *pingTable) columns() []mapping.Candidate { return t.list }

func (t *pingTable) next(row *tableRow) error {
	for {
		switch {
		case t.waiting == pingWindow || t.waiting > 0 && (t.eof || t.held != nil):
			t.out = t.ring[t.head]
			t.head = (t.head + 1) % pingWindow
			t.waiting--
			if t.out.silent {
				t.silent++
			}
			t.fill(row)
			return nil
		case t.gap > 0:
			t.pushGap()
		case t.parked != nil:
			t.push(*t.parked)
			t.parked = nil
		case t.held != nil:
			err := t.held
			t.held = nil
			return err
		case t.eof:
			return io.EOF
		default:
			if err := t.read(); err != nil {
				if e, ok := err.(*rowError); ok {
					return e
				}
				t.held = err
			}
		}
	}
}

// fill makes the row of the probe in t.out.
func (t *pingTable) fill(row *tableRow) {
	p := &t.out
	row.line = p.line
	t.seqText = strconv.AppendInt(t.seqText[:0], p.seq, 10)
	t.cells[pingTarget] = append(t.cells[pingTarget][:0], p.target...)
	t.cells[pingSeq] = t.seqText
	t.cells[pingRTT], t.cells[pingLost] = nil, zeroText
	if p.lost {
		t.cells[pingLost] = hundredText
	} else {
		t.cells[pingRTT] = p.rtt.bytes()
	}
	t.cells[pingTime] = nil
	switch {
	case p.hasTime:
		t.cells[pingTime] = p.time.bytes()
	case t.noClock && t.clock:
		at := t.begin.Add(time.Duration(t.rows) * t.step)
		t.startText = at.UTC().AppendFormat(t.startText[:0], time.RFC3339Nano)
		t.cells[pingTime] = t.startText
	}
	t.rows++
	row.cells = t.cells[:len(t.list)]
}

var zeroText, hundredText = []byte("0"), []byte("100")

func (t *pingTable) notes() []string {
	var notes []string
	if t.silent > 0 {
		notes = append(notes, plural(t.silent, "probe")+" without any line counted as lost: their numbers are missing between others")
	}
	if t.dups > 0 {
		notes = append(notes, plural(t.dups, "duplicate answer")+" not counted again")
	}
	if t.late > 0 {
		notes = append(notes, plural(t.late, "answer")+" came more than 64 probes late; those probes stay lost")
	}
	if t.bounded {
		notes = append(notes, `"<1ms" is read as 1 ms, its upper bound`)
	}
	return notes
}

// isNumber reports whether b is a plain decimal number.
func isNumber(b []byte) bool {
	b = bytes.TrimPrefix(b, []byte{'-'})
	digits := false
	for _, c := range b {
		if c >= '0' && c <= '9' {
			digits = true
		} else if c != '.' {
			return false
		}
	}
	return digits
}
