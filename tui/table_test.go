package tui

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// numbers is a table of one column.
func numbers(values []float64) *table {
	c := column{title: "v", width: 5, key: func(i int) float64 { return values[i] }, text: func(i int) string { return cellNumber(values[i], 0) }}
	return newTable([]column{c}, len(values), -1, false)
}

func TestSortIsStableAndMissingComesLast(t *testing.T) {
	nan := math.NaN()
	tab := numbers([]float64{3, nan, 1, 3, 2, nan, 1})
	press := func(want ...int32) {
		t.Helper()
		if cmd, _ := tab.do(nil, actSort, 10); cmd != nil {
			t.Fatal("a small table is sorted in the background")
		}
		if !slices.Equal(tab.order, want) {
			t.Errorf("order %v, want %v", tab.order, want)
		}
	}
	press(2, 6, 4, 0, 3, 1, 5)
	press(0, 3, 4, 2, 6, 1, 5)
	press(2, 6, 4, 0, 3, 1, 5)
}

// The cursor stays on its row over every sort.
func TestCursorStaysOnItsRow(t *testing.T) {
	for _, paneKey := range []string{"5", "6"} {
		m := shown(fixture(), 250, 40)
		press(m, paneKey, "j", "j", "j", "j")
		tab := tableOf(m)
		row, _ := tab.current()
		for range len(tab.columns) + 1 {
			for range 2 {
				press(m, "s")
				if got, _ := tab.current(); got != row {
					t.Fatalf("pane %s: sorting by %s moved the cursor from row %d to %d", paneKey, tab.columns[tab.col].title, row, got)
				}
			}
			press(m, ">")
		}
	}
}

// Every column sorts the bottlenecks by what it shows.
func TestEveryBottleneckColumnSorts(t *testing.T) {
	m := shown(fixture(), 250, 40)
	press(m, "5")
	tab := tableOf(m)
	for i, c := range tab.columns {
		tab.col = i
		if tab.sortCol != i {
			press(m, "s")
		}
		for n := 1; n < len(tab.order); n++ {
			a, b := c.key(int(tab.order[n-1])), c.key(int(tab.order[n]))
			if c.desc {
				a, b = b, a
			}
			if a > b {
				t.Errorf("%s: %v before %v", c.title, a, b)
			}
		}
	}
}

// A large table is arranged in the background; a result that a newer wish has
// overtaken is dropped.
func TestLargeTableSortsInTheBackground(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	values := make([]float64, inline+1)
	for i := range values {
		values[i] = float64(rng.IntN(1000))
	}
	tab := numbers(values)
	first, _ := tab.do(nil, actSort, 10)
	if first == nil || !tab.busy {
		t.Fatal("a large table is sorted on the event loop")
	}
	natural := tab.order[0]
	second, _ := tab.do(nil, actSort, 10) // reversed before the first is done
	tab.arranged(first().(arrangedMsg))
	if !tab.busy || tab.order[0] != natural {
		t.Error("an overtaken result was taken")
	}
	tab.arranged(second().(arrangedMsg))
	if tab.busy || values[tab.order[0]] != 999 || values[tab.order[inline]] != 0 {
		t.Errorf("first %v, last %v", values[tab.order[0]], values[tab.order[inline]])
	}
}

// At any width the first column and the marked one are in sight, in their order,
// and no cell is drawn beyond the edge.
func TestColumnsScrollBesideTheFirst(t *testing.T) {
	m := shown(fixture(), 250, 40)
	press(m, "5")
	tab := tableOf(m)
	for w := 250; w >= minWidth; w-- {
		for _, col := range []int{0, 4, 10, 6, 1} {
			tab.col = col
			cols, before, after := tab.layout(w)
			last, marked := cols[len(cols)-1], false
			if used := last.x + gap + last.width; used > w {
				t.Fatalf("%d cells in %d", used, w)
			}
			for n, p := range cols {
				marked = marked || p.col == col
				if n > 0 && (p.col <= cols[n-1].col || p.x != cols[n-1].x+gap+cols[n-1].width) {
					t.Fatalf("%d cells: column %d at %d after %v", w, p.col, p.x, cols[n-1])
				}
			}
			if cols[0].col != 0 || !marked {
				t.Fatalf("%d cells: column %d is not among %v", w, col, cols)
			}
			if before != (len(cols) > 1 && cols[1].col > 1) || after != (last.col < 10) {
				t.Fatalf("%d cells: %v, %v for %v", w, before, after, cols)
			}
		}
	}
}

