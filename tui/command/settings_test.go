package command

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"network-analytics/analytics"
	"network-analytics/tui"
)

func TestSavedViewsComeBack(t *testing.T) {
	views := savedViews{filepath.Join(t.TempDir(), "folder", "views.toml")}
	want := map[string]tui.ViewText{
		"night": {From: "2024-03-01 22:00:00", To: "2024-03-02 04:00:00", Filter: `device = "a \"b\"" and loss > 1`, Limits: "latency 100"},
		"ü-1":   {Pane: "devices", Sort: "-p95"},
	}
	for name, v := range want {
		if err := views.save(name, v); err != nil {
			t.Fatal(err)
		}
	}
	for name, v := range want {
		got, err := views.load(name)
		if err != nil || !reflect.DeepEqual(got, v) {
			t.Errorf("%s: %+v %v", name, got, err)
		}
	}
	if names := views.names(); !slices.Equal(names, []string{"night", "ü-1"}) {
		t.Errorf("names %q", names)
	}
	v, err := narrow(analytics.View{}, want["night"])
	if err != nil || v.Limits.Latency != 100 || v.Limits.Loss != 2 {
		t.Errorf("%+v %v", v.Limits, err)
	}
	if got, want := v.Where.String(), `time >= 2024-03-01 22:00:00 and time < 2024-03-02 04:00:00 and device = 'a "b"' and loss > 1 %`; got != want {
		t.Errorf("filter %s, want %s", got, want)
	}
}

// A damaged file of views is told, and never written over.
func TestDamagedViewsAreKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "views.toml")
	if err := os.WriteFile(path, []byte("[night\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	views := savedViews{path}
	if err := views.save("x", tui.ViewText{}); err == nil {
		t.Error("saved into a damaged file")
	}
	if text, _ := os.ReadFile(path); string(text) != "[night\n" {
		t.Errorf("the file is now %q", text)
	}
	if _, err := views.load("night"); err == nil {
		t.Error("loaded from a damaged file")
	}
}

func TestVariable(t *testing.T) {
	if got := variable("max-rejects"); got != "NETWORK_ANALYTICS_MAX_REJECTS" {
		t.Error(got)
	}
}
