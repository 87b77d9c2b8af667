package source

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	pq "github.com/parquet-go/parquet-go/format"
)

const (
	pqMaxPage   = 64 << 20 // bytes of a page, packed or not
	pqMaxValues = 8 << 20  // values of a page
	pqMaxTexts  = 64 << 10 // entries of a dictionary whose texts are kept
	pqWindow    = 4 << 10  // first guess at the size of a page header
	pqMaxHeader = 1 << 20
)

// pqColumn reads the pages of one column, one value after the other.
type pqColumn struct {
	pqLeaf
	at    io.ReaderAt
	from  int64 // next page header
	end   int64 // end of the chunk
	codec int32
	left  int64 // values that no page was read for yet
	share *pqShare

	packed, raw []byte // body of a page, as it is stored and unpacked
	head        []byte
	reps, defs  []uint8
	n, pos      int // levels of the page, and those read
	vals        pqValues
	dict        pqValues
	hasDict     bool
	indexed     bool
	index       []uint32
	vpos        int         // values read of the page
	opened      bool        // for the row group in hand
	texts       []smallCell // of the dictionary, made when first needed
	cell        []byte
}

// pqShare is what all columns of a file have in common.
type pqShare struct {
	room int64 // bytes that pages in memory may still take
	zstd *zstd.Decoder
	gzip *gzip.Reader
}

// pqValues are values as the plain encoding has them: of a fixed width, or texts.
type pqValues struct {
	n     int
	width int // bytes, 0 for texts
	data  []byte
	own   []byte   // memory for data that does not lie in a page
	ends  []uint32 // where texts begin and end
}

// smallCell is the text of a dictionary entry, nil until it is made.
type smallCell []byte

// open begins to read a chunk.
func (c *pqColumn) open(ch pqChunk) error {
	switch pq.CompressionCodec(ch.codec) {
	case pq.Uncompressed, pq.Snappy, pq.Gzip, pq.Brotli, pq.Zstd, pq.Lz4Raw:
	case pq.LZO, pq.Lz4:
		return fmt.Errorf("column %s is packed with %s, which is not read", quote(c.path), pq.CompressionCodec(ch.codec))
	default:
		return fmt.Errorf("column %s is packed with an unknown method %d", quote(c.path), ch.codec)
	}
	c.from, c.end, c.codec, c.left = ch.from, ch.from+ch.size, ch.codec, ch.values
	c.n, c.pos, c.vpos = 0, 0, 0
	c.hasDict, c.texts = false, nil
	return nil
}

// ready makes sure that there is a value to read; false tells that there is none.
func (c *pqColumn) ready() (bool, error) {
	for c.pos == c.n {
		if c.left == 0 {
			return false, nil
		}
		if err := c.page(); err != nil {
			return false, fmt.Errorf("column %s, byte %d: %w", quote(c.path), c.from, err)
		}
	}
	return true, nil
}

// step takes the next value; at is its position among the values of the page,
// -1 for a null. To be called when ready.
func (c *pqColumn) step() (at int) {
	at = -1
	if c.maxDef == 0 || int(c.defs[c.pos]) == c.maxDef {
		at = c.vpos
		c.vpos++
	}
	c.pos++
	return at
}

var errPage = errors.New("a damaged page")

// page reads on to the next page with values.
func (c *pqColumn) page() error {
	h, size, err := c.header()
	if err != nil {
		return err
	}
	c.from += int64(size)
	if h.packed < 0 || h.unpacked < 0 || int64(h.packed) > c.end-c.from {
		return errors.New("a page larger than its column")
	}
	if h.packed > pqMaxPage || h.unpacked > pqMaxPage {
		return fmt.Errorf("a page of %d bytes, more than the %d that are read", max(h.packed, h.unpacked), pqMaxPage)
	}
	if h.values < 0 || h.values > pqMaxValues {
		return fmt.Errorf("a page of %d values, more than the %d that are read", h.values, pqMaxValues)
	}
	if h.typ == int32(pq.IndexPage) {
		c.from += int64(h.packed)
		return nil
	}
	if c.packed, err = growRoom(c.share, c.packed, int(h.packed)); err != nil {
		return err
	}
	if _, err := c.at.ReadAt(c.packed, c.from); err != nil {
		return fmt.Errorf("cannot be read: %w", err)
	}
	c.from += int64(h.packed)
	if h.hasCRC && uint32(h.crc) != crc32.ChecksumIEEE(c.packed) {
		return errors.New("a page whose checksum is wrong")
	}
	switch pq.PageType(h.typ) {
	case pq.DictionaryPage:
		return c.dictionary(h)
	case pq.DataPage:
		return c.data1(h)
	case pq.DataPageV2:
		return c.data2(h)
	}
	return errPage
}

var errRoom = errors.New("its pages are too large to be held in memory together")

// growRoom returns b with a length of n, within what all columns may take together.
func growRoom[T uint8 | uint32](share *pqShare, b []T, n int) ([]T, error) {
	if n > cap(b) {
		share.room -= int64(n-cap(b)) * elementSize[T]()
		if share.room < 0 {
			return nil, errRoom
		}
		b = make([]T, n)
	}
	return b[:n], nil
}

