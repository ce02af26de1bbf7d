"""What the memory holds. One file a subject; everything is known as `profile.models`."""

from __future__ import annotations

from profile.models.certificates import Certificate
from profile.models.delegations import Delegation, Help, Widening
from profile.models.enterprises import Enterprise, Membership
from profile.models.events import Event
from profile.models.facts import (
    Audience,
    AudienceMember,
    DroppedTrait,
    EnterpriseFact,
    EnterpriseTraits,
    Fact,
    ShareDue,
    ShareGate,
    SharePull,
    Touched,
    Traits,
)
from profile.models.people import Citizen, Follower, RealNameCheck, Session, SmsCode, SpentRefresh, Staff
from profile.models.privacy import Act, ActOutcome, ActOutcomeSeal, ActSeal, ChainCheck, Consent, Deferral, Read, ReadSeal
from profile.models.rules import CertificateRule, CertificateRuleDraft, CertificateRuleVersion, Recomputation, Workday, WorkdayNotice

__all__ = [
    "Act",
    "ActOutcome",
    "ActOutcomeSeal",
    "ActSeal",
    "Audience",
    "AudienceMember",
    "Certificate",
    "CertificateRule",
    "CertificateRuleDraft",
    "CertificateRuleVersion",
    "ChainCheck",
    "Citizen",
    "Consent",
    "Deferral",
    "Delegation",
    "DroppedTrait",
    "Enterprise",
    "EnterpriseFact",
    "EnterpriseTraits",
    "Event",
    "Fact",
    "Follower",
    "Help",
    "Membership",
    "Read",
    "ReadSeal",
    "RealNameCheck",
    "Recomputation",
    "Session",
    "ShareDue",
    "ShareGate",
    "SharePull",
    "SmsCode",
    "SpentRefresh",
    "Staff",
    "Touched",
    "Traits",
    "Widening",
    "Workday",
    "WorkdayNotice",
]
