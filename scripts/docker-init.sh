#!/bin/sh
# Run by the postgres image when it makes its cluster: the same roles and database as ./dev makes.
set -eu
psql -v ON_ERROR_STOP=1 -U postgres -d postgres -f /sql/roles.sql
psql -v ON_ERROR_STOP=1 -U postgres -d bontang_pmi -f /sql/schema.sql
