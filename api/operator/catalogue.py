"""The catalogue under operators' hands: browsed, edited, shown as a difference, published, rolled back, brought in as files."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, File, Form, Query, UploadFile

from api.locks import Operator
from api.shapes.catalogue import (
    Differences,
    ImportReport,
    ListedServices,
    OperatedService,
    Publication,
    Regions,
    Rollback,
    ServiceChanges,
    ServiceContent,
    ServiceFilters,
    ServiceVariant,
    VariantChanges,
    Variants,
)
from core.errors import Invalid
from hall import imports, operated, variants, versions

router = APIRouter(tags=["事项管理"])
Number = Annotated[int, Query(ge=1, le=2**31 - 1)]
FILE_MAX = 5 << 20


@router.get("/services")
async def services(who: Operator, asked: Annotated[ServiceFilters, Query()]) -> ListedServices:
    filters = operated.Filters(**asked.model_dump(exclude={"page"}))
    return ListedServices.model_validate(await operated.browse(filters, asked.page))


@router.get("/services/{code}")
async def service(code: str, who: Operator) -> OperatedService:
    return await _shown(code)


async def _shown(code: str) -> OperatedService:
    found = await versions.present(code)
    return OperatedService.model_validate(
        {
            "code": found.code,
            "version": found.version,
            "content": found.content,
            "draft": found.draft,
            "versions": await versions.versions(code),
            "variants": len(await variants.of(code)),
        }
    )


@router.patch("/services/{code}")
async def edit(code: str, asked: ServiceChanges, who: Operator) -> OperatedService:
    """Adds to the draft; nothing that people see changes before it is published."""
    await versions.edit(code, asked.model_dump(exclude_unset=True) | _materials(asked), who.subject)
    return await _shown(code)


def _materials(asked: ServiceChanges) -> dict[str, object]:
    """A material's line is whole, also where parts of it were left out."""
    return {"materials": [one.model_dump() for one in asked.materials]} if "materials" in asked.model_fields_set else {}


@router.delete("/services/{code}/draft")
async def discard(code: str, who: Operator) -> OperatedService:
    await versions.discard(code)
    return await _shown(code)


@router.get("/services/{code}/difference")
async def difference(code: str, older: Number, newer: Number, who: Operator) -> Differences:
    """What changed from one published version to another; a draft's difference comes with the service."""
    return Differences.model_validate({"items": await versions.between(code, older, newer)})


@router.get("/services/{code}/versions/{number}")
async def version(code: str, number: int, who: Operator) -> ServiceContent:
    found = await versions.present(code)
    return ServiceContent.model_validate(await versions.content_of(found.id, min(max(number, 0), 2**31 - 1)))


@router.post("/services/{code}/publication")
async def publish(code: str, asked: Publication, who: Operator) -> OperatedService:
    await versions.publish(code, who.subject, version=asked.version, revision=asked.revision, note=asked.note)
    return await _shown(code)


@router.post("/services/{code}/rollback")
async def roll_back(code: str, asked: Rollback, who: Operator) -> OperatedService:
    await versions.roll_back(code, who.subject, to=asked.to, version=asked.version, note=asked.note)
    return await _shown(code)


@router.get("/services/{code}/variants")
async def regional(code: str, who: Operator) -> Variants:
    """What regions have otherwise."""
    return Variants.model_validate({"items": await variants.of(code)})


@router.patch("/services/{code}/variants/{region}")
async def change_regional(code: str, region: str, asked: VariantChanges, who: Operator) -> ServiceVariant | None:
    """Sets fee, counter or phone of one region; null when it has nothing of its own any more."""
    kept = await variants.change(code, region, asked.model_dump(exclude_unset=True), who.subject)
    return ServiceVariant.model_validate(kept) if kept else None


@router.get("/regions")
async def regions(who: Operator) -> Regions:
    """Where a service may be otherwise: cities and counties."""
    return Regions.model_validate({"items": variants.regions_of_ours()})


@router.post("/imports")
async def bring(
    who: Operator,
    file: Annotated[UploadFile, File(description="CSV、JSON 或 XLSX，最多 5 MB")],
    dry_run: Annotated[bool, Form()] = True,
) -> ImportReport:
    """A department's own items: a dry run unless told otherwise; all or nothing."""
    data = await file.read(FILE_MAX + 1)
    if len(data) > FILE_MAX:
        raise Invalid("import.too_large", "文件超过 5 MB，请分成几个文件。", "file")
    return ImportReport.model_validate(await imports.bring(file.filename or "", data, who.subject, dry_run=dry_run))
