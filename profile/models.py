"""What the memory holds: people, sessions, enterprises, certificates, facts, consents, staff, and the ledger of events."""

from __future__ import annotations

from uuid import UUID

from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint

from core import clock
from core.tables import Partial, Table


class Citizen(Table):
    """A person with an account. Sealed columns are opened by `people` alone; `*_index` are blind indexes.

    `left_because` (deceased, emigrated) is the population register's word: nobody is reminded of this person's certificates.
    """

    openid = fields.CharField(max_length=128, null=True, unique=True)
    unionid = fields.CharField(max_length=128, null=True)
    phone_sealed = fields.BinaryField(null=True)
    phone_index = fields.CharField(max_length=64, null=True, unique=True)
    name_sealed = fields.BinaryField(null=True)
    id_number_sealed = fields.BinaryField(null=True)
    id_number_index = fields.CharField(max_length=64, null=True, unique=True)
    level = fields.SmallIntField(default=1)
    verified_at = fields.DatetimeField(null=True)
    region_code = fields.CharField(max_length=12, null=True)
    preferences = fields.JSONField(default=dict)
    registry_due = fields.DatetimeField(null=True)
    left_because = fields.CharField(max_length=16, null=True)
    closes_at = fields.DatetimeField(null=True)
    closed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "profile_citizen"
        app = "profile"
        indexes = [
            Partial(fields=("closes_at",), name="ix_profile_citizen_closing", where="closes_at IS NOT NULL"),
            Partial(fields=("registry_due",), name="ix_profile_citizen_registry", where="registry_due IS NOT NULL"),
            Partial(fields=("unionid",), name="ix_profile_citizen_unionid", where="unionid IS NOT NULL"),
        ]


class Follower(Table):
    """Somebody who follows the official account; `unionid` says which citizen it is, once WeChat has told it."""

    openid = fields.CharField(max_length=128, unique=True)
    unionid = fields.CharField(max_length=128, null=True, db_index=True)
    left_at = fields.DatetimeField(null=True)

    class Meta:
        table = "profile_follower"
        app = "profile"


class Session(Table):
    """One sign-in on one device: a family of refresh tokens, of which the newest alone is good."""

    citizen = fields.ForeignKeyField("profile.Citizen", null=True, on_delete=fields.CASCADE, related_name=False, db_index=True)
    staff = fields.ForeignKeyField("profile.Staff", null=True, on_delete=fields.CASCADE, related_name=False, db_index=True)
    door = fields.CharField(max_length=16)
    refresh_digest = fields.CharField(max_length=64, unique=True)
    device = fields.CharField(max_length=120, default="")
    used_at = fields.DatetimeField(default=clock.now)
    expires_at = fields.DatetimeField()
    ended_at = fields.DatetimeField(null=True)
    ended_because = fields.CharField(max_length=32, null=True)

    class Meta:
        table = "profile_session"
        app = "profile"


class SpentRefresh(Table):
    """A refresh token that was traded in; seeing it again means that it was stolen."""

    session = fields.ForeignKeyField("profile.Session", on_delete=fields.CASCADE, related_name=False, db_index=True)
    digest = fields.CharField(max_length=64, unique=True)

    class Meta:
        table = "profile_spent_refresh"
        app = "profile"


class SmsCode(Table):
    """A sign-in code that was asked for: bound to its request and number, five minutes, five tries, once."""

    phone_index = fields.CharField(max_length=64, db_index=True)
    code_digest = fields.CharField(max_length=64)
    expires_at = fields.DatetimeField()
    tries = fields.SmallIntField(default=0)
    used_at = fields.DatetimeField(null=True)

    class Meta:
        table = "profile_sms_code"
        app = "profile"


class RealNameCheck(Table):
    """One question to an identity provider and its answer; an assurance level comes from such a row and nothing else."""

    citizen = fields.ForeignKeyField("profile.Citizen", on_delete=fields.CASCADE, related_name=False, db_index=True)
    method = fields.CharField(max_length=32)
    sequence = fields.CharField(max_length=32, unique=True)
    handle = fields.CharField(max_length=256, null=True)
    state = fields.CharField(max_length=16, default="pending")
    reason = fields.CharField(max_length=32, default="")
    reference = fields.CharField(max_length=256, default="")
    expires_at = fields.DatetimeField(null=True)
    settled_at = fields.DatetimeField(null=True)

    class Meta:
        table = "profile_real_name_check"
        app = "profile"


