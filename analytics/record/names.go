package record

import "sync"

// Name is a device or region name. Raw is what the input says, for files that
// other programs read; Text is the same made safe for a terminal by Clean.
type Name struct {
	Raw  string
	Text string
}

// NoName is shown where the input has no name.
const NoName = "(none)"

// MakeName returns the Name of a raw string. An empty one reads "(none)".
func MakeName(raw string) Name {
	if raw == "" {
		return Name{Text: NoName}
	}
	return Name{Raw: raw, Text: Clean(raw)}
}

// Table interns names: equal strings get the same NameID, and each new one is
// cleaned once. It is safe for concurrent use. IDs are dense from 0, in no
// promised order: results must be sorted by name, never by ID.
type Table struct {
	mu    sync.RWMutex
	ids   map[string]NameID
	names []Name
}

// ID returns the number of raw, adding it when it is new.
func (t *Table) ID(raw string) NameID {
	t.mu.RLock()
	id, ok := t.ids[raw]
	t.mu.RUnlock()
	if ok {
		return id
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if id, ok := t.ids[raw]; ok {
		return id
	}
	if t.ids == nil {
		t.ids = make(map[string]NameID)
	}
	id = NameID(len(t.names))
	name := MakeName(raw)
	t.names = append(t.names, name)
	t.ids[name.Raw] = id
	return id
}

// Find returns the number of raw, and false when it is not in the table.
func (t *Table) Find(raw string) (NameID, bool) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	id, ok := t.ids[raw]
	return id, ok
}

// Len returns the number of names.
func (t *Table) Len() int {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return len(t.names)
}

// Name returns the name of id.
func (t *Table) Name(id NameID) Name {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.names[id]
}

// All returns a copy of all names, indexed by NameID.
func (t *Table) All() []Name {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return append([]Name(nil), t.names...)
}

// Names holds the tables that the NameIDs of a Feed's batches refer to.
type Names struct {
	Devices Table
	Regions Table
}
