package privacy

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

const counties = `臺北市|台北市|新北市|桃園市|臺中市|台中市|臺南市|台南市|高雄市|基隆市|新竹市|新竹縣|苗栗縣|彰化縣|南投縣|雲林縣|嘉義市|嘉義縣|屏東縣|宜蘭縣|花蓮縣|臺東縣|台東縣|澎湖縣|金門縣|連江縣`

var addressPattern = regexp.MustCompile(`(?:(?:` + counties + `)\p{Han}{1,3}[區鄉鎮市])?(?:\p{Han}{1,4}[里村])?(?:[0-9]{1,3}鄰)?(?:\p{Han}{1,5}(?:路|街|大道))(?:[0-9一二三四五六七八九十]{1,3}段)?(?:[0-9]{1,4}巷)?(?:[0-9]{1,4}弄)?[0-9]{1,4}(?:之[0-9]{1,3}|-[0-9]{1,3})?號(?:之[0-9]{1,3})?(?:[0-9]{1,2}樓)?`)

// address finds a street with a house number.
func address(t *text) (out []Hit) {
	for _, m := range addressPattern.FindAllStringIndex(t.plain, -1) {
		out = append(out, t.hit(Address, m[0], m[1], 0.9, "路街與門牌號"))
	}
	return out
}

var datePattern = regexp.MustCompile(`(?:民國 ?)?[0-9]{2,4} ?(?:年|/|\.|-) ?[0-9]{1,2} ?(?:月|/|\.|-) ?[0-9]{1,2} ?日?`)

// birthday finds a whole date beside a word for being born.
func birthday(t *text) (out []Hit) {
	for _, m := range datePattern.FindAllStringIndex(t.plain, -1) {
		before, after := t.before(m[0], 6), t.after(m[1], 2)
		switch {
		case containsAny(before, "出生", "生日", "生於", "年籍"):
			out = append(out, t.hit(Birthday, m[0], m[1], 0.9, "日期", "前面有出生、生日、生於或年籍"))
		case strings.HasPrefix(after, "生") && !strings.HasPrefix(after, "生效"):
			out = append(out, t.hit(Birthday, m[0], m[1], 0.9, "日期", "後面接「生」"))
		}
	}
	return out
}

var judgmentPattern = regexp.MustCompile(`[0-9]{2,3} ?年度?\p{Han}{1,8}字第 ?[0-9]{1,6} ?號`)

// judgment finds the number of a judgment or an indictment, by which anybody can
// look up the people in it.
func judgment(t *text) (out []Hit) {
	for _, m := range judgmentPattern.FindAllStringIndex(t.plain, -1) {
		out = append(out, t.hit(Judgment, m[0], m[1], 0.6, "判決或書類字號，可據以查出當事人"))
	}
	return out
}

