"""The two monthly reports. They are not made until a manager begins them under Recipients and schedule."""

from datetime import time

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

MONTHLY = (
    ("ac-vacancies", "Monthly A&C vacancy report", "monthly_vacancies"),
    ("ac-agency", "Monthly agency report", "monthly_agency"),
)


def create_monthly_definitions(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    definitions = apps.get_model("reports", "ReportDefinition").objects.using(schema_editor.connection.alias)
    for code, name, kind in MONTHLY:
        definitions.get_or_create(
            code=code, defaults={"name": name, "kind": kind, "run_time": time(8), "is_active": False}
        )


class Migration(migrations.Migration):
    dependencies = [("reports", "0008_monthly_reports")]

    operations = [migrations.RunPython(create_monthly_definitions, migrations.RunPython.noop)]
