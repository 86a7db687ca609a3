package main

import (
	"bytes"
	"crypto/ed25519"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"shoumi/app/publishing"
	"shoumi/casebook"
	"shoumi/rules/bundle"
)

func (c *cli) materials() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "materials",
		Short: "教材包：把案例檔簽署成一個檔案交給別的機關，或查驗收到的",
		Long:  "教材包裝的是案例檔的原樣，連同清單與 ed25519 簽章；差一個位元組就不收。\n私鑰與規則包的相同，用 bundle --new-key 產生；規則包的簽章不能冒充教材包的。",
		Args:  atMost(0, "參數"),
		RunE: func(*cobra.Command, []string) error {
			return usage("寫成 materials export 或 materials verify")
		},
	}
	cmd.AddCommand(c.materialsExport(), c.materialsVerify())
	return cmd
}

func (c *cli) materialsExport() *cobra.Command {
	var keyFile string
	cmd := &cobra.Command{
		Use:     "export --key 私鑰檔 輸出檔 [案例…]",
		Short:   "把案例檔簽署成教材包；不寫案例就是全部",
		Example: "  go run ./app materials export --key 私鑰.pem 教材.tar npa-leak-4 tcpd-7",
		RunE: func(_ *cobra.Command, args []string) error {
			if keyFile == "" || len(args) == 0 {
				return usage("寫成 materials export --key 私鑰檔 輸出檔 [案例…]")
			}
			name, text, err := c.read(keyFile)
			if err != nil {
				return err
			}
			key, err := bundle.ParsePrivateKey(text)
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			files, err := chosenFiles(args[1:])
			if err != nil {
				return err
			}
			var out bytes.Buffer
			if err := publishing.WriteBundle(&out, files, key); err != nil {
				return err
			}
			if err := replaceFile(args[0], out.Bytes()); err != nil {
				return err
			}
			public := bundle.PublicKey(key.Public().(ed25519.PublicKey))
			fmt.Fprintf(c.out, "%s\n%d個檔案\n公鑰 %s\n查驗：go run ./app materials verify --trust %s %s\n", args[0], len(files), public, public, args[0])
			return nil
		},
	}
	cmd.Flags().StringVar(&keyFile, "key", "", "簽署用的私鑰檔")
	return cmd
}

func (c *cli) materialsVerify() *cobra.Command {
	var trust []string
	cmd := &cobra.Command{
		Use:     "verify --trust 公鑰 檔案|-",
		Short:   "查驗教材包是誰簽的、有沒有被改過，列出裡面的檔案，並與這裡的比較",
		Args:    exactly(1, "教材包"),
		Example: "  go run ./app materials verify --trust ed25519:… 教材.tar",
		RunE: func(_ *cobra.Command, args []string) error {
			if len(trust) == 0 {
				return usage("materials verify 要配 --trust 公鑰：不知道是誰簽的教材不能用")
			}
			var keys []ed25519.PublicKey
			for _, text := range trust {
				key, err := bundle.ParsePublicKey(text)
				if err != nil {
					return usage("--trust：%v", err)
				}
				keys = append(keys, key)
			}
			name, data, err := c.read(args[0])
			if err != nil {
				return err
			}
			got, err := publishing.ReadBundle(data, keys...)
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			have, err := caseFiles()
			if err != nil {
				return err
			}
			return c.printMaterials(publishing.Preview(have, got))
		},
	}
	cmd.Flags().StringArrayVar(&trust, "trust", nil, "教材包要由這把公鑰簽署（ed25519:…）；可以寫好幾次，其中一把就可以")
	c.formats(cmd, "text", "json")
	return cmd
}

func (c *cli) printMaterials(changes []publishing.FileChange) error {
	type entry struct {
		File   string                    `json:"file"`
		SHA256 string                    `json:"sha256"`
		Change publishing.FileChangeKind `json:"change"`
	}
	count := map[publishing.FileChangeKind]int{}
	var out []entry
	for _, x := range changes {
		out = append(out, entry{x.Name, x.Got.Hash(), x.Kind})
		count[x.Kind]++
	}
	if c.format == "json" {
		return c.json(map[string]any{"files": out})
	}
	for _, e := range out {
		fmt.Fprintf(c.out, "%s　%s　%s\n", e.Change.Zh(), e.SHA256, e.File)
	}
	fmt.Fprintf(c.out, "\n完整，簽章相符：%d個檔案，與這裡的比較，新增 %d、相同 %d、不同 %d。\n",
		len(out), count[publishing.FileAdded], count[publishing.FileSame], count[publishing.FileChanged])
	return nil
}

// caseFiles are the files of the cases that there are here.
func caseFiles() (out []publishing.File, err error) {
	names, err := fs.Glob(casebook.Files, "cases/*.yaml")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		data, err := fs.ReadFile(casebook.Files, name)
		if err != nil {
			return nil, err
		}
		out = append(out, publishing.File{Name: name, Data: data})
	}
	return out, nil
}

// chosenFiles are the files of some cases, by id; of all where none is named.
func chosenFiles(ids []string) (out []publishing.File, err error) {
	all, err := caseFiles()
	if err != nil || len(ids) == 0 {
		return all, err
	}
	for _, id := range ids {
		i := slices.IndexFunc(all, func(f publishing.File) bool { return strings.TrimSuffix(path.Base(f.Name), ".yaml") == id })
		if i < 0 {
			return nil, usage("沒有「%s」這個案例；用 cases 可以列出全部", id)
		}
		out = append(out, all[i])
	}
	return out, nil
}
