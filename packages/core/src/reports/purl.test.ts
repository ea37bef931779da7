import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { coversPurl, parsePurl } from "./purl.ts"

const covers = (stated: string, component: string) => {
  const [a, b] = [parsePurl(stated), parsePurl(component)]
  return a !== undefined && b !== undefined && coversPurl(a, b)
}

describe("what a statement names covers a component", () => {
  test.for<[stated: string, component: string, covers: boolean]>([
    ["pkg:npm/lodash@4.17.20", "pkg:npm/lodash@4.17.20", true],
    ["pkg:npm/lodash", "pkg:npm/lodash@4.17.20", true],
    ["pkg:npm/lodash@4.17.20", "pkg:npm/lodash@4.17.21", false],
    ["pkg:npm/lodash@4.17.20", "pkg:npm/lodash", false],
    ["pkg:npm/%40angular/core@1.0.0", "pkg:npm/@angular/core@1.0.0", true],
    ["pkg:npm/core@1.0.0", "pkg:npm/%40angular/core@1.0.0", false],
    ["pkg:pypi/Django_filter@1", "pkg:pypi/django-filter@1", true],
    ["pkg:PyPI/django@1", "pkg:pypi/django@1", true],
    ["pkg:maven/org.apache/Commons@1", "pkg:maven/org.apache/commons@1", false],
    ["pkg:deb/debian/openssl@3.0.1?arch=amd64", "pkg:deb/debian/openssl@3.0.1?arch=amd64&distro=debian-12", true],
    ["pkg:deb/debian/openssl@3.0.1?arch=arm64", "pkg:deb/debian/openssl@3.0.1?arch=amd64", false],
    ["pkg:deb/debian/openssl@3.0.1?arch=arm64", "pkg:deb/debian/openssl@3.0.1", false],
    ["pkg:golang/a.b/c@v1#sub", "pkg:golang/a.b/c@v1#sub", true],
    ["pkg:golang/a.b/c@v1#sub", "pkg:golang/a.b/c@v1", false],
    ["pkg:apk/alpine/busybox@1.36%2Br1", "pkg:apk/alpine/busybox@1.36+r1", true],
    ["openssl", "pkg:deb/debian/openssl@3.0.1", false],
    ["pkg:npm/%E0%A4%A@1", "pkg:npm/%E0%A4%A@1", false],
    ["pkg:npm/", "pkg:npm/", false],
  ])("%s for %s: %s", ([stated, component, expected]) => {
    expect(covers(stated, component)).toBe(expected)
  })
})

test("no text makes it throw, and what is read covers itself", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.webPath().map((path) => `pkg:npm${path}`),
      ),
      (text) => {
        const purl = parsePurl(text)
        expect(purl === undefined || coversPurl(purl, purl)).toBe(true)
      },
    ),
  )
})
