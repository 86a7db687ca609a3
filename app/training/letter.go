package training

import (
	"fmt"

	"shoumi/app/mail"
	"shoumi/rules"
)

// letter is a reminder as mail, in Chinese and below in English: what to do until
// when, where, and whom to ask. Mail is read by others on its way, so it names nobody
// and tells of no answers or marks.
func (t *Training) letter(r Reminder, p Post) mail.Message {
	zh, en := "法規修正，有學過的內容要再複習", "The law has changed: please review"
	bodyZh := "您學過的內容裡，有法規修正了。請在方便的時候複習，每天幾題就好。"
	bodyEn := "The law behind something that you learned has changed. Please review it when it suits you, a few questions a day."
	if c, ok := t.courseOf(r.Round); ok {
		due, _ := rules.ParseDay(r.Due)
		zh, en = fmt.Sprintf("「%s」請在%s前完成", c.Title.Zh, due.ROC()), fmt.Sprintf("%s: due %s", c.Title.En, r.Due)
		switch r.Occasion {
		case OnAssigned:
			bodyZh = fmt.Sprintf("「%s」已經指派給您，請在%s前完成。隨時可以中斷，下次會接著做。", c.Title.Zh, due.ROC())
			bodyEn = fmt.Sprintf("%q has been assigned to you. Please finish it by %s. You can stop at any time and go on later.", c.Title.En, r.Due)
		case LastDay:
			bodyZh = fmt.Sprintf("「%s」還沒有完成，最後一天是%s。", c.Title.Zh, due.ROC())
			bodyEn = fmt.Sprintf("%q is not finished yet; the last day is %s.", c.Title.En, r.Due)
		case Late:
			zh, en = fmt.Sprintf("「%s」已經過了期限", c.Title.Zh), fmt.Sprintf("%s: overdue", c.Title.En)
			bodyZh = fmt.Sprintf("「%s」的期限是%s，已經過了，還沒有完成。仍然可以完成，請儘快。", c.Title.Zh, due.ROC())
			bodyEn = fmt.Sprintf("%q was due on %s and is not finished. It can still be done; please do so soon.", c.Title.En, r.Due)
		default:
			bodyZh = fmt.Sprintf("「%s」還沒有完成，期限是%s。", c.Title.Zh, due.ROC())
			bodyEn = fmt.Sprintf("%q is not finished yet; it is due on %s.", c.Title.En, r.Due)
		}
	}
	askZh, askEn := "您單位的訓練承辦人", "the training officer of your unit"
	if p.Contact != "" {
		askZh, askEn = p.Contact, p.Contact
	}
	link := p.Site + "/training"
	return mail.Message{Subject: "守密：" + zh, Text: fmt.Sprintf(
		"您好：\n\n%s\n\n從這裡繼續（要登入）：\n%s\n\n有疑問請洽%s。這封信由系統寄出，請不要回覆。\n\n--\n\n%s\n\n%s\n\nGo on here (you will be asked to sign in):\n%s\n\nQuestions? Ask %s. This mail was sent by a program; please do not reply.\n",
		bodyZh, link, askZh, en, bodyEn, link, askEn)}
}
