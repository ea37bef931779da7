import type { OpenSigner, SignerPlace } from "../ports/signer.ts"
import { commandSigner } from "./command-signer.ts"
import { keyFile, readKeyFile } from "./key-files.ts"
import { signerOf } from "./key-pair.ts"

/** How the keys of this place are opened. */
export function signerAt(place: SignerPlace): OpenSigner {
  return ({ log, mayMake }) => {
    switch (place.kind) {
      case "folder": {
        const { folder } = place
        return signerOf(
          {
            record: readKeyFile(folder, "record", log, mayMake),
            log: readKeyFile(folder, "log", log, mayMake),
          },
          { record: keyFile(folder, "record", log), log: keyFile(folder, "log", log) },
        )
      }
      case "given":
        return signerOf(
          { record: place.recordKey, log: place.logKey },
          { record: "PROMOTRAIL_RECORD_KEY", log: "PROMOTRAIL_LOG_KEY" },
        )
      case "command":
        return commandSigner(place.command)
    }
  }
}
