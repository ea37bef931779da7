import { describe, expect, test } from "vitest"
import { read } from "../../testing/reading.ts"

const otr = "https://schemas.opentest4j.org/reporting"

describe("a report in another tool's own XML is told what to do, and never counted", () => {
  test.for([
    { tool: "TestNG", xml: '<testng-results failed="0" passed="1"><suite name="s"/></testng-results>' },
    { tool: "Catch2", xml: '<Catch2TestRun name="a"><TestCase name="x"/></Catch2TestRun>' },
    { tool: "doctest", xml: '<doctest binary="a"><TestSuite><TestCase name="x"/></TestSuite></doctest>' },
    { tool: "FPCUnit", xml: '<TestResults><TestListing><TestSuite Name=""/></TestListing></TestResults>' },
    { tool: "UnitTest++", xml: '<unittest-results tests="1" failures="0"><test name="a"/></unittest-results>' },
    { tool: "Sonar", xml: '<testExecutions version="1"><file path="a"><testCase name="t"/></file></testExecutions>' },
    { tool: "JUnit 6", xml: `<e:events xmlns:e="${otr}/events/0.2.0"><e:started id="1"/></e:events>` },
    {
      tool: "JUnit 6, as a tree",
      xml: `<h:execution xmlns:h="${otr}/hierarchy/0.2.0"><h:root name="x"/></h:execution>`,
    },
    { tool: "Check", xml: '<testsuites xmlns="http://check.sourceforge.net/ns"><suite/></testsuites>' },
    { tool: "Jenkins", xml: "<result><suites><suite><cases><case/></cases></suite></suites></result>" },
    { tool: "MSTest 2005", xml: "<Tests><UnitTestResult><outcome>10</outcome></UnitTestResult></Tests>" },
  ])("$tool", ({ xml }) => {
    const { report } = read(xml)
    expect(report).toMatchObject({ format: "native-xml-unsupported", outcome: "unsupported" })
    expect(report.reason).toContain("JUnit XML")
  })

  test.for(["<result><tests/></result>", "<Tests><Test/></Tests>", "<events><event/></events>", "<execution/>"])(
    "%s could be anything",
    (xml) => {
      expect(read(xml).report).toMatchObject({ format: null, outcome: "unsupported" })
    },
  )
})
