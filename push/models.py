"""What the voice remembers: reminders made, the inbox, deliveries and their history, subscription grants, WeChat's events."""

from __future__ import annotations

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint

from core import clock
from core.tables import Partial, Table


class Reminder(Table):
    """The ledger: this rung of this rule was spoken of for this version of a certificate. The unique key decides between sweeps.

    A row of `profile_certificate` is one version of one lineage, which has one holder: its id stands for all three.
    """

    certificate = fields.ForeignKeyField("profile.Certificate", on_delete=fields.CASCADE, related_name=False)
    certificate_version = fields.IntField()
    rule = fields.CharField(max_length=16)
    rung = fields.SmallIntField()
    days_left = fields.SmallIntField()

    class Meta:
        table = "push_reminder"
        app = "push"
        unique_together = (("certificate", "certificate_version", "rule", "rung"),)


class InboxItem(Table):
    """A message in a person's inbox: there exactly once, whatever becomes of the channels."""

    dedupe_key = fields.CharField(max_length=160, unique=True)
    citizen = fields.ForeignKeyField("profile.Citizen", on_delete=fields.CASCADE, related_name=False)
    category = fields.CharField(max_length=16)
    title = fields.CharField(max_length=80)
    body = fields.CharField(max_length=400)
    link = fields.JSONField(null=True)
    subject_id = fields.UUIDField(null=True)
    read_at = fields.DatetimeField(null=True)

    class Meta:
        table = "push_inbox_item"
        app = "push"
        indexes = [
            Index(fields=("citizen_id", "created_at", "id"), name="ix_push_inbox_item_citizen"),
            Partial(fields=("citizen_id",), name="ix_push_inbox_item_unread", where="read_at IS NULL"),
        ]


class Delivery(Table):
    """One try to reach one person by one channel. `payload` holds template fields, never a name, number or phone.

    `attempts` counts begun sends, `crashes` those whose worker did not come back, `token` fences a lease, `grant_held` says that a WeChat
    subscription is taken for it. `weight` says what may hold it back (`courtesy.Weight`); `digest` is the message that carries it along.
    `doubted_at` is when the first call began of which nobody knows what became; `confirmed_at` when the provider said that it arrived.
    """

    dedupe_key = fields.CharField(max_length=170, unique=True)
    citizen = fields.ForeignKeyField("profile.Citizen", null=True, on_delete=fields.CASCADE, related_name=False)
    inbox_item = fields.ForeignKeyField("push.InboxItem", null=True, on_delete=fields.CASCADE, related_name=False, db_index=True)
    subject_id = fields.UUIDField(null=True)
    channel = fields.CharField(max_length=8)
    template = fields.CharField(max_length=40)
    payload = fields.JSONField()
    kind = fields.CharField(max_length=16)
    weight = fields.CharField(max_length=12, default="ordinary")
    digest = fields.ForeignKeyField("push.Delivery", null=True, on_delete=fields.SET_NULL, related_name=False)
    state = fields.CharField(max_length=16, default="pending")
    token = fields.UUIDField(null=True)
    lease_until = fields.DatetimeField(null=True)
    send_started = fields.DatetimeField(null=True)
    attempts = fields.SmallIntField(default=0)
    crashes = fields.SmallIntField(default=0, db_default=0)
    next_at = fields.DatetimeField(default=clock.now)
    grant_held = fields.BooleanField(default=False)
    provider_message_id = fields.CharField(max_length=64, null=True)
    last_error = fields.CharField(max_length=120, default="")
    last_code = fields.CharField(max_length=40, null=True)
    doubted_at = fields.DatetimeField(null=True)
    confirmed_at = fields.DatetimeField(null=True)
    settled_at = fields.DatetimeField(null=True)

    class Meta:
        table = "push_delivery"
        app = "push"
        # Never two sends to one person under one template at once: WeChat answers 43108, and its events could not be told apart.
        constraints = [
            UniqueConstraint(
                fields=("citizen", "template"),
                name="uq_push_delivery_one_inflight",
                condition="state IN ('sending', 'unknown') AND channel = 'wechat'",
            ),
        ]
        indexes = [
            Partial(fields=("next_at", "id"), name="ix_push_delivery_pending", where="state = 'pending'"),
            Partial(fields=("lease_until",), name="ix_push_delivery_working", where="state IN ('leased', 'sending')"),
            Partial(fields=("next_at",), name="ix_push_delivery_unknown", where="state = 'unknown'"),
            Partial(fields=("token",), name="ix_push_delivery_token", where="state IN ('leased', 'sending')"),
            Partial(fields=("subject_id",), name="ix_push_delivery_subject", where="state IN ('pending', 'leased', 'held')"),
            Partial(fields=("citizen_id", "template", "send_started"), name="ix_push_delivery_calls", where="channel = 'wechat'"),
            Partial(fields=("citizen_id",), name="ix_push_delivery_waiting", where="state = 'pending' AND weight = 'ordinary'"),
            Partial(fields=("citizen_id", "send_started"), name="ix_push_delivery_contacts", where="channel <> 'inbox'"),
            Partial(fields=("created_at",), name="ix_push_delivery_urgent", where="weight = 'urgent'"),
            Partial(fields=("digest_id",), name="ix_push_delivery_digest", where="digest_id IS NOT NULL"),
            Partial(fields=("provider_message_id",), name="ix_push_delivery_provider", where="provider_message_id IS NOT NULL"),
            Index(fields=("state", "id"), name="ix_push_delivery_board"),
        ]


