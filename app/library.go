package main

import (
	"io/fs"
	"path/filepath"
	"slices"
	"testing/fstest"

	"shoumi/app/publishing"
	"shoumi/app/training"
	"shoumi/app/web"
	"shoumi/content"
)

// library is the shipped course, held against the rules and cases in use.
func (c *cli) library() (*content.Library, error) {
	from, err := c.lessonSources()
	if err != nil {
		return nil, err
	}
	return content.Load(content.Files, from)
}

// lessonSources answers what lessons refer to.
func (c *cli) lessonSources() (content.Sources, error) {
	book, err := c.rules()
	if err != nil {
		return content.Sources{}, err
	}
	cases, err := c.casebook()
	if err != nil {
		return content.Sources{}, err
	}
	bank, err := c.bank()
	if err != nil {
		return content.Sources{}, err
	}
	return web.LessonSources(book, cases, bank), nil
}

// material is what courses are made of.
func (c *cli) material() (training.Material, error) {
	book, err := c.rules()
	if err != nil {
		return training.Material{}, err
	}
	cases, err := c.casebook()
	if err != nil {
		return training.Material{}, err
	}
	bank, err := c.bank()
	if err != nil {
		return training.Material{}, err
	}
	lessons, err := c.library()
	return training.Material{Book: book, Cases: cases, Bank: bank, Lessons: lessons}, err
}

// places answers what the table of the handbooks refers to. Without a library,
// because lessons are at fault, every lesson will do.
func (c *cli) places(lib *content.Library) (content.Places, error) {
	from, err := c.lessonSources()
	if err != nil {
		return content.Places{}, err
	}
	cases, err := c.casebook()
	if err != nil {
		return content.Places{}, err
	}
	return content.Places{
		Rule: func(id string) bool { _, ok := from.Law(id); return ok },
		Case: from.Case,
		Lesson: func(id string) bool {
			if lib == nil {
				return true
			}
			_, ok := lib.Lesson(content.Languages[0], id)
			return ok
		},
		Risk:    func(id string) bool { _, ok := cases.Risk(id); return ok },
		Measure: func(id string) bool { _, ok := cases.Measure(id); return ok },
	}, nil
}

// course checks the shipped course and the table of the handbooks.
func (k *checked) course() {
	k.courseIn(content.Files, "content")
}

// courseIn checks a directory of the shape of content.
func (k *checked) courseIn(files fs.FS, dir string) {
	from, err := k.cli.lessonSources()
	if err != nil {
		k.add(err)
		return
	}
	within := func(name string) string { return filepath.Join(dir, name) }
	lib, err := content.Load(files, from)
	k.addAs(within, err)
	k.countLessons(lib)
	places, err := k.cli.places(lib)
	if err == nil {
		_, err = content.ReadCoverage(files, places)
	}
	k.addAs(within, err)
	if lib == nil {
		return
	}
	m, err := k.cli.material()
	if err == nil {
		m.Lessons = lib
		var courses *training.Courses
		if courses, err = training.Load(files, m); err == nil {
			k.courses += len(courses.All())
		}
	}
	k.addAs(within, err)
}

// lesson checks one lesson with the shipped words. Its language is the directory it lies
// in; elsewhere it is one that was downloaded, whatever the browser called it.
func (k *checked) lesson(path string, data []byte) error {
	from, err := k.cli.lessonSources()
	if err != nil {
		return err
	}
	words, err := fs.ReadFile(content.Files, "glossary.yaml")
	if err != nil {
		return err
	}
	whole, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	lang := filepath.Base(filepath.Dir(whole))
	name := "lessons/" + lang + "/" + filepath.Base(path)
	if !slices.Contains(content.Languages, lang) {
		name = "lessons/" + content.Languages[0] + "/" + filepath.Base(path)
		if f, err := publishing.ReadFile(filepath.Base(path), data); err == nil {
			name = f.Name
		}
	}
	lib, err := content.Load(fstest.MapFS{"glossary.yaml": {Data: words}, name: {Data: data}}, from)
	k.addAs(func(string) string { return path }, err)
	k.countLessons(lib)
	return nil
}

// notice checks one notice with the shipped words.
func (k *checked) notice(path string, data []byte) error {
	from, err := k.cli.lessonSources()
	if err != nil {
		return err
	}
	_, faults := publishing.ReadNotice("notice", data, from)
	k.addAs(func(string) string { return path }, faults.Err())
	return nil
}

func (k *checked) countLessons(lib *content.Library) {
	if lib == nil {
		return
	}
	for _, lang := range content.Languages {
		k.lessonCount += len(lib.Lessons(lang))
	}
}

// addAs adds faults with their files under another name.
func (k *checked) addAs(name func(string) string, err error) {
	var in checked
	in.add(err)
	for _, f := range in.faults {
		if f.Place.File != "" {
			f.Place.File = name(f.Place.File)
		}
		k.faults.Add(f)
	}
}
