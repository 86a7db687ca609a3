package office_test

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/office"
	"shoumi/rules"
)

// awkward has every kind of cell, and words that a careless writer gets wrong.
var awkward = office.Table{Name: "名冊 <115> & \"甲\"", Head: []string{"姓名", "說明", "時數", "完成日期"}, Rows: [][]office.Cell{
	{office.Text("甲員"), office.Text("=1+1"), office.Number(6), office.Day(rules.Day(2026, 3, 5))},
	{office.Text("乙<員>&'\""), office.Text(" 兩格  空白 "), office.Number(-2), office.Text("")},
	{office.Text("堃𪚥"), office.Text("第一行\n第二行,逗號"), office.Number(0), office.Day(rules.Day(2024, 2, 29))},
	{office.Text("\x00丙"), office.Text("+886"), office.Number(12), office.Day(rules.Day(1911, 12, 31))},
}}

var _ = Describe("a table as CSV", func() {
	It("has a mark, CR LF, and nothing that begins a formula", func() {
		var b bytes.Buffer
		Expect(office.CSV(&b, awkward)).To(Succeed())
		Expect(b.String()).To(Equal("\uFEFF姓名,說明,時數,完成日期\r\n" +
			"甲員,'=1+1,6,民國115年3月5日\r\n" +
			"\"乙<員>&'\"\"\",\" 兩格  空白 \",-2,\r\n" +
			"堃𪚥,\"第一行\r\n第二行,逗號\",0,民國113年2月29日\r\n" +
			"\x00丙,'+886,12,民國前1年12月31日\r\n"))
	})

	DescribeTable("puts an apostrophe before", func(text, written string) {
		var b bytes.Buffer
		Expect(office.CSV(&b, office.Table{Head: []string{"a"}, Rows: [][]office.Cell{{office.Text(text)}}})).To(Succeed())
		Expect(b.String()).To(Equal("\uFEFFa\r\n" + written + "\r\n"))
	},
		Entry("an equals sign", "=A1", "'=A1"), Entry("a minus", "-1", "'-1"), Entry("an at", "@SUM", "'@SUM"),
		Entry("a tab", "\t=A1", "'\t=A1"), Entry("nothing in", "A=1", "A=1"))
})

var _ = Describe("a table as an OpenDocument spreadsheet", func() {
	It("says first what it is, and that not compressed", func() {
		b := written(awkward)
		Expect(string(b[30:38])).To(Equal("mimetype"))
		Expect(string(b[38:84])).To(Equal("application/vnd.oasis.opendocument.spreadsheet"))
		z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
		Expect(err).NotTo(HaveOccurred())
		Expect(z.File[0].Method).To(Equal(zip.Store))
		for _, f := range z.File[1:] {
			r, err := f.Open()
			Expect(err).NotTo(HaveOccurred())
			for d := xml.NewDecoder(r); ; {
				if _, err := d.Token(); errors.Is(err, io.EOF) {
					break
				} else {
					Expect(err).NotTo(HaveOccurred(), f.Name)
				}
			}
		}
	})

	It("is the same bytes each time", func() { Expect(written(awkward)).To(Equal(written(awkward))) })

	It("keeps words, numbers and days apart", func() {
		Expect(cells(written(awkward))).To(Equal([][]string{
			{"string 姓名", "string 說明", "string 時數", "string 完成日期"},
			{"string 甲員", "string =1+1", "float 6", "date 2026-03-05"},
			{"string 乙<員>&'\"", "string _兩格 _空白_", "float -2", ""},
			{"string 堃𪚥", "string 第一行|第二行,逗號", "float 0", "date 2024-02-29"},
			{"string \uFFFD丙", "string +886", "float 12", "date 1911-12-31"},
		}))
	})

	It("makes columns as wide as their longest cell, within limits", func() {
		wide := office.Table{Head: []string{"a", "單位"}, Rows: [][]office.Cell{{office.Text("b"), office.Text("市政府警察局第一分局")}}}
		Expect(string(part(written(wide), "content.xml"))).To(And(ContainSubstring(`style:column-width="1.8cm"`), ContainSubstring(`style:column-width="4.5cm"`)))
	})

	It("opens in LibreOffice, which reads the same in it", func() {
		soffice, err := exec.LookPath("soffice")
		if err != nil {
			if os.Getenv("SHOUMI_REQUIRE_OFFICE") == "1" {
				Fail("there is no soffice")
			}
			fmt.Fprintln(os.Stderr, "NOT TESTED IN LIBREOFFICE: there is no soffice")
			return
		}
		dir := GinkgoT().TempDir()
		Expect(os.WriteFile(filepath.Join(dir, "table.ods"), written(awkward), 0o600)).To(Succeed())
		out, err := exec.Command(soffice, "-env:UserInstallation=file://"+filepath.Join(dir, "profile"), "--headless",
			"--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true", "--outdir", dir, filepath.Join(dir, "table.ods")).CombinedOutput()
		Expect(err).NotTo(HaveOccurred(), string(out))
		got, err := os.ReadFile(filepath.Join(dir, "table.csv"))
		Expect(err).NotTo(HaveOccurred(), string(out))
		Expect(string(got)).To(Equal("姓名,說明,時數,完成日期\n" +
			"甲員,=1+1,6,民國115年3月5日\n" +
			"\"乙<員>&'\"\"\", 兩格  空白 ,-2,\n" +
			"堃𪚥,\"第一行\n第二行,逗號\",0,民國113年2月29日\n" +
			"\uFFFD丙,+886,12,民國前1年12月31日\n"))
	})
})

func written(t office.Table) []byte {
	GinkgoHelper()
	var b bytes.Buffer
	Expect(office.ODS(&b, t)).To(Succeed())
	return b.Bytes()
}

func part(ods []byte, name string) []byte {
	GinkgoHelper()
	z, err := zip.NewReader(bytes.NewReader(ods), int64(len(ods)))
	Expect(err).NotTo(HaveOccurred())
	f, err := z.Open(name)
	Expect(err).NotTo(HaveOccurred())
	out, err := io.ReadAll(f)
	Expect(err).NotTo(HaveOccurred())
	return out
}

// cells are the kind and value of every cell: of a text its lines, set apart by |,
// with _ for a space that stands as an element.
func cells(ods []byte) (out [][]string) {
	GinkgoHelper()
	var doc struct {
		Head []xmlRow `xml:"body>spreadsheet>table>table-header-rows>table-row"`
		Rows []xmlRow `xml:"body>spreadsheet>table>table-row"`
	}
	Expect(xml.Unmarshal(bytes.ReplaceAll(part(ods, "content.xml"), []byte("<text:s/>"), []byte("_")), &doc)).To(Succeed())
	for _, r := range append(doc.Head, doc.Rows...) {
		var line []string
		for _, c := range r.Cells {
			text := ""
			switch c.Kind {
			case "string":
				text = "string"
				for i, p := range c.Lines {
					text += []string{" ", "|"}[min(i, 1)] + p
				}
			case "float":
				text = "float " + c.Value
			case "date":
				text = "date " + c.Day
			}
			line = append(line, text)
		}
		out = append(out, line)
	}
	return out
}

type xmlRow struct {
	Cells []struct {
		Kind  string   `xml:"value-type,attr"`
		Value string   `xml:"value,attr"`
		Day   string   `xml:"date-value,attr"`
		Lines []string `xml:"p"`
	} `xml:"table-cell"`
}
