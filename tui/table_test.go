package tui

import (
	"math"
	"math/rand/v2"
	"slices"
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
		if cmd, _ := tab.do(actSort, 10); cmd != nil {
			t.Fatal("a small table is sorted in the background")
		}
		if !slices.Equal(tab.order.shown, want) {
			t.Errorf("order %v, want %v", tab.order.shown, want)
		}
	}
	press(2, 6, 4, 0, 3, 1, 5)
	press(0, 3, 4, 2, 6, 1, 5)
	press(2, 6, 4, 0, 3, 1, 5)
}

// The cursor stays on its row over every sort and every filter that keeps the row.
func TestCursorStaysOnItsRow(t *testing.T) {
	for _, paneKey := range []string{"4", "5"} {
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
		tab.setOnly("all", func(int) bool { return true })
		if got, _ := tab.current(); got != row {
			t.Errorf("pane %s: row %d was left for %d", paneKey, row, got)
		}
		tab.setOnly("none", func(int) bool { return false })
		if _, ok := tab.current(); ok {
			t.Error("there is a row where no row is shown")
		}
		tab.setOnly("", nil)
		if _, ok := tab.current(); !ok {
			t.Error("no cursor after all rows are back")
		}
	}
}

// Every column sorts the bottlenecks by what it shows.
func TestEveryBottleneckColumnSorts(t *testing.T) {
	m := shown(fixture(), 250, 40)
	press(m, "4")
	tab := tableOf(m)
	for i, c := range tab.columns {
		tab.col = i
		if tab.sortCol != i {
			press(m, "s")
		}
		for n := 1; n < len(tab.order.shown); n++ {
			a, b := c.key(int(tab.order.shown[n-1])), c.key(int(tab.order.shown[n]))
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
	first, _ := tab.do(actSort, 10)
	if first == nil || !tab.busy {
		t.Fatal("a large table is sorted on the event loop")
	}
	natural := tab.order.shown[0]
	second, _ := tab.do(actSort, 10) // reversed before the first is done
	tab.arranged(first().(arrangedMsg))
	if !tab.busy || tab.order.shown[0] != natural {
		t.Error("an overtaken result was taken")
	}
	tab.arranged(second().(arrangedMsg))
	if tab.busy || values[tab.order.shown[0]] != 999 || values[tab.order.shown[inline]] != 0 {
		t.Errorf("first %v, last %v", values[tab.order.shown[0]], values[tab.order.shown[inline]])
	}
	third := tab.setOnly("999", func(i int) bool { return values[i] == 999 })
	tab.arranged(third().(arrangedMsg))
	for _, i := range tab.order.shown {
		if values[i] != 999 {
			t.Fatal("another row came through")
		}
	}
}

func TestColumnsAreDroppedByNeed(t *testing.T) {
	m := shown(fixture(), 250, 40)
	press(m, "4")
	tab := tableOf(m)
	last := len(tab.columns)
	for w := 250; w >= minWidth; w-- {
		cols, widths := tab.layout(w)
		used := 0
		for _, c := range widths {
			used += gap + c
		}
		if used > w {
			t.Fatalf("%d cells in %d", used, w)
		}
		if len(cols) > last {
			last = len(cols) // a smaller column may fit where a larger was dropped
		}
		for _, must := range []int{0, 2} {
			if !slices.Contains(cols, must) {
				t.Fatalf("column %s is dropped at %d", tab.columns[must].title, w)
			}
		}
	}
	tab.col = 9
	if cols, _ := tab.layout(70); !slices.Contains(cols, 9) {
		t.Error("the marked column is dropped")
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
