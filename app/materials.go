package main

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"path/filepath"
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
		Short: "教材包：把案例、課文與宣導簽署成一個檔案交給別的機關，或查驗收到的",
		Long:  "教材包裝的是檔案的原樣，連同清單與 ed25519 簽章；差一個位元組就不收。\n私鑰與規則包的相同，用 bundle --new-key 產生；規則包的簽章不能冒充教材包的。",
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
	var published bool
	var at storage
	cmd := &cobra.Command{
		Use:   "export --key 私鑰檔 輸出檔 [案例或檔案…]",
		Short: "把案例、課文與宣導簽署成教材包；不寫就是全部案例",
		Long: "寫案例的代號，就是隨程式附的案例；寫 .yaml 或 .md 檔，就是那個檔案（例如從教材頁下載的）。\n" +
			"加上 --published，就是資料庫裡今天發布的教材：寫代號只取那幾份，不寫就是全部。",
		Example: "  go run ./app materials export --key 私鑰.pem 教材.tar npa-leak-4 下載/care.md\n  go run ./app materials export --key 私鑰.pem --published --data 資料夾 教材.tar",
		RunE: func(cmd *cobra.Command, args []string) error {
			if keyFile == "" || len(args) == 0 {
				return usage("寫成 materials export --key 私鑰檔 輸出檔 [案例或檔案…]")
			}
			name, text, err := c.read(keyFile)
			if err != nil {
				return err
			}
			key, err := bundle.ParsePrivateKey(text)
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			have, err := caseFiles()
			if published {
				have, err = c.publishedFiles(cmd.Context(), &at)
			}
			if err != nil {
				return err
			}
			files, err := c.chosenFiles(have, args[1:])
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
	cmd.Flags().BoolVar(&published, "published", false, "資料庫裡今天發布的，不是隨程式附的")
	at.flags(cmd)
	return cmd
}

func (c *cli) materialsVerify() *cobra.Command {
	var trust []string
	var at storage
	cmd := &cobra.Command{
		Use:   "verify [--trust 公鑰] 檔案|-",
		Short: "查驗教材包是誰簽的、有沒有被改過，列出裡面的檔案，並與這裡的比較",
		Long: "有 --trust，教材包要由那把公鑰簽署，與隨程式附的案例比較，不用資料庫。\n" +
			"沒有，就要由資料庫裡的已知機關簽署，說出是哪個機關，並與資料庫裡的教材比較。",
		Args:    exactly(1, "教材包"),
		Example: "  go run ./app materials verify --trust ed25519:… 教材.tar\n  go run ./app materials verify --data 資料夾 教材.tar",
		RunE: func(cmd *cobra.Command, args []string) error {
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
			if len(keys) == 0 {
				return c.verifyKnown(cmd.Context(), &at, name, data)
			}
			got, err := publishing.ReadBundle(data, keys...)
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			have, err := caseFiles()
			if err != nil {
				return err
			}
			return c.printMaterials(got, publishing.Preview(have, got.Files))
		},
	}
	cmd.Flags().StringArrayVar(&trust, "trust", nil, "教材包要由這把公鑰簽署（ed25519:…）；可以寫好幾次，其中一把就可以")
	at.flags(cmd)
	c.formats(cmd, "text", "json")
	return cmd
}

// materialDesk opens the store for what is published and exchanged.
func (c *cli) materialDesk(ctx context.Context, at *storage) (*publishing.Desk, func() error, error) {
	db, err := at.open(ctx, false, publishing.Collections...)
	if err != nil {
		return nil, nil, err
	}
	return publishing.New(db, publishing.Material{Shipped: shippedPiece}, c.now), db.Close, nil
}

// verifyKnown checks a bundle that an agency which the store knows has signed.
func (c *cli) verifyKnown(ctx context.Context, at *storage, name string, data []byte) error {
	desk, done, err := c.materialDesk(ctx, at)
	if err != nil {
		return fmt.Errorf("沒有 --trust 公鑰，就要有記著已知機關的資料庫：%w", err)
	}
	defer done()
	got, err := desk.Receive(ctx, "materials.tar", data, "")
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	all, err := desk.Arrivals(ctx, got.Files)
	if err != nil {
		return err
	}
	var changes []publishing.FileChange
	for _, a := range all {
		changes = append(changes, a.FileChange)
	}
	return c.printMaterials(got, changes)
}

// publishedFiles are what is published today in the store.
func (c *cli) publishedFiles(ctx context.Context, at *storage) (out []publishing.File, err error) {
	desk, done, err := c.materialDesk(ctx, at)
	if err != nil {
		return nil, err
	}
	defer done()
	edition, err := desk.Edition(ctx)
	for _, name := range slices.Sorted(maps.Keys(edition)) {
		if !strings.HasPrefix(name, "withdrawn/") {
			out = append(out, publishing.File{Name: name, Data: edition[name]})
		}
	}
	return out, err
}

func (c *cli) printMaterials(from publishing.Brought, changes []publishing.FileChange) error {
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
		return c.json(map[string]any{"key": from.Key, "agency": from.Agency, "files": out})
	}
	for _, e := range out {
		fmt.Fprintf(c.out, "%s　%s　%s\n", e.Change.Zh(), e.SHA256, e.File)
	}
	signed := "簽章相符"
	if from.Agency != "" {
		signed = "由" + from.Agency + "簽署"
	}
	fmt.Fprintf(c.out, "\n完整，%s：%d個檔案，與這裡的比較，新增 %d、相同 %d、不同 %d。\n",
		signed, len(out), count[publishing.FileAdded], count[publishing.FileSame], count[publishing.FileChanged])
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

// chosenFiles are some of the pieces that there are, by key, and files of the machine; all
// there are where none is named.
func (c *cli) chosenFiles(have []publishing.File, args []string) (out []publishing.File, err error) {
	if len(args) == 0 {
		return have, nil
	}
	for _, arg := range args {
		if ext := filepath.Ext(arg); ext == ".yaml" || ext == ".yml" || ext == ".md" {
			name, data, err := c.read(arg)
			if err != nil {
				return nil, err
			}
			f, err := publishing.ReadFile(filepath.Base(arg), data)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			out = append(out, f)
			continue
		}
		n := len(out)
		for _, f := range have {
			if strings.TrimSuffix(path.Base(f.Name), path.Ext(f.Name)) == arg {
				out = append(out, f)
			}
		}
		if len(out) == n {
			return nil, usage("沒有「%s」這個案例；用 cases 可以列出全部", arg)
		}
	}
	return out, nil
}
