"""Looking around in the product as it is run: killed in the middle it goes on, at rest it does next to nothing, and
ended it is gone. The witness is the places' own logs, and the data folder."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.on_disk import content

pytestmark = pytest.mark.timeout(180)

NAMES = (b"Marta Rueda", b"pedal_pusher", b"Conchi", b"velonorte.example")


@contextmanager
def product(folder):
    """Tummler, served from a data folder on a free port: the process and its address."""
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "TUMMLER_KILL_AT")}
    serve = [sys.executable, "-m", "tummler.cli.main", "serve", "--port", "0"]
    process = subprocess.Popen(
        serve, env={**kept, "TUMMLER_DATA": str(folder)}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    try:
        assert process.stdout is not None
        address = re.search(r"http://localhost:\d+", process.stdout.readline())[0]
        until(20, lambda: _answers(address))
        yield process, address
    finally:
        if process.poll() is None:
            process.terminate()
        process.wait(30)


def _answers(address):
    try:
        return httpx.get(f"{address}/robots.txt", timeout=5).status_code == 200
    except httpx.TransportError:
        return False


def press(browser, address, **sent):
    """A form as a browser sends it."""
    if "csrftoken" not in browser.cookies:
        browser.get("/setup/")
    headers = {"X-CSRFToken": browser.cookies["csrftoken"], "Referer": str(browser.base_url)}
    return browser.post(address, data=sent, headers=headers)


def written(folder, place, by):
    """The texts of all posts of somebody, as the place's log has them."""
    lines = (json.loads(line) for line in (folder / "around" / f"{place}.jsonl").read_text("utf-8").splitlines())
    return [line["post"]["text"] for line in lines if line["kind"] == "post" and line["post"]["by"] == by]


def until(seconds, look):
    """What is found within so many seconds; fails if nothing is."""
    end = time.monotonic() + seconds
    while not (found := look()):
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.1)
    return found


def processor_seconds(process):
    said = Path(f"/proc/{process.pid}/stat").read_text("ascii").rsplit(")", 1)[1].split()
    return (int(said[11]) + int(said[12])) / os.sysconf("SC_CLK_TCK")


def need_of(browser, name):
    rows = re.findall(r'href="/desk/(\w{16})/".*?</a>', browser.get("/desk/").text, re.DOTALL)
    pages = ((row, browser.get(f"/desk/{row}/").text) for row in dict.fromkeys(rows))
    return next((row for row, page in pages if f"<title>{name}" in page), None)


def test_killed_between_the_answer_and_the_thanks_it_is_thanked_once_and_ended_it_is_gone(tmp_path):
    folder = tmp_path / "data"
    with product(folder) as (process, address), httpx.Client(base_url=address, timeout=20) as browser:
        assert press(browser, "/setup/around/").headers["location"] == "/desk/"
        need = until(20, lambda: need_of(browser, "leo on wheels"))
        press(browser, f"/desk/{need}/claim/")
        press(browser, f"/desk/{need}/answer/", text="Hold the button on the lock for five seconds.", edition="0")
        until(30, lambda: written(folder, "mastodon", "velonorte@norte.example"))
        process.send_signal(signal.SIGKILL)
        process.wait(10)
        cookies = browser.cookies
    assert len(written(folder, "mastodon", "leo@norte.example")) == 1

    with product(folder) as (process, address), httpx.Client(base_url=address, cookies=cookies, timeout=20) as browser:
        until(30, lambda: len(written(folder, "mastodon", "leo@norte.example")) == 2)
        until(10, lambda: "hat worked" in browser.get(f"/desk/{need}/").text)
        until(60, lambda: len(written(folder, "bluesky", "olga.velo.example")) == 1)  # the next one came
        assert len(written(folder, "mastodon", "leo@norte.example")) == 2
        assert press(browser, "/around/end/").headers["location"] == "/setup/"
        until(10, lambda: not (folder / "around").exists())
        assert "Look around" in browser.get("/setup/").text
        files = [file for file in folder.rglob("*") if file.is_file() and "static" not in file.parts]
        assert [(file.name, name) for file in files for name in NAMES if name in content(file)] == []


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="the processor's time is read from /proc")
def test_at_rest_it_takes_hardly_more_of_the_processor_than_an_empty_house(tmp_path):
    def rest(process):
        time.sleep(3)
        before = processor_seconds(process)
        time.sleep(6)
        return (processor_seconds(process) - before) / 6

    with product(tmp_path / "data") as (process, address), httpx.Client(base_url=address, timeout=20) as browser:
        empty = rest(process)
        press(browser, "/setup/around/")
        until(20, lambda: need_of(browser, "leo on wheels"))
        state = tmp_path / "data" / "around" / "people.json"
        until(40, lambda: len(json.loads(state.read_text("utf-8"))["queue"]) < 16)
        around = rest(process)
    assert around - empty < 0.04, (around, empty)
