package account_test

import (
	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/account"
)

var _ = Describe("access", func() {
	const everybody = "nobody officer editor counsel supervisor admin"
	table := map[account.Action]string{
		account.Visit:              everybody,
		account.SignIn:             everybody,
		account.ReadLaw:            everybody,
		account.ReadCases:          everybody,
		account.Study:              everybody,
		account.TryClassify:        everybody,
		account.Self:               "officer editor counsel supervisor admin",
		account.SeePeople:          "supervisor admin",
		account.ManagePeople:       "admin",
		account.ManageUnits:        "admin",
		account.VerifyCertificate:  everybody,
		account.Train:              "officer editor counsel supervisor admin",
		account.SeeTraining:        "supervisor admin",
		account.ManageTraining:     "supervisor admin",
		account.Appeal:             "counsel admin",
		account.PutRight:           "admin",
		account.SeeItems:           "editor counsel admin",
		account.KeepIncidents:      "counsel",
		account.SeeIncidentFigures: "counsel supervisor",
		account.SeeMaterials:       "editor counsel",
		account.WriteMaterials:     "editor",
		account.AdviseMaterials:    "counsel",
		account.TrustAgencies:      "editor admin",
		account.ReadLog:            "supervisor admin",
		account.ExportLog:          "supervisor admin",
		account.Operate:            "",
	}

	It("is this table", func() {
		Expect(account.Actions).To(HaveLen(len(table)))
		for _, a := range account.Actions {
			var may []string
			if a.Allows() {
				may = append(may, "nobody")
				Expect(a.Open()).To(BeTrue(), "%s", a)
			} else {
				Expect(a.Open()).To(BeFalse(), "%s", a)
			}
			for _, r := range account.Roles {
				if a.Allows(r) {
					may = append(may, string(r))
				}
			}
			Expect(may).To(HaveExactElements(words(table[a])...), "%s", a)
		}
	})

	It("adds up over the roles of a person", func() {
		Expect(account.ReadLog.Allows(account.Officer, account.Editor)).To(BeFalse())
		Expect(account.ReadLog.Allows(account.Officer, account.Supervisor)).To(BeTrue())
		Expect(account.Action("fly").Allows(account.Admin)).To(BeFalse())
		Expect(account.Self.Allows("king")).To(BeFalse())
	})

	It("has a name for every role", func() {
		var zh []string
		for _, r := range account.Roles {
			zh = append(zh, r.Zh())
		}
		Expect(zh).To(Equal([]string{"學員", "政風", "法制", "主管", "系統管理"}))
		Expect(account.Role("king").Zh()).To(BeEmpty())
	})

	Describe("a scope", func() {
		var tree account.Tree
		var hq, first, station, second account.Unit
		BeforeEach(func() {
			w := newWorld(sqlitePlace())
			hq = w.unit("局", "")
			first, second = w.unit("第一分局", hq.ID), w.unit("第二分局", hq.ID)
			station = w.unit("派出所", first.ID)
			var err error
			tree, err = w.Units(ctx)
			Expect(err).NotTo(HaveOccurred())
		})
		of := func(a account.Action, unit string, roles ...account.Role) account.Scope {
			return a.Scope(account.Account{Unit: unit, Roles: roles}, tree)
		}

		It("of a supervisor is the own unit and those below", func() {
			s := of(account.SeePeople, first.ID, account.Officer, account.Supervisor)
			Expect(s).To(Equal(account.Scope{Units: []string{first.ID, station.ID}}))
			Expect(s.Has(station.ID)).To(BeTrue())
			Expect(s.Has(second.ID)).To(BeFalse())
			Expect(s.Has(hq.ID)).To(BeFalse())
			Expect(s.Has("")).To(BeFalse())
		})

		It("of an admin is everything", func() {
			s := of(account.ReadLog, station.ID, account.Supervisor, account.Admin)
			Expect(s).To(Equal(account.Scope{All: true}))
			Expect(s.Has("")).To(BeTrue())
		})

		It("is nowhere for who may not, and for a supervisor of no unit", func() {
			for _, s := range []account.Scope{
				of(account.SeePeople, hq.ID, account.Officer, account.Counsel),
				of(account.SeePeople, hq.ID),
				of(account.SeePeople, "", account.Supervisor),
				of(account.SeePeople, "gone", account.Supervisor),
				of(account.ManagePeople, hq.ID, account.Supervisor),
			} {
				Expect(s).To(Equal(account.Scope{}))
				Expect(s.Has("")).To(BeFalse())
				Expect(s.Has("gone")).To(BeFalse())
			}
		})

		It("can be narrowed, and never widened", func() {
			s := of(account.SeePeople, first.ID, account.Supervisor)
			Expect(s.Narrow(tree.All())).To(Equal(s))
			Expect(s.Narrow(tree.Under(station.ID))).To(Equal(account.Scope{Units: []string{station.ID}}))
			Expect(s.Narrow(tree.Under(second.ID))).To(Equal(account.Scope{}))
			Expect(account.Scope{All: true}.Narrow(tree.Under(second.ID))).To(Equal(account.Scope{Units: []string{second.ID}}))
		})
	})
})
