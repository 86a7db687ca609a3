package web

import (
	"fmt"
	"strings"

	"rsc.io/qr"
)

// qrCode is a QR code, drawn in one path. What it holds has to stand beside it as
// text for who cannot scan it.
type qrCode struct {
	ID          string // unique on the page, for its title and text
	Title, Text string
	Size        int // modules, with the quiet zone of four around them
	Runs        []qrRun
	Path        string
}

// qrRun is dark modules side by side; the quiet zone counts.
type qrRun struct{ X, Y, Width int }

// quiet is the width of the margin that readers need, in modules (ISO/IEC 18004).
const quiet = 4

// newQRCode draws a text; the error is of one that is too long, about 2,300 bytes.
func newQRCode(id, content, title, text string) (qrCode, error) {
	code, err := qr.Encode(content, qr.M)
	if err != nil {
		return qrCode{}, fmt.Errorf("QR code %s: %w", id, err)
	}
	out := qrCode{ID: id, Title: title, Text: text, Size: code.Size + 2*quiet}
	var path strings.Builder
	for y := range code.Size {
		for x := 0; x < code.Size; x++ {
			from := x
			for x < code.Size && code.Black(x, y) {
				x++
			}
			if x > from {
				out.Runs = append(out.Runs, qrRun{from + quiet, y + quiet, x - from})
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", from+quiet, y+quiet, x-from, x-from)
			}
		}
	}
	out.Path = path.String()
	return out, nil
}
