package account

import (
	"cmp"
	"runtime"
	"time"
)

// Policy is the limits of passwords and sessions. What is zero has its default.
// 警察機關資通安全實施規定 7 fixes the rest: eight characters, letters and digits,
// and three months, which a policy can only shorten.
type Policy struct {
	PasswordMonths int           // how long a password is good; 3, and never more
	WarnDays       int           // a warning is due on so many days before its end; 14
	OneTime        time.Duration // how long a one-time password waits for its person; 7 days

	IdleLimit     time.Duration // a session without a request is over; 30 minutes
	AbsoluteLimit time.Duration // and so is every session after this; 12 hours
	PurposeLimit  time.Duration // how long a stated purpose is good; 30 minutes

	TriesPerAccount int           // wrong passwords in a row that lock a login, and wrong codes; 5
	Lock            time.Duration // how long at first, then double each time; 15 minutes
	LongestLock     time.Duration // and never longer; 4 hours
	Forget          time.Duration // wrong tries count no more after this time without one; 24 hours

	TriesPerAddress int           // wrong tries from one address, whatever the logins, within AddressWindow; 30
	AddressWindow   time.Duration // 15 minutes

	Hashing Hashing
	Issuer  string // of second factors, as an authenticator shows it; "Shoumi 守密"
}

// Hashing is the work of one password, in argon2id. The defaults are those of the
// OWASP Password Storage Cheat Sheet: 19 MiB, two passes, one thread.
type Hashing struct {
	Memory  uint32 // KiB; 19456
	Passes  uint32 // 2
	Threads uint8  // 1
	AtOnce  int    // passwords hashed at the same time, others wait; as many as processors
}

func (p Policy) withDefaults() Policy {
	const minute, hour, day = time.Minute, time.Hour, 24 * time.Hour
	return Policy{
		PasswordMonths:  min(cmp.Or(p.PasswordMonths, 3), 3),
		WarnDays:        cmp.Or(p.WarnDays, 14),
		OneTime:         cmp.Or(p.OneTime, 7*day),
		IdleLimit:       cmp.Or(p.IdleLimit, 30*minute),
		AbsoluteLimit:   cmp.Or(p.AbsoluteLimit, 12*hour),
		PurposeLimit:    cmp.Or(p.PurposeLimit, 30*minute),
		TriesPerAccount: cmp.Or(p.TriesPerAccount, 5),
		Lock:            cmp.Or(p.Lock, 15*minute),
		LongestLock:     cmp.Or(p.LongestLock, 4*hour),
		Forget:          cmp.Or(p.Forget, day),
		TriesPerAddress: cmp.Or(p.TriesPerAddress, 30),
		AddressWindow:   cmp.Or(p.AddressWindow, 15*minute),
		Issuer:          cmp.Or(p.Issuer, "Shoumi 守密"),
		Hashing: Hashing{
			Memory:  cmp.Or(p.Hashing.Memory, 19*1024),
			Passes:  cmp.Or(p.Hashing.Passes, 2),
			Threads: cmp.Or(p.Hashing.Threads, 1),
			AtOnce:  cmp.Or(p.Hashing.AtOnce, runtime.GOMAXPROCS(0)),
		},
	}
}
