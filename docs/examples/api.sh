# The HTTP interface by hand. It needs PROMOTRAIL_URL and PROMOTRAIL_TOKEN. Run it from the root of the repository.

#: place
mkdir "$SCRATCH/shop" && cp docs/examples/tests/policy.yaml "$SCRATCH/shop/policy.yaml" && cp docs/examples/tests/v2.xml "$SCRATCH/shop/report.xml"
cd "$SCRATCH/shop"

#: setup
auth="Authorization: Bearer $PROMOTRAIL_TOKEN"
api="$PROMOTRAIL_URL/v1"

#: policy
curl -sS --fail-with-body -H "$auth" -H "Content-Type: application/yaml" \
  --data-binary @policy.yaml "$api/applications/cart/policy"

#: release
curl -sS --fail-with-body -o /dev/null -w '%{http_code}\n' -H "$auth" -H "Content-Type: application/json" \
  -H "Idempotency-Key: build-4711" \
  -d '{"version":"v2","artifacts":[{"name":"cart","digest":"sha256:d4735e3a265e16eee03f59718b9b5d03019c07d8b6c51f90da3a666eec13ab35"}]}' \
  "$api/applications/cart/releases"

#: upload
curl -sS --fail-with-body -o evidence.json -w '%{http_code}\n' -H "$auth" \
  --data-binary @report.xml "$api/applications/cart/releases/v2/evidence?environment=dev&category=unit"

#: gate exits 22
curl -sS --fail-with-body -o decision.json -w '%{http_code}\n' -H "$auth" -H "Content-Type: application/json" \
  -d '{"to":"prod"}' "$api/applications/cart/releases/v2/gate"

#: problem exits 22
curl -sS --fail-with-body -H "$auth" "$api/applications/cart/releases/v9"

#: etag
etag=$(curl -sS -D - -o /dev/null -H "$auth" "$api/applications/cart" | tr -d '\r' | sed -n 's/^etag: //p')
curl -sS -o /dev/null -w '%{http_code}\n' -H "$auth" -H "If-None-Match: $etag" "$api/applications/cart"

#: live
curl -sSN --max-time 2 -H "$auth" -H "Last-Event-ID: 4" "$api/live" 2>/dev/null | head -n 12
