package casebook_test

// wantIDs are the cases that ship, in the order of the handbooks.
var wantIDs = []string{
	"npa-corruption-1", "npa-corruption-2",
	"npa-leak-1", "npa-leak-2", "npa-leak-3", "npa-leak-4", "npa-leak-5", "npa-leak-6", "npa-leak-7",
	"npa-misuse-1", "npa-misuse-2", "npa-misuse-3",
	"tcpd-1", "tcpd-2", "tcpd-3", "tcpd-4", "tcpd-5", "tcpd-6", "tcpd-7", "tcpd-8", "tcpd-9", "tcpd-10", "tcpd-11",
}
