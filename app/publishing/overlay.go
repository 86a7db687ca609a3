package publishing

import (
	"io/fs"
	"path"
	"strings"
	"testing/fstest"
)

// overlay is base with some files laid over it by path: added, or in the place of its
// own. A case that lies in withdrawn is no longer in cases.
func overlay(base fs.FS, files map[string][]byte) (fs.FS, error) {
	out := fstest.MapFS{}
	err := fs.WalkDir(base, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(base, name)
		out[name] = &fstest.MapFile{Data: data}
		return err
	})
	for name, data := range files {
		out[name] = &fstest.MapFile{Data: data}
		if strings.HasPrefix(name, gone) {
			delete(out, "cases/"+path.Base(name))
		}
	}
	return out, err
}
