# The worked example of "Write a policy". Run it from the root of the repository.

#: policy
promotrail policy check fixtures/worked-example/policy.yaml
promotrail policy apply fixtures/worked-example/policy.yaml

#: dev
export PROMOTRAIL_APP=checkout PROMOTRAIL_RELEASE=v2.5.0
promotrail release register v2.5.0 --artifact checkout@sha256:4d5d6fc423ebf9fab0f661bd4ab6954fcb939f68e3df660fe9059fbde4b6af50
cd fixtures/worked-example
promotrail report dev-unit.xml dev-integration.xml dev-smoke.xml --environment dev
promotrail gate --to staging --quiet

#: staging
promotrail record-deployment --environment staging --status succeeded
promotrail report staging-smoke.xml staging-functional.xml staging-performance.xml --environment staging
promotrail gate --to preprod

#: prod exits 11
promotrail gate --to prod --quiet

#: rerun exits 10
promotrail report dev-integration-rerun.xml --environment dev
promotrail gate --to staging --quiet
