package mapping

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/BurntSushi/toml"

	"network-analytics/analytics/record"
)

// profile is the file of --save-profile and --profile.
type profile struct {
	Format     string            `toml:"format,omitempty"`
	Delimiter  string            `toml:"delimiter,omitempty"`
	Columns    []string          `toml:"columns,omitempty"`
	TZ         string            `toml:"tz,omitempty"`
	DateOrder  string            `toml:"date-order,omitempty"`
	TimeFormat string            `toml:"time-format,omitempty"`
	LossUnit   string            `toml:"loss-unit,omitempty"`
	CPUUnit    string            `toml:"cpu-unit,omitempty"`
	Decimal    string            `toml:"decimal,omitempty"`
	Layout     string            `toml:"layout,omitempty"`
	DeviceFrom string            `toml:"device-from,omitempty"`
	RegionFrom string            `toml:"region-from,omitempty"`
	Start      string            `toml:"start,omitempty"`
	Step       string            `toml:"step,omitempty"`
	Map        map[string]string `toml:"map,omitempty"`
	Unit       map[string]string `toml:"unit,omitempty"`
}

const maxProfileBytes = 1 << 20

// ReadProfile reads a saved profile. Keys it does not know and values that make
// no sense are errors with their line.
func ReadProfile(path string) (Answers, error) {
	file, err := os.Open(path)
	if err != nil {
		return Answers{}, &record.Error{Kind: record.KindUsage, Path: path, What: "cannot read the profile", Err: errors.Unwrap(err)}
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, maxProfileBytes+1))
	if err != nil {
		return Answers{}, &record.Error{Kind: record.KindUsage, Path: path, What: "cannot read the profile", Err: err}
	}
	if len(text) > maxProfileBytes {
		return Answers{}, &record.Error{Kind: record.KindUsage, Path: path, What: "this is no profile: it is larger than 1 MiB"}
	}
	return parseProfile(path, text)
}

func parseProfile(path string, text []byte) (Answers, error) {
	bad := func(key []string, what string) error {
		return &record.Error{Kind: record.KindUsage, Path: path, Line: KeyLine(text, key), What: what}
	}
	var p profile
	meta, err := toml.NewDecoder(bytes.NewReader(text)).Decode(&p)
	if err != nil {
		e := &record.Error{Kind: record.KindUsage, Path: path, What: "the profile is not valid: " + record.CleanText(err.Error())}
		if at, ok := errors.AsType[toml.ParseError](err); ok {
			e.Line, e.What = int64(at.Position.Line), "the profile is not valid TOML: "+record.CleanText(at.Message)
			if at.Message == "" {
				e.What = "the profile is not valid TOML: " + record.CleanText(strings.TrimPrefix(at.Error(), "toml: "))
			}
		}
		return Answers{}, e
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		return Answers{}, bad(unknown[0], "no key of a profile is called "+quote(unknown[0].String()))
	}
	var a Answers
	for _, one := range p.values() {
		if one.value == "" {
			continue
		}
		if err := a.set(one.key, one.value); err != nil {
			return Answers{}, bad([]string{one.key}, profileText(err))
		}
	}
	a.Columns = p.Columns
	for _, field := range sortedKeys(p.Map) {
		if err := a.setMap(field, p.Map[field]); err != nil {
			return Answers{}, bad([]string{"map", field}, profileText(err))
		}
	}
	for _, field := range sortedKeys(p.Unit) {
		if err := a.setUnit(field, p.Unit[field]); err != nil {
			return Answers{}, bad([]string{"unit", field}, profileText(err))
		}
	}
	a.FromProfile = true
	return a, nil
}

type keyValue struct{ key, value string }

func (p *profile) values() []keyValue {
	return []keyValue{
		{"format", p.Format}, {"delimiter", p.Delimiter}, {"tz", p.TZ}, {"date-order", p.DateOrder},
		{"time-format", p.TimeFormat}, {"loss-unit", p.LossUnit}, {"cpu-unit", p.CPUUnit}, {"decimal", p.Decimal},
		{"layout", p.Layout}, {"device-from", p.DeviceFrom}, {"region-from", p.RegionFrom},
		{"start", p.Start}, {"step", p.Step},
	}
}

// profileText is the text of a flag error as it reads in a profile.
func profileText(err error) string {
	e, ok := errors.AsType[*record.Error](err)
	if !ok {
		return err.Error()
	}
	text := strings.TrimPrefix(e.What, "--")
	if e.Try != "" {
		text += "; " + e.Try
	}
	return text
}

func sortedKeys(m map[string]string) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// KeyLine returns the number of the line of a TOML text where a key, given by its
// parts, is set, 0 when it is written in an unusual way.
func KeyLine(text []byte, key []string) int64 {
	table := ""
	for n, line := range strings.Split(string(text), "\n") {
		line = strings.TrimSpace(line)
		if strings.HasPrefix(line, "[") {
			table = strings.Trim(line, "[] \t")
			if table == strings.Join(key, ".") {
				return int64(n) + 1
			}
			continue
		}
		name, _, ok := strings.Cut(line, "=")
		name = strings.Trim(strings.TrimSpace(name), `"'`)
		if table != "" {
			name = table + "." + name
		}
		if ok && name == strings.Join(key, ".") {
			return int64(n) + 1
		}
	}
	return 0
}

// WriteProfile writes answers so that ReadProfile gives them back.
func WriteProfile(w io.Writer, a Answers) error {
	p := profile{
		Format: a.Format, Delimiter: a.Delimiter, Columns: a.Columns, DateOrder: orderNames[a.DateOrder],
		TimeFormat: a.TimeFormat, LossUnit: a.LossUnit, CPUUnit: a.CPUUnit,
		Decimal:    map[byte]string{'.': "point", ',': "comma"}[a.Decimal],
		Layout:     a.Layout,
		DeviceFrom: a.DeviceFrom, RegionFrom: a.RegionFrom,
		Map: map[string]string{}, Unit: map[string]string{},
	}
	if a.Zone != nil {
		p.TZ = a.Zone.String()
	}
	if !a.Start.IsZero() {
		p.Start = a.Start.Format(time.RFC3339Nano)
	}
	if a.Step > 0 {
		p.Step = a.Step.String()
	}
	for f := Time; f < NumFields; f++ {
		if a.Map[f] != "" {
			p.Map[f.String()] = a.Map[f]
		}
		if a.Unit[f] != "" {
			p.Unit[f.String()] = a.Unit[f]
		}
	}
	if _, err := fmt.Fprintln(w, "# How to read an input; use with --profile."); err != nil {
		return err
	}
	e := toml.NewEncoder(w)
	e.Indent = ""
	return e.Encode(p)
}
