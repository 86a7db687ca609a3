package publishing

import (
	"cmp"
	"errors"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"shoumi/app/training"
	"shoumi/casebook"
	library "shoumi/content"
	"shoumi/quizzes"
	"shoumi/rules"
	"shoumi/rules/source"
)

// under are the files in some directories.
func (e Edition) under(dirs ...string) Edition {
	out := Edition{}
	for name, data := range e {
		if slices.ContainsFunc(dirs, func(dir string) bool { return strings.HasPrefix(name, dir) }) {
			out[name] = data
		}
	}
	return out
}

// Shipped is what comes with the program, over which an edition is laid.
type Shipped struct {
	Cases, Quizzes, Content fs.FS // files as those of casebook, quizzes and content

	training.Material // what was made of them
	Courses           *training.Courses

	// Sources answers what lessons refer to.
	Sources func(*rules.Book, *casebook.Casebook, *quizzes.Bank) library.Sources
}

// Made is what is shipped and what was published, in one: what the site shows.
type Made struct {
	training.Material
	Courses *training.Courses
	LeftOut []LeftOut // files of the edition that are not in it

	cases string // digest of the published cases
}

// LeftOut is a published file that this program cannot read, or not beside the others:
// words of the law, items or cases that it leans on are others by now.
type LeftOut struct {
	File string
	Why  error
}

// Make lays an edition over what is shipped. What cannot be read is left out and told,
// so that one file never takes the others away. What last has of the same cases is not
// made again: to prove the bank takes seconds. An error is of what is shipped.
func (s Shipped) Make(e Edition, last Made) (Made, error) {
	files := maps.Clone(e)
	var out []LeftOut
	for {
		made, err := s.lay(files, last)
		if err == nil {
			made.LeftOut = out
			return made, nil
		}
		blamed := s.blame(files, err)
		if len(blamed) == 0 {
			return made, err
		}
		for _, b := range blamed {
			delete(files, b.File)
		}
		out = append(out, blamed...)
	}
}

// lay is Make with files that are all in order; else the error is source.Faults.
func (s Shipped) lay(files Edition, last Made) (made Made, err error) {
	made = Made{Material: s.Material, Courses: s.Courses}
	cases, lessons := files.under("cases/", gone), files.under("lessons/")
	if len(cases)+len(lessons) == 0 {
		return made, nil
	}
	if len(cases) > 0 {
		made.cases = cases.Digest()
		if made.cases == last.cases {
			made.Cases, made.Bank = last.Cases, last.Bank
		} else if err = s.makeCases(&made, cases); err != nil {
			return made, err
		}
	}
	words, err := overlay(s.Content, lessons)
	if err != nil {
		return made, err
	}
	if made.Lessons, err = library.Load(words, s.Sources(made.Book, made.Cases, made.Bank)); err != nil {
		return made, err
	}
	// Courses are none that is published; what is published can make one impossible. What
	// was withdrawn can too, and stays withdrawn.
	if _, err := training.Load(words, made.Material); err != nil {
		without := s.Material
		without.Bank = s.Bank.Without(itemsOf(s.Bank, cases))
		if _, already := training.Load(s.Content, without); already == nil {
			return made, err
		}
	}
	return made, nil
}

// itemsOf are the items of the cases among some files that are withdrawn.
func itemsOf(bank *quizzes.Bank, cases Edition) (out []string) {
	for _, it := range bank.Items() {
		if _, is := cases[gone+it.Case+".yaml"]; is {
			out = append(out, it.ID)
		}
	}
	return out
}

func (s Shipped) makeCases(made *Made, cases Edition) error {
	files, err := overlay(s.Cases, cases)
	if err != nil {
		return err
	}
	if made.Cases, err = casebook.Load(files, made.Book); err != nil {
		return err
	}
	made.Bank, err = quizzes.Load(s.Quizzes, made.Book, made.Cases)
	return err
}

// blame says which files of an edition are at fault. Where the faults lie in files that
// are shipped, it is what replaces something shipped; else all that are shown; else those
// withdrawn.
func (s Shipped) blame(files Edition, err error) (out []LeftOut) {
	var faults source.Faults
	if !errors.As(err, &faults) {
		return nil
	}
	of := map[string]*source.Faults{}
	for _, f := range faults {
		if _, ours := files[f.Place.File]; ours {
			of[f.Place.File] = cmp.Or(of[f.Place.File], new(source.Faults))
			of[f.Place.File].Add(f)
		}
	}
	for name, why := range of {
		out = append(out, LeftOut{name, *why})
	}
	if len(out) == 0 {
		suspects := s.replaced(files)
		for _, dirs := range [][]string{{"cases/", "lessons/"}, {gone}} {
			if len(suspects) == 0 {
				suspects = slices.Collect(maps.Keys(files.under(dirs...)))
			}
		}
		for _, name := range suspects {
			out = append(out, LeftOut{name, faults})
		}
	}
	slices.SortFunc(out, func(a, b LeftOut) int { return cmp.Compare(a.File, b.File) })
	return out
}

// replaced are the published files that stand in the place of shipped ones.
func (s Shipped) replaced(files Edition) (out []string) {
	for _, x := range []struct {
		dir string
		in  fs.FS
	}{{"cases/", s.Cases}, {"lessons/", s.Content}} {
		for name := range files.under(x.dir) {
			if _, err := fs.Stat(x.in, name); err == nil {
				out = append(out, name)
			}
		}
	}
	return out
}
