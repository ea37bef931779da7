/** Publishing in the background: never more than one at a time, and once more for what came meanwhile. */
export interface Publishing {
  /** There may be something new. */
  wake(): void
  /** After what is being published is. */
  stop(): Promise<void>
}

/** `publish` failing is told once for each kind of failure, and is tried again with the next entry. */
export function publishing(publish: () => Promise<void>, tell: (what: string) => void): Publishing {
  let running: Promise<void> | undefined
  let [isAsked, isStopped, told] = [false, false, ""]
  const run = async (): Promise<void> => {
    while (isAsked && !isStopped) {
      isAsked = false
      try {
        await publish()
        told = ""
      } catch (error) {
        const what = error instanceof Error ? error.message : String(error)
        if (what !== told)
          tell(`The log could not be published: ${what}. Decisions are not affected; it is tried again.`)
        told = what
      }
    }
    running = undefined
  }
  return {
    wake() {
      isAsked = true
      running ??= run()
    },
    async stop() {
      isStopped = true
      await running
    },
  }
}
