package incident

import (
	"network-analytics/analytics/record"
	"network-analytics/analytics/usual"
)

// moves holds the pieces of the devices that are in several regions.
type moves map[record.NameID][]*Piece

func movesOf(pieces []*Piece, devices int) moves {
	regions := make([]uint8, devices)
	several := false
	for _, p := range pieces {
		regions[p.Device] = min(regions[p.Device]+1, 2)
		several = several || regions[p.Device] == 2
	}
	if !several {
		return nil
	}
	m := moves{}
	for _, p := range pieces {
		if regions[p.Device] == 2 {
			m[p.Device] = append(m[p.Device], p)
		}
	}
	return m
}

// elsewhere reports whether a device had samples from another region in a gap of
// its samples from the region of p: then it is not silent. Gaps are much longer than
// the time between samples, so a piece has samples in all it spans but its own gaps.
func (m moves) elsewhere(p *Piece, gap *part) bool {
	for _, o := range m[p.Device] {
		from, to := max(gap.start, o.first), min(gap.end, o.last)
		if o != p && from <= to && !o.silent(from, to) {
			return true
		}
	}
	return false
}

// silent reports whether one gap covers a stretch.
func (p *Piece) silent(from, to int64) bool {
	if p.body == nil {
		return false
	}
	for i := range p.body.parts {
		if g := &p.body.parts[i]; g.kind == usual.Gap && g.start <= from && to <= g.end {
			return true
		}
	}
	return false
}

// only reports whether a part is one finding of a kind.
func (p *part) only(kind usual.Kind) bool { return p.merged == 1 && p.kind == kind }
