"""One posting in one call of PostgreSQL: voucher, entry, narration, lines, commitments, and the step to posted.

Answers with an outcome: `posted`; `again` (this reference is posted with the same body) and `other` (with another body);
`missing` (a year or balance row must be made first) and `closed`. These four have written nothing.
"""

POST = """CREATE FUNCTION ledger_post(
  p_book bigint, p_on date, p_kind text, p_reference text, p_body text, p_purpose text, p_reverses bigint, p_drafted_by bigint, p_posted_by bigint,
  p_at timestamp, p_narration text, p_salt text, p_digest text, p_voucher bigint, p_series text, p_voucher_kind text, p_amount bigint,
  p_payee text, p_address text, p_reason text, p_attachments integer, p_accounts text[], p_boxes bigint[], p_debits bigint[], p_credits bigint[],
  p_subjects text[], p_reservations bigint[], p_consumed bigint[], p_earmark bigint, p_beneficiary bigint,
  OUT outcome text, OUT entry bigint, OUT entry_number integer, OUT entry_hash text, OUT voucher_id bigint, OUT voucher_number integer
) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE bookyear record; known record; balances bigint[];
BEGIN
  outcome := 'missing';
  voucher_id := p_voucher;
  IF p_series IS NOT NULL THEN
    SELECT v.last_number + 1 INTO voucher_number FROM ledger_book b JOIN voucher_series v
      ON v.unit_id = b.unit_id AND v.series = p_series AND v.year = extract(year FROM p_on)::integer WHERE b.id = p_book FOR UPDATE OF v;
    IF NOT FOUND THEN RETURN; END IF;
  END IF;
  SELECT y.id, y.unit_id, y.last_number, y.last_hash, p.id AS period_id, p.state INTO bookyear
    FROM ledger_book_year y JOIN ledger_period p ON p.book_year_id = y.id AND p.month = extract(month FROM p_on)::integer
    WHERE y.book_id = p_book AND y.year = extract(year FROM p_on)::integer FOR UPDATE OF y;
  IF NOT FOUND THEN RETURN; END IF;
  SELECT e.id, e.body_digest, e.number, e.hash, e.state, e.voucher_id INTO known FROM ledger_entry e WHERE e.book_id = p_book AND e.reference = p_reference;
  IF FOUND THEN
    outcome := CASE WHEN known.body_digest = p_body AND known.state = 'posted' THEN 'again' ELSE 'other' END;
    entry := known.id; entry_number := known.number; entry_hash := known.hash; voucher_id := known.voucher_id; RETURN;
  END IF;
  IF bookyear.state <> 'open' THEN outcome := 'closed'; RETURN; END IF;
  SELECT array_agg(b.id ORDER BY l.position) INTO balances
    FROM unnest(p_accounts, p_boxes) WITH ORDINALITY AS l(account, box, position)
    JOIN ledger_balance b ON b.book_id = p_book AND b.account_code = l.account AND b.box_id IS NOT DISTINCT FROM l.box;
  IF balances IS NULL OR cardinality(balances) <> cardinality(p_accounts) THEN RETURN; END IF;
  IF p_series IS NOT NULL THEN
    INSERT INTO voucher (unit_id, series, year, number, kind, voucher_on, amount, payee_name, payee_address, reason, attachments, state, issued_by_id,
        issued_at)
      VALUES (bookyear.unit_id, p_series, extract(year FROM p_on), voucher_number, p_voucher_kind, p_on, p_amount, p_payee, p_address, p_reason, p_attachments, 'issued',
        p_drafted_by, p_at)
      RETURNING id INTO voucher_id;
  END IF;
  INSERT INTO ledger_entry AS e (unit_id, book_id, book_year_id, period_id, entry_on, kind, state, reference, body_digest, purpose, earmark_id,
      beneficiary_unit_id, voucher_id, reverses_id, drafted_by_id, narration_digest)
    VALUES (bookyear.unit_id, p_book, bookyear.id, bookyear.period_id, p_on, p_kind, 'draft', p_reference, p_body, p_purpose, p_earmark, p_beneficiary,
      ledger_post.voucher_id, p_reverses, p_drafted_by, p_digest)
    RETURNING e.id INTO entry;
  INSERT INTO ledger_narration (entry_id, text, salt) VALUES (entry, p_narration, p_salt);
  INSERT INTO ledger_line (entry_id, position, balance_id, entry_on, debit, credit, subject)
    SELECT entry, l.position, l.balance, p_on, l.debit, l.credit, l.subject
    FROM unnest(balances, p_debits, p_credits, p_subjects) WITH ORDINALITY AS l(balance, debit, credit, subject, position);
  IF cardinality(p_reservations) > 0 THEN
    INSERT INTO reservation_move (reservation_id, entry_id, kind, amount, reason, by_id, moved_on, moved_at)
      SELECT r.id, entry, 'consumed', r.amount, '', p_posted_by, p_on, p_at FROM unnest(p_reservations, p_consumed) AS r(id, amount) ORDER BY r.id;
  END IF;
  UPDATE ledger_entry SET state = 'posted', posted_by_id = p_posted_by, posted_at = p_at, number = bookyear.last_number + 1,
      previous_hash = bookyear.last_hash WHERE id = entry
    RETURNING number, hash INTO entry_number, entry_hash;
  outcome := 'posted';
END $$"""
