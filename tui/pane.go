package tui

import (
	tea "github.com/charmbracelet/bubbletea"

	"network-analytics/analytics/incident"
	"network-analytics/tui/chart"
)

// pane is one tab. Its functions run on the event loop only.
type pane interface {
	scopes() scope // in force beside those of the app
	// do carries out an action of its scopes.
	do(m *Model, a action) tea.Cmd
	// lines draws it in at most h lines of at most w cells.
	lines(th *chart.Theme, w, h int) []string
	// status tells where the cursor is, for the status line.
	status() string
	// adopt takes another report of the same input. Cursor, scroll, order and
	// level stay; what was selected is found again by its name.
	adopt(d *dataset) tea.Cmd
}

// What a pane may be able to do beside.
type (
	// drilled is a pane with levels below each other. back goes up one; it reports
	// false at the top.
	drilled interface {
		back() (tea.Cmd, bool)
	}
	// timed is a pane that shows the time that all panes look at. It is told
	// whenever that changes, and after each adopt.
	timed interface{ point(s spot) }
	// dated is a pane with a row that has a time of its own, ns since 1970.
	dated interface{ rowTime() (int64, bool) }
	// celled is a pane with a cell under the cursor: the field of an expression
	// (device, region, time, latency, loss, traffic, cpu) and the value as shown,
	// "" for a name that is missing. It reports false for a cell no filter can ask for.
	celled interface {
		cell() (field, value string, ok bool)
	}
	// copied is a pane with text to take away: the row under the cursor, cells
	// separated by tabs.
	copied interface{ copyText() string }
	// suspect is a pane with an incident under the cursor, nil for none.
	suspect interface{ incident() *incident.Incident }
	// clicked is a pane with places to click on, x and y cells from its top left.
	clicked interface {
		click(m *Model, x, y int) tea.Cmd
	}
	// filled is a pane that draws something else on the full screen.
	filled interface{ fill(full bool) }
	// sortable is a pane whose rows are sorted by a column with a title.
	sortable interface {
		sortTitles() []string
		// sortBy sorts by a column: with "+" before its title the lowest on top, with
		// "-" the highest, without either as the column likes it and at the next call
		// the other way round. It reports false for a title that is none.
		sortBy(title string) (tea.Cmd, bool)
		sortedBy() string // title of the column with its sign
	}
)

// newPanes returns the tabs in their order. A new tab is one file and one line.
func newPanes(d *dataset) []pane {
	return []pane{newOverview(d), newIncidents(d), newLatency(d), newCapacity(d), newBottlenecks(d), newDevices(d), newLoad(d)}
}

// paneTitles are shown before there are panes.
var paneTitles = []string{"Overview", "Incidents", "Latency", "Capacity", "Bottlenecks", "Devices", "Load"}

// paneLatency is the number of the pane that shows what happened at a time.
const paneLatency = 2
