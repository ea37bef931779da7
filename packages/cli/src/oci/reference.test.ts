import { describe, expect, test } from "vitest"
import { isPrivate, originOf, parseReference, renderReference } from "./reference.ts"

const DIGEST = `sha256:${"a".repeat(64)}`

describe("references are read by the grammar of the distribution project", () => {
  test.for([
    ["ghcr.io/acme/shop:v1", { domain: "ghcr.io", name: "acme/shop", tag: "v1" }, "https://ghcr.io"],
    [`ghcr.io/acme/shop@${DIGEST}`, { domain: "ghcr.io", name: "acme/shop", digest: DIGEST }, "https://ghcr.io"],
    [`r.io/a:v1@${DIGEST}`, { domain: "r.io", name: "a", tag: "v1", digest: DIGEST }, "https://r.io"],
    ["r.io:8443/a/b/c:1", { domain: "r.io:8443", name: "a/b/c", tag: "1" }, "https://r.io:8443"],
    ["localhost/a:1", { domain: "localhost", name: "a", tag: "1" }, "http://localhost"],
    ["localhost:5000/a:1", { domain: "localhost:5000", name: "a", tag: "1" }, "http://localhost:5000"],
    ["localhost:443/a:1", { domain: "localhost:443", name: "a", tag: "1" }, "https://localhost"],
    ["127.0.0.1:5000/a:1", { domain: "127.0.0.1:5000", name: "a", tag: "1" }, "http://127.0.0.1:5000"],
    ["[::1]:5000/a:1", { domain: "[::1]:5000", name: "a", tag: "1" }, "http://[::1]:5000"],
    ["127.example.com/a:1", { domain: "127.example.com", name: "a", tag: "1" }, "https://127.example.com"],
    [
      "localhost.example.com/a:1",
      { domain: "localhost.example.com", name: "a", tag: "1" },
      "https://localhost.example.com",
    ],
    ["alpine:3", { domain: "docker.io", name: "library/alpine", tag: "3" }, "https://registry-1.docker.io"],
    ["acme/shop:3", { domain: "docker.io", name: "acme/shop", tag: "3" }, "https://registry-1.docker.io"],
    ["docker.io/alpine:3", { domain: "docker.io", name: "library/alpine", tag: "3" }, "https://registry-1.docker.io"],
    ["index.docker.io/acme/a:3", { domain: "docker.io", name: "acme/a", tag: "3" }, "https://registry-1.docker.io"],
    ["localhost:5000", { domain: "docker.io", name: "library/localhost", tag: "5000" }, "https://registry-1.docker.io"],
    [
      "registry/a__b/c-d.e:1",
      { domain: "docker.io", name: "registry/a__b/c-d.e", tag: "1" },
      "https://registry-1.docker.io",
    ],
    ["R.IO/a:1", { domain: "r.io", name: "a", tag: "1" }, "https://r.io"],
  ] as const)("%s", ([text, parts, origin]) => {
    const reference = parseReference(text)
    expect(reference).toStrictEqual(parts)
    expect(originOf(reference).origin).toBe(origin)
    expect(parseReference(renderReference(reference))).toStrictEqual(reference)
  })
})

describe("what is no reference is refused, and says why", () => {
  test.for([
    ["ghcr.io/acme/shop", "neither a tag nor a digest"],
    ["https://ghcr.io/acme/shop:v1", "leave the scheme out"],
    ["ghcr.io/Acme/shop:v1", "lower case"],
    ["ghcr.io/acme//shop:v1", "lower case"],
    ["ghcr.io/acme/../shop:v1", "lower case"],
    ["ghcr.io/a?b:v1", "lower case"],
    ["ghcr.io/:v1", "lower case"],
    ["ghcr.io/acme/shop:", "the tag"],
    ["ghcr.io/acme/shop:v1/..", "neither"],
    ["ghcr.io/acme/shop:v1 ", "the tag"],
    [`ghcr.io/acme/shop:${"v".repeat(129)}`, "the tag"],
    ["ghcr.io/acme/shop@sha256:abc", "no sha256:"],
    [`ghcr.io/a@sha512:${"a".repeat(128)}`, "no sha256:"],
    [`ghcr.io/a@${DIGEST}@${DIGEST}`, "two @"],
    ["user:secret@ghcr.io/a:v1", "no sha256:"],
    ["ghcr.io:0/a:v1", "no host"],
    ["ghcr.io:99999/a:v1", "no host"],
    ["-x.io/a:v1", "no host"],
    [`r.io/${"a".repeat(256)}:v1`, "lower case"],
    [`r.io/${"a".repeat(600)}:v1`, "longer"],
    ["", "neither"],
  ] as const)("%s", ([text, why]) => {
    expect(() => parseReference(text)).toThrow(why)
  })
})

test.for([
  ["https://example.com", true],
  ["http://127.0.0.1:5000", true],
  ["http://localhost", true],
  ["http://[::1]", true],
  ["http://example.com", false],
  ["http://127.example.com", false],
  ["http://localhost.example.com", false],
  ["ftp://localhost", false],
] as const)("a secret may go to %s: %s", ([url, may]) => {
  expect(isPrivate(new URL(url))).toBe(may)
})
