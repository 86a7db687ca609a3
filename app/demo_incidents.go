package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"shoumi/app/account"
	"shoumi/app/incident"
	"shoumi/app/store"
	"shoumi/app/web"
	"shoumi/rules"
)

// demoRecord is a record of the demo's legal officer. What it tells never happened.
type demoRecord struct {
	incident.Head
	unit      string // by name
	began     int    // days before the demo is first started
	narrative string
	facts     rules.Values // that the narrative does not tell, or not to the end; nil: its proposals still wait
	becomes   incident.EventKind
}

var demoRecords = []demoRecord{
	{
		Head: incident.Head{Reference: "115-示-001", Purpose: "研判員警將偵查中案件畫面提供記者之責任", Stage: incident.Inquiry, Notes: "畫面是否早已公開，兩次訪談的說法不同。"},
		unit: "乙派出所", began: 40,
		narrative: "115年6月20日，乙派出所巡佐丙處理一件還在偵查中的竊盜案。記者D到所詢問進度，丙把現場監視器畫面播放給D看，也說出嫌疑人住在哪一個里。隔天畫面見報，報導還引用了丙的話。丙認為畫面早就有人貼上網，不算秘密。",
		facts:     rules.Values{"acts": []string{"disclose"}, "info": []string{"investigation"}, "openness": []string{}, "identifies_person": true, "others_secret": true, "use_grounds": []string{}, "aims": []string{}, "benefit_obtained": false, "by_computer": false, "infosec_breaches": []string{}},
		becomes:   incident.WasSigned,
	},
	{
		Head: incident.Head{Reference: "115-示-002", Purpose: "研判家庭暴力被害人資料誤傳之責任", Stage: incident.Reported},
		unit: "丙派出所", began: 24,
		narrative: "115年10月6日，警員丁承辦婦幼業務，整理家庭暴力案件被害人的姓名與電話，要請同組同事接辦。丁一邊接電話一邊操作，疏未確認收件對象，把檔案誤傳到里長和里民的LINE群組，群組裡的人都看得到，五分鐘後才收回。",
		facts:     rules.Values{"acts": []string{"disclose"}, "info": []string{"contact", "domestic_violence"}, "openness": []string{}, "fault": []string{"required", "able", "lapse"}, "infosec_breaches": []string{"mobile_data"}},
		becomes:   incident.Returned,
	},
	{
		Head: incident.Head{Reference: "115-示-003", Purpose: "研判臨檢消息外洩之責任", Stage: incident.Inquiry},
		unit: "第一分局", began: 9,
		narrative: "115年8月3日晚上，分局預定到轄內一家小吃店臨檢。偵查佐乙當天下午參加勤前會議，知道臨檢的時間和地點。散會後，乙打電話告訴店長C當晚會臨檢，要他先收一收。21時員警到場，店裡已經沒有人。乙坦承有打這通電話，說C平常會提供線索，他沒有收受財物。",
		facts:     rules.Values{"came_by": "duty", "acts": []string{"disclose"}, "info": []string{"raid_plan"}, "openness": []string{}, "intent": true, "identifies_person": false, "others_secret": false, "by_computer": false, "infosec_breaches": []string{}},
		becomes:   incident.Sent,
	},
	{
		Head: incident.Head{Reference: "115-示-004", Purpose: "研判員警受託查詢車籍之責任", Stage: incident.Reported},
		unit: "甲派出所", began: 1,
		narrative: "民眾A於115年9月14日打電話到督察組反映：她和鄰居B為了停車起爭執，隔天B竟然說得出她的姓名和住處。調閱警政日誌，甲派出所警員甲在115年9月12日22時許以「查贓」為由，用警政知識聯網查詢A的車籍，當晚轄區沒有失竊車輛的報案。訪談時，甲先說忘記了，後來承認是受B之託。甲查到後用LINE把車主的姓名和地址傳給B。甲沒有收受財物，說只是幫朋友一個忙。",
		becomes:   incident.Retold,
	},
}

