package export

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"time"
	"unicode"
	"unicode/utf8"

	"network-analytics/analytics/quality"
	"network-analytics/analytics/record"
)

// InspectSchema names the form of what InspectJSON writes. Fields may be added
// to it; a field that goes or changes its meaning raises the number.
const InspectSchema = "network-analytics/inspect/1"

// InspectJSON writes how inputs were read as one JSON object:
//
//	schema     InspectSchema
//	inputs[]   path, format, encoding, compression, delimiter, layout, header_line,
//	           skipped_lines, problem, device_from, region_from
//	  .time      columns, format, zone, how, why
//	  .columns[] name, field ("" when not used), unit, how, why, samples[]
//	  .questions[] as below
//	questions[] those of all inputs, each once: field, column, text,
//	           options[] of label and flag
//	rows       null until the inputs were read: used, rejected, lines, truncated,
//	           repaired, over_limit, rejected_by_reason[] of reason, rows,
//	           examples[] of file, line, column, field, value, detail
//	missing[]  metric, present, cells, by_reason[] of reason, cells,
//	           tokens[] of text, cells
//	times      null until then: first, last, steps_back, steps_back_within_device,
//	           equal_times, devices, devices_with_usual_step, usual_step_seconds,
//	           gaps, more_gaps, devices_with_gaps, longest_gaps[] of device,
//	           region, from, to, missing_records, coverage[] of device, region,
//	           rows, first, last, usual_step_seconds, share, gaps
//	notes[]    one sentence each
//	command    the command line that reproduces the reading
//
// Texts are as the input has them, in ASCII where a terminal could misread
// them; times are RFC 3339 in UTC; how is one of flag, profile, format, name,
// cell, neighbour, assumed, not settled. coverage holds the devices that cover
// least, then those that cover most. Lists are never null.
func InspectJSON(w io.Writer, r *quality.Reading) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(newInspectJSON(r)); err != nil {
		return err
	}
	_, err := w.Write(asciiControls(b.Bytes()))
	return err
}

// asciiControls spells the characters that a terminal acts upon, which JSON
// allows inside strings, as \u escapes.
func asciiControls(b []byte) []byte {
	var out []byte
	for i := 0; i < len(b); {
		r, size := utf8.DecodeRune(b[i:])
		if r >= 0x7f && (r == utf8.RuneError || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs, unicode.Zl, unicode.Zp)) {
			if r > 0xffff {
				hi, lo := (r-0x10000)>>10+0xd800, (r-0x10000)&0x3ff+0xdc00
				out = fmt.Appendf(out, `\u%04x\u%04x`, hi, lo)
			} else {
				out = fmt.Appendf(out, `\u%04x`, r)
			}
		} else {
			out = append(out, b[i:i+size]...)
		}
		i += size
	}
	return out
}

type inspectJSON struct {
	Schema    string         `json:"schema"`
	Inputs    []inputJSON    `json:"inputs"`
	Questions []questionJSON `json:"questions"`
	Rows      *rowsJSON      `json:"rows"`
	Missing   []missingJSON  `json:"missing"`
	Times     *timesJSON     `json:"times"`
	Notes     []string       `json:"notes"`
	Command   string         `json:"command"`
}

type inputJSON struct {
	Path        string         `json:"path"`
	Format      string         `json:"format"`
	Encoding    string         `json:"encoding"`
	Compression string         `json:"compression"`
	Delimiter   string         `json:"delimiter"`
	Layout      string         `json:"layout"`
	HeaderLine  int64          `json:"header_line"`
	Skipped     int64          `json:"skipped_lines"`
	Problem     string         `json:"problem"`
	DeviceFrom  string         `json:"device_from"`
	RegionFrom  string         `json:"region_from"`
	Time        timeJSON       `json:"time"`
	Columns     []columnJSON   `json:"columns"`
	Questions   []questionJSON `json:"questions"`
}

type timeJSON struct {
	Columns string `json:"columns"`
	Format  string `json:"format"`
	Zone    string `json:"zone"`
	How     string `json:"how"`
	Why     string `json:"why"`
}