var (
	titlesBefore = []string{"姓名", "名叫", "本名", "叫做", "綽號", "被告", "嫌犯", "嫌疑人", "犯嫌", "證人", "被害人", "告訴人", "檢舉人", "聲請人", "通緝犯", "配偶", "前妻", "前夫", "友人", "朋友", "同事", "鄰居", "民眾", "男子", "女子", "員警", "警員", "巡佐", "巡官", "偵查佐", "小隊長", "所長", "分局長", "局長", "組長", "隊長", "主任", "法官", "檢察官", "律師", "鄉長", "里長", "負責人", "業者"}
	titlesAfter  = []string{"先生", "女士", "小姐", "太太", "君", "警員", "巡佐", "巡官", "偵查佐", "小隊長", "所長", "分局長", "局長", "法官", "檢察官", "律師", "主任", "議員", "里長", "老師", "（男", "（女", "(男", "(女"}

	surnames = strings.Fields(`歐陽 司馬 上官 諸葛 張簡 范姜
		陳 林 黃 張 李 王 吳 劉 蔡 楊 許 鄭 謝 洪 郭 邱 曾 廖 賴 徐 周 葉 蘇 莊 呂 江 何 蕭 羅 高 潘 簡 朱 鍾 彭 游 詹 胡 施 沈 余 盧 梁 趙 顏 柯 翁 魏 孫 戴 范 方 宋 鄧 杜 傅 侯 曹 薛 丁 卓 阮 馬 董 溫 唐 藍 石 蔣 古 紀 姚 連 馮 歐 程 湯 黎 康 姜 田 汪 白 鄒 尤 巫 鐘 涂 龔 嚴 韓 袁 金 童 陸 夏 柳 邵 錢 伍 倪 于 譚 駱 熊 任 甘 秦 顧 毛 章 史 官 萬 俞 雷 粘 饒 闕 凌 崔 尹 孔 辛 武 辜 陶 段 龍 韋 葛 池 孟 殷 麥 賀 賈 莫 管 關 包 丘 裴 鮑`)

	// notNames are words of running text that begin with the character of a
	// surname; a name is never the first two characters of one.
	notNames = strings.Fields(`方式 方便 方面 方向 方法 何人 何時 何種 何處 何事 許多 許可 高度 高額 高齡 高雄 金額 金融 金錢 白天 江湖 連絡 連繫 連續 連結 任何 任意 任職 任內 任務 石碇 馬上 古董 程序 程度 康復 田地 管理 管轄 管制 關係 關於 關說 包庇 包括 包含 雷同 官方 官員 萬元 史料 章程 毛利 顧問 武器 辛苦 段落 龍頭 莫名 余額 周圍 周遭 周邊 張貼 張數 施用 施行 施壓 游資 林地 林務 黃金 楊梅 曾經 曾為 曾任 曾向 曾在 曾因 曾有 曾以 曾受 連同 連帶 洪水 朱紅 羅列 簡訊 簡稱 簡易 簡單 溫和 唐突 范圍 于是 王牌 宋體 孫子 葉片 古籍 柳樹 夏天 夏季 丁等 伍拾 金鑰 胡亂 童年 陸續 陸方 嚴重 嚴格 嚴禁 嚴厲 湯匙 沈默 沈迷 江水 池塘 孔洞 尹人 麥克 賀年 賈禍 關切 關心 關閉 單位 高層 高級 高中 高職 高院 高檢 方才 方可 方能 方知 程式 石頭 馬路 馬達 官司 甘願 甘心 毛重 錢財 包裹 包裝 辛勞 任由 何以 何謂 何為 管道 管控 管束 管教 歐元 康樂 游泳 白紙 白色 黃色 藍色 金屬`)

	// nameEnds are the characters that follow a name in running text.
	nameEnds = []rune(",。、;:)」』 \n(的與和及或在因於向以將為有是被經已曾任之男女係等涉說稱表則即也並遭到把從又對來去住駕騎收持查找約請告坦供辯指否承明知意犯利使用提交洩打傳")
)

// name finds a surname with one or two more characters where words before or
// after say that a person is named. Without such words Chinese names cannot be
// told from running text, and nothing is claimed.
func name(t *text) (out []Hit) {
	for i := range t.runes {
		from := t.at[i]
		surname := ""
		for _, s := range surnames {
			if strings.HasPrefix(t.plain[from:], s) {
				surname = s
				break
			}
		}
		if surname == "" || slices.ContainsFunc(notNames, func(w string) bool { return strings.HasPrefix(t.plain[from:], w) }) {
			continue
		}
		title := longestSuffix(strings.TrimRight(t.plain[:from], ":： \n「『"), titlesBefore)
		for _, given := range []int{2, 1} {
			to, ok := t.hans(from+len(surname), given)
			if !ok {
				continue
			}
			after := t.after(to, 3)
			if s := longestPrefix(after, titlesAfter); s != "" {
				out = append(out, t.hit(Name, from, to, 0.75, "姓氏「"+surname+"」", "後面接「"+s+"」"))
				break
			}
			if title == "" {
				continue
			}
			if r, _ := utf8.DecodeRuneInString(after); after == "" || slices.Contains(nameEnds, r) {
				out = append(out, t.hit(Name, from, to, 0.65, "姓氏「"+surname+"」", "前面有「"+title+"」"))
				break
			}
		}
	}
	return out
}

