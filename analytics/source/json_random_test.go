package source

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
)

func stringReader(s string) *bufio.Reader { return bufio.NewReader(strings.NewReader(s)) }

// randomJSON makes a random object of all kinds of values, nested at most so deep.
func randomJSON(r *rand.Rand, depth int) map[string]any {
	m := map[string]any{}
	for range r.IntN(6) {
		m[randomText(r)] = randomValue(r, depth)
	}
	return m
}

func randomText(r *rand.Rand) string {
	letters := []rune("ab.\"\\/\n\t\u0000é😀\u2028<x 0")
	var b strings.Builder
	for range r.IntN(5) {
		b.WriteRune(letters[r.IntN(len(letters))])
	}
	return b.String()
}

func randomValue(r *rand.Rand, depth int) any {
	switch n := r.IntN(9); {
	case n == 0 && depth > 0:
		return randomJSON(r, depth-1)
	case n == 1 && depth > 0:
		list := []any{}
		for range r.IntN(4) {
			list = append(list, randomValue(r, depth-1))
		}
		return list
	case n == 2:
		return nil
	case n == 3:
		return r.IntN(2) == 0
	case n < 6:
		return json.Number([]string{"0", "-0", "12", "-1.50", "1e3", "2E-7", "0.000", "12345678901234567890", "-3e+09"}[r.IntN(9)])
	}
	return randomText(r)
}

// flatten is what a row of an object should be, by way of encoding/json.
func flatten(text []byte) (map[string]string, error) {
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(text, &raw); err != nil {
		return nil, err
	}
	if raw == nil {
		return nil, fmt.Errorf("null")
	}
	out := map[string]string{}
	var walk func(prefix string, raw map[string]json.RawMessage) error
	walk = func(prefix string, raw map[string]json.RawMessage) error {
		for name, v := range raw {
			v = bytes.TrimSpace(v)
			path := prefix + name
			switch v[0] {
			case '{':
				var m map[string]json.RawMessage
				if err := json.Unmarshal(v, &m); err != nil {
					return err
				}
				if err := walk(path+".", m); err != nil {
					return err
				}
			case '"':
				var s string
				if err := json.Unmarshal(v, &s); err != nil {
					return err
				}
				out[path] = s
			default:
				out[path] = string(v)
			}
		}
		return nil
	}
	return out, walk("", raw)
}

// ambiguous reports whether two members would share a column: "a.b" and a {b}.
func ambiguous(text []byte) bool {
	d := json.NewDecoder(bytes.NewReader(text))
	seen := map[string]bool{}
	var walk func(prefix string) bool
	walk = func(prefix string) bool {
		for d.More() {
			key, err := d.Token()
			if err != nil {
				return true
			}
			path := prefix + key.(string)
			if seen[path] {
				return true
			}
			seen[path] = true
			tok, err := d.Token()
			if err != nil {
				return true
			}
			switch tok {
			case json.Delim('{'):
				if walk(path + ".") {
					return true
				}
			case json.Delim('['):
				for depth := 1; depth > 0; {
					if tok, err = d.Token(); err != nil {
						return true
					}
					if s, ok := tok.(json.Delim); ok && (s == '[' || s == '{') {
						depth++
					} else if ok {
						depth--
					}
				}
			}
		}
		_, err := d.Token()
		return err != nil
	}
	d.Token()
	return walk("")
}

// TestJSONAgainstStandardLibrary reads random records, written in several ways,
// as encoding/json does.
func TestJSONAgainstStandardLibrary(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 5))
	checked := 0
	for range 400 {
		var docs [][]byte
		for range 1 + r.IntN(5) {
			text, err := json.Marshal(randomJSON(r, 3))
			if err != nil {
				t.Fatal(err)
			}
			if !ambiguous(text) {
				docs = append(docs, text)
			}
		}
		if len(docs) == 0 {
			continue
		}
		var want []map[string]string
		for _, text := range docs {
			m, err := flatten(text)
			if err != nil {
				t.Fatal(err)
			}
			want = append(want, m)
		}
		var pretty [][]byte
		for _, text := range docs {
			var b bytes.Buffer
			json.Indent(&b, text, "", "  ")
			pretty = append(pretty, b.Bytes())
		}
		for way, text := range map[string][]byte{
			"lines":  bytes.Join(docs, []byte("\n")),
			"array":  []byte("[" + string(bytes.Join(docs, []byte(" , "))) + "]"),
			"pretty": append([]byte("[\n"), append(bytes.Join(pretty, []byte(",\n")), "\n]\n"...)...),
		} {
			// The shape is given: in random records it is a matter of taste.
			tab := newJSONTable(newJSONInput(bytes.NewReader(text), DefaultMaxLine), jsonShape{lines: way == "lines"}, nil)
			for i := 0; ; i++ {
				var row tableRow
				err := tab.next(&row)
				if err == io.EOF && i == len(want) {
					break
				}
				if err != nil {
					t.Fatalf("%s, record %d of %d: %v in\n%s", way, i, len(want), err, text)
				}
				got := map[string]string{}
				for k, c := range tab.columns() {
					if row.cells[k] != nil {
						got[c.Name] = string(row.cells[k])
					}
				}
				compact := want[i]
				for name, v := range compact {
					if strings.HasPrefix(v, "[") && strings.HasPrefix(got[name], "[") {
						var a, b bytes.Buffer // spaces inside arrays are kept as written
						json.Compact(&a, []byte(v))
						json.Compact(&b, []byte(got[name]))
						got[name], v = b.String(), a.String()
						compact[name] = v
					}
				}
				if fmt.Sprint(got) != fmt.Sprint(compact) {
					t.Fatalf("%s, record %d:\n got %q\nwant %q", way, i, got, compact)
				}
				checked++
			}
		}
	}
	if checked < 1000 {
		t.Errorf("only %d records were compared", checked)
	}
}
