"""``tummler``: every command in one place; each is small and lives beside this file."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from tummler.cli.bench.entry import bench
from tummler.cli.failing import Told
from tummler.cli.import_command import import_file
from tummler.cli.preparing import prepare

app = typer.Typer(
    name="tummler",
    cls=Told,
    help="Social customer care on the open social web. Start with: tummler serve",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
channel = typer.Typer(help="Look after channels: the accounts we listen to and speak from.", no_args_is_help=True)
app.add_typer(channel, name="channel")


@app.command()
def serve(host: str = "127.0.0.1", port: int = 8000) -> None:
    """Everything in one process: pages, listening, work and delivery. Makes or updates the database first."""
    prepare()
    from tummler.cli.running import serve as run

    run(host, port, workers=True)


@app.command()
def web(host: str = "127.0.0.1", port: int = 8000) -> None:
    """Only the pages and the live stream, for set-ups with `listen` and `work` in processes of their own."""
    prepare()
    from tummler.cli.running import serve as run

    run(host, port, workers=False)


@app.command()
def listen() -> None:
    """Only listening: read every channel's streams until ended."""
    prepare()
    from tummler.cli.running import run_workers

    run_workers(listen=True, work=False)


@app.command()
def work(
    once: bool = typer.Option(False, help="Do what is due now, with nothing read anew, and end."),
) -> None:
    """Only working: thread, understand and deliver until ended."""
    prepare()
    from tummler.cli.running import run_workers, work_once

    if once:
        work_once()
    else:
        run_workers(listen=False, work=True)


app.command("import")(import_file)
app.command()(bench)


@app.command()
def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, for a watcher.")] = False,
    rebuild_search: Annotated[bool, typer.Option("--rebuild-search", help="Make the search index anew.")] = False,
) -> None:
    """Look at everything, and say what is wrong, why it matters and what to do.

    The machine, the data folder, the keys, the database, every row's state, what waits, channels and brands. Nothing
    is changed. Ends with 1 if something is broken; what is only worth a look does not count.

    \b
    Examples:
      tummler doctor
      tummler doctor --json
      tummler doctor --rebuild-search
    """
    from tummler.cli import doctor as found

    if rebuild_search:
        found.rebuild_search()
    else:
        found.run(as_json)


@channel.command("list")
def channel_list() -> None:
    """Which there are, by number, brand, network and handle, and how each is.

    \b
    Example:
      tummler channel list
    """
    prepare()
    from tummler.cli.channels import list_channels

    list_channels()


@channel.command("check")
def channel_check(
    named: Annotated[str, typer.Argument(metavar="ID|HANDLE", help="As tummler channel list shows it.")] = "",
    every: Annotated[bool, typer.Option("--all", help="Every channel.")] = False,
    write: Annotated[
        bool, typer.Option("--write", help="Also post, see and delete, where nobody is told of it.")
    ] = False,
) -> None:
    """Try for real whether a channel works; what was found is kept and shown on its page.

    Ends with 1 if something doesn't work: a watcher can call it.

    \b
    Examples:
      tummler channel check velonorte.bsky.social
      tummler channel check 4 --write
      tummler channel check --all
    """
    prepare()
    from tummler.cli.channels import check_channels

    check_channels(named, every=every, write=write)


def run() -> None:
    """The entry point."""
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    run()