type columnJSON struct {
	Name    string   `json:"name"`
	Field   string   `json:"field"`
	Unit    string   `json:"unit"`
	How     string   `json:"how"`
	Why     string   `json:"why"`
	Samples []string `json:"samples"`
}

type questionJSON struct {
	Field   string       `json:"field"`
	Column  string       `json:"column"`
	Text    string       `json:"text"`
	Options []optionJSON `json:"options"`
}

type optionJSON struct {
	Label string `json:"label"`
	Flag  string `json:"flag"`
}

type rowsJSON struct {
	Used      int64          `json:"used"`
	Rejected  int64          `json:"rejected"`
	Lines     int64          `json:"lines"`
	Truncated bool           `json:"truncated"`
	Repaired  int64          `json:"repaired"`
	OverLimit string         `json:"over_limit"`
	ByReason  []rejectedJSON `json:"rejected_by_reason"`
}

type rejectedJSON struct {
	Reason   string      `json:"reason"`
	Rows     int64       `json:"rows"`
	Examples []faultJSON `json:"examples"`
}

type faultJSON struct {
	File   string `json:"file"`
	Line   int64  `json:"line"`
	Column int    `json:"column"`
	Field  string `json:"field"`
	Value  string `json:"value"`
	Detail string `json:"detail"`
}

type missingJSON struct {
	Metric   string              `json:"metric"`
	Present  bool                `json:"present"`
	Cells    int64               `json:"cells"`
	ByReason []missingReasonJSON `json:"by_reason"`
}

type missingReasonJSON struct {
	Reason string      `json:"reason"`
	Cells  int64       `json:"cells"`
	Tokens []tokenJSON `json:"tokens"`
}

type tokenJSON struct {
	Text  string `json:"text"`
	Cells int64  `json:"cells"`
}

type timesJSON struct {
	First      string         `json:"first"`
	Last       string         `json:"last"`
	StepsBack  int64          `json:"steps_back"`
	OwnBack    int64          `json:"steps_back_within_device"`
	Equal      int64          `json:"equal_times"`
	Devices    int            `json:"devices"`
	Regular    int            `json:"devices_with_usual_step"`
	Step       float64        `json:"usual_step_seconds"`
	Gaps       int64          `json:"gaps"`
	MoreGaps   bool           `json:"more_gaps"`
	WithGaps   int            `json:"devices_with_gaps"`
	Longest    []gapJSON      `json:"longest_gaps"`
	Coverage   []coverageJSON `json:"coverage"`
	Unfollowed int64          `json:"rows_of_devices_not_followed"`
}

type gapJSON struct {
	Device  string `json:"device"`
	Region  string `json:"region"`
	From    string `json:"from"`
	To      string `json:"to"`
	Missing int64  `json:"missing_records"`
}

type coverageJSON struct {
	Device string      `json:"device"`
	Region string      `json:"region"`
	Rows   int64       `json:"rows"`
	First  string      `json:"first"`
	Last   string      `json:"last"`
	Step   float64     `json:"usual_step_seconds"`
	Share  json.Number `json:"share"`
	Gaps   int         `json:"gaps"`
}

func rfc3339(t int64) string { return time.Unix(0, t).UTC().Format(time.RFC3339Nano) }

func newInspectJSON(r *quality.Reading) *inspectJSON {
	out := &inspectJSON{
		Schema: InspectSchema, Inputs: []inputJSON{}, Questions: questionsJSON(r.Questions()), Missing: []missingJSON{},
		Notes: append([]string{}, r.Notes()...), Command: r.Command,
	}
	for i := range r.Inputs {
		in := &r.Inputs[i]
		j := inputJSON{
			Path: in.Path, Format: in.Format, Encoding: in.Encoding, Compression: in.Compression, Delimiter: in.Delimiter,
			Layout: in.Layout, HeaderLine: in.HeaderLine, Skipped: in.Skipped, Problem: in.Problem, DeviceFrom: in.Device,
			RegionFrom: in.Region, Time: timeJSON(in.Time), Columns: []columnJSON{}, Questions: questionsJSON(in.Questions),
		}
		for _, c := range in.Columns {
			c.Samples = append([]string{}, c.Samples...)
			j.Columns = append(j.Columns, columnJSON(c))
		}
		out.Inputs = append(out.Inputs, j)
	}
	if r.Done {
		out.Rows, out.Missing, out.Times = newRowsJSON(&r.Load), newMissingJSON(&r.Load), newTimesJSON(&r.Times)
	}
	return out
}

