package batch_test

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"
	"testing/iotest"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/rules"
	"shoumi/rules/batch"
)

type reader func(string, io.Reader, *rules.Book) iter.Seq2[batch.Entry, error]

// readAll is every incident without faults, in order, and all faults in words.
func readAll(read reader, text string) (all []rules.Incident, faults string) {
	var says []string
	for e, err := range read("事件", strings.NewReader(text), book) {
		var in rules.Incident
		if err == nil {
			in, err = e.Incident()
		}
		if err != nil {
			says = append(says, err.Error())
			continue
		}
		all = append(all, in)
	}
	return all, strings.Join(says, "\n")
}

// value is what a cell of a column says; it has to be the only thing in its row.
func value(column, cell string) (any, string) {
	in, faults := readAll(batch.Table, fmt.Sprintf("incident,%s\nA,\"%s\"\n", column, cell))
	if faults != "" {
		return nil, faults
	}
	Expect(in).To(HaveLen(1))
	v, given := in[0].Facts[column]
	Expect(given).To(BeTrue())
	return v, ""
}

var _ = Describe("a table", func() {
	DescribeTable("has cells", func(column, cell string, want any) {
		got, faults := value(column, cell)
		Expect(faults).To(BeEmpty())
		if want == nil {
			Expect(got).To(BeNil())
		} else {
			Expect(got).To(Equal(want))
		}
	},
		Entry("是", "intent", "是", true),
		Entry("否", "intent", "否", false),
		Entry("true as spreadsheets write it", "intent", " TRUE ", true),
		Entry("false", "intent", "false", false),
		Entry("1", "intent", "１", true),
		Entry("0", "intent", "0", false),
		Entry("不確定", "intent", "不確定", nil),
		Entry("an id", "service", "police_officer", "police_officer"),
		Entry("an id in capitals", "service", "Police_Officer", "police_officer"),
		Entry("a label", "service", "警察機關，警察官", "police_officer"),
		Entry("a label with a narrow comma", "service", "警察機關,警察官", "police_officer"),
		Entry("a value called none", "service", "none", "none"),
		Entry("an unknown value", "service", "不明", nil),
		Entry("members", "acts", "query；disclose; hand_over", []string{"query", "disclose", "hand_over"}),
		Entry("members by the line", "acts", "query\ndisclose", []string{"query", "disclose"}),
		Entry("a member twice", "acts", "query；query", []string{"query"}),
		Entry("members by label", "acts", "用公務資訊系統查詢資料；disclose", []string{"query", "disclose"}),
		Entry("no member", "acts", "無", []string{}),
		Entry("no member, as reports say it", "acts", "以上都沒有", []string{}),
		Entry("some members", "acts", "query；非disclose；其餘不確定", map[string]bool{"query": true, "disclose": false}),
		Entry("a member whose label begins with 非", "mobile_breaches", "非法複製機內資料（5②）", []string{"copied"}),
		Entry("that member denied", "mobile_breaches", "非非法複製機內資料（5②）；其餘不確定", map[string]bool{"copied": false}),
		Entry("nothing known of a set", "acts", "不確定", nil),
		Entry("a number", "counts", "１，２００", int64(1200)),
		Entry("an amount", "benefit_amount", "1萬5,000", int64(15000)),
		Entry("an amount of a spreadsheet", "benefit_amount", "NT$15,000.00", int64(15000)),
		Entry("a day of 民國", "outcome_on", "113/5/10", rules.Day(2024, 5, 10)),
		Entry("a day", "outcome_on", "2024-05-10", rules.Day(2024, 5, 10)),
	)

	DescribeTable("refuses cells", func(column, cell, says string) {
		_, faults := value(column, cell)
		Expect(faults).To(HavePrefix("事件:2:"))
		place, rest, _ := strings.Cut(strings.TrimPrefix(faults, "事件:2:"), ": ")
		message, _, _ := strings.Cut(rest, "\n")
		_, hint, _ := strings.Cut(faults, "提示：")
		Expect(place + " " + message + "／" + hint).To(Equal(says))
	},
		Entry("that say neither", "intent", "maybe", "3 「intent」要填是、否或不確定，不是「maybe」／還不知道就空著"),
		Entry("of no value", "service", "police_offcer", "3 「service」沒有「police_offcer」這個值／您是不是要寫「police_officer」？"),
		Entry("with a part of a label", "service", "其他機關人員", "3 「service」沒有「其他機關人員」這個值／您是不是要寫「其他機關」？"),
		Entry("with the beginning of a label", "ai_entity", "不是", "3 「ai_entity」沒有「不是」這個值／您是不是要寫「none」（不是機關）？"),
		Entry("with one member that is none", "acts", "query；discloze", "10 「acts」沒有「discloze」這個值／您是不是要寫「disclose」？"),
		Entry("with members between commas", "acts", "query、disclose", "3 「acts」沒有「query、disclose」這個值／幾個值之間用「；」分開"),
		Entry("that deny in a full list", "acts", "query；非disclose", "10 列出的就是全部，不必寫沒有什麼／其他的還不知道，就在後面加上「；其餘不確定」"),
		Entry("that say a member is and is not", "acts", "query；非query；其餘不確定", "10 「acts」又是又不是「query」／"),
		Entry("that are no number", "counts", "很多", "3 「counts」要填整數，不是「很多」／"),
		Entry("that are no amount", "benefit_amount", "1.5萬", "3 「benefit_amount」要填金額，不是「1.5萬」／寫成 15000、15,000 或 1萬5000"),
		Entry("below zero", "benefit_amount", "-5", "3 金額不能是負的／"),
		Entry("that are a month", "outcome_on", "113/5", "3 「113/5」不是完整的日期，要寫到日／寫成 108/2/3、民國108年2月3日或 2019-02-03"),
		Entry("with a day that is none", "outcome_on", "113/2/30", "3 沒有「113/2/30」這個日期／檢查年、月、日"),
		Entry("with a day of either era", "outcome_on", "19/2/3", "3 「19/2/3」：兩位數的年份看不出是民國還是西元／寫成民國98年2月3日或 1998-02-03"),
		Entry("that are no date", "outcome_on", "上週", "3 看不懂「上週」這個日期／寫成 108/2/3、民國108年2月3日或 2019-02-03"),
	)

	DescribeTable("has dates of acts", func(cell string, want rules.ActDate) {
		in, faults := readAll(batch.Table, "incident,行為日\nA,"+cell+"\n")
		Expect(faults).To(BeEmpty())
		Expect(in).To(HaveLen(1))
		Expect(in[0].ActDate).To(Equal(want))
	},
		Entry("empty", "", rules.UnknownActDate),
		Entry("unknown", "日期不明", rules.UnknownActDate),
		Entry("a day", "108/2/3", rules.On(rules.Day(2019, 2, 3))),
		Entry("a day of a spreadsheet", "2019/2/3", rules.On(rules.Day(2019, 2, 3))),
		Entry("a month", "2019-02", rules.ActDate{First: rules.Day(2019, 2, 1), Last: rules.Day(2019, 2, 28), Text: "2019-02"}),
		Entry("a month in six digits", "201902", rules.ActDate{First: rules.Day(2019, 2, 1), Last: rules.Day(2019, 2, 28), Text: "2019-02"}),
		Entry("a month as reports say it", "民國108年2月（日不詳）", rules.ActDate{First: rules.Day(2019, 2, 1), Last: rules.Day(2019, 2, 28), Text: "2019-02"}),
		Entry("an interval as reports say it", "民國108年2月1日至民國108年3月5日之間", rules.ActDate{First: rules.Day(2019, 2, 1), Last: rules.Day(2019, 3, 5), Text: "2019-02-01..2019-03-05"}),
		Entry("a continuing act", "民國108年2月1日至民國108年3月5日（持續）", rules.ActDate{First: rules.Day(2019, 2, 1), Last: rules.Day(2019, 3, 5), Continuing: true, Text: "2019-02-01..2019-03-05"}),
	)

	It("puts the rows of an incident together: what is shared, and every actor", func() {
		in, faults := readAll(batch.Table, "\uFEFFincident,行為人,act_date,info,故意使對方知悉或取得,note,\r\n"+
			"# 說明,,,,,,\r\n"+
			"一,甲,2019-02,,是,\"兩行的\r\n\"\"備註\"\"\",\r\n"+
			"一,,,vehicle,不確定,,,,\r\n"+
			",,,,,,\r\n"+
			"一,乙,108/2,,不確定,,\r\n"+
			"二,,,vehicle,,,\r\n")
		Expect(faults).To(BeEmpty())
		Expect(in).To(HaveLen(2))
		Expect(in[0].Reference).To(Equal("一"))
		Expect(in[0].ActDate.Text).To(Equal("2019-02"))
		Expect(in[0].Facts).To(Equal(rules.Values{"info": []string{"vehicle"}, "intent": nil}))
		Expect(in[0].Actors).To(HaveLen(2))
		Expect(in[0].Actors[0].Name).To(Equal("甲"))
		Expect(in[0].Actors[0].Facts).To(Equal(rules.Values{"intent": true}))
		Expect(in[0].Actors[1].Name).To(Equal("乙"))
		Expect(in[0].Actors[1].Facts).To(Equal(rules.Values{"intent": nil}))
		Expect(in[1].Actors).To(HaveLen(1))
		Expect(in[1].Actors[0].Name).To(Equal(rules.SoleActor))
	})

	DescribeTable("lists what is wrong, and reads the rest", func(text, says string, rest ...string) {
		in, faults := readAll(batch.Table, text)
		Expect(faults).To(Equal(strings.TrimPrefix(says, "\n")))
		var got []string
		for _, one := range in {
			got = append(got, one.Reference)
		}
		Expect(slices.Equal(got, rest)).To(BeTrue(), "%v", got)
	},
		Entry("nothing at all", "\n\n", "事件:1:1: 沒有欄名\n    提示："+headHint),
		Entry("no column for the incident, an unknown one and one twice", "intnt,intent,故意使對方知悉或取得,日期,\n1,,,,\n", `
事件:1:1: 沒有「incident」這一欄
    intnt,intent,故意使對方知悉或取得,日期,
    ^
    提示：`+headHint+`
事件:1:1: 沒有「intnt」這個欄位或事實
    intnt,intent,故意使對方知悉或取得,日期,
    ^
    提示：您是不是要寫「intent」？
事件:1:14: 「intent」這一欄有兩次
    intnt,intent,故意使對方知悉或取得,日期,
                 ^
事件:1:25: 沒有「日期」這個欄位或事實
    intnt,intent,故意使對方知悉或取得,日期,
                 　　　　　　　　　　 ^
    提示：用 `+"`go run ./app facts`"+` 看所有事實；不要讀的，欄名寫 note 或「備註」`),
		Entry("too few and too many cells", "incident,intent\nA\nB,是,\nC,是,x\nD,是\n", `
事件:2:1: 有 1 欄，應該是 2 欄
    A
    ^
    提示：欄位裡有逗號時，整欄用引號包住
事件:4:1: 有 3 欄，應該是 2 欄
    C,是,x
    ^
    提示：欄位裡有逗號時，整欄用引號包住`, "B", "D"),
		Entry("a cell in a column without a name", "incident,\nA,是\nB,\n", `
事件:2:3: 「是」這一欄沒有欄名
    A,是
      ^
    提示：`+headHint, "B"),
		Entry("an open quote, that swallows nothing", "incident,note\nA,\"好\nB,壞\nC,又\"好\nD,好\n", `
事件:2:3: 引號不成對
    A,"好
      ^
    提示：`+quoteHint+`
事件:4:4: 引號不成對
    C,又"好
      　^
    提示：`+quoteHint, "B", "D"),
		Entry("an open quote to the end of the file", "incident,note\nA,\"好\nB,壞\n", `
事件:2:3: 引號不成對
    A,"好
      ^
    提示：`+quoteHint, "B"),
		Entry("words behind a quote", "incident,note\nA,\"好\"壞\nB,\n", `
事件:2:3: 引號不成對
    A,"好"壞
      ^
    提示：`+quoteHint, "B"),
		Entry("an incident whose rows stand apart", "incident,actor\nA,甲\nB,甲\nA,乙\n", `
事件:4:1: 「A」在第 2 行已經有了
    A,乙
    ^
    提示：同一個事件的各行要連在一起`, "A", "B"),
		Entry("an actor twice, what is shared twice", "incident,actor\nA,甲\nA,\nA,甲\nA,\nB,甲\n", `
事件:4:3: 「甲」在第 2 行已經有了
    A,甲
      ^
    提示：一個行為人寫一行
事件:5:3: 這個事件共同的事實在第 3 行已經有了
    A,
      ^
    提示：每一行寫一個行為人；只有一行可以不寫，是共同的事實`, "B"),
		Entry("rows that do not say whose they are, as merged cells leave them", "incident,actor\nA,甲\n,乙\nB,甲\n", `
事件:3:1: 沒有寫是哪一個事件
    ,乙
    ^
    提示：每一行都要寫 incident；同一個事件的各行寫一樣的`, "B"),
		Entry("two dates", "incident,actor,act_date\nA,甲,2019\nA,乙,2020\n", `
事件:3:5: 行為日和第 2 行不同
    A,乙,2020
      　 ^
    提示：一個事件只有一個行為日；不是同一天的行為，分成兩個事件`),
		Entry("a continuing act of one day", "incident,act_date\nA,108/2/3（持續）\n", `
事件:2:3: 持續的行為要有起日和迄日
    A,108/2/3（持續）
      ^
    提示：例如 108/2/1至108/3/15（持續）`),
		Entry("a contradiction, in one row and with what is shared", "incident,actor,service,position\nA,,police_officer,private_person\nB,,,private_person\nB,甲,police_officer,\nC,,,\n", `
事件:2:19: 「服務機關：警察機關，警察官」時，「身分：機關人員，有法定職務權限（例如員警）」必為是：現職警察官依法令服務於警察機關，有法定職務權限（刑法10 II①）
    A,,police_officer,private_person
                      ^
    提示：改其中一個，或改成不確定
事件:3:5: 「服務機關：警察機關，警察官」時，「身分：機關人員，有法定職務權限（例如員警）」必為是：現職警察官依法令服務於警察機關，有法定職務權限（刑法10 II①）
    B,,,private_person
        ^
    提示：改其中一個，或改成不確定`, "C"),
		Entry("a line in Big5, which is the file's", "incident,note\nA,\nB,\xa4\xa4\xa4\xe5\nC,\n", "\n事件:3:3: 檔案是 Big5 編碼，要用 UTF-8；從這一行起沒有讀\n    提示："+encodingHint, "A"),
		Entry("a line that is cut", "incident,備註\nA,\nB,\xe4\xb8\nC,\n", "\n事件:3:3: 這一行有不是 UTF-8 的位元組\n    提示："+encodingHint, "A", "C"),
		Entry("a row that is cut in an incident", "incident,actor,note\nA,甲,\nA,乙,\xe4\xb8\nC,,\n", "\n事件:3:5: 這一行有不是 UTF-8 的位元組\n    提示："+encodingHint, "C"),
		Entry("UTF-16", "\xff\xfei\x00n\x00", "\n事件:1:1: 檔案是 UTF-16 編碼，要用 UTF-8\n    提示："+encodingHint),
		Entry("a line too long", "incident,note\nA,"+strings.Repeat("長", 400_000)+"\nB,\n", "\n事件:2:1: 這一行太長，超過 1 MiB\n    提示：一行寫一個事件；換行要用 LF 或 CR LF", "B"),
		Entry("ends of line of old", "incident,note\rA,\rB,", "\n事件:1:1: 換行是 CR\n    提示：換行要用 LF 或 CR LF；在試算表另存成「CSV UTF-8」"),
	)

	It("takes no more rows of an incident than it may hold", func() {
		in, faults := readAll(batch.Table, "incident,actor\nA,甲\n"+strings.Repeat("B,\n", 3000)+"C,甲\n")
		Expect(faults).To(HavePrefix("事件:3:1: 一個事件超過 1000 行\n"))
		Expect(in).To(HaveLen(2))
	})

	It("ends with an error of reading", func() {
		broken := errors.New("broken")
		var errs []error
		for _, err := range batch.Table("事件", io.MultiReader(strings.NewReader("incident\nA\nB\n"), iotest.ErrReader(broken)), book) {
			errs = append(errs, err)
		}
		Expect(errs).To(Equal([]error{nil, broken}), "B might have gone on")
	})

	It("stops where the caller does", func() {
		for range batch.Table("事件", strings.NewReader("incident\nA\nB\nC\n"), book) {
			break
		}
		for range batch.JSONLines("事件", strings.NewReader("{}\n{}\n"), book) {
			break
		}
	})

	It("has words of its own that no fact and no value has", func() {
		labels := map[string]string{}
		for _, f := range book.Facts() {
			Expect(labels).NotTo(HaveKey(f.Label.Zh))
			labels[f.Label.Zh] = f.ID
			Expect([]string{"事件", "事件編號", "編號", "行為人", "行為日", "備註", "incident", "actor", "act_date", "note"}).NotTo(ContainElement(Or(Equal(f.ID), Equal(f.Label.Zh))))
			values := map[string]bool{}
			for _, v := range f.Values {
				Expect(values).NotTo(HaveKey(v.Label.Zh), f.ID)
				values[v.Label.Zh] = true
				Expect(v.Label.Zh).NotTo(ContainSubstring("；"), f.ID)
				Expect([]string{"不確定", "不知道", "不明", "未知", "無", "以上都沒有", "都沒有", "其餘不確定"}).NotTo(ContainElement(v.Label.Zh), f.ID)
			}
		}
	})

	It("has a template that names every fact and has no incident", func() {
		rows := batch.Template(book)
		Expect(rows).To(HaveLen(4))
		var text strings.Builder
		for _, row := range rows {
			Expect(row).To(HaveLen(4 + len(book.Facts())))
			for i := range row {
				row[i] = `"` + row[i] + `"`
			}
			text.WriteString(strings.Join(row, ",") + "\r\n")
		}
		in, faults := readAll(batch.Table, text.String())
		Expect(faults).To(BeEmpty())
		Expect(in).To(BeEmpty())
		Expect(rows[1][slices.Index(rows[0], `"intent"`)]).To(Equal(`"故意使對方知悉或取得"`))
		Expect(rows[3][slices.Index(rows[0], `"service"`)]).To(ContainSubstring("擇一：police_officer（警察機關，警察官）；"))
	})
})

const (
	headHint     = "第一行寫欄名，欄與欄之間用半形逗號；用 `go run ./app classify --batch --template` 印出範本"
	quoteHint    = `欄位裡有引號、逗號或換行時，整欄用引號包住，裡面的引號寫兩次，例如 "他說""好"""`
	encodingHint = "在試算表另存成「CSV UTF-8」；或用 iconv -f BIG5 -t UTF-8 舊檔 > 新檔"
)
