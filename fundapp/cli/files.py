"""Commands about books and lists: look at every invariant, read a roster or a statement, hand the books out, open units."""

import json
import sys
from pathlib import Path

import click

from fundapp import __version__
from fundapp.cli import program
from fundapp.cli.program import COMMAND, main, report_of, say
from fundapp.kernel import clock
from fundapp.kernel.errors import Refusal


@main.command()
@click.option("--json", "as_json", is_flag=True)
def check(as_json: bool) -> None:
    """Tính lại mọi điều phải luôn đúng; thoát 1 khi có sai lệch."""
    from fundapp.console.checks import invariants

    db = program.database()
    with db.moment(COMMAND) as session:
        found = invariants(session)
    if as_json:
        rows = [{"name": item.code, "rows": item.rows, "ok": item.ok, "wrong": item.wrong} for item in found]
        click.echo(json.dumps({"invariants": rows}, ensure_ascii=False, indent=1))
    else:
        for item in found:
            say(f"{'đúng ' if item.ok else 'SAI  '} {item.code:<8} {item.rows:>8}  {item.name}")
            for line in item.wrong[:5]:
                say(f"         {line}")
    sys.exit(0 if all(item.ok for item in found) else 1)


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--unit", "unit_code")
@click.option("--dry-run", is_flag=True)
@click.option("--json", "as_json", is_flag=True)
def intake(file: Path, unit_code: str | None, dry_run: bool, as_json: bool) -> None:
    """Đọc một danh sách đoàn viên khó khăn; báo người, ô đã sửa, dòng hỏng, trùng lặp."""
    from fundapp.intake import command

    try:
        report = command.read_file(file, unit_code=unit_code, dry_run=dry_run, open_database=program.database)
    except Refusal as refusal:
        raise click.ClickException(str(refusal.message)) from refusal
    report_of(report, as_json, command.summary)


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--account", "account_code", help="Số tài khoản ngân hàng đã khai")
@click.option("--closing", type=int, help="Số dư cuối kỳ xem ở ngân hàng (đồng), khi tệp không ghi")
@click.option("--dry-run", is_flag=True)
@click.option("--json", "as_json", is_flag=True)
def statement(file: Path, account_code: str | None, closing: int | None, dry_run: bool, as_json: bool) -> None:
    """Đọc một sao kê ngân hàng; báo các dòng, số dư đầu và cuối kỳ, mã tìm thấy; thoát 1 khi không nhận được, kèm dòng và cột."""
    from fundapp.bank import command

    try:
        report = command.read_file(file, account_code=account_code, dry_run=dry_run, closing=closing, open_database=program.database)
    except Refusal as refusal:
        if as_json:
            report_of(command.refused(refusal, file), as_json, None)
            sys.exit(1)
        raise click.ClickException(str(refusal.message)) from refusal
    report_of(report, as_json, command.summary)


@main.command()
@click.option("--format", "form", type=click.Choice(["proof", "beancount", "hledger"]), required=True)
@click.option("--book", "code", help="Mã quỹ; không ghi thì xuất mọi quỹ")
@click.option("--out", "folder", type=click.Path(file_okay=False, path_type=Path), required=True)
@click.option("--json", "as_json", is_flag=True)
def books(form: str, code: str | None, folder: Path, as_json: bool) -> None:
    """Xuất sổ quỹ để người ngoài tự chứng minh: bảng CSV kèm chương trình kiểm tra, hoặc sổ cho beancount, hledger."""
    from fundapp.ledger import export

    db = program.database()
    try:
        with db.reading(COMMAND) as session:
            made = export.write_books(session, folder, form=form, code=code, at=clock.now(), version=__version__)
    except Refusal as refusal:
        raise click.ClickException(str(refusal.message)) from refusal
    report_of(made.report(), as_json, export.summary)


@main.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--under", "parent_code", help="Mã cấp trên của những dòng không ghi cấp trên; không có thì là tổ chức đứng đầu")
@click.option("--day", help="Ngày thành lập của những dòng không ghi ngày (dd/mm/yyyy); không có thì là hôm nay")
@click.option("--bad", "bad_file", type=click.Path(dir_okay=False, writable=True, path_type=Path), help="Ghi các dòng cần sửa vào tệp này")
@click.option("--dry-run", is_flag=True)
@click.option("--json", "as_json", is_flag=True)
def units(file: Path, parent_code: str | None, day: str | None, bad_file: Path | None, dry_run: bool, as_json: bool) -> None:
    """Mở các đơn vị theo một danh sách (Excel, ODS, CSV); báo từng dòng; thoát 1 khi còn dòng cần sửa."""
    from fundapp.founding import command

    try:
        report = command.read_file(program.database(), file, parent_code=parent_code, day=day, bad_file=bad_file, dry_run=dry_run)
    except Refusal as refusal:
        raise click.ClickException(str(refusal.message)) from refusal
    report_of(report, as_json, command.summary)
    sys.exit(1 if report["bad"] else 0)
