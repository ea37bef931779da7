# The tour of the README. It needs a running server, and PROMOTRAIL_TOKEN. Run it from the root of the repository.

#: names
export PROMOTRAIL_APP=shop PROMOTRAIL_RELEASE=v1.4.0 PROMOTRAIL_ENVIRONMENT=dev

#: policy
npx promotrail policy apply docs/examples/shop/policy.yaml

#: release
npx promotrail release register v1.4.0 --artifact shop@sha256:2f0c6c4f4c5b8f6d3d9b0f3a8e1e7c2b5a4d9687f0e1d2c3b4a5968778695a4b

#: report
npx promotrail report fixtures/worked-example/dev-unit.xml --category unit
npx promotrail report fixtures/worked-example/dev-smoke.xml --category smoke
npx promotrail report fixtures/worked-example/dev-integration-rerun.xml --category integration

#: denied exits 10
npx promotrail gate --to staging

#: fixed
npx promotrail report fixtures/worked-example/dev-integration.xml --category integration

#: allowed
npx promotrail gate --to staging

#: id
DECISION=$(curl -s -H "Authorization: Bearer $PROMOTRAIL_TOKEN" "$PROMOTRAIL_URL/v1/decisions?limit=1" | grep -o '"id":"[^"]*"' | head -1 | cut -d'"' -f4)

#: why
npx promotrail why $DECISION

#: replay
npx promotrail replay $DECISION

#: deployed
npx promotrail record-deployment --environment staging --status succeeded

#: held exits 11
npx promotrail gate --to prod

#: matrix
npx promotrail matrix

#: verify
npx promotrail ledger verify

#: audit
curl -s -H "Authorization: Bearer $PROMOTRAIL_TOKEN" "$PROMOTRAIL_URL/v1/audit/export?application=shop" | cut -d, -f1,3,8
