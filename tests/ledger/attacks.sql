-- Attacks on the books, each under its name; in brackets the only engine on which it makes sense.
-- {first} is the oldest posted entry, {draft} the newest draft, {columns} what a draft needs.

-- attack: change an amount
UPDATE ledger_line SET debit = debit + 1 WHERE entry_id = {first} AND debit > 0

-- attack: change the day of a line
UPDATE ledger_line SET entry_on = '2026-02-01' WHERE entry_id = {first}

-- attack: delete a line
DELETE FROM ledger_line WHERE entry_id = {first}

-- attack: delete an entry
DELETE FROM ledger_entry WHERE id = {first}

-- attack: move a line out
UPDATE ledger_line SET entry_id = {draft} WHERE entry_id = {first}

-- attack: move a line to another account
UPDATE ledger_line SET balance_id = 1 WHERE entry_id = {first}

-- attack: add a line to a posted entry
INSERT INTO ledger_line (entry_id, position, balance_id, entry_on, debit, credit) SELECT {first}, 99, balance_id, entry_on, 5, 0 FROM
ledger_line WHERE entry_id = {first} AND position = 1

-- attack: change the day of an entry
UPDATE ledger_entry SET entry_on = '2026-02-01' WHERE id = {first}

-- attack: change who posted
UPDATE ledger_entry SET posted_by_id = 1 WHERE id = {first}

-- attack: change the hash
UPDATE ledger_entry SET hash = '0000000000000000000000000000000000000000000000000000000000000000' WHERE id = {first}

-- attack: change the number
UPDATE ledger_entry SET number = 77 WHERE id = {first}

-- attack: make a posted entry a draft again
UPDATE ledger_entry SET state = 'draft', number = NULL, hash = NULL, previous_hash = NULL, posted_by_id = NULL, posted_at = NULL WHERE id =
{first}

-- attack: drop a posted entry
UPDATE ledger_entry SET state = 'dropped' WHERE id = {first}

-- attack: rewrite a narration
UPDATE ledger_narration SET text = 'khác' WHERE entry_id = {first}

-- attack: delete a narration
DELETE FROM ledger_narration WHERE entry_id = {first}

-- attack: insert an entry that is posted already
INSERT INTO ledger_entry ({columns}, number, hash, previous_hash, posted_by_id, posted_at) SELECT unit_id, book_id, book_year_id, period_id,
entry_on, kind, state, 'y', body_digest, drafted_by_id, narration_digest, 50, hash, previous_hash, posted_by_id, posted_at FROM ledger_entry
WHERE id = {first}

-- attack: post a draft with a number of my own
UPDATE ledger_entry SET state = 'posted', number = 50, hash = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
previous_hash = '0000000000000000000000000000000000000000000000000000000000000000', posted_by_id = 1, posted_at = '2026-03-10
00:00:00.000000' WHERE id = {draft}

-- attack: post my own draft
UPDATE ledger_entry SET state = 'posted', number = 5, hash = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
previous_hash = (SELECT last_hash FROM ledger_book_year WHERE id = book_year_id), posted_by_id = drafted_by_id, posted_at = '2026-03-10
00:00:00.000000' WHERE id = {draft}

-- attack: change a draft's day
UPDATE ledger_entry SET entry_on = '2026-03-11' WHERE id = {draft}

-- attack: reverse twice
INSERT INTO ledger_entry ({columns}, reverses_id) SELECT unit_id, book_id, book_year_id, period_id, entry_on, kind, 'draft', 'z',
body_digest, drafted_by_id, narration_digest, reverses_id FROM ledger_entry WHERE kind = 'reversal'

-- attack: a line with both sides
INSERT INTO ledger_line (entry_id, position, balance_id, entry_on, debit, credit) SELECT {draft}, 98, balance_id, entry_on, 5, 5 FROM
ledger_line WHERE entry_id = {draft} AND position = 1

-- attack: a line with nothing
INSERT INTO ledger_line (entry_id, position, balance_id, entry_on, debit, credit) SELECT {draft}, 98, balance_id, entry_on, 0, 0 FROM
ledger_line WHERE entry_id = {draft} AND position = 1

