package source

import (
	"encoding/binary"
	"unicode/utf8"

	"network-analytics/analytics/record"
)

// nameCache is a worker's own short cut to a record.Table, which is shared and
// locked. Names of at most 16 bytes are found by two words in a small table
// where a newcomer takes the place of whoever was there; the others, and those
// driven out, in a map.
type nameCache struct {
	table *record.Table
	slots []nameSlot // a power of two
	shift uint
	ids   map[string]record.NameID
	// recoded tells that a name was no UTF-8 and taken for Windows-1252.
	recoded bool
}

type nameSlot struct {
	lo, hi uint64 // bytes of the name, zeros behind it
	n      uint32 // length of the name, 0 for a free slot
	id     record.NameID
}

const (
	firstSlots = 1 << 8
	maxSlots   = 1 << 14
)

func newNameCache(t *record.Table) *nameCache {
	c := &nameCache{table: t, ids: make(map[string]record.NameID)}
	c.resize(firstSlots)
	return c
}

func (c *nameCache) resize(n int) {
	c.slots = make([]nameSlot, n)
	c.shift = 64
	for ; n > 1; n >>= 1 {
		c.shift--
	}
}

// byteMask[n] keeps the first n bytes of a word.
var byteMask = [9]uint64{
	0, 1<<8 - 1, 1<<16 - 1, 1<<24 - 1, 1<<32 - 1, 1<<40 - 1, 1<<48 - 1, 1<<56 - 1, 1<<64 - 1,
}

// id returns the number of the name data[start:end]; 16 bytes behind start must
// be there to read.
func (c *nameCache) id(data []byte, start, end int) record.NameID {
	n := end - start
	if n == 0 || n > 16 {
		return c.slow(data[start:end])
	}
	w := data[start : start+16]
	lo := binary.LittleEndian.Uint64(w) & byteMask[min(n, 8)]
	hi := binary.LittleEndian.Uint64(w[8:]) & byteMask[max(n-8, 0)]
	h := (lo ^ hi*0x9e3779b97f4a7c15) * 0xff51afd7ed558ccd
	h ^= h >> 29
	h *= 0x9e3779b97f4a7c15
	slot := &c.slots[h>>c.shift]
	if slot.lo == lo && slot.hi == hi && slot.n == uint32(n) {
		return slot.id
	}
	id := c.slow(data[start:end])
	*slot = nameSlot{lo, hi, uint32(n), id}
	if len(c.ids) > len(c.slots)/4 && len(c.slots) < maxSlots {
		c.resize(len(c.slots) * 4)
	}
	return id
}

func (c *nameCache) slow(name []byte) record.NameID {
	if id, ok := c.ids[string(name)]; ok {
		return id
	}
	if !utf8.Valid(name) {
		c.recoded = true
		text, _ := decode1252(nil, name, true)
		id := c.table.ID(string(text))
		c.ids[string(name)] = id
		return id
	}
	id := c.table.ID(string(name))
	c.ids[c.table.Name(id).Raw] = id // the table's string, not one more copy
	return id
}

// of returns the number of a name that may stand anywhere.
func (c *nameCache) of(name []byte) record.NameID {
	if len(name) > 0 && len(name) <= 16 && cap(name) >= 16 {
		return c.id(name[:16], 0, len(name))
	}
	return c.slow(name)
}
