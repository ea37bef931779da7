import { command } from "../command.ts"
export const demo = command({
  flags: {},
  async run() {
    return 70
  },
})
