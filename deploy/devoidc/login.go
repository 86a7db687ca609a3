package main

import (
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"time"
)

var page = template.Must(template.New("").Parse(`<!doctype html>
<html lang="zh-Hant-TW">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>開發用身分提供者</title>
<main>
<h1>開發用身分提供者</h1>
{{if .Wrong}}<p role="alert">帳號或密碼不對。</p>{{end}}
<form method="post" action="/login?id={{.ID}}">
<p><label>帳號 <input name="login" autocomplete="username" required></label>
<p><label>密碼 <input name="password" type="password" autocomplete="current-password" required></label>
<p><button>登入</button> <button name="cancel" value="1" formnovalidate>取消</button>
</form>
</main>
`))

func (d *desk) show(w http.ResponseWriter, r *http.Request) {
	d.form(w, r, http.StatusOK)
}

func (d *desk) form(w http.ResponseWriter, r *http.Request, status int) {
	id := r.URL.Query().Get("id")
	d.mu.Lock()
	_, known := d.requests[id]
	d.mu.Unlock()
	if !known {
		http.Error(w, "沒有這次登入，請重新開始。", http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_ = page.Execute(w, map[string]any{"ID": id, "Wrong": status != http.StatusOK})
}

// signIn takes the form: a right password goes back to the program with a code.
func (d *desk) signIn(w http.ResponseWriter, r *http.Request) {
	id := r.URL.Query().Get("id")
	d.mu.Lock()
	asked, known := d.requests[id]
	d.mu.Unlock()
	if !known {
		d.form(w, r, http.StatusOK)
		return
	}
	if r.FormValue("cancel") != "" {
		_ = d.DeleteAuthRequest(r.Context(), id)
		back, err := url.Parse(asked.RedirectURI) // one of the program's: the library has looked
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		back.RawQuery = url.Values{"error": {"access_denied"}, "error_description": {"cancelled"}, "state": {asked.State}}.Encode()
		http.Redirect(w, r, back.String(), http.StatusFound)
		return
	}
	i := slices.IndexFunc(d.Users, func(u user) bool { return u.Login == r.FormValue("login") && u.Password == r.FormValue("password") })
	if i < 0 {
		d.form(w, r, http.StatusUnauthorized)
		return
	}
	d.mu.Lock()
	asked.user, asked.at = d.Users[i], time.Now()
	d.mu.Unlock()
	http.Redirect(w, r, "/authorize/callback?id="+url.QueryEscape(id), http.StatusFound)
}
