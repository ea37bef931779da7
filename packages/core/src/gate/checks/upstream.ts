import { finding, type CheckKind } from "./check-kind.ts"

/**
 * Whether the release runs in the source by way of an enforced allow (decisions §2). A source that is the first
 * environment of its path needs no promotion into it.
 */
export const upstream: CheckKind<"upstream"> = {
  kind: "upstream",
  title: "The release was promoted to the source environment and still runs there.",
  evaluate(_rule, { edge, subject, upstream: state }) {
    if (edge.first) return [finding("upstream", "not_applicable")]
    if (state === null || state.release !== subject.release) {
      return [
        finding("upstream", "unknown", [
          {
            code: "upstream.not_promoted",
            environment: edge.from,
            running: state?.release ?? null,
            missing: "deployment",
          },
        ]),
      ]
    }
    if (state.decision?.verdict !== "allow") {
      return [
        finding("upstream", "unknown", [
          { code: "upstream.not_promoted", environment: edge.from, running: state.release, missing: "allow" },
        ]),
      ]
    }
    return [finding("upstream", "pass")]
  },
  remedies: (_rule, { edge, upstream: state, subject }) =>
    edge.first || (state?.release === subject.release && state.decision?.verdict === "allow")
      ? []
      : [
          {
            key: "promote-upstream",
            most: 1,
            apply: (facts, count) =>
              count === 0
                ? facts
                : {
                    ...facts,
                    upstream: {
                      deployment: "hypothetical",
                      release: facts.subject.release,
                      at: facts.now,
                      decision: { id: "hypothetical", verdict: "allow" },
                    },
                  },
            describe: () => ({ action: "promote-upstream", who: "release manager", environment: edge.from }),
          },
        ],
}
