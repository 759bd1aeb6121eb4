"""The containers, the settings and .env.example name the same environment variables."""

import ast
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from directorate.local.places import CHECKOUT

APPLICATION = ("setup", "web", "worker", "beat")
# What an installation must not leave to a default.
NEEDED = {
    "SECRET_KEY", "DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "EMAIL_URL", "DEFAULT_FROM_EMAIL", "HTTPS",
    "ALLOWED_HOSTS", "PUBLIC_URL", "TRUSTED_PROXY_COUNT", "VAR_DIR",
}  # fmt: skip
# Read by compose or the database's container, not by the application.
OF_COMPOSE = {"SITE_ADDRESS", "POSTGRES_PASSWORD", "DATABASE_PASSWORD", "DATABASE_OWNER_PASSWORD"}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    content = yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text(encoding="utf-8"))
    assert isinstance(content, dict)
    return content


def variables_read_in(file: Path) -> set[str]:
    """Names in env("NAME"), env.bool("NAME", ...) and os.environ.get("NAME")."""
    calls = (node for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
    return {
        call.args[0].value
        for call in calls
        if call.args
        and isinstance(call.args[0], ast.Constant)
        and isinstance(call.args[0].value, str)
        and re.match(r"(env(\.\w+)?|os\.environ\.get)$", ast.unparse(call.func))
        and call.args[0].value.isupper()
    }


def variables_of_the_application() -> set[str]:
    files = [
        CHECKOUT / "directorate" / "settings.py",
        *(CHECKOUT / "directorate" / "local").glob("*.py"),
    ]
    ours = set[str]().union(*(variables_read_in(file) for file in files))
    return ours - {"PATH", "PLAYWRIGHT_BROWSERS_PATH", "PLAYWRIGHT_NODEJS_PATH"}


def documented_variables() -> set[str]:
    text = (CHECKOUT / ".env.example").read_text(encoding="utf-8")
    return set(re.findall(r"^#?([A-Z][A-Z_]+)=", text, re.MULTILINE))


def test_the_settings_are_read_as_expected() -> None:
    assert {"SECRET_KEY", "DATABASE_URL", "PORT", "WEB_WORKERS", "CHROMIUM"} <= variables_of_the_application()


def test_every_variable_is_documented_and_nothing_else() -> None:
    assert documented_variables() == variables_of_the_application() | OF_COMPOSE


@pytest.mark.parametrize("service", APPLICATION)
def test_a_container_sets_only_variables_that_exist(compose: dict[str, Any], service: str) -> None:
    assert set(compose["services"][service]["environment"]) <= variables_of_the_application()


@pytest.mark.parametrize("service", APPLICATION)
def test_a_container_sets_every_variable_that_matters(compose: dict[str, Any], service: str) -> None:
    assert set(compose["services"][service]["environment"]) >= NEEDED


def test_single_sign_on_can_be_set_in_containers_too(compose: dict[str, Any]) -> None:
    ours = {name for name in variables_of_the_application() if name.startswith("OIDC_")}
    assert ours <= set(compose["services"]["web"]["environment"])


def test_every_variable_that_compose_asks_for_is_documented() -> None:
    text = (CHECKOUT / "docker-compose.yml").read_text(encoding="utf-8")
    assert set(re.findall(r"\$\{([A-Z_]+)", text)) <= documented_variables()


def test_the_parts_are_those_of_bin_run_and_the_servers_around_them(compose: dict[str, Any]) -> None:
    assert set(compose["services"]) == {*APPLICATION, "database", "broker", "proxy", "mail"}
    assert compose["services"]["database"]["image"].startswith("postgres:18")


def test_only_the_proxy_and_the_local_mail_page_have_ports(compose: dict[str, Any]) -> None:
    ports = {name: service["ports"] for name, service in compose["services"].items() if "ports" in service}
    assert ports == {"proxy": ["80:80", "443:443"], "mail": ["127.0.0.1:8025:8025"]}


def test_no_secret_stands_in_the_file(compose: dict[str, Any]) -> None:
    for name in ("SECRET_KEY", "DATABASE_URL", "DATABASE_OWNER_URL"):
        assert ":?" in compose["services"]["web"]["environment"][name]


def test_what_the_containers_mount_and_build_exists(compose: dict[str, Any]) -> None:
    mounted = [
        volume.split(":")[0]
        for service in compose["services"].values()
        for volume in service.get("volumes", [])
        if volume.startswith("./")
    ]
    assert mounted
    assert all((CHECKOUT / path).is_file() for path in [*mounted, "Dockerfile"])


def test_docker_accepts_the_file() -> None:
    docker = shutil.which("docker")
    if docker is None or subprocess.run([docker, "compose", "version"], capture_output=True, check=False).returncode:
        pytest.skip("Docker with compose is not installed")
    secrets = dict.fromkeys(("SECRET_KEY", *(OF_COMPOSE - {"SITE_ADDRESS"})), "x")
    done = subprocess.run(
        [docker, "compose", "config", "--quiet"],
        cwd=CHECKOUT,
        env={"PATH": str(Path(docker).parent), "HOME": "/nonexistent"} | secrets,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
