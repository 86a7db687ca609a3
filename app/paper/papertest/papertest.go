// Package papertest has documents for the suites of those who write them, and says
// what of a document a writer has lost.
package papertest

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
	"unicode"

	"shoumi/app/paper"
)

// Made is when the documents were made.
var Made = time.Date(2026, 11, 22, 4, 5, 6, 0, time.UTC)

// Memo is a memorandum of a few pages with every block in it. Nobody and nothing in it
// is real.
func Memo() paper.Document {
	plain, strong := paper.Plain, paper.Strong
	law := paper.Run{Text: "刑法第132條第1項", Href: "https://shoumi.example/law/criminal-code/132?on=115-03-05"}
	return paper.Document{
		Title: "甲查詢資料一案之責任初步分類", Subtitle: "案號 115-示例-7　第 2 版　民國115年11月22日",
		Made:   Made,
		Header: "守密　內部文件",
		Footer: []string{"供內部初步分類，非法律意見；責任由權責機關認定。", "規則 sha256:0f3c…9a1e（民國115年11月1日）　https://shoumi.example/incidents/115-7"},
		Blocks: []paper.Block{
			paper.Term{Name: "主旨：", Text: plain("就員警甲查詢民眾車籍資料並告知友人A一案，提出構成要件之初步分類，並列出尚待查明之事實，請鑒核。")},
			paper.Term{Name: "說明："},
			paper.List{Items: []paper.Item{
				{Text: paper.Text{{Text: "甲於民國115年3月5日執勤時，以自己的帳號查詢車號「ABC-1234」之車籍，查詢用途登載為「交通稽查」，"}, {Text: "惟當日勤務分配表並無該項勤務", Emphasis: true}, {Text: "。"}}, Items: []paper.Item{
					{Text: plain("查詢紀錄見警政日誌：作業時間 14:32:07，來源 IP 10.1.2.3。"), Items: []paper.Item{
						{Text: plain("查詢條件為車號。"), Items: []paper.Item{{Text: plain("同一條件當日查詢二次。")}, {Text: plain("隔日未再查詢。")}}},
						{Text: plain("實際查詢者與帳號持有人相同。")},
					}},
					{Text: plain("查詢後十分鐘內以通訊軟體傳送予A。")},
				}},
				{Text: paper.Text{{Text: "本案適用之法規為行為時有效之版本，"}, law, {Text: "於該日並無修正", Note: plain("資料基準日：民國115年11月1日。")}, {Text: "。"}}},
			}},
			paper.Heading{Level: 1, Text: plain("尚待查明：兩項要件未定")},
			paper.Callout{Title: plain("兩件事決定本案結論"), Paragraphs: []paper.Text{
				plain("一、A是否已經知道該車籍資料。可詢問A，並調閱其與車主之往來紀錄。"),
				paper.Text{{Text: "二、甲是否明知用途不實。"}, {Text: "未查明前不得推定為「否」", Strong: true}, {Text: "。"}},
			}},
			paper.Heading{Level: 1, Text: plain("分析")},
			paper.Heading{Level: 2, Text: plain("刑法第132條第1項　洩漏國防以外之秘密：未定")},
			paper.Quote{Source: plain("中華民國刑法第132條　資料基準日民國115年11月1日"), Paragraphs: []paper.Text{
				plain("1　公務員洩漏或交付關於中華民國國防以外應秘密之文書、圖畫、消息或物品者，處三年以下有期徒刑。"),
				plain("2　因過失犯前項之罪者，處一年以下有期徒刑、拘役或九千元以下罰金。"),
				plain("3　非公務員因職務或業務知悉或持有第一項之文書、圖畫、消息或物品，而洩漏或交付之者，處一年以下有期徒刑、拘役或九千元以下罰金。"),
			}},
			paper.Table{
				Caption: plain("表一　要件與其依據"),
				Columns: []paper.Column{{Head: plain("要件"), Width: 2}, {Head: plain("認定"), Width: 1}, {Head: plain("事實與依據"), Width: 4}},
				Rows: [][]paper.Text{
					{plain("公務員"), plain("● 成立"), plain("甲為依法令服務於警察機關之人員。")},
					{plain("應秘密之消息"), plain("● 成立"), paper.Text{{Text: "車籍資料非因職務不得查詢；查詢系統畫面並載明 for official use only，個人資料檔案之利用應於蒐集之特定目的必要範圍內為之。"}, {Text: "參照", Note: paper.Text{{Text: "個人資料保護法第16條；"}, {Text: "見附表", Strong: true}}}, {Text: "\n另見查詢系統使用規定。"}}},
					{strong("洩漏"), strong("◐ 未定"), plain("A是否已知悉，卷內未載明。已洩漏之秘密不為秘密。")},
					{plain("故意"), plain("◐ 未定"), plain("用途登載不實可為故意之佐證，仍須查明其認知。")},
				},
			},
			paper.Bars{Caption: plain("法定刑與加重後之範圍"), Label: "責任", Value: "範圍",
				Marks: []paper.Mark{{At: 0, Text: "0"}, {At: 1, Text: "1年"}, {At: 3, Text: "3年"}, {At: 5, Text: "5年"}, {At: 7.5, Text: "7年6月"}},
				Rows: []paper.Bar{
					{Label: plain("刑法第132條第1項"), Value: plain("3年以下有期徒刑"), From: 1.0 / 6, To: 3},
					{Label: plain("個人資料保護法第41條，依第44條加重"), Value: plain("7年6月以下有期徒刑，得併科罰金"), From: 0.25, To: 7.5},
					{Label: plain("刑法第132條第2項（過失）"), Value: plain("1年以下有期徒刑、拘役或罰金"), From: 0, To: 1},
				}},
			Figure(),
			paper.Heading{Level: 2, Text: plain("行政責任")},
			paper.Paragraph{Text: paper.Text{{Text: "依"}, {Text: "警察機關資通安全實施規定", Emphasis: true, Strong: true}, {Text: "第24點，非因公務查詢而洩漏者，另有行政責任；聯絡信箱 "}, {Text: "counsel@shoumi.example", Href: "mailto:counsel@shoumi.example"}, {Text: "。"}}},
			paper.PageBreak{},
			paper.Heading{Level: 1, Text: plain("建議")},
			paper.List{Items: []paper.Item{
				{Text: plain("先查明前述兩項事實，再送覆核。")},
				{Text: plain("於結果後十五日內召開檢討會議，並依規定密報。")},
			}},
			paper.Heading{Level: 3, Text: plain("覆核")},
			paper.Paragraph{Text: plain("覆核人就「洩漏」一項有不同意見：\n認為依卷證已可認定A先前不知悉。不同意見併存，不覆蓋原認定。")},
		},
	}
}

