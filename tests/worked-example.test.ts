import { startServer } from "./support/server.ts"
import { workedExample } from "./worked-example.contract.ts"

workedExample("the embedded database", () => startServer())
