# Tests that vanish, retire and rest. Run it from the root of the repository.

#: before
export PROMOTRAIL_APP=cart PROMOTRAIL_ENVIRONMENT=dev
promotrail policy apply docs/examples/tests/policy.yaml
promotrail release register v1 --artifact cart@sha256:6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b
promotrail report docs/examples/tests/v1.xml --release v1
promotrail gate --release v1 --to prod --quiet
promotrail record-deployment --release v1 --environment dev --status succeeded

#: vanished exits 10
promotrail release register v2 --artifact cart@sha256:d4735e3a265e16eee03f59718b9b5d03019c07d8b6c51f90da3a666eec13ab35
promotrail report docs/examples/tests/v2.xml --release v2
promotrail gate --release v2 --to prod

#: list
promotrail tests list --filter vanished

#: retire
promotrail tests retire 'cart::LegacyVoucherTest::*' --reason "paper vouchers ended, SHOP-90"

#: quarantine
promotrail tests quarantine 'cart::CartTest::keeps the cart for a day' --owner anna --reason SHOP-101 --until 2030-01-31

#: allowed
promotrail gate --release v2 --to prod

#: listed
promotrail tests list --filter retired
promotrail tests list --filter quarantined
