package analytics

import (
	"context"

	"network-analytics/analytics/record"
	"network-analytics/analytics/rollup"
)

const (
	// traceShare is the part of all rows that is put in order at a time when that
	// is more than Options.Columns: the number of looks at all chunks stays bounded.
	traceShare = 16
	// denseLimit is the size up to which a table of all regions and devices beats
	// a map.
	denseLimit = 1 << 22
)

// cells numbers the devices in regions as they stand in Report.Cells of all rows.
type cells struct {
	keys    []rollup.Key
	rows    []int // by cell
	devices int
	dense   []uint32 // region * devices + device: cell
	index   map[rollup.Key]int
	count   [][]uint32 // by part of the chunks, cell: rows
	parts   [][2]int   // from and to of the chunks
	loaders []*loader  // by part
	has     [record.NumMetrics]bool
}

func (c *cells) at(region, device record.NameID) uint32 {
	if c.dense != nil {
		return c.dense[int(region)*c.devices+int(device)]
	}
	return uint32(c.index[rollup.Key{Region: region, Device: device}])
}

// number fills s.cells if that was not done before.
func (s *Session) number(ctx context.Context) error {
	if s.cells != nil {
		return nil
	}
	c, err := s.newCells(ctx)
	if err == nil {
		s.cells = c
	}
	return err
}

// newCells numbers the cells of a session and counts their rows, in as many parts
// as there are workers.
func (s *Session) newCells(ctx context.Context) (*cells, error) {
	r := &s.all.report
	c := &cells{index: r.positions().cell, keys: make([]rollup.Key, len(r.Cells)), rows: make([]int, len(r.Cells)), devices: len(r.DeviceNames)}
	for k, i := range c.index {
		c.keys[i] = k
		c.rows[i] = int(r.Cells[i].Rows)
	}
	if n := c.devices * len(r.RegionNames); n <= denseLimit {
		c.dense = make([]uint32, n)
		for k, i := range c.index {
			c.dense[int(k.Region)*c.devices+int(k.Device)] = uint32(i)
		}
	}
	chunks := s.keep.chunks
	for i := range chunks {
		for m := range c.has {
			c.has[m] = c.has[m] || !record.IsMissing(chunks[i].bounds.Max[m])
		}
	}
	parts := min(s.opt.Workers, len(chunks))
	for p := range parts {
		c.parts = append(c.parts, [2]int{p * len(chunks) / parts, (p + 1) * len(chunks) / parts})
		c.count = append(c.count, make([]uint32, len(r.Cells)))
	}
	return c, s.eachPart(ctx, c, func(p int, chunk *record.Chunk, _ int, scratch *record.Scratch) {
		devices, regions := chunk.Places(scratch)
		count := c.count[p]
		for i := range devices {
			count[c.at(regions[i], devices[i])]++
		}
	})
}

// eachPart calls do for the chunks of every part in their order, parts beside
// each other.
func (s *Session) eachPart(ctx context.Context, c *cells, do func(part int, chunk *record.Chunk, i int, s *record.Scratch)) error {
	faults := make([]error, len(c.parts))
	for len(c.loaders) < len(c.parts) {
		c.loaders = append(c.loaders, new(loader))
	}
	err := parallel(ctx, s.opt.Workers, len(c.parts), func(p int) {
		for i := c.parts[p][0]; i < c.parts[p][1]; i++ {
			chunk, err := s.keep.load(i, c.loaders[p])
			if err == nil {
				err = ctx.Err()
			}
			if err != nil {
				faults[p] = err
				return
			}
			do(p, chunk, i, &c.loaders[p].scratch)
		}
	})
	for _, e := range faults {
		if e != nil {
			return e
		}
	}
	return err
}

// budget returns how many rows are put in order at a time.
func (s *Session) budget() int {
	width := 8 + 1 // time and whether it is seen
	for _, has := range s.cells.has {
		if has {
			width += 8
		}
	}
	if s.opt.Columns > 0 {
		return max(1, int(s.opt.Columns)/width)
	}
	return max(DefaultColumns/width, int(s.rows)/traceShare)
}

// averaged returns how many cells come as means.
func (s *Session) averaged() int {
	n, budget := 0, s.budget()
	for _, rows := range s.cells.rows {
		if rows > budget {
			n++
		}
	}
	return n
}
