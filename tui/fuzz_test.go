package tui

import (
	"bytes"
	"context"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"network-analytics/analytics"
	"network-analytics/analytics/record"
	"network-analytics/tui/chart"
)

// FuzzView holds every frame to its size and to be free of foreign sequences,
// with any bytes as names, files, notes and typed text, at any size, and after
// any keys.
func FuzzView(f *testing.F) {
	var all []byte
	for b := range 256 {
		all = append(all, byte(b), 'x')
		if b%16 == 15 {
			all = append(all, 0)
		}
	}
	f.Add(all, []byte("4/abc"), uint8(80), uint8(24))
	f.Add([]byte("\x1b]0;owned\a\x00\x1b[5;1H\x1b[2J\x00\u202eevil\x00東京データセンター"), []byte("12345670tz?"), uint8(40), uint8(10))
	f.Add([]byte("👩‍👩‍👧‍👦\ufe0f\x00e\u0301\u0301\u0301\u0301\x00שלום עולם\x00\u200b\u2028\ufeff"), []byte("+-<>s\r"), uint8(200), uint8(60))
	f.Add([]byte("a' or '\x00*?\\\x00none\x00(none)"), []byte("4>>+++-"), uint8(120), uint8(40))
	f.Fuzz(func(t *testing.T, data, keys []byte, w, h uint8) {
		if len(data) > 2000 || len(keys) > 40 {
			return
		}
		names := bytes.Split(data, []byte{0})
		in := &rows{present: [record.NumMetrics]bool{true, true, true, true}}
		for i := range 3 * len(names) {
			v := float64(i)
			in.add(day.Add(time.Duration(i)*time.Hour), string(names[i%len(names)]), string(names[(i*7+i/len(names))%len(names)]),
				[record.NumMetrics]float64{v, 100 + 10*v, v / 3, 80 + v})
		}
		text := string(data)
		in.load.Source, in.load.Notes = text, []string{text}
		in.load.Rejected[record.BadNumber] = 1
		in.load.Faults = []record.RowFault{{File: text, Field: text, Value: text, Detail: text}}
		r, err := analytics.Run(context.Background(), in, analytics.Options{}, nil)
		if err != nil {
			t.Fatal(err)
		}
		m := shown(r, int(w), int(h))
		m.cfg.Look = func(context.Context, analytics.View, *record.Progress) (*analytics.Report, error) { return r, nil }
		m.cfg.Export = func(context.Context, *analytics.Report) ([]string, error) { return []string{text}, nil }
		m.theme = chart.NewTheme(chart.ThemeOptions{Profile: chart.Profile(h % 5), ASCII: w%2 == 0})
		look := func() {
			if m.w > 0 && m.h > 0 {
				checkFrame(t, m.View(), m.w, m.h)
			}
			if reason := m.end.reason(); reason != nil {
				t.Fatalf("%v\n%s", reason, reason.(Crash).Stack)
			}
		}
		look()
		for _, k := range keys {
			name := string(rune(k))
			switch {
			case k == '\r':
				name = "enter"
			case k == 0x1b:
				name = "esc"
			case k < ' ':
				m.Update(tea.KeyMsg{Type: tea.KeyRunes, Paste: true, Runes: []rune(text)})
				look()
				continue
			case k >= 0x80:
				name = bindings[int(k)%len(bindings)].keys[0]
				if name == "ctrl+z" {
					continue
				}
			}
			_, cmd := m.Update(keyMsg(name))
			for range 4 {
				if msg := quick(cmd); msg != nil {
					_, cmd = m.Update(msg)
				}
			}
			look()
		}
	})
}
