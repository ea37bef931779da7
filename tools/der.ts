/** Just enough DER (X.690) to write the certificates that tests need. */
export const der = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
  const body = Buffer.concat(parts)
  const length =
    body.length < 128
      ? [body.length]
      : body.length < 256
        ? [0x81, body.length]
        : [0x82, body.length >> 8, body.length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...length]), body])
}

export const sequence = (...parts: readonly Uint8Array[]) => der(0x30, ...parts)
export const octets = (...parts: readonly Uint8Array[]) => der(0x04, ...parts)
export const bits = (bytes: Uint8Array) => der(0x03, Buffer.from([0]), bytes)
export const integer = (value: number) => der(0x02, Buffer.from([value]))
export const truth = () => der(0x01, Buffer.from([0xff]))
export const utf8 = (text: string) => der(0x0c, Buffer.from(text))
export const utcTime = (instant: string) => der(0x17, Buffer.from(`${instant.replaceAll(/\D/g, "").slice(2, 14)}Z`))

/** An object identifier from its dotted form. */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number)
  const base128 = (value: number): number[] => {
    const digits = [value & 0x7f]
    for (let left = value >> 7; left > 0; left >>= 7) digits.unshift((left & 0x7f) | 0x80)
    return digits
  }
  return der(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]))
}