class DeliveryEvent(Table):
    """One line of a delivery's history, as operators read it."""

    delivery = fields.ForeignKeyField("push.Delivery", on_delete=fields.CASCADE, related_name=False, db_index=True)
    state = fields.CharField(max_length=16)
    note = fields.CharField(max_length=160)
    actor = fields.CharField(max_length=40, default="system")

    class Meta:
        table = "push_delivery_event"
        app = "push"


class GrantBalance(Table):
    """How many subscribe messages a person still lets us send under one template."""

    citizen = fields.ForeignKeyField("profile.Citizen", on_delete=fields.CASCADE, related_name=False)
    template = fields.CharField(max_length=80)
    balance = fields.IntField(default=0)

    class Meta:
        table = "push_grant_balance"
        app = "push"
        unique_together = (("citizen", "template"),)


class GrantEntry(Table):
    """One change of a balance with its cause; `event_key` makes each cause count once."""

    event_key = fields.CharField(max_length=160, unique=True)
    citizen = fields.ForeignKeyField("profile.Citizen", on_delete=fields.CASCADE, related_name=False)
    template = fields.CharField(max_length=80)
    change = fields.IntField()
    cause = fields.CharField(max_length=24)

    class Meta:
        table = "push_grant_entry"
        app = "push"
        indexes = [Index(fields=("citizen_id", "template"), name="ix_push_grant_entry_citizen")]


class ProviderEvent(Table):
    """What WeChat told us, once each, written before it is answered. `delivery` is the send that a receipt belongs to."""

    event_key = fields.CharField(max_length=160, unique=True)
    kind = fields.CharField(max_length=16)
    openid = fields.CharField(max_length=128)
    citizen_id = fields.UUIDField(null=True)
    template = fields.CharField(max_length=80)
    status = fields.CharField(max_length=40)
    message_id = fields.CharField(max_length=64, null=True)
    happened_at = fields.DatetimeField()
    delivery = fields.ForeignKeyField("push.Delivery", null=True, on_delete=fields.SET_NULL, related_name=False, db_index=True)
    applied_at = fields.DatetimeField(null=True)

    class Meta:
        table = "push_provider_event"
        app = "push"
        indexes = [Partial(fields=("happened_at",), name="ix_push_provider_event_open", where="applied_at IS NULL")]


class ChannelPause(Table):
    """A channel that is closed to us for a while, and why."""

    channel = fields.CharField(max_length=8, unique=True)
    until = fields.DatetimeField()
    reason = fields.CharField(max_length=120)

    class Meta:
        table = "push_channel_pause"
        app = "push"


