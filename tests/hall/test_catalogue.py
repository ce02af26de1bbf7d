"""The catalogue is loaded as often as one likes, says what it left out, and can be browsed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.errors import NotFound
from core.tables import sql
from hall import catalog, import_items, renewals, shelf, vocabulary
from local.instance import Instance

CORE, REAL = import_items.FILES


@pytest.fixture(scope="module")
def database_kind() -> str:
    return "empty"


@pytest.fixture(scope="module")
async def filled(database: Instance) -> Instance:
    assert (await import_items.load(CORE)).created == 452
    assert (await import_items.load(REAL)).created == 3213
    return database


async def test_loading_again_changes_nothing(filled: Instance) -> None:
    report = await import_items.load(REAL)
    assert (report.created, report.updated, report.unchanged) == (0, 0, 3213)


async def test_what_was_left_out_is_told_with_its_line_and_reason(filled: Instance) -> None:
    report = await import_items.load(REAL)
    assert [issue.line for issue in report.skipped if issue.kind == "skipped"] == [2429, 2630, 2894]
    words = import_items.told(report)
    assert "skipped line 2429 [E-000004-001-11511301008778386B]: bad code" in words
    assert "noted on" in words


async def test_nobody_is_sent_to_an_office_of_another_province(filled: Instance) -> None:
    places = "广东|广州|深圳|四川|广安|粤|岭南|港珠澳"
    rows = await sql(
        """SELECT s.code FROM hall_service s JOIN hall_department d ON d.id = s.department_id
           WHERE s.name ~ $1 OR s.parent_name ~ $1 OR d.name ~ $1 OR s.materials::text ~ $1 OR d.code LIKE 'office-%'""",
        places,
    )
    assert rows == []
    reward = await catalog.service("11440000006939801C2442003002001")
    assert (reward.department, reward.level, reward.verified) == ("科技", "省级", False)
    assert reward.attribution.startswith("示例，参照广东政务服务网")


async def test_what_was_loaded_before_and_is_not_ours_is_taken_off(filled: Instance) -> None:
    assert await shelf.end(["IT323", "nowhere"], "不在本省办理") == 1
    assert await shelf.end(["IT323"], "不在本省办理") == 0
    ended = await catalog.service("IT323")
    assert "已经取消" in (ended.why_not or "")
    assert ended.version == 2
    await sql("UPDATE hall_service SET status = '在用' WHERE code = 'IT323'")


async def test_a_changed_row_is_updated_and_only_that_row(filled: Instance, tmp_path: Path) -> None:
    changed = tmp_path / "items.csv"
    changed.write_text(CORE.read_text(encoding="utf-8").replace("IT189,机动车驾驶证期满换证", "IT189,驾驶证到期换证"), encoding="utf-8")
    report = await import_items.load(changed)
    assert (report.created, report.updated, report.unchanged) == (0, 1, 451)
    assert (await catalog.service("IT189")).name == "驾驶证到期换证"
    assert (await import_items.load(CORE)).updated == 1


async def test_bad_rows_are_named_one_by_one(filled: Instance, tmp_path: Path) -> None:
    head, *rows = CORE.read_text(encoding="utf-8").splitlines()
    nameless, doubled, codeless = rows[0].replace("生育登记", "", 1), rows[1], rows[2].replace("IT003", "", 1)
    odd = tmp_path / "odd.csv"
    odd.write_text("\n".join([head, nameless, doubled, doubled, codeless, rows[3].replace("IT004", "不是编码", 1)]), encoding="utf-8")
    report = await import_items.load(odd)
    reasons = {issue.line: issue.reason for issue in report.skipped}
    assert reasons[2] == "no name"
    assert reasons[4].startswith("duplicate code")
    assert reasons[5] == "no code"
    assert reasons[6].startswith("bad code")
    assert report.unchanged == 1


async def test_a_file_of_another_kind_is_refused(filled: Instance, tmp_path: Path) -> None:
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(ValueError, match="not an item file"):
        await import_items.load(other)


def test_the_command_prints_its_report_and_its_status(filled: Instance, tmp_path: Path) -> None:
    def run(*paths: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "hall.import_items", *paths], env={**os.environ}, capture_output=True, text=True, check=False
        )

    done = run()
    assert done.returncode == 0, done.stderr
    assert "items_core.csv: 0 created, 0 updated, 452 unchanged, 0 skipped" in done.stdout
    lost = run(str(tmp_path / "nowhere.csv"))
    assert lost.returncode == 1
    assert "nowhere.csv: not imported" in lost.stdout


async def test_services_are_found_by_word_theme_department_and_audience(filled: Instance) -> None:
    assert (await catalog.find("机动车驾驶证")).items[0].code.startswith("IT")
    police = await catalog.find(department="traffic-police", audience="citizen")
    assert police.total
    assert {one.department for one in police.items} == {"公安交管"}
    assert all("citizen" in one.audience for one in police.items)
    travel = await catalog.find(theme="交通出行", page=2)
    assert travel.page == 2
    assert travel.pages == -(-travel.total // catalog.PAGE)
    assert (await catalog.find(page=99_999)).items == ()


@pytest.mark.parametrize("q", ["%", "_", "\\", "100%", "'; DROP TABLE hall_service; --", "\0", "驾" * 10_000])
async def test_signs_of_the_pattern_language_are_plain_characters(filled: Instance, q: str) -> None:
    found = await catalog.find(q)
    text = q.replace("\0", "")[:100]
    rows = await sql("SELECT count(*) AS n FROM hall_service WHERE strpos(name, $1) > 0 OR strpos(parent_name, $1) > 0", text)
    assert found.total == rows[0]["n"]
    assert found.total in {0, 1, 3665}


async def test_every_service_has_one_of_few_themes_and_facets_add_up(filled: Instance) -> None:
    facets = await catalog.facets()
    assert len(facets.themes) <= 24
    assert sum(facet.count for facet in facets.themes) == 3665
    assert sum(facet.count for facet in facets.departments) == 3665
    assert [facet.value for facet in facets.audiences] == ["citizen", "enterprise"]


async def test_a_service_tells_its_source_and_what_it_renews(filled: Instance) -> None:
    licence = await catalog.service("IT189")
    assert licence.renews == ("ZJCT017",)
    assert not licence.decided_at_once
    assert licence.source == "zhiban"
    assert "未逐条核实" in licence.attribution
    published = await catalog.service("11440000006939756B2440101007000")
    assert (published.source, published.promise_days, published.legal_days) == ("gd-zwfw", 7, 30)
    assert "QABasedOnPolicyKnowledgeGraph" in published.attribution
    with pytest.raises(NotFound):
        await catalog.service("IT999")
    assert set(await catalog.by_codes(["IT189", "IT041", "nothing"])) == {"IT189", "IT041"}


async def test_every_type_of_certificate_leads_to_a_service_that_exists(filled: Instance) -> None:
    codes = {code for renewal in renewals.renewals().values() for code in (renewal.service_code, renewal.anew) if code}
    assert set(await catalog.by_codes(sorted(codes))) == codes
    names = {row["code"]: row["name"] for row in await sql("SELECT code, name FROM hall_service")}
    from profile import rules

    for row in vocabulary.table("renewals.csv"):
        assert row["renewal_item"] == names[row["service_code"]]
        assert row["type_name"] == rules.types()[row["type_code"]].name
    assert set(rules.types()) == {row["type_code"] for row in vocabulary.table("renewals.csv")}
