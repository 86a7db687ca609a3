package main

import (
	"context"
	"errors"
	"fmt"

	"shoumi/app/publishing"
	"shoumi/app/web"
)

// demoPiece is a piece of the demo's ethics staff. What it tells never happened.
type demoPiece struct {
	kind    publishing.Kind
	key     string
	file    string
	becomes publishing.State
}

var demoPieces = []demoPiece{
	{publishing.Notice, "lock-the-screen", `---
title: 離開座位，先鎖定螢幕
---
查詢畫面留在螢幕上，路過的人就看得到。離開座位前先鎖定，查完就登出。

因疏忽讓人看到，也可能是過失洩密，見[[criminal-code/132/2]]。
`, publishing.Published},
	{publishing.Notice, "no-photos-of-raids", `---
title: 勤務照片不上傳群組
---
出勤前的編組表、地圖和照片，都是勤務的一部分。上傳到群組，就收不回來了。

要回報進度，用單位規定的系統。
`, publishing.Submitted},
	{publishing.Case, "agency-115-1", `case: agency-115-1
title: 把勤務表拍給朋友看
narrative:
  s1: 警員甲在115年9月間輪到夜間勤務，把勤務分配表拍下來傳給朋友A，說明自己當晚走不開。
  s2: A把照片轉到社區群組，群組裡有人經營電子遊戲場。
`, publishing.Draft},
}

// writeDemoMaterials gives the ethics staff of a demo a piece that is published, one
// that waits for a second person, and one that is not finished. One that is there is
// left as people have made it.
func writeDemoMaterials(ctx context.Context, server *web.Server) error {
	author, err := server.People.ByLogin(ctx, "editor-1")
	if err != nil {
		return err
	}
	second, err := server.People.ByLogin(ctx, "both-1")
	if err != nil {
		return err
	}
	desk := server.Materials
	for _, d := range demoPieces {
		p, err := desk.Begin(ctx, author.ID, publishing.Start{Kind: d.kind, Key: d.key, Unit: author.Unit, File: []byte(d.file)})
		if errors.Is(err, publishing.ErrKeyTaken) {
			continue
		}
		if err == nil && d.becomes != publishing.Draft {
			p, err = desk.Submit(ctx, author.ID, p.ID, p.Version)
		}
		if err == nil && d.becomes == publishing.Published {
			var lacks []publishing.Step
			lacks, err = desk.Lacks(ctx, p)
			for i := 0; err == nil && i < len(lacks); i++ {
				p, err = desk.Approve(ctx, second.ID, p.ID, p.Version, lacks[i], p.Hash, "")
			}
			if err == nil {
				_, err = desk.Publish(ctx, author.ID, p.ID, p.Version, "", "")
			}
		}
		if err != nil {
			return fmt.Errorf("%s: %w", d.key, err)
		}
	}
	return nil
}
