package source

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/s2"
	"github.com/klauspost/compress/zstd"
	pq "github.com/parquet-go/parquet-go/format"
	"github.com/pierrec/lz4/v4"
)

const (
	pqMaxPage   = 64 << 20 // bytes of a page, packed or not
	pqMaxValues = 8 << 20  // values of a page
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
	left  int64  // values that no page was read for yet
	room  *int64 // what all pages in memory may still take

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
	zstd        *zstd.Decoder
}

// pqValues are values as the plain encoding has them: of a fixed width, or texts.
type pqValues struct {
	n     int
	width int // bytes, 0 for texts
	data  []byte
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
	c.hasDict, c.texts = false, c.texts[:0]
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

// pqHeader is the header of a page.
type pqHeader struct {
	typ, unpacked, packed   int32
	crc                     int32
	hasCRC                  bool
	values, nulls, encoding int32
	defBytes, repBytes      int32
	defEnc, repEnc          int32
	plain                   bool // version 2: the values are not packed
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
	if err := c.grow(&c.packed, int(h.packed)); err != nil {
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

// grow gives a buffer a length, within what all columns may take together.
func (c *pqColumn) grow(b *[]byte, n int) error {
	if n > cap(*b) {
		*c.room -= int64(n - cap(*b))
		if *c.room < 0 {
			return errors.New("its pages are too large to be held in memory together")
		}
		*b = make([]byte, n)
	}
	*b = (*b)[:n]
	return nil
}

// header reads the header of the page at c.from and returns its size.
func (c *pqColumn) header() (pqHeader, int, error) {
	for window := int64(pqWindow); ; window *= 8 {
		n := min(window, c.end-c.from)
		if n <= 0 {
			return pqHeader{}, 0, errors.New("fewer values than the footer says")
		}
		if int64(cap(c.head)) < n {
			c.head = make([]byte, n)
		}
		c.head = c.head[:n]
		if _, err := c.at.ReadAt(c.head, c.from); err != nil {
			return pqHeader{}, 0, fmt.Errorf("cannot be read: %w", err)
		}
		r := &thriftReader{b: c.head}
		h := readPqHeader(r)
		if !r.bad {
			return h, r.pos, nil
		}
		if n == c.end-c.from || n >= pqMaxHeader {
			return h, 0, errors.New("a damaged page header")
		}
	}
}

func readPqHeader(r *thriftReader) pqHeader {
	h := pqHeader{typ: -1, unpacked: -1, packed: -1, values: -1, encoding: -1}
	r.fields(func(id int16, typ byte) bool {
		switch {
		case id == 1 && typ == 5:
			h.typ = r.int32()
		case id == 2 && typ == 5:
			h.unpacked = r.int32()
		case id == 3 && typ == 5:
			h.packed = r.int32()
		case id == 4 && typ == 5:
			h.crc, h.hasCRC = r.int32(), true
		case (id == 5 || id == 7 || id == 8) && typ == thriftStruct:
			at := map[int16][]*int32{
				5: {&h.values, &h.encoding, &h.defEnc, &h.repEnc},
				7: {&h.values, &h.encoding},
				8: {&h.values, &h.nulls, nil, &h.encoding, &h.defBytes, &h.repBytes},
			}[id]
			v2 := id == 8
			r.fields(func(id int16, typ byte) bool {
				if v2 && id == 7 && (typ == thriftTrue || typ == thriftFalse) {
					h.plain = typ == thriftFalse
					return true
				}
				if typ != 5 || id < 1 || int(id) > len(at) || at[id-1] == nil {
					return false
				}
				*at[id-1] = r.int32()
				return true
			})
		default:
			return false
		}
		return true
	})
	return h
}

func (c *pqColumn) dictionary(h pqHeader) error {
	raw, err := c.unpack(c.packed, int(h.unpacked))
	if err != nil {
		return err
	}
	if h.encoding != int32(pq.Plain) && h.encoding != int32(pq.PlainDictionary) || c.hasDict {
		return errors.New("a damaged dictionary")
	}
	if err := c.decode(&c.dict, bytes.Clone(raw), int(h.values), pq.Plain); err != nil {
		return err
	}
	c.hasDict = true
	c.texts = append(c.texts[:0], make([]smallCell, c.dict.n)...)
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
	level := func(dst *[]uint8, limit int, enc int32) bool {
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
		*dst = levels(*dst, n)
		_, ok := decodeRLE(*dst, raw[4:4+size], levelWidth(limit))
		raw = raw[4+size:]
		return ok
	}
	if !level(&c.reps, c.maxRep, h.repEnc) || !level(&c.defs, c.maxDef, h.defEnc) {
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
	c.reps, c.defs = levels(c.reps, n), levels(c.defs, n)
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

func levels(b []uint8, n int) []uint8 {
	if cap(b) < n {
		return make([]uint8, n)
	}
	return b[:n]
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
	if cap(c.index) < count {
		c.index = make([]uint32, count)
	}
	c.index, c.indexed = c.index[:count], true
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

// unpack returns the unpacked form of src, which must be of exactly size bytes.
func (c *pqColumn) unpack(src []byte, size int) ([]byte, error) {
	if pq.CompressionCodec(c.codec) == pq.Uncompressed {
		if len(src) != size {
			return nil, errPage
		}
		return src, nil
	}
	if size == 0 {
		return nil, nil
	}
	if err := c.grow(&c.raw, size); err != nil {
		return nil, err
	}
	n, err := 0, error(nil)
	switch pq.CompressionCodec(c.codec) {
	case pq.Snappy:
		if n, err = s2.DecodedLen(src); err == nil && n == size {
			_, err = s2.Decode(c.raw, src)
		}
	case pq.Lz4Raw:
		n, err = lz4.UncompressBlock(src, c.raw)
	case pq.Gzip:
		var z *gzip.Reader
		if z, err = gzip.NewReader(bytes.NewReader(src)); err == nil {
			n, err = readExactly(z, c.raw)
		}
	case pq.Brotli:
		n, err = readExactly(brotli.NewReader(bytes.NewReader(src)), c.raw)
	case pq.Zstd:
		if c.zstd == nil {
			if c.zstd, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(pqMaxPage)); err != nil {
				return nil, err
			}
		}
		var out []byte
		out, err = c.zstd.DecodeAll(src, c.raw[:0])
		n = len(out)
		if n == size {
			c.raw = out
		}
	}
	if err != nil || n != size {
		return nil, errors.New("a page that cannot be unpacked")
	}
	return c.raw, nil
}

// readExactly fills dst and makes sure that r ends there.
func readExactly(r io.Reader, dst []byte) (int, error) {
	n, err := io.ReadFull(r, dst)
	if err != nil {
		return n, err
	}
	var more [1]byte
	if _, err := io.ReadFull(r, more[:]); err != io.EOF {
		return n, errPage
	}
	return n, nil
}

// decode makes values of raw, which it may keep.
func (c *pqColumn) decode(v *pqValues, raw []byte, n int, enc pq.Encoding) error {
	v.n, v.width = n, 0
	switch pq.Type(c.typ) {
	case pq.Boolean:
		return c.decodeBools(v, raw, n, enc)
	case pq.Int32, pq.Float:
		v.width = 4
	case pq.Int64, pq.Double:
		v.width = 8
	case pq.Int96:
		v.width = 12
	case pq.FixedLenByteArray:
		v.width = int(c.length)
	}
	ok := false
	switch {
	case enc == pq.Plain && v.width > 0:
		if ok = len(raw) >= n*v.width; ok {
			v.data = raw[:n*v.width]
		}
	case enc == pq.Plain:
		v.ends, v.data, ok = plainTexts(v.ends, raw, n)
	case enc == pq.DeltaBinaryPacked && (pq.Type(c.typ) == pq.Int32 || pq.Type(c.typ) == pq.Int64):
		v.data, _, ok = appendDelta(nil, raw, n, v.width)
	case enc == pq.DeltaLengthByteArray && v.width == 0:
		v.ends, v.data, ok = deltaTexts(v.ends, raw, n)
	case enc == pq.DeltaByteArray && (v.width == 0 || pq.Type(c.typ) == pq.FixedLenByteArray):
		v.ends, v.data, ok = prefixTexts(v.ends, nil, raw, n, pqMaxPage)
		if ok && v.width > 0 {
			ok = len(v.data) == n*v.width
		}
	case enc == pq.ByteStreamSplit && v.width > 0:
		v.data, ok = splitStreams(nil, raw, n, v.width)
	default:
		return fmt.Errorf("values encoded as %s, which is not read", enc)
	}
	if !ok {
		return errPage
	}
	return nil
}

func (c *pqColumn) decodeBools(v *pqValues, raw []byte, n int, enc pq.Encoding) error {
	v.width = 1
	v.data = make([]byte, n)
	ok := false
	switch enc {
	case pq.Plain:
		if ok = len(raw) >= (n+7)/8; ok {
			unpackBits(v.data, raw, 1)
		}
	case pq.RLE:
		if len(raw) >= 4 {
			_, ok = decodeRLE(v.data, raw[4:], 1)
		}
	}
	if !ok {
		return errPage
	}
	return nil
}