class Consent(Table):
    """What a person agreed to, in which wording, and when they took it back (个人信息保护法 §14–16)."""

    citizen = fields.ForeignKeyField("profile.Citizen", on_delete=fields.CASCADE, related_name=False, db_index=True)
    purpose = fields.CharField(max_length=32)
    version = fields.CharField(max_length=16)
    guardian_id = fields.UUIDField(null=True)
    withdrawn_at = fields.DatetimeField(null=True)

    class Meta:
        table = "profile_consent"
        app = "profile"


class Enterprise(Table):
    """An enterprise in its own service space."""

    name = fields.CharField(max_length=200)
    uscc = fields.CharField(max_length=18, unique=True)
    region_code = fields.CharField(max_length=12, null=True)

    class Meta:
        table = "profile_enterprise"
        app = "profile"


class Membership(Table):
    """Who acts for an enterprise: its legal representative (`legal`) or a clerk (`agent`)."""

    enterprise = fields.ForeignKeyField("profile.Enterprise", on_delete=fields.CASCADE, related_name=False, db_index=True)
    citizen = fields.ForeignKeyField("profile.Citizen", on_delete=fields.CASCADE, related_name=False, db_index=True)
    role = fields.CharField(max_length=16)

    class Meta:
        table = "profile_membership"
        app = "profile"
        unique_together = (("enterprise", "citizen"),)


class Certificate(Table):
    """One version of one certificate. `lineage_id` joins its versions; the dates from `expires_on` on follow from the type's rule.

    `next_rung` (days before the deadline) and `next_rung_on` say when the holder is to be reminded next; null means never again.
    """

    type_code = fields.CharField(max_length=16)
    lineage_id = fields.UUIDField()
    version = fields.IntField()
    citizen = fields.ForeignKeyField("profile.Citizen", null=True, on_delete=fields.CASCADE, related_name=False, db_index=True)
    enterprise = fields.ForeignKeyField("profile.Enterprise", null=True, on_delete=fields.CASCADE, related_name=False, db_index=True)
    number_sealed = fields.BinaryField()
    number_index = fields.CharField(max_length=64)
    state = fields.CharField(max_length=16, default="valid")
    issued_on = fields.DateField()
    printed_until = fields.DateField(null=True)
    expires_on = fields.DateField(null=True)
    opens_on = fields.DateField(null=True)
    deadline_on = fields.DateField(null=True)
    next_rung = fields.SmallIntField(null=True)
    next_rung_on = fields.DateField(null=True)
    source = fields.CharField(max_length=100)
    source_as_of = fields.DateField()
    because = fields.CharField(max_length=64, default="registry")
    changed_on = fields.DateField(null=True)

    class Meta:
        table = "profile_certificate"
        app = "profile"
        unique_together = (("lineage_id", "version"),)
        indexes = [
            Partial(fields=("next_rung_on",), name="ix_profile_certificate_due", where="state = 'valid' AND next_rung_on IS NOT NULL"),
            Index(fields=("type_code", "number_index"), name="ix_profile_certificate_number"),
        ]


class Fact(Table):
    """One thing known about a person, with the department it comes from and the date it was true."""

    citizen = fields.ForeignKeyField("profile.Citizen", on_delete=fields.CASCADE, related_name=False)
    name = fields.CharField(max_length=80)
    value = fields.JSONField()
    source = fields.CharField(max_length=100)
    as_of = fields.DateField()

    class Meta:
        table = "profile_fact"
        app = "profile"
        unique_together = (("citizen", "name"),)


class EnterpriseFact(Table):
    """One thing known about an enterprise, likewise."""

    enterprise = fields.ForeignKeyField("profile.Enterprise", on_delete=fields.CASCADE, related_name=False)
    name = fields.CharField(max_length=80)
    value = fields.JSONField()
    source = fields.CharField(max_length=100)
    as_of = fields.DateField()

    class Meta:
        table = "profile_enterprise_fact"
        app = "profile"
        unique_together = (("enterprise", "name"),)


