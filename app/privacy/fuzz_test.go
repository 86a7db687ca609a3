package privacy_test

import (
	"testing"

	"shoumi/app/privacy"
)

// FuzzScan holds that no text breaks the scan and that hits are places of it.
func FuzzScan(f *testing.F) {
	for _, s := range []string{"", "身分證A123456789", "王大明、陳小美、林立", "甲任職臺中市政府警察局第六分局", "\xff\xfe09１２-345-678", "出生於75年3月4日"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		runes := []rune(s)
		last := 0
		for _, h := range privacy.Scan(s) {
			if h.Start < last || h.End <= h.Start || h.End > len(runes) || string(runes[h.Start:h.End]) != h.Text {
				t.Fatalf("%q: %+v", s, h)
			}
			if h.Score < privacy.Report || h.Score > 1 || len(h.Why) == 0 {
				t.Fatalf("%q: %+v", s, h)
			}
			last = h.End
		}
		privacy.Reidentifying(s)
	})
}
