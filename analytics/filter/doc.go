// Package filter is the expression language that says which records are meant:
//
//	loss > 1 and region = ap-*
//	latency > 0.2s and not device in (lab-*, spare-??)
//	time >= 2023-01-05 12:00 and hour in 9..17
//	traffic > 1 Gbps or cpu = none
//
// # Grammar
//
//	expression = term { "or" term } .
//	term       = factor { "and" factor } .
//	factor     = "not" factor | "(" expression ")" | test .
//	test       = field operator value
//	           | field [ "not" ] "in" ( "(" item { "," item } ")" | range ) .
//	item       = value | range .
//	range      = value ".." value .            (* not for texts *)
//	operator   = "=" | "!=" | "<" | "<=" | ">" | ">=" .
//
// "and" binds closer than "or", "not" closer than both. Words of the language
// and field names are read in any case; "==" and "<>" are read as "=" and "!=".
//
// # Fields
//
//	device, region   text
//	latency          time span; ms when no unit is given (ns us µs ms s min)
//	loss, cpu        percent; "%" may be written
//	traffic          rate; Mbps when no unit is given. bps kbps Mbps Gbps Tbps and
//	                 bit/s kbit/s ... are bits, B/s kB/s MB/s GB/s bytes, KiB/s
//	                 MiB/s GiB/s bytes by powers of 1024
//	time             point in time, UTC unless it states an offset
//	hour             hour of the day in UTC, 0 to 23
//
// The canonical column names (device_id, latency_ms ...) mean the same fields.
//
// # Texts
//
// A text is a bare word, or stands in single or double quotes; it must be quoted
// when it holds a blank, a comma, a parenthesis, a quote or one of = < > ! & |, and
// when it is a word of the language. In both forms "*" stands for any
// characters, also none, "?" for exactly one, and "\" takes the special meaning
// from the character after it. Case does not matter. The whole name must match,
// as it is in the input or as it is shown. Texts know "=", "!=" and "in" only.
//
// # Numbers and ranges
//
// A number is decimal, may have an exponent, and may be followed by a unit of
// its field, with or without a blank. A range holds both of its ends. A range of
// hours may pass midnight: "hour in 22..5" is the night.
//
// # Times
//
// A time is 2023-01-05, 2023-01-05 12:00, 2023-01-05 12:00:30 or the same with a
// "T", decimals and an offset as RFC 3339 has it. It means the whole day,
// minute or second it names: "time = 2023-01-05" is all of that day,
// "time <= 2023-01-05 12:00" includes that minute, "time > 2023-01-05" begins
// the day after. A range reaches from the begin of its first to the end of its
// last time.
//
// A time may also be relative to the last record of the input: -90s, -30m, -2h,
// -7d, -1w, also joined as in -1d12h. It is a point, not a span. The last record
// is the latest of the whole input, before any filter; to know it the input is
// read twice, so that a pipe cannot be filtered by relative times.
//
// # Missing values
//
// A record may lack a measurement or a name; it never lacks a time. A test of a
// missing value is neither true nor false but unknown, also under "!=", "not"
// and "not in", and a record is kept only where the whole expression is true.
// With U for unknown:
//
//	not U = U     U and false = false     U and true = U
//	U or true = true     U or false = U
//
// So a record without loss is kept neither by "loss > 1" nor by "not loss > 1".
// What asks for the absence itself is the word none: "loss = none" keeps
// the records without a loss, "loss != none" those with one, and
// "loss in (none, 100)" those with none or all lost. These are never unknown. A
// name that is really "none" is written in quotes.
package filter
