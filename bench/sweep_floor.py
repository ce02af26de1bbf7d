"""The sweep as one would write it by hand for this database alone: one statement, the same rows, safe to repeat."""

from __future__ import annotations

import json

from profile import rules

KINDS = """
CREATE TABLE IF NOT EXISTS bench.kind (code text PRIMARY KEY, name text, rungs int[], service text, rule text,
                                       channels jsonb);
CREATE TABLE IF NOT EXISTS bench.again (id uuid PRIMARY KEY, again_on date)
"""
STATEMENT = """
WITH due AS MATERIALIZED (
    SELECT c.id, c.version, c.citizen_id, c.enterprise_id, c.expires_on, c.deadline_on, c.deadline_on - $2::date AS days_left, k.name,
           k.service, a.again_on, now.rung AS rung, later.rung AS later,
           CASE WHEN now.rung = opening.days THEN 'opening' ELSE k.rule END AS rule,
           coalesce(k.channels ->> CASE WHEN now.rung = opening.days THEN 'open' ELSE now.rung::text END, 'wechat') AS channel
    FROM profile_certificate c JOIN bench.kind k ON k.code = c.type_code LEFT JOIN bench.again a ON a.id = c.id
    CROSS JOIN LATERAL (SELECT c.deadline_on - c.opens_on AS days) opening
    CROSS JOIN LATERAL (
        SELECT ARRAY(SELECT opening.days UNION SELECT r FROM unnest(k.rungs) r WHERE opening.days - r > r / 6.0) AS rungs
    ) ladder
    CROSS JOIN LATERAL (SELECT min(r) AS rung FROM unnest(ladder.rungs) r WHERE c.deadline_on - r <= $2) now
    CROSS JOIN LATERAL (SELECT max(r) AS rung FROM unnest(ladder.rungs) r WHERE c.deadline_on - r > $2) later
    WHERE c.state = 'valid' AND c.next_rung_on <= $2
      AND NOT EXISTS (SELECT 1 FROM hall_case h WHERE h.certificate_id = c.id AND h.state IN ('submitted', 'accepted', 'correction'))
    FOR UPDATE OF c SKIP LOCKED
), reminder AS (
    INSERT INTO push_reminder (id, created_at, certificate_id, certificate_version, rule, rung, days_left)
    SELECT uuidv7(), $1, id, version, rule, rung, days_left FROM due WHERE rung IS NOT NULL AND $2 <= deadline_on + 30
    ON CONFLICT (certificate_id, certificate_version, rule, rung) DO NOTHING RETURNING certificate_id
), told AS MATERIALIZED (
    SELECT due.*, coalesce(due.citizen_id, m.citizen_id) AS person, uuidv7() AS offer, uuidv7() AS item
    FROM due JOIN reminder ON reminder.certificate_id = due.id LEFT JOIN profile_membership m ON m.enterprise_id = due.enterprise_id
), offer AS (
    INSERT INTO recommend_offer (id, created_at, made_at, kind, citizen_id, certificate_id, certificate_version, service_code)
    SELECT offer, $1, $1, 'renewal', person, id, version, service FROM told
    ON CONFLICT (citizen_id, certificate_id, certificate_version) DO NOTHING
), item AS (
    INSERT INTO push_inbox_item (id, created_at, dedupe_key, citizen_id, category, title, body, link, subject_id)
    SELECT item, $1, format('reminder:%s:%s:%s:%s:%s', id, version, rule, rung, person), person, 'reminder',
           format('%s还有%s天到期', name, days_left),
           format('您的「%s」有效期到%s。现在办正合适，不用赶在最后几天。点这条消息，核对我们已经填好的申请，提交就行。',
                  name, deadline_on),
           jsonb_build_object('page', 'pages-service/renewal/index', 'params', jsonb_build_object('offer', offer)), id
    FROM told ON CONFLICT (dedupe_key) DO NOTHING RETURNING id
), delivery AS (
    INSERT INTO push_delivery (id, created_at, dedupe_key, citizen_id, inbox_item_id, subject_id, channel, template, payload, kind, weight,
                               state, attempts, next_at, grant_held, last_error)
    SELECT uuidv7(), $1, format('reminder:%s:%s:%s:%s:%s#0', told.id, version, rule, rung, person), person, item, told.id, channel,
           'certificate_expiring', jsonb_build_object('page', 'pages-service/renewal/index?offer=' || offer,
               'wechat', jsonb_build_object('thing1', left(name, 20), 'date2', deadline_on::text, 'thing3',
                                            format('还有%s天到期', days_left), 'thing4', '点开核对已填好的申请，提交就行'),
               'sms', jsonb_build_object('certificate', left(name, 20), 'date', deadline_on::text,
                                         'advice', '请打开知办，核对已填好的申请，提交就行。'),
               'due_on', deadline_on::text, 'of', 'own'),
           'must_arrive', 'ordinary', 'pending', 0, $1, false, ''
    FROM told JOIN item ON item.id = told.item WHERE channel <> 'inbox' ON CONFLICT (dedupe_key) DO NOTHING
), moved AS (
    UPDATE profile_certificate c SET next_rung = due.later, next_rung_on = coalesce(due.deadline_on - due.later, due.again_on)
    FROM due WHERE c.id = due.id
)
SELECT count(*) FROM reminder
"""


def kinds(services: dict[str, str | None]) -> list[tuple[object, ...]]:
    """What the statement has to know of the types: code, name, rungs, the service that renews it, the rule its rungs speak for, and the
    ways they are first tried."""
    return [
        (kind.code, kind.name, list(kind.rungs), services.get(kind.code), rules.speaks_for(kind),
         json.dumps({"open" if days is None else str(days): way for days, way in kind.channels.items()}))
        for kind in rules.types().values()
    ]  # fmt: skip
