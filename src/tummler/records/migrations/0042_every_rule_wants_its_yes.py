"""Of one answer each rule waits for a yes of its own; who asked colleagues is told of answers since they looked."""

from django.db import migrations, models
from django.db.models import Q

import tummler.common.clock


class Migration(migrations.Migration):
    dependencies = [("records", "0001_squashed_0041_quests_together")]

    operations = [
        migrations.RemoveConstraint(model_name="approval", name="approval_waits_once"),
        migrations.AddField(
            model_name="question", name="seen_at", field=models.DateTimeField(default=tummler.common.clock.now)
        ),
        migrations.AddConstraint(
            model_name="approval",
            constraint=models.UniqueConstraint(
                condition=Q(state="waiting"), fields=["reply", "rule"], name="approval_waits_once"
            ),
        ),
        migrations.RemoveIndex(model_name="helped", name="helped_lately"),
        migrations.AddIndex(
            model_name="helped",
            index=models.Index(
                fields=["brand", "at", "helper", "account", "need"], name="helped_by", condition=Q(undone_at=None)
            ),
        ),
        migrations.AddIndex(
            model_name="need",
            index=models.Index(fields=["brand", "conversation"], name="need_in_danger", condition=~Q(care="")),
        ),
    ]
