package main

import (
	. "github.com/onsi/gomega"

	. "github.com/onsi/ginkgo/v2"

	"shoumi/app/publishing"
)

// unpublished is what a site shows that has published nothing.
func unpublished(c *cli) publishing.Made {
	GinkgoHelper()
	shipped, err := c.shipped()
	Expect(err).NotTo(HaveOccurred())
	m, err := shipped.Make(nil, publishing.Made{})
	Expect(err).NotTo(HaveOccurred())
	return m
}
