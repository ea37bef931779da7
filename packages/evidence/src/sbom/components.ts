import type { ComponentItem } from "@promotrail/core"
import type { FormatInput } from "../format.ts"
import { Items } from "../items.ts"
import { RefusedInput } from "../refusal.ts"
import { DependencyGraph, type Node } from "./dependency-graph.ts"

/** A component before its depth is known. */
export type DraftComponent = Omit<ComponentItem, "type" | "depth">

/**
 * Where every reader of an SBOM puts what it finds. Components wait until the document ends, because what depends on
 * what often stands behind them; then each is handed on once, with its steps from the product.
 */
export class Components {
  readonly graph: DependencyGraph
  /** How many components were added that count; parts of the product itself do not. */
  count = 0
  private licensed = 0
  private readonly drafts: { readonly draft: DraftComponent; readonly node: Node }[] = []
  private readonly input: FormatInput
  private readonly items: Items

  constructor(input: FormatInput) {
    this.input = input
    this.graph = new DependencyGraph(input.limits)
    this.items = new Items(input)
  }

  add(draft: DraftComponent, node: Node): void {
    this.count++
    if (draft.licences.length > 0) this.licensed++
    this.keep(draft, node)
  }

  /** A part of the product itself: judged like a component, and not counted as one. */
  addPart(draft: DraftComponent, node: Node): void {
    this.keep(draft, node)
  }

  /** Hands on all components; answers what was counted. */
  finish(): Readonly<Record<string, number>> {
    const depths = this.graph.depths()
    for (const { draft, node } of this.drafts) {
      const depth = depths.get(node)
      this.items.add({ type: "component", ...draft, ...(depth === undefined ? {} : { depth }) })
    }
    const { count, licensed, graph } = this
    return { components: count, licensed, unlicensed: count - licensed, dependencies: graph.dependencies }
  }

  private keep(draft: DraftComponent, node: Node): void {
    const limit = this.input.limits.items
    if (this.drafts.length === limit) {
      throw new RefusedInput({ kind: "too-large", what: "items", limit, line: draft.at })
    }
    this.drafts.push({ draft, node })
  }
}
