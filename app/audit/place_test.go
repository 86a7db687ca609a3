package audit_test

import (
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"sync"

	. "github.com/onsi/ginkgo/v2"

	"shoumi/app/audit"
	"shoumi/app/store"
	"shoumi/app/store/storetest"
)

// onBoth asks specs of every kind of store.
func onBoth(specs func(fresh func() place)) {
	storetest.OnBoth(func(fresh func() storetest.Place) {
		specs(func() place { return place{fresh()} })
	})
}

// place is where an empty store can be opened, and opened again.
type place struct{ storetest.Place }

func (p place) open() *store.DB {
	GinkgoHelper()
	return p.Open(audit.Collections...)
}

// child is this program as another process, which appends so many records from
// eight goroutines, or for ever, and prints each as soon as it is acknowledged.
func (p place) child(n int) *exec.Cmd {
	cmd := exec.Command(os.Args[0], "-test.run", "^TestAudit$")
	cmd.Env = append(os.Environ(), "SHOUMI_AUDIT_CHILD="+p.URL, "SHOUMI_AUDIT_KEYS="+p.Keys, fmt.Sprintf("SHOUMI_AUDIT_COUNT=%d", n))
	cmd.Stderr = GinkgoWriter
	return cmd
}

func appendAsChild(url string) {
	db, err := store.Open(ctx, url, append(audit.Collections, store.KeysAt(os.Getenv("SHOUMI_AUDIT_KEYS")))...)
	if err != nil {
		panic(err)
	}
	defer db.Close()
	l, err := audit.Open(ctx, audit.Stored(db))
	if err != nil {
		panic(err)
	}
	n, err := strconv.Atoi(os.Getenv("SHOUMI_AUDIT_COUNT"))
	if err != nil {
		panic(err)
	}
	var all sync.WaitGroup
	for g := range 8 {
		all.Go(func() {
			for i := 0; n == 0 || i < n/8; i++ {
				e, err := l.Append(ctx, act(g*1000+i))
				if err != nil {
					panic(err)
				}
				fmt.Printf("%d:%s\n", e.Sequence, e.Hash)
			}
		})
	}
	all.Wait()
}
