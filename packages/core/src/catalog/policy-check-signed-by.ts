import { didYouMean, quoted } from "./policy-mistake.ts"
import type { SignedBy, SignerRule } from "./policy-reports.ts"
import { described, either, listOf, refined, type Shape } from "./policy-shape.ts"
import type { Reading, Spot } from "./policy-tree.ts"
import { pattern, prose } from "./policy-values.ts"

/**
 * OIDC issuers by the names people know them under. Bitbucket has one for each workspace, so its address follows from
 * the identity.
 */
const ISSUERS = {
  github: "https://token.actions.githubusercontent.com",
  gitlab: "https://gitlab.com",
  google: "https://accounts.google.com",
} as const

const WORDS = ["bitbucket", ...Object.keys(ISSUERS)]
const EXPECTS = `an issuer: ${WORDS.join(", ")}, or its https address`

const issuer: Shape<string> = refined(
  { ...prose, expects: EXPECTS },
  { pattern: `^(?:${WORDS.join("|")}|https://.*\\S)$` },
  (text, tree, reading) => {
    if (WORDS.includes(text) || /^https:\/\/[^\s/]\S*$/.test(text)) return text
    return reading.mistake("not-allowed", tree, `${quoted(text)} is not ${EXPECTS}.${didYouMean(text, WORDS)}`)
  },
)

/** A pattern that leaves the place open is met by whoever registers a name. */
const identity: Shape<string> = refined(pattern, {}, (text, tree, reading) => {
  const [, host = text] = /^[a-z][a-z0-9+.-]*:\/\/([^/]*)/i.exec(text) ?? []
  if (!/^\*+$/.test(text) && !(text.includes("://") && host.includes("*"))) return text
  const told = `${quoted(text)} is anybody. Write a repository, a workflow with its revision, or a person's address.`
  return reading.mistake("not-allowed", tree, told)
})

const identities: Shape<readonly string[]> = either(
  (tree) => tree.kind === "list",
  listOf(identity, { min: 1, unique: true }),
  refined(identity, {}, (one) => [one]),
)

/** The keys that say who may sign. */
export const signedByKeys = {
  identity: described(
    identities,
    "Whose certificate: a repository or organisation with all below it, a workflow at a revision, or a person's address.",
  ),
  issuer: described(issuer, "Who vouches for the identity."),
  keys: described(
    listOf(prose, { min: 1, unique: true }),
    "Public keys of the server's trust roots, by file name or fingerprint (SHA256:…).",
  ),
}

type Written = {
  readonly identity?: readonly string[]
  readonly issuer?: string
  readonly keys?: readonly string[]
}

/** Who may sign, by what is written; `undefined` after a mistake. */
export function signedBy(
  { identity: names, issuer: word, keys = [] }: Written,
  at: Spot,
  reading: Reading,
): SignedBy | undefined {
  if (names === undefined) {
    if (word === undefined) return { signers: [], keys }
    const told = "`issuer` alone lets everybody sign whom it knows. Say whose `identity` it is."
    return reading.mistake("missing-key", { ...at, path: `${at.path}.identity` }, told)
  }
  if (word === undefined) {
    const told = "`identity` needs the `issuer` that vouches for it; others may issue the same name."
    return reading.mistake("missing-key", { ...at, path: `${at.path}.issuer` }, told)
  }
  const signers = names.map((name): SignerRule | undefined => {
    const address = addressOf(word, name)
    if (address !== undefined) return { identity: name, issuer: address }
    const told = `Bitbucket has an issuer for each workspace: ${quoted(name)} must begin with https://bitbucket.org/<workspace>/, or \`issuer\` be the address.`
    return reading.mistake("not-allowed", at, told)
  })
  return signers.every((signer) => signer !== undefined) ? { signers, keys } : undefined
}

function addressOf(word: string, name: string): string | undefined {
  if (word !== "bitbucket") return Object.hasOwn(ISSUERS, word) ? ISSUERS[word as keyof typeof ISSUERS] : word
  const [, workspace] = /^https:\/\/bitbucket\.org\/([A-Za-z0-9_.-]+)(?:\/|$)/.exec(name) ?? []
  if (workspace === undefined) return undefined
  return `https://api.bitbucket.org/2.0/workspaces/${workspace}/pipelines-config/identity/oidc`
}
