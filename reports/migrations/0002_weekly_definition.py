"""The one report a new installation has: weekly, drafted on Monday at half past seven, sent by midday."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def create_weekly_definition(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    definitions = apps.get_model("reports", "ReportDefinition").objects.using(schema_editor.connection.alias)
    definitions.get_or_create(code="ac-weekly", defaults={"name": "Weekly A&C absence report", "kind": "weekly"})


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_reports")]

    operations = [migrations.RunPython(create_weekly_definition, migrations.RunPython.noop)]
