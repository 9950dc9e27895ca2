"""One environment: pyproject, environment.yml and the lock agree, and the lock can be installed from anywhere."""

from __future__ import annotations

import re
import tomllib

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.conftest import ROOT

LOCKS = {extra: (ROOT / f"requirements{extra}.lock").read_text(encoding="utf-8") for extra in ("", "-test", "-engines")}
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)
LOCKED = {
    extra: {canonicalize_name(name): Version(version) for name, version in PINNED.findall(lock)}
    for extra, lock in LOCKS.items()
}


@pytest.mark.parametrize("extra", LOCKS)
def test_every_dependency_is_locked_at_a_version_it_allows(extra: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = project["optional-dependencies"][extra[1:]] if extra else project["dependencies"]
    for requirement in map(Requirement, wanted):
        version = LOCKED[extra].get(canonicalize_name(requirement.name))
        assert version, f"{requirement.name} is not in requirements{extra}.lock"
        assert version in requirement.specifier, f"{requirement} is locked at {version}"


def test_what_only_tests_and_engines_need_is_locked_apart() -> None:
    assert not set(LOCKED[""]) & set(LOCKED["-test"])
    assert not set(LOCKED[""]) & set(LOCKED["-engines"])
    both = set(LOCKED["-test"]) & set(LOCKED["-engines"])
    assert all(LOCKED["-test"][name] == LOCKED["-engines"][name] for name in both)


@pytest.mark.parametrize("extra", LOCKS)
def test_every_locked_package_has_hashes_and_no_host(extra: str) -> None:
    blocks = re.split(r"^(?=[A-Za-z0-9])", LOCKS[extra], flags=re.MULTILINE)[1:]
    assert len(blocks) == len(LOCKED[extra])
    for block in blocks:
        assert "--hash=sha256:" in block, block[:80]
    assert not re.search(r"https?://|--(extra-)?index-url|--find-links|@ file", LOCKS[extra])


def test_conda_users_get_python_pip_and_the_lock() -> None:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    assert environment["dependencies"] == ["python=3.11", "pip", {"pip": ["-r requirements.lock"]}]
