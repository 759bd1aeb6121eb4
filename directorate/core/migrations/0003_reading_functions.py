from django.db import migrations

# The slow way to read a date: tried only for what is not in its column's usual form. Day first, never month first;
# a moment with an offset gives its local date; whole numbers are Excel days from 20000 to 80000. NULL: unreadable.
READ_DATE = r"""
CREATE FUNCTION core_read_date(given text, day_zero date DEFAULT '1899-12-30') RETURNS date
LANGUAGE plpgsql STABLE PARALLEL SAFE SET datestyle = 'ISO, DMY' SET timezone = 'Europe/London' AS $$
DECLARE
    cell text := btrim(given, E' \t\r\n\u00a0\u200b');
    parts text[];
    iso text;
BEGIN
    IF cell ~ '^\d{5}(\.\d+)?$' THEN
        RETURN CASE WHEN cell::numeric BETWEEN 20000 AND 80000 THEN day_zero + floor(cell::numeric)::integer END;
    END IF;
    IF cell ~ '^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$' THEN
        RETURN CASE WHEN pg_input_is_valid(cell, 'timestamptz') THEN cell::timestamptz::date END;
    END IF;
    parts := regexp_match(cell, '^(\d{4})-(\d\d)-(\d\d)([T ]\d\d:\d\d(:\d\d(\.\d+)?)?)?$');
    IF parts IS NOT NULL THEN
        iso := parts[1] || '-' || parts[2] || '-' || parts[3];
    ELSE
        parts := regexp_match(cell, '^(\d{1,2})([/-])(\d{1,2})\2(\d{4})( \d\d:\d\d(:\d\d)?)?$');
        IF parts IS NOT NULL THEN
            iso := parts[4] || '-' || lpad(parts[3], 2, '0') || '-' || lpad(parts[1], 2, '0');
        ELSE
            parts := regexp_match(cell, '^(\d{1,2})-([A-Za-z]{3})-(\d{4})( \d\d:\d\d(:\d\d)?)?$');
            IF parts IS NULL OR position(lower(parts[2]) IN 'janfebmaraprmayjunjulaugsepoctnovdec') % 3 <> 1 THEN
                RETURN NULL;
            END IF;
            iso := parts[3] || '-'
                || lpad((position(lower(parts[2]) IN 'janfebmaraprmayjunjulaugsepoctnovdec') / 3 + 1)::text, 2, '0')
                || '-' || lpad(parts[1], 2, '0');
        END IF;
    END IF;
    RETURN CASE WHEN pg_input_is_valid(iso, 'date') THEN iso::date END;
END $$
"""

# The digits of a valid NHS number, NULL for anything else; the modulus 11 check of the NHS Data Dictionary.
READ_NHS_NUMBER = r"""
CREATE FUNCTION core_read_nhs_number(given text) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    cell text := btrim(given, E' \t\r\n\u00a0\u200b');
    digits text;
    total integer := 0;
BEGIN
    IF cell !~ '^(\d{10}(\.0)?|\d{3} \d{3} \d{4}|\d{3}-\d{3}-\d{4})$' THEN
        RETURN NULL;
    END IF;
    digits := replace(replace(regexp_replace(cell, '\.0$', ''), ' ', ''), '-', '');
    IF digits ~ '^(.)\1{9}$' THEN
        RETURN NULL;
    END IF;
    FOR place IN 1..10 LOOP
        total := total + substr(digits, place, 1)::integer * (11 - place);
    END LOOP;
    RETURN CASE WHEN total % 11 = 0 THEN digits END;
END $$
"""


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0002_imports'),
    ]

    operations = [
        migrations.RunSQL(READ_DATE, "DROP FUNCTION core_read_date(text, date)"),
        migrations.RunSQL(READ_NHS_NUMBER, "DROP FUNCTION core_read_nhs_number(text)"),
    ]
