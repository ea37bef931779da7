import { describe, expect, test } from "vitest"
import { parseChallenge } from "./challenge.ts"

describe("challenges are read as registries write them", () => {
  test.for([
    [
      'Bearer realm="https://auth.docker.io/token",service="registry.docker.io",scope="repository:a/b:pull,push"',
      {
        scheme: "bearer",
        realm: "https://auth.docker.io/token",
        service: "registry.docker.io",
        scope: "repository:a/b:pull,push",
      },
    ],
    ['bearer Realm = "https://x/t" , service=x', { scheme: "bearer", realm: "https://x/t", service: "x" }],
    ['Bearer realm="https://x/\\"t"', { scheme: "bearer", realm: 'https://x/"t' }],
    ['Basic realm="Registry"', { scheme: "basic" }],
    ["Basic", { scheme: "basic" }],
    ['Basic realm="r", Bearer realm="https://x/t"', { scheme: "bearer", realm: "https://x/t" }],
    ['Negotiate, Basic realm="r"', { scheme: "basic" }],
    ["Bearer", undefined],
    ['Digest realm="r", nonce="Basic"', undefined],
    ["", undefined],
    [undefined, undefined],
    ['realm="https://x/t"', undefined],
  ] as const)("%s", ([header, expected]) => {
    expect(parseChallenge(header)).toStrictEqual(expected)
  })
})
