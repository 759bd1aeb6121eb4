"""The monthly reports are drafted on the first working day, as the weekly one is on Monday.

Nothing leaves by this: the first of each waits until somebody releases it, and none goes while nobody is on the list of
recipients. One that a manager has changed (its version has gone up) stays as she set it.
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

MONTHLY = ("ac-vacancies", "ac-agency")


def switch_on(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    definitions = apps.get_model("reports", "ReportDefinition").objects.using(schema_editor.connection.alias)
    definitions.filter(code__in=MONTHLY, version=1).update(is_active=True)


class Migration(migrations.Migration):
    dependencies = [("reports", "0011_agency_plan")]

    operations = [migrations.RunPython(switch_on, migrations.RunPython.noop)]
