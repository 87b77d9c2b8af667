package source

import (
	"bytes"
	"strconv"
)

// pingKind is what a line of ping output tells.
type pingKind uint8

const (
	pingOther       pingKind = iota // a summary or something else that is no probe
	pingHeader                      // names the target
	pingReply                       // an answer
	pingTimeout                     // no answer
	pingUnreachable                 // an error instead of an answer
	pingSendError                   // the probe could not be sent
	pingBroken                      // the beginning of a line that tells of a probe
)

// pingLine is a line of ping output; the texts lie in the line.
type pingLine struct {
	kind   pingKind
	dup    bool
	bound  bool   // rtt is an upper bound
	prefix []byte // what stands before, a time
	target []byte // of a header, or who answered
	seq    int64  // -1 when there is none
	rtt    []byte // number, in ms
}

// parsePing reads a line of the ping of Linux, macOS, BSD, BusyBox or Windows.
func parsePing(line []byte) pingLine {
	line = bytes.TrimRight(line, " \t\r")
	p := pingLine{seq: -1}
	if i := bytes.Index(line, []byte(" bytes from ")); i > 0 {
		start := i
		for start > 0 && line[start-1] >= '0' && line[start-1] <= '9' {
			start--
		}
		if start < i && cleanPrefix(&p, line[:start]) {
			return p.answer(line[i+len(" bytes from "):])
		}
	}
	for _, k := range pingKeys {
		i := bytes.Index(line, []byte(k.text))
		if i < 0 || k.atStart && i > 0 || !cleanPrefix(&p, line[:i]) {
			continue
		}
		rest := line[i+len(k.text):]
		p.kind = k.kind
		switch k.form {
		case formHeader:
			return p.header(line[i:], rest)
		case formSeq:
			p.seq = leadingInt(bytes.TrimLeft(rest, "=: "))
			if p.seq < 0 {
				p.kind = pingBroken
			}
		case formFrom:
			return p.from(rest)
		case formReply:
			return p.windows(rest)
		}
		return p
	}
	return p
}

type pingForm uint8

const (
	formPlain pingForm = iota
	formHeader
	formSeq
	formFrom
	formReply
)

var pingKeys = []struct {
	text    string
	kind    pingKind
	form    pingForm
	atStart bool
}{
	{"PING ", pingHeader, formHeader, false},
	{"PING6(", pingHeader, formHeader, false},
	{"Pinging ", pingHeader, formHeader, false},
	{"no answer yet for icmp_seq", pingTimeout, formSeq, false},
	{"Request timeout for icmp_seq", pingTimeout, formSeq, false},
	{"Request timed out", pingTimeout, formPlain, false},
	{"Reply from ", pingReply, formReply, false},
	{"From ", pingUnreachable, formFrom, false},
	{"General failure", pingUnreachable, formPlain, false},
	{"PING: transmit failed", pingUnreachable, formPlain, false},
	{"ping: sendto: ", pingSendError, formPlain, false},
	{"ping: sendmsg: ", pingSendError, formPlain, false},
	{"ping: sendmsg failed", pingSendError, formPlain, false},
}

// cleanPrefix keeps what stands before the known part of a line: nothing, or a
// text with a digit such as a time. Anything else is no ping line.
func cleanPrefix(p *pingLine, prefix []byte) bool {
	prefix = bytes.Trim(prefix, " \t")
	for len(prefix) > 0 && bytes.IndexByte([]byte("]:|,;->"), prefix[len(prefix)-1]) >= 0 {
		prefix = bytes.TrimRight(prefix[:len(prefix)-1], " \t")
	}
	prefix = bytes.TrimLeft(prefix, "[ ")
	if len(prefix) > 0 && (len(prefix) > 40 || bytes.IndexAny(prefix, "0123456789") < 0) {
		return false
	}
	p.prefix = prefix
	return true
}

// answer reads "8.8.8.8: icmp_seq=1 ttl=64 time=20.5 ms (DUP!)".
func (p pingLine) answer(rest []byte) pingLine {
	p.target = sender(rest)
	if at := findAny(rest, " icmp_seq=", " icmp_req=", " seq="); at >= 0 {
		p.seq = leadingInt(rest[at:])
	}
	at := findAny(rest, " time=", " time<")
	if at < 0 {
		// An ICMP error instead of the answer, as the BSDs print it.
		if i := bytes.Index(rest, []byte(": ")); i >= 0 && hasErrorText(rest[i:]) {
			p.kind = pingUnreachable
			return p
		}
		p.kind = pingBroken
		return p
	}
	p.bound = rest[at-1] == '<'
	p.kind = pingReply
	p.rtt = leadingNumber(rest[at:])
	unit := bytes.TrimLeft(rest[at+len(p.rtt):], " ")
	if len(p.rtt) == 0 || !bytes.HasPrefix(unit, []byte("ms")) {
		p.kind = pingBroken
	}
	p.dup = bytes.Contains(rest, []byte("DUP!"))
	return p
}