class SharePull(Table):
    """The access log of data sharing: one class of one holder's facts asked for, why, and what came of it. Never changed."""

    citizen = fields.ForeignKeyField("profile.Citizen", null=True, on_delete=fields.CASCADE, related_name=False, db_index=True)
    enterprise = fields.ForeignKeyField("profile.Enterprise", null=True, on_delete=fields.CASCADE, related_name=False, db_index=True)
    share = fields.CharField(max_length=32)
    outcome = fields.CharField(max_length=16)
    facts = fields.IntField()
    purpose = fields.CharField(max_length=200)
    basis = fields.CharField(max_length=200)

    class Meta:
        table = "profile_share_pull"
        app = "profile"


class ShareDue(Table):
    """When a class of one holder's facts is asked for again, and when it was last read."""

    citizen = fields.ForeignKeyField("profile.Citizen", null=True, on_delete=fields.CASCADE, related_name=False)
    enterprise = fields.ForeignKeyField("profile.Enterprise", null=True, on_delete=fields.CASCADE, related_name=False)
    share = fields.CharField(max_length=32)
    due_at = fields.DatetimeField(db_index=True)
    read_at = fields.DatetimeField(null=True)

    class Meta:
        table = "profile_share_due"
        app = "profile"
        unique_together = (("citizen", "share"), ("enterprise", "share"))


class ShareGate(Table):
    """How one department answers: failures in a row, and until when nobody asks it."""

    share = fields.CharField(max_length=32, unique=True)
    failures = fields.IntField(default=0)
    answered_at = fields.DatetimeField(null=True)
    failed_at = fields.DatetimeField(null=True)
    closed_until = fields.DatetimeField(null=True)

    class Meta:
        table = "profile_share_gate"
        app = "profile"


class Traits(Table):
    """What is known of a person in one row, folded from facts, certificates, identity and ledger; for audiences and the learned order."""

    citizen = fields.ForeignKeyField("profile.Citizen", on_delete=fields.CASCADE, related_name=False)
    traits = fields.JSONField(default=dict)
    folded_at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "profile_traits"
        app = "profile"
        unique_together = (("citizen",),)


class DroppedTrait(Table):
    """A tag that the person deleted: it is folded no more, whatever its sources say."""

    citizen = fields.ForeignKeyField("profile.Citizen", on_delete=fields.CASCADE, related_name=False, db_index=False)
    name = fields.CharField(max_length=80)

    class Meta:
        table = "profile_dropped_trait"
        app = "profile"
        unique_together = (("citizen", "name"),)


class Audience(Table):
    """Everybody for whom a condition held on a day, frozen: `hash` is of the condition, the day and the people."""

    hash = fields.CharField(max_length=64, unique=True)
    condition = fields.CharField(max_length=2000)
    day = fields.DateField()
    size = fields.IntField()

    class Meta:
        table = "profile_audience"
        app = "profile"


class AudienceMember(Table):
    """One person of a frozen audience."""

    audience = fields.ForeignKeyField("profile.Audience", on_delete=fields.CASCADE, related_name=False)
    citizen = fields.ForeignKeyField("profile.Citizen", on_delete=fields.CASCADE, related_name=False, db_index=True)

    class Meta:
        table = "profile_audience_member"
        app = "profile"
        unique_together = (("audience", "citizen"),)


class Event(Table):
    """The ledger: what happened, written inside the transaction that did it. Ids only, no personal data."""

    topic = fields.CharField(max_length=48)
    citizen_id = fields.UUIDField(null=True)
    subject_id = fields.UUIDField(null=True)
    data = fields.JSONField(default=dict)
    handled_at = fields.DatetimeField(null=True)

    class Meta:
        table = "profile_event"
        app = "profile"
        indexes = [
            Partial(fields=("topic", "created_at"), name="ix_profile_event_pending", where="handled_at IS NULL"),
            Partial(fields=("citizen_id", "created_at"), name="ix_profile_event_citizen", where="citizen_id IS NOT NULL"),
            Partial(fields=("created_at",), name="ix_profile_event_recent", where="citizen_id IS NOT NULL"),
        ]