var (
	listPattern = regexp.MustCompile(`\p{Han}{2,4}(?:[、\s]+\p{Han}{2,4}){2,}`)
	wordPattern = regexp.MustCompile(`\p{Han}+`)
)

// roster finds three names or more in a row, as at the foot of a document.
func roster(t *text) (out []Hit) {
	for _, m := range listPattern.FindAllStringIndex(t.plain, -1) {
		var row []Hit
		flush := func() {
			if len(row) >= 3 {
				out = append(out, row...)
			}
			row = nil
		}
		for _, w := range wordPattern.FindAllStringIndex(t.plain[m[0]:m[1]], -1) {
			from, to := m[0]+w[0], m[0]+w[1]
			if !looksLikeName(t.plain[from:to]) {
				flush()
				continue
			}
			row = append(row, t.hit(Name, from, to, 0.7, "三個以上的姓名並列"))
		}
		flush()
	}
	return out
}

// looksLikeName says whether a word is a surname with one or two characters.
func looksLikeName(word string) bool {
	n := utf8.RuneCountInString(word)
	return n >= 2 && n <= 4 && slices.ContainsFunc(surnames, func(s string) bool {
		rest := n - utf8.RuneCountInString(s)
		return strings.HasPrefix(word, s) && rest >= 1 && rest <= 2
	}) && !slices.ContainsFunc(notNames, func(w string) bool { return strings.HasPrefix(word, w) })
}

// hans is the end of so many Chinese characters after an offset.
func (t *text) hans(from, n int) (to int, ok bool) {
	for to = from; n > 0; n-- {
		r, size := utf8.DecodeRuneInString(t.plain[to:])
		if r < 0x4E00 || r > 0x9FFF || slices.Contains([]rune("的與和及或在因於向以將為有是被經之男女係等甲乙丙丁某"), r) {
			return to, false
		}
		to += size
	}
	return to, true
}

var (
	unitPattern = regexp.MustCompile(`(?:` + counties + `)(?:政府)?(?:警察局|調查站|政風處|地方檢察署|地檢署|地方法院)?(?:\p{Han}{1,4}分局)?(?:\p{Han}{1,4}(?:派出所|分駐所))?|\p{Han}{2,3}分局\p{Han}{2,3}(?:派出所|分駐所)`)
	pseudonym   = regexp.MustCompile(`[甲乙丙丁戊己庚辛]|民眾 ?[A-Z]|[A-Z][男女]`)
)

// unit finds a real police unit in a text that otherwise speaks of 甲 and 乙: the
// unit with the date and the amount is enough to find the person.
func unit(t *text) (out []Hit) {
	if !pseudonym.MatchString(t.plain) {
		return nil
	}
	for _, m := range unitPattern.FindAllStringIndex(t.plain, -1) {
		s := t.plain[m[0]:m[1]]
		if !containsAny(s, "警察局", "分局", "派出所", "分駐所") || containsAny(s, "某", "所屬", "該", "本", "各", "至", "向", "往", "到", "報請", "移送", "隔壁", "轄區") {
			continue
		}
		score := 0.55
		if containsAny(s, "分局", "派出所", "分駐所") {
			score = 0.7
		}
		out = append(out, t.hit(Unit, m[0], m[1], score, "真實單位與代稱同在一篇，可推知是誰"))
	}
	return out
}

func containsAny(s string, words ...string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(s, w) })
}

func longestSuffix(s string, words []string) (best string) {
	for _, w := range words {
		if strings.HasSuffix(s, w) && len(w) > len(best) {
			best = w
		}
	}
	return best
}

func longestPrefix(s string, words []string) (best string) {
	for _, w := range words {
		if strings.HasPrefix(s, w) && len(w) > len(best) {
			best = w
		}
	}
	return best
}
