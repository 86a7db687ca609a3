// Package pdf lays out pages and documents of Traditional Chinese on A4, with text that
// can be searched and copied. The glyphs come from TrueType fonts of the machine: no Go
// module that may be had carries one that has all characters, and of what is drawn only
// that is embedded. It reads the words of PDF files too.
package pdf

import (
	"fmt"
	"os"
	"slices"
	"strconv"

	"github.com/signintech/gopdf"
)

// places are where Debian's packages put their fonts: fonts-cwtex-kai, whose licence
// says that documents may embed it, and fonts-cns11643-kai (全字庫), which has the
// rare characters of people's names too, under the 政府資料開放授權條款.
var places = []string{
	"/usr/share/fonts/truetype/cwtex/cwkai.ttf",
	"/usr/share/fonts/truetype/cns11643/TW-Kai-98_1.ttf",
}

// Installed are the font files that Debian's packages have put on this machine, best
// first.
func Installed() []string {
	return slices.DeleteFunc(slices.Clone(places), func(file string) bool {
		_, err := os.Stat(file)
		return err != nil
	})
}

// Fonts are TrueType fonts in the order in which a character is looked for. They never
// change and are safe for concurrent use.
type Fonts struct {
	parsed gopdf.FontContainer
	faces  []*gopdf.SubsetFontObj // to ask what is in them; their place is their name
}

// Open reads font files, whole: a font of ten megabytes takes as much memory. The
// error names the file.
func Open(files ...string) (*Fonts, error) {
	f := new(Fonts)
	for i, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		face := new(gopdf.SubsetFontObj)
		if err := face.SetTTFData(data); err != nil {
			return nil, fmt.Errorf("%s: not a TrueType font: %w", file, err)
		}
		if err := f.parsed.AddTTFFontData(name(i), data); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		f.faces = append(f.faces, face)
	}
	return f, nil
}

func name(i int) string { return "shoumi" + strconv.Itoa(i) }

// Missing are the characters of texts that no font has, each once, in order.
func (f *Fonts) Missing(texts ...string) (missing []rune) {
	for _, text := range texts {
		for _, r := range text {
			if f.face(r) < 0 && !slices.Contains(missing, r) {
				missing = append(missing, r)
			}
		}
	}
	return missing
}

// face is the number of the first font with a character, or -1. gopdf cannot say of
// a character beyond U+FFFF what it is, and it would be copied as another.
func (f *Fonts) face(r rune) int {
	if r > 0xFFFF {
		return -1
	}
	return slices.IndexFunc(f.faces, func(face *gopdf.SubsetFontObj) bool {
		glyph, err := face.CharCodeToGlyphIndex(r)
		return err == nil && glyph != 0
	})
}

// glyph is that of the first font with a character; its face is -1 where there is none.
func (f *Fonts) glyph(r rune) glyph {
	i := f.face(r)
	if i < 0 {
		return glyph{face: -1}
	}
	index, err := f.faces[i].CharCodeToGlyphIndex(r)
	if err != nil {
		return glyph{face: -1}
	}
	return glyph{i, float64(f.faces[i].GlyphIndexToPdfWidth(index)) / 1000 * point}
}
