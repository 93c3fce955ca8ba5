"""Wrong use said in one sentence of the current language, with what to do next."""

from __future__ import annotations

import click

from core.errors import Refusal


def refusal(error: click.UsageError) -> Refusal:
    """Click's complaint as one of ours."""
    path = error.ctx.command_path if error.ctx else "watchroom"
    if isinstance(error, click.NoSuchOption):
        return Refusal("cli.no_option", word=error.option_name[:40], path=path)
    if isinstance(error, click.MissingParameter):
        return Refusal("cli.missing", name=_name(error), path=path)
    if isinstance(error, click.BadOptionUsage):
        return Refusal("cli.no_value", name=error.option_name, path=path)
    if isinstance(error, click.BadParameter):
        if error.param is not None and isinstance(error.param.type, click.Choice):
            choices = ", ".join(map(str, error.param.type.choices))
            return Refusal("cli.not_a_choice", name=_name(error), choices=choices, path=path)
        return Refusal("cli.bad_value", name=_name(error), path=path)
    return Refusal("cli.wrong_use", path=path)


def _name(error: click.BadParameter) -> str:
    """The parameter as the person types it."""
    param = error.param
    if param is None:
        return "?"
    return param.opts[0] if isinstance(param, click.Option) else param.make_metavar(error.ctx or _NOWHERE)


_NOWHERE = click.Context(click.Command("watchroom"))
