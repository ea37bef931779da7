/** Where in the environment a value was found. */
export type Found = { readonly value: string; readonly from: string }

type Variables = NodeJS.ProcessEnv
type Source = (variables: Variables) => Found | undefined

const variable =
  (name: string): Source =>
  (variables) => {
    const value = variables[name]
    return value === undefined || value === "" ? undefined : { value, from: name }
  }

/** GITHUB_REF_NAME is a branch as often as a tag, and a branch is no release. */
const githubTag: Source = (variables) =>
  variables["GITHUB_REF_TYPE"] === "tag" ? variable("GITHUB_REF_NAME")(variables) : undefined

const azureTag: Source = (variables) => {
  const value = /^refs\/tags\/(.+)$/.exec(variables["BUILD_SOURCEBRANCH"] ?? "")?.[1]
  return value === undefined ? undefined : { value, from: "BUILD_SOURCEBRANCH" }
}

/** Where pipelines say what this run is about; the first that is set wins. Bitbucket, GitHub, GitLab, Jenkins, Azure. */
const SOURCES = {
  release: [variable("BITBUCKET_TAG"), githubTag, variable("CI_COMMIT_TAG"), variable("TAG_NAME"), azureTag],
  environment: [variable("BITBUCKET_DEPLOYMENT_ENVIRONMENT"), variable("CI_ENVIRONMENT_NAME")],
  commit: [
    variable("BITBUCKET_COMMIT"),
    variable("GITHUB_SHA"),
    variable("CI_COMMIT_SHA"),
    variable("GIT_COMMIT"),
    variable("BUILD_SOURCEVERSION"),
  ],
} as const satisfies Record<string, readonly Source[]>

/** What the pipeline around us says about the release, the environment or the commit. */
export function fromPipeline(what: keyof typeof SOURCES, variables: Variables): Found | undefined {
  for (const source of SOURCES[what]) {
    const found = source(variables)
    if (found !== undefined) return found
  }
  return undefined
}
