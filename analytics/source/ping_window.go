package source

import (
	"io"
	"strconv"
)

// read takes one line.
func (t *pingTable) read() error {
	line, err := t.lines.next()
	if err == io.EOF {
		t.flushUnsent()
		t.eof = true
		return nil
	}
	if err != nil {
		return err
	}
	p := parsePing(line)
	switch p.kind {
	case pingHeader:
		t.flushUnsent()
		t.target = string(p.target)
		t.last = -1
		t.started = false
	case pingSendError:
		t.flushUnsent()
		t.unsent = &probe{line: t.lines.line, lost: true, target: t.target}
		t.setTime(t.unsent, p.prefix)
	case pingReply, pingTimeout, pingUnreachable:
		t.take(p)
	case pingBroken:
		return &rowError{line: t.lines.line, what: "a ping line that is cut off or damaged"}
	}
	return nil
}

// flushUnsent makes a probe of a send error that no timeout line repeated.
func (t *pingTable) flushUnsent() {
	if t.unsent == nil {
		return
	}
	p := *t.unsent
	t.unsent = nil
	t.last++
	p.seq = t.last
	t.put(p)
}

func (t *pingTable) setTime(p *probe, prefix []byte) {
	if len(prefix) > 0 {
		p.time.set(prefix)
		p.hasTime = true
	}
}

// take adds a line that tells of a probe.
func (t *pingTable) take(l pingLine) {
	p := probe{line: t.lines.line, lost: l.kind != pingReply, target: t.target}
	if p.target == "" {
		p.target = string(l.target)
	}
	t.setTime(&p, l.prefix)
	p.rtt.set(l.rtt)
	t.bounded = t.bounded || l.bound
	if l.kind == pingReply {
		for i, c := range p.rtt.bytes() {
			if c == ',' {
				p.rtt.b[i] = '.'
			}
		}
	}
	if l.seq < 0 {
		t.flushUnsent()
		t.last++
		p.seq = t.last
		t.put(p)
		return
	}
	if t.unsent != nil {
		if l.kind == pingReply {
			t.flushUnsent()
		}
		t.unsent = nil
	}
	if !t.started {
		// What came before the first answer is known only when numbers begin
		// at 0 or 1, and then only from a header on.
		t.started = true
		p.seq = l.seq
		t.last = l.seq
		t.put(p)
		return
	}
	p.seq = t.last + int64(int16(uint16(l.seq)-uint16(t.last)))
	if p.seq > t.last {
		t.gap = min(p.seq-t.last-1, pingMaxGap)
		t.gapFrom = probe{seq: t.last}
		if t.waiting > 0 {
			t.gapFrom = t.ring[(t.head+t.waiting-1)%pingWindow]
		}
		t.last = p.seq
		t.put(p)
		return
	}
	// Of a probe that is known already: a duplicate, or a late answer.
	for i := range t.waiting {
		q := &t.ring[(t.head+i)%pingWindow]
		if q.seq != p.seq || q.target != p.target {
			continue
		}
		switch {
		case q.lost && !p.lost:
			q.lost, q.silent, q.rtt, q.line = false, false, p.rtt, p.line
		case l.kind == pingReply:
			t.dups++
		}
		return
	}
	if l.kind == pingReply && !l.dup {
		t.late++
	} else {
		t.dups++
	}
}

// put hands a probe to the window, behind a gap that is to be filled first.
func (t *pingTable) put(p probe) {
	if t.gap == 0 && t.parked == nil && t.waiting < pingWindow {
		t.push(p)
		return
	}
	t.park = p
	t.parked = &t.park
}

func (t *pingTable) push(p probe) {
	t.ring[(t.head+t.waiting)%pingWindow] = p
	t.waiting++
}

// pushGap adds the first probe of the gap before the parked one. Its time is
// reckoned from the neighbours when both are numbers.
func (t *pingTable) pushGap() {
	to := t.parked
	seq := to.seq - t.gap
	p := probe{line: to.line, seq: seq, lost: true, silent: true, target: to.target}
	if to.hasTime {
		p.hasTime = true
		p.time = to.time
		from, err1 := strconv.ParseFloat(string(t.gapFrom.time.bytes()), 64)
		until, err2 := strconv.ParseFloat(string(to.time.bytes()), 64)
		if err1 == nil && err2 == nil && t.gapFrom.hasTime && until >= from {
			share := float64(seq-t.gapFrom.seq) / float64(to.seq-t.gapFrom.seq)
			at := strconv.AppendFloat(make([]byte, 0, 32), from+(until-from)*share, 'f', 6, 64)
			p.time.set(at)
		}
	}
	t.gap--
	t.push(p)
}
