const LONGEST = 1024

/**
 * Folders in which build systems check sources out: GitHub's runners and containers, GitLab's runners, Azure
 * Pipelines, Jenkins. Without them a path is the same wherever the tool ran.
 */
const WORKSPACES: readonly RegExp[] = [
  /^\/home\/runner\/work\/[^/]+\/[^/]+\//,
  /^\/__w\/[^/]+\/[^/]+\//,
  /^\/github\/workspace\//,
  /^[a-z]:\/a\/[^/]+\/[^/]+\//i,
  /^\/builds\/(?=[^/]+\/)/,
  /^\/home\/vsts\/work\/\d+\/s\//,
  /^\/var\/(?:lib\/jenkins|jenkins_home)\/workspace\/[^/]+\//,
]
/** The home folder of a person, whose name is nobody's business. */
const HOME = /^(?:\/(?:home|Users)\/[^/]+|[a-z]:\/Users\/[^/]+)\//i

/** A path as findings name it: with slashes, relative where that can be known, without anybody's home. */
export function pathOf(written: string): string {
  let path = written.trim()
  if (/^file:/i.test(path)) path = decoded(path.replace(/^file:(?:\/\/[^/]*)?/i, ""))
  // Web addresses keep their shape; a backslash in a path is Windows' slash.
  if (!/^[a-z][a-z0-9+.-]+:\/\//i.test(path)) path = path.replaceAll("\\", "/").replace(/\/{2,}/g, "/")
  else path = urlOf(path)
  path = path.replace(/^\/(?=[a-z]:\/)/i, "")
  while (path.startsWith("./")) path = path.slice(2)
  const workspace = WORKSPACES.find((one) => one.test(path))
  path = workspace === undefined ? path.replace(HOME, "~/") : path.replace(workspace, "")
  return path.slice(0, LONGEST)
}

/** An address as findings name it: without password, query and fragment, in which tokens travel and sessions change. */
export function urlOf(written: string): string {
  return written
    .trim()
    .replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#@]*@/i, "$1")
    .replace(/[?#].*$/s, "")
    .slice(0, LONGEST)
}

/** The text that a URI's percent signs stand for; the text itself where they stand for none. */
export function decoded(uri: string): string {
  if (!uri.includes("%")) return uri
  try {
    return decodeURIComponent(uri)
  } catch {
    return uri
  }
}
