"""What the project trusts: everything that it installs is pinned by hash, everything that its workflows use by commit."""

import json
import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
WORKFLOWS = sorted(ROOT.glob(".github/workflows/*.yml"))
LOCKS = ["requirements.txt", ".github/audit.txt", ".github/links.txt", "data/requirements.txt"]


def unpinned(lock: str) -> list[str]:
    """The requirements of a lock file that are not pinned to one version with a hash."""
    parts = re.split(r"(?<!\\)\n", lock.strip())
    return [part for part in parts if not re.fullmatch(r"[\w.-]+==[\w.+]+( ; [^\n\\]+)?( \\\n    --hash=sha256:[0-9a-f]{64})+", part)]


@pytest.mark.parametrize("name", LOCKS)
def test_every_requirement_is_pinned_by_hash(name):
    text = (ROOT / name).read_text("utf-8")
    assert text.count("==") > 1 and not unpinned(text)


@pytest.mark.parametrize(
    "line", ["numpy>=2.0", "numpy==2.0", "numpy", "-e .", "numpy==2.0 \\\n    --hash=md5:abc", "a @ https://host/a.whl", "-r more.txt"]
)
def test_an_unpinned_requirement_is_seen(line):
    whole = "scipy==1.0 ; sys_platform == 'linux' \\\n    --hash=sha256:" + 64 * "0"
    assert unpinned(f"{whole}\n{line}\n{whole}\n") == [line]


def test_what_node_runs_is_pinned_by_hash_and_names_no_registry():
    wanted, lock = (json.loads((ROOT / name).read_text("utf-8")) for name in ("package.json", "package-lock.json"))
    packages = [one for name, one in lock["packages"].items() if name]
    assert len(packages) > 100 and all(one["integrity"].startswith("sha512-") and "resolved" not in one for one in packages)
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted["devDependencies"].values())
    assert lock["packages"][""]["devDependencies"] == wanted["devDependencies"]


@pytest.mark.parametrize("path", [*WORKFLOWS, ROOT / "Makefile", ROOT / ".ci/run", ROOT / "exhibit/setup.py"], ids=lambda path: path.name)
def test_whatever_is_installed_is_pinned(path):
    for line in re.findall(r".*pip install.*", path.read_text("utf-8")):
        assert "--require-hashes" in line, line


def jobs(workflow):
    return yaml.safe_load(workflow.read_text("utf-8"))["jobs"].items()


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_actions_are_pinned_by_commit_and_say_their_version(workflow):
    used = re.findall(r"uses: *(.+)", workflow.read_text("utf-8"))
    assert used and all(re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", one) for one in used), used


def test_an_action_has_one_commit_everywhere():
    used = {one for path in WORKFLOWS for one in re.findall(r"uses: *(.+)", path.read_text("utf-8"))}
    assert len(used) == len({one.split("@")[0] for one in used})


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_permissions_are_the_least(workflow):
    whole = yaml.safe_load(workflow.read_text("utf-8"))
    assert whole["permissions"] == {"contents": "read"}
    given = {name: job["permissions"] for name, job in jobs(workflow) if "permissions" in job}
    assert given == ({"publish": {"contents": "read", "pages": "write", "id-token": "write"}} if workflow.name == "site.yml" else {})
    for _, job in jobs(workflow):
        for step in job["steps"]:
            assert "checkout" not in step.get("uses", "") or step["with"]["persist-credentials"] is False


def test_the_audit_looks_at_the_lock_file_every_week():
    workflow = yaml.safe_load((ROOT / ".github/workflows/audit.yml").read_text("utf-8"))
    started = workflow[True]  # YAML reads `on` as a truth value
    assert started["schedule"] and "requirements.txt" in started["push"]["paths"]
    assert any(
        "pip-audit --require-hashes" in step.get("run", "") and "-r requirements.txt" in step["run"]
        for step in workflow["jobs"]["audit"]["steps"]
    )


RUNS = (
    r"make [\w .=\"]+|\.ci/run|git diff --exit-code|\.venv/bin/python -m data\.bench"
    r"|python -m pip install --require-hashes -r \S+|pip-audit --require-hashes .*"
    r"|python -m http\.server [^&;|]* &\nlinkchecker [^&;|]*"
)


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_runs_nothing_but_the_commands_of_the_project_and_never_with_the_rights_of_a_stranger(workflow):
    assert "pull_request_target" not in workflow.read_text("utf-8")
    for _, job in jobs(workflow):
        for step in job["steps"]:
            assert re.fullmatch(RUNS, step.get("run", "make test")), step