// writeDemoIncidents gives the legal officer of a demo records in every state, written
// at their desk. Whoever begins a record writes it: one that is there is left as people
// have made it.
func writeDemoIncidents(ctx context.Context, server *web.Server) error {
	author, err := server.People.ByLogin(ctx, "counsel-1")
	if err != nil {
		return err
	}
	reviewer, err := server.People.ByLogin(ctx, "both-1")
	if err != nil {
		return err
	}
	tree, err := server.People.Units(ctx)
	if err != nil {
		return err
	}
	y, m, day := server.Now().In(taipeiTime).Date()
	for _, d := range demoRecords {
		at := time.Date(y, m, day-d.began, 9, 30, 0, 0, taipeiTime)
		w := &demoDesk{server: server, by: author.ID, second: reviewer.ID}
		w.Desk = server.Incidents.Under(func() time.Time { return at })
		if i := slices.IndexFunc(tree.All(), func(u account.Unit) bool { return u.Name == d.unit }); i >= 0 {
			d.Unit = tree.All()[i].ID
		}
		err := w.write(ctx, d, func(d time.Duration) { at = at.Add(d) })
		if err != nil && !errors.Is(err, store.ErrExists) {
			return fmt.Errorf("%s: %w", d.Reference, err)
		}
	}
	return nil
}

// demoDesk is the desk as the people of a demo sit at it.
type demoDesk struct {
	*incident.Desk
	server     *web.Server
	by, second string // accounts
}

// write takes a record as far as it is to come.
func (w *demoDesk) write(ctx context.Context, d demoRecord, pass func(time.Duration)) error {
	r, err := w.Begin(ctx, w.by, d.Head)
	if err != nil {
		return err
	}
	r, err = w.Change(ctx, w.by, r.ID, r.Version, incident.Retold, func(r *incident.Record) error {
		r.Content.Narrative = d.narrative
		return nil
	})
	if err != nil || d.becomes == incident.Retold {
		return err
	}
	pass(time.Hour)
	r, err = w.Change(ctx, w.by, r.ID, r.Version, incident.Answered, func(r *incident.Record) error { return w.answer(r, d.facts) })
	if err != nil {
		return err
	}
	pass(2 * time.Hour)
	if r, err = w.Submit(ctx, w.by, r.ID, r.Version, w.second); err != nil || d.becomes == incident.Sent {
		return err
	}
	pass(24 * time.Hour)
	if d.becomes == incident.Returned {
		_, err = w.Return(ctx, w.second, r.ID, r.Version, "群組裡有哪些人、收回前有沒有人看過，請先查明，再判斷對方知悉與否。")
		return err
	}
	for _, o := range []incident.Opinion{
		{Element: "subject", Agree: true},
		{Element: "object", Reason: "畫面在播放前是否已有人貼上網，只有當事人自己的說法。應先查網路上最早張貼的時間，查明前不宜認定仍屬秘密。"},
		{Element: "conduct", Agree: true},
	} {
		o.Actor, o.Provision = "丙", "criminal-code/132/1"
		pass(10 * time.Minute)
		if r, err = w.Opine(ctx, w.second, r.ID, r.Version, o); err != nil {
			return err
		}
	}
	pass(10 * time.Minute)
	_, err = w.Sign(ctx, w.second, r.ID, r.Version, incident.Partly, "其餘同意。請於查明張貼時間後建立新修訂。")
	return err
}

// answer takes what the narrative suggests, and then what was found out besides.
func (w *demoDesk) answer(r *incident.Record, facts rules.Values) error {
	_, all := r.Proposals(w.server.Cues)
	var keys []string
	for _, p := range all {
		keys = append(keys, p.Key)
	}
	if err := r.Take(all, keys, nil); err != nil {
		return err
	}
	st := r.Content.Interview
	for _, f := range w.server.Book.Facts() {
		if v, ok := facts[f.ID]; ok {
			st = st.Set(f.ID, v)
		}
	}
	r.Content.Interview = st
	return nil
}
