package command

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"network-analytics/analytics"
	"network-analytics/analytics/detect"
	"network-analytics/analytics/filter"
	"network-analytics/analytics/record"
	"network-analytics/analytics/slo"
	"network-analytics/export"
	"network-analytics/tui"
)

// savedViews is the file with the views that the user saved. Nothing is written
// but when a view is saved.
type savedViews struct{ path string }

func (s savedViews) read() (map[string]tui.ViewText, error) {
	text, err := os.ReadFile(s.path)
	switch {
	case s.path == "" || errors.Is(err, fs.ErrNotExist):
		return map[string]tui.ViewText{}, nil
	case err != nil:
		return nil, &record.Error{Kind: record.KindUsage, Path: s.path, What: "the saved views cannot be read", Err: err}
	}
	views := map[string]tui.ViewText{}
	if _, err := toml.NewDecoder(bytes.NewReader(text)).Decode(&views); err != nil {
		return nil, tomlError(s.path, err)
	}
	return views, nil
}

// load returns the view of a name. Its error is of KindUsage.
func (s savedViews) load(name string) (tui.ViewText, error) {
	views, err := s.read()
	if err != nil {
		return tui.ViewText{}, err
	}
	v, ok := views[name]
	if !ok {
		e := &record.Error{Kind: record.KindUsage, What: fmt.Sprintf("no view is saved as %s", record.Clean(name))}
		if names := s.names(); len(names) > 0 {
			e.Try = "there are " + record.CleanText(strings.Join(names, ", "))
		} else {
			e.Try = "save one in the dashboard with :save NAME"
		}
		return tui.ViewText{}, e
	}
	return v, nil
}

func (s savedViews) save(name string, v tui.ViewText) error {
	if s.path == "" {
		return errors.New("there is no folder for settings")
	}
	views, err := s.read()
	if err != nil {
		return err
	}
	views[name] = v
	return export.WriteFile(context.Background(), s.path, func(w io.Writer) error {
		if _, err := fmt.Fprintln(w, "# Views saved with :save; --view NAME and :view NAME bring them back."); err != nil {
			return err
		}
		e := toml.NewEncoder(w)
		e.Indent = ""
		return e.Encode(views)
	})
}

// names lists the saved views. A file that cannot be read has none.
func (s savedViews) names() []string {
	views, _ := s.read()
	var names []string
	for name := range views {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// narrow returns a view narrowed by a saved one, for a run without a screen.
func narrow(v analytics.View, t tui.ViewText) (analytics.View, error) {
	parts := []*filter.Expr{v.Where}
	for _, p := range []struct{ key, text, test string }{
		{"from", t.From, "time >= " + t.From}, {"to", t.To, "time < " + t.To}, {"filter", t.Filter, t.Filter},
	} {
		if p.text == "" {
			continue
		}
		e, err := filter.Parse(p.test)
		if err != nil {
			if wrong, ok := errors.AsType[*filter.SyntaxError](err); ok {
				wrong.Flag = "the view's " + p.key
			}
			return v, err
		}
		parts = append(parts, e)
	}
	v.Where = filter.And(parts...)
	base := v.Limits
	if base == (detect.Limits{}) {
		base = detect.DefaultLimits
	}
	limits, err := tui.ParseLimits(t.Limits, base)
	if err != nil {
		return v, &record.Error{Kind: record.KindUsage, What: "the saved view: " + err.Error()}
	}
	if t.Limits != "" {
		v.Limits = limits
	}
	if t.SLO != "" {
		if v.Objective, err = slo.Parse(t.SLO); err != nil {
			if wrong, ok := errors.AsType[*filter.SyntaxError](err); ok {
				wrong.Flag = "the view's slo"
			}
			return v, err
		}
	}
	return v, nil
}
