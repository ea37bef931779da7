import { expect, test } from "vitest"
import { fingerprintOf, withoutVersion } from "./identity.ts"

test.for([
  ["pkg:npm/left@1.0.0", "pkg:npm/left"],
  ["pkg:npm/left", "pkg:npm/left"],
  ["pkg:npm/@scope/left@1.0.0", "pkg:npm/@scope/left"],
  ["pkg:npm/%40scope/left@1.0.0", "pkg:npm/%40scope/left"],
  ["pkg:npm/@scope/left", "pkg:npm/@scope/left"],
  ["pkg:deb/debian/bash@5.2?arch=amd64&distro=debian-12", "pkg:deb/debian/bash"],
  ["pkg:oci/shop?repository_url=host.example/a@b", "pkg:oci/shop"],
  ["pkg:golang/example.com/a/b@v1.0.0#sub/path", "pkg:golang/example.com/a/b"],
] as const)("%s without version is %s", ([purl, wanted]) => {
  expect(withoutVersion(purl)).toBe(wanted)
})

test("without a package URL the component's name identifies it", () => {
  expect(fingerprintOf("CVE-2026-0001", "left", undefined)).toBe("CVE-2026-0001|left")
  expect(fingerprintOf("CVE-2026-0001", "left", "")).toBe("CVE-2026-0001|left")
})
