from django.db import migrations

DEFINER = "LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp"

# The application's role makes the table of a checked census in the schema "importing", so that PostgreSQL may fill it
# with all processors; the owner takes it over here. A table that would run anything of the application's is refused.
ADOPT = f"""
CREATE FUNCTION waiting_lists_adopt_partition(census bigint) RETURNS void {DEFINER} AS $$
DECLARE
    given text := 'census_' || census;
    name text := 'waiting_lists_censuspathway_' || census;
    required text;
BEGIN
    IF EXISTS (
        SELECT FROM pg_class WHERE oid = format('importing.%I', given)::regclass
            AND (relkind <> 'r' OR relhastriggers OR relhasrules OR relhasindex OR relrowsecurity OR relchecks > 0)
    ) OR EXISTS (SELECT FROM pg_attrdef WHERE adrelid = format('importing.%I', given)::regclass) THEN
        RAISE EXCEPTION 'importing.% is not a plain table', given;
    END IF;
    EXECUTE format('ALTER TABLE importing.%I OWNER TO %I', given, current_user);
    EXECUTE format('ALTER TABLE importing.%I RENAME TO %I', given, name);
    EXECUTE format('ALTER TABLE importing.%I SET SCHEMA public', name);
    SELECT string_agg(format('ALTER COLUMN %I SET NOT NULL', attname), ', ') INTO required FROM pg_attribute
    WHERE attrelid = 'waiting_lists_censuspathway'::regclass AND attnum > 0 AND attnotnull;
    EXECUTE format('ALTER TABLE %I %s, ALTER COLUMN warning_flags SET DEFAULT 0, ADD CONSTRAINT %I CHECK (census_id = %s)',
                   name, required, name || '_is_one_census', census);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO %I', name, session_user);
END $$
"""


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0006_importing_schema'),
        ('waiting_lists', '0004_indexes_after_commit'),
    ]

    operations = [
        migrations.RunSQL(ADOPT, "DROP FUNCTION waiting_lists_adopt_partition(bigint)"),
    ]
