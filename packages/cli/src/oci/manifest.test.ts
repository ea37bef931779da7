import { describe, expect, test } from "vitest"
import { readManifest } from "./manifest.ts"

const INDEX = "application/vnd.oci.image.index.v1+json"
const IMAGE = "application/vnd.oci.image.manifest.v1+json"
const one = { mediaType: IMAGE, digest: `sha256:${"a".repeat(64)}`, size: 3 }
const read = (content: unknown, sentAs: string) =>
  readManifest(Buffer.from(typeof content === "string" ? content : JSON.stringify(content)), sentAs, "it").content

describe("a manifest says one thing to every reader", () => {
  test.for<readonly [string, unknown, string, string]>([
    ["a list with layers", { mediaType: INDEX, manifests: [one], layers: [one] }, INDEX, "two things"],
    ["a list with a config", { mediaType: INDEX, manifests: [one], config: one }, INDEX, "two things"],
    ["sent as another kind", { mediaType: IMAGE, layers: [] }, INDEX, "two things"],
    ["a key twice", `{"mediaType":"${IMAGE}","layers":[],"layers":[]}`, IMAGE, "duplicate-key"],
    ["no JSON", "<html>", IMAGE, "no JSON"],
    ["cut off", `{"mediaType":"${IMAGE}","layers":[`, IMAGE, "no JSON"],
    ["not UTF-8", Buffer.from([0x22, 0xff, 0x22]).toString("latin1"), IMAGE, "neither"],
    [
      "Docker's schema 1",
      { schemaVersion: 1, fsLayers: [] },
      "application/vnd.docker.distribution.manifest.v1+prettyjws",
      "neither",
    ],
    ["no type at all", { layers: [] }, "", "neither"],
    ["a type without its content", { mediaType: INDEX, layers: [] }, INDEX, "neither"],
    [
      "a layer without a digest",
      { mediaType: IMAGE, layers: [{ ...one, digest: "sha512:aa" }] },
      IMAGE,
      "sha256 digest",
    ],
    [
      "a layer that would leave the repository",
      { mediaType: IMAGE, layers: [{ ...one, digest: "../x" }] },
      IMAGE,
      "sha256 digest",
    ],
    ["a layer without its size", { mediaType: IMAGE, layers: [{ ...one, size: -1 }] }, IMAGE, "without its size"],
    ["a subject that is none", { mediaType: IMAGE, layers: [], subject: "x" }, IMAGE, "without a type"],
  ])("%s is refused", ([, content, sentAs, why]) => {
    expect(() => read(content, sentAs)).toThrow(why)
  })

  test("platforms are told with their variant; an attestation of BuildKit is none", () => {
    const platform = (os: string, architecture: string, variant?: string) => ({
      ...one,
      platform: { os, architecture, variant },
    })
    const manifests = [
      platform("linux", "arm64", "v8"),
      platform("linux", "amd64"),
      platform("unknown", "unknown"),
      one,
    ]
    const content = read({ manifests }, INDEX)
    expect(content.kind === "index" && content.manifests.map((each) => each.platform)).toStrictEqual([
      "linux/arm64/v8",
      "linux/amd64",
      undefined,
      undefined,
    ])
  })
})
