import { CopyButton } from "./copy.tsx"

/** `sha256:4be1c0…77d0` from the whole; what is neither a digest nor an id stays as it is. */
export const shortDigest = (digest: string): string =>
  digest.replace(/^(sha256:)?([0-9A-Za-z]{6})[0-9A-Za-z]{10,}([0-9A-Za-z]{4})$/, "$1$2…$3")

/** A digest, shortened for eyes and whole for the clipboard. */
export function Digest({ digest, what = "digest" }: { readonly digest: string; readonly what?: string }) {
  return (
    <span className="inline-flex items-center gap-0.5 whitespace-nowrap">
      <code title={digest}>{shortDigest(digest)}</code>
      <CopyButton text={digest} what={what} />
    </span>
  )
}
