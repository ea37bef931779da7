import { hasKeys, isList, type JsonShape } from "../detect/json-shape.ts"
import type { Format, FormatInput, FormatReader, Reading } from "../format.ts"
import { openJson } from "../json/document.ts"
import { at, isJsonObject, type Json, type JsonPlace, list, text } from "../json/json.ts"
import { backgroundOf, isBackground, isBad, type Scenario, scenarioOf } from "./cucumber-scenario.ts"
import { invalid, labels, noteTime, objectAt, present } from "./json-parts.ts"
import { jiraKeys } from "./jira-keys.ts"
import { sourcePath } from "./source-path.ts"
import { TestSheet, type Told } from "./test-sheet.ts"

/** Cucumber's older JSON report, of Cucumber-JVM, -JS and -Ruby, and of behave, godog, Karate and others alike. */
export const CUCUMBER_JSON: Format = {
  id: "cucumber-json",
  kind: "tests",
  title: "Cucumber JSON",
  versions: "Cucumber-JVM, -JS and -Ruby up to now, behave, godog, pytest-bdd, Karate",
  takes: [
    "each scenario with feature file, feature, name, worst status of its steps and hooks, duration and first error",
    "a background's steps, with the scenario behind it",
    "tags, and issue keys among them",
  ],
  commands: ["cucumber-js --format json:cucumber.json", "behave -f json -o behave.json"],
  recognisedBy: "an array of features with `elements` and `uri`, `keyword` or `location`",
  refuses: ["reports without a scenario", "features that are no objects"],
  recognise: ({ first }) => isList(first) && first.some(isFeature),
  open: (input) => new CucumberReport(input).reader(),
}

const isFeature = (shape: JsonShape) =>
  (hasKeys(shape, "elements") && ["uri", "keyword", "location", "id"].some((key) => hasKeys(shape, key))) ||
  (hasKeys(shape, "keyword", "name") && (hasKeys(shape, "uri") || hasKeys(shape, "location", "status")))

/** A feature while it is open: its file may be named behind its scenarios. */
type Feature = {
  readonly at: number
  readonly pointer: string
  readonly scenarios: { readonly element: Element; readonly scenario: Scenario }[]
  uri: string
  location: string
  name: string
  status: string
  tags: string[]
  /** The background that was last seen: it runs before the scenario behind it. */
  background: Scenario | undefined
}

type Element = { readonly at: number; readonly pointer: string; readonly name: string; readonly tags: string[] }

class CucumberReport {
  private readonly input: FormatInput
  private readonly sheet: TestSheet
  private feature: Feature | undefined

  constructor(input: FormatInput) {
    this.input = input
    this.sheet = new TestSheet(input)
  }

  reader(): FormatReader {
    const textOf = (key: "uri" | "location" | "name" | "status") => (value: Json) => {
      if (this.feature !== undefined && typeof value === "string") this.feature[key] = value
    }
    return openJson(
      this.input,
      {
        "*": { open: (kind, place) => this.openFeature(kind, place), close: () => this.closeFeature() },
        "*/uri": textOf("uri"),
        "*/location": textOf("location"),
        "*/name": textOf("name"),
        "*/status": textOf("status"),
        "*/tags": (value) => void (this.feature !== undefined && (this.feature.tags = tagsOf(value))),
        "*/elements": {
          open: (kind, { at: line }) => {
            if (kind !== "array") invalid(line, "the elements of a feature stand in no list")
          },
        },
        "*/elements/*": (value, place) => this.element(value, place),
      },
      () => this.finish(),
    )
  }

  private openFeature(kind: string, { at: line, pointer }: JsonPlace): void {
    if (kind !== "object") invalid(line, "a feature is no object")
    this.feature = {
      at: line,
      pointer,
      scenarios: [],
      uri: "",
      location: "",
      name: "",
      status: "",
      tags: [],
      background: undefined,
    }
  }

  private element(value: Json, place: JsonPlace): void {
    objectAt(value, place, "an element")
    const { feature } = this
    if (feature === undefined) return
    if (isBackground(value)) {
      feature.background = backgroundOf(value, this.input.warnings)
      return
    }
    noteTime(at(value, "start_timestamp"), this.sheet.values)
    const scenario = scenarioOf(value, feature.background, this.input.warnings)
    feature.background = undefined
    feature.scenarios.push({
      element: {
        at: place.at,
        pointer: place.pointer,
        name: text(value, "name"),
        tags: tagsOf(at(value, "tags")),
      },
      scenario,
    })
  }

  private closeFeature(): void {
    const { feature } = this
    if (feature === undefined) return
    this.feature = undefined
    const file = sourcePath((feature.uri || feature.location.replace(/:\d+$/, "")).replace(/^classpath:/, ""))
    for (const { element, scenario } of feature.scenarios) {
      const tags = [...new Set([...feature.tags, ...element.tags])]
      const told: Told = {
        at: element.at,
        pointer: element.pointer,
        suite: file,
        class: feature.name,
        name: element.name,
        ...scenario,
        ...present({ file, tags, keys: jiraKeys(tags) }),
      }
      this.sheet.test(told)
    }
    // Only behave says it of a feature: a hook around all of its scenarios threw.
    if (!isBad(feature.status) || feature.scenarios.some(({ scenario }) => isBad(scenario.status))) return
    this.sheet.trouble({ at: feature.at, pointer: feature.pointer, suite: file, what: "the feature failed" })
  }

  private finish(): Reading {
    return this.sheet.finish(0)
  }
}

/** Objects with a name; behave has texts, and only where there are any. */
const tagsOf = (value: Json | undefined): string[] =>
  labels(list(value).map((tag) => (isJsonObject(tag) ? text(tag, "name") : tag)))
