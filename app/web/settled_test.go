package web_test

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"sync"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/account"
	"shoumi/app/incident"
	"shoumi/app/web"
	"shoumi/rules"
)

// settlement is an agency as agencyIn leaves it, with the shipped rules kept: its files,
// and who is in it.
type settlement struct {
	file, keys []byte
	people     map[string]account.Account
	units      map[string]account.Unit
	secrets    map[string]string
	time       time.Time
}

// settled is made by the first spec that needs it. Making tables, people and second
// factors anew would take every spec longer than what it is about.
var settled = sync.OnceValue(func() settlement {
	GinkgoHelper()
	file := filepath.Join(GinkgoT().TempDir(), "shoumi.db")
	db := openAt(file)
	a := agencyIn(smallServer(), db)
	book, err := rules.Shipped()
	Expect(err).NotTo(HaveOccurred())
	Expect(incident.New(db, incident.Material{Book: book, Files: rules.Files}, a.now).KeepRules(context.Background())).To(Succeed())
	Expect(db.Close()).To(Succeed()) // now all of it is in the file
	s := settlement{people: a.people, units: a.units, secrets: map[string]string{}, time: a.now()}
	for login := range a.people {
		if secret, has := secrets[login]; has {
			s.secrets[login] = secret
		}
	}
	s.file, err = os.ReadFile(file)
	Expect(err).NotTo(HaveOccurred())
	s.keys, err = os.ReadFile(file + ".keys")
	Expect(err).NotTo(HaveOccurred())
	return s
})

// agencyOn is the agency of agencyIn on a SQLite file of its own, until the spec ends.
func agencyOn(s *web.Server) *agency {
	GinkgoHelper()
	from := settled()
	file := filepath.Join(GinkgoT().TempDir(), "shoumi.db")
	Expect(os.WriteFile(file, from.file, 0o600)).To(Succeed())
	Expect(os.WriteFile(file+".keys", from.keys, 0o600)).To(Succeed())
	db := openAt(file)
	DeferCleanup(db.Close)
	a := emptyAgency(s, db)
	a.people, a.units, a.time = maps.Clone(from.people), maps.Clone(from.units), from.time
	maps.Copy(secrets, from.secrets)
	return a
}
