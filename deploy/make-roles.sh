#!/bin/sh
# Runs once, when the database's volume is empty: the two roles of the application, the database, the extensions.
set -eu
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname template1 \
    --set owner_password="$DATABASE_OWNER_PASSWORD" --set app_password="$DATABASE_PASSWORD" <<'SQL'
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE ROLE directorate_app LOGIN PASSWORD :'app_password';
CREATE ROLE directorate_owner LOGIN PASSWORD :'owner_password';
GRANT directorate_app TO directorate_owner WITH INHERIT TRUE, SET TRUE;
CREATE DATABASE directorate OWNER directorate_owner;
SQL
