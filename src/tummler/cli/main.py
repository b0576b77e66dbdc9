"""``tummler``: every command in one place; each is small and lives beside this file."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from tummler.cli.articles import articles
from tummler.cli.bench.entry import bench
from tummler.cli.failing import Told
from tummler.cli.import_command import import_file
from tummler.cli.preparing import prepare
from tummler.cli.understand import understand

app = typer.Typer(
    name="tummler",
    cls=Told,
    help="Social customer care on the open social web. Begin with: tummler serve",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
channel = typer.Typer(help="Look after channels: the accounts we listen to and speak from.", no_args_is_help=True)
app.add_typer(channel, name="channel")
app.add_typer(articles, name="articles")


Host = Annotated[str, typer.Option(help="The address to listen on; 0.0.0.0 lets other machines in.")]
Port = Annotated[int, typer.Option(min=0, max=65535, help="The port to listen on; 0 takes a free one.")]


@app.command()
def serve(host: Host = "127.0.0.1", port: Port = 8000) -> None:
    """Run everything in one process.

    Pages, listening, working and delivery, until Ctrl-C. The database is made or brought up to date first, and the
    address to open is printed.

    \b
    Examples:
      tummler serve
      tummler serve --port 8080
      TUMMLER_URL=https://care.example.org tummler serve --host 0.0.0.0
    """
    prepare()
    from tummler.cli.running import serve as run

    run(host, port, workers=True)


@app.command()
def web(host: Host = "127.0.0.1", port: Port = 8000) -> None:
    """Run only the pages and the live stream.

    For set-ups on PostgreSQL where listening and working are processes of their own; there may be many of each.

    \b
    Example:
      DATABASE_URL=postgresql://tummler@db/tummler tummler web --host 0.0.0.0
    """
    prepare()
    from tummler.cli.running import serve as run

    run(host, port, workers=False)


@app.command()
def listen() -> None:
    """Run only listening.

    Reads the streams of every channel until Ctrl-C, and stores what it hears for tummler work.

    \b
    Example:
      DATABASE_URL=postgresql://tummler@db/tummler tummler listen
    """
    prepare()
    from tummler.cli.running import run_workers

    run_workers(listen=True, work=False)


@app.command()
def work(
    once: Annotated[bool, typer.Option("--once", help="Do what is due now, with nothing read anew, and end.")] = False,
) -> None:
    """Run only working.

    Threads and understands what was heard, delivers what was promised, until Ctrl-C.

    \b
    Examples:
      DATABASE_URL=postgresql://tummler@db/tummler tummler work
      tummler work --once
    """
    prepare()
    from tummler.cli.running import run_workers, work_once

    if once:
        work_once()
    else:
        run_workers(listen=False, work=True)


@app.command()
def around(
    end: Annotated[bool, typer.Option("--end", help="Take it away again, with everything of it.")] = False,
) -> None:
    """Open a made-up brand to look around in, or end it.

    Velo Norte with its helpers and customers, beside tummler serve; as the button on the first page does. Refused where
    a real brand has posts. What was made up never leaves this machine.

    \b
    Examples:
      tummler around
      tummler around --end
    """
    prepare()
    from tummler.cli.around import begin, finish

    (finish if end else begin)()


app.command("import")(import_file)
app.command()(bench)
app.command()(understand)


@app.command()
def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, for a watcher.")] = False,
    rebuild_search: Annotated[bool, typer.Option("--rebuild-search", help="Make the search index anew.")] = False,
) -> None:
    """Look at everything and say what is wrong.

    And why it matters, and what to do about it. The machine, the data folder, the keys, the database, every row's
    state, what waits, channels and brands. Nothing is changed. Ends with 1 if something is broken; what is only worth
    a look does not count.

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


@app.command("password-link")
def password_link(
    email: Annotated[str, typer.Argument(metavar="EMAIL", help="Who; not needed if there is one owner.")] = "",
) -> None:
    """Print a link that makes a new password.

    For an owner who has forgotten theirs where no mail is sent. Good for three days, once; whoever holds it signs in.

    \b
    Examples:
      tummler password-link
      tummler password-link ines@velonorte.example
    """
    prepare()
    from tummler.cli.password_link import print_link

    print_link(email)


@channel.command("list")
def channel_list() -> None:
    """Show every channel and how it is.

    One a line: its number, brand, network and handle.

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
    """Try for real whether a channel works.

    What was found is kept and shown on its page. Ends with 1 if something doesn't work: a watcher can call it.

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
