# Verifying the ledger: by the server, and without it. Run it from the root of the repository.

#: setup
promotrail policy apply docs/examples/tests/policy.yaml

#: verify
promotrail ledger verify

#: place
example=$PWD/docs/examples/log-root.mjs && mkdir "$SCRATCH/shop" && cd "$SCRATCH/shop" && cp "$example" .

#: root
node log-root.mjs "$PROMOTRAIL_URL/log"

#: export
auth="Authorization: Bearer $PROMOTRAIL_TOKEN"
curl -sS --fail-with-body -H "$auth" -o ledger.jsonl "$PROMOTRAIL_URL/v1/audit/export?format=jsonl"
