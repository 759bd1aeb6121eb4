from django.db import migrations


class Migration(migrations.Migration):
    """A room in which the application's role may make the table of an import, before the owner takes it over."""

    dependencies = [
        ('core', '0005_clock_limits_and_commissioners'),
    ]

    operations = [
        migrations.RunSQL("CREATE SCHEMA importing", "DROP SCHEMA importing"),
    ]
