package training_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/store"
	"shoumi/app/training"
)

// asked is evidence of the refresher of some people, as a supervisor asks for it.
func (w *world) asked(people ...training.Person) training.Evidence {
	return training.Evidence{Round: refresher, People: people, By: "chief", Purpose: "年度查核", LogHead: "7:00ff", At: w.now,
		Holder: func(account string) training.Holder {
			return training.Holder{Login: account, Name: "學員" + account, Unit: "第一分局"}
		}}
}

func (w *world) evidence(e training.Evidence) ([]byte, training.EvidenceManifest) {
	GinkgoHelper()
	var b bytes.Buffer
	m, err := w.Evidence(ctx, &b, e)
	Expect(err).NotTo(HaveOccurred())
	return b.Bytes(), m
}

func unzipped(pack []byte) map[string]string {
	GinkgoHelper()
	z, err := zip.NewReader(bytes.NewReader(pack), int64(len(pack)))
	Expect(err).NotTo(HaveOccurred())
	out := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		Expect(err).NotTo(HaveOccurred())
		data, err := io.ReadAll(r)
		Expect(err).NotTo(HaveOccurred())
		Expect(out).NotTo(HaveKey(f.Name))
		out[f.Name] = string(data)
	}
	return out
}

// zipped packs files again, the list last, as somebody would who changed one.
func zipped(files map[string]string, more ...string) []byte {
	GinkgoHelper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range append(slices.Sorted(maps.Keys(files)), more...) {
		w, err := z.Create(name)
		Expect(err).NotTo(HaveOccurred())
		_, err = w.Write([]byte(files[name]))
		Expect(err).NotTo(HaveOccurred())
	}
	Expect(z.Close()).To(Succeed())
	return b.Bytes()
}

func verified(pack []byte) (training.EvidenceManifest, error) {
	return training.VerifyEvidence(bytes.NewReader(pack), int64(len(pack)))
}

