package source

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"network-analytics/analytics/record"
	"network-analytics/analytics/source/mapping"
)

// A Parquet file is read from its end, column by column:
//
//	footer -> pqMeta -> pqColumn per column -> pages -> rows of cells
//
// Metadata, levels and values are decoded here, by code that checks every size
// against the bytes that are there before it takes memory: general libraries
// ask for gigabytes, or panic, when a single bit of a file is wrong, and the
// first cannot be caught.
var parquetFormat = format{name: "parquet", sniff: sniffParquet, open: openParquetStream}

const (
	parquetMagic    = "PAR1"
	parquetFooter   = 16 << 20  // bytes of metadata
	parquetSpool    = 256 << 20 // bytes of a pipe that are kept in memory
	parquetPageRoom = 64 << 20  // bytes that all pages in memory may take, and 8 times the file
)

func sniffParquet(head []byte, _ string) int {
	if bytes.HasPrefix(head, []byte(parquetMagic)) || bytes.HasPrefix(head, []byte("PARE")) {
		return 100
	}
	return 0
}

func parquetFault(what, try string) error {
	return &record.Error{Kind: record.KindInput, What: what, Try: try}
}

// openParquetStream reads an input that cannot be read from its end, such as a
// pipe or an unpacked file, into memory.
func openParquetStream(r *bufio.Reader, _ tableInput) (table, error) {
	data, err := io.ReadAll(io.LimitReader(r, parquetSpool+1))
	if err != nil {
		return nil, err
	}
	if len(data) > parquetSpool {
		return nil, parquetFault(fmt.Sprintf("Parquet from a pipe is read only up to %d MiB, for its table of contents stands at the end", parquetSpool>>20),
			"save it to a file and name that")
	}
	return openParquet(bytes.NewReader(data), int64(len(data)))
}

// openParquet returns the table of a Parquet file of which any part can be read.
func openParquet(at io.ReaderAt, size int64) (table, error) {
	var ends [8]byte
	if size < 12 {
		return nil, parquetFault("Parquet footer missing: file is cut off", "")
	}
	if _, err := at.ReadAt(ends[:4], 0); err != nil {
		return nil, err
	}
	if string(ends[:4]) == "PARE" {
		return nil, parquetFault("the Parquet file is encrypted", "")
	}
	if string(ends[:4]) != parquetMagic {
		return nil, parquetFault("not a Parquet file", "")
	}
	if _, err := at.ReadAt(ends[:], size-8); err != nil {
		return nil, err
	}
	if string(ends[4:]) != parquetMagic {
		return nil, parquetFault("Parquet footer missing: file is cut off", "")
	}
	length := int64(binary.LittleEndian.Uint32(ends[:4]))
	if length > size-12 {
		return nil, parquetFault("Parquet footer damaged: it would be larger than the file", "")
	}
	if length > parquetFooter {
		return nil, parquetFault(fmt.Sprintf("Parquet footer of %d bytes, more than the %d that are read", length, parquetFooter), "")
	}
	footer := make([]byte, length)
	if _, err := at.ReadAt(footer, size-8-length); err != nil {
		return nil, err
	}
	meta, err := parseParquetMeta(footer, size-8-length)
	if err != nil {
		return nil, parquetFault("Parquet file cannot be read: "+err.Error(), "")
	}
	return newParquetTable(at, size, meta), nil
}

// parquetTable gives out the rows of a file. Lists are exploded: a row per
// element, with the other cells repeated. Columns that are nested deeper, or in
// another list, are left out.
type parquetTable struct {
	meta    *pqMeta
	list    []mapping.Candidate
	cols    []*pqColumn // by column of the table
	leafOf  []int       // leaf of each column
	lists   []int       // columns that are exploded
	cells   [][]byte
	skip    []bool // columns that nobody wants
	refused []string
	group   int   // row group in hand, from 1; 0 before the first
	left    int64 // rows of it to come
	row     int64
	inList  bool
	longer  int64 // rows that exist only by exploding
	err     error
}

func newParquetTable(at io.ReaderAt, size int64, meta *pqMeta) *parquetTable {
	t := &parquetTable{meta: meta}
	share := &pqShare{room: parquetPageRoom + 8*size}
	exploded := ""
	for _, l := range meta.leaves {
		if l.maxRep == 1 {
			exploded = l.list
			break
		}
	}
	times := 0
	for i, l := range meta.leaves {
		if l.maxRep > 1 || l.maxRep == 1 && l.list != exploded {
			t.refused = append(t.refused, l.path)
			continue
		}
		if l.maxRep == 1 {
			t.lists = append(t.lists, len(t.cols))
		}
		if l.isTime() {
			times++
		}
		t.list = append(t.list, mapping.Candidate{Name: l.path})
		t.cols = append(t.cols, &pqColumn{pqLeaf: l, at: at, share: share})
		t.leafOf = append(t.leafOf, i)
	}
	// A single column of times can be nothing else.
	for i, c := range t.cols {
		if times == 1 && c.isTime() {
			t.list[i].Field = mapping.Time
		}
	}
	t.skip = make([]bool, len(t.cols))
	return t
}

