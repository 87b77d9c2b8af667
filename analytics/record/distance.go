package record

// maxDistanceLen bounds the work for names from data.
const maxDistanceLen = 64

// Distance returns how many bytes must be put in, taken out or replaced to make
// a into b (Levenshtein), for guesses at what was meant. Of a name longer than 64
// bytes nothing is near: it returns its length.
func Distance(a, b string) int {
	if len(a) > maxDistanceLen {
		return len(a)
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
