package gen

import (
	"context"
	"io"
	"runtime"
	"strings"
	"time"

	"network-analytics/analytics/record"
)

// maxRowBytes is more than the longest line, with its line end.
const maxRowBytes = 96

// WriteCSV writes the sample with the canonical header, LF line ends and each
// number as its shortest decimal with at least one digit behind the point.
// Blocks are made in parallel and written in order, so memory does not grow
// with the number of records. progress counts records and bytes written.
//
// It returns an error of KindUsage when the configuration is not valid, one of
// KindOutput that wraps the error of w, or the error of ctx.
func (s *Sample) WriteCSV(ctx context.Context, w io.Writer, progress *record.Progress) error {
	if err := s.config.Validate(); err != nil {
		return err
	}
	progress.SetTotal(s.config.Records, 0)
	names := newLineNames(&s.names)
	return writeBlocks(ctx, w, s.blocks(), progress, func() func(uint64, []byte) ([]byte, int) {
		var b block
		return func(number uint64, dst []byte) ([]byte, int) {
			b.fill(s.config.Seed, number, s.config.Records)
			return b.appendCSV(dst, &names), b.n
		}
	})
}

// writeBlocks writes the header and all blocks. newMaker is called once per
// goroutine; what it returns appends the lines of a block and counts them.
func writeBlocks(ctx context.Context, w io.Writer, blocks uint64, progress *record.Progress,
	newMaker func() func(number uint64, dst []byte) ([]byte, int),
) error {
	// Worker i makes every n-th block from block i. Each has two buffers: one
	// is written while the other is filled.
	makers := min(runtime.GOMAXPROCS(0), int(min(blocks, 64)))
	type text struct {
		bytes []byte
		rows  int
	}
	made := make([]chan text, makers)
	free := make([]chan []byte, makers)
	for i := range makers {
		made[i] = make(chan text, 1)
		free[i] = make(chan []byte, 2)
		free[i] <- nil
		free[i] <- nil
	}
	produce := func(ctx context.Context, maker int) error {
		lines := newMaker()
		for number := uint64(maker); number < blocks; number += uint64(makers) {
			var buf []byte
			select {
			case buf = <-free[maker]:
			case <-ctx.Done():
				return ctx.Err()
			}
			if buf == nil {
				buf = make([]byte, 0, blockRecords*maxRowBytes)
			}
			var t text
			t.bytes, t.rows = lines(number, buf[:0])
			select {
			case made[maker] <- t:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	}
	write := func(ctx context.Context) error {
		if err := writeAll(w, []byte(strings.Join(record.Columns, ",")+"\n")); err != nil {
			return err
		}
		for number := range blocks {
			maker := int(number % uint64(makers))
			if err := ctx.Err(); err != nil {
				return err
			}
			select {
			case t := <-made[maker]:
				if err := writeAll(w, t.bytes); err != nil {
					return err
				}
				progress.Add(int64(t.rows), int64(len(t.bytes)))
				free[maker] <- t.bytes
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	}
	return parallel(ctx, makers+1, func(ctx context.Context, worker int) error {
		if worker == makers {
			return write(ctx)
		}
		return produce(ctx, worker)
	})
}

func writeAll(w io.Writer, p []byte) error {
	n, err := w.Write(p)
	if err == nil && n < len(p) {
		err = io.ErrShortWrite
	}
	if err != nil {
		return &record.Error{Kind: record.KindOutput, What: "cannot write the generated records", Err: err}
	}
	return nil
}

// lineNames holds the device and region fields as they stand in a line.
type lineNames struct {
	device []string // ",edge-01"
	region []string // ",us-east,"
}

func newLineNames(names *record.Names) (n lineNames) {
	for _, device := range names.Devices.All() {
		n.device = append(n.device, ","+device.Raw)
	}
	for _, region := range names.Regions.All() {
		n.region = append(n.region, ","+region.Raw+",")
	}
	return n
}

// appendCSV appends the lines of the block.
func (b *block) appendCSV(dst []byte, names *lineNames) []byte {
	const minutesPerDay = 24 * 60
	var date []byte // "2023-01-01 " of the day at hand
	minute := int(b.first % minutesPerDay)
	for i := range b.n {
		if minute == minutesPerDay {
			minute, date = 0, nil
		}
		if date == nil {
			day := time.Unix(startSeconds+(b.first+int64(i))*60, 0).UTC()
			date = day.AppendFormat(nil, "2006-01-02 ")
		}
		dst = append(dst, date...)
		hour := minute / 60
		rest := minute % 60
		dst = append(dst, byte('0'+hour/10), byte('0'+hour%10), ':', byte('0'+rest/10), byte('0'+rest%10), ':', '0', '0')
		minute++
		dst = append(dst, names.device[b.device[i]]...)
		dst = append(dst, names.region[b.region[i]]...)
		dst = appendMeasurements(dst, uint32(b.traffic[i]), uint32(b.latency[i]), uint32(b.loss[i]), uint32(b.cpu[i]))
	}
	return dst
}

// appendMeasurements appends the rest of a line behind the region.
func appendMeasurements(dst []byte, traffic, latency, loss, cpu uint32) []byte {
	dst = appendHundredths(dst, traffic)
	dst = append(dst, ',')
	dst = appendHundredths(dst, latency)
	dst = append(dst, ',')
	dst = appendThousandths(dst, loss)
	dst = append(dst, ',')
	dst = appendHundredths(dst, cpu)
	return append(dst, '\n')
}

// appendHundredths appends v/100 as its shortest decimal with at least one
// digit behind the point: 0.0, 0.07, 12.5.
func appendHundredths(dst []byte, v uint32) []byte {
	dst = appendWhole(dst, v/100)
	tenths, rest := v/10%10, v%10
	dst = append(dst, '.', byte('0'+tenths))
	if rest != 0 {
		dst = append(dst, byte('0'+rest))
	}
	return dst
}

// appendThousandths is appendHundredths for v/1000.
func appendThousandths(dst []byte, v uint32) []byte {
	dst = appendWhole(dst, v/1000)
	a, b, c := v/100%10, v/10%10, v%10
	dst = append(dst, '.', byte('0'+a))
	if b != 0 || c != 0 {
		dst = append(dst, byte('0'+b))
	}
	if c != 0 {
		dst = append(dst, byte('0'+c))
	}
	return dst
}

// appendWhole appends v in decimal.
func appendWhole(dst []byte, v uint32) []byte {
	var digits [10]byte
	i := len(digits)
	for {
		i--
		digits[i] = byte('0' + v%10)
		v /= 10
		if v == 0 {
			return append(dst, digits[i:]...)
		}
	}
}
