import { Failure, refused, unavailable } from "../failure.ts"
import { EXIT } from "../exit.ts"
import { nameOf } from "../server-url.ts"

/** The connection was refused, cut or lost: asking again may help. */
export class Lost extends Failure {
  constructor(sentence: string, cause: unknown) {
    super(EXIT.unavailable, sentence, { cause })
  }
}

/** The file became shorter while it was sent. */
export class FileChanged extends Error {}

/** One sentence for everything that can go wrong below HTTP. */
export function explainTransport(error: unknown, server: URL): Error {
  if (error instanceof Failure) return error
  if (error instanceof FileChanged)
    return refused("The file became shorter while it was sent. Send it once it is written.")
  const code = (error as NodeJS.ErrnoException | undefined)?.code ?? "no code"
  const path = (error as NodeJS.ErrnoException | undefined)?.path
  const where = nameOf(server)
  if (path !== undefined) return refused(`${path} cannot be read (${code}).`)
  switch (code) {
    case "ECONNREFUSED":
      return new Lost(
        `Nothing answers at ${where} (connection refused). Start the server with "promotrail serve", or set PROMOTRAIL_URL.`,
        error,
      )
    case "ENOTFOUND":
      return unavailable(`The host ${server.hostname} is not known. Is PROMOTRAIL_URL right?`, { cause: error })
    case "EPROTO":
    case "ERR_SSL_WRONG_VERSION_NUMBER":
    case "ERR_SSL_PACKET_LENGTH_TOO_LONG":
      return unavailable(`${where} does not speak https (${code}). Is its address http://?`, { cause: error })
    case "EAI_AGAIN":
    case "ECONNRESET":
    case "EPIPE":
    case "ECONNABORTED":
    case "ETIMEDOUT":
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return new Lost(`${where} could not be reached, or closed the connection before it answered (${code}).`, error)
  }
  if (/CERT|SELF_SIGNED|UNABLE_TO_|ERR_TLS/.test(code)) {
    return unavailable(
      `The certificate of ${where} is not trusted (${code}). Name its authority's file in NODE_EXTRA_CA_CERTS.`,
      { cause: error },
    )
  }
  if (code.startsWith("HPE_")) {
    return unavailable(`What answers at ${where} does not speak HTTP (${code}). Is PROMOTRAIL_URL right?`, {
      cause: error,
    })
  }
  return unavailable(`${where} could not be asked (${code}).`, { cause: error })
}
