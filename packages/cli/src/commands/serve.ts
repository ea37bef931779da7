import { command } from "../command.ts"
import { EXIT, type ExitCode } from "../exit.ts"
import { unavailable } from "../failure.ts"

/** `promotrail serve`: this process becomes the server. It is not part of the published file, which looks for it beside itself. */
export const serve = command({
  flags: {},
  about: [
    "Everything is set by variables: PROMOTRAIL_HOST, PROMOTRAIL_PORT, PROMOTRAIL_DATA, PROMOTRAIL_DATABASE_URL, PROMOTRAIL_ADMIN_TOKEN and others. All mistakes in them are told at once, and then nothing is started.",
  ],
  examples: ["PROMOTRAIL_PORT=8080 promotrail serve"],
  async run({ settings }) {
    const server = await installedServer()
    return exitOf(await server.serve(settings.variables))
  },
})

async function installedServer() {
  try {
    return await import("@promotrail/server")
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code !== "ERR_MODULE_NOT_FOUND" || !message.includes("'@promotrail/server'")) throw error
    throw unavailable("The server is not installed beside this command. Install the package @promotrail/server there.")
  }
}

function exitOf(code: number): ExitCode {
  return Object.values(EXIT).find((known) => known === code) ?? EXIT.internal
}
