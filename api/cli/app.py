"""All commands by name. Each file of commands is loaded only when one of its own is called."""

from __future__ import annotations

from importlib.metadata import version

from cyclopts import App

app = App(
    name="linli",
    help="Linli 邻里: match a city's volunteers and medical staff to home visits and youth sessions.",
    version=version("linli"),
    result_action="return_value",
)
app.command("api.cli.demo:demo", name="demo")
app.command("api.cli.serve:serve", name="serve")
app.command("api.cli.week:app", name="week")
app.command("api.cli.data:import_command", name="import")
app.command("api.cli.data:template", name="template")
app.command("api.cli.data:migrate", name="migrate")
app.command("api.cli.sdl:app", name="schema")
app.command("api.cli.keeping:backup", name="backup")
app.command("api.cli.keeping:restore", name="restore")
app.command("api.cli.access:user", name="user")
app.command("api.cli.access:key", name="key")
