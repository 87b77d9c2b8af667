package tui

import (
	"slices"
	"strings"
)

// action is what a key does.
type action uint8

const (
	actNone action = iota
	actInterrupt
	actSuspend
	actQuit
	actHelp
	actReport
	actExport
	actReload
	actMouse
	actRedraw
	actNextPane
	actPrevPane
	actPane1
	actPane2
	actPane3
	actPane4
	actPane5
	actPane6
	actUp
	actDown
	actLeft
	actRight
	actTop
	actBottom
	actPageUp
	actPageDown
	actHalfUp
	actHalfDown
	actOpen
	actBack
	actFilter
	actSort
	actLevel
	actScale
	actMetric
	actHours
	actMeasure
	actKeep
	actClear
	actErase
	actEraseWord
	actEraseAll
	actClose
)

// scope says where a binding is in force. A key press is looked up in all the
// scopes that hold at that moment; no two bindings of those share a key.
type scope uint16

const (
	inAlways scope = 1 << iota // everywhere, also while text is typed
	inApp                      // wherever no text is typed and nothing lies on top
	inReport                   // as inApp, once there is a report
	inMove                     // panes with a cursor
	inTable                    // panes that are tables
	inOverview
	inLatency
	inCapacity
	inBottlenecks
	inDevices
	inLoad
	inFilter  // while the filter is typed
	inOverlay // help, load report, detail
)

// situation is one combination of scopes that occurs.
type situation struct {
	title  string
	scopes scope
}

// situations lists every combination; the conflict test and the help go by it.
var situations = []situation{
	{"before the report", inAlways | inApp},
	{"Overview", inAlways | inApp | inReport | inMove | inOverview},
	{"Latency", inAlways | inApp | inReport | inMove | inLatency},
	{"Capacity", inAlways | inApp | inReport | inMove | inCapacity},
	{"Bottlenecks", inAlways | inApp | inReport | inMove | inTable | inBottlenecks},
	{"Devices", inAlways | inApp | inReport | inMove | inTable | inDevices},
	{"Load", inAlways | inApp | inReport | inMove | inLoad},
	{"typing a filter", inAlways | inFilter},
	{"help, load report and details", inAlways | inOverlay},
}

// binding ties keys to an action. It is the only place where a key is named.
type binding struct {
	act   action
	in    scope
	keys  []string // as tea.KeyMsg.String spells them
	label string   // how the keys are shown, the one for the key line first
	short string   // for the key line, "" keeps it out
	long  string   // for the help
}

