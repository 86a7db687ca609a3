package audit

// Quota is the least a monthly audit of query logs has to cover, by
// 警政日誌管理系統作業規定 of 2021-07-30.
type Quota struct {
	Of    int    // units, records or persons there are
	Least int    // how many of them to audit
	Point string // where that is said
}

// UnitQuota is how many of a bureau's or precinct's units to audit: one fifth or
// more.
func UnitQuota(units int) Quota {
	return Quota{units, share(units, 5), "警政日誌作業規定第6點第1款第4目、第7點第1款第3目"}
}

// RecordQuota is how many of the query records of the units that are audited to
// check: two in a hundred.
func RecordQuota(records int) Quota {
	return Quota{records, share(records, 50), "警政日誌作業規定第6點第1款第4目、第7點第1款第3目"}
}

// PersonQuota is how many of a station's or squad's officers to audit: one of up
// to 20, two of 21 to 39, and so on, which is one more with every full 20 from 40.
func PersonQuota(officers int) Quota {
	q := Quota{officers, 0, "警政日誌作業規定第8點第2款"}
	switch {
	case officers <= 0:
	case officers <= 20:
		q.Least = 1
	default:
		q.Least = officers/20 + 1
	}
	return q
}

// share is one part of n, rounded up.
func share(n, parts int) int {
	if n <= 0 {
		return 0
	}
	return (n-1)/parts + 1
}
