"""`together studio`: a show in a browser, to be edited and seen."""

from __future__ import annotations

from os.path import relpath
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.options import Ffmpeg, Workers

if TYPE_CHECKING:
    from pipeline.studio.door import Door
    from pipeline.studio.serving import Certificate


def studio(
    episode: Annotated[
        Path | None,
        typer.Argument(help="An episode's manifest or its name; the show of this folder where left out.", show_default=False),
    ] = None,
    port: Annotated[
        int | None, typer.Option("--port", min=0, max=65535, help="The port; 4747 or the next free one.", show_default=False)
    ] = None,
    host: Annotated[str, typer.Option("--host", help="The address of this machine to listen at.")] = "127.0.0.1",
    tls_cert: Annotated[
        Path | None, typer.Option("--tls-cert", help="The certificate, for others than this machine.", show_default=False)
    ] = None,
    tls_key: Annotated[Path | None, typer.Option("--tls-key", help="The key of the certificate.", show_default=False)] = None,
    risk_plain_http: Annotated[
        bool, typer.Option("--risk-plain-http", help="Let whoever is in between read and change all of it.")
    ] = False,
    no_open: Annotated[bool, typer.Option("--no-open", help="Open no browser.")] = False,
    workers: Workers = 0,
    ffmpeg: Ffmpeg = None,
) -> None:
    """Open a show in a browser: edit a line, see the episode. Ends with Ctrl-C."""
    from pipeline.app import session
    from pipeline.cli.listening import tell_listening
    from pipeline.cli.tell import tell_line
    from pipeline.execution.machine import cores
    from pipeline.studio.keys import key_of
    from pipeline.studio.serving import serve
    from pipeline.studio.studio import Studio

    certificate = _certificate(host, tls_cert, tls_key, is_risked=risk_plain_http)
    folder, name = _show_of(episode)

    def ready(door: Door) -> None:
        address = door.opening + (f"#{name}" if name else "")
        print(address, flush=True)
        if not no_open:
            from webbrowser import open as open_page

            open_page(address)

    with session.opened_in(folder, ffmpeg=ffmpeg, proves=False, hears=tell_listening) as opened:
        running = Studio(opened, workers or cores())
        try:
            key = key_of(opened.show.root, Path.home())
            serve(running, host=host, port=port, certificate=certificate, key=key, ready=ready)
        finally:
            running.close()
            for path in sorted(opened.texts.unsaved):
                tell_line(f"{relpath(path)}: not saved; the page that it was written in still has it, and goes on with it")


def _certificate(host: str, chain: Path | None, key: Path | None, *, is_risked: bool) -> Certificate | None:
    """Return the certificate that is named. Raises InputFault where others could listen to what is not encrypted."""
    from pipeline.faults import Diagnostic, InputFault, Where
    from pipeline.studio.door import is_loopback
    from pipeline.studio.serving import Certificate

    if (chain is None) != (key is None):
        wrong = Diagnostic(Where("--tls-cert"), "a certificate and its key belong together", "name both")
        raise InputFault((wrong,))
    if chain is not None and key is not None:
        for option, path in (("--tls-cert", chain), ("--tls-key", key)):
            if not path.is_file():
                raise InputFault((Diagnostic(Where(option), f"there is no file {path}", "name one that is there"),))
        return Certificate(chain, key)
    if host in ("0.0.0.0", "::", ""):  # noqa: S104 - refused
        hint = "name the one by which others reach this machine: who asks for another name is not answered"
        raise InputFault((Diagnostic(Where("--host"), f"{host or 'nothing'} is every address, and none to be reached by", hint),))
    if not is_loopback(host) and not is_risked:
        message = f"at {host} others on the network could read and change everything, since it is not encrypted"
        hint = "give a certificate (--tls-cert and --tls-key), or say that it may be so (--risk-plain-http)"
        raise InputFault((Diagnostic(Where("--host"), message, hint),))
    return None


def _show_of(episode: Path | None) -> tuple[Path, str]:
    """Return the folder in which the show is looked for, and the episode's name. Raises InputFault where there is none."""
    from pipeline.faults import Diagnostic, InputFault, Where, did_you_mean
    from pipeline.manifest.folders import show_folder
    from pipeline.studio.studio import manifests_of

    if episode is None:
        return Path.cwd(), ""
    if episode.is_dir():
        return episode, ""
    if episode.is_file():
        return episode.absolute().parent, episode.stem
    root = show_folder(episode.absolute().parent)
    known = [path.stem for path in manifests_of(root)]
    name = episode.name.removesuffix(".yaml")
    if name not in known:
        raise InputFault((Diagnostic(Where(str(episode)), "there is no such episode", did_you_mean(name, known)),))
    return root, name
