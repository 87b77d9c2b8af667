package source

import "network-analytics/analytics/record"

// openRecord is a record of which more parts may come.
type openRecord struct {
	ns             int64
	device, region record.NameID
	value          [record.NumMetrics]float64
	has            uint8  // metrics that a part had, if without a value
	reasons        uint32 // as in parser
	done           bool   // no part of it is to come
}

// blank returns the record without values.
func (r openRecord) blank() openRecord {
	for m := range r.value {
		r.value[m] = record.Missing
	}
	r.has, r.reasons = 0, 0
	return r
}

// values counts the metrics that have a value.
func (r *openRecord) values() int {
	n := 0
	for _, v := range r.value {
		if !record.IsMissing(v) {
			n++
		}
	}
	return n
}

// empty reports whether nothing at all stands in the cells of the record, not
// even a mark for a missing value.
func (r *openRecord) empty() bool {
	for m := range r.value {
		if r.has&(1<<m) != 0 && r.reasons>>(8*m)&0xff != code(record.EmptyCell) {
			return false
		}
	}
	return true
}

// whole reports whether the record has every metric that the plan knows, so
// that nothing of it is still to come.
func (r *openRecord) whole(a *applier) bool {
	var want uint8
	for _, i := range a.tidy {
		m, _ := a.plan.Columns[i].Field.Metric()
		want |= 1 << m
	}
	return r.has == want
}

// maxOpen is how many records may be open at a time; the oldest is then taken
// as complete. They take about 30 MiB.
const maxOpen = 1 << 18

// joiner puts parts of records together: rows of the same time, device and
// region that hold different metrics.
type joiner struct {
	ring    []openRecord
	first   int // oldest
	used    int
	index   map[joinKey]int
	done    int   // records without parts to come
	flushed int64 // records that a part may have come too late for
}

type joinKey struct {
	ns             int64
	device, region record.NameID
}

func (j *joiner) len() int { return j.used }

// follow keeps a whole record behind the open ones, for records leave in the
// order in which they came.
func (a *applier) follow(r *openRecord) error {
	if a.open.used == 0 {
		return a.emit(r)
	}
	r.done = true
	_, err := a.push(r)
	a.open.done++
	return err
}

// push adds a record behind the others and returns its place.
func (a *applier) push(r *openRecord) (int, error) {
	j := &a.open
	if j.used == maxOpen {
		if !j.ring[j.first].done && j.done == 0 { // rows that are records have no parts
			j.flushed++
		}
		if err := a.pop(); err != nil {
			return 0, err
		}
	}
	i := 0
	if len(j.ring) < maxOpen {
		i = len(j.ring)
		j.ring = append(j.ring, *r)
	} else {
		i = (j.first + j.used) % maxOpen
		j.ring[i] = *r
	}
	j.used++
	return i, nil
}

// join adds a part to its record, or opens one.
func (a *applier) join(r *openRecord) error {
	j := &a.open
	key := joinKey{r.ns, r.device, r.region}
	if j.index == nil {
		j.index = make(map[joinKey]int)
	}
	if i, ok := j.index[key]; ok {
		if o := &j.ring[i]; o.has&r.has == 0 {
			for m := range r.value {
				if r.has&(1<<m) != 0 {
					o.value[m] = r.value[m]
				}
			}
			o.has |= r.has
			o.reasons |= r.reasons
			return nil
		}
	}
	i, err := a.push(r)
	if err != nil {
		return err
	}
	j.index[key] = i
	return nil
}

// pop takes the oldest record as complete.
func (a *applier) pop() error {
	j := &a.open
	r := &j.ring[j.first]
	key := joinKey{r.ns, r.device, r.region}
	if r.done {
		j.done--
	} else if j.index[key] == j.first {
		delete(j.index, key)
	}
	err := a.emit(r)
	j.first = (j.first + 1) % maxOpen
	j.used--
	return err
}

// flush takes all records as complete, in the order they were opened.
func (a *applier) flush() error {
	for a.open.used > 0 {
		if err := a.pop(); err != nil {
			return err
		}
	}
	a.open = joiner{flushed: a.open.flushed}
	return nil
}