func TestNaturalOrder(t *testing.T) {
	want := []string{"", "2", "10", "a", "a1b2", "a1b10", "a2", "core-1", "edge-02", "edge-2", "edge-2a", "edge-10", "edge-010x", "edge-11",
		"edge-99999999999999999999998", "edge-99999999999999999999999", "é1", "é02", "é10"}
	for i, a := range want {
		for k, b := range want {
			if got := natural(a, b); got < 0 != (i < k) || got > 0 != (i > k) {
				t.Errorf("natural(%q, %q) = %d", a, b, got)
			}
		}
	}
	rank := ranks([]string{"edge-10", "edge-2", "edge-10", "core"})
	if !slices.Equal(rank, []float64{2, 1, 2, 0}) {
		t.Errorf("ranks are %v", rank)
	}
}

// The chooser hides, shows and moves columns, and a new report keeps them so.
func TestColumnChooser(t *testing.T) {
	m := shown(fixture(), 100, 30)
	press(m, "5")
	tab := tableOf(m)
	titles := func() string {
		var out []string
		for _, i := range tab.shown() {
			out = append(out, tab.columns[i].title)
		}
		return strings.Join(out, " ")
	}
	press(m, "x")
	wantIn(t, m.View(), "Bottlenecks > columns")
	// The cursor is on severity: hide it, move the time to the front.
	press(m, " ", "j", "K", "K")
	if got := titles(); got != "time (UTC) device region latency loss cpu traffic why description" {
		t.Errorf("columns are %s", got)
	}
	press(m, "enter")
	if line := strings.Split(m.View(), "\n")[2]; !strings.HasPrefix(strings.TrimLeft(line, " ["), "time (UTC)") {
		t.Errorf("header is %q", line)
	}
	press(m, "s")
	press(m, "y")
	m.Update(viewMsg{data: newDataset(fixture())})
	if got := titles(); !strings.HasPrefix(got, "time (UTC) device region") {
		t.Errorf("a new report changed the columns: %s", got)
	}
	press(m, "x", "g")
	for range 20 {
		press(m, " ", "j")
	}
	if n := len(tab.shown()); n < 1 {
		t.Error("no column is left")
	}
	press(m, "d", "esc")
	if got := titles(); got != "device severity time (UTC) region latency loss cpu traffic why description" {
		t.Errorf("columns are %s", got)
	}
}

func TestCopyAndCell(t *testing.T) {
	m := shown(fixture(), 100, 30)
	press(m, "5", "g")
	tab := tableOf(m)
	b := m.data.Bottlenecks[tab.order[0]]
	fields := strings.Split(tab.copyText(), "\t")
	if len(fields) != 10 || fields[0] != m.data.Device(b.Device).Text || fields[1] != number(b.Severity, 2) || fields[9] != m.data.Describe(&b) {
		t.Errorf("copied %q", fields)
	}
	tab.col = 0
	if field, value, ok := tab.cell(); field != "device" || value != m.data.Device(b.Device).Text || !ok {
		t.Errorf("cell %q %q", field, value)
	}
	tab.col = 9
	if _, _, ok := tab.cell(); ok {
		t.Error("a column that no filter can ask for has a cell")
	}
}

func TestMoveAndScroll(t *testing.T) {
	for _, c := range []struct {
		a               action
		at, n, page, to int
	}{
		{actUp, 0, 5, 3, 0}, {actDown, 4, 5, 3, 4}, {actDown, 0, 0, 3, 0}, {actPageDown, 0, 100, 10, 10}, {actHalfUp, 50, 100, 10, 45},
		{actBottom, 0, 100, 10, 99}, {actTop, 50, 100, 10, 0}, {actPageUp, 3, 100, 10, 0}, {actHalfDown, 0, 9, 1, 1}, {actDown, 0, 5, -1, 1},
	} {
		if to, ok := move(c.a, c.at, c.n, c.page); !ok || to != c.to {
			t.Errorf("move(%d, %d, %d, %d) = %d, want %d", c.a, c.at, c.n, c.page, to, c.to)
		}
	}
	for top := range 30 {
		for cursor := range 20 {
			for page := 1; page < 25; page++ {
				got := scroll(top, cursor, 20, page)
				if cursor < got || cursor >= got+page || got < 0 || got > max(0, 20-page) {
					t.Fatalf("scroll(%d, %d, 20, %d) = %d", top, cursor, page, got)
				}
			}
		}
	}
}
