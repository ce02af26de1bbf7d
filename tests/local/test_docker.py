"""What can be said of the container files without an engine: names, paths, secrets, and nginx's own opinion where it is installed."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from core.settings import SECRETS, Settings
from local.databases import IMPORTS
from local.folder import ROOT

DOCKER = ROOT / "docker"


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load((DOCKER / "compose.yaml").read_text())
    return loaded


def environment(compose: dict[str, Any]) -> dict[str, str]:
    given: dict[str, str] = compose["x-product"]["environment"]
    return given


def test_every_variable_is_a_setting_and_no_required_setting_is_missing(compose: dict[str, Any]) -> None:
    given = {name.removeprefix("ZHIBAN_").lower() for name in environment(compose) if name.startswith("ZHIBAN_")}
    assert given <= set(Settings.model_fields)
    required = {name for name, field in Settings.model_fields.items() if field.is_required()}
    assert required <= given


def test_the_stack_is_production_and_no_secret_has_a_default(compose: dict[str, Any]) -> None:
    given = environment(compose)
    assert given["ZHIBAN_ENVIRONMENT"] == "production"
    for name in SECRETS:
        assert re.fullmatch(r"\$\{[A-Z0-9_]+:\?.*\}", given[f"ZHIBAN_{name.upper()}"]), name
    example = (DOCKER / ".env.example").read_text()
    assert all(line.endswith("=") for line in example.splitlines() if "=" in line and not line.startswith("#"))


def test_a_new_database_is_filled_as_it_is_by_make_run(compose: dict[str, Any]) -> None:
    commands = [" ".join(service.get("command", [])) for service in compose["services"].values()]
    filling = next(command for command in commands if "alembic upgrade" in command)
    assert re.findall(r"python -m ([a-z_.]+)", filling) == ["alembic", *IMPORTS]


def test_every_variable_without_a_default_is_in_the_example() -> None:
    text = (DOCKER / "compose.yaml").read_text()
    needed = set(re.findall(r"\$\{([A-Z0-9_]+):\?", text))
    example = set(re.findall(r"^([A-Z0-9_]+)=", (DOCKER / ".env.example").read_text(), re.MULTILINE))
    assert needed == example


def test_the_services_of_the_house_are_there_and_depend_on_healthy_ones(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert {"postgres", "redis", "minio", "api", "worker", "beat", "nginx"} <= set(services)
    for service in services.values():
        for name, condition in service.get("depends_on", {}).items():
            assert condition["condition"] != "service_healthy" or "test" in healthcheck(services, name)
    assert [name for name, service in services.items() if "ports" in service] == ["nginx"]


def healthcheck(services: dict[str, Any], name: str) -> dict[str, Any]:
    """A service's own check, or the one of the image it shares."""
    found: dict[str, Any] = services[name].get("healthcheck", {"test": "HEALTHCHECK of the Dockerfile"})
    return found


def test_what_the_dockerfile_copies_exists_and_the_image_runs_without_root() -> None:
    lines = (DOCKER / "Dockerfile").read_text().splitlines()
    copied = [line.split()[1:-1] for line in lines if line.startswith("COPY ") and "--from" not in line]
    missing = [path for paths in copied for path in paths if not (ROOT / path).exists()]
    assert missing == []
    rooms = {"core", "profile", "hall", "recommend", "push", "api", "alembic"}
    assert rooms <= {path for paths in copied for path in paths}
    user = next(line for line in reversed(lines) if line.startswith("USER "))
    assert user != "USER root"
    assert any(line.startswith("HEALTHCHECK") for line in lines)


@pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed here")
def test_nginx_accepts_its_configuration(tmp_path: Path) -> None:
    text = (DOCKER / "nginx.conf").read_text()
    for name in ("api", "minio"):
        text = text.replace(f"server {name}:", "server 127.0.0.1:")
    config = tmp_path / "nginx.conf"
    config.write_text(text)
    done = subprocess.run(["nginx", "-t", "-c", str(config)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
