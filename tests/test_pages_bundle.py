"""Given the scripts that the repository holds, then they are those that its sources make, and everybody is credited."""

import json
import subprocess
from hashlib import sha256
from pathlib import Path

import pytest

from tests.conftest import ROOT, installed

FRONTEND = ROOT / "api" / "frontend"
BUNDLE = ROOT / "api" / "static" / "bundle"


def test_the_bundle_was_built_after_its_sources_changed_last() -> None:
    scripts = sorted(path.relative_to(FRONTEND).as_posix() for path in FRONTEND.glob("src/**/*.js"))
    found = sha256()
    for path in ("build.js", "package-lock.json", *scripts):
        found.update(f"{path}\n".encode() + (FRONTEND / path).read_bytes())

    assert (BUNDLE / "SOURCE").read_text().strip() == found.hexdigest(), "run `make bundle` and commit what it makes"


def test_no_registry_is_named_and_every_version_is_fixed() -> None:
    lock = json.loads((FRONTEND / "package-lock.json").read_text())

    assert all("resolved" not in package for package in lock["packages"].values())
    assert all(package.get("integrity") for name, package in lock["packages"].items() if name)
    wanted = json.loads((FRONTEND / "package.json").read_text())
    assert all(
        version[0].isdigit() for kind in ("dependencies", "devDependencies") for version in wanted[kind].values()
    )


def test_packages_in_the_bundle_are_credited() -> None:
    credited = (BUNDLE / "LICENSES.txt").read_text()

    for name in (
        "htmx.org",
        "echarts",
        "zrender",
        "echarts-wordcloud",
        "world-atlas",
        "@fontsource-variable/inter",
        "GeoNames",
    ):
        assert f"{name} " in credited, name


def test_a_rebuild_gives_the_same_files(tmp_path: Path) -> None:
    installed("npm", "npm")
    if not (FRONTEND / "node_modules").is_dir():
        pytest.skip("the scripts' packages are not installed: `make bundle` installs them")
    command = [str(installed("node", "nodejs")), "build.js", str(tmp_path / "bundle")]
    subprocess.run(command, cwd=FRONTEND, check=True, timeout=120)

    def files(folder: Path) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in folder.iterdir()}

    assert files(tmp_path / "bundle") == files(BUNDLE)
