package source_test

import (
	"fmt"
	"strings"
	"testing"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/rules/source"
)

var _ = Describe("a file that is no good YAML", func() {
	DescribeTable("is reported at its place", func(text string, usable bool, want ...string) {
		var faults source.Faults
		root, ok := source.Parse("f.yaml", []byte(text), &faults)
		Expect(brief(faults.Error())).To(Equal(strings.Join(want, "\n")))
		Expect(ok).To(Equal(usable))
		Expect(root != nil).To(Equal(usable))
	},
		Entry("empty", "", false, "f.yaml:1:1: 檔案是空的，沒有內容"),
		Entry("comments only", "# 甲\n", false, "f.yaml:1:1: 檔案是空的，沒有內容"),
		Entry("a document of nothing", "---\n", false, "f.yaml:1:1: 檔案是空的，沒有內容"),
		Entry("two documents", "甲: 1\n---\n乙: 2\n", true,
			"f.yaml:2:1: 一個檔案只能有一份文件，這裡開始了第二份", "提示：請刪除這一行的「---」，或拆成兩個檔案"),
		Entry("a bad second document", "甲: 1\n---\n乙: [\n", true,
			"f.yaml:3:5: 這裡應該有一個值", "提示：請檢查括號是否成對；以符號開頭的文字請加引號"),
		Entry("no UTF-8", "甲: \xa4\xa4\n", false,
			"f.yaml:1:4: 檔案不是 UTF-8 編碼", "提示：請用編輯器另存成 UTF-8（可能原本是 Big5）"),
		Entry("control characters, all of them", "甲: \x00\n乙\u2028: \ufeff\n", false,
			"f.yaml:1:4: 檔案裡有看不見的控制字元 U+0000", "提示：請刪除；確實需要時，在雙引號文字裡寫成 \\u0000",
			"f.yaml:2:2: 檔案裡有看不見的控制字元 U+2028", "提示：請刪除；確實需要時，在雙引號文字裡寫成 \\u2028",
			"f.yaml:2:5: 檔案裡有看不見的控制字元 U+FEFF", "提示：請刪除；確實需要時，在雙引號文字裡寫成 \\uFEFF"),
		Entry("a lone CR", "甲: 1\r乙: 2\n", false,
			"f.yaml:1:5: 換行字元是單獨的 CR", "提示：請把檔案的換行改成 LF"),
		Entry("a byte order mark before a fault", "\ufeff甲: @x\n", false,
			"f.yaml:1:4: 這個字元不能放在開頭", "提示：以 @ 或 ` 等符號開頭的文字請加引號"),
		Entry("a tab as indentation", "甲:\n\t- 乙\n", false, "f.yaml:2:1: 縮排用了 Tab 字元", "提示：請改用空格縮排"),
		Entry("a tab behind a space", "甲:\n  乙: 1\n \t丙: 2\n", false, "f.yaml:3:2: 縮排用了 Tab 字元", "提示：請改用空格縮排"),
		Entry("an open quote", "甲: 1\n主體: \"未結束\n乙: 2\n", false,
			"f.yaml:2:5: 引號沒有結束", "提示：請在文字結尾補上同樣的引號"),
		Entry("an open bracket", "甲: [乙, 丙\n丁: 1\n", false,
			"f.yaml:2:2: 第 1 行第 4 欄的清單的「[」沒有正確結束", "提示：項目之間要有半形逗號「,」，最後以「]」結束"),
		Entry("an open brace", "甲: {乙: 1\n丁: 1\n", false,
			"f.yaml:2:2: 第 1 行第 4 欄的欄位的「{」沒有正確結束", "提示：欄位之間要有半形逗號「,」，最後以「}」結束"),
		Entry("a colon in a text", "甲: 乙: 丙\n", false,
			"f.yaml:1:5: 這裡不能再有「: 」", "提示：文字裡有冒號加空格時請加引號；若是新欄位，請另起一行並對齊"),
		Entry("a fullwidth colon first", "主體：公務員\n客體: 秘密\n", false,
			"f.yaml:1:3: 這一行缺少冒號「:」", "提示：冒號要用半形「:」，後面空一格"),
		Entry("a fullwidth colon last", "客體: 秘密\n主體：公務員\n", false,
			"f.yaml:2:1: 這一行缺少冒號「:」", "提示：冒號要用半形「:」，後面空一格"),
		Entry("no blank behind the colon", "客體: 秘密\n主體:公務員\n", false,
			"f.yaml:2:1: 這一行缺少冒號「:」", "提示：冒號「:」後面要空一格"),
		Entry("a list that does not align", "甲:\n  - 乙\n - 丙\n", false,
			"f.yaml:3:2: 這裡應該是一個欄位", "提示：請檢查縮排是否與同一層的欄位對齊，上一行的引號與括號是否成對"),
		Entry("a bad escape", "甲: \"乙\\q\"\n", false,
			"f.yaml:1:6: 雙引號裡不認得的反斜線寫法", "提示：反斜線要寫成 \\\\，或改用單引號"),
		Entry("text behind |", "甲: |乙\n", false,
			"f.yaml:1:5: 「|」或「>」後面要換行", "提示：請把內容寫在下一行並縮排；以「|」「>」開頭的文字請加引號"),
		Entry("anchors, aliases, merge keys, tags: all of them", "甲: &x {a: 1}\n乙: *x\n<<: *x\n丙: !!str 1\n丁: ! [1]\n", true,
			"f.yaml:1:4: 不使用 YAML 錨點（&x）", "提示：請刪除它，並把內容直接寫在用到的地方",
			"f.yaml:2:4: 不使用 YAML 別名（*x）", "提示：請把內容直接寫在這裡",
			"f.yaml:3:1: 不使用 YAML 合併鍵（<<）", "提示：請把內容直接寫在這裡",
			"f.yaml:3:5: 不使用 YAML 別名（*x）", "提示：請把內容直接寫在這裡",
			"f.yaml:4:4: 不使用 YAML 標籤（!…）", "提示：請刪除標籤；要當成文字時加引號",
			"f.yaml:5:4: 不使用 YAML 標籤（!…）", "提示：請刪除標籤；要當成文字時加引號"),
		Entry("an alias as key", "甲: &x 1\n*x : 2\n", true,
			"f.yaml:1:4: 不使用 YAML 錨點（&x）", "提示：請刪除它，並把內容直接寫在用到的地方",
			"f.yaml:2:1: 不使用 YAML 別名（*x）", "提示：請把內容直接寫在這裡"),
		Entry("an unknown alias", "甲: *x\n", false,
			"f.yaml:1:4: 不使用 YAML 別名（*…），這個別名也沒有對應的內容", "提示：請把內容直接寫在這裡；要寫 * 開頭的文字時加引號"),
		Entry("a list as key", "? [甲]\n: 1\n", true, "f.yaml:1:3: 欄位名稱要是文字，現在是清單"),
		Entry("no key", "甲: 1\n~: 2\n", true, "f.yaml:2:1: 缺少欄位名稱", "提示：請寫成「欄位: 值」"),
		Entry("64 levels", strings.Repeat("[", 64)+strings.Repeat("]", 64), true, ""),
		Entry("65 levels", strings.Repeat("[", 65)+strings.Repeat("]", 65), true,
			"f.yaml:1:65: 巢狀太深：超過 64 層", "提示：請減少層數"),
		Entry("very many levels", strings.Repeat("[", 20000), false, "f.yaml:1:10001: 巢狀太深", "提示：請減少層數"),
		Entry("4 MiB", "#"+strings.Repeat("x", 4<<20-4)+"\n甲", false,
			"f.yaml:1:1: 檔案太大：4194305 位元組，上限是 4194304 位元組（4 MiB）", "提示：請拆成幾個檔案"),
		Entry("a quoted << is a key", "\"<<\": 1\n", true, ""),
		Entry("quoted marks are text", "甲: '&x'\n乙: '!y'\n丙: \"*z\"\n", true, ""),
	)

	It("reports an alias once, whatever is asked of it", func() {
		Expect(brief(read("甲: &x [1]\n乙: *x\n", func(root *source.Node) {
			n := root.Map().Get("乙")
			Expect(n.Text()).To(BeEmpty())
			Expect(n.List()).To(BeEmpty())
			Expect(n.Map().Need("z")).To(BeNil())
			Expect(n.Int()).To(BeZero())
			Expect(n.Bool()).To(BeFalse())
		}))).To(Equal("f.yaml:1:4: 不使用 YAML 錨點（&x）\n提示：請刪除它，並把內容直接寫在用到的地方\n" +
			"f.yaml:2:4: 不使用 YAML 別名（*x）\n提示：請把內容直接寫在這裡"))
	})

	It("with all its faults in one long line is read in good time", func() {
		text := "{" + strings.Repeat(`"甲": 1, `, 1<<20/12) + `"乙": 1}`
		var faults source.Faults
		root, ok := source.Parse("f.json", []byte(text), &faults)
		Expect(ok).To(BeTrue())
		root.Map().Done()
		Expect(faults).To(HaveLen(1001))
		Expect(faults[999].String()).To(Equal("f.json:1:8002: 欄位「甲」重複\n    提示：第 1 行第 2 欄已經寫過，請留下一個"))
		Expect(faults[1000].String()).To(Equal("f.json:1:8002: 錯誤太多，只列出這個檔案最先找到的 1000 個"))
	})

	It("that is a bomb of aliases is read without following them", func() {
		var b strings.Builder
		b.WriteString("a0: &a0 [x]\n")
		for i := range 24 {
			fmt.Fprintf(&b, "a%d: &a%d [%s]\n", i+1, i+1, strings.Repeat(fmt.Sprintf("*a%d, ", i), 10))
		}
		var faults source.Faults
		source.Parse("f.yaml", []byte(b.String()), &faults)
		Expect(faults).To(HaveLen(25 + 240))
	})
})

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"法: 甲 b\n  丙\n\n  丁 # 註\n", "'甲''乙\n\n  丙'", "\"\\x41甲\\\n\n 乙\\u4e2d\n丙\"", "|2-\n    甲\n\n  乙\n   ", ">+\n  甲\n\n    乙\n  丙\n\n",
		"- |1\n \n\n  x\n -", "{a: [甲, 'b'], \"c\": ~}", "a: &x 1\nb: *x\n<<: *x\n", "? [a]\n: !!x b\n", "--- >\n甲\n乙\n...\n---\n", "a:\n\t- b", "甲：乙\n丙: 丁",
		"%YAML 1.2\n---\na", "\ufeff\r\na: 'x\r\n\r\n y'\r\n", "\"\\", "a: |\n\n   \n  ", "- - - a\n    b\n",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var faults source.Faults
		root, ok := source.Parse("f", []byte(text), &faults)
		sound := len(faults) == 0
		if ok != (root != nil) || !ok && sound {
			t.Fatalf("ok %v, root %v, faults %v", ok, root, faults)
		}
		lines := strings.Split(strings.TrimPrefix(text, "\ufeff"), "\n")
		inside := func(p source.Place) {
			if p.File != "f" || p.Line < 1 || p.Line > len(lines) || p.Col < 1 || p.Col > len([]rune(lines[p.Line-1]))+1 {
				t.Fatalf("%v is outside %q", p, text)
			}
		}
		var walk func(n *source.Node)
		walk = func(n *source.Node) {
			inside(n.Place())
			n.Bool()
			n.Int()
			n.Text()
			if n.IsScalar() {
				s := n.Scalar()
				if len(s.Value) > 2000 {
					return
				}
				runes := []rune(s.Value)
				for i := range len(runes) + 1 {
					inside(s.At(i))
				}
				// Two runes in one place: the second reading has failed.
				if sound && len(runes) > 1 && strings.Trim(s.Value, "\n") != "" && s.At(0) == s.At(1) {
					t.Fatalf("no places in %q of %q", s.Value, text)
				}
			}
			if n.IsList() {
				for _, item := range n.List() {
					walk(item)
				}
			}
			if n.IsMap() {
				n.Map().Each(func(_ string, key, value *source.Node) { walk(key); walk(value) })
				n.Map().Done()
			}
		}
		if ok {
			walk(root)
		}
		for _, fault := range faults {
			inside(fault.Place)
		}
		_ = faults.Error()
	})
}
