import { spawnSync } from "node:child_process"
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { ROOT } from "../../tools/repository.ts"
import { startServer, type TestServer } from "../support/server.ts"
import { commandFolder } from "./record.ts"

/** What each system sets by itself in the step that deploys to staging. */
const SET_BY: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "bitbucket-pipelines.yml": { BITBUCKET_TAG: "v1.4.0", BITBUCKET_DEPLOYMENT_ENVIRONMENT: "staging" },
  "github-actions.yml": { GITHUB_REF_TYPE: "tag", GITHUB_REF_NAME: "v1.4.0" },
  "gitlab-ci.yml": { CI_COMMIT_TAG: "v1.4.0", CI_ENVIRONMENT_NAME: "staging" },
}

/** A JUnit report of which nothing is missing for the gate into staging. */
const REPORT =
  '<testsuite name="smoke"><testcase classname="Shop" name="opens"><properties><property name="tag" value="smoke"/></properties></testcase></testsuite>'

/** Every line of a pipeline file that a shell runs and that is ours, or that ours needs. */
function linesOf(file: string): readonly string[] {
  return readFileSync(file, "utf8")
    .split("\n")
    .map((line) => line.trim().replace(/^(- )?(run: )?(?=\S)/, ""))
    .filter((line) => /^(promotrail |if make deploy|test "\$status")/.test(line))
}

describe("the pipelines of the documentation", () => {
  let server: TestServer
  let folder: string
  let path: string
  const files = globSync("docs/examples/ci/*.yml", { cwd: ROOT }).toSorted()

  beforeAll(async () => {
    server = await startServer()
    folder = mkdtempSync(join(tmpdir(), "promotrail-pipeline-"))
    mkdirSync(join(folder, "build/test-results"), { recursive: true })
    writeFileSync(join(folder, "build/image.digest"), `sha256:${"ab".repeat(32)}\n`)
    writeFileSync(join(folder, "build/test-results/smoke.xml"), REPORT)
    const policy = readFileSync(join(ROOT, "docs/examples/shop/policy.yaml"), "utf8")
    writeFileSync(
      join(folder, "policy.yaml"),
      policy.replace("tests:\n", "tests:\n  categories: [{ tag: smoke, category: smoke }]\n"),
    )
    const bin = commandFolder(folder)
    writeFileSync(join(bin, "make"), "#!/bin/sh\n", { mode: 0o755 })
    path = `${bin}:${process.env["PATH"] ?? ""}`
  })
  afterAll(async () => {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  test("are the ones this test knows how to start", () => {
    expect(files.map((file) => basename(file))).toStrictEqual(Object.keys(SET_BY))
  })

  test.for(files)("%s runs through, from the release to the deployment", (file) => {
    const lines = linesOf(join(ROOT, file))
    expect(lines.length).toBeGreaterThan(5)
    const { status, stdout, stderr } = spawnSync(
      "bash",
      ["-ec", ["promotrail policy apply policy.yaml", ...lines].join("\n")],
      {
        cwd: folder,
        encoding: "utf8",
        env: {
          PATH: path,
          HOME: folder,
          PROMOTRAIL_URL: server.url,
          PROMOTRAIL_TOKEN: server.adminToken,
          PROMOTRAIL_APP: "shop",
          ...SET_BY[basename(file)],
        },
      },
    )
    expect({ status, stderr }, stdout).toStrictEqual({ status: 0, stderr: "" })
    expect(stdout).toContain("✓ ALLOW  v1.4.0 from dev to staging")
    expect(stdout).toContain("shop v1.4.0 in staging: runs there now")
  })
})
