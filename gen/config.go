package gen

import (
	"fmt"
	"math"
	"time"

	"github.com/spf13/pflag"

	"network-analytics/analytics/record"
)

// Defaults of a Config, and of the file the generator writes.
const (
	DefaultRecords int64  = 12_000
	DefaultSeed    uint64 = 1
	DefaultOutput         = "data/network_telemetry.csv"
)

// The timeline of a sample: 2023-01-01 00:00:00 UTC, one record a minute.
const (
	startSeconds int64 = 1_672_531_200
	startTime          = startSeconds * int64(time.Second) // ns since 1970 UTC
	step               = int64(time.Minute)
)

// MaxRecords is the longest sample. The record after it would fall into the year
// 2262, behind the last time that fits in 64 bits of nanoseconds.
const MaxRecords = (math.MaxInt64-startTime)/step + 1

// Config chooses a sample. The zero value is not valid; RegisterFlags sets the
// defaults, and so does DefaultConfig.
type Config struct {
	Records int64  // 1..MaxRecords
	Seed    uint64 // any number; the same seed gives the same records
}

// DefaultConfig returns the sample that is shown when no input is named.
func DefaultConfig() Config { return Config{Records: DefaultRecords, Seed: DefaultSeed} }

// RegisterFlags adds --records and --seed to fs and sets c to their defaults.
func (c *Config) RegisterFlags(fs *pflag.FlagSet) {
	fs.Int64Var(&c.Records, "records", DefaultRecords, "number of records to generate, one a minute")
	fs.Uint64Var(&c.Seed, "seed", DefaultSeed, "seed; the same seed gives the same records on every machine")
}

// Validate returns a *record.Error of KindUsage when c cannot be made.
func (c Config) Validate() error {
	switch {
	case c.Records < 1:
		return &record.Error{
			Kind: record.KindUsage,
			What: fmt.Sprintf("cannot generate %d records", c.Records),
			Try:  "use --records with 1 or more",
		}
	case c.Records > MaxRecords:
		return &record.Error{
			Kind: record.KindUsage,
			What: fmt.Sprintf("cannot generate %d records: one a minute, they would reach beyond the year 2262", c.Records),
			Try:  fmt.Sprintf("use --records with at most %d", int64(MaxRecords)),
		}
	}
	return nil
}
