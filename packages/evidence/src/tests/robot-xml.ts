import type { Format, FormatInput } from "../format.ts"
import { openXml } from "../xml/document.ts"
import { ROBOT_VOCABULARY, RobotHandler } from "./robot-handler.ts"

/** Robot Framework lets keywords call a hundred deep, and loops are two elements each: more than reports of others. */
const DEEPER = 4

/** Output files of Robot Framework and rebot (robot.xsd; User Guide, "Output file"). */
export const ROBOT_XML: Format = {
  id: "robot-xml",
  kind: "tests",
  title: "Robot Framework output",
  versions: "Robot Framework 2 to 7, also written by rebot and by tools for RPA",
  takes: [
    "each test with its suites, status, tags, line, duration and message",
    "failed set-ups and tear-downs of suites: the tests themselves keep the status they had",
    "suites whose results are in another file",
  ],
  commands: ["robot tests/", "rebot --output output.xml part1.xml part2.xml"],
  recognisedBy: "root `robot` with a generator or a suite",
  refuses: ["outputs without a test", "documents that declare entities", "broken or cut XML"],
  recognise: ({ xml }) =>
    xml?.root === "robot" &&
    (xml.attributes.has("generator") || xml.attributes.has("generated") || xml.children.has("suite")),
  open(input) {
    const deep: FormatInput = { ...input, limits: { ...input.limits, depth: input.limits.depth * DEEPER } }
    const handler = new RobotHandler(deep)
    return openXml(deep, handler, ROBOT_VOCABULARY, () => handler.finish())
  },
}
