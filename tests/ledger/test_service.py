"""What the acts on the books do, and what they refuse in words."""

from fundapp.ledger import queries


def test_a_payment_stands_in_the_books(funds) -> None:
    with funds.world.transaction() as session:
        entry = funds.pay(session, 40_000_000, "payments/1")
    with funds.world.transaction() as session:
        stands = queries.standing(session, [funds.a.id, funds.b.id])
    assert entry.number == 2
    assert len(entry.hash) == 64
    assert (stands[funds.a.id].balance, stands[funds.b.id].balance) == (60_000_000, 30_000_000)
