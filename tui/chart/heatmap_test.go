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

// Deviations are told by sign and by colour; what is usual is blank.
func TestHeatmapDeviations(t *testing.T) {
	o := HeatOptions{Width: 80, Height: 3, CursorRow: -1, Diverging: true, CellWidth: 3, MissingNote: "too little history",
		ColumnLabels: make([]string, 8), Values: [][]float64{{0, 2.9, 3, -3, 5.5, -8, 40, math.NaN()}}}
	plain := strings.Split(Heatmap(NewTheme(ThemeOptions{}), o), "\n")
	if want := "      +  -  ++ ---+++···"; !strings.HasPrefix(plain[1], want) {
		t.Errorf("got %q, want %q", plain[1], want)
	}
	if !strings.Contains(plain[2], "blank: usual") || !strings.Contains(plain[2], "too little history") {
		t.Errorf("legend is %q", plain[2])
	}
	theme := NewTheme(ThemeOptions{Profile: ANSI256})
	if theme.Deviation(4).open == theme.Deviation(-4).open || theme.Deviation(4).open == theme.Deviation(9).open || theme.Deviation(1).open != "" {
		t.Error("deviations are not told apart by colour")
	}
}

// Cells of few samples are hatched and keep their colour or some of their shade.
func TestHeatmapHatchesFewSamples(t *testing.T) {
	o := HeatOptions{Width: 60, Height: 3, CursorRow: -1, CellWidth: 4, ColumnLabels: []string{"00", "01"}, FewNote: "few samples",
		Values: [][]float64{{1, 9}}, Few: [][]bool{{false, true}}}
	got := strings.Split(Heatmap(NewTheme(ThemeOptions{}), o), "\n")
	if !strings.HasPrefix(got[1], "    ╱█╱█") || !strings.Contains(got[2], "╱ few samples") {
		t.Errorf("not hatched: %q", got)
	}
	theme := NewTheme(ThemeOptions{Profile: ANSI256})
	if line := strings.Split(Heatmap(theme, o), "\n")[1]; !strings.Contains(line, theme.Ramp(1).open+"╱╱╱╱") {
		t.Errorf("colour is lost: %q", line)
	}
}

// Two rows share a line where they do not fit, and the cursor stays in sight.
func TestHeatmapHalves(t *testing.T) {
	theme := NewTheme(ThemeOptions{Profile: ANSI256})
	o := sampleHeat(80, 8, 9, 24)
	o.ColumnGroups, o.Halves = nil, theme.Halves()
	v := o.Visible()
	if !v.Double || v.Rows != 9 {
		t.Fatalf("9 rows are to be in 6 lines: %+v", v)
	}
	if r, _, ok := v.At(v.Left, v.Top+2); !ok || r != 4 {
		t.Errorf("line 2 begins with row %d", r)
	}
	// The upper half is in the colour of row 0, the lower in that of row 1.
	lo, hi, _ := o.scale()
	upper, lower := theme.Ramp(fraction(o.Values[0][5], lo, hi)), theme.Ramp(fraction(o.Values[1][5], lo, hi))
	want := "\x1b[38" + background(upper.open) + ";48" + background(lower.open) + "m▀"
	if line := strings.Split(Heatmap(theme, o), "\n")[v.Top]; !strings.Contains(line, want) {
		t.Errorf("%q is missing in %q", want, line)
	}
	for row := range 9 {
		o.CursorRow, o.CursorCol = row, 3
		if got := ansi.Strip(Heatmap(theme, o)); strings.Count(got, "[") != 1 {
			t.Errorf("cursor in row %d is not drawn once:\n%s", row, got)
		}
	}
	if o.Height = 20; o.Visible().Double {
		t.Error("rows that fit have a line each")
	}
}