-- attack: a negative line
INSERT INTO ledger_line (entry_id, position, balance_id, entry_on, debit, credit) SELECT {draft}, 98, balance_id, entry_on, -5, 0 FROM
ledger_line WHERE entry_id = {draft} AND position = 1

-- attack: a line of another fund
INSERT INTO ledger_line (entry_id, position, balance_id, entry_on, debit, credit) SELECT {draft}, 98, (SELECT min(id) FROM ledger_balance
WHERE book_id = 2), entry_on, 5, 0 FROM ledger_line WHERE entry_id = {draft} AND position = 1

-- attack: raise a balance
UPDATE ledger_balance SET amount = amount + 1000 WHERE id = 1

-- attack: raise a fund
UPDATE ledger_standing SET balance_amount = balance_amount + 1000

-- attack: change a month
UPDATE ledger_month_total SET debit_amount = 0

-- attack: insert a month
INSERT INTO ledger_month_total (balance_id, year, month, debit_amount, credit_amount) VALUES (1, 2026, 9, 5, 0)

-- attack: insert a full balance
INSERT INTO ledger_balance (book_id, unit_id, account_code, is_money, amount) SELECT book_id, unit_id, '113', true, 5 FROM ledger_balance
WHERE id = 1

-- attack: delete a balance
DELETE FROM ledger_balance

-- attack: promise more than there is
UPDATE ledger_standing SET reserved_amount = balance_amount + 1

-- attack: free a little of what is promised
UPDATE ledger_standing SET reserved_amount = reserved_amount - 1 WHERE reserved_amount > 0

-- attack: free all that is promised
UPDATE ledger_standing SET reserved_amount = 0 WHERE reserved_amount > 0

-- attack: promise without a commitment
UPDATE ledger_standing SET reserved_amount = reserved_amount + 1

-- attack: count a move twice
UPDATE ledger_standing SET reserved_amount = reserved_amount - (SELECT amount FROM reservation_move WHERE id = last_move_id) WHERE last_move_id > 0

-- attack: count an older move again
UPDATE ledger_standing SET reserved_amount = reserved_amount - (SELECT amount FROM reservation_move ORDER BY id LIMIT 1), last_move_id =
(SELECT min(id) FROM reservation_move) WHERE last_move_id > 0

-- attack: forget which moves are counted
UPDATE ledger_standing SET last_move_id = 0, last_reservation_id = 0

-- attack: count a commitment of another fund
UPDATE ledger_standing SET reserved_amount = reserved_amount + (SELECT amount FROM reservation ORDER BY id DESC LIMIT 1), last_reservation_id =
(SELECT max(id) FROM reservation) WHERE book_id = 1

-- attack: open a fund with money promised
INSERT INTO ledger_standing (book_id, balance_amount, reserved_amount, last_reservation_id, last_move_id) SELECT max(id) + 1, 0, 0, 9, 0 FROM ledger_book

-- attack: skip a number of the book
UPDATE ledger_book_year SET last_number = last_number + 1

-- attack: turn the head of the chain
UPDATE ledger_book_year SET last_hash = '0000000000000000000000000000000000000000000000000000000000000000'

-- attack: skip a voucher number
UPDATE voucher_series SET last_number = last_number + 1

-- attack: turn the voucher counter back
UPDATE voucher_series SET last_number = 0

-- attack: insert a voucher with a gap
INSERT INTO voucher (unit_id, series, year, number, kind, voucher_on, amount, payee_name, payee_address, reason, attachments, state,
issued_by_id, issued_at) SELECT unit_id, series, year, 50, kind, voucher_on, amount, payee_name, payee_address, reason, attachments,
'issued', issued_by_id, issued_at FROM voucher WHERE id = 1

-- attack: change a voucher's amount
UPDATE voucher SET amount = amount + 1 WHERE id = 1

-- attack: change a voucher's payee
UPDATE voucher SET payee_name = 'Khác' WHERE id = 1

