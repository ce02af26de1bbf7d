"""A person as they are shown to themselves: masked."""

from __future__ import annotations

from uuid import UUID

from api.shapes.people import EnterpriseRole, Me, Preferences, Region
from core import regions
from profile import enterprises, people
from push import inbox


async def described(citizen_id: UUID) -> Me:
    """Who is signed in, with what the tab bar and the header need."""
    person = await people.person(citizen_id)
    spaces = await enterprises.spaces(citizen_id)
    named = regions.name(person.region_code)
    return Me(
        id=person.id,
        display_name=person.display_name,
        phone=person.masked_phone,
        id_number=person.masked_id_number,
        level=person.level,
        level_name=people.LEVELS[person.level],
        region=Region(code=person.region_code, name=named) if person.region_code and named else None,
        preferences=Preferences.model_validate(person.preferences),
        unread=await inbox.unread(citizen_id),
        enterprises=[
            EnterpriseRole(
                id=one.id,
                name=one.name,
                role=one.role,
                role_name=enterprises.ROLES.get(one.role, one.role),
                administered=one.administered,
            )
            for one in spaces
        ],
    )