func (l *pqLeaf) isTime() bool { return l.meaning == pqTimestamp || l.typ == 3 }

func (t *parquetTable) columns() []mapping.Candidate { return t.list }

// need tells which columns are wanted from the next row group on; the pages of
// the others are not read. Without a call all are.
func (t *parquetTable) need(columns []int) {
	for i := range t.skip {
		t.skip[i] = true
	}
	for _, i := range columns {
		t.skip[i] = false
	}
	// The lists say where rows end.
	for _, i := range t.lists {
		t.skip[i] = false
	}
}

func (t *parquetTable) next(row *tableRow) error {
	if t.err != nil {
		return t.err
	}
	if err := t.advance(); err != nil {
		if err != io.EOF {
			var e *record.Error
			if !errors.As(err, &e) {
				err = parquetFault(fmt.Sprintf("Parquet file is damaged in row group %d: %v", t.group, err), "")
			}
		}
		t.err = err
		return err
	}
	row.line, row.cells = t.row, t.cells
	return nil
}

// advance fills the cells with the next row.
func (t *parquetTable) advance() error {
	if t.inList {
		t.longer++
		return t.elements()
	}
	for t.left == 0 {
		if t.group > 0 {
			if err := t.finish(); err != nil {
				return err
			}
		}
		if t.group == len(t.meta.groups) {
			return io.EOF
		}
		if err := t.begin(); err != nil {
			return err
		}
	}
	t.left--
	t.row++
	t.cells = clearCells(t.cells, len(t.cols))
	for i, c := range t.cols {
		if t.active(i) && c.maxRep == 0 {
			if ok, err := c.ready(); !ok {
				return orFewer(c, err)
			}
			t.cells[i] = c.text(c.step())
		}
	}
	if len(t.lists) == 0 {
		return nil
	}
	for _, i := range t.lists {
		c := t.cols[i]
		if ok, err := c.ready(); !ok {
			return orFewer(c, err)
		}
		if c.reps[c.pos] != 0 {
			return fmt.Errorf("column %s does not begin a row where the others do", quote(c.path))
		}
	}
	return t.elements()
}

// elements fills the cells of the lists with their next element and looks
// whether there are more.
func (t *parquetTable) elements() error {
	for n, i := range t.lists {
		c := t.cols[i]
		t.cells[i] = c.text(c.step())
		ok, err := c.ready()
		if err != nil {
			return err
		}
		more := ok && c.reps[c.pos] != 0
		if n > 0 && more != t.inList {
			return fmt.Errorf("column %s has lists of another length than its neighbours", quote(c.path))
		}
		t.inList = more
	}
	return nil
}

func orFewer(c *pqColumn, err error) error {
	if err == nil {
		err = fmt.Errorf("column %s has fewer rows than the footer says", quote(c.path))
	}
	return err
}

// active reports whether a column was opened for the row group in hand.
func (t *parquetTable) active(i int) bool { return t.cols[i].opened }

// begin opens the next row group.
func (t *parquetTable) begin() error {
	g := &t.meta.groups[t.group]
	t.group++
	t.left = g.rows
	for i, c := range t.cols {
		c.opened = !t.skip[i]
		if c.opened {
			if err := c.open(g.chunks[t.leafOf[i]]); err != nil {
				return err
			}
		}
	}
	return nil
}

// finish checks that no column of the row group has anything left.
func (t *parquetTable) finish() error {
	for i, c := range t.cols {
		if !t.active(i) {
			continue
		}
		if c.left > 0 || c.pos < c.n {
			return fmt.Errorf("column %s has more rows than the footer says", quote(c.path))
		}
	}
	return nil
}

func (t *parquetTable) notes() []string {
	var notes []string
	if len(t.refused) > 0 {
		var names []string
		for _, n := range t.refused {
			names = append(names, show(n))
		}
		notes = append(notes, "columns left out, for they are lists in lists or beside another list: "+list(names, 8))
	}
	if t.longer > 0 {
		notes = append(notes, "lists exploded to a row per element: "+plural(t.longer, "more row"))
	}
	return notes
}