-- attack: change a voucher's number
UPDATE voucher SET number = 9 WHERE id = 1

-- attack: delete a voucher
DELETE FROM voucher WHERE id = 1

-- attack: void a booked voucher
UPDATE voucher SET state = 'void', void_reason = 'x', voided_by_id = 1, voided_at = '2026-03-10 00:00:00.000000' WHERE id = 1

-- attack: bring a void voucher back
UPDATE voucher SET state = 'issued', void_reason = NULL, voided_by_id = NULL, voided_at = NULL WHERE state = 'void'

-- attack: open a closed month
UPDATE ledger_period SET state = 'open' WHERE state = 'closed'

-- attack: close a month at once
UPDATE ledger_period SET state = 'closed', requested_by_id = 1, confirmed_by_id = 2 WHERE state = 'open'

-- attack: close a month alone
UPDATE ledger_period SET state = 'closing', requested_by_id = 1, confirmed_by_id = 1 WHERE state = 'open'

-- attack: stretch a month
UPDATE ledger_period SET ends_on = '2026-12-31' WHERE month = 3

-- attack: delete a month
DELETE FROM ledger_period WHERE month = 12

-- attack: rewrite what was frozen
UPDATE ledger_period_event SET trial_digest = NULL

-- attack: raise a commitment
UPDATE reservation SET amount = amount + 1

-- attack: take a payment back from a commitment
UPDATE reservation SET consumed_amount = 0

-- attack: free a commitment without a trace
UPDATE reservation SET released_amount = amount - consumed_amount, state = 'released' WHERE state = 'open'

-- attack: call a paid commitment lapsed
UPDATE reservation SET state = 'lapsed' WHERE state = 'consumed'

-- attack: call a paid commitment released
UPDATE reservation SET state = 'released' WHERE state = 'consumed'

-- attack: delete a commitment
DELETE FROM reservation

-- attack: change a move
UPDATE reservation_move SET amount = 1

-- attack: free more than is left
INSERT INTO reservation_move (reservation_id, kind, amount, reason, by_id, moved_on, moved_at) SELECT id, 'released', amount + 1, 'x', 1,
reserved_on, reserved_at FROM reservation WHERE state = 'open'

-- attack: consume by an entry of another fund
INSERT INTO reservation_move (reservation_id, entry_id, kind, amount, reason, by_id, moved_on, moved_at) SELECT id, {draft}, 'consumed', 1,
'', 1, reserved_on, reserved_at FROM reservation WHERE book_id = 2

-- attack: consume by a posted entry
INSERT INTO reservation_move (reservation_id, entry_id, kind, amount, reason, by_id, moved_on, moved_at) SELECT r.id, (SELECT min(id) FROM
ledger_entry WHERE book_id = r.book_id AND state = 'posted'), 'consumed', 1, '', 1, reserved_on, reserved_at FROM reservation r WHERE state
= 'open'

-- attack: restore what was never paid
INSERT INTO reservation_move (reservation_id, entry_id, kind, amount, reason, by_id, moved_on, moved_at) SELECT r.id, (SELECT id FROM
ledger_entry WHERE kind = 'reversal'), 'restored', 1, '', 1, reserved_on, reserved_at FROM reservation r WHERE book_id = 1

-- attack: promise for another purpose
INSERT INTO reservation (book_id, unit_id, subject, purpose, amount, consumed_amount, released_amount, state, reserved_on, reserved_at,
reserved_by_id) SELECT book_id, unit_id, 'x/1', 'running', 5, 0, 0, 'open', reserved_on, reserved_at, reserved_by_id FROM reservation WHERE
id = 1

-- attack: pay for another purpose
INSERT INTO ledger_entry ({columns}, purpose) SELECT unit_id, book_id, book_year_id, period_id, entry_on, kind, 'draft', 'p', body_digest,
drafted_by_id, narration_digest, 'running' FROM ledger_entry WHERE id = {first}

-- attack: change what a fund may pay
UPDATE ledger_book_purpose SET purpose = 'running' WHERE purpose = 'housing'

