package source

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/s2"
	"github.com/klauspost/compress/zstd"
	pq "github.com/parquet-go/parquet-go/format"
	"github.com/pierrec/lz4/v4"
)

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
	var err error
	if c.raw, err = growRoom(c.share, c.raw, size); err != nil {
		return nil, err
	}
	n := 0
	switch pq.CompressionCodec(c.codec) {
	case pq.Snappy:
		if n, err = s2.DecodedLen(src); err == nil && n == size {
			_, err = s2.Decode(c.raw, src)
		}
	case pq.Lz4Raw:
		n, err = lz4.UncompressBlock(src, c.raw)
	case pq.Gzip:
		if c.share.gzip == nil {
			c.share.gzip = new(gzip.Reader)
		}
		if err = c.share.gzip.Reset(bytes.NewReader(src)); err == nil {
			n, err = readExactly(c.share.gzip, c.raw)
		}
	case pq.Brotli:
		n, err = readExactly(brotli.NewReader(bytes.NewReader(src)), c.raw)
	case pq.Zstd:
		if c.share.zstd == nil {
			if c.share.zstd, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(pqMaxPage)); err != nil {
				return nil, err
			}
		}
		var out []byte
		out, err = c.share.zstd.DecodeAll(src, c.raw[:0])
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
	var err error
	switch {
	case v.width > 0 && enc != pq.Plain:
		v.own, err = growRoom(c.share, v.own, n*v.width)
	case v.width == 0:
		v.ends, err = growRoom(c.share, v.ends, n+1)
	}
	if err != nil {
		return err
	}
	ok := false
	switch whole := c.typ == int32(pq.Int32) || c.typ == int32(pq.Int64); {
	case enc == pq.Plain && v.width > 0:
		if ok = len(raw) >= n*v.width; ok {
			v.data = raw[:n*v.width]
		}
	case enc == pq.Plain:
		v.ends, v.data, ok = plainTexts(v.ends, raw, n)
	case enc == pq.DeltaBinaryPacked && whole:
		v.data, _, ok = appendDelta(v.own[:0], raw, n, v.width)
	case enc == pq.DeltaLengthByteArray && v.width == 0:
		v.ends, v.data, ok = deltaTexts(v.ends, raw, n)
	case enc == pq.DeltaByteArray && v.width == 0:
		room := min(c.share.room+int64(cap(v.own)), pqMaxPage)
		before := cap(v.own)
		v.ends, v.data, ok = prefixTexts(v.ends, v.own, raw, n, int(room))
		v.own = v.data[:0]
		c.share.room -= int64(max(cap(v.own)-before, 0))
	case enc == pq.DeltaByteArray && c.typ == int32(pq.FixedLenByteArray):
		_, v.data, ok = prefixTexts(nil, v.own[:0], raw, n, n*v.width)
		ok = ok && len(v.data) == n*v.width
	case enc == pq.ByteStreamSplit && v.width > 0:
		v.data, ok = splitStreams(v.own[:0], raw, n, v.width)
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
	var err error
	if v.own, err = growRoom(c.share, v.own, n); err != nil {
		return err
	}
	v.data = v.own
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
