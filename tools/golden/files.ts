import { cliReference } from "@promotrail/cli"
import { recordJsonSchema } from "@promotrail/contract"
import { apiPage, openApiDocument } from "./api.ts"
import { checksPage } from "./checks.ts"
import { controlsPage } from "./controls.ts"
import { pagesWithExamples } from "./embed.ts"
import { engineFile } from "./engine.ts"
import { eventsPage } from "./events.ts"
import { exitCodesPage } from "./exit-codes.ts"
import { formatsPage } from "./formats.ts"
import { glossaryPage } from "./glossary.ts"
import type { Golden } from "./page.ts"
import { policyPage, policySchema } from "./policy.ts"
import { problemsPage } from "./problems.ts"
import { reasonCodesPage } from "./reason-codes.ts"
import { settingsPage } from "./settings.ts"
import { warningsPage } from "./warnings.ts"

const reference = (name: string, render: Golden["render"]): Golden => ({ path: `docs/reference/${name}`, render })

/** Every file that is made from another part of the repository, without running the product. */
export const GOLDEN: readonly Golden[] = [
  { path: "packages/core/src/gate/engine.ts", render: engineFile },
  reference("openapi.json", openApiDocument),
  reference("api.md", apiPage),
  reference("problems.md", problemsPage),
  reference("reason-codes.md", reasonCodesPage),
  reference("exit-codes.md", exitCodesPage),
  reference("cli.md", cliReference),
  reference("settings.md", settingsPage),
  reference("formats.md", formatsPage),
  reference("warnings.md", warningsPage),
  reference("policy.schema.json", policySchema),
  reference("policy.md", policyPage),
  reference("records.schema.json", () => `${JSON.stringify(recordJsonSchema(), null, 2)}\n`),
  reference("checks.md", checksPage),
  reference("events.md", eventsPage),
  reference("controls.md", controlsPage),
  reference("glossary.md", glossaryPage),
  ...pagesWithExamples(),
]
