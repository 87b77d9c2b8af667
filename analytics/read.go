package analytics

import (
	"context"

	"network-analytics/analytics/record"
	"network-analytics/analytics/rollup"
)

// read reads all of a feed once: it fills the aggregates and keeps the rows in
// compact columns, so that nothing asks for a second reading.
func (k *keeper) read(ctx context.Context, feed record.Feed, workers int, progress *record.Progress) (*rollup.Set, record.LoadReport, error) {
	parts := make([]setInMaking, workers)
	load, err := feed.Read(ctx, workers, func(worker int, b *record.Batch) error {
		if b.Len() == 0 {
			return nil
		}
		p := &parts[worker]
		p.add(b)
		if err := k.add(b, &p.packing); err != nil {
			return &record.Error{Kind: record.KindOutput, What: "the temporary file for rows that do not fit into memory cannot be written",
				Err: err, Try: "make room there, or name another folder with TMPDIR"}
		}
		return nil
	}, progress)
	if err != nil {
		return nil, load, err
	}
	k.sort()
	return mergeSets(parts), load, nil
}

// setInMaking is the part of one worker.
type setInMaking struct {
	set *rollup.Set
	packing
	_ [64]byte
}

func (p *setInMaking) add(b *record.Batch) {
	if p.set == nil {
		p.set = rollup.NewSet()
	}
	p.set.Add(b)
}

// mergeSets returns the set of all parts, which it uses up.
func mergeSets(parts []setInMaking) *rollup.Set {
	var total *rollup.Set
	for i := range parts {
		switch set := parts[i].set; {
		case set == nil:
		case total == nil:
			total = set // its memory need not be copied
		default:
			total.Merge(set)
		}
		parts[i] = setInMaking{}
	}
	if total == nil {
		total = rollup.NewSet()
	}
	return total
}
