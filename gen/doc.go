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
//
// A Scenario is a network to find incidents in. Its devices have a latency, a
// loss, a load and a processor of their own. The load follows the hour of the
// day, with an evening peak per region, and the day of the week; some hours and
// days are busier for a whole region. A poll in thirty is a noisy one and about
// one in eight hundred a lone spike. On top, recipes plant incidents, and traps:
// things that look bad and are usual there. A Truth says what was planted.
// The same rules hold; in addition every value that must not depend on its
// neighbours comes from a hash of seed, device and time, so that the same seed
// with nothing planted gives the same samples elsewhere.
package gen
