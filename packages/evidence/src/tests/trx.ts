import type { Format } from "../format.ts"
import { openXml } from "../xml/document.ts"
import { TRX_VOCABULARY, TrxHandler } from "./trx-handler.ts"

/** TRX, the result file of Visual Studio, `dotnet test` and MSTest (schema vstst.xsd, TeamTest 2006 and 2010). */
export const TRX: Format = {
  id: "trx",
  kind: "tests",
  title: "TRX (Visual Studio)",
  versions: "TeamTest 2006 and 2010, of MSTest, NUnit and xUnit.net adapters and Microsoft.Testing.Platform",
  takes: [
    "each result with file, class, name, outcome, duration and message; of a result with inner results, those",
    "categories",
    "that the run broke off, or failed where no test did",
  ],
  commands: ["dotnet test --logger trx", "dotnet test -- --report-trx", "vstest.console.exe tests.dll /Logger:trx"],
  recognisedBy: "root `TestRun` in the TeamTest namespace, or with its `Results` or `TestDefinitions`",
  refuses: ["files without a result", "documents that declare entities", "broken or cut XML"],
  recognise: ({ xml }) =>
    xml?.root === "TestRun" &&
    (/microsoft\.com\/schemas\/VisualStudio\/TeamTest/i.test(xml.namespace) ||
      ["Results", "TestDefinitions", "ResultSummary"].some((child) => xml.children.has(child))),
  open(input) {
    const handler = new TrxHandler(input)
    return openXml(input, handler, TRX_VOCABULARY, () => handler.finish())
  },
}
