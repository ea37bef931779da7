const queues = new WeakMap<object, Map<string, Promise<unknown>>>()

/** Of the same thing of the same owner one after the other; another server, which has an owner of its own, does not wait. */
export async function inTurn<T>(owner: object, thing: string, work: () => Promise<T>): Promise<T> {
  const waiting = queues.get(owner) ?? new Map<string, Promise<unknown>>()
  queues.set(owner, waiting)
  const turn = (waiting.get(thing) ?? Promise.resolve()).then(work, work)
  waiting.set(thing, turn)
  try {
    return await turn
  } finally {
    if (waiting.get(thing) === turn) waiting.delete(thing)
  }
}
