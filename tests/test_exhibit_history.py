"""When a page was last changed comes from git alone; an old address leads on, or the build says that it leads nowhere."""

import os
import subprocess
from datetime import date

import pytest

from exhibit import history
from exhibit.history import changed, redirect

from .exhibit_project import in_folder

project = pytest.fixture(in_folder)
WHO = {f"GIT_{role}_{what}": "a@example.org" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}


def git(folder, *arguments, day="2001-02-03T04:05:06+00:00"):
    env = os.environ | WHO | {"GIT_AUTHOR_DATE": day, "GIT_COMMITTER_DATE": day}
    subprocess.run(["git", "-c", "init.defaultBranch=main", *arguments], cwd=folder, env=env, check=True, capture_output=True)


@pytest.fixture
def repository(project):
    git(project.root, "init")
    project.write("docs/tiếng việt.md", "one")
    project.write("docs/page.vi.md", "one")
    git(project.root, "add", ".")
    git(project.root, "commit", "-m", "one")
    project.write("docs/page.vi.md", "two")
    git(project.root, "add", ".")
    git(project.root, "commit", "-m", "two", day="2002-03-05T02:30:00+07:00")  # by UTC still the fourth
    project.write("docs/page.vi.md", "not committed")
    return project


def test_a_file_was_changed_on_the_day_of_its_last_commit_where_that_was_made(repository):
    found = changed()
    assert found["docs/page.vi.md"] == date(2002, 3, 5)
    assert found["docs/tiếng việt.md"] == found["snippets/one.py"] == date(2001, 2, 3)
    assert {path for path in found} == set(subprocess.getoutput("git -c core.quotePath=off ls-files").splitlines())


def test_a_project_in_a_folder_of_a_repository_knows_its_own_files(repository, monkeypatch):
    monkeypatch.chdir(repository.root / "docs")
    assert changed() == {"page.vi.md": date(2002, 3, 5), **dict.fromkeys(["formulas.tsv", "tiếng việt.md"], date(2001, 2, 3))}


def test_a_shallow_clone_knows_no_days(repository, tmp_path_factory, monkeypatch):
    clone = tmp_path_factory.mktemp("clone")
    git(clone, "clone", "--depth=1", f"file://{repository.root}", ".")
    monkeypatch.chdir(clone)
    assert changed() == {}


@pytest.mark.parametrize("path", ["/usr/bin:/bin", "/nowhere"], ids=["no-history", "no-git"])
def test_where_git_knows_nothing_there_are_no_days_and_no_words(project, monkeypatch, capfd, path):
    monkeypatch.setenv("PATH", path)
    assert changed() == {} and capfd.readouterr() == ("", "")


def site(project, *addresses):
    for one in addresses:
        project.write(f"site{one}index.html", "page")
    return project.root / "site"


def redirected(project, table, *pages):
    project.write("docs/addresses.tsv", f"address\tnow\n{table}")
    project.faults.clear()
    redirect(site(project, *pages), "https://example.org/repo/", project.report)


def test_an_old_address_leads_to_the_new_one_in_its_language_without_a_script(project):
    redirected(project, "/\n/old/deep/\t/new/\n/en/old/\t/en/new/\n/gone/\t/\n", "/", "/new/", "/en/new/")
    assert not project.faults and (project.root / "site/index.html").read_text() == "page"
    page = (project.root / "site/old/deep/index.html").read_text("utf-8")
    assert '<html lang="vi">' in page and 'content="0; url=../../new/"' in page and '<a href="../../new/">' in page
    assert '<link rel="canonical" href="https://example.org/repo/new/">' in page and "noindex" in page and "<script" not in page
    assert '<html lang="en">' in (english := (project.root / "site/en/old/index.html").read_text("utf-8"))
    assert 'url=../../en/new/"' in english and "has moved" in english
    assert 'url=../"' in (project.root / "site/gone/index.html").read_text("utf-8")


@pytest.mark.parametrize("row", ["/gone/", "/gone/\t/lost/", "/page/\t/", "/gone/\t/old/\n/old/\t/"])
def test_an_address_that_leads_nowhere_or_twice_is_a_fault_with_its_line(project, row):
    redirected(project, f"/\n{row}\n", "/", "/page/")
    what = f"{row.split()[0]} is no page and leads to none, or is one"
    assert project.faults == [f"docs/addresses.tsv:3: {what}; name a page behind it if it is none"]
    assert not (project.root / "site/gone").exists() and (project.root / "site/page/index.html").read_text() == "page"


def test_without_a_table_nothing_is_redirected(project):
    redirect(site(project, "/"), "https://example.org/", project.report)
    assert not history.ADDRESSES.exists() and len(list(project.root.glob("site/**/*.html"))) == 1
