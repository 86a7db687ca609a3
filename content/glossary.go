package content

import (
	"cmp"
	"io/fs"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"shoumi/rules/source"
)

// Glossary is the words the house uses, and the ones it does not.
type Glossary []Term

// Term is a word in both languages. Why tells what it means here, or why the
// avoided words are.
type Term struct {
	Zh    string   `json:"zh"`
	En    string   `json:"en"`
	Avoid []string `json:"avoid,omitempty"`
	Why   string   `json:"why,omitempty"`
}

// Slip is a glyph or word that does not belong into our text.
type Slip struct {
	At      int    // byte offset
	Word    string // what is there
	Instead string // what to write
	Glyph   bool   // a simplified glyph, not a word
}

// String says what is wrong.
func (s Slip) String() string {
	if s.Glyph {
		return "簡化字「" + s.Word + "」"
	}
	return "這裡不用「" + s.Word + "」這個詞"
}

// Slips finds the glyphs and words in text that are not ours, in order.
func (g Glossary) Slips(text string) []Slip {
	var out []Slip
	for at, r := range text {
		if to, ok := traditional[r]; ok {
			out = append(out, Slip{At: at, Word: string(r), Instead: to, Glyph: true})
		}
	}
	for _, t := range g {
		for _, word := range t.Avoid {
			for _, at := range occurrences(text, word) {
				out = append(out, Slip{At: at, Word: word, Instead: t.Zh})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Slip) int { return cmp.Compare(a.At, b.At) })
	return out
}

// occurrences are where a word stands; one in Latin letters must be whole.
func occurrences(text, word string) []int {
	var out []int
	if word == "" {
		return nil
	}
	for at := 0; ; {
		i := strings.Index(text[at:], word)
		if i < 0 {
			return out
		}
		at += i
		before, _ := utf8.DecodeLastRuneInString(text[:at])
		after, _ := utf8.DecodeRuneInString(text[at+len(word):])
		first, _ := utf8.DecodeRuneInString(word)
		if !(latin(first) && (latin(before) || latin(after))) {
			out = append(out, at)
		}
		at += len(word)
	}
}

func latin(r rune) bool { return r < 0x250 && unicode.IsLetter(r) }

// check reports every slip in a file.
func (g Glossary) check(f *source.File) {
	for _, s := range g.Slips(f.Text()) {
		f.FaultAt(s.At, s.String(), "寫成「"+s.Instead+"」")
	}
}

// ReadGlossary reads glossary.yaml. The error is source.Faults, all of them.
func ReadGlossary(fsys fs.FS) (Glossary, error) {
	var faults source.Faults
	words := readGlossary(fsys, &faults)
	return words, faults.Err()
}

func readGlossary(fsys fs.FS, faults *source.Faults) Glossary {
	const name = "glossary.yaml"
	data, err := fs.ReadFile(fsys, name)
	if err != nil {
		faults.Add(source.Fault{Place: source.Place{File: name, Line: 1, Col: 1}, Message: "讀不到用詞表：" + err.Error()})
		return nil
	}
	root, ok := source.Parse(name, data, faults)
	if !ok {
		return nil
	}
	var out Glossary
	seen := map[string]bool{}
	for _, n := range root.List() {
		m := n.Map()
		zh := m.Need("zh")
		t := Term{Zh: zh.Text(), En: m.Need("en").Text(), Avoid: m.Get("avoid").Strings(), Why: m.Get("why").Text()}
		m.Done()
		if t.Zh != "" && seen[t.Zh] {
			zh.Fault("「"+t.Zh+"」寫了兩次", "併成一項")
		}
		seen[t.Zh] = true
		for i, word := range t.Avoid {
			if strings.Contains(t.Zh, word) || word == "" {
				m.Get("avoid").List()[i].Fault("不用的詞「"+word+"」在要用的詞裡面", "")
			}
		}
		out = append(out, t)
	}
	return out
}

// traditional is, for simplified glyphs none of which is also a traditional one
// in use here, what to write.
var traditional = glyphs("" +
	"们們这這说說对對时時会會来來为為个個国國学學经經发發现現开開关關门門问問题題业業务務员員证證资資讯訊电電话話录錄审審处處罚罰则則规規编編码碼运運应應该該变變与與义義权權总總区區华華单單双雙头頭实實写寫农農军軍争爭举舉乐樂习習书書买買亿億从從仅僅" +
	"让讓过過还還进進远遠选選认認识識读讀诉訴议議论論语語请請谁誰调調谈談设設许許详詳误誤报報执執护護担擔无無没沒带帶归歸当當办辦动動劳勞势勢团團围圍图圖场場坏壞块塊声聲备備复復够夠奖獎妇婦孙孫宝寶宽寬宾賓将將尔爾尝嘗尽盡层層属屬岁歲师師帐帳库庫广廣庆慶张張强強彻徹忆憶怀懷态態恶惡悬懸惊驚惯慣战戰户戶扩擴扫掃抚撫择擇损損换換挤擠标標样樣档檔检檢机機杀殺条條极極构構枪槍欢歡毁毀气氣汉漢决決况況冻凍净淨减減凭憑刚剛创創删刪别別剂劑剧劇医醫协協卫衛厂廠厅廳历歷压壓厌厭县縣参參号號叹嘆吓嚇启啟响響哑啞园園圆圓坚堅坛壇垫墊" +
	"见見观觀觉覺视視览覽计計订訂讨討训訓记記讲講访訪评評诈詐词詞试試诚誠贪貪贿賄赂賂账帳货貨质質购購费費赌賭赔賠赖賴轻輕较較辞辭边邊达達违違连連迟遲释釋针針钱錢错錯键鍵长長闭閉间間闻聞阅閱队隊阶階际際陆陸险險随隨隐隱难難页頁顶頂项項顺順须須领領频頻风風饭飯馆館驾駕验驗")

func glyphs(pairs string) map[rune]string {
	out, runes := map[rune]string{}, []rune(pairs)
	for i := 0; i+1 < len(runes); i += 2 {
		out[runes[i]] = string(runes[i+1])
	}
	return out
}