class ChannelGate(Table):
    """How fast a channel may be called and whether it answers: tokens by the second, calls by the day, failures by the minute."""

    channel = fields.CharField(max_length=16, unique=True)
    tokens = fields.FloatField(default=0)
    filled_at = fields.DatetimeField()
    day = fields.DateField()
    sent = fields.IntField(default=0)
    window_from = fields.DatetimeField()
    calls = fields.IntField(default=0)
    failures = fields.IntField(default=0)
    opened_at = fields.DatetimeField(null=True)
    closed_until = fields.DatetimeField(null=True)
    trips = fields.SmallIntField(default=0)
    spent_until = fields.DatetimeField(null=True)

    class Meta:
        table = "push_channel_gate"
        app = "push"


class GrantDifference(Table):
    """Where the nightly look found our ledger of subscriptions to disagree with its own entries or with what deliveries used."""

    citizen = fields.ForeignKeyField("profile.Citizen", on_delete=fields.CASCADE, related_name=False)
    template = fields.CharField(max_length=80)
    found_on = fields.DateField()
    balance = fields.IntField()
    entries = fields.IntField()
    doubtful = fields.IntField()

    class Meta:
        table = "push_grant_difference"
        app = "push"
        unique_together = (("found_on", "citizen", "template"),)


class Preference(Table):
    """What one person has chosen: `off` is a list of [topic, channel] that must not be used; their own hours of quiet."""

    citizen = fields.OneToOneField("profile.Citizen", on_delete=fields.CASCADE, related_name=False)
    off = fields.JSONField(default=list)
    quiet_from = fields.SmallIntField(default=21)
    quiet_until = fields.SmallIntField(default=9)

    class Meta:
        table = "push_preference"
        app = "push"


class SmsStop(Table):
    """A number whose owner answered STOP: no sender texts it any more, with or without an account."""

    phone_index = fields.CharField(max_length=64, unique=True)
    stopped_at = fields.DatetimeField()

    class Meta:
        table = "push_sms_stop"
        app = "push"


class HeldOut(Table):
    """Somebody who, by lot, is not told of a topic without stakes for a while, so that its worth can be measured."""

    citizen = fields.ForeignKeyField("profile.Citizen", on_delete=fields.CASCADE, related_name=False)
    topic = fields.CharField(max_length=24)
    period = fields.CharField(max_length=8)

    class Meta:
        table = "push_held_out"
        app = "push"
        unique_together = (("citizen", "topic", "period"),)


class Call(Table):
    """A holder whom no message moved: somebody of the staff calls before the deadline. One for each version of a certificate."""

    certificate = fields.ForeignKeyField("profile.Certificate", on_delete=fields.CASCADE, related_name=False)
    citizen = fields.ForeignKeyField("profile.Citizen", on_delete=fields.CASCADE, related_name=False, db_index=True)
    deadline_on = fields.DateField()
    state = fields.CharField(max_length=16, default="open")

    class Meta:
        table = "push_call"
        app = "push"
        unique_together = (("certificate",),)
        indexes = [Index(fields=("state", "deadline_on", "id"), name="ix_push_call_board")]


class CallStep(Table):
    """What was done about a call, by whom: tried, settled, or the number shown and why."""

    call = fields.ForeignKeyField("push.Call", on_delete=fields.CASCADE, related_name=False, db_index=True)
    staff_id = fields.UUIDField()
    what = fields.CharField(max_length=16)
    note = fields.CharField(max_length=200, default="")

    class Meta:
        table = "push_call_step"
        app = "push"


class ReceivedText(Table):
    """A text message that somebody sent back: number and words sealed, each once."""

    reply_key = fields.CharField(max_length=64, unique=True)
    phone_index = fields.CharField(max_length=64)
    sealed = fields.BinaryField()
    stops = fields.BooleanField()

    class Meta:
        table = "push_received_text"
        app = "push"


class Simulation(Table):
    """One run of the time machine: a rule or its draft over the stored certificates, from a day on, without sending anything.

    `digest` names exactly the content that was run; `result` is what it found so far.
    """

    type_code = fields.CharField(max_length=16)
    digest = fields.CharField(max_length=64)
    rule_number = fields.IntField()
    content = fields.JSONField()
    from_at = fields.DatetimeField()
    days = fields.SmallIntField()
    catch_up = fields.CharField(max_length=8, default="none")
    total = fields.IntField(default=0)
    looked = fields.IntField(default=0)
    place = fields.UUIDField(null=True)
    result = fields.JSONField(default=dict)
    error = fields.CharField(max_length=200, default="")
    staff_id = fields.UUIDField(null=True)
    finished_at = fields.DatetimeField(null=True)

    class Meta:
        table = "push_simulation"
        app = "push"
        indexes = [
            Index(fields=("type_code", "created_at"), name="ix_push_simulation_type"),
            Partial(fields=("created_at",), name="ix_push_simulation_open", where="finished_at IS NULL"),
        ]


