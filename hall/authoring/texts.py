"""What no guide's text may be, told before anybody reads it as YAML: too long, too deep, or made to multiply. Pure."""

from __future__ import annotations

from typing import Any

import yaml

LONGEST = 60_000
DEEPEST = 12
_SAFE: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_OPEN = (yaml.FlowSequenceStartToken, yaml.FlowMappingStartToken, yaml.BlockSequenceStartToken, yaml.BlockMappingStartToken)
_SHUT = (yaml.FlowSequenceEndToken, yaml.FlowMappingEndToken, yaml.BlockEndToken)
_REFERENCES = (yaml.AliasToken, yaml.AnchorToken, yaml.TagToken)


def reason_against(text: str) -> str | None:
    """Why a text is not even read; None when it is. What is no YAML at all is told by whoever reads it."""
    if not text.strip():
        return "还没有内容"
    if len(text) > LONGEST:
        return f"最多 {LONGEST} 个字，现在有 {len(text)} 个"
    depth = 0
    try:
        for token in yaml.scan(text, Loader=_SAFE):
            depth += isinstance(token, _OPEN) - isinstance(token, _SHUT)
            if isinstance(token, _REFERENCES):
                return f"第 {token.start_mark.line + 1} 行：不能用 &、* 或 ! 引用别处的内容，请直接写出来"
            if depth > DEEPEST:
                return f"第 {token.start_mark.line + 1} 行：层次太深"
    except yaml.YAMLError:
        return None
    return None
