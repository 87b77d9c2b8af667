package export

import (
	"bytes"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"network-analytics/analytics"
	"network-analytics/analytics/detect"
	"network-analytics/analytics/record"
)

// CSVOptions change what BottlenecksCSV writes. The zero value is the reference.
type CSVOptions struct {
	// Raw writes device and region names byte for byte as the input has them.
	// Without it, a name that a spreadsheet would take for a formula gets a
	// leading apostrophe and bytes that are no UTF-8 become U+FFFD.
	Raw bool
}

// bottlenecksHeader and bottleneckMetric are fixed parts of the reference file.
const (
	bottlenecksHeader = "device_id,region,metric,severity,description\n"
	bottleneckMetric  = "latency/packet_loss/cpu"
)

// BottlenecksCSV writes the flagged rows of r in time order, one a line with LF
// ends, under the header device_id,region,metric,severity,description. Severity
// is the shortest decimal with at least one digit behind the point; the
// description is detect.Description. Fields are quoted only where a comma, a
// quote, a line break or a space at the begin asks for it, as encoding/csv does.
//
// Names come as the input has them, not made safe for a terminal, except for
// the guard that CSVOptions.Raw switches off. It returns the error of w.
func BottlenecksCSV(w io.Writer, r *analytics.Report, opt CSVOptions) error {
	devices := nameFields{names: r.DeviceNames, raw: opt.Raw}
	regions := nameFields{names: r.RegionNames, raw: opt.Raw}
	wholeLatency, wholeLoss := r.Whole[record.Latency], r.Whole[record.Loss]
	var text []byte // description of the row at hand
	buf := make([]byte, 0, writeChunk)
	buf = append(buf, bottlenecksHeader...)
	for i := range r.Bottlenecks {
		b := &r.Bottlenecks[i]
		if len(buf) > writeChunk*3/4 {
			if _, err := w.Write(buf); err != nil {
				return err
			}
			buf = buf[:0]
		}
		buf = append(buf, devices.field(b.Device)...)
		buf = append(buf, ',')
		buf = append(buf, regions.field(b.Region)...)
		buf = append(buf, ","+bottleneckMetric+","...)
		buf = detect.AppendNumber(buf, b.Severity, false)
		buf = append(buf, ',')
		text = detect.AppendDescription(text[:0], &b.Row, wholeLatency, wholeLoss)
		buf = appendField(buf, text)
		buf = append(buf, '\n')
	}
	_, err := w.Write(buf)
	return err
}

// nameFields makes the CSV field of each name once.
type nameFields struct {
	names []record.Name
	raw   bool
	done  [][]byte // by record.NameID, nil where not asked for yet
}

func (n *nameFields) field(id record.NameID) []byte {
	if n.done == nil {
		n.done = make([][]byte, len(n.names))
	}
	if n.done[id] == nil {
		name := n.names[id].Raw
		if !n.raw {
			name = guardFormula(strings.ToValidUTF8(name, "\uFFFD"))
		}
		n.done[id] = appendField([]byte{}, []byte(name))
	}
	return n.done[id]
}

// guardFormula returns s with an apostrophe before it when spreadsheets would
// run it as a formula: when it begins with = + - @ or with a control character
// that they skip before looking.
func guardFormula(s string) string {
	if s != "" && strings.IndexByte("=+-@\t\r\n\x00", s[0]) >= 0 {
		return "'" + s
	}
	return s
}

// appendField appends s as one CSV field by the rules of encoding/csv.
func appendField(dst, s []byte) []byte {
	if !needsQuotes(s) {
		return append(dst, s...)
	}
	dst = append(dst, '"')
	for {
		i := bytes.IndexByte(s, '"')
		if i < 0 {
			break
		}
		dst = append(dst, s[:i]...)
		dst = append(dst, '"', '"')
		s = s[i+1:]
	}
	dst = append(dst, s...)
	return append(dst, '"')
}

// needsQuotes reports whether a field would be read differently without quotes.
// The field \. alone ends the data for some databases.
func needsQuotes(s []byte) bool {
	if len(s) == 0 {
		return false
	}
	if string(s) == `\.` {
		return true
	}
	for _, c := range s {
		if c == ',' || c == '"' || c == '\r' || c == '\n' {
			return true
		}
	}
	first, _ := utf8.DecodeRune(s)
	return unicode.IsSpace(first)
}
