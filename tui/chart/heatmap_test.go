package chart

import (
	"math"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
)

// The cursor is on screen wherever it is, at the place that At names.
func TestHeatmapCursorIsVisible(t *testing.T) {
	theme := NewTheme(ThemeOptions{Profile: Mono})
	for _, size := range [][2]int{{20, 4}, {40, 8}, {80, 10}, {200, 30}} {
		for _, shape := range [][2]int{{1, 1}, {3, 24}, {12, 168}, {40, 720}} {
			o := sampleHeat(size[0], size[1], shape[0], shape[1])
			o.Unit = "" // a unit or label with brackets would confuse the search below
			for _, row := range []int{0, shape[0] / 2, shape[0] - 1} {
				for col := 0; col < shape[1]; col += 1 + shape[1]/17 {
					o.CursorRow, o.CursorCol = row, col
					found := false
					for y, line := range strings.Split(ansi.Strip(Heatmap(theme, o)), "\n") {
						for x, r := range []rune(line) {
							if r != '[' && r != 'X' {
								continue
							}
							gotRow, gotCol, ok := o.Visible().At(x, y)
							if found = true; !ok || gotRow != row || gotCol != col {
								t.Fatalf("%v cells, %v values: cursor %d,%d is drawn where At says %d,%d %v", size, shape, row, col, gotRow, gotCol, ok)
							}
						}
					}
					if !found {
						t.Fatalf("%v cells, %v values: cursor %d,%d is not drawn", size, shape, row, col)
					}
				}
			}
		}
	}
}

// Moving the cursor inside of what is seen does not scroll.
func TestHeatmapScrollsLittle(t *testing.T) {
	o := sampleHeat(80, 6, 20, 300)
	o.CursorRow, o.CursorCol, o.FirstRow, o.FirstCol = 11, 110, 10, 100
	if v := o.Visible(); v.FirstRow != 10 || v.FirstCol != 100 {
		t.Errorf("scrolled to %d,%d although the cursor was in sight", v.FirstRow, v.FirstCol)
	}
	o.FirstRow, o.FirstCol = 999, 999
	if v := o.Visible(); v.FirstRow > 11 || v.FirstCol > 110 || v.FirstRow+v.Rows > 20 || v.FirstCol+v.Cols > 300 {
		t.Errorf("view %+v leaves the data or the cursor", v)
	}
}

func TestHeatmapAt(t *testing.T) {
	v := sampleHeat(80, 8, 4, 24).Visible()
	for _, p := range [][2]int{{-1, 3}, {0, 0}, {v.Left - 1, v.Top}, {v.Left, v.Top - 1}, {v.Left + v.Cols*v.CellWidth, v.Top}, {v.Left, v.Top + v.Rows}} {
		if _, _, ok := v.At(p[0], p[1]); ok {
			t.Errorf("cell %v is outside of the values %+v", p, v)
		}
	}
	if r, c, ok := v.At(v.Left+v.CellWidth, v.Top+1); !ok || r != 1 || c != 1 {
		t.Errorf("got %d,%d %v instead of 1,1", r, c, ok)
	}
	if _, _, ok := (HeatView{}).At(0, 0); ok {
		t.Error("an empty view has no cells")
	}
}

func TestHeatmapLegend(t *testing.T) {
	theme, nan := NewTheme(ThemeOptions{}), math.NaN()
	heat := func(values ...float64) string {
		return Heatmap(theme, HeatOptions{Width: 60, Height: 4, Unit: "Mbps", CursorRow: -1, Values: [][]float64{values},
			RowLabels: []string{"a"}, ColumnLabels: []string{"00", "01", "02"}})
	}
	for _, c := range []struct{ what, got, want string }{
		{"range", heat(1, 2, 3), "1  ░▒▓█ 3 Mbps"},
		{"constant", heat(5, 5, 5), "all values 5 Mbps"},
		{"no data in a cell", heat(1, nan, 3), "· no data"},
		{"infinite is no data", heat(1, math.Inf(1), 3), "· no data"},
		{"nothing measured", heat(nan, nan, nan), "no data"},
	} {
		if !strings.Contains(c.got, c.want) {
			t.Errorf("%s: %q is missing in\n%s", c.what, c.want, c.got)
		}
	}
	if got := heat(5, 5, 5); strings.ContainsAny(got, "░▒▓█") {
		t.Errorf("constant data have the lowest shade:\n%s", got)
	}
	if got := heat(1, 2, 3); strings.Contains(got, "no data") || strings.Contains(got, "partial") {
		t.Errorf("the legend explains what is not there:\n%s", got)
	}
}

func TestHeatmapMarksPartialHours(t *testing.T) {
	theme := NewTheme(ThemeOptions{})
	o := HeatOptions{Width: 60, Height: 4, CursorRow: -1, MarkNote: "not a whole hour", RowLabels: []string{"a"}, ColumnLabels: []string{"00", "01"},
		Values: [][]float64{{1, 9}}, Mark: [][]bool{{false, true}}}
	got := strings.Split(Heatmap(theme, o), "\n")
	if strings.Count(got[1], "~") != 1 || !strings.Contains(got[2], "~ not a whole hour") {
		t.Errorf("mark or its meaning is missing: %q", got)
	}
}

// Values are printed in wide cells, whole or not at all.
func TestHeatmapPrintsValues(t *testing.T) {
	for _, p := range []Profile{None, ANSI256} {
		theme := NewTheme(ThemeOptions{Profile: p})
		o := HeatOptions{Width: 30, Height: 3, CursorRow: -1, ColumnLabels: []string{"00", "01", "02"}, Values: [][]float64{{118, 45.25, 1e-9}},
			Format: func(v float64) string {
				if v == 118 {
					return "123456789"
				}
				return Short(v)
			}}
		got := strings.Split(ansi.Strip(Heatmap(theme, o)), "\n")[1]
		if !strings.Contains(got, "45.2") || strings.Contains(got, "1234") {
			t.Errorf("%v: short values are to be printed, long ones not: %q", p, got)
		}
		o.Width = 12
		if got := strings.Split(ansi.Strip(Heatmap(theme, o)), "\n")[1]; strings.Contains(got, "45") {
			t.Errorf("%v: no room for values: %q", p, got)
		}
	}
}

// Without colour a higher value never has a lighter shade.
func TestRampWithoutColorRises(t *testing.T) {
	for _, o := range []ThemeOptions{{Profile: None}, {Profile: Mono}, {Profile: ANSI16}, {Profile: None, ASCII: true}} {
		theme := NewTheme(o)
		seen, last := "", rune(0)
		for f := 0.0; f <= 1; f += 0.001 {
			if r := theme.Ramp(f).Shade; r != last {
				if last = r; strings.ContainsRune(seen, r) {
					t.Fatalf("%v: shade %c comes back at %v", o, r, f)
				}
				seen += string(r)
			}
		}
		if want := map[bool]string{false: " ░▒▓█", true: "0123456789"}[o.ASCII]; seen != want {
			t.Errorf("%v: shades are %q", o, seen)
		}
	}
}