// elementSize returns how many bytes a T takes.
func elementSize[T uint8 | uint32]() int64 {
	if ^T(0) == T(math.MaxUint8) {
		return 1
	}
	return 4
}

func (c *pqColumn) dictionary(h pqHeader) error {
	raw, err := c.unpack(c.packed, int(h.unpacked))
	if err != nil {
		return err
	}
	if h.encoding != int32(pq.Plain) && h.encoding != int32(pq.PlainDictionary) || c.hasDict {
		return errors.New("a damaged dictionary")
	}
	// The page's memory is used again, that of the dictionary stays.
	if c.dict.own, err = growRoom(c.share, c.dict.own, len(raw)); err != nil {
		return err
	}
	copy(c.dict.own, raw)
	if err := c.decode(&c.dict, c.dict.own, int(h.values), pq.Plain); err != nil {
		return err
	}
	c.hasDict, c.texts = true, nil
	if c.dict.n <= pqMaxTexts {
		c.texts = make([]smallCell, c.dict.n)
	}
	return nil
}

// data1 reads a data page of the first version: levels and values packed together.
func (c *pqColumn) data1(h pqHeader) error {
	raw, err := c.unpack(c.packed, int(h.unpacked))
	if err != nil {
		return err
	}
	n := int(h.values)
	if int64(n) > c.left {
		return errors.New("more values than the footer says")
	}
	if err := c.growLevels(n); err != nil {
		return err
	}
	level := func(dst []uint8, limit int, enc int32) bool {
		if limit == 0 {
			return true
		}
		if enc != int32(pq.RLE) || len(raw) < 4 {
			return false
		}
		size := binary.LittleEndian.Uint32(raw)
		if uint64(size) > uint64(len(raw)-4) {
			return false
		}
		_, ok := decodeRLE(dst, raw[4:4+size], levelWidth(limit))
		raw = raw[4+size:]
		return ok
	}
	if !level(c.reps, c.maxRep, h.repEnc) || !level(c.defs, c.maxDef, h.defEnc) {
		return errPage
	}
	return c.values(h, raw, n)
}

// data2 reads a data page of the second version: the levels are not packed.
func (c *pqColumn) data2(h pqHeader) error {
	n := int(h.values)
	if int64(n) > c.left {
		return errors.New("more values than the footer says")
	}
	lead := int64(h.defBytes) + int64(h.repBytes)
	if h.defBytes < 0 || h.repBytes < 0 || lead > int64(len(c.packed)) || lead > int64(h.unpacked) {
		return errPage
	}
	if err := c.growLevels(n); err != nil {
		return err
	}
	if c.maxRep > 0 {
		if _, ok := decodeRLE(c.reps, c.packed[:h.repBytes], levelWidth(c.maxRep)); !ok {
			return errPage
		}
	}
	if c.maxDef > 0 {
		if _, ok := decodeRLE(c.defs, c.packed[h.repBytes:lead], levelWidth(c.maxDef)); !ok {
			return errPage
		}
	}
	body := c.packed[lead:]
	if !h.plain {
		raw, err := c.unpack(body, int(int64(h.unpacked)-lead))
		if err != nil {
			return err
		}
		body = raw
	}
	return c.values(h, body, n)
}

func (c *pqColumn) growLevels(n int) (err error) {
	if c.maxRep > 0 {
		if c.reps, err = growRoom(c.share, c.reps, n); err != nil {
			return err
		}
	}
	if c.maxDef > 0 {
		c.defs, err = growRoom(c.share, c.defs, n)
	}
	return err
}

// values decodes what stands behind the levels of a page of n of them.
func (c *pqColumn) values(h pqHeader, raw []byte, n int) error {
	count := n
	if c.maxDef > 0 {
		count = 0
		for _, d := range c.defs[:n] {
			if int(d) > c.maxDef {
				return errPage
			}
			if int(d) == c.maxDef {
				count++
			}
		}
	}
	if c.maxRep > 0 {
		for _, r := range c.reps[:n] {
			if int(r) > c.maxRep {
				return errPage
			}
		}
	}
	c.indexed = false
	switch pq.Encoding(h.encoding) {
	case pq.PlainDictionary, pq.RLEDictionary:
		if err := c.indexes(raw, count); err != nil {
			return err
		}
	default:
		if err := c.decode(&c.vals, raw, count, pq.Encoding(h.encoding)); err != nil {
			return err
		}
	}
	c.left -= int64(n)
	c.n, c.pos, c.vpos = n, 0, 0
	return nil
}

func (c *pqColumn) indexes(raw []byte, count int) error {
	if !c.hasDict {
		return errors.New("a page without the dictionary that it needs")
	}
	var err error
	if c.index, err = growRoom(c.share, c.index, count); err != nil {
		return err
	}
	c.indexed = true
	if count == 0 {
		return nil
	}
	if len(raw) == 0 {
		return errPage
	}
	if _, ok := decodeRLE(c.index, raw[1:], int(raw[0])); !ok {
		return errPage
	}
	for _, i := range c.index {
		if i >= uint32(c.dict.n) {
			return errors.New("a page that does not fit its dictionary")
		}
	}
	return nil
}
