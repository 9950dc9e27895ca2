"""One environment: pyproject, environment.yml and the lock agree, and the lock can be installed from anywhere."""

from __future__ import annotations

import re
import tomllib

import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.conftest import ROOT

LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)", re.MULTILINE)
LOCKED = {canonicalize_name(name): Version(version) for name, version in PINNED.findall(LOCK)}


def test_every_dependency_is_locked_at_a_version_it_allows() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    for requirement in map(Requirement, wanted):
        version = LOCKED.get(canonicalize_name(requirement.name))
        assert version, f"{requirement.name} is not in requirements.lock"
        assert version in requirement.specifier, f"{requirement} is locked at {version}"


def test_engines_are_locked_apart_beside_the_same_packages() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lock = (ROOT / "requirements-engines.lock").read_text(encoding="utf-8")
    locked = {canonicalize_name(name): Version(version) for name, version in PINNED.findall(lock)}
    for requirement in map(Requirement, project["optional-dependencies"]["engines"]):
        assert locked[canonicalize_name(requirement.name)] in requirement.specifier
    assert not set(locked) & set(LOCKED)
    assert lock.count("--hash=sha256:") >= len(locked)


def test_every_locked_package_has_hashes_and_no_host() -> None:
    blocks = re.split(r"^(?=[A-Za-z0-9])", LOCK, flags=re.MULTILINE)[1:]
    assert len(blocks) == len(LOCKED) > 100
    for block in blocks:
        assert "--hash=sha256:" in block, block[:80]
    assert not re.search(r"https?://|--(extra-)?index-url|--find-links|@ file", LOCK)


def test_conda_users_get_python_pip_and_the_lock() -> None:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    assert environment["dependencies"] == ["python=3.11", "pip", {"pip": ["-r requirements.lock"]}]
