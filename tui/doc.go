// Package tui is the terminal dashboard: it runs an analysis in the background,
// shows the report in panes, looks at other views of the rows and writes the
// exports on demand.
//
// A frame, from the top:
//
//	[1 Overview] 2 Incidents 3 Latency 4 Capacity ...            network.csv    tabs, source
//	view time 2024-03-01 04:00-06:00 · loss > 1 %                  1,234 rows   what is looked at, unless all
//	12,000 rows  mean 50.1 ms  p95 68.9 ms  loss 0.55 %  ...                    strip of key numbers
//	                                                                            the pane
//	12 of 264  row 3  latency > 120 ms                ! 3 rows rejected (i)     status, or a line being typed
//	enter detail  / filter  < > column  s sort  e export  ? help                keys, or what is wrong with it
//
// Who talks to whom:
//
//	Run -> tea.Program -> Model -> pane (pure: report, size -> lines) -> tui/chart
//	                        |
//	                        +-> commands (analysis, export, sorting), wrapped by guard
//
// There is one view for all panes (look.go): a range of time, a filter, limits.
// Changing it makes a new report in the background; the panes adopt it and keep
// cursor, order and level. One time cursor (span.go) is shared by all panes.
//
// The package knows neither files nor export formats: Config hands it functions.
// All keys stand in one table (keys.go) that feeds the matching, the key line,
// the help, the command line and the conflict test. A pane is one file; Model.panes lists them.
//
// A program that uses this package must call termguard.Restore() as the first
// statement of main: the terminal libraries ask the terminal for its colours
// when they are linked in, and termguard keeps them from doing so.
package tui
