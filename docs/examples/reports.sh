# A policy that asks for reports of every kind. Run it from the root of the repository.

#: check
promotrail policy check docs/examples/reports.yaml
