package store_test

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/store"
	"shoumi/app/store/storetest"
)

const writers = 200

// body is the text of a document at a version, so that a half written one shows.
func body(id string, version int) string {
	return strings.Repeat(fmt.Sprintf("%s 第 %d 版；", id, version), 40)
}

// writeUntilKilled is the child process: 200 writers, each with a document of its
// own and new ones beside it, that print what has been acknowledged.
func writeUntilKilled(path string) {
	db, err := store.Open(ctx, "sqlite:"+path, notes)
	if err != nil {
		panic(err)
	}
	c := notes.In(db)
	var all sync.WaitGroup
	for i := range writers {
		all.Go(func() {
			mine := aNote(fmt.Sprintf("w%d", i))
			for version := 1; ; version++ {
				mine.Version, mine.Size, mine.Body = version-1, version, body(mine.ID, version)
				write := c.Replace
				if version == 1 {
					write = c.Insert
				}
				if err := write(ctx, mine); err != nil {
					panic(err)
				}
				fmt.Printf("%s %d\n", mine.ID, version)
				fresh := aNote(fmt.Sprintf("n%d-%d", i, version))
				fresh.Size, fresh.Body = 1, body(fresh.ID, 1)
				if err := c.Insert(ctx, fresh); err != nil {
					panic(err)
				}
				fmt.Printf("%s 1\n", fresh.ID)
			}
		})
	}
	all.Wait()
}

var _ = Describe("a SQLite file", func() {
	It("keeps every acknowledged write of 200 writers that are killed, and no half document", func() {
		at := storetest.SQLite()
		path := strings.TrimPrefix(at.URL, "sqlite:")
		child := exec.Command(os.Args[0], "-test.run", "^TestStore$")
		child.Env = append(os.Environ(), "SHOUMI_STORE_CHILD="+path)
		child.Stderr = GinkgoWriter
		out, err := child.StdoutPipe()
		Expect(err).NotTo(HaveOccurred())
		Expect(child.Start()).To(Succeed())
		acknowledged := map[string]int{}
		n := 0
		for in := bufio.NewScanner(out); in.Scan(); n++ {
			var id string
			var version int
			if _, err := fmt.Sscanf(in.Text(), "%s %d", &id, &version); err == nil {
				acknowledged[id] = version
			}
			if n == 3000 {
				Expect(child.Process.Kill()).To(Succeed())
			}
		}
		Expect(child.Wait()).To(MatchError("signal: killed"))
		Expect(n).To(BeNumerically(">=", 3000))

		db := at.Open(notes)
		Expect(store.Intact(db)).To(Equal("ok"))
		c := notes.In(db)
		for id, version := range acknowledged {
			kept, err := c.Get(ctx, id)
			Expect(err).NotTo(HaveOccurred(), id)
			Expect(kept.Version).To(BeNumerically(">=", version), id)
		}
		found := 0
		for kept, err := range c.Find(ctx, store.Query{}) {
			Expect(err).NotTo(HaveOccurred())
			Expect(kept.Size).To(Equal(kept.Version))
			Expect(kept.Body).To(Equal(body(kept.ID, kept.Version)))
			found++
		}
		Expect(found).To(BeNumerically("~", len(acknowledged), writers), "at most one write of each was under way")
	})

	It("says that the disk is full, and keeps what it has", func() {
		at := storetest.SQLite()
		db := at.Open(notes)
		c := notes.In(db)
		Expect(store.LimitPages(db, "60")).To(Succeed())
		kept := 0
		var err error
		for err == nil {
			n := aNote(fmt.Sprintf("%05d", kept))
			n.Body = body(n.ID, 1)
			if err = c.Insert(ctx, n); err == nil {
				kept++
			}
		}
		Expect(err).To(MatchError(store.ErrFull))
		Expect(err).To(MatchError(HavePrefix("磁碟空間不足，沒有寫入：")))
		Expect(kept).To(BeNumerically(">", 10))
		Expect(store.Intact(db)).To(Equal("ok"))
		Expect(c.Count(ctx, store.Query{})).To(Equal(kept))

		Expect(store.LimitPages(db, "10000")).To(Succeed())
		Expect(c.Insert(ctx, aNote("room again"))).To(Succeed())
	})

	It("says what is not a database, or cannot be one", func() {
		at := storetest.SQLite()
		at.Open().Close()
		path := strings.TrimPrefix(at.URL, "sqlite:")
		Expect(os.Remove(path + ".keys")).To(Or(Succeed(), MatchError(os.ErrNotExist)))
		Expect(os.WriteFile(path, []byte(strings.Repeat("no database ", 1000)), 0o600)).To(Succeed())
		_, err := at.TryOpen()
		Expect(err).To(MatchError(HavePrefix("不能開啟 " + path + "：")))
		_, err = store.Open(ctx, "sqlite:"+path+"/below")
		Expect(err).To(MatchError(HavePrefix("不能建立資料夾：")))
	})

	It("may have any name", func() {
		path := GinkgoT().TempDir() + "/資料 #1?%20&x/守密 100%.db"
		at := storetest.Place{URL: "sqlite:" + path, Keys: path + ".keys"}
		Expect(notes.In(at.Open(notes)).Insert(ctx, aNote("1"))).To(Succeed())
		Expect(path).To(BeARegularFile())
		Expect(notes.In(storetest.Place{URL: "sqlite://" + path, Keys: at.Keys}.Open(notes)).Count(ctx, store.Query{})).To(Equal(1))
	})
})
