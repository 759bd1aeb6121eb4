from django.db import migrations

DEFINER = "LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp"

# Each index by name, so that what was broken off can be taken up. Most used first.
INDEX = f"""
CREATE OR REPLACE FUNCTION waiting_lists_index_partition(census bigint) RETURNS void {DEFINER} AS $$
DECLARE
    name text := 'waiting_lists_censuspathway_' || census;
    columns text;
    number integer := 0;
BEGIN
    EXECUTE format('CREATE UNIQUE INDEX IF NOT EXISTS %I ON %I (id)', name || '_id', name);
    FOREACH columns IN ARRAY ARRAY[
        'next_breach_date, priority_rank, rtt_period_start_date, id',
        'pathway_key',
        'local_patient_identifier',
        'nhs_number',
        'surname_key, forename_key, id',
        'rtt_period_start_date, id',
        'next_step_date, id',
        'consultant_code, id',
        'forename_key'
    ] LOOP
        number := number + 1;
        EXECUTE format('CREATE INDEX IF NOT EXISTS %I ON %I (%s)', name || '_' || number, name, columns);
    END LOOP;
    EXECUTE format('ANALYZE %I (census_id, next_breach_date, priority_rank, rtt_period_start_date, next_step_date, '
                   'specialty_id, consultant_code, site_code, waiting_list_type, treatment_function_code, is_rtt, '
                   'return_line, surname_key, forename_key, nhs_number, local_patient_identifier, pathway_key)', name);
END $$
"""
IS_INDEXED = """
CREATE FUNCTION waiting_lists_is_indexed(census bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT to_regclass('waiting_lists_censuspathway_' || census || '_9') IS NOT NULL
        OR to_regclass('waiting_lists_censuspathway_' || census) IS NULL
$$
"""


class Migration(migrations.Migration):

    dependencies = [
        ('waiting_lists', '0003_pending_census'),
    ]

    operations = [
        migrations.RunSQL(INDEX, migrations.RunSQL.noop),
        migrations.RunSQL(IS_INDEXED, "DROP FUNCTION waiting_lists_is_indexed(bigint)"),
    ]