// Figure is a drawing of two boxes and an arrow between them.
func Figure() paper.Figure {
	return paper.Figure{
		Caption: paper.Plain("圖一　誰告訴了誰"), Says: paper.Plain("甲查得車籍資料，用通訊軟體告訴友人A。"), Height: 24,
		Boxes: []paper.Box{
			{X: 10, Y: 4, Width: 40, Height: 16, Lines: []string{"甲", "警員"}, Heavy: true},
			{X: 110, Y: 4, Width: 40, Height: 16, Lines: []string{"友人A"}, Dashed: true},
		},
		Arrows: []paper.Arrow{{X1: 50, Y1: 12, X2: 110, Y2: 12}},
		Labels: []paper.Label{{X: 80, Y: 8, Text: "傳送"}},
	}
}

// Long is a memorandum of some hundred blocks for each time of Memo's.
func Long(times int) paper.Document {
	d := Memo()
	blocks := d.Blocks
	for i := 2; i <= times; i++ {
		d.Blocks = append(d.Blocks, paper.Heading{Level: 1, Text: paper.Plain(fmt.Sprintf("附件 %d", i))})
		d.Blocks = append(d.Blocks, blocks...)
	}
	return d
}

// Random is a document that nobody would write, the same for the same seed.
func Random(seed uint64) paper.Document {
	g := generator{rand.New(rand.NewPCG(seed, 7))}
	d := paper.Document{Title: "題" + g.word(), Subtitle: g.word(), Made: Made, Header: "頁首", Footer: []string{"頁尾甲", "頁尾乙"}, Language: paper.Language(g.IntN(2))}
	for range 1 + g.IntN(30) {
		d.Blocks = append(d.Blocks, g.block())
	}
	return d
}

type generator struct{ *rand.Rand }

