"""Completion: the script that has a shell complete our commands and options."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

_PROGRAM = "broadsheet"
_VARIABLE = "_BROADSHEET_COMPLETE"  # by which the shell's script asks, and click knows that it is asked


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print the script that completes commands and options in a shell.

    \b
    bash:  broadsheet completion bash >> ~/.bashrc
    zsh:   broadsheet completion zsh >> ~/.zshrc
    fish:  broadsheet completion fish > ~/.config/fish/completions/broadsheet.fish
    """
    complete = get_completion_class(shell)
    assert complete is not None  # click knows the shells that are named above
    program = ctx.find_root().command
    script = complete(program, {}, _PROGRAM, _VARIABLE)
    click.echo(script.source())
