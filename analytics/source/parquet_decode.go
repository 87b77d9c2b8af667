package source

import (
	"encoding/binary"
	"math/bits"
)

// The decoders here fill exactly as many values as the caller has room for, and
// never more memory than that, whatever the data states. A false result means
// damaged data.

// decodeRLE fills dst from the hybrid of run lengths and bit packing, and
// returns what follows.
func decodeRLE[T uint8 | uint32](dst []T, src []byte, width int) ([]byte, bool) {
	if width < 0 || width > 32 {
		return nil, false
	}
	for len(dst) > 0 {
		h, n := binary.Uvarint(src)
		if n <= 0 {
			return nil, false
		}
		src = src[n:]
		if h&1 == 0 {
			size := (width + 7) / 8
			if h>>1 == 0 || len(src) < size {
				return nil, false
			}
			var v uint32
			for i := range size {
				v |= uint32(src[i]) << (8 * i)
			}
			src = src[size:]
			run := dst[:min(uint64(len(dst)), h>>1)]
			for i := range run {
				run[i] = T(v)
			}
			dst = dst[len(run):]
			continue
		}
		if h>>1 > uint64(len(src))+1 && width > 0 || h>>1 == 0 {
			return nil, false
		}
		run := dst[:min(uint64(len(dst)), h>>1*8)]
		need := (len(run)*width + 7) / 8
		if len(src) < need {
			return nil, false
		}
		unpackBits(run, src, width)
		dst = dst[len(run):]
		src = src[min(uint64(len(src)), (h>>1)*uint64(width)):]
	}
	return src, true
}

// unpackBits reads len(dst) values of width bits, least significant first.
func unpackBits[T uint8 | uint32](dst []T, src []byte, width int) {
	var acc uint64
	have, at := 0, 0
	mask := uint64(1)<<width - 1
	for i := range dst {
		for have < width {
			acc |= uint64(src[at]) << have
			at++
			have += 8
		}
		dst[i] = T(acc & mask)
		acc >>= width
		have -= width
	}
}

// appendDelta appends n whole numbers of size bytes each (4 or 8) from the delta
// binary packed encoding, and returns what follows in src.
func appendDelta(dst, src []byte, n, size int) ([]byte, []byte, bool) {
	next := func() (uint64, bool) {
		v, k := binary.Uvarint(src)
		if k <= 0 {
			return 0, false
		}
		src = src[k:]
		return v, true
	}
	block, ok1 := next()
	minis, ok2 := next()
	total, ok3 := next()
	first, ok4 := next()
	if !ok1 || !ok2 || !ok3 || !ok4 || total != uint64(n) || minis == 0 || minis > 512 ||
		block == 0 || block > 1<<20 || block%minis != 0 || block/minis%8 != 0 {
		return nil, nil, false
	}
	value := int64(first>>1) ^ -int64(first&1)
	put := func() {
		if size == 4 {
			dst = binary.LittleEndian.AppendUint32(dst, uint32(value))
		} else {
			dst = binary.LittleEndian.AppendUint64(dst, uint64(value))
		}
	}
	if n == 0 {
		return dst, src, true
	}
	put()
	per := int(block / minis)
	for left := n - 1; left > 0; {
		lowest, ok := next()
		if !ok || len(src) < int(minis) {
			return nil, nil, false
		}
		low := int64(lowest>>1) ^ -int64(lowest&1)
		widths := src[:minis]
		src = src[minis:]
		for _, w := range widths {
			if left == 0 {
				break
			}
			if w > 64 {
				return nil, nil, false
			}
			size := per * int(w) / 8
			count := min(per, left)
			if len(src) < (count*int(w)+7)/8 {
				return nil, nil, false
			}
			for i := range count {
				value += low + int64(bitsAt(src, i*int(w), int(w)))
				put()
			}
			src = src[min(size, len(src)):]
			left -= count
		}
	}
	return dst, src, true
}

// bitsAt returns the width bits of src that begin at bit at.
func bitsAt(src []byte, at, width int) uint64 {
	var v uint64
	for got := 0; got < width; {
		b := uint64(src[at>>3]) >> (at & 7)
		n := min(8-at&7, width-got)
		v |= (b & (1<<n - 1)) << got
		got += n
		at += n
	}
	return v
}

// splitStreams undoes the byte stream split encoding.
func splitStreams(dst, src []byte, n, size int) ([]byte, bool) {
	if len(src) != n*size {
		return nil, false
	}
	for i := range n {
		for s := range size {
			dst = append(dst, src[s*n+i])
		}
	}
	return dst, true
}

// plainTexts finds the byte arrays of the plain encoding, each behind its length.
func plainTexts(ends []uint32, src []byte, n int) ([]uint32, []byte, bool) {
	ends = append(ends[:0], 0)
	// The texts are moved together over their lengths.
	w := 0
	for range n {
		at := w + 4*(len(ends)-1)
		if len(src)-at < 4 {
			return nil, nil, false
		}
		size := binary.LittleEndian.Uint32(src[at:])
		if uint64(size) > uint64(len(src)-at-4) {
			return nil, nil, false
		}
		copy(src[w:], src[at+4:at+4+int(size)])
		w += int(size)
		ends = append(ends, uint32(w))
	}
	return ends, src[:w], true
}

// deltaTexts reads the delta length byte array encoding; texts lie in what is
// returned.
func deltaTexts(ends []uint32, src []byte, n int) ([]uint32, []byte, bool) {
	lengths, rest, ok := appendDelta(nil, src, n, 4)
	if !ok {
		return nil, nil, false
	}
	ends = append(ends[:0], 0)
	at := uint64(0)
	for i := range n {
		at += uint64(binary.LittleEndian.Uint32(lengths[4*i:]))
		if at > uint64(len(rest)) {
			return nil, nil, false
		}
		ends = append(ends, uint32(at))
	}
	return ends, rest[:at], true
}

// prefixTexts reads the delta byte array encoding: each text begins with a part
// of the one before.
func prefixTexts(ends []uint32, dst, src []byte, n, limit int) ([]uint32, []byte, bool) {
	prefixes, rest, ok := appendDelta(nil, src, n, 4)
	if !ok {
		return nil, nil, false
	}
	tails, text, ok := deltaTexts(nil, rest, n)
	if !ok {
		return nil, nil, false
	}
	ends = append(ends[:0], 0)
	dst = dst[:0]
	last := 0
	for i := range n {
		keep := binary.LittleEndian.Uint32(prefixes[4*i:])
		tail := text[tails[i]:tails[i+1]]
		if int64(keep) > int64(len(dst)-last) || len(dst)+int(keep)+len(tail) > limit {
			return nil, nil, false
		}
		start := len(dst)
		dst = append(dst, dst[last:last+int(keep)]...)
		dst = append(dst, tail...)
		last = start
		ends = append(ends, uint32(len(dst)))
	}
	return ends, dst, true
}

// levelWidth is how many bits a level up to limit takes.
func levelWidth(limit int) int { return bits.Len(uint(limit)) }
