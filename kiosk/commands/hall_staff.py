"""`yimen hall staff`: the accounts of the staff, for whoever runs the hall's machine."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from kiosk.commands.common import fail, show
from kiosk.settings import PROJECT_FOLDER, SettingsError, load_hall_settings

if TYPE_CHECKING:
    from kiosk.hall.service import HallService

app = typer.Typer(help="The accounts of the staff.", no_args_is_help=True)
Login = Annotated[str, typer.Argument(help="The name this member signs in with.")]
_CONFIG = PROJECT_FOLDER / "config" / "hall.toml"


@app.command()
def add(
    login: Login,
    name: Annotated[str, typer.Option(help="The member's own name.")],
    role: Annotated[
        list[str], typer.Option(help="window, department, technician, supervisor; repeatable.")
    ],
    department: Annotated[str, typer.Option(help="The department that reviews.")] = "",
    at: Annotated[str, typer.Option("--hall", help="Of several halls, the member's own.")] = "",
) -> None:
    """Make an account; the password is asked for (or read as a line of standard input)."""
    from kiosk.hall.accounts import Account, Role

    known = {known.value for known in Role}
    if unknown := set(role) - known:
        fail(f"没有角色 {'、'.join(sorted(unknown))}；可选：{'、'.join(sorted(known))}")
    account = Account(login, name, frozenset(Role(word) for word in role), department, hall=at)
    hall = _open_hall()
    try:
        if at and at not in (halls := hall.queue.windows.halls()):
            fail(f"没有大厅 {at}；可选：{'、'.join(halls)}")
        rejection = hall.accounts.add(account, _ask_password())
        if rejection is not None:
            fail(rejection.reason)
        hall.record("account_made", login=login, by="console")
    finally:
        hall.close()
    show(f"账号 {login} 建好了（{account.role_names}）。现在可以在大厅网页上登录。")


@app.command("list")
def list_accounts() -> None:
    """List the accounts."""
    hall = _open_hall()
    try:
        accounts = hall.accounts.all()
    finally:
        hall.close()
    for account in accounts:
        state = "（已停用）" if account.is_disabled else ""
        show(f"{account.login}　{account.name}　{account.role_names}　{account.department}{state}")
    if not accounts:
        show("还没有账号。先建一个：yimen hall staff add 登录名 --name 姓名 --role supervisor")


@app.command()
def password(login: Login) -> None:
    """Give an account another password and lift its lock."""
    hall = _open_hall()
    try:
        rejection = hall.accounts.set_password(login, _ask_password())
        if rejection is not None:
            fail(rejection.reason)
        hall.record("password_reset", login=login, by="console")
    finally:
        hall.close()
    show(f"账号 {login} 的口令改好了。")


def _ask_password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    return str(
        typer.prompt("口令（至少 10 个字符）", hide_input=True, confirmation_prompt="再输一次")
    )


def _open_hall() -> HallService:
    from kiosk.commands.hall import hall_config
    from kiosk.hall.service import HallService

    try:
        # The environment names another folder as everywhere: YIMEN_DATA__FOLDER.
        settings = load_hall_settings(_CONFIG, os.environ)
    except SettingsError as error:
        fail(str(error))
    return HallService(hall_config(settings))
