from importlib import import_module

from django.db import migrations

MADE_BEFORE = import_module("waiting_lists.migrations.0001_census").PARTITION_FUNCTIONS["waiting_lists_make_partition"]


class Migration(migrations.Migration):
    """Every table of a census is taken over by `waiting_lists_adopt_partition`, an empty one too."""

    dependencies = [
        ('waiting_lists', '0005_adopt_partition'),
    ]

    operations = [
        migrations.RunSQL("DROP FUNCTION waiting_lists_make_partition(bigint)", MADE_BEFORE),
    ]
