"""What the command line prints."""

from pathlib import Path

from etl_project.cli import account
from etl_project.settings import Settings
from etl_project_tests.steps.world import DAY, NEXT_DAY, World, article_page


def test_headlines_in_the_account_cannot_command_the_terminal(tmp_path: Path) -> None:
    world = World(tmp_path)
    world.put(DAY, "page.html", article_page("Quay opens"))
    world.put(NEXT_DAY, "page.html", article_page("Quay \x1b]0;closes\u202e again"))
    world.run(DAY, NEXT_DAY)
    shown = account(Settings(raw_root=world.raw_root, data_root=world.root), "run-1")
    assert "closes" in shown
    assert not {"\x1b", "\u202e"} & set(shown)
