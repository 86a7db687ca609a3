package account_test

import (
	"fmt"
	"math/rand/v2"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"
	"github.com/pquerna/otp/totp"

	"shoumi/app/account"
)

// walk is one person's sessions, and what was shown in each, as somebody who only
// looks on would note it down.
type walk struct {
	w        *world
	dice     *rand.Rand
	account  account.Account
	password string
	factor   string // secret of the second factor
	open     []shown
	over     []string // tokens that were replaced
	whole    int      // how often a session had all its steps
}

type shown struct {
	token   string
	session account.Session
	factor  bool   // a code was accepted
	pending string // secret of the factor being set up
}

func (k *walk) code(secret string) string {
	if secret == "" || k.dice.IntN(4) == 0 {
		return "000000"
	}
	k.w.pass(31 * time.Second)
	code, err := totp.GenerateCode(secret, k.w.time())
	Expect(err).NotTo(HaveOccurred())
	return code
}

func (k *walk) guess() string {
	if k.dice.IntN(4) == 0 {
		return "wrong"
	}
	return k.password
}

// next notes that a session was replaced.
func (k *walk) next(i int, token string, s account.Session, err error, note func(*shown)) bool {
	if err != nil {
		return false
	}
	k.over = append(k.over, k.open[i].token)
	k.open[i].token, k.open[i].session = token, s
	note(&k.open[i])
	return true
}

// act does something, whether it is its turn or not.
func (k *walk) act() {
	w := k.w
	if len(k.open) == 0 || k.dice.IntN(5) == 0 {
		password := k.guess()
		token, s, _, err := w.SignIn(ctx, "one", password, home)
		if err == nil {
			Expect(password).To(Equal(k.password))
			k.open = append(k.open, shown{token: token, session: s})
		}
		return
	}
	i := k.dice.IntN(len(k.open))
	s := k.open[i].session
	var err error
	move := k.dice.IntN(13)
	if k.dice.IntN(2) == 0 { // what is wanted
		switch {
		case s.Step == account.StepCode:
			move = 0
		case s.Step == account.StepPassword:
			move = 2
		case s.Step == account.StepEnrol && k.open[i].pending == "":
			move = 4
		case s.Step == account.StepEnrol:
			move = 5
		}
	}
	switch move {
	case 0, 1:
		token, s, err := w.Confirm(ctx, s, k.code(k.factor))
		k.next(i, token, s, err, func(s *shown) { s.factor = true })
	case 2, 3:
		password := fmt.Sprintf("Walk-%d-kz", k.dice.IntN(1e6))
		token, s, err := w.ChangePassword(ctx, s, k.guess(), password)
		if k.next(i, token, s, err, func(*shown) {}) {
			k.password = password
		}
	case 4:
		var e account.Enrolment
		if e, err = w.Enrol(ctx, s); err == nil {
			k.open[i].pending = e.Secret
		}
	case 5, 6:
		pending := k.open[i].pending
		token, s, err := w.ConfirmEnrol(ctx, s, k.code(pending))
		if k.next(i, token, s, err, func(s *shown) { s.factor, s.pending = true, "" }) {
			k.factor = pending
		}
	case 7:
		token, s, err := w.Unenrol(ctx, s, k.code(k.factor))
		if k.next(i, token, s, err, func(s *shown) { s.factor = false }) {
			k.factor = ""
		}
	case 8:
		token, s, err := w.EndOthers(ctx, s)
		k.next(i, token, s, err, func(*shown) {})
	case 9:
		a, err := w.Get(ctx, k.account.ID)
		Expect(err).NotTo(HaveOccurred())
		a.Roles = []account.Role{account.Roles[k.dice.IntN(len(account.Roles)-1)]}
		Expect(w.Edit(ctx, a)).To(Succeed())
	case 10:
		switch k.dice.IntN(4) {
		case 0:
			Expect(w.Suspect(ctx, k.account.ID)).To(Succeed())
		case 1:
			k.password, err = w.Reset(ctx, k.account.ID)
			Expect(err).NotTo(HaveOccurred())
		case 2:
			Expect(w.ResetTOTP(ctx, k.account.ID)).To(Succeed())
			k.factor = ""
		}
	case 11:
		w.pass([]time.Duration{time.Minute, time.Minute, 2 * time.Hour, 40 * 24 * time.Hour}[k.dice.IntN(4)])
	case 12:
		Expect(w.Unlock(ctx, k.account)).To(Succeed())
	}
}

// check holds every session against what was shown in it.
func (k *walk) check() {
	var open []shown
	for _, o := range k.open {
		s, a, err := k.w.Session(ctx, o.token)
		if err != nil {
			continue
		}
		o.session = s
		open = append(open, o)
		if s.Step != account.StepDone {
			continue
		}
		k.whole++
		Expect(o.factor || !a.WantsFactor()).To(BeTrue(), "a role wants a factor that was not shown")
		Expect(o.factor || !a.Factor).To(BeTrue(), "there is a factor that was not shown")
		Expect(a.Password.Temporary || a.Password.Suspected || !k.w.time().Before(a.Password.Due)).To(BeFalse(), "the password has to be changed")
	}
	k.open = open
	for _, token := range k.over {
		Expect(third(k.w.Session(ctx, token))).To(MatchError(account.ErrSignedOut))
	}
	k.over = nil
}

var _ = Describe("the steps of signing in", func() {
	onBoth(func(fresh func() *world) {
		It("cannot be got round in any order", func() {
			whole := 0
			for seed := range uint64(3) {
				k := &walk{w: fresh(), dice: rand.New(rand.NewPCG(seed, 7))}
				k.account, k.password = k.w.create("one", account.Counsel)
				for range 150 {
					k.act()
					k.check()
				}
				whole += k.whole
			}
			Expect(whole).To(BeNumerically(">", 100), "some get there")
		})
	})
})
