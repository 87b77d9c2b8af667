// Package usual knows what is usual for one device at one time of the day, and
// finds what is not: see Judge.
package usual
