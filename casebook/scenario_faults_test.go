package casebook_test

import (
	"testing/fstest"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/casebook"
)

var _ = DescribeTable("A scenario with broken ways is refused", func(want string, replace ...string) {
	_, err := casebook.Decode("playable.yaml", playableText(replace...), book)
	Expect(err).To(MatchError(want))
},
	Entry("a loop", `playable.yaml:54:17: 情境繞回來了：counter → counter
              then: counter
                    ^
    提示：每條路都要走得到結尾；同樣的處境再出現時，寫成新的節點`,
		"          then: quiet", "          then: counter"),
	Entry("a longer loop", `playable.yaml:92:17: 情境繞回來了：hint → aftermath → hint
              then: hint
                    ^
    提示：每條路都要走得到結尾；同樣的處境再出現時，寫成新的節點`,
		"        - id: hide\n", "        - id: hide\n          then: hint\n"),
	Entry("a node that no choice leads to", `playable.yaml:55:11: 沒有路走到節點「back_office」
        - id: back_office
              ^
    提示：讓某個選項的 then 指到它，或拿掉`,
		"          then: back_office", "          then: hint"),
	Entry("a node that facts keep from being reached", `playable.yaml:85:11: 沒有路走到節點「aftermath」
        - id: aftermath
              ^
    提示：讓某個選項的 then 指到它，或拿掉`,
		"{if: {acts: disclose}, go: aftermath}", "{if: {acts: forge}, go: aftermath}", "          then: aftermath", "          then: quiet"),
	Entry("facts that contradict at the start", `playable.yaml:30:5: 開始時的事實互相矛盾：「服務機關：不在機關服務」與「身分：機關人員，有法定職務權限（例如員警）」不能同時成立：機關人員必有服務機關
        position: agency_officer
        ^
    提示：改其中一個或拿掉`,
		"came_by: duty", "came_by: duty\n    service: none", "    service: police_officer\n    came", "    came"),
	Entry("facts that contradict on the way", `playable.yaml:80:17: 選了之後事實互相矛盾：「服務機關：警察機關，警察官」時，「身分：機關人員，有法定職務權限（例如員警）」必為是：現職警察官依法令服務於警察機關，有法定職務權限（刑法10 II①）
              sets: {position: private_person}
                    ^
    提示：走到這裡時的事實要一起想；改其中一個，或用 null 收回前面的事實`,
		"sets: {acts: {disclose: false}, intent: false}", "sets: {position: private_person}"),
	Entry("no way out", `playable.yaml:39:5: 沒有一條路的結尾不構成犯罪也不受行政懲處
        - id: counter
        ^
    提示：至少要有一連串選擇可以全身而退`,
		"    prosecution: never_referred", "    prosecution: never_referred\n    intent: true", "acts: []\n    info", "acts: [disclose]\n    info", "sets: {acts: {disclose: false}, intent: false}", "sets: {}", "sets: {intent: false}", "sets: {}"),
	Entry("nothing at stake", `playable.yaml:38:5: 沒有一個選項會引起責任
        - id: counter
        ^
    提示：至少要有一個選項使某項責任成立`,
		"[disclose], intent: true", "[], intent: false", "[query], query_for_duty: false, knew_no_duty: true", "[]", "{if: {acts: disclose}, go: aftermath}", "{if: {intent: false}, go: aftermath}"),
	Entry("law of a day that is not encoded", `playable.yaml:28:13: 2019-02-03的法規不全在規則裡，缺：警用行動電腦要點、人民陳情案件要點、資通安全實施規定、警政日誌作業規定
      act_date: 2019-02-03
                ^
    提示：改成法規都已編入的一天；2023-05-31 起都有`,
		"2024-05-10", "2019-02-03"),
)

var _ = DescribeTable("Broken risks and measures are refused", func(want, file, text string) {
	files := fstest.MapFS{"cases/npa-leak-3.yaml": {Data: playableText()}, file: {Data: []byte(text)}}
	for _, name := range []string{"risks.yaml", "measures.yaml"} {
		if name != file {
			data, err := casebook.Files.ReadFile(name)
			Expect(err).NotTo(HaveOccurred())
			files[name] = &fstest.MapFile{Data: data}
		}
	}
	_, err := casebook.Load(files, book)
	Expect(err).To(MatchError(want))
},
	Entry("ids, words and places", `measures.yaml:2:5: 缺少必要欄位「en」
      - {id: sop, zh: 題, text: 說明。, sources: []}
        ^
measures.yaml:2:42: 沒有出處
      - {id: sop, zh: 題, text: 說明。, sources: []}
                      　        　　　           ^
    提示：寫手冊、章節與頁次，例如 {handbook: npa, section: 肆 風險評估, page: 23}
measures.yaml:3:10: 代號「Sop」不合規定
      - {id: Sop, zh: 題, en: a, text: 說明。, sources: [{handbook: moj, section: 肆, page: 26}]}
             ^
    提示：只用小寫英文、數字與底線，例如 query_audit
measures.yaml:3:61: 不認得的手冊「moj」
      - {id: Sop, zh: 題, en: a, text: 說明。, sources: [{handbook: moj, section: 肆, page: 26}]}
                      　               　　　                       ^
    提示：寫 npa（警政署手冊）或 tcpd（臺中市政府警察局手冊）；機關自己的案例寫 agency: 機關名稱
measures.yaml:4:10: 代號「sop」重複
      - {id: sop, zh: 題, en: a, text: 說明。, sources: [{handbook: npa, section: 肆, page: 26}]}
             ^`, "measures.yaml", `measures:
  - {id: sop, zh: 題, text: 說明。, sources: []}
  - {id: Sop, zh: 題, en: a, text: 說明。, sources: [{handbook: moj, section: 肆, page: 26}]}
  - {id: sop, zh: 題, en: a, text: 說明。, sources: [{handbook: npa, section: 肆, page: 26}]}
`),
)
