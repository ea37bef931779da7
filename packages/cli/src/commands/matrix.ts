import { command } from "../command.ts"
export const matrix = command({
  flags: {},
  async run() {
    return 70
  },
})
