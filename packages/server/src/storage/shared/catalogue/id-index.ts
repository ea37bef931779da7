import { hash } from "node:crypto"

/** Bytes of a key: the first 16 of the SHA-256 of a test id. */
const KEY_BYTES = 16

/** The hash of a test id, one character a byte: the fastest form that the platform gives. */
export function hashOf(id: string): string {
  return hash("sha256", id, "latin1")
}

/** The key of a test id. Whoever finds two ids with one key has found a collision of half of SHA-256. */
export function keyOf(id: string, hashed = hashOf(id)): Uint8Array {
  const key = new Uint8Array(KEY_BYTES)
  for (let at = 0; at < KEY_BYTES; at++) key[at] = hashed.charCodeAt(at)
  return key
}

/**
 * Ordinals and attribute fingerprints by test id, without the ids: 40 bytes a test where a map of strings takes 200.
 * Open addressing over typed arrays, at most three quarters full.
 */
export class IdIndex {
  /** How many ordinals are in: they run from 0. */
  size = 0
  private capacity = 1024
  private slots = new Int32Array(this.capacity).fill(-1)
  /** Four words a test, by ordinal. */
  private words = new Int32Array(4 * 1024)
  private fingerprints = new Float64Array(1024)

  /** Adds the test with the next ordinal. */
  add(key: Uint8Array, fingerprint: number): void {
    this.grow()
    const ordinal = this.size++
    for (let word = 0; word < 4; word++) this.words[ordinal * 4 + word] = wordOf(key, word * 4)
    this.fingerprints[ordinal] = fingerprint
    this.place(ordinal)
  }

  /** The ordinal of an id, or -1. */
  find(id: string, hashed = hashOf(id)): number {
    const mask = this.capacity - 1
    const first = charsOf(hashed, 0)
    for (let at = first & mask; ; at = (at + 1) & mask) {
      const ordinal = this.slots[at] ?? -1
      if (ordinal === -1) return -1
      const base = ordinal * 4
      if (
        this.words[base] === first &&
        this.words[base + 1] === charsOf(hashed, 4) &&
        this.words[base + 2] === charsOf(hashed, 8) &&
        this.words[base + 3] === charsOf(hashed, 12)
      ) {
        return ordinal
      }
    }
  }

  fingerprint(ordinal: number): number {
    return this.fingerprints[ordinal] ?? 0
  }

  setFingerprint(ordinal: number, fingerprint: number): void {
    this.fingerprints[ordinal] = fingerprint
  }

  private place(ordinal: number): void {
    const mask = this.capacity - 1
    let at = (this.words[ordinal * 4] ?? 0) & mask
    while (this.slots[at] !== -1) at = (at + 1) & mask
    this.slots[at] = ordinal
  }

  private grow(): void {
    if (this.size === this.fingerprints.length) {
      const words = new Int32Array(this.words.length * 2)
      words.set(this.words)
      this.words = words
      const fingerprints = new Float64Array(this.fingerprints.length * 2)
      fingerprints.set(this.fingerprints)
      this.fingerprints = fingerprints
    }
    if (this.size < this.capacity * 0.75) return
    this.capacity *= 2
    this.slots = new Int32Array(this.capacity).fill(-1)
    for (let ordinal = 0; ordinal < this.size; ordinal++) this.place(ordinal)
  }
}

function wordOf(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24)
}

function charsOf(latin1: string, at: number): number {
  return (
    latin1.charCodeAt(at) |
    (latin1.charCodeAt(at + 1) << 8) |
    (latin1.charCodeAt(at + 2) << 16) |
    (latin1.charCodeAt(at + 3) << 24)
  )
}
