package account

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/pquerna/otp/totp"

	"shoumi/app/store"
)

// DemoPerson is somebody of the demo agency, with what it takes to be them.
type DemoPerson struct {
	Login, Name string
	Unit        string // path
	Roles       []Role
	Password    string // as it was made; its person may have changed it
	Key         string // of the second factor, in base32; "" without one
	Note        string // what is special, in Chinese; mostly ""
}

// demoUnits are the units of the demo agency, each before those below it.
var demoUnits = []string{
	"示範市政府警察局",
	"示範市政府警察局/政風室",
	"示範市政府警察局/法制室",
	"示範市政府警察局/資訊室",
	"示範市政府警察局/第一分局",
	"示範市政府警察局/第一分局/甲派出所",
	"示範市政府警察局/第一分局/乙派出所",
	"示範市政府警察局/第二分局",
	"示範市政府警察局/第二分局/丙派出所",
}

// demoPeople are the people of the demo agency; unit is a place in demoUnits.
var demoPeople = []struct {
	login, name string
	unit        int
	roles       []Role
	key         string
	note        string
	change      func(p *People, r *record)
}{
	{"officer-1", "學員甲", 5, []Role{Officer}, "", "", nil},
	{"officer-2", "學員乙", 5, []Role{Officer}, "", "", nil},
	{"officer-3", "學員丙", 6, []Role{Officer}, "", "", nil},
	{"officer-4", "學員丁", 8, []Role{Officer}, "", "密碼已滿三個月，登入時要更換", func(p *People, r *record) {
		r.Secret.Set = p.now().AddDate(0, -p.policy.PasswordMonths, -2)
	}},
	{"officer-5", "學員戊", 8, []Role{Officer}, "", "已停用，不能登入", func(_ *People, r *record) { r.Disabled = true }},
	{"editor-1", "政風己", 1, []Role{Editor}, "KNUG65LNNEQGIZLNN4QGKZDJORXXELJR", "", nil},
	{"counsel-1", "法制庚", 2, []Role{Counsel}, "KNUG65LNNEQGIZLNN4QGG33VNZZWK3BN", "", nil},
	{"both-1", "承辦辛", 1, []Role{Editor, Counsel}, "KNUG65LNNEQGIZLNN4QGE33UNAWTCLJB", "有兩個角色", nil},
	{"supervisor-1", "主管壬", 4, []Role{Officer, Supervisor}, "KNUG65LNNEQGIZLNN4QHG5LQMVZHM2LT", "看得到第一分局與其下的人", nil},
	{"supervisor-2", "主管癸", 0, []Role{Supervisor}, "KNUG65LNNEQGIZLNN4QHG5LQMVZC2MRN", "看得到全局的人", nil},
	{"new-1", "新進寅", 7, []Role{Counsel}, "", "第一次登入時設定第二驗證", nil},
	{"admin-1", "系統子", 3, []Role{Admin}, "KNUG65LNNEQGIZLNN4QGCZDNNFXC2MJN", "", nil},
}

// demo marks a store as a demo.
type demo struct {
	store.Doc
	Password string `json:"password"` // of all its people
}

var demos = store.Define[demo]("demo", store.Sealed("password"))

const demoID = "demo"

var (
	// ErrRealPeople: a demo is not made in a store that people have accounts in.
	ErrRealPeople = errors.New("這個資料庫裡已經有帳號，示範用的人員不放進去；請換一個資料夾")
	// ErrNoDemo: this is told of a demo only.
	ErrNoDemo = errors.New("這不是示範用的資料庫")
	// ErrNoFactor: the person has set up no second factor.
	ErrNoFactor = errors.New("這個帳號還沒有設定第二驗證")
)

// Demo fills an empty store with a small agency, marks the store as a demo, and says
// how to be each of its people. The second factors are the same in every demo, the
// password is not. In a demo it does so again: who is missing is made, and passwords
// that nobody changed are good for another three months. ErrRealPeople.
func (p *People) Demo(ctx context.Context) ([]DemoPerson, error) {
	mark, err := p.markDemo(ctx)
	if err != nil {
		return nil, err
	}
	tree, err := p.AddUnits(ctx, demoUnits)
	if err != nil {
		return nil, err
	}
	paths := tree.paths()
	hash, err := p.hasher.hash(ctx, mark.Password)
	if err != nil {
		return nil, err
	}
	var people []DemoPerson
	for _, d := range demoPeople {
		r := record{Doc: store.Doc{ID: newID()}, Edition: 1, Created: p.now(), Changed: p.now()}
		r.fill(Account{Login: d.login, Name: d.name, Unit: paths[demoUnits[d.unit]], Roles: d.roles})
		r.Secret.Hash, r.Secret.Set, r.Secret.TOTP = hash, p.now(), d.key
		if d.change != nil {
			d.change(p, &r)
		}
		err := p.records.Insert(ctx, r)
		if errors.Is(err, store.ErrExists) {
			err = p.refresh(ctx, d.login, mark.Password, r.Secret.Set)
		}
		if err != nil {
			return nil, err
		}
		people = append(people, DemoPerson{d.login, d.name, demoUnits[d.unit], d.roles, mark.Password, d.key, d.note})
	}
	return people, nil
}

// markDemo makes a store a demo, if nobody has an account in it.
func (p *People) markDemo(ctx context.Context) (demo, error) {
	marks := demos.In(p.db)
	mark, err := marks.Get(ctx, demoID)
	if !errors.Is(err, store.ErrNotFound) {
		return mark, err
	}
	for _, err := range p.records.Find(ctx, store.Query{Limit: 1}) {
		return demo{}, cmp.Or(err, ErrRealPeople)
	}
	mark = demo{Doc: store.Doc{ID: demoID}, Password: newOneTime()}
	if err := marks.Insert(ctx, mark); err != nil && !errors.Is(err, store.ErrExists) {
		return demo{}, err
	}
	return marks.Get(ctx, demoID) // of whoever came first
}

// refresh begins the time of the demo's password anew where it still is somebody's,
// once a month.
func (p *People) refresh(ctx context.Context, login, password string, set time.Time) error {
	r, err := p.by(ctx, "login", login)
	if err != nil {
		return err
	}
	if set.Sub(r.Secret.Set) < 30*24*time.Hour {
		return nil
	}
	right, _, err := p.hasher.verify(ctx, r.Secret.Hash, password)
	if err != nil || !right {
		return err
	}
	_, err = p.update(ctx, r.ID, func(r *record) error {
		r.Secret.Set = set
		return nil
	})
	return err
}

// IsDemo is whether the store is a demo.
func (p *People) IsDemo(ctx context.Context) (bool, error) {
	_, err := demos.In(p.db).Get(ctx, demoID)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	return err == nil, err
}

// DemoCode is the code that the second factor of somebody in a demo shows now, and
// until when. ErrNoDemo, store.ErrNotFound; ErrNoFactor.
func (p *People) DemoCode(ctx context.Context, login string) (code string, until time.Time, err error) {
	if is, err := p.IsDemo(ctx); err != nil || !is {
		return "", time.Time{}, cmp.Or(err, ErrNoDemo)
	}
	name, _ := ParseLogin(login)
	r, err := p.by(ctx, "login", name)
	if err != nil {
		return "", time.Time{}, err
	}
	if r.Secret.TOTP == "" {
		return "", time.Time{}, ErrNoFactor
	}
	code, err = totp.GenerateCode(r.Secret.TOTP, p.now())
	return code, time.Unix((p.now().Unix()/totpSeconds+1)*totpSeconds, 0), err
}