// pieces are put together to words. Each has a character in it that is read.
var pieces = strings.Split("洩漏|秘密|公務員|「應秘密」|（一）|，|。|……|——|第132條|Shoumi|a_b_c|*x*|**|<b>|&amp;|\\|`|[1](x)|!|~~|#|- |1. |+|=|2026-11-22|\x00\x1b|\u202e|\ufeff|\r\n| |  |\t|\n|http://x.example/a(b)|supercalifragilisticexpialidociousanddocious|％|5%|$9,000|●||"+"守密", "|")

func (g generator) word() string {
	var b strings.Builder
	for range 1 + g.IntN(12) {
		b.WriteString(pieces[g.IntN(len(pieces))])
	}
	if g.IntN(3) == 0 {
		b.WriteString("|")
	}
	return b.String() + "字"
}

func (g generator) text() (t paper.Text) {
	for range g.IntN(5) {
		r := paper.Run{Text: g.word(), Strong: g.IntN(3) == 0, Emphasis: g.IntN(4) == 0}
		switch g.IntN(8) {
		case 0:
			r.Href = "https://shoumi.example/law/(a)*b|c?d=1&e=2"
		case 1:
			r.Note = paper.Plain(g.word())
		case 2:
			r.Href = "javascript:alert(1)"
		}
		t = append(t, r)
	}
	return t
}

func (g generator) texts(n int) (out []paper.Text) {
	for range g.IntN(n + 1) {
		out = append(out, g.text())
	}
	return out
}

func (g generator) items(depth int) (out []paper.Item) {
	for range g.IntN(4) {
		i := paper.Item{Text: g.text()}
		if depth < 6 {
			i.Items = g.items(depth + 1 + g.IntN(2))
		}
		out = append(out, i)
	}
	return out
}

func (g generator) block() paper.Block {
	switch g.IntN(11) {
	case 0:
		return paper.Heading{Level: g.IntN(7), Text: g.text()}
	case 1:
		return paper.List{Items: g.items(0)}
	case 2:
		return paper.Term{Name: g.word(), Text: g.text()}
	case 3:
		t := paper.Table{Caption: g.text()}
		for range 1 + g.IntN(4) {
			t.Columns = append(t.Columns, paper.Column{Head: g.text(), Width: float64(g.IntN(3))})
		}
		for range g.IntN(6) {
			t.Rows = append(t.Rows, g.texts(len(t.Columns)))
		}
		return t
	case 4:
		return paper.Quote{Source: g.text(), Paragraphs: g.texts(3)}
	case 5:
		return paper.Callout{Title: g.text(), Paragraphs: g.texts(3)}
	case 6:
		b := paper.Bars{Caption: g.text(), Label: "責任", Value: "範圍", Marks: []paper.Mark{{At: 0, Text: "0"}, {At: 5, Text: "5年"}}}
		for range g.IntN(4) {
			b.Rows = append(b.Rows, paper.Bar{Label: g.text(), Value: g.text(), From: g.Float64(), To: g.Float64() * 6})
		}
		return b
	case 7:
		return paper.PageBreak{}
	case 8:
		f := paper.Figure{Caption: g.text(), Says: g.text()}
		for range g.IntN(12) {
			b := paper.Box{X: 20, Y: f.Height, Width: 120, Lines: paper.Wrap(g.word(), 60), Heavy: g.IntN(2) == 0, Dashed: g.IntN(2) == 0}
			b.Height = paper.BoxHeight(len(b.Lines))
			f.Boxes, f.Height = append(f.Boxes, b), f.Height+b.Height+6
			f.Arrows = append(f.Arrows, paper.Arrow{X1: 80, Y1: f.Height - 6, X2: 80, Y2: f.Height})
		}
		return f
	default:
		return paper.Paragraph{Text: g.text()}
	}
}

// Lost is the first run of a document whose words do not come in their order in what
// was read of it; "" if all do. Notes may stand apart, in an order of their own. Of
// white space nothing is asked, and a table in a document that is read column by column
// has lost its order.
func Lost(d paper.Document, read string) string {
	read = Squeezed(read)
	words, notes := read, read
	for text := range d.Texts() {
		for _, r := range text {
			if !find(&words, r.Text) {
				return r.Text
			}
			for _, n := range r.Note {
				if !find(&notes, n.Text) {
					return n.Text
				}
			}
		}
	}
	return ""
}

func find(in *string, words string) (found bool) {
	_, *in, found = strings.Cut(*in, Squeezed(paper.Printable(words)))
	return found
}

// Squeezed is a text without white space.
func Squeezed(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}