class Sender(Table):
    """A department or a desk that sends through the API. `guests`: whom its team keys reach, as blind index and mask."""

    name = fields.CharField(max_length=80)
    daily_limit = fields.IntField()
    minute_limit = fields.IntField()
    guests = fields.JSONField(default=list)
    active = fields.BooleanField(default=True)

    class Meta:
        table = "push_sender"
        app = "push"
        constraints = [UniqueConstraint(fields=("name",), name="uq_push_sender_name", condition="active")]


class SenderKey(Table):
    """One API key: `name-serviceid-secret`, its secret sealed and shown once, when it is made."""

    sender = fields.ForeignKeyField("push.Sender", on_delete=fields.CASCADE, related_name=False, db_index=True)
    name = fields.CharField(max_length=80)
    kind = fields.CharField(max_length=8)
    secret_sealed = fields.BinaryField()
    made_by = fields.UUIDField()
    revoked_at = fields.DatetimeField(null=True)
    revoked_by = fields.UUIDField(null=True)

    class Meta:
        table = "push_sender_key"
        app = "push"


class SenderUse(Table):
    """How much a sender has sent today and in this minute: one row a sender, counted by the statement that accepts."""

    sender = fields.OneToOneField("push.Sender", on_delete=fields.CASCADE, related_name=False)
    day = fields.DateField()
    sent = fields.IntField()
    minute = fields.DatetimeField()
    in_minute = fields.IntField()

    class Meta:
        table = "push_sender_use"
        app = "push"


class NoticeTemplate(Table):
    """A sender's text for SMS or e-mail; its words are in its versions. `weight` and `topic` say what may hold its messages back."""

    sender = fields.ForeignKeyField("push.Sender", on_delete=fields.CASCADE, related_name=False, db_index=True)
    kind = fields.CharField(max_length=8)
    name = fields.CharField(max_length=80)
    weight = fields.CharField(max_length=16)
    topic = fields.CharField(max_length=24, null=True)
    archived_at = fields.DatetimeField(null=True)

    class Meta:
        table = "push_notice_template"
        app = "push"


class NoticeVersion(Table):
    """The words of one version, never changed; `gateway_code` is what the SMS gateway approved them under."""

    template = fields.ForeignKeyField("push.NoticeTemplate", on_delete=fields.CASCADE, related_name=False)
    version = fields.IntField()
    subject = fields.CharField(max_length=200)
    body = fields.TextField()
    gateway_code = fields.CharField(max_length=64)
    made_by = fields.UUIDField()

    class Meta:
        table = "push_notice_version"
        app = "push"
        unique_together = (("template", "version"),)


class Notification(Table):
    """What a sender asked for. Address and values sealed; its delivery has the same id, but for what a test key only simulates."""

    sender = fields.ForeignKeyField("push.Sender", on_delete=fields.CASCADE, related_name=False)
    key_id = fields.UUIDField()
    key_kind = fields.CharField(max_length=8)
    channel = fields.CharField(max_length=8)
    template_id = fields.UUIDField()
    version = fields.IntField()
    address_index = fields.CharField(max_length=64)
    sealed = fields.BinaryField()
    reference = fields.CharField(max_length=1000, null=True)
    idempotency_key = fields.CharField(max_length=200, null=True)
    digest = fields.CharField(max_length=64)
    simulated = fields.CharField(max_length=20, null=True)

    class Meta:
        table = "push_notification"
        app = "push"
        constraints = [
            UniqueConstraint(
                fields=("sender", "idempotency_key"), name="uq_push_notification_idempotency", condition="idempotency_key IS NOT NULL"
            ),
        ]
        indexes = [
            Index(fields=("sender_id", "id"), name="ix_push_notification_sender"),
            Index(fields=("address_index", "sender_id"), name="ix_push_notification_address"),
        ]
