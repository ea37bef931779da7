import { afterAll, beforeAll, describe } from "vitest"
import { missingPart } from "../../tools/optional-parts.ts"
import { startPostgres, type Postgres } from "../../tools/postgres.ts"
import { oddRequests } from "./odd-requests.contract.ts"

describe.skipIf(missingPart("postgresql") !== undefined)("with a PostgreSQL of our own", () => {
  let postgres: Postgres
  beforeAll(async () => {
    const started = await startPostgres()
    if ("missing" in started) throw new Error(started.missing)
    postgres = started
  })
  afterAll(() => postgres.stop())

  oddRequests("PostgreSQL", () => ({ PROMOTRAIL_DATABASE_URL: postgres.url }))
})
