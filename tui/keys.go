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
	actQuitLeave
	actHelp
	actReport
	actExport
	actReload
	actMouse
	actRedraw
	actFull
	actCommand
	actNextPane
	actPrevPane
	actPane1
	actPane2
	actPane3
	actPane4
	actPane5
	actPane6
	actPane7
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
	actKeepCell
	actDropCell
	actLimits
	actObjective
	actViewLine
	actZoomIn
	actZoomOut
	actAllTime
	actEarlier
	actLater
	actMark
	actNextFinding
	actPrevFinding
	actColumns
	actToggle
	actMoveUp
	actMoveDown
	actGoTime
	actCopy
	actHandoff
	actSort
	actLevel
	actScale
	actAxis
	actOnly
	actMetric
	actHours
	actMeasure
	actAccept
	actCancel
	actComplete
	actCompleteBack
	actOlder
	actNewer
	actToLeft
	actToRight
	actToBegin
	actToEnd
	actErase
	actDelete
	actEraseWord
	actEraseAll
	actMore
	actLess
	actNextLimit
	actPrevLimit
	actDefault
	actFind
	actClose
	numActions
)

// scope says where a binding is in force. A key press is looked up in all the
// scopes that hold at that moment; no two bindings of those share a key.
type scope uint32

const (
	inAlways scope = 1 << iota // everywhere, also while text is typed
	inApp                      // wherever no text is typed and nothing lies on top
	inReport                   // as inApp, once there is a report
	inMove                     // panes with a cursor
	inTable                    // panes that are tables
	inTime                     // panes with a time axis
	inOverview
	inIncidents
	inOthers   // what is no incident
	inIncident // the evidence of one
	inDevice   // all of a device
	inColumns  // while columns are chosen
	inLatency
	inCapacity
	inBottlenecks
	inDevices
	inLoad
	inPrompt  // while a line is typed: a filter, a command, what to find
	inLimits  // while limits are tried
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
	{"Overview", inAlways | inApp | inReport | inMove | inTime | inOverview},
	{"Incidents", inAlways | inApp | inReport | inMove | inTable | inIncidents},
	{"Incidents, none", inAlways | inApp | inReport | inMove},
	{"what is no incident", inAlways | inApp | inReport | inMove | inOthers},
	{"evidence", inAlways | inApp | inReport | inMove | inIncident},
	{"a device", inAlways | inApp | inReport | inMove | inDevice},
	{"rows", inAlways | inApp | inReport | inMove | inTable},
	{"choosing columns", inAlways | inApp | inReport | inColumns},
	{"Latency", inAlways | inApp | inReport | inMove | inTime | inLatency},
	{"Capacity", inAlways | inApp | inReport | inMove | inTime | inCapacity},
	{"Bottlenecks", inAlways | inApp | inReport | inMove | inTable | inBottlenecks},
	{"Devices", inAlways | inApp | inReport | inMove | inTable | inDevices},
	{"Load", inAlways | inApp | inReport | inMove | inLoad},
	{"typing a line", inAlways | inPrompt},
	{"trying limits", inAlways | inLimits},
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
	{actPane1, inApp, []string{"1"}, "1-7", "", "go to the pane of that number"},
	{actPane2, inApp, []string{"2"}, "", "", ""},
	{actPane3, inApp, []string{"3"}, "", "", ""},
	{actPane4, inApp, []string{"4"}, "", "", ""},
	{actPane5, inApp, []string{"5"}, "", "", ""},
	{actPane6, inApp, []string{"6"}, "", "", ""},
	{actPane7, inApp, []string{"7"}, "", "", ""},
	{actNextPane, inApp, []string{"tab", "]"}, "tab ]", "", "next pane"},
	{actPrevPane, inApp, []string{"shift+tab", "["}, "shift+tab [", "", "previous pane"},

	{actUp, inMove | inOverlay | inColumns, []string{"up", "k"}, "k ↑", "", "up"},
	{actDown, inMove | inOverlay | inColumns, []string{"down", "j"}, "j ↓", "", "down"},
	{actTop, inMove | inOverlay | inColumns, []string{"home", "g"}, "g home", "", "to the first"},
	{actBottom, inMove | inOverlay | inColumns, []string{"end", "G"}, "G end", "", "to the last"},
	{actPageUp, inMove | inOverlay, []string{"pgup", "ctrl+b"}, "pgup ctrl+b", "", "a page up"},
	{actPageDown, inMove | inOverlay, []string{"pgdown", "ctrl+f", " "}, "pgdn ctrl+f space", "", "a page down"},
	{actHalfUp, inMove | inOverlay, []string{"ctrl+u"}, "ctrl+u", "", "half a page up"},
	{actHalfDown, inMove | inOverlay, []string{"ctrl+d"}, "ctrl+d", "", "half a page down"},

	{actOpen, inOverview | inIncidents | inBottlenecks, []string{"enter"}, "enter", "evidence", "why it is here: values, limits, what is usual, the time around it"},
	{actOpen, inIncident, []string{"enter"}, "enter", "rows", "the rows behind what is under the cursor"},
	{actOpen, inDevice, []string{"enter"}, "enter", "open", "the incident under the cursor, or all rows of the device"},
	{actNextFinding, inReport, []string{"n"}, "n", "", "next finding: row, incident, or in time"},
	{actPrevFinding, inReport, []string{"N"}, "N", "", "finding before"},
	{actOpen, inLatency | inCapacity, []string{"enter"}, "enter", "devices", "the devices of the region, then all of a device"},
	{actScale, inLatency, []string{"x"}, "x", "scale", "draw each trend in its own range, or all in one"},
	{actSort, inLatency | inCapacity, []string{"s"}, "s", "", "regions and devices by name, or the worst first"},
	{actOpen, inDevices, []string{"enter"}, "enter", "open", "the devices of a region, the regions of a device, all numbers of a device in a region"},
	{actLevel, inIncidents, []string{"v"}, "v", "other", "what is no incident: lone samples, devices that are always beyond a limit"},
	{actLevel, inOthers, []string{"v"}, "v", "incidents", "back to the incidents"},
	{actLevel, inDevices, []string{"v"}, "v", "level", "one row per region, per device, or per device in a region"},

	{actMetric, inCapacity, []string{"v"}, "v", "metric", "traffic, latency, loss or cpu"},
	{actHours, inCapacity, []string{"w"}, "w", "hours", "hours of the timeline, of the day, or of the week"},
	{actMeasure, inCapacity, []string{"a"}, "a", "measure", "mean, sum of traffic, highest value, or how far from usual in robust deviations"},
	{actOnly, inCapacity, []string{"f"}, "f", "only", "keep only the region and the hour under the cursor, in all panes and exports"},
	{actAxis, inLatency | inCapacity, []string{"o"}, "o", "axis", "y axis of the chart: all values, without the highest 1 %, 0 to 1.5 limits, logarithmic"},

	{actLeft, inTime, []string{"left", "h"}, "h ←", "", "time cursor back"},
	{actRight, inTime, []string{"right", "l"}, "l →", "time", "time cursor on"},
	{actZoomIn, inTime, []string{"+", "="}, "+ =", "zoom", "look closer at the time cursor, or at the marked range"},
	{actZoomOut, inTime, []string{"-"}, "-", "", "look from farther away"},
	{actMark, inTime, []string{"m"}, "m", "mark", "mark the begin of a range at the time cursor, then its end"},

	{actLeft, inTable, []string{"<", "left", "h"}, "< h ←", "", "mark the column to the left"},
	{actRight, inTable, []string{">", "right", "l"}, "> l →", "column", "mark the column to the right"},
	{actSort, inTable, []string{"s"}, "s", "sort", "sort by the marked column; again reverses"},
	{actColumns, inTable, []string{"x"}, "x", "", "hide, show and move columns"},
	{actToggle, inColumns, []string{" ", "x"}, "space x", "show/hide", "show or hide the column"},
	{actMoveUp, inColumns, []string{"K", "shift+up"}, "K shift+↑", "", "move the column to the left"},
	{actMoveDown, inColumns, []string{"J", "shift+down"}, "J shift+↓", "move", "move the column to the right"},
	{actDefault, inColumns, []string{"d"}, "d", "default", "the columns as they were"},
	{actOpen, inColumns, []string{"enter"}, "enter", "done", "back to the table"},
	{actKeepCell, inTable, []string{"+"}, "+", "keep", "keep what is like the value in the marked column: this name, this time, numbers from this on"},
	{actDropCell, inTable, []string{"-"}, "-", "drop", "leave out what is like that value"},
	{actGoTime, inBottlenecks | inIncidents, []string{"T"}, "T", "", "go to this time in Latency"},

	{actAccept, inPrompt, []string{"enter"}, "enter", "keep", "keep the filter, carry out the command"},
	{actCancel, inPrompt, []string{"esc"}, "esc", "back", "leave it as it was"},
	{actComplete, inPrompt, []string{"tab"}, "tab", "complete", "complete the word; again takes the next one that fits"},
	{actCompleteBack, inPrompt, []string{"shift+tab"}, "shift+tab", "", "the one before"},
	{actOlder, inPrompt, []string{"up", "ctrl+p"}, "↑ ctrl+p", "history", "what was typed before"},
	{actNewer, inPrompt, []string{"down", "ctrl+n"}, "↓ ctrl+n", "", "what was typed after that"},
	{actToLeft, inPrompt, []string{"left", "ctrl+b"}, "← ctrl+b", "", "a character back"},
	{actToRight, inPrompt, []string{"right", "ctrl+f"}, "→ ctrl+f", "", "a character on"},
	{actToBegin, inPrompt, []string{"home", "ctrl+a"}, "home ctrl+a", "", "to the begin"},
	{actToEnd, inPrompt, []string{"end", "ctrl+e"}, "end ctrl+e", "", "to the end"},
	{actErase, inPrompt, []string{"backspace", "ctrl+h"}, "backspace", "", "erase a character"},
	{actDelete, inPrompt, []string{"delete", "ctrl+d"}, "del ctrl+d", "", "erase the character here"},
	{actEraseWord, inPrompt, []string{"ctrl+w"}, "ctrl+w", "", "erase a word"},
	{actEraseAll, inPrompt, []string{"ctrl+u"}, "ctrl+u", "", "erase all before the cursor"},

	{actMore, inLimits, []string{"up", "right", "k", "l", "+", "="}, "→ ↑ +", "more", "raise the limit"},
	{actLess, inLimits, []string{"down", "left", "j", "h", "-"}, "← ↓ -", "less", "lower the limit"},
	{actNextLimit, inLimits, []string{"tab", "t"}, "tab t", "next limit", "latency, loss, cpu, standard deviations"},
	{actPrevLimit, inLimits, []string{"shift+tab"}, "shift+tab", "", "the limit before"},
	{actDefault, inLimits, []string{"0"}, "0", "default", "the reference limits"},
	{actAccept, inLimits, []string{"enter"}, "enter", "keep", "keep the limits"},
	{actCancel, inLimits, []string{"esc", "q"}, "esc", "back", "leave them as they were"},

	{actFind, inOverlay, []string{"/"}, "/", "find", "show the lines that have a word"},
	{actClose, inOverlay, []string{"esc", "q", "enter", "?", "i", "b", "backspace"}, "esc q", "close", "close"},

	{actFilter, inReport, []string{"/"}, "/", "filter", "keep rows that fit an expression, in all panes and exports"},
	{actLimits, inReport, []string{"t"}, "t", "", "try other limits"},
	{actObjective, inReport, []string{"b"}, "b", "", "the stated objective: its error budget, overall and per region, who spent it"},
	{actAllTime, inReport, []string{"0"}, "0", "", "all of the time"},
	{actEarlier, inReport, []string{"H"}, "H", "", "half a range earlier"},
	{actLater, inReport, []string{"L"}, "L", "", "half a range later"},
	{actBack, inReport, []string{"esc", "backspace"}, "esc", "", "go back: up a level, then no filter, then all of the time"},
	{actViewLine, inReport, []string{"V"}, "V", "", "always show what is looked at, or only when it is not everything"},
	{actCopy, inReport, []string{"y"}, "y", "", "copy the row under the cursor (OSC 52)"},
	{actHandoff, inReport, []string{"Y"}, "Y", "", "copy a text about the incident under the cursor, to hand over (OSC 52)"},
	{actExport, inReport, []string{"e"}, "e", "export", "write the files in the background"},
	{actReport, inReport, []string{"i"}, "i", "", "what was read and what was not used"},
	{actReload, inApp, []string{"r", "ctrl+r"}, "r ctrl+r", "", "read and analyse again"},
	{actFull, inApp, []string{"z"}, "z", "", "the pane on the full screen, or not"},
	{actCommand, inApp, []string{":"}, ":", "", "type a command; tab completes"},
	{actHelp, inApp, []string{"?", "f1"}, "?", "help", "this help"},
	{actMouse, inApp, []string{"f2"}, "F2", "", "mouse on or off (off leaves text selection to the terminal)"},
	{actRedraw, inAlways, []string{"ctrl+l"}, "ctrl+l", "", "draw the screen again"},
	{actSuspend, inAlways, []string{"ctrl+z"}, "ctrl+z", "", "suspend; fg comes back"},
	{actQuit, inApp, []string{"q"}, "q", "quit", "quit"},
	{actQuitLeave, inApp, []string{"Q"}, "Q", "", "quit and leave the screen printed"},
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
