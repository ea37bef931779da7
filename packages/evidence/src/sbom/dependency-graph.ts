import type { Limits } from "../limits.ts"
import { RefusedInput } from "../refusal.ts"

/** A place in the graph: a component, or whatever else the document gives a name to. */
export type Node = number

/** Relations for each item that a document may list: real ones have two or three. */
const RELATIONS_PER_ITEM = 8

/**
 * What depends on what, by the names a document gives its elements. It holds two integers for a relation, and answers
 * how many steps each element is from the product. Documents have cycles (seen in real ones).
 */
export class DependencyGraph {
  /** Relations that the document states. */
  dependencies = 0
  private readonly nodes = new Map<string, Node>()
  private size = 0
  private readonly roots: Node[] = []
  private readonly from: Node[] = []
  private readonly to: Node[] = []
  private readonly most: number

  constructor({ items }: Limits) {
    this.most = items * RELATIONS_PER_ITEM
  }

  /** The node of a name; the same name is the same node. An element without a name is a node of its own. */
  node(name: string): Node {
    if (name === "") return this.size++
    const known = this.nodes.get(name)
    if (known !== undefined) return known
    const node = this.size++
    this.nodes.set(name, node)
    return node
  }

  /** The product, or an element that the document is about. */
  root(node: Node): void {
    this.roots.push(node)
  }

  /** A relation that the document states. `line`: where, for a refusal. */
  depends(from: Node, on: Node, line: number): void {
    this.dependencies++
    this.contains(from, on, line)
  }

  /** A step without a stated relation: an element that stands inside another. */
  contains(from: Node, part: Node, line: number): void {
    if (this.from.length === this.most) {
      throw new RefusedInput({ kind: "too-large", what: "items", limit: this.most, line })
    }
    this.from.push(from)
    this.to.push(part)
  }

  /** Steps from the nearest root to every node that can be reached from one. */
  depths(): ReadonlyMap<Node, number> {
    const depths = new Map<Node, number>()
    for (const root of this.roots) depths.set(root, 0)
    if (depths.size === 0) return depths
    const next = this.neighbours()
    let here = [...depths.keys()]
    for (let depth = 1; here.length > 0; depth++) {
      const reached: Node[] = []
      for (const node of here) {
        for (const neighbour of next(node)) {
          if (depths.has(neighbour)) continue
          depths.set(neighbour, depth)
          reached.push(neighbour)
        }
      }
      here = reached
    }
    return depths
  }

  /** The relations sorted by where they begin. */
  private neighbours(): (node: Node) => Int32Array {
    const starts = new Int32Array(this.size + 1)
    for (const from of this.from) starts[from + 1]!++
    for (let node = 0; node < this.size; node++) starts[node + 1]! += starts[node]!
    const filled = starts.slice()
    const sorted = new Int32Array(this.from.length)
    for (const [relation, from] of this.from.entries()) sorted[filled[from]!++] = this.to[relation]!
    return (node) => sorted.subarray(starts[node], starts[node + 1])
  }
}
