package account

import "net/http"

// Through makes a provider be asked in another way than over the network.
func (p *Provider) Through(way http.RoundTripper) { p.client.Transport = way }

// TwoFactors is twoFactors of an acr and amr.
func TwoFactors(context string, methods ...string) bool {
	return twoFactors(claims{Context: context, Methods: methods})
}
