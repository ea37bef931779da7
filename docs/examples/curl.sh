# A pipeline without the command: curl alone. It needs PROMOTRAIL_URL and PROMOTRAIL_TOKEN.

#: place
promotrail policy apply docs/examples/shop/policy.yaml
mkdir "$SCRATCH/shop" && cp fixtures/worked-example/dev-unit.xml fixtures/worked-example/dev-smoke.xml "$SCRATCH/shop"
cd "$SCRATCH/shop"

#: start
release="$PROMOTRAIL_URL/v1/applications/shop/releases/v1.4.0"
send() { curl -sS --fail-with-body -H "Authorization: Bearer $PROMOTRAIL_TOKEN" "$@"; }

#: register
send -o release.json -H "Content-Type: application/json" \
  -d '{"version":"v1.4.0","artifacts":[{"name":"shop","digest":"sha256:2f0c6c4f4c5b8f6d3d9b0f3a8e1e7c2b5a4d9687f0e1d2c3b4a5968778695a4b"}]}' \
  "$PROMOTRAIL_URL/v1/applications/shop/releases"

#: report
send -o unit.json --data-binary @dev-unit.xml "$release/evidence?environment=dev&category=unit&file=dev-unit.xml"

#: held exits 22
send -o decision.json -H "Content-Type: application/json" -d '{"to":"staging"}' "$release/gate"

#: says
grep -o '"says":"[^"]*"' decision.json | head -1

#: missing
send -o smoke.json --data-binary @dev-smoke.xml "$release/evidence?environment=dev&category=smoke&file=dev-smoke.xml"

#: allowed
send -o decision.json -H "Content-Type: application/json" -d '{"to":"staging"}' "$release/gate"

#: deployed
send -o deployment.json -H "Content-Type: application/json" -d '{"environment":"staging","status":"succeeded"}' "$release/deployments"
