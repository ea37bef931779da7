# Trying a gate before it stops anybody. Run it from the root of the repository.

#: setup
export PROMOTRAIL_APP=cart PROMOTRAIL_RELEASE=v2 PROMOTRAIL_ENVIRONMENT=dev
promotrail policy apply docs/examples/tests/policy.yaml
promotrail release register v2 --artifact cart@sha256:d4735e3a265e16eee03f59718b9b5d03019c07d8b6c51f90da3a666eec13ab35
promotrail report docs/examples/tests/v2.xml

#: advisory
promotrail gate --to prod --advisory --quiet

#: blocked exits 10
promotrail release block v2 --reason "customers are charged twice, SHOP-120"
promotrail gate --to prod --quiet

#: unblocked
promotrail release unblock v2 --reason "it was the payment provider, SHOP-120"

#: markdown exits 10
promotrail gate --to prod --markdown
