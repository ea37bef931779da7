# An audit pack: written, verified without the server, and what happens to one that was changed. Run it from the root of the repository.

#: setup
export PROMOTRAIL_APP=cart PROMOTRAIL_ENVIRONMENT=dev
promotrail policy apply docs/examples/tests/policy.yaml
promotrail release register v1 --artifact cart@sha256:6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b
promotrail report docs/examples/tests/v1.xml --release v1
promotrail gate --release v1 --to prod --quiet

#: place
cd "$SCRATCH"

#: trust
curl -sS --fail-with-body -H "Authorization: Bearer $PROMOTRAIL_TOKEN" -o policy.txt "$PROMOTRAIL_URL/v1/ledger/trust/policy.txt"

#: write
promotrail audit pack --output november.tar --names --evidence

#: verify
promotrail verify november.tar --policy policy.txt

#: unpack
mkdir pack && tar -xf november.tar -C pack

#: bundle
promotrail verify pack/bundles/*.vsa.sigstore.json --policy policy.txt --key pack/decision.pub

#: keep
promotrail ledger checkpoint --output kept.checkpoint

#: next
promotrail release register v2 --artifact cart@sha256:d4735e3a265e16eee03f59718b9b5d03019c07d8b6c51f90da3a666eec13ab35
promotrail gate --release v2 --to prod --quiet || true
promotrail audit pack --output december.tar
promotrail verify december.tar --policy policy.txt --checkpoint kept.checkpoint

#: changed exits 65
sed 's/allow/deny/' pack/entries/000.jsonl > changed && mv changed pack/entries/000.jsonl
promotrail verify pack --policy policy.txt

#: proof
promotrail ledger proof 0 --output genesis.tlog-proof --entry genesis.json
promotrail verify genesis.tlog-proof --entry genesis.json --policy policy.txt
