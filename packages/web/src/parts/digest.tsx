import { CopyButton } from "./copy.tsx"

/** `sha256:4be1c0…77d0` from the whole. */
export const shortDigest = (digest: string): string => {
  const [algorithm = "", hex = ""] = digest.includes(":") ? digest.split(":") : ["", digest]
  const short = hex.length > 14 ? `${hex.slice(0, 6)}…${hex.slice(-4)}` : hex
  return algorithm === "" ? short : `${algorithm}:${short}`
}

/** A digest, shortened for eyes and whole for the clipboard. */
export function Digest({ digest, what = "digest" }: { readonly digest: string; readonly what?: string }) {
  return (
    <span className="inline-flex items-center gap-0.5 whitespace-nowrap">
      <code title={digest}>{shortDigest(digest)}</code>
      <CopyButton text={digest} what={what} />
    </span>
  )
}
