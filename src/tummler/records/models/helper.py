"""Members of the organisation, and how they sign in."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models

from tummler.common import clock, ids
from tummler.records.prepared import Given, prepared


class UserManager(BaseUserManager["User"]):
    """Makes users; the e-mail address is what they sign in with."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """A user with this address and password (None: cannot sign in by password)."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get(self, *args: Any, **kwargs: Any) -> User:
        """The user; by its number alone, as every request asks for it, without putting the query together anew."""
        if args or kwargs.keys() != {"pk"}:
            return super().get(*args, **kwargs)
        found: User | None = prepared("user", lambda: self.filter(pk=Given("pk"))).first(pk=int(kwargs["pk"]))
        if found is None:
            raise self.model.DoesNotExist
        return found


class User(AbstractBaseUser):
    """Someone who can sign in. What they may do is their :class:`Helper` row's matter, per brand."""

    email = models.EmailField(unique=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=clock.now)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()

    def __str__(self) -> str:
        return f"user {self.pk}"


class Role(models.TextChoices):
    """What a helper may do beyond helping."""

    OWNER = "owner"
    LEAD = "lead"
    HELPER = "helper"


class Helper(models.Model):
    """A member of a brand who answers, in their own voice."""

    brand = models.ForeignKey("records.Brand", on_delete=models.CASCADE, related_name="helpers")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="helpers")
    public_id = models.CharField(max_length=16, unique=True, default=ids.public_id, editable=False)
    name = models.CharField(max_length=80)
    #: Put at the end of what they write, e.g. "^Inés"; may be an alias.
    signature = models.CharField(max_length=40, blank=True)
    department = models.CharField(max_length=80, blank=True)
    #: What they say of themselves: languages beside the brand's first, and keys of its topics.
    languages = models.JSONField(default=list)
    topics = models.JSONField(default=list)
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.HELPER)
    active = models.BooleanField(default=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    joined_at = models.DateTimeField(default=clock.now)
    #: How they came: asked (by name), invited (a link), signed_in (the brand's sign-in), mailed (a company address).
    joined_by = models.CharField(max_length=10, default="asked")
    invited_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    #: Since when a colleague who knows them has said so. None: a newcomer, who sees public needs only.
    vouched_at = models.DateTimeField(null=True, blank=True)
    vouched_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    #: What people outside know them by; "" where that is their own name.
    alias = models.CharField(max_length=80, blank=True)
    #: When they may be nudged: [weekday, from, to] in minutes of the day, Monday 0; beyond midnight where to <= from.
    hours = models.JSONField(default=list)
    zone = models.CharField(max_length=60, blank=True)
    #: Since when they are told by mail, while they aren't here, that a colleague calls them, that a need reaches them.
    mail_calls_since = models.DateTimeField(null=True, blank=True)
    mail_reached_since = models.DateTimeField(null=True, blank=True)
    #: When they were told by mail last (acts/nudging.py).
    nudged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["brand", "user"], name="helper_once"),)

    def __str__(self) -> str:
        return f"helper {self.pk}"

    @property
    def newcomer(self) -> bool:
        """Nobody here has said yet that they know them."""
        return self.vouched_at is None

    @property
    def outside(self) -> str:
        """What people outside know them by."""
        return self.alias or self.name
