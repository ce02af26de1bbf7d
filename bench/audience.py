"""Audiences counted over a town of traits, against SQL written by hand for the same questions on the same rows."""

from __future__ import annotations

import asyncpg

from bench.ground import Ground
from bench.pairs import Side, Work, compare
from bench.plan import Plan
from bench.report import Figure, Gate, Report, equal
from core import clock
from local import databases
from profile import audiences
from profile.conditions import parse
from recommend import vocabulary

GOAL = 1.2
MOST_ROUNDS = 3  # each asks a million people; the ratio hardly moves
# Rows as `profile.traits` folds them: some facts unknown, days left kept as the day of their zero. The same in every run.
_TOWN = """
SELECT setseed(0.5);
INSERT INTO profile_citizen (id, created_at, level, preferences) SELECT uuidv7(), now(), 2, '{}' FROM generate_series(1, {people});
INSERT INTO profile_traits (id, created_at, folded_at, citizen_id, traits)
SELECT uuidv7(), now(), now(), id,
  jsonb_build_object('birth_date', to_char(date '1936-01-01' + (random() * 30000)::int, 'YYYY-MM-DD'),
    'gender', (ARRAY['male', 'female'])[1 + floor(random() * 2)::int],
    'hukou_region', (ARRAY['330106', '330102', '330782', '330203', '330304'])[1 + floor(random() ^ 2 * 5)::int],
    'residence_region', (ARRAY['330106', '330102', '330782', '330203', '330304'])[1 + floor(random() ^ 2 * 5)::int],
    'certificates', (ARRAY['["居民身份证"]', '["居民身份证", "机动车驾驶证"]',
       '["普通护照", "居民身份证"]']::jsonb[])[1 + floor(random() * 3)::int])
  || CASE WHEN random() < 0.7 THEN jsonb_build_object('marital_status',
       (ARRAY['married', 'single', 'divorced', 'widowed'])[1 + floor(random() * 4)::int]) ELSE '{}' END
  || CASE WHEN random() < 0.7 THEN jsonb_build_object('children', floor(random() * 4)::int) ELSE '{}' END
  || CASE WHEN random() < 0.6 THEN jsonb_build_object('employment_status',
       (ARRAY['employed', 'unemployed'])[1 + floor(random() * 2)::int]) ELSE '{}' END
  || CASE WHEN random() < 0.7 THEN jsonb_build_object('social.pension_months', floor(random() * 300)::int) ELSE '{}' END
  || CASE WHEN random() < 0.4 THEN jsonb_build_object('cert.机动车驾驶证.days_left',
       {today} + floor(random() * 3000 - 200)::int) ELSE '{}' END
  || CASE WHEN random() < 0.2 THEN jsonb_build_object('marriage_date', to_char(date '2010-01-01' + (random() * 5900)::int, 'YYYY-MM-DD'))
     ELSE '{}' END
FROM profile_citizen;
VACUUM ANALYZE profile_traits;
"""
QUESTIONS = {
    'age between 60 and 70 and hukou_region="330106"': """
        SELECT count(*) FROM profile_traits WHERE (traits->>'birth_date')::date <= $1::date - interval '60 years'
          AND (traits->>'birth_date')::date > $1::date - interval '71 years' AND traits->>'hukou_region' = '330106'""",
    "age>=16 and employment_status=unemployed and social.pension_months>=12": """
        SELECT count(*) FROM profile_traits WHERE (traits->>'birth_date')::date <= $1::date - interval '16 years'
          AND traits->>'employment_status' = 'unemployed' AND (traits->>'social.pension_months')::numeric >= 12""",
    "cert.机动车驾驶证.days_left between 0 and 90 and not has_cert(普通护照)": """
        SELECT count(*) FROM profile_traits WHERE (traits->>'cert.机动车驾驶证.days_left')::numeric
          BETWEEN $1::date - date '0001-01-01' + 1 AND $1::date - date '0001-01-01' + 91 AND NOT traits->'certificates' ? '普通护照'""",
    "days_since(marriage_date)<=365 and (children=0 or hukou_region!=residence_region)": """
        SELECT count(*) FROM profile_traits WHERE (traits->>'marriage_date')::date >= $1::date - 365
          AND ((traits->>'children')::numeric = 0 OR traits->>'hukou_region' <> traits->>'residence_region')""",
}


def by_product(condition: str) -> Work:
    asked = parse(condition, vocabulary.terms())

    async def run() -> None:
        await audiences.count(asked, vocabulary.dictionary())

    return run


def by_hand(pool: asyncpg.Pool, statement: str) -> Work:
    async def run() -> None:
        await pool.fetchval(statement, clock.today())

    return run


async def same_counts(pool: asyncpg.Pool) -> Gate:
    product = {one: await audiences.count(parse(one, vocabulary.terms()), vocabulary.dictionary()) for one in QUESTIONS}
    hand = {one: await pool.fetchval(statement, clock.today()) for one, statement in QUESTIONS.items()}
    return equal("audience: as many by the product as by hand, and somebody each time", product=product, by_hand=hand,
                 anybody={one: count for one, count in product.items() if count})  # fmt: skip


async def against_hand(ground: Ground, database: str, plan: Plan, report: Report) -> None:
    """Each question is a figure of its own: what one costs too much is not hidden by another."""
    await databases.create(ground.instance.shared, ground.instance.ports, database, "reference", ground.instance.env)
    try:
        await _settle(ground.url(database), plan.audience)
        async with ground.at(database) as pool:
            report.gates.append(await same_counts(pool))
            for number, (condition, statement) in enumerate(QUESTIONS.items(), 1):
                first, second = Side("product", by_product(condition)), Side("by hand", by_hand(pool, statement))
                pair = await compare(first, second, min(plan.rounds, MOST_ROUNDS), ground.meter(database))
                report.figures.append(Figure(f"audience of {plan.audience:,}, question {number}", condition, GOAL, plan.audience, pair))
    finally:
        await ground.drop(database)


async def _settle(url: str, people: int) -> None:
    connection = await asyncpg.connect(url, ssl=False)
    try:
        for statement in _TOWN.replace("{people}", str(people)).replace("{today}", str(clock.today().toordinal())).split(";\n"):
            if statement.strip():
                await connection.execute(statement)
        # A parallel worker is no backend of ours to the meter: both sides count alone.
        await connection.execute(f"ALTER DATABASE {connection._params.database} SET max_parallel_workers_per_gather = 0")
    finally:
        await connection.close()