class Staff(Table):
    """An operator: signs in with a name and a password, sees no personal data in the clear."""

    username = fields.CharField(max_length=64, unique=True)
    display_name = fields.CharField(max_length=64)
    password = fields.CharField(max_length=200)
    role = fields.CharField(max_length=32, default="operator")
    disabled_at = fields.DatetimeField(null=True)

    class Meta:
        table = "profile_staff"
        app = "profile"


class Delegation(Table):
    """`helper` looks after certificates of `holder`, once both agreed; `types` empty means all, `actions` out of remind, view, apply.

    The side that was asked is null until it answers: whoever has the number behind `phone_index` finds the request, or whoever
    has the code behind `code_digest`. So asking never tells whether a number has an account.
    """

    holder = fields.ForeignKeyField("profile.Citizen", null=True, on_delete=fields.CASCADE, related_name=False, db_index=True)
    helper = fields.ForeignKeyField("profile.Citizen", null=True, on_delete=fields.CASCADE, related_name=False, db_index=True)
    asked_by = fields.CharField(max_length=8)
    phone_index = fields.CharField(max_length=64, null=True)
    phone_tail = fields.CharField(max_length=4, default="")
    code_digest = fields.CharField(max_length=64, null=True, unique=True)
    relation = fields.CharField(max_length=16)
    types = fields.JSONField(default=list)
    actions = fields.JSONField(default=list)
    state = fields.CharField(max_length=16, default="asked")
    years = fields.SmallIntField(default=1)
    answer_by = fields.DatetimeField()
    accepted_at = fields.DatetimeField(null=True)
    expires_at = fields.DatetimeField(null=True)
    warned_at = fields.DatetimeField(null=True)
    ended_at = fields.DatetimeField(null=True)
    ended_because = fields.CharField(max_length=16, default="")

    class Meta:
        table = "profile_delegation"
        app = "profile"
        indexes = [
            Partial(fields=("phone_index",), name="ix_profile_delegation_phone", where="state = 'asked'"),
            Partial(fields=("expires_at",), name="ix_profile_delegation_expiring", where="state = 'accepted' AND warned_at IS NULL"),
        ]


class Help(Table):
    """One thing that a helper did for the holder, or heard in their place; the holder sees each."""

    delegation = fields.ForeignKeyField("profile.Delegation", on_delete=fields.CASCADE, related_name=False, db_index=True)
    action = fields.CharField(max_length=16)
    certificate = fields.ForeignKeyField("profile.Certificate", null=True, on_delete=fields.CASCADE, related_name=False, db_index=True)

    class Meta:
        table = "profile_help"
        app = "profile"


class Deferral(Table):
    """Reads of one person by one operator stay hidden from that person until a date, for an investigation that a second one approved.

    `citizen_id` is no foreign key here and below: what was read stays on record when the account is gone.
    """

    citizen_id = fields.UUIDField(db_index=True)
    staff_id = fields.UUIDField()
    basis = fields.CharField(max_length=200)
    hidden_until = fields.DatetimeField()
    approver_id = fields.UUIDField(null=True)
    approved_at = fields.DatetimeField(null=True)

    class Meta:
        table = "profile_deferral"
        app = "profile"
        constraints = [CheckConstraint(name="ck_profile_deferral_four_eyes", check="approver_id <> staff_id")]


class Read(Table):
    """Somebody else read a person's data: who, what, what for, by which law. Never changed; the table refuses it."""

    citizen_id = fields.UUIDField()
    reader_kind = fields.CharField(max_length=16)
    reader_id = fields.UUIDField(null=True)
    reader = fields.CharField(max_length=100)
    use = fields.CharField(max_length=32)
    fields_read: fields.Field[list[str]] = ArrayField("text", default=list)
    purpose = fields.CharField(max_length=100)
    basis = fields.CharField(max_length=200)
    subject_id = fields.UUIDField(null=True)
    deferral = fields.ForeignKeyField("profile.Deferral", null=True, on_delete=fields.RESTRICT, related_name=False, db_index=True)

    class Meta:
        table = "profile_read"
        app = "profile"
        indexes = [
            Index(fields=("citizen_id", "created_at"), name="ix_profile_read_citizen"),
            Index(fields=("created_at",), name="ix_profile_read_created"),
        ]