-- attack: move a fund to another unit
UPDATE ledger_book SET unit_id = 1

-- attack: replace a posted entry (sqlite)
INSERT OR REPLACE INTO ledger_entry (id, {columns}) SELECT id, unit_id, book_id, book_year_id, period_id, entry_on, kind, 'draft',
reference, body_digest, drafted_by_id, narration_digest FROM ledger_entry WHERE id = {first}

-- attack: replace a line (sqlite)
INSERT OR REPLACE INTO ledger_line (id, entry_id, position, balance_id, entry_on, debit, credit) SELECT id, {draft}, 97, balance_id,
entry_on, 1, 0 FROM ledger_line WHERE entry_id = {first}

-- attack: a text where an amount should be (sqlite)
INSERT INTO ledger_line (entry_id, position, balance_id, entry_on, debit, credit) SELECT {draft}, 98, balance_id, entry_on, '12abc', 0 FROM
ledger_line WHERE entry_id = {draft} AND position = 1

-- attack: half a đồng (sqlite)
INSERT INTO ledger_line (entry_id, position, balance_id, entry_on, debit, credit) SELECT {draft}, 98, balance_id, entry_on, 1.5, 0 FROM
ledger_line WHERE entry_id = {draft} AND position = 1

-- attack: replace a standing (sqlite)
INSERT OR REPLACE INTO ledger_standing (book_id, balance_amount, reserved_amount) VALUES (1, 999999999, 0)

-- attack: truncate the lines (postgresql)
TRUNCATE ledger_line CASCADE

-- attack: truncate everything (postgresql)
TRUNCATE ledger_entry CASCADE

-- attack: truncate the vouchers (postgresql)
TRUNCATE voucher CASCADE

-- attack: change what a close said
UPDATE cash_close SET counted_amount = book_amount

-- attack: take the reason of a difference away
UPDATE cash_close SET note = 'không có gì'

-- attack: delete a close
DELETE FROM cash_close

-- attack: open a closed box again by oneself
UPDATE cash_close SET state = 'reopened', reopening_id = (SELECT max(id) FROM cash_reopening) WHERE close_on = '2026-01-31'

-- attack: open a closed box again by nobody
UPDATE cash_close SET state = 'reopened' WHERE state = 'closed'

-- attack: close again what was opened again
UPDATE cash_close SET state = 'closed', reopening_id = NULL WHERE state = 'reopened'

-- attack: close a day before one that is closed
INSERT INTO cash_close (unit_id, box_id, close_on, opening_amount, received_amount, paid_amount, book_amount, voucher_received_amount,
voucher_paid_amount, counted_amount, note, state, closed_by_id, closed_at) SELECT unit_id, box_id, '2026-02-03', 0, 80000000, 0, 80000000,
80000000, 0, 80000000, '', 'closed', closed_by_id, closed_at FROM cash_close WHERE close_on = '2026-01-31'

-- attack: close a day with a figure that the books do not have
INSERT INTO cash_close (unit_id, box_id, close_on, opening_amount, received_amount, paid_amount, book_amount, voucher_received_amount,
voucher_paid_amount, counted_amount, note, state, closed_by_id, closed_at) SELECT unit_id, box_id, '2026-03-20', 0, 77, 0, 77, 77, 0, 77, '',
'closed', closed_by_id, closed_at FROM cash_close WHERE close_on = '2026-01-31'

-- attack: close a bank account as a cash box
INSERT INTO cash_close (unit_id, box_id, close_on, opening_amount, received_amount, paid_amount, book_amount, voucher_received_amount,
voucher_paid_amount, counted_amount, note, state, closed_by_id, closed_at) SELECT unit_id, (SELECT id FROM cash_box WHERE kind = 'bank'),
'2026-03-20', 0, 50000000, 0, 50000000, 50000000, 0, 50000000, '', 'closed', closed_by_id, closed_at FROM cash_close WHERE close_on =
'2026-01-31'

