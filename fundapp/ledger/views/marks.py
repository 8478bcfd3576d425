"""The paper of a closing, and the page that holds a printed mark against the books."""

from typing import Any

from flask import abort, g, render_template, request
from werkzeug.wrappers import Response

from fundapp.documents.models import StoredFile
from fundapp.documents.views import file_response
from fundapp.kernel.labels import _
from fundapp.ledger import queries
from fundapp.ledger.check.marks import Answer, Verdict, compare
from fundapp.ledger.closing_mark import ClosingMark, MarkRefused, read_scanned, read_typed
from fundapp.ledger.models import PeriodEvent
from fundapp.ledger.views.blueprint import bp
from fundapp.web.guards import fetch, requires

MOST_MARKS = 24
VERDICTS = {
    Verdict.SAME: ("good", _("Khớp với giấy")),
    Verdict.TOUCHED: ("bad", _("Dấu khớp nhưng sổ đã bị sửa")),
    Verdict.DIFFERENT: ("bad", _("Khác với giấy")),
    Verdict.SHORTER: ("bad", _("Sổ ngắn hơn giấy")),
    Verdict.UNKNOWN: ("waiting", _("Không có sổ này trong phạm vi của bạn")),
}


@bp.get("/closings/<int:event_id>/paper.pdf")
@requires("fund:read")
def closing_paper(event_id: int) -> Response:
    """The month-end paper exactly as it was printed when the month was closed."""
    event = fetch(PeriodEvent, event_id, "fund:read")
    if event.paper_file_id is None:
        abort(404)
    return file_response(fetch(StoredFile, event.paper_file_id), inline=True)


@bp.get("/comparison")
@requires("fund:read")
def comparison() -> Any:
    """Type or scan the mark of a month-end paper: the same, or different and from which entry on, as far as can be told."""
    asked = {name: request.args.get(name, "")[:20_000] for name in ("marks", "book", "year", "number", "head")}
    answers: list[Answer] = []
    refused: MarkRefused | None = None
    if any(asked[name].strip() for name in ("marks", "head", "year", "number")):
        try:
            answers = compare(g.db, _asked(asked))
        except MarkRefused as refusal:
            refused = refusal
    page = render_template(
        "ledger/comparison.html", asked=asked, answers=answers, refused=refused, books=queries.books(g.db), verdicts=VERDICTS, said=_said, most=MOST_MARKS
    )
    return page, 422 if refused else 200


def _asked(asked: dict[str, str]) -> list[ClosingMark]:
    marks = read_scanned(asked["marks"])
    if len(marks) > MOST_MARKS:
        raise MarkRefused(_("Mỗi lần đối chiếu tối đa %(n)s dấu. Hãy bớt lại.", n=MOST_MARKS), "marks")
    if asked["head"].strip() or not marks:
        marks.append(read_typed(asked["book"], asked["year"].strip(), asked["number"].strip(), asked["head"]))
    return marks


def _said(answer: Answer) -> list[str]:
    """What the comparison means, sentence by sentence."""
    number, last = answer.mark.number, answer.last_number
    sound = _("Các bút toán từ 1 đến %(n)s còn nguyên: có dấu đã in hoặc bản khóa sổ xác nhận.", n=answer.sound_up_to) if answer.sound_up_to else None
    said: list[str | None] = []
    if answer.verdict is Verdict.SAME:
        said.append(_("Sổ còn nguyên như lúc in biên bản, từ bút toán đầu năm đến bút toán số %(n)s; mọi mã băm tính lại từ dữ liệu đều đúng.", n=number))
    elif answer.verdict is Verdict.TOUCHED:
        said += [_("Mã băm cuối vẫn như trên giấy, nhưng nội dung bút toán số %(n)s không còn cho ra mã băm của nó: bút toán này đã bị sửa.", n=answer.broken_at), sound]
    elif answer.verdict is Verdict.SHORTER:
        said += [_("Giấy in khi sổ có %(n)s bút toán; nay sổ chỉ còn %(last)s. Các bút toán sau đó đã mất.", n=number, last=last), sound]
    elif answer.verdict is Verdict.DIFFERENT:
        said += [_first_difference(answer), sound, _groups(answer)]
    else:
        said.append(_("Hãy kiểm tra mã quỹ và năm trên giấy; bạn chỉ đối chiếu được quỹ mà bạn được xem."))
    if answer.trial_same is False:
        said.append(_("Bảng cân đối tính lại từ các dòng, như lúc khóa kỳ, khác bảng cân đối đã in."))
    elif answer.trial_same:
        said.append(_("Bảng cân đối tính lại từ các dòng, như lúc khóa kỳ, khớp từng chữ với bảng cân đối đã in."))
    if len(answer.mark.head) < 64:
        said.append(_("Mới so %(n)s nhóm đầu của dấu.", n=len(answer.mark.head) // 4))
    return [sentence for sentence in said if sentence]


def _first_difference(answer: Answer) -> str:
    number = answer.mark.number
    if answer.broken_at is not None:
        return _("Sổ khác giấy. Bút toán số %(n)s là bút toán đầu tiên không cho ra mã băm của chính nó.", n=answer.broken_at)
    if answer.first_unsure >= number:
        return _("Sổ khác giấy ở bút toán số %(n)s.", n=number)
    return _(
        "Sổ khác giấy: có bút toán bị sửa, thêm hoặc bớt trong khoảng từ số %(first)s đến số %(n)s. Hãy quét thêm biên bản các tháng trước để thu hẹp.",
        first=answer.first_unsure, n=number,
    )


def _groups(answer: Answer) -> str | None:
    """A single unlike group is rather a slip of whoever typed than another entry."""
    if len(answer.unlike) > 2:
        return None
    return _("Chỉ nhóm thứ %(n)s của dấu khác (trong sổ: %(stored)s). Hãy xem lại có gõ nhầm không.", n=", ".join(map(str, answer.unlike)),
             stored=" ".join(answer.stored[4 * at - 4 : 4 * at] for at in answer.unlike))
