"""One act on many orders: each by itself, as it was seen, by whoever may; a refused one costs no other and says why."""

from typing import Any

import pytest

from fundapp.jobs import service as jobs
from fundapp.jobs.models import Job
from fundapp.payments import together as work
from fundapp.payments.lifecycle import Act
from fundapp.payments.service import LimitLine, PaymentRefused
from tests.payments.decided import act, decide, make, read
from tests.payments.listing import approved
from tests.payments.signing import with_signer
from tests.payments.test_service import failed


def form_of(page: Any) -> Any:
    return next(form for form in page.forms.values() if "pairing" in form.html.select_one("form").get("class", []))


def three(world: Any, **changed: Any) -> list[Any]:
    return [make(world, decide(world, subject=f"cases/{place}", amounts=(place * 1_000_000,)), **changed) for place in (1, 2, 3)]


def test_many_are_checked_at_once_and_what_changed_meanwhile_is_told(world: Any, client: Any) -> None:
    first, second, third = three(world)
    fourth = make(world, decide(world, subject="cases/4", amounts=(4_000_000,)), attachments=0)
    approved(world, 5)
    hanh = client("hanh")
    page = hanh.get("/payments").click("Kiểm tra nhiều đề nghị")
    page.mustcontain("10.000.000", "Không kèm chứng từ gốc nào")
    form = form_of(page)
    assert [box.checked for box in form.fields["rows"]] == [True, True, True, False]
    act(world, second, "mend_order", "tuan", payee_name="Người Khác", payee_address="Nơi khác", reason="Khác", attachments=1)
    shown = form.submit().follow()
    shown.mustcontain("2 dòng đã làm xong", "4.000.000", "1 dòng chưa làm được", "Có người vừa sửa nội dung này", second.code)
    assert [read(world, one).state for one in (first, second, third, fourth)] == ["checked", "draft", "checked", "draft"]
    hanh.get("/payments/checks?q=nguoi+khac").mustcontain(second.code, no=[fourth.code])
    # Whoever did not do it has nothing to see there, nor who may not check.
    client("tuan").get(shown.request.path, status=404)
    client("lan").get("/payments/checks", status=403)
    assert failed(world) == []


def test_nobody_twice_and_nothing_beyond_the_own_limit(world: Any, client: Any) -> None:
    with_signer(world, limits=[LimitLine("province", 2_000_000)])
    orders = three(world)
    own = make(world, decide(world, subject="cases/4", amounts=(1_000_000,)), "hanh")
    page = client("hanh").get("/payments/checks")
    page.mustcontain(orders[0].code, no=[own.code])
    with world.transaction("hanh") as session:
        rows = [(one.id, one.version) for one in (*orders, own)]
        job = work.act_together(session, Act.CHECK, rows, by=world.actor("hanh"))
    told = run(world, job)
    assert [one.name.split(" ")[0] for one in told if one.problem] == [own.code]
    assert "không được tự kiểm tra" in told[0].problem
    page = client("van").get("/payments/signatures")
    page.mustcontain(orders[0].code, orders[1].code, no=[orders[2].code])
    form_of(page).submit().follow().mustcontain("2 dòng đã làm xong", "3.000.000")
    assert [read(world, one).state for one in (*orders, own)] == ["checked", "checked", "signing", "draft"]
    # One who sends what the page did not offer is refused by the same rule.
    with world.transaction("van") as session:
        job = work.act_together(session, Act.SIGN, [(orders[2].id, read(world, orders[2]).version)], by=world.actor("van"))
    assert "vượt hạn mức" in run(world, job)[0].problem
    assert failed(world) == []


def run(world: Any, job: Job) -> list[work.Told]:
    jobs.run(world.db, job.id)
    with world.transaction() as session:
        return work.told_of(session.get_one(Job, job.id))


def test_a_job_begun_anew_does_nothing_twice(world: Any) -> None:
    orders = three(world)
    with world.transaction("hanh") as session:
        job = work.act_together(session, Act.CHECK, [(one.id, one.version) for one in orders], by=world.actor("hanh"))
    first = run(world, job)
    assert work.act_on_each(world.db, job.id)["told"] == [[one.subject, one.name, one.amount, ""] for one in first]
    assert [read(world, one).version for one in orders] == [2, 2, 2]


@pytest.mark.parametrize(("values", "told"), [([], "ít nhất một"), (["x:1", "1", "1:-2"], "ít nhất một"), ([f"{n}:1" for n in range(501)], "nhiều nhất 500")])
def test_what_is_chosen(values: list[str], told: str) -> None:
    assert work.chosen(["7:2", "3:1", "7:2"]) == [(3, 1), (7, 2)]
    with pytest.raises(PaymentRefused, match=told):
        work.chosen(values)