-- attack: a difference without a reason
INSERT INTO cash_close (unit_id, box_id, close_on, opening_amount, received_amount, paid_amount, book_amount, voucher_received_amount,
voucher_paid_amount, counted_amount, note, state, closed_by_id, closed_at) SELECT unit_id, box_id, '2026-03-20', 0, 50000000, 0, 50000000,
50000000, 0, 49000000, '', 'closed', closed_by_id, closed_at FROM cash_close WHERE close_on = '2026-01-31'

-- attack: write a difference into an old close
INSERT INTO cash_close_line (close_id, position, line_on, label, what, kind, voucher_amount, book_amount) SELECT id, 1, close_on, 'PC', 'x',
'amount', 1, 2 FROM cash_close WHERE state = 'reopened'

-- attack: ask for a re-opening and answer it in one
INSERT INTO cash_reopening (unit_id, box_id, from_on, reason, state, asked_by_id, asked_at, answered_by_id, answered_at, answer) SELECT
unit_id, box_id, from_on, reason, 'confirmed', asked_by_id, asked_at, answered_by_id, answered_at, '' FROM cash_reopening

-- attack: answer one's own request
INSERT INTO cash_reopening (unit_id, box_id, from_on, reason, state, asked_by_id, asked_at, answered_by_id, answered_at, answer) SELECT
unit_id, box_id, from_on, reason, 'asked', asked_by_id, asked_at, asked_by_id, answered_at, '' FROM cash_reopening

-- attack: answer a request again
UPDATE cash_reopening SET state = 'refused'

-- attack: change why a box was opened again
UPDATE cash_reopening SET reason = 'khác'

-- attack: forget a re-opening
DELETE FROM cash_reopening

-- attack: raise a ceiling in silence
UPDATE cash_limit SET amount = amount * 10

-- attack: forget a ceiling
DELETE FROM cash_limit

-- attack: make a cash box a bank account
UPDATE cash_box SET kind = 'bank' WHERE kind = 'cash'

-- attack: add a purpose to terms in force
INSERT INTO ledger_terms_purpose (terms_id, purpose) SELECT id, 'running' FROM ledger_terms WHERE number = 1 AND book_id = 1

-- attack: add a unit to terms in force
INSERT INTO ledger_terms_unit (terms_id, unit_id) SELECT id, (SELECT id FROM unit WHERE code = 'CDCS-BML') FROM ledger_terms WHERE earmark_id
IS NOT NULL

-- attack: take a purpose out of terms
DELETE FROM ledger_terms_purpose

-- attack: take the units out of terms
DELETE FROM ledger_terms_unit

-- attack: stretch the last day
UPDATE ledger_terms SET last_on = '2030-12-31' WHERE last_on IS NOT NULL

-- attack: begin terms earlier
UPDATE ledger_terms SET valid_from = '2020-01-01'

-- attack: put refused terms in force
UPDATE ledger_terms SET state = 'in_force' WHERE state = 'refused'

-- attack: take terms out of force
UPDATE ledger_terms SET state = 'refused' WHERE state = 'in_force'

-- attack: delete terms
DELETE FROM ledger_terms

-- attack: insert terms that are in force already
INSERT INTO ledger_terms (book_id, unit_id, number, valid_from, document, reason, state, proposed_by_id, proposed_at, decided_by_id,
decided_at, decision_note) SELECT book_id, unit_id, 2, valid_from, 'x', 'x', 'in_force', proposed_by_id, proposed_at, 7, proposed_at, ''
FROM ledger_terms WHERE book_id = 1

-- attack: insert terms out of their order
INSERT INTO ledger_terms (book_id, unit_id, number, valid_from, document, reason, state, proposed_by_id, proposed_at, decision_note) SELECT
book_id, unit_id, 7, valid_from, 'x', 'x', 'proposed', proposed_by_id, proposed_at, '' FROM ledger_terms WHERE book_id = 1

-- attack: make a fund of money passed through an own one
UPDATE ledger_book SET legal_form = 'social_fund' WHERE legal_form = 'pass_through'

