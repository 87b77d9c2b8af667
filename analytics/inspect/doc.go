// Package inspect is a look at inputs before and while they are read: what they
// are taken for, what is open, what the first records would be, and what their
// times tell. It puts the plans of a source into the words of a
// quality.Reading, which the command inspect prints and the dashboard shows.
package inspect