// from reads "198.51.100.254 icmp_seq=4 Destination Host Unreachable".
func (p pingLine) from(rest []byte) pingLine {
	at := findAny(rest, " icmp_seq=", " icmp_seq ", " seq=")
	if at < 0 {
		p.kind = pingOther
		return p
	}
	p.seq = leadingInt(rest[at:])
	if p.seq < 0 {
		p.kind = pingBroken
	}
	if bytes.Contains(rest, []byte("Redirect")) {
		p.kind = pingOther // the probe itself goes on
	}
	return p
}

// windows reads "8.8.8.8: bytes=32 time=14ms TTL=117" and its errors.
func (p pingLine) windows(rest []byte) pingLine {
	p.target = sender(rest)
	at := findAny(rest, " time=", " time<")
	if at < 0 {
		p.kind = pingUnreachable
		if !hasErrorText(rest) {
			p.kind = pingBroken
		}
		return p
	}
	p.bound = rest[at-1] == '<'
	p.rtt = leadingNumber(rest[at:])
	if len(p.rtt) == 0 || !bytes.HasPrefix(rest[at+len(p.rtt):], []byte("ms")) {
		p.kind = pingBroken
	}
	return p
}

// header reads the line that names the target.
func (p pingLine) header(line, rest []byte) pingLine {
	if bytes.HasPrefix(line, []byte("PING6(")) {
		i := bytes.LastIndex(rest, []byte("--> "))
		if i < 0 {
			p.kind = pingOther
			return p
		}
		rest = rest[i+len("--> "):]
	}
	end := bytes.IndexAny(rest, " \t")
	if end < 0 {
		end = len(rest)
	}
	p.target = bytes.TrimRight(rest[:end], ":")
	tail := rest[end:]
	if len(p.target) == 0 || !bytes.HasPrefix(line, []byte("PING6(")) &&
		!bytes.Contains(tail, []byte("data")) && !bytes.Contains(tail, []byte("bytes")) {
		p.kind = pingOther
	}
	return p
}

// hasErrorText reports whether a line names an ICMP error.
func hasErrorText(b []byte) bool {
	for _, text := range []string{
		"nreachable", "ime to live exceeded", "TTL expired", "rohibited", "iltered", "eneral failure",
		"equest timed out", "ource quench", "arameter problem", "requested but", "acket needs to be fragmented",
	} {
		if bytes.Contains(b, []byte(text)) {
			return true
		}
	}
	return false
}

// sender returns the name before the colon, without the address in brackets.
func sender(rest []byte) []byte {
	end := bytes.Index(rest, []byte(": "))
	if end < 0 {
		end = bytes.IndexAny(rest, " ,")
	}
	if end < 0 {
		return nil
	}
	name := rest[:end]
	if i := bytes.IndexAny(name, " ,"); i >= 0 {
		name = name[:i]
	}
	return name
}

// findAny returns the offset behind the first of the keys that is in b, -1 for none.
func findAny(b []byte, keys ...string) int {
	for _, k := range keys {
		if i := bytes.Index(b, []byte(k)); i >= 0 {
			return i + len(k)
		}
	}
	return -1
}

// leadingInt returns the number that b begins with, -1 when there is none.
func leadingInt(b []byte) int64 {
	n := 0
	for n < len(b) && b[n] >= '0' && b[n] <= '9' {
		n++
	}
	if n == 0 || n > 9 {
		return -1
	}
	v, err := strconv.ParseInt(string(b[:n]), 10, 64)
	if err != nil {
		return -1
	}
	return v
}

// leadingNumber returns the decimal number that b begins with.
func leadingNumber(b []byte) []byte {
	n, marks := 0, 0
	for n < len(b) && (b[n] >= '0' && b[n] <= '9' || (b[n] == '.' || b[n] == ',') && n > 0 && marks == 0) {
		if b[n] == '.' || b[n] == ',' {
			marks++
		}
		n++
	}
	if n > 20 {
		return nil
	}
	return b[:n]
}