-- attack: open a fund of money passed through on own capital
INSERT INTO ledger_book (code, unit_id, name, legal_form, fund_account_code, is_open, opened_on, opened_at) SELECT 'X', unit_id, 'X',
'pass_through', fund_account_code, true, opened_on, opened_at FROM ledger_book WHERE id = 1

-- attack: give money passed through an income account
INSERT INTO ledger_balance (book_id, unit_id, account_code, is_money, amount) SELECT id, unit_id, '711', false, 0 FROM ledger_book WHERE
legal_form = 'pass_through'

-- attack: give money passed through own capital
INSERT INTO ledger_balance (book_id, unit_id, account_code, is_money, amount) SELECT id, unit_id, '43181', false, 0 FROM ledger_book WHERE
legal_form = 'pass_through'

-- attack: raise an earmarked donation
UPDATE ledger_earmark SET balance_amount = balance_amount + 1000

-- attack: free what an earmarked donation has promised
UPDATE ledger_earmark SET reserved_amount = 0

-- attack: forget what is set apart
UPDATE ledger_standing SET set_apart_amount = 0

-- attack: insert a full earmarked donation
INSERT INTO ledger_earmark (book_id, unit_id, name, donor_name, opened_on, opened_at, balance_amount, reserved_amount) SELECT book_id,
unit_id, 'x', 'x', opened_on, opened_at, 5, 0 FROM ledger_earmark

-- attack: move an earmarked donation to another fund
UPDATE ledger_earmark SET book_id = 1

-- attack: delete an earmarked donation
DELETE FROM ledger_earmark

-- attack: move an entry out of its donation
UPDATE ledger_entry SET earmark_id = NULL WHERE earmark_id IS NOT NULL

-- attack: pay another unit's member
UPDATE ledger_entry SET beneficiary_unit_id = 1 WHERE beneficiary_unit_id IS NOT NULL

-- attack: promise a donation for another unit
INSERT INTO reservation (book_id, unit_id, for_unit_id, subject, purpose, earmark_id, amount, consumed_amount, released_amount, state,
reserved_on, reserved_at, reserved_by_id) SELECT book_id, unit_id, (SELECT id FROM unit WHERE code = 'CDCS-BML'), 'x/1', purpose, earmark_id,
5, 0, 0, 'open', reserved_on, reserved_at, reserved_by_id FROM reservation WHERE earmark_id IS NOT NULL

-- attack: promise a donation after its last day
INSERT INTO reservation (book_id, unit_id, for_unit_id, subject, purpose, earmark_id, amount, consumed_amount, released_amount, state,
reserved_on, reserved_at, reserved_by_id) SELECT book_id, unit_id, for_unit_id, 'x/1', purpose, earmark_id, 5, 0, 0, 'open', '2026-07-01',
reserved_at, reserved_by_id FROM reservation WHERE earmark_id IS NOT NULL

-- attack: promise more than a donation has
INSERT INTO reservation (book_id, unit_id, for_unit_id, subject, purpose, earmark_id, amount, consumed_amount, released_amount, state,
reserved_on, reserved_at, reserved_by_id) SELECT book_id, unit_id, for_unit_id, 'x/1', purpose, earmark_id, 3000001, 0, 0, 'open',
reserved_on, reserved_at, reserved_by_id FROM reservation WHERE earmark_id IS NOT NULL

-- attack: pay a donation's promise from the fund
INSERT INTO reservation_move (reservation_id, entry_id, kind, amount, reason, by_id, moved_on, moved_at) SELECT r.id, (SELECT min(e.id) FROM
ledger_entry e WHERE e.book_id = r.book_id AND e.earmark_id IS NULL), 'consumed', 1, '', 1, reserved_on, reserved_at FROM reservation r
WHERE r.earmark_id IS NOT NULL

-- attack: keep a shared box for one fund
UPDATE cash_box SET own_book_id = 1 WHERE kind = 'cash'

-- attack: move a box to another account
UPDATE cash_box SET account_code = '1121' WHERE kind = 'cash'
