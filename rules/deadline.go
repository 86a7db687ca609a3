package rules

import (
	"fmt"
	"slices"
	"time"

	"shoumi/rules/source"
)

// Deadline is the time a regulation gives for a duty; one of Days, WorkingDays
// and Months is set. It runs from the day that a date fact names, which does not
// count itself (行政程序法 48 II, 民法 120 II).
type Deadline struct {
	Days        int      `json:"days,omitempty"`
	WorkingDays int      `json:"working_days,omitempty"` // Monday to Friday: public holidays are not known
	Months      int      `json:"months,omitempty"`
	From        string   `json:"from"`                          // id of the date fact
	RollsOver   bool     `json:"rolls_over_holidays,omitempty"` // the regulation itself says 遇假日順延
	Cites       []string `json:"cites"`
}

// Due is a deadline in an incident.
type Due struct {
	Text  string   `json:"text"`            // how it is counted, in Chinese
	From  string   `json:"from"`            // id of the date fact
	Start *Date    `json:"start,omitempty"` // that day, where it is known
	Due   *Date    `json:"due,omitempty"`   // the last day, where Start is known
	Cites []string `json:"cites"`
}

func (d *Due) text() string {
	if d == nil {
		return "沒有期限"
	}
	return d.Text
}

func (r *reader) deadline(kind Kind, n *source.Node) *Deadline {
	m := n.Map()
	d := &Deadline{From: m.Need("from").Text(), RollsOver: m.Get("rolls_over_holidays").Bool(), Cites: m.Need("cites").Strings()}
	r.citations(m.Get("cites"))
	given := 0
	length := func(key string) int {
		x := m.Get(key)
		if x == nil {
			return 0
		}
		given++
		n := int(x.Int())
		if n < 1 {
			x.Fault("期限至少是一", "")
		}
		return n
	}
	d.Days, d.WorkingDays, d.Months = length("days"), length("working_days"), length("months")
	m.Done()
	if given != 1 {
		n.Fault("期限要有 days、working_days、months 其中一個，恰好一個", "")
	}
	if kind != "" && kind != Duty {
		n.Fault("只有義務（duty）才有期限", "")
	}
	switch f, ok := r.book.Fact(d.From); {
	case d.From == "":
	case !ok:
		m.Get("from").Fault(fmt.Sprintf("沒有叫做「%s」的事實", d.From), r.book.didYouMean(d.From))
	case f.Type != DateFact:
		m.Get("from").Fault(fmt.Sprintf("「%s」不是日期，期限不能從它起算", d.From), "type 是 date 的事實才能用")
	}
	return d
}

func (b *Book) deadlineFacts() []string {
	var out []string
	for _, r := range b.rules {
		if d := r.provision.Deadline; d != nil && !slices.Contains(out, d.From) {
			out = append(out, d.From)
		}
	}
	return out
}

// deadline computes when a duty that is established is due.
func (s *sitting) deadline(f *Finding) {
	if f.Kind != Duty || f.Verdict != Established {
		return
	}
	if r := f.rule; r != nil && r.provision.Deadline != nil {
		f.Deadline = s.due(*r.provision.Deadline)
	}
}

// Within is a deadline in words, without a date: 自查處結果確定之日的次日起15日內.
func (b *Book) Within(d Deadline) string {
	f, _ := b.Fact(d.From)
	return fmt.Sprintf("自%s的次日起%s內", f.Label.Zh, d.length())
}

// due is the deadline in this incident. Public holidays and the Saturdays worked
// in their place are not known here; the text says so where they can matter.
func (s *sitting) due(d Deadline) *Due {
	fact, _ := s.book.Fact(d.From)
	out := &Due{From: d.From, Cites: append(slices.Clone(d.Cites), "admin-procedure/48/2", "civil-code/120/2")}
	start, ok := s.reading(d.From).Value.(Date)
	if !ok {
		out.Text = s.book.Within(d) + "；填入日期就會算出末日。"
		return out
	}
	if d.Months > 0 {
		out.Cites = append(out.Cites, "admin-procedure/48/3", "civil-code/121/2")
	}
	last := d.last(start)
	day := last.Time().Weekday()
	out.Text = fmt.Sprintf("自%s（%s）的次日起%s內，末日是%s（%s）", fact.Label.Zh, start.ROC(), d.length(), last.ROC(), weekdays[day])
	if weekend := day == time.Saturday || day == time.Sunday; weekend && d.RollsOver {
		for last.weekend() {
			last++
		}
		out.Text += fmt.Sprintf("，遇假日順延到%s（%s）", last.ROC(), weekdays[last.Time().Weekday()])
		out.Cites = append(out.Cites, "admin-procedure/48/4", "civil-code/122/1")
	} else if weekend {
		out.Text += "；末日是假日，條文沒有寫順延，是否依行政程序法第48條第4項順延，請自行認定"
		out.Cites = append(out.Cites, "admin-procedure/48/4")
	}
	out.Text += "。"
	if d.RollsOver || d.WorkingDays > 0 {
		out.Text += "只依一般週休二日計算，國定假日與補班日請自行核對。"
	}
	out.Start, out.Due = &start, &last
	return out
}

var weekdays = [...]string{"星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"}

func (d Deadline) length() string {
	switch {
	case d.Days > 0:
		return fmt.Sprintf("%d日", d.Days)
	case d.WorkingDays > 0:
		return fmt.Sprintf("%d個工作日", d.WorkingDays)
	}
	return fmt.Sprintf("%d個月", d.Months)
}

// last is the last day of the time that runs from a day, weekends at its end not
// looked at. Of months it is the day before the one that corresponds to the first
// day counted, or the end of the month where there is none (行政程序法 48 III,
// 民法 121 II).
func (d Deadline) last(start Date) Date {
	switch {
	case d.Days > 0:
		return start + Date(d.Days)
	case d.WorkingDays > 0:
		at := start
		for left := d.WorkingDays; left > 0; {
			if at++; !at.weekend() {
				left--
			}
		}
		return at
	}
	first := (start + 1).Time()
	month := Day(first.Year(), first.Month()+time.Month(d.Months), 1)
	if end := month.AddDate(0, 1, -1); first.Day() > end.Time().Day() {
		return end
	}
	return month + Date(first.Day()) - 2
}

func (d Date) weekend() bool {
	day := d.Time().Weekday()
	return day == time.Saturday || day == time.Sunday
}
