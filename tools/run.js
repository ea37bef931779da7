// Plain JavaScript, so that a Node too old for this repository can read it and say so in words.
// Usage: node tools/run.js NAME [ARGUMENT…] runs tools/NAME.ts.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number)
const name = process.argv[2] ?? ""

if (major < 24 || (major === 24 && minor < 15)) {
  console.error(
    `Promotrail needs Node 24.15 or newer, and this is Node ${process.versions.node}. ` +
      `Run "npm ci", which brings the right one, and then "npm run ${name}", which uses it.`,
  )
  process.exit(69)
}

process.argv.splice(1, 2, `${import.meta.dirname}/${name}.ts`)
await import(`./${name}.ts`)