// bindings is the key table, in the order of the help.
var bindings = []binding{
	{actPane1, inApp, []string{"1"}, "1-6", "", "go to the pane of that number"},
	{actPane2, inApp, []string{"2"}, "", "", ""},
	{actPane3, inApp, []string{"3"}, "", "", ""},
	{actPane4, inApp, []string{"4"}, "", "", ""},
	{actPane5, inApp, []string{"5"}, "", "", ""},
	{actPane6, inApp, []string{"6"}, "", "", ""},
	{actNextPane, inApp, []string{"tab", "]"}, "tab ]", "", "next pane"},
	{actPrevPane, inApp, []string{"shift+tab", "["}, "shift+tab [", "", "previous pane"},

	{actUp, inMove | inOverlay, []string{"up", "k"}, "k ↑", "", "up"},
	{actDown, inMove | inOverlay, []string{"down", "j"}, "j ↓", "", "down"},
	{actTop, inMove | inOverlay, []string{"home", "g"}, "g home", "", "to the first"},
	{actBottom, inMove | inOverlay, []string{"end", "G"}, "G end", "", "to the last"},
	{actPageUp, inMove | inOverlay, []string{"pgup", "ctrl+b"}, "pgup ctrl+b", "", "a page up"},
	{actPageDown, inMove | inOverlay, []string{"pgdown", "ctrl+f", " "}, "pgdn ctrl+f space", "", "a page down"},
	{actHalfUp, inMove | inOverlay, []string{"ctrl+u"}, "ctrl+u", "", "half a page up"},
	{actHalfDown, inMove | inOverlay, []string{"ctrl+d"}, "ctrl+d", "", "half a page down"},

	{actOpen, inOverview | inBottlenecks, []string{"enter"}, "enter", "detail", "show all of the bottleneck under the cursor"},
	{actOpen, inLatency, []string{"enter"}, "enter", "devices", "show the devices of the region"},
	{actBack, inLatency, []string{"esc", "backspace"}, "esc", "", "back to the regions"},
	{actScale, inLatency, []string{"x"}, "x", "scale", "draw each trend in its own range, or all in one"},
	{actOpen, inDevices, []string{"enter"}, "enter", "open", "the devices of a region, the regions of a device, all numbers of a device in a region"},
	{actLevel, inDevices, []string{"v"}, "v", "level", "one row per region, per device, or per device in a region"},

	{actMetric, inCapacity, []string{"m"}, "m", "metric", "traffic, latency, loss or cpu"},
	{actHours, inCapacity, []string{"t"}, "t", "hours", "hour of the timeline or hour of the day"},
	{actMeasure, inCapacity, []string{"a"}, "a", "mean/sum", "mean or, for traffic, sum per cell"},
	{actLeft, inCapacity, []string{"left", "h"}, "h ←", "", "an hour back"},
	{actRight, inCapacity, []string{"right", "l"}, "l →", "", "an hour on"},

	{actFilter, inTable, []string{"/"}, "/", "filter", "keep rows that have all the words; !word keeps those without"},
	{actLeft, inTable, []string{"<", "left", "h"}, "< h ←", "", "mark the column to the left"},
	{actRight, inTable, []string{">", "right", "l"}, "> l →", "column", "mark the column to the right"},
	{actSort, inTable, []string{"s"}, "s", "sort", "sort by the marked column; again reverses"},
	{actBack, inTable, []string{"esc", "backspace"}, "esc", "", "clear the filter, then go back"},

	{actKeep, inFilter, []string{"enter"}, "enter", "keep", "keep the filter and go on"},
	{actClear, inFilter, []string{"esc"}, "esc", "clear", "clear the filter"},
	{actErase, inFilter, []string{"backspace", "ctrl+h"}, "backspace", "", "erase a character"},
	{actEraseWord, inFilter, []string{"ctrl+w"}, "ctrl+w", "", "erase a word"},
	{actEraseAll, inFilter, []string{"ctrl+u"}, "ctrl+u", "", "erase all"},
	{actUp, inFilter, []string{"up"}, "↑", "", "up, while typing"},
	{actDown, inFilter, []string{"down"}, "↓", "", "down, while typing"},

	{actClose, inOverlay, []string{"esc", "q", "enter", "?", "i", "backspace"}, "esc q", "close", "close"},

	{actExport, inReport, []string{"e"}, "e", "export", "write the files in the background"},
	{actReport, inReport, []string{"i"}, "i", "", "what was read and what was not used"},
	{actReload, inApp, []string{"r"}, "r", "", "analyse again"},
	{actHelp, inApp, []string{"?", "f1"}, "?", "help", "this help"},
	{actMouse, inApp, []string{"f2"}, "F2", "", "mouse on or off (off leaves text selection to the terminal)"},
	{actRedraw, inAlways, []string{"ctrl+l"}, "ctrl+l", "", "draw the screen again"},
	{actSuspend, inAlways, []string{"ctrl+z"}, "ctrl+z", "", "suspend; fg comes back"},
	{actQuit, inApp, []string{"q"}, "q", "quit", "quit"},
	{actInterrupt, inAlways, []string{"ctrl+c"}, "ctrl+c", "", "quit at once, from anywhere (exit status 130)"},
}

// keymap is the key table with what cannot work here taken out.
type keymap []binding

// newKeymap drops the bindings of the given actions.
func newKeymap(without ...action) keymap {
	return slices.DeleteFunc(slices.Clone(keymap(bindings)), func(b binding) bool {
		return slices.Contains(without, b.act)
	})
}

// find returns what key does where scopes hold.
func (k keymap) find(key string, scopes scope) action {
	for _, b := range k {
		if b.in&scopes != 0 && slices.Contains(b.keys, key) {
			return b.act
		}
	}
	return actNone
}

// footerKeys is the most the key line offers of a pane; help has the rest.
const footerKeys = 6

// footer returns the bindings for the key line where scopes hold: those of the
// narrowest scope first, quit and help always last.
func (k keymap) footer(scopes scope) []binding {
	var own, common []binding
	for _, b := range k {
		switch {
		case b.in&scopes == 0 || b.short == "":
		case b.in&(inApp|inReport) != 0:
			common = append(common, b)
		default:
			own = append(own, b)
		}
	}
	return append(own[:min(len(own), footerKeys)], common...)
}

// footLabel is the label on the key line: the first of the keys.
func (b binding) footLabel() string {
	first, _, _ := strings.Cut(b.label, " ")
	return first
}

// asciiKeys spells a key label without arrows.
func asciiKeys(label string) string {
	return strings.NewReplacer("↑", "up", "↓", "down", "←", "left", "→", "right").Replace(label)
}
