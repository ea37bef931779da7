# Tokens for pipelines and people. It needs an administrator's PROMOTRAIL_TOKEN.

#: create
promotrail token create pipeline --scope report --scope gate --app shop

#: list
promotrail token list
