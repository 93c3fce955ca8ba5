"""The command line's own manners on top of click: both languages, shared options anywhere, modules loaded when used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, Final, TypeVar

import click

from core.errors import Refusal
from core.i18n import LANGUAGES, t
from watchroom.given import Given

F = TypeVar("F", bound=Callable[..., Any])
SHARED: Final = ("--data", "--lang", "--json", "--help")


def shared_options() -> list[click.Parameter]:
    """`--data`, `--lang` and `--json`: before or after the command's name."""
    return [
        click.Option(["--data"], metavar="DIR", expose_value=False, callback=_data),
        click.Option(
            ["--lang"], type=click.Choice(LANGUAGES), expose_value=False, callback=_lang, is_eager=True
        ),
        click.Option(["--json"], is_flag=True, expose_value=False, callback=_json),
    ]


def _data(context: click.Context, _: click.Parameter, value: str | None) -> None:
    if value is not None:
        from pathlib import Path

        if not value:
            raise Refusal("cli.data_is_empty")
        context.ensure_object(Given).data = Path(value)


def _lang(context: click.Context, _: click.Parameter, value: str | None) -> None:
    if value is not None:
        from core.i18n import set_language

        set_language(value)
        context.ensure_object(Given).language = value


def _json(context: click.Context, _: click.Parameter, value: bool) -> None:
    if value:
        context.ensure_object(Given).json = True


def _database(context: click.Context, _: click.Parameter, value: str) -> None:
    context.ensure_object(Given).database = value


database: Final = click.option(
    "--database",
    metavar="URL",
    envvar="WATCHROOM_DATABASE",
    default="",
    expose_value=False,
    callback=_database,
)
"""`--database`, for the commands that work on a server's records."""


class Spoken(click.Command):
    """A command that explains itself in the current language; `about` is the middle of its catalogue keys."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Add the shared options."""
        super().__init__(*args, **kwargs)
        self.params += shared_options()

    def get_help(self, ctx: click.Context) -> str:
        """Usage, what it does, arguments, options."""
        blocks = [t("cli.usage", usage=usage(ctx)), t(f"{about(ctx)}.help")]
        own = [param for param in self.get_params(ctx) if param.opts[0] not in SHARED]
        common = [param for param in self.get_params(ctx) if param.opts[0] in SHARED]
        blocks += _section("cli.commands", self.rows(ctx))
        blocks += _section(
            "cli.arguments", [_row(param) for param in own if isinstance(param, click.Argument)]
        )
        blocks += _section("cli.options", [_row(param) for param in own if isinstance(param, click.Option)])
        blocks += _section("cli.shared", [_row(param) for param in common])
        return "\n\n".join(blocks)

    def rows(self, ctx: click.Context) -> list[tuple[str, str]]:
        """The commands below this one, with what they do."""
        return []

    def get_short_help_str(self, limit: int = 45) -> str:
        """Unused: `rows` speaks from the catalogue."""
        return ""


class SpokenGroup(Spoken, click.Group):
    """A command with commands below it, imported only when they are used."""

    def __init__(self, *args: Any, lazy: Mapping[str, str], **kwargs: Any) -> None:
        """`lazy` maps a name to "module:attribute"."""
        kwargs.setdefault("no_args_is_help", False)
        super().__init__(*args, **kwargs)
        self.lazy = lazy

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the table."""
        return list(self.lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command called `cmd_name`."""
        place = self.lazy.get(cmd_name)
        if place is None:
            return None
        module, _, attribute = place.partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say which there are."""
        if args and args[0] not in self.lazy and not args[0].startswith("-"):
            raise Refusal("cli.no_command", word=args[0][:40], names=" ".join(self.lazy))
        return super().resolve_command(ctx, args)

    def rows(self, ctx: click.Context) -> list[tuple[str, str]]:
        """The commands of the table."""
        middle = "cli" if ctx.parent is None else about(ctx)
        return [(name, t(f"{middle}.{name}.help")) for name in self.lazy]


def command(name: str, **settings: Any) -> Callable[[Callable[..., Any]], Spoken]:
    """Declare a command called `name`."""
    return click.command(name, cls=Spoken, **settings)


def group(name: str, lazy: Mapping[str, str], *, default: str = "") -> SpokenGroup:
    """A group that does nothing itself; its commands are `lazy`, and `default` is meant when none is named."""

    @click.pass_context
    def ask(context: click.Context) -> Any:
        if context.invoked_subcommand is not None:
            return None
        found = made.get_command(context, default)
        if found is None:
            raise Refusal("cli.missing_command", names=" ".join(lazy))
        return context.invoke(found)

    made = SpokenGroup(
        name, callback=ask, invoke_without_command=True, lazy=lazy, subcommand_metavar="COMMAND"
    )
    return made


def about(ctx: click.Context) -> str:
    """The beginning of the catalogue keys of a command: cli.incident.stamp."""
    return ".".join(["cli", *ctx.command_path.split()[1:]]) if ctx.parent is not None else "cli.root"


def usage(ctx: click.Context) -> str:
    """How the command is typed, in one line."""
    words = [ctx.command_path]
    if isinstance(ctx.command, SpokenGroup):
        words.append("COMMAND")
    for param in ctx.command.params:
        if isinstance(param, click.Argument):
            words.append(_named(param))
    return " ".join([*words, t("cli.usage_options")])


def _named(param: click.Argument) -> str:
    """An argument as it stands in the usage line."""
    name = param.metavar or (param.name or "").upper()
    if isinstance(param.type, click.Choice):
        name = "|".join(param.type.choices)
    return (name if param.required else f"[{name}]") + ("..." if param.nargs == -1 else "")


def _row(param: click.Parameter) -> tuple[str, str]:
    """A parameter and what it is for."""
    name, key = parameter(param)
    return name, t(key)


def parameter(param: click.Parameter) -> tuple[str, str]:
    """A parameter as it is typed, and the catalogue key of what it is for."""
    if isinstance(param, click.Argument):
        return _named(param), f"cli.argument.{param.name}"
    assert isinstance(param, click.Option)
    name = ", ".join(param.opts)
    if isinstance(param.type, click.Choice):
        name += " " + "|".join(param.type.choices)
    elif not param.is_flag:
        name += f" {param.metavar or (param.name or '').upper()}"
    return name, f"cli.option.{param.opts[0].lstrip('-').replace('-', '_')}"


def _section(title: str, rows: list[tuple[str, str]]) -> list[str]:
    """A titled block of two columns, none when there are no rows."""
    from watchroom.speak import table

    return [t(title) + "\n" + "\n".join("  " + line for line in table(rows))] if rows else []
