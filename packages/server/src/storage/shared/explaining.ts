/** The same questions, with what the database says about itself in the port's words. */
export function explaining<Port extends object>(port: Port, explain: (error: unknown) => unknown): Port {
  const wrapped = Object.entries(port).map(([name, ask]: [string, (...args: never[]) => Promise<unknown>]) => [
    name,
    async (...args: never[]) => {
      try {
        return await ask(...args)
      } catch (error) {
        throw explain(error)
      }
    },
  ])
  return Object.fromEntries(wrapped) as Port
}
