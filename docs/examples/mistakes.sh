# A policy with three mistakes. Run it from the root of the repository.

#: check exits 65
promotrail policy check docs/examples/mistakes.yaml
