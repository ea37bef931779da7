import {
  renderMatrixHtml,
  renderMatrixMarkdown,
  renderMatrixSvg,
  renderMatrixText,
  type CellState,
} from "@promotrail/core"
import { connect } from "../api.ts"
import { command } from "../command.ts"
import { EXIT } from "../exit.ts"
import { wrongUsage } from "../failure.ts"
import { APP, JSON_LINES, RELEASE } from "../flags.ts"
import type { Paint } from "../output/paint.ts"
import { plainAll } from "../output/terminal.ts"

const COLOUR_OF: Readonly<Record<CellState, keyof Paint>> = {
  pass: "good",
  warn: "doubtful",
  fail: "bad",
  pending: "faint",
  missing: "doubtful",
  waived: "doubtful",
  "not-applicable": "faint",
}

/** `promotrail matrix`: drawn here from the same value the page draws. */
export const matrix = command({
  flags: {
    app: APP,
    release: RELEASE,
    json: JSON_LINES,
    svg: { type: "boolean", about: "print a picture" },
    html: { type: "boolean", about: "print a table that needs nothing else" },
    markdown: { type: "boolean", about: "print a table for a comment or a summary" },
  },
  about: ["Release → environment → category with passed/total, then the heatmap, with bands as symbols and words."],
  examples: [
    "promotrail matrix --app checkout --release v2.5.0",
    "promotrail matrix --release v2.5.0 --svg > matrix.svg",
  ],
  async run({ values, settings, terminal }) {
    if ([values.json, values.svg, values.html, values.markdown].filter(Boolean).length > 1) {
      throw wrongUsage("--json, --svg, --html and --markdown are four ways to print one matrix. Choose one.")
    }
    const params = { application: settings.application(), release: settings.release() }
    const { body, text } = await connect(settings, terminal).call("getMatrix", { params })
    const { out, paint } = terminal
    if (values.json) out(text)
    else if (values.svg) out(renderMatrixSvg(body.view))
    else if (values.html) out(renderMatrixHtml(body.view))
    else if (values.markdown) out(renderMatrixMarkdown(plainAll(body.view)))
    else out(renderMatrixText(plainAll(body.view), (state, shown) => paint[COLOUR_OF[state]](shown)))
    return EXIT.done
  },
})
