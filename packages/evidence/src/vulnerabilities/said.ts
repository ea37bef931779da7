import { shorten } from "../warnings.ts"

/** What a tool says of its own failure, short and in quotes, without the credentials that addresses in it may carry. */
export function said(words: string): string {
  return shorten(words.replace(/\/\/[^\s/@]*@/g, "//"))
}
