"""Commands about the keys that seal values and files."""

import json
import logging
import sys

import click

from fundapp import config
from fundapp.cli import program
from fundapp.cli.program import COMMAND, main, say
from fundapp.kernel.errors import Refusal


@main.group(invoke_without_command=True)
@click.option("--json", "as_json", is_flag=True)
@click.pass_context
def keys(context: click.Context, as_json: bool) -> None:
    """Các khóa mã hóa: mỗi khóa còn niêm phong bao nhiêu giá trị, bao nhiêu tệp."""
    from fundapp.documents import keys as documents_keys

    if context.invoked_subcommand is not None:
        return
    db = program.database()
    with db.reading(COMMAND) as session:
        found = documents_keys.standing(session)
    if as_json:
        click.echo(json.dumps([vars(one) for one in found], ensure_ascii=False, indent=1))
        return
    for one in found:
        marks = [mark for mark, holds in (("đang dùng", one.is_current), ("giữ khóa tìm kiếm", one.keeps_indexes)) if holds]
        say(f"{one.kid or 'không rõ khóa':<14} {one.rows:>10} giá trị {one.files:>10} tệp  {', '.join(marks)}")


@keys.command("rotate")
def keys_rotate() -> None:
    """Thêm khóa mới, dùng ngay, rồi mã hóa lại mọi thứ bằng khóa đó. Bị ngắt thì chạy lại: làm tiếp, không thêm khóa nữa."""
    from fundapp.documents import keys as documents_keys
    from fundapp.jobs import service as jobs_service

    db = program.database()
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stdout)
    kid, job_id = documents_keys.begin(db)
    say(f"Khóa đang dùng: {kid}, trong {config.keys().path}. Hãy sao lưu tệp khóa ngay, để riêng với dữ liệu; bản cũ của nó giữ cho các bản sao lưu cũ.")
    state = jobs_service.run(db, job_id)
    result = jobs_service.result_of(db, job_id)
    if state != "done" or result["broken_count"]:
        for line in result.get("broken", []):
            say(f"  không mở được: {line}")
        raise click.ClickException("Chưa mã hóa lại được hết. Xem nhật ký của máy chủ, rồi chạy lại lệnh này.")
    say(f"Đã mã hóa lại {result['rows']} giá trị và {result['files']} tệp. Bỏ khóa cũ khi không còn cần: ./manage keys retire TÊN")


@keys.command("retire")
@click.argument("kid")
def keys_retire(kid: str) -> None:
    """Bỏ một khóa cũ mà không còn gì niêm phong bằng nó. Các bản sao lưu trước đó vẫn cần bản cũ của tệp khóa."""
    from fundapp.documents import keys as documents_keys

    try:
        documents_keys.give_up(program.database(), kid)
    except Refusal as refusal:
        raise click.ClickException(str(refusal.message)) from refusal
    say(f"Đã bỏ khóa {kid}. Giữ bản cũ của tệp khóa cùng các bản sao lưu làm trước hôm nay.")
