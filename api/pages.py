"""The built front ends, served beside the API: H5 at the root, the console at /console. Hash names may be kept for a year."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from core.settings import settings

A_YEAR = "public, max-age=31536000, immutable"


class Pages(StaticFiles):
    """Static files of a one-page app: a page inside it is answered with its index, a missing file is missing."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        kept = path.startswith("assets/") and response.status_code == 200
        response.headers["Cache-Control"] = A_YEAR if kept else "no-cache"
        return response


def _with_slash(request: Request) -> RedirectResponse:
    """`/console` means `/console/`."""
    return RedirectResponse(f"{request.url.path}/")


def serve(app: FastAPI) -> None:
    """Mounts what was built; without it the API stands alone."""
    root = Path(settings().web_dir) if settings().web_dir else None
    for path, name in (("/console", "console"), ("/", "h5")):
        if root and (root / name / "index.html").is_file():
            if path != "/":
                app.add_route(path, _with_slash, include_in_schema=False)
            app.mount(path, Pages(directory=root / name, html=True), name=name)
