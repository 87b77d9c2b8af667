// Package gen makes reproducible network telemetry: the sample that the program
// shows when it is given no file, and the data of its tests and benchmarks.
//
// A Sample has one record a minute from 2023-01-01 00:00:00 UTC. Device
// (edge-01 to edge-20) and region are drawn independently and uniformly. Each
// measurement is drawn on its own:
//
//	traffic  gamma(shape 4, scale 20) Mbps
//	latency  normal(50, 10) ms, at least 1
//	loss     normal(0.5, 0.2) %, at least 0
//	cpu      normal(55, 15) %, within 0..100
//
// Two percent of the records are spikes: latency times 1.8 to 2.4, loss plus
// 1.5 to 3, cpu plus 15 to 25 (still at most 100).
//
// The same configuration gives the same bytes on every machine, and the first
// records do not depend on how many follow. Three rules make that so:
//
//   - Records come in blocks of 4096, each with a generator of its own, seeded by
//     the seed and the block's number. Any number of workers makes the same blocks.
//   - Arithmetic is + - * / and square root alone, which IEEE 754 rounds the same
//     everywhere, with every product rounded explicitly so that no compiler
//     fuses it with a sum. The logarithm is our own for the same reason.
//   - Values are kept as whole hundredths and thousandths. The CSV prints those
//     digits and a batch divides by 100 or 1000 once, which gives the very number
//     that reading the CSV gives.
package gen
