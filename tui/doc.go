// Package tui is the terminal dashboard: it runs an analysis in the background,
// shows the report in five panes and writes the exports on demand.
//
// A frame, from the top:
//
//	[1 Overview] 2 Latency 3 Capacity 4 Bottlenecks 5 Devices    network.csv    tabs, source
//	12,000 rows  mean 50.1 ms  p95 68.9 ms  loss 0.55 %  ...                    strip of key numbers
//	                                                                            the pane
//	12 of 264  row 3  latency > 120 ms                ! 3 rows rejected (i)     status
//	enter detail  / filter  < > column  s sort  e export  ? help                keys
//
// Who talks to whom:
//
//	Run -> tea.Program -> Model -> pane (pure: report, size -> lines) -> tui/chart
//	                        |
//	                        +-> commands (analysis, export, sorting), wrapped by guard
//
// The package knows neither files nor export formats: Config hands it functions.
// All keys stand in one table (keys.go) that feeds the matching, the key line,
// the help and the conflict test. A pane is one file; Model.panes lists them.
//
// A program that uses this package must call termguard.Restore() as the first
// statement of main: the terminal libraries ask the terminal for its colours
// when they are linked in, and termguard keeps them from doing so.
package tui
