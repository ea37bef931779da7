import { cpSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { connect } from "node:net"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { text } from "node:stream/consumers"
import { parseNoteKey } from "@promotrail/core"
import { sha256 } from "@promotrail/server"
import { describe, expect, test } from "vitest"
import { folderWith, promotrail } from "./support/command.ts"
import { logHand } from "./support/log-maker.ts"
import { addCheckpoint, checkpointPath, smallLog, startWitness, vkeyIn } from "./support/witness-process.ts"

const ORIGIN = "prod.acme.ledger.example.com"
const hand = logHand(ORIGIN)
const thief = logHand(ORIGIN)
const entries = Array.from({ length: 20 }, (_, index) => `entry ${index}`)
const log = smallLog(ORIGIN, hand, entries)
const forked = smallLog(ORIGIN, hand, entries.with(1, "another history"))
const stolen = smallLog(ORIGIN, thief, entries)
const foreign = smallLog("other.example.com", logHand("other.example.com"), entries)

const NAME = "audit.example.com/w1"
const newFolder = () => folderWith({ "logs.txt": `log ${hand.vkey}\n` })
const flagsIn = (folder: string, ...more: readonly string[]) => [
  "--policy",
  join(folder, "logs.txt"),
  "--data",
  join(folder, "data"),
  ...more,
]

test("on its first start it makes a key for its owner's eyes alone, and has the same one ever after", async () => {
  const folder = await newFolder()
  const first = startWitness(flagsIn(folder, "--name", NAME))
  await first.url
  const vkey = vkeyIn(first.said())
  expect(first.said()).toContain(`For a policy: witness w1 ${vkey}\n`)
  expect(parseNoteKey(vkey, sha256)).toMatchObject({ ok: true, value: { name: NAME, algorithm: "cosignature" } })
  expect(statSync(join(folder, "data", "witness.key")).mode & 0o777).toBe(0o600)
  first.signal("SIGTERM")
  expect(await first.ended).toStrictEqual({ code: 0, signal: null })

  const second = startWitness(flagsIn(folder))
  await second.url
  expect(vkeyIn(second.said())).toBe(vkey)
  expect(second.said()).not.toContain("PRIVATE")
})

test("what it cosigned is what `verify` asks for when a policy wants its eyes", async () => {
  const folder = await newFolder()
  const witness = startWitness(flagsIn(folder, "--name", NAME))
  const url = await witness.url
  const { status, text: line } = await addCheckpoint(url, log.asking(0, 7))
  expect(status).toBe(200)
  const policy = `log ${hand.vkey}\nwitness w1 ${vkeyIn(witness.said())}\nquorum w1\n`
  writeFileSync(join(folder, "policy.txt"), policy)
  writeFileSync(join(folder, "own.checkpoint"), log.checkpoint(7) + line)
  writeFileSync(join(folder, "bare.checkpoint"), log.checkpoint(7))
  const served = await fetch(url + checkpointPath(ORIGIN))
  writeFileSync(join(folder, "served.checkpoint"), await served.text())
  for (const name of ["own", "served"]) {
    const { code, out } = await promotrail(["verify", `${name}.checkpoint`, "--policy", "policy.txt"], { folder })
    expect([code, out]).toStrictEqual([0, expect.stringContaining("witnessed by w1 (")])
  }
  expect(await promotrail(["verify", "bare.checkpoint", "--policy", "policy.txt"], { folder })).toMatchObject({
    code: 65,
  })
})

describe("it answers", () => {
  test.for([
    ["an origin nobody told it of", foreign.asking(0, 5), 404],
    ["another key under the origin's name", stolen.asking(5, 9), 403],
    ["an old size beyond the new one", log.asking(5, 9).replace("old 5", "old 10"), 400],
    ["no request", "hello", 400],
    ["bytes that are no text", Uint8Array.of(0xff, 0xfe), 400],
    ["another old size than it knows", log.asking(4, 9), 409],
    ["another root for the same size", forked.asking(5, 5), 409],
    ["another history", forked.asking(5, 9), 422],
    ["more than it reads", "x".repeat(70_000), 413],
  ] as const)("%s, and remembers what it knew", async ([, body, status]) => {
    const folder = await newFolder()
    const witness = startWitness(flagsIn(folder))
    const url = await witness.url
    expect((await addCheckpoint(url, log.asking(0, 5))).status).toBe(200)
    const answer = await addCheckpoint(url, body)
    expect(answer.status).toBe(status)
    expect(answer.text).not.toContain("— ")
    expect([answer.type, answer.text === "5\n"]).toStrictEqual(
      status === 409 ? ["text/x.tlog.size", true] : ["text/plain; charset=utf-8", false],
    )
    // Still the one before: the honest log goes on.
    expect(await addCheckpoint(url, log.asking(5, 9))).toMatchObject({ status: 200 })
  })

  test("whoever asks for what is not there, or with another method", async () => {
    const url = await startWitness(flagsIn(await newFolder())).url
    const statusOf = async (method: string, path: string) => (await fetch(url + path, { method })).status
    expect(await statusOf("GET", checkpointPath(ORIGIN))).toBe(404)
    expect(await statusOf("GET", "/")).toBe(404)
    expect(await statusOf("GET", "/add-checkpoint")).toBe(405)
    expect(await statusOf("DELETE", checkpointPath(ORIGIN))).toBe(405)
  })
})

test("of many first requests at once one is signed", async () => {
  const url = await startWitness(flagsIn(await newFolder())).url
  const sizes = [3, 5, 7, 9, 11, 13]
  const both = sizes.flatMap((size) => [log.asking(0, size), forked.asking(0, size)])
  const answers = await Promise.all(both.map((body) => addCheckpoint(url, body)))
  const countOf = (wanted: number): number => answers.filter(({ status }) => status === wanted).length
  expect([countOf(200), countOf(409)]).toStrictEqual([1, both.length - 1])
})

test("a witness that is killed remembers what it signed; a second one on its folder does not start", async () => {
  const folder = await newFolder()
  const first = startWitness(flagsIn(folder))
  expect((await addCheckpoint(await first.url, log.asking(0, 9))).status).toBe(200)
  const rival = startWitness(flagsIn(folder))
  expect(await rival.ended).toStrictEqual({ code: 69, signal: null })
  expect(rival.said()).toContain("is in use by another witness")
  first.signal("SIGKILL")
  await first.ended
  const url = await startWitness(flagsIn(folder)).url
  expect(await addCheckpoint(url, forked.asking(0, 9))).toMatchObject({ status: 409, text: "9\n" })
  // What a log asks whose answer was lost.
  expect(await addCheckpoint(url, log.asking(9, 9))).toMatchObject({ status: 200 })
})

describe("a folder that forgot", () => {
  const folderThatSigned = async () => {
    const folder = await newFolder()
    const witness = startWitness(flagsIn(folder, "--name", NAME))
    expect((await addCheckpoint(await witness.url, log.asking(0, 9))).status).toBe(200)
    witness.signal("SIGTERM")
    await witness.ended
    return folder
  }
  const refusal = async (folder: string, ...more: readonly string[]) => {
    const witness = startWitness(flagsIn(folder, ...more))
    return [(await witness.ended).code, witness.said()]
  }

  test("its memory gone", async () => {
    const folder = await folderThatSigned()
    rmSync(join(folder, "data", "witness.db"))
    expect(await refusal(folder)).toStrictEqual([65, expect.stringContaining("no memory of what it signed")])
    // Nor when it is tried again.
    expect(await refusal(folder)).toStrictEqual([65, expect.stringContaining("no memory of what it signed")])
  })

  test("its key gone, or another's", async () => {
    const [folder, other] = [await folderThatSigned(), await folderThatSigned()]
    const key = join(folder, "data", "witness.key")
    cpSync(join(other, "data", "witness.key"), key)
    expect(await refusal(folder)).toStrictEqual([65, expect.stringContaining("is not the key whose memory")])
    rmSync(key)
    expect(await refusal(folder)).toStrictEqual([65, expect.stringContaining("witness.key is missing")])
  })

  test("its memory damaged", async () => {
    const folder = await folderThatSigned()
    writeFileSync(join(folder, "data", "witness.db"), "not a database, but long enough to be looked at".repeat(100))
    expect(await refusal(folder)).toStrictEqual([65, expect.stringContaining("is damaged")])
  })

  test("another name for its key", async () => {
    const folder = await folderThatSigned()
    expect(await refusal(folder, "--name", "x")).toStrictEqual([64, expect.stringContaining(`is named ${NAME}`)])
  })

  test("restored from a backup: it cannot know, but says so when the log knows better", async () => {
    const folder = await newFolder()
    const early = startWitness(flagsIn(folder))
    await addCheckpoint(await early.url, log.asking(0, 5))
    early.signal("SIGTERM")
    await early.ended
    cpSync(join(folder, "data"), join(folder, "backup"), { recursive: true })
    const late = startWitness(flagsIn(folder))
    await addCheckpoint(await late.url, log.asking(5, 9))
    late.signal("SIGTERM")
    await late.ended
    rmSync(join(folder, "data"), { recursive: true })
    cpSync(join(folder, "backup"), join(folder, "data"), { recursive: true })
    const restored = startWitness(flagsIn(folder))
    expect(await addCheckpoint(await restored.url, log.asking(9, 12))).toMatchObject({ status: 409, text: "5\n" })
    restored.signal("SIGTERM")
    await restored.ended
    expect(restored.said()).toContain("9 entries were cosigned here, and this folder remembers 5")
  })
})

test("it signs no time before one that it signed", async () => {
  const folder = await newFolder()
  const first = startWitness(flagsIn(folder))
  await addCheckpoint(await first.url, log.asking(0, 5))
  first.signal("SIGTERM")
  await first.ended
  // As if the clock had been ahead then.
  const database = new DatabaseSync(join(folder, "data", "witness.db"))
  database.exec("update witness set newest_time = newest_time + 1000000")
  database.close()
  const second = startWitness(flagsIn(folder))
  const answer = await addCheckpoint(await second.url, log.asking(5, 9))
  expect([answer.status, answer.text]).toStrictEqual([503, expect.stringContaining("before its newest signature")])
  second.signal("SIGTERM")
  await second.ended
  expect(second.said()).toContain("Nothing is signed until it is past that")
})

test("half a request does not keep it from stopping", async () => {
  const witness = startWitness(flagsIn(await newFolder()))
  const { hostname, port } = new URL(await witness.url)
  const socket = connect(Number(port), hostname)
  socket.write("POST /add-checkpoint HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nold 0")
  const heard = text(socket).catch(() => "")
  await fetch(`${await witness.url}/`)
  witness.signal("SIGTERM")
  expect(await witness.ended).toStrictEqual({ code: 0, signal: null })
  await heard
})

test.for([
  ["a file that is not there", [], undefined, 64, "there is no such file"],
  ["no log in it", [], "# nothing\n", 65, "no log is named"],
  ["a witness for a log", [], "witness w x\n", 65, "line 1"],
  ["a key that is none", [], "a+b+c\n", 65, "line 1: the key"],
  ["a port that is none", ["--port", "x"], `${hand.vkey}\n`, 64, "--port x is no port"],
  ["a name with a space", ["--name", "a b"], `${hand.vkey}\n`, 64, "cannot name a key"],
] as const)("%s is told, and nothing is started", async ([, more, logs, code, sentence]) => {
  const folder = await folderWith(logs === undefined ? {} : { "logs.txt": logs })
  const ran = await promotrail(["witness", "--policy", "logs.txt", "--data", "data", ...more], { folder })
  expect([ran.code, ran.said]).toStrictEqual([code, expect.stringContaining(sentence)])
})

test("keys alone, one a line, are as good as a policy, and others may not read the witness's", async () => {
  const folder = await folderWith({ "logs.txt": `# ours\n\n${hand.vkey}\n` })
  const witness = startWitness(flagsIn(folder))
  expect((await addCheckpoint(await witness.url, log.asking(0, 5))).status).toBe(200)
  expect(readFileSync(join(folder, "data", "witness.key"), "utf8")).toContain("PRIVATE KEY")
})
