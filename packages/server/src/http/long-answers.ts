import { Socket } from "node:net"
import type { FastifyRequest } from "fastify"

/** Longer than a deep replay is given. */
const LONG_MS = 15 * 60_000

/** Keeps the connection of a request open although nothing is said on it for long: the server is at work. */
export function mayTakeLong({ raw }: FastifyRequest): void {
  if (raw.socket instanceof Socket) raw.socket.setTimeout(LONG_MS)
}
