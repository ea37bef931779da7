import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"

/** Every way in which the bytes of a name may stand in a file: as text, in UTF-16, in base64 wherever it begins. */
export function spellings(name: string): readonly Buffer[] {
  const base64 = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), Buffer.from(name)]).toString("base64")
    return text.slice(shift === 0 ? 0 : 4, -4)
  })
  const escaped = JSON.stringify(name).slice(1, -1)
  const ascii = escaped.replace(/[^ -~]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`)
  const url = base64.map((text) => text.replaceAll("+", "-").replaceAll("/", "_"))
  return [name, escaped, ascii, ...base64, ...url].map((text) => Buffer.from(text)).concat(Buffer.from(name, "utf16le"))
}

/** A file's bytes; none of a folder, or of a draft that was renamed meanwhile. */
function bytesOf(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    if (["EISDIR", "ENOENT"].includes((error as NodeJS.ErrnoException).code ?? "")) return Buffer.alloc(0)
    throw error
  }
}

/** Files below a folder in which a name stands, in whatever spelling. */
export function filesNaming(folder: string, name: string): readonly string[] {
  const files = readdirSync(folder, { recursive: true }).map(String)
  return files.filter((file) => {
    const bytes = bytesOf(join(folder, file))
    return spellings(name).some((spelling) => bytes.includes(spelling))
  })
}

/** Tables in which a name stands. */
export function tablesNaming(folder: string, name: string): readonly string[] {
  const database = new DatabaseSync(join(folder, "promotrail.db"), { readOnly: true })
  const tables = database.prepare("select name from sqlite_schema where type = 'table'").all() as { name: string }[]
  const naming = tables.filter(({ name: table }) => {
    const rows = database.prepare(`select * from "${table}"`).all()
    const text = (value: unknown) => (value instanceof Uint8Array ? Buffer.from(value).toString("utf8") : String(value))
    const all = Buffer.from(rows.map((row) => Object.values(row).map(text).join("\n")).join("\n"))
    return spellings(name).some((bytes) => all.includes(bytes))
  })
  database.close()
  return naming.map(({ name: table }) => table)
}
