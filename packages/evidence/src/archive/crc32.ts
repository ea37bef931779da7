const TABLE = new Int32Array(256)
for (let byte = 0; byte < 256; byte++) {
  let crc = byte
  for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  TABLE[byte] = crc
}

/** The checksum of zip and gzip (ISO 3309, RFC 1952 §8), fed piece by piece. */
export class Crc32 {
  private state = -1

  feed(bytes: Uint8Array): void {
    let crc = this.state
    for (let i = 0; i < bytes.length; i++) crc = TABLE[(crc ^ bytes[i]!) & 0xff]! ^ (crc >>> 8)
    this.state = crc
  }

  get value(): number {
    return ~this.state >>> 0
  }
}
