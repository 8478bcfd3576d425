"""The blueprint of the pages of payments."""

from flask import Blueprint

from fundapp.payments.models import PaymentOrder
from fundapp.web.subjects import coded

bp = Blueprint("payments", __name__, url_prefix="/payments")
coded(PaymentOrder.id, PaymentOrder.code, "payments")