class ReadSeal(Table):
    """A link of the chain over what was read: `mac` is of the link before and of the row. Never changed, never deleted."""

    number = fields.BigIntField(unique=True)
    read_id = fields.UUIDField(unique=True)
    mac = fields.CharField(max_length=64)

    class Meta:
        table = "profile_read_seal"
        app = "profile"


class CertificateRule(Table):
    """The rule of one type of certificate as it is in force. `content` is what `profile.rules.content` reads; `number` rises with each
    publication; an `edited` one is an operator's and an import leaves it alone."""

    code = fields.CharField(max_length=16, unique=True)
    name = fields.CharField(max_length=100)
    holder = fields.CharField(max_length=20)
    department = fields.CharField(max_length=100)
    tag = fields.CharField(max_length=32)
    number = fields.IntField(default=1)
    content = fields.JSONField()
    edited = fields.BooleanField(default=False)
    digest = fields.CharField(max_length=64)
    updated_at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "profile_rule"
        app = "profile"


class CertificateRuleVersion(Table):
    """What a rule said under a number. Never changed. Nobody publishes what they wrote: the table refuses it."""

    rule = fields.ForeignKeyField("profile.CertificateRule", on_delete=fields.CASCADE, related_name=False, db_index=False)
    number = fields.IntField()
    content = fields.JSONField()
    author_ids: fields.Field[list[UUID]] = ArrayField("uuid", default=list)
    publisher_id = fields.UUIDField(null=True)
    note = fields.CharField(max_length=200, default="")
    restored = fields.IntField(null=True)

    class Meta:
        table = "profile_rule_version"
        app = "profile"
        unique_together = (("rule", "number"),)
        constraints = [
            CheckConstraint(name="ck_profile_rule_version_four_eyes", check="publisher_id IS NULL OR publisher_id <> ALL (author_ids)")
        ]


class CertificateRuleDraft(Table):
    """A rule under operators' hands. `revision` is drawn anew with each edit; whoever edited is among the authors."""

    rule = fields.ForeignKeyField("profile.CertificateRule", on_delete=fields.CASCADE, related_name=False, db_index=False)
    content = fields.JSONField()
    revision = fields.IntField()
    author_ids: fields.Field[list[UUID]] = ArrayField("uuid", default=list)
    edited_at = fields.DatetimeField(default=clock.now)

    class Meta:
        table = "profile_rule_draft"
        app = "profile"
        unique_together = (("rule",),)


class Recomputation(Table):
    """Stored dates being worked out anew after a rule or the calendar changed: `place` is the last certificate that was looked at."""

    because = fields.CharField(max_length=12)
    subject = fields.CharField(max_length=40)
    type_codes: fields.Field[list[str]] = ArrayField("text", default=list)
    catch_up = fields.CharField(max_length=8)
    total = fields.IntField(default=0)
    looked = fields.IntField(default=0)
    changed = fields.IntField(default=0)
    place = fields.UUIDField(null=True)
    finished_at = fields.DatetimeField(null=True)

    class Meta:
        table = "profile_recomputation"
        app = "profile"
        indexes = [Partial(fields=("created_at",), name="ix_profile_recomputation_open", where="finished_at IS NULL")]


class Workday(Table):
    """What is known of one day: a working day or not, by which name, and whether the State Council has given notice of it."""

    day = fields.DateField(unique=True)
    is_workday = fields.BooleanField()
    name = fields.CharField(max_length=40, default="")
    official = fields.BooleanField()

    class Meta:
        table = "profile_workday"
        app = "profile"


class WorkdayNotice(Table):
    """One publication of the calendar: who, from which file, and what it changed. Never changed itself."""

    number = fields.IntField(unique=True)
    file_name = fields.CharField(max_length=120)
    difference = fields.JSONField(default=list)
    staff_id = fields.UUIDField(null=True)

    class Meta:
        table = "profile_workday_notice"
        app = "profile"