var _ = Describe("a package of evidence", func() {
	onBoth(func(fresh func() *world) {
		It("shows who did what, with the exact words, and gives away no key that is in use", func() {
			w := fresh()
			done, failed, waived, idle := officer("an", "one"), officer("bo", "one"), officer("chi", "one"), officer("da", "one")
			w.assign("refresher", "one", "2026-12-31")
			w.reach(done, refresher, training.Certify)
			passed := w.sit(done, refresher, "certification", 1)
			w.reach(failed, refresher, training.Certify)
			tried := w.sit(failed, refresher, "certification", 9)
			Expect(tried.Passed).To(BeFalse())
			Expect(w.Waive(ctx, waived, refresher, "first", "留職停薪")).To(Succeed())
			w.pass(time.Minute)
			Expect(w.AgreeToWaive(ctx, waived, refresher, "second")).To(Succeed())
			pack, m := w.evidence(w.asked(done, failed, waived, idle, officer("stranger", "two")))
			Expect(m.Counts).To(Equal(training.EvidenceCounts{People: 4, Attempts: 2, Papers: 1, Withheld: 1, Signatures: 2, Documents: 1, Certificates: 1, Items: 12}))
			Expect(m.Standing).To(Equal(map[string]int{"done": 1, "in_progress": 1, "waived": 1, "not_started": 1}))
			files := unzipped(pack)
			Expect(slices.Sorted(maps.Keys(files))).To(HaveExactElements("README.txt", "SHA256SUMS", "attempts.csv", "certificates.csv", "course.yaml",
				HavePrefix("documents/confidentiality-1.0-"), "items.csv", "manifest.json", "papers/"+passed.ID+".json",
				"people/an.json", "people/bo.json", "people/chi.json", "people/da.json", "roster.csv", "roster.ods", "signatures.csv"))

			_, paper, err := w.Attempt(ctx, done, passed.ID)
			Expect(err).NotTo(HaveOccurred())
			words := files["papers/"+passed.ID+".json"]
			Expect(words).To(Equal(paper.Words))
			Expect(fmt.Sprintf("sha256:%x", sha256.Sum256([]byte(words)))).To(Equal(paper.Hash))
			var person struct {
				Signatures []struct{ Hash, File string }
				Attempts   []struct {
					ID, Seed, Rules, Paper string
					Hash                   string `json:"paper_sha256"`
					Right, Of, Need        int
					Passed, Withheld       bool
					Answers                map[string]any
					Outcomes               []any
				}
				Waiver struct {
					Reason   string
					AgreedBy string `json:"agreed_by"`
				}
				Certificate struct{ Number string }
			}
			Expect(json.Unmarshal([]byte(files["people/an.json"]), &person)).To(Succeed())
			Expect(person.Attempts).To(HaveLen(1))
			Expect(person.Attempts[0]).To(And(HaveField("Right", 11), HaveField("Need", 10), HaveField("Passed", true), HaveField("Hash", paper.Hash),
				HaveField("Seed", paper.Seed), HaveField("Rules", shipped.Book.Digest()), HaveField("Answers", HaveLen(12)), HaveField("Outcomes", HaveLen(12))))
			signed := person.Signatures[0]
			Expect(fmt.Sprintf("sha256:%x", sha256.Sum256([]byte(files[signed.File])))).To(Equal(signed.Hash), "the document is there as it was signed")
			Expect(files["certificates.csv"]).To(ContainSubstring("an," + person.Certificate.Number + ",2026-11-22 12:00:00,2,公務機密維護,民國116年11月22日,"))

			person.Attempts = nil
			Expect(json.Unmarshal([]byte(files["people/bo.json"]), &person)).To(Succeed())
			Expect(person.Attempts[0]).To(And(HaveField("Withheld", true), HaveField("Right", 3), HaveField("Hash", HavePrefix("sha256:")),
				HaveField("Seed", ""), HaveField("Paper", ""), HaveField("Answers", BeEmpty()), HaveField("Outcomes", BeEmpty())))
			Expect(json.Unmarshal([]byte(files["people/chi.json"]), &person)).To(Succeed())
			Expect(person.Waiver).To(And(HaveField("Reason", "留職停薪"), HaveField("AgreedBy", "second")))
			id, err := w.Learner(ctx, "an")
			Expect(err).NotTo(HaveOccurred())
			for name, text := range files {
				Expect(text).NotTo(ContainSubstring(id), "the pseudonym meets the person nowhere else: "+name)
			}

			w.now = time.Date(2027, 1, 1, 9, 0, 0, 0, taipei)
			_, m = w.evidence(w.asked(done, failed))
			Expect(m.Counts).To(And(HaveField("Papers", 2), HaveField("Withheld", 0)), "once the last day is over")
			_, err = w.Evidence(ctx, io.Discard, w.asked(officer("stranger", "two")))
			Expect(err).To(MatchError(store.ErrNotFound))
		})
	})

	Describe("of somebody", func() {
		var w *world
		var pack []byte
		var files map[string]string
		BeforeEach(func() {
			w = newWorld(sqlitePlace())
			w.assign("refresher", "one", "2026-12-31")
			w.reach(officer("an", "one"), refresher, training.Certify)
			w.sit(officer("an", "one"), refresher, "certification", 0)
			pack, _ = w.evidence(w.asked(officer("an", "one"), officer("bo", "one")))
			files = unzipped(pack)
		})

		It("is the same bytes each time, and holds", func() {
			again, m := w.evidence(w.asked(officer("an", "one"), officer("bo", "one")))
			Expect(again).To(Equal(pack))
			Expect(verified(pack)).To(Equal(m))
		})

		It("keeps a document as it was signed, whatever its file says by now", func() {
			later := w.with(edited("documents/confidentiality.yaml", "version: 1.0", "version: 1.1"), shipped)
			var b bytes.Buffer
			_, err := later.Evidence(ctx, &b, w.asked(officer("an", "one")))
			Expect(err).NotTo(HaveOccurred())
			for name, text := range unzipped(b.Bytes()) {
				if strings.HasPrefix(name, "documents/") {
					Expect(name).To(HavePrefix("documents/confidentiality-1.0-"))
					Expect(text).To(Equal(files[name]))
				}
			}
		})

		DescribeTable("names the first file that is not what was written", func(change func() []byte, says string) {
			_, err := verified(change())
			var fault *training.EvidenceFault
			Expect(err).To(BeAssignableToTypeOf(fault))
			Expect(err).To(MatchError(MatchRegexp("^" + says + "$")))
		},
			Entry("altered", func() []byte { files["attempts.csv"] += " "; return zipped(files) }, `attempts\.csv：內容被改過`),
			Entry("a byte of the archive", func() []byte {
				at := bytes.Index(pack, []byte("people/an.json")) + len("people/an.json") + 40
				pack[at] ^= 1
				return pack
			}, `people/an\.json：內容被改過`),
			Entry("missing", func() []byte { delete(files, "people/bo.json"); return zipped(files) }, `people/bo\.json：缺少這個檔案`),
			Entry("added", func() []byte { files["people/x.json"] = "{}"; return zipped(files) }, `people/x\.json：不在清單裡，是後來加的`),
			Entry("twice", func() []byte { return zipped(files, "roster.csv") }, `roster\.csv：有兩個同名的檔案`),
			Entry("without its list", func() []byte { delete(files, "SHA256SUMS"); return zipped(files) }, `SHA256SUMS：缺少這個檔案，無從核對`),
			Entry("with a list that is none", func() []byte { files["SHA256SUMS"] = "x\n"; return zipped(files) }, `SHA256SUMS：第 1 行不是 sha256sum 的格式`),
			Entry("gone from the list as well", func() []byte {
				delete(files, "people/bo.json")
				var kept []string
				for line := range strings.Lines(files["SHA256SUMS"]) {
					if !strings.HasSuffix(line, "people/bo.json\n") {
						kept = append(kept, line)
					}
				}
				files["SHA256SUMS"] = strings.Join(kept, "")
				return zipped(files)
			}, `people/：有 1 個檔案，清單說有 2 個`),
			Entry("cut off", func() []byte { return pack[:len(pack)/2] }, `不是完整的證據包（zip 打不開）`),
		)
	})

	It("of 1,000 people, or 100 where races are looked for, verifies with sha256sum", func() {
		w := newWorld(sqlitePlace())
		w.assign("refresher", "one", "2026-12-31")
		w.reach(officer("0000", "one"), refresher, training.Certify)
		w.sit(officer("0000", "one"), refresher, "certification", 2)
		id, err := w.Learner(ctx, "0000")
		Expect(err).NotTo(HaveOccurred())
		people := []training.Person{officer("0000", "one")}
		for n := 1; n < evidenced; n++ {
			people = append(people, officer(fmt.Sprintf("%04d", n), "one"))
			Expect(w.Clone(ctx, id, people[n].Account)).To(Succeed())
		}
		dir := GinkgoT().TempDir()
		began := time.Now()
		pack, m := w.evidence(w.asked(people...))
		took := time.Since(began)
		Expect(m.Counts).To(Equal(training.EvidenceCounts{People: evidenced, Attempts: evidenced, Papers: evidenced, Signatures: evidenced, Documents: 1, Certificates: evidenced, Items: 12}))
		Expect(verified(pack)).To(Equal(m))
		size := 0
		for name, text := range unzipped(pack) {
			path := filepath.Join(dir, name)
			Expect(os.MkdirAll(filepath.Dir(path), 0o700)).To(Succeed())
			Expect(os.WriteFile(path, []byte(text), 0o600)).To(Succeed())
			size += len(text)
		}
		AddReportEntry("evidence", fmt.Sprintf("%v, %d bytes zipped, %d unpacked", took, len(pack), size))
		sum := exec.Command("sha256sum", "-c", "--strict", "SHA256SUMS")
		sum.Dir = dir
		out, err := sum.CombinedOutput()
		Expect(err).NotTo(HaveOccurred())
		Expect(strings.Count(string(out), ": OK\n")).To(Equal(2*evidenced + 10))
		Expect(os.WriteFile(filepath.Join(dir, "people", "0050.json"), []byte("{}"), 0o600)).To(Succeed())
		sum = exec.Command("sha256sum", "-c", "--quiet", "SHA256SUMS")
		sum.Dir = dir
		out, err = sum.CombinedOutput()
		Expect(err).To(HaveOccurred())
		Expect(string(out)).To(ContainSubstring("people/0050.json: FAILED\n"))
	})
})
