import { wrongUsage } from "./failure.ts"

/** The address of a server, without a slash at its end. A secret inside an address would end up in logs, so it is refused. */
export function readServerUrl(text: string, from: string): URL {
  const source = from === "" ? "" : ` (${from})`
  if (!URL.canParse(text)) throw wrongUsage(`The server's address${source} is no URL. Write it as https://host:port.`)
  const url = new URL(text)
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    throw wrongUsage(`The server's address${source} must begin with http:// or https://, not ${url.protocol}//.`)
  }
  if (url.username !== "" || url.password !== "") {
    throw wrongUsage(`The server's address${source} holds a user or password. Leave them out and set PROMOTRAIL_TOKEN.`)
  }
  if (url.search !== "" || url.hash !== "") {
    throw wrongUsage(`The server's address${source} has a ? or # part. Give the address alone: ${url.origin}`)
  }
  return url
}

/** How an address is shown, and the name its token is kept under. */
export function nameOf(url: URL): string {
  return `${url.origin}${url.pathname.replace(/\/+$/, "")}`
}

/** Whether what is sent there stays on this machine. Names that only look like it, such as 127.example.com, do not. */
export function isLoopback({ hostname }: URL): boolean {
  return (
    hostname === "localhost" ||
    hostname.endsWith(".localhost") ||
    hostname === "[::1]" ||
    /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(hostname)
  )
}
