"""The unit's own giấy đề nghị thanh toán of an order, as paper."""

from flask import g
from werkzeug.wrappers import Response

from fundapp.access.queries import names_of
from fundapp.documents import papers
from fundapp.documents.views import printed_now
from fundapp.ledger.models import Book
from fundapp.orgs.models import Unit
from fundapp.payments.models import PaymentOrder
from fundapp.payments.paper import LAYOUT, Asked, data_of
from fundapp.payments.views.blueprint import bp
from fundapp.web.guards import fetch, requires

ON_PAPER = "a paper names the unit and the funds it is about"


@bp.get("/<int:order_id>/request.pdf")
@requires("payment:read")
def request_paper(order_id: int) -> Response:
    """Giấy đề nghị thanh toán: what is to be paid to whom, with the names of those who have agreed so far."""
    order = fetch(PaymentOrder, order_id, "payment:read")
    over = {"all_units": ON_PAPER}
    names = names_of(g.db, {user for user in (order.made_by_id, order.checked_by_id, order.signed_by_id) if user})
    books = [g.db.get_one(Book, share.book_id, execution_options=over) for share in order.shares]
    asked = Asked(
        unit_name=g.db.get_one(Unit, order.unit_id, execution_options=over).name, code=order.code, on=order.made_on, title=order.title, payee=order.payee_name,
        address=order.payee_address, reason=order.reason, amount=order.amount, attachments=order.attachments, is_transfer=order.is_transfer,
        funds=[(book.name, share.amount) for book, share in zip(books, order.shares, strict=True)], maker=names[order.made_by_id],
        checker=names.get(order.checked_by_id or 0, ""), signer=names.get(order.signed_by_id or 0, ""), state=order.state,
    )
    pdf = papers.render(LAYOUT, data_of(asked))
    return printed_now(pdf)
