package audit_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"

	. "github.com/onsi/ginkgo/v2"
	. "github.com/onsi/gomega"

	"shoumi/app/audit"
)

var _ = Describe("the kinds of act", func() {
	It("are all in the list of them", func() {
		file, err := parser.ParseFile(token.NewFileSet(), "acts.go", nil, 0)
		Expect(err).NotTo(HaveOccurred())
		var named []string
		for _, d := range file.Decls {
			group, ok := d.(*ast.GenDecl)
			if !ok || group.Tok != token.CONST {
				continue
			}
			for _, spec := range group.Specs {
				text, err := strconv.Unquote(spec.(*ast.ValueSpec).Values[0].(*ast.BasicLit).Value)
				Expect(err).NotTo(HaveOccurred())
				named = append(named, text)
			}
		}
		Expect(named).NotTo(BeEmpty())
		Expect(audit.Acts).To(Equal(named))
	})
})
