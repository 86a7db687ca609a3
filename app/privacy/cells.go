package privacy

// MinCell is the smallest count of people or records that figures tell: with fewer,
// one could make out who they are.
const MinCell = 5

// Suppress hides every count of a table below MinCell, as nil, and others beside and
// below it until no line gives away what is hidden in it: in each that has something
// hidden there are two such counts at least, and together they are MinCell or more.
// A line has no more to hide when all of it is hidden. Rows and columns may be added
// up by whoever reads it; of one row, columns are not.
func Suppress(counts [][]int) [][]*int {
	hide := make([][]bool, len(counts))
	for i, row := range counts {
		hide[i] = make([]bool, len(row))
		for j, n := range row {
			hide[i][j] = n < MinCell
		}
	}
	for again := true; again; {
		again = false
		for i, row := range counts {
			if j := next(row, hide[i]); j >= 0 {
				hide[i][j], again = true, true
			}
		}
		for j := 0; len(counts) > 1 && j < len(counts[0]); j++ { // of one row, columns add nothing up
			var column []int
			var hidden []bool
			for i := range counts {
				column, hidden = append(column, counts[i][j]), append(hidden, hide[i][j])
			}
			if i := next(column, hidden); i >= 0 {
				hide[i][j], again = true, true
			}
		}
	}
	out := make([][]*int, len(counts))
	for i, row := range counts {
		out[i] = make([]*int, len(row))
		for j, n := range row {
			if !hide[i][j] {
				out[i][j] = &n
			}
		}
	}
	return out
}

// next is the count of a line that has to be hidden too; -1: none has.
func next(line []int, hidden []bool) int {
	n, sum, smallest := 0, 0, -1
	for i, x := range line {
		switch {
		case hidden[i]:
			n, sum = n+1, sum+x
		case smallest < 0 || x < line[smallest]:
			smallest = i
		}
	}
	if n == 0 || n > 1 && sum >= MinCell {
		return -1
	}
	return smallest
}
