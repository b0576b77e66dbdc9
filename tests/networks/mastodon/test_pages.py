"""Reading a list that grows loses nothing and ends, whatever the server does."""

from __future__ import annotations

from typing import Any

from hypothesis import given, strategies as st

from tummler.networks.mastodon.pages import PAGE, Window, cursor_of, newer, newest, windows_of


class Server:
    """A list as Mastodon pages it, newest first; ``forgets`` is one that knows no ``min_id``."""

    def __init__(self, ids: list[str], forgets: bool = False) -> None:
        self.ids, self.forgets, self.asked = ids, forgets, 0

    def rows(self, path: str, *, limit: int, min_id: str = "", **params: Any) -> list[dict[str, str]]:
        self.asked += 1
        rows = sorted(self.ids, key=lambda number: (len(number), number))
        if min_id and not self.forgets:
            rows = [number for number in rows if (len(number), number) > (len(min_id), min_id)][:limit]
        return [{"id": number} for number in reversed(rows[-limit:])]


def read(server: Server, window: Window) -> tuple[list[str], Window]:
    seen: list[str] = []
    for rows, after in newer(server, "/x", window):  # type: ignore[arg-type]
        seen += [str(row["id"]) for row in rows]
        window = after
    return seen, window


def numbers(start: int, end: int) -> list[str]:
    return [str(number) for number in range(start, end)]


def test_pages_are_followed_to_the_end_in_order() -> None:
    seen, window = read(Server(numbers(95, 350)), Window("100"))
    assert seen == numbers(101, 350)
    assert read(Server(numbers(95, 350)), window)[0] == []
    assert read(Server(numbers(95, 352)), window)[0] == ["350", "351"]


def test_a_row_that_shows_up_late_is_still_heard() -> None:
    ids = numbers(100, 140)
    _, window = read(Server([number for number in ids if number != "135"]), Window("100"))
    assert read(Server(ids), window)[0] == ["135"]


def test_a_server_that_ignores_min_id_ends() -> None:
    server = Server(numbers(100, 300), forgets=True)
    seen, window = read(server, Window("100"))
    assert seen == numbers(300 - PAGE, 300)
    assert server.asked == 2
    assert read(server, window)[0] == []


def test_a_quiet_list_takes_one_request() -> None:
    server = Server(numbers(100, 130))
    _, window = read(server, Window("100"))
    server.asked = 0
    assert read(server, window)[0] == []
    assert server.asked == 1


def test_what_is_there_already_counts_as_read() -> None:
    server = Server(numbers(100, 300))
    window = newest(server, "/x")  # type: ignore[arg-type]
    assert read(server, window)[0] == []
    server.ids.append("300")
    assert read(server, window)[0] == ["300"]
    empty = Server([])
    assert newest(empty, "/x") == Window()  # type: ignore[arg-type]
    empty.ids.append("1")
    assert read(empty, Window())[0] == ["1"]


def test_ids_of_other_servers_sort_too() -> None:
    ids = ["01H8ZZZZ0000000000000000A1", "01H8ZZZZ0000000000000000A2", "01H8ZZZZ0000000000000000B1"]
    assert read(Server(ids), Window(ids[0]))[0] == ids[1:]


@given(st.text())
def test_any_cursor_is_read(cursor: str) -> None:
    assert isinstance(windows_of(cursor), dict)


def test_a_cursor_comes_back_as_it_was() -> None:
    windows = {"n": Window("5", ("6", "7")), "own": Window()}
    assert windows_of(cursor_of(windows)) == windows
    assert windows_of(None) == {}


@given(
    st.lists(st.integers(1, 500), unique=True, max_size=60), st.lists(st.integers(501, 700), unique=True, max_size=90)
)
def test_every_row_is_heard_once(before: list[int], after: list[int]) -> None:
    server = Server([str(number) for number in before])
    first, window = read(server, Window())
    server.ids += [str(number) for number in after]
    second, window = read(server, window)
    assert sorted(map(int, first + second)) == sorted(before + after)
    assert read(server, window)[0] == []
