import { PACK_SCHEMA } from "@promotrail/core"

/** What an auditor reads first: what each file is, what to run, and what it does not prove. */
export const packReadme = (origins: readonly string[]): string => `AUDIT PACK (${PACK_SCHEMA})

What was decided, deployed and changed on the way to production, as signed records in a transparency log, and all that
is needed to check them without the server that wrote them and without its makers.

CHECK ALL OF IT
  promotrail verify PACK.tar --policy policy.txt --checkpoint kept.checkpoint
  policy.txt is yours: the one you kept from the first audit, not the one in this pack. Without --policy the pack's own
  is used, and it is called self-declared. kept.checkpoint is logs/${origins.at(-1) ?? "ORIGIN"}/checkpoint of the pack
  before. Exit code 0: all of it agrees. 65: something does not, and it is named.

CHECK A DECISION WITH SOMETHING ELSE
  Unpack the pack first: tar -xf PACK.tar
  promotrail verify bundles/DECISION.sigstore.json --policy policy.txt --key decision.pub
  Any client of Sigstore that takes bundles 0.3 and a trusted root:
    cosign verify-blob-attestation --bundle bundles/DECISION.sigstore.json --key decision.pub \\
      --trusted-root trusted_root.json --type TYPE --digest HEX --digestAlg sha256
    (a client cannot know which artifact you mean: compare the digest of the subject yourself)
  openssl, for the signature alone. What is signed is "DSSEv1 28 application/vnd.in-toto+json LENGTH PAYLOAD":
    jq -r .dsseEnvelope.payload bundles/DECISION.sigstore.json | base64 -d > payload
    printf 'DSSEv1 28 application/vnd.in-toto+json %s ' "$(wc -c < payload | tr -d ' ')" | cat - payload > signed
    jq -r '.dsseEnvelope.signatures[0].sig' bundles/DECISION.sigstore.json | base64 -d > signature
    openssl dgst -sha256 -verify decision.pub -signature signature signed
    (where decision.pub holds several keys, openssl reads the first one)

CHECK A TIME STAMP (RFC 3161)
  verify sees that the log goes on from what was stamped; that the stamp is genuine, and of when, openssl says:
    jq -rj 'select(.kind == "timestamp").text | split("\\n\\n")[:-1] | join("\\n\\n") + "\\n"' anchors.jsonl > stamped.checkpoint
    jq -r 'select(.kind == "timestamp").text | split("\\n\\n")[-1]' anchors.jsonl | base64 -d > checkpoint.tsr
    openssl ts -verify -in checkpoint.tsr -data stamped.checkpoint -CAfile tsa-root.pem
    openssl ts -reply -in checkpoint.tsr -text

FILES
  policy.txt              the keys of the logs and of witnesses (C2SP tlog-policy)
  trusted_root.json       the same for clients of Sigstore
  decision.pub            the keys that signed records, PEM
  logs/ORIGIN/            each log whole: checkpoint and tiles (C2SP tlog-tiles), of one moment
  records/LOG/NNN.jsonl   the records, 256 a file by their index in the log: in-toto statements in DSSE envelopes
  entries/NNN.jsonl       the ledger's entries that records speak of, as they were hashed, 256 a file by index; with names
                          also those from before records were signed, which the first record seals
  disclosures/NNN.jsonl   names and free words of those entries, where asked for and not erased
  objects/                what decisions name by SHA-256: inputs, outcomes, policies, and raw evidence where asked for
  anchors.jsonl           what witnesses, time stamping authorities and git tags keep of the logs
  bundles/                the newest decisions, each as Sigstore bundle and as .tlog-proof, and its SLSA summary
  manifest.json           every file above with its SHA-256, and what the pack claims: the last file of a whole pack

WHAT IT DOES NOT PROVE
  That the keys in policy.txt belong to whom you think: get them another way, once.
  That nobody else was shown another log: that is what witnesses are for. Look whether anybody witnessed it.
  That what was uploaded as evidence is true: it proves who sent what and when, and what was decided on it.
  What was erased by law is gone; its digest stands, and a notice in the log says so. A replay without it is not possible.
  Names of people can stand in objects (who sent evidence; in decisions of earlier versions also who blocked a release): treat the pack as confidential.
`
