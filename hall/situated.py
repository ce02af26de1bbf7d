"""The situation (情形) a case began with: settled from the answers, kept with the case word for word, laid over its service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from core.errors import Conflict, Invalid
from hall import catalog, forms, situations, sparing
from hall.forms import Field
from hall.listings import ListedMaterial, ServiceDetail
from hall.models import Case
from hall.situations import Leaf, Tree


@dataclass(frozen=True)
class Said:
    """What somebody answered in the guide, and the version of the tree that they saw. Never kept."""

    version: int
    answers: Mapping[str, str]


@dataclass(frozen=True)
class Situation:
    """A leaf as it was when the case began. `days` are working days promised; of the answers that led here only `key` is left."""

    key: str
    name: str
    tree_version: int
    sample: bool
    materials: tuple[ListedMaterial, ...]
    sections: tuple[str, ...]
    fee: str
    days: int
    visits: int
    note: str
    law: str

    def kept(self) -> dict[str, Any]:
        """As the case keeps it."""
        return asdict(self)


async def present_tree(code: str, version: int | None) -> Tree:
    """The tree of a service, if it still is the version that somebody saw. Raises `NotFound`, or `Conflict` when it has changed."""
    tree = await situations.tree(code)
    if version not in {None, tree.version}:
        raise Conflict("situation.changed", "办事指南刚刚更新过，请重新回答。")
    return tree


async def settle(code: str, said: Said) -> Situation:
    """Walks the tree again with what was said. Raises `Conflict` for another version, `Invalid` for answers that don't lead to an end."""
    return reached(await present_tree(code, said.version), said.answers, await situations.shared(code))


def reached(tree: Tree, answers: Mapping[str, str], shared: Mapping[str, str]) -> Situation:
    """The situation that the answers lead to; `shared` are materials that the service looks up itself. Pure."""
    at = situations.walk(tree, answers)
    if not isinstance(at, Leaf):
        raise Invalid("situation.unfinished", f"还有问题没有回答：{at.ask}", at.key)
    listed = [(name, sparing.spared(name, shared)) for name in at.materials]
    return Situation(
        at.key,
        at.name,
        tree.version,
        not tree.verified,
        tuple(ListedMaterial(name, source is not None, source or "") for name, source in listed),
        at.sections,
        at.fee,
        at.days,
        at.visits,
        at.note,
        at.law,
    )


def of(case: Case) -> Situation | None:
    """The situation that a case keeps, whatever became of the tree since."""
    return taken_up(case.situation) if case.situation else None


def taken_up(kept: Mapping[str, Any]) -> Situation:
    """What `kept` gave, as a value again."""
    materials = tuple(ListedMaterial(**one) for one in kept["materials"])
    return Situation(**{**kept, "materials": materials, "sections": tuple(kept["sections"])})


async def service_of(case: Case) -> ServiceDetail:
    """The service of a case: the version that it began with, with materials, fee, days and visits of its situation."""
    service = await catalog.by_id(case.service_id, case.service_version)
    situation = of(case)
    return laid_over(service, situation) if situation else service


def laid_over(service: ServiceDetail, situation: Situation) -> ServiceDetail:
    """The service as it is in one situation; all else stays as it was published."""
    return replace(
        service,
        materials=situation.materials,
        fee=situation.fee,
        promise_days=situation.days,
        promise_unit="工作日",
        visits=situation.visits,
    )


def questions(code: str, renewal: bool, situation: Situation | None) -> tuple[Field, ...]:
    """What the form asks: the service's own questions, or those of the situation."""
    return forms.fields_of(code, renewal) if situation is None else forms.fields_in(code, renewal, situation.sections)