func questionsJSON(list []quality.Question) []questionJSON {
	out := []questionJSON{}
	for _, q := range list {
		j := questionJSON{Field: q.Field, Column: q.Column, Text: q.Text, Options: []optionJSON{}}
		for _, o := range q.Options {
			j.Options = append(j.Options, optionJSON(o))
		}
		out = append(out, j)
	}
	return out
}

func newRowsJSON(l *record.LoadReport) *rowsJSON {
	out := &rowsJSON{
		Used: l.Rows, Rejected: l.TotalRejected(), Lines: l.Lines, Truncated: l.Truncated, Repaired: l.Repaired,
		OverLimit: l.OverLimit, ByReason: []rejectedJSON{},
	}
	for reason, n := range l.Rejected {
		if n == 0 {
			continue
		}
		j := rejectedJSON{Reason: record.Reason(reason).String(), Rows: n, Examples: []faultJSON{}}
		for _, f := range l.Faults {
			if f.Reason == record.Reason(reason) {
				j.Examples = append(j.Examples, faultJSON{f.File, f.Line, f.Column, f.Field, f.Value, f.Detail})
			}
		}
		out.ByReason = append(out.ByReason, j)
	}
	return out
}

func newMissingJSON(l *record.LoadReport) []missingJSON {
	var out []missingJSON
	for m := range record.NumMetrics {
		j := missingJSON{Metric: m.Info().Column, Present: l.Present[m], ByReason: []missingReasonJSON{}}
		for reason, n := range l.Missing[m] {
			if n == 0 {
				continue
			}
			j.Cells += n
			by := missingReasonJSON{Reason: record.MissingReason(reason).String(), Cells: n, Tokens: []tokenJSON{}}
			for _, t := range l.Tokens {
				if t.Metric == m && int(t.Reason) == reason {
					by.Tokens = append(by.Tokens, tokenJSON{t.Text, t.Cells})
				}
			}
			j.ByReason = append(j.ByReason, by)
		}
		out = append(out, j)
	}
	return out
}

func newTimesJSON(t *quality.Report) *timesJSON {
	if t.Rows == 0 {
		return nil
	}
	out := &timesJSON{
		First: rfc3339(t.First), Last: rfc3339(t.Last), StepsBack: t.StepsBack, OwnBack: t.OwnStepsBack, Equal: t.EqualTimes,
		Devices: t.Series, Regular: t.Regular, Step: seconds(t.Step), Gaps: t.Gaps, MoreGaps: t.MoreGaps, WithGaps: t.WithGaps,
		Longest: []gapJSON{}, Coverage: []coverageJSON{}, Unfollowed: t.Beyond,
	}
	for _, g := range t.Longest {
		out.Longest = append(out.Longest, gapJSON{g.Device.Raw, g.Region.Raw, rfc3339(g.From), rfc3339(g.To), g.Missing})
	}
	for _, list := range [][]quality.Coverage{t.Least, t.Most} {
		for _, c := range list {
			out.Coverage = append(out.Coverage, coverageJSON{
				c.Device.Raw, c.Region.Raw, c.Rows, rfc3339(c.First), rfc3339(c.Last), seconds(c.Step),
				json.Number(strconv.FormatFloat(c.Share, 'f', 4, 64)), c.Gaps,
			})
		}
	}
	return out
}

func seconds(ns int64) float64 { return float64(ns) / 1e9 }
