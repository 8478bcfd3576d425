CREATE TRIGGER trail_no_update BEFORE UPDATE ON trail BEGIN SELECT RAISE(ABORT, 'trail is append-only'); END
-- next statement
CREATE TRIGGER trail_no_delete BEFORE DELETE ON trail BEGIN SELECT RAISE(ABORT, 'trail is append-only'); END
-- next statement
CREATE TRIGGER post_no_delete BEFORE DELETE ON post BEGIN SELECT RAISE(ABORT, 'posts are kept'); END
-- next statement
CREATE TRIGGER post_apart BEFORE INSERT ON post WHEN NEW.ended_at IS NULL AND EXISTS (SELECT 1 FROM post p WHERE p.user_id = NEW.user_id AND p.unit_id = NEW.unit_id AND p.id IS NOT NEW.id AND p.ended_at IS NULL AND (p.valid_to IS NULL OR p.valid_to >= NEW.valid_from) AND (NEW.valid_to IS NULL OR NEW.valid_to >= p.valid_from) AND (p.role = 'accountant' AND NEW.role = 'administrator' OR p.role = 'administrator' AND NEW.role = 'accountant' OR p.role = 'accountant' AND NEW.role = 'head_accountant' OR p.role = 'head_accountant' AND NEW.role = 'accountant' OR p.role = 'accountant' AND NEW.role = 'inspector' OR p.role = 'inspector' AND NEW.role = 'accountant' OR p.role = 'accountant' AND NEW.role = 'signer' OR p.role = 'signer' AND NEW.role = 'accountant' OR p.role = 'accountant' AND NEW.role = 'treasurer' OR p.role = 'treasurer' AND NEW.role = 'accountant' OR p.role = 'administrator' AND NEW.role = 'head_accountant' OR p.role = 'head_accountant' AND NEW.role = 'administrator' OR p.role = 'administrator' AND NEW.role = 'inspector' OR p.role = 'inspector' AND NEW.role = 'administrator' OR p.role = 'administrator' AND NEW.role = 'signer' OR p.role = 'signer' AND NEW.role = 'administrator' OR p.role = 'administrator' AND NEW.role = 'treasurer' OR p.role = 'treasurer' AND NEW.role = 'administrator' OR p.role = 'head_accountant' AND NEW.role = 'inspector' OR p.role = 'inspector' AND NEW.role = 'head_accountant' OR p.role = 'head_accountant' AND NEW.role = 'signer' OR p.role = 'signer' AND NEW.role = 'head_accountant' OR p.role = 'head_accountant' AND NEW.role = 'treasurer' OR p.role = 'treasurer' AND NEW.role = 'head_accountant' OR p.role = 'inspector' AND NEW.role = 'officer' OR p.role = 'officer' AND NEW.role = 'inspector' OR p.role = 'inspector' AND NEW.role = 'reviewer' OR p.role = 'reviewer' AND NEW.role = 'inspector' OR p.role = 'inspector' AND NEW.role = 'signer' OR p.role = 'signer' AND NEW.role = 'inspector' OR p.role = 'inspector' AND NEW.role = 'treasurer' OR p.role = 'treasurer' AND NEW.role = 'inspector' OR p.role = 'signer' AND NEW.role = 'treasurer' OR p.role = 'treasurer' AND NEW.role = 'signer')) BEGIN SELECT RAISE(ABORT, 'one person does not hold these two posts at one unit'); END
-- next statement
CREATE TRIGGER post_still_apart BEFORE UPDATE ON post WHEN NEW.ended_at IS NULL AND EXISTS (SELECT 1 FROM post p WHERE p.user_id = NEW.user_id AND p.unit_id = NEW.unit_id AND p.id IS NOT NEW.id AND p.ended_at IS NULL AND (p.valid_to IS NULL OR p.valid_to >= NEW.valid_from) AND (NEW.valid_to IS NULL OR NEW.valid_to >= p.valid_from) AND (p.role = 'accountant' AND NEW.role = 'administrator' OR p.role = 'administrator' AND NEW.role = 'accountant' OR p.role = 'accountant' AND NEW.role = 'head_accountant' OR p.role = 'head_accountant' AND NEW.role = 'accountant' OR p.role = 'accountant' AND NEW.role = 'inspector' OR p.role = 'inspector' AND NEW.role = 'accountant' OR p.role = 'accountant' AND NEW.role = 'signer' OR p.role = 'signer' AND NEW.role = 'accountant' OR p.role = 'accountant' AND NEW.role = 'treasurer' OR p.role = 'treasurer' AND NEW.role = 'accountant' OR p.role = 'administrator' AND NEW.role = 'head_accountant' OR p.role = 'head_accountant' AND NEW.role = 'administrator' OR p.role = 'administrator' AND NEW.role = 'inspector' OR p.role = 'inspector' AND NEW.role = 'administrator' OR p.role = 'administrator' AND NEW.role = 'signer' OR p.role = 'signer' AND NEW.role = 'administrator' OR p.role = 'administrator' AND NEW.role = 'treasurer' OR p.role = 'treasurer' AND NEW.role = 'administrator' OR p.role = 'head_accountant' AND NEW.role = 'inspector' OR p.role = 'inspector' AND NEW.role = 'head_accountant' OR p.role = 'head_accountant' AND NEW.role = 'signer' OR p.role = 'signer' AND NEW.role = 'head_accountant' OR p.role = 'head_accountant' AND NEW.role = 'treasurer' OR p.role = 'treasurer' AND NEW.role = 'head_accountant' OR p.role = 'inspector' AND NEW.role = 'officer' OR p.role = 'officer' AND NEW.role = 'inspector' OR p.role = 'inspector' AND NEW.role = 'reviewer' OR p.role = 'reviewer' AND NEW.role = 'inspector' OR p.role = 'inspector' AND NEW.role = 'signer' OR p.role = 'signer' AND NEW.role = 'inspector' OR p.role = 'inspector' AND NEW.role = 'treasurer' OR p.role = 'treasurer' AND NEW.role = 'inspector' OR p.role = 'signer' AND NEW.role = 'treasurer' OR p.role = 'treasurer' AND NEW.role = 'signer')) BEGIN SELECT RAISE(ABORT, 'one person does not hold these two posts at one unit'); END
-- next statement
CREATE TRIGGER post_only_ends BEFORE UPDATE ON post WHEN OLD.ended_at IS NOT NULL OR NEW.valid_to IS NULL OR NEW.id IS NOT OLD.id OR NEW.user_id IS NOT OLD.user_id OR NEW.role IS NOT OLD.role OR NEW.unit_id IS NOT OLD.unit_id OR NEW.valid_from IS NOT OLD.valid_from BEGIN SELECT RAISE(ABORT, 'a post only ends, once'); END
-- next statement
CREATE TRIGGER advance_insert BEFORE INSERT ON advance BEGIN SELECT RAISE(ABORT, 'an advance is asked for first') WHERE NEW.state <> 'asked'; END
-- next statement
CREATE TRIGGER advance_update BEFORE UPDATE ON advance BEGIN SELECT RAISE(ABORT, 'what was asked for never changes') WHERE NEW.id IS DISTINCT FROM OLD.id OR NEW.unit_id IS DISTINCT FROM OLD.unit_id OR NEW.for_unit_id IS DISTINCT FROM OLD.for_unit_id OR NEW.year IS DISTINCT FROM OLD.year OR NEW.number IS DISTINCT FROM OLD.number OR NEW.asked_by_id IS DISTINCT FROM OLD.asked_by_id OR NEW.asked_on IS DISTINCT FROM OLD.asked_on OR NEW.amount IS DISTINCT FROM OLD.amount OR NEW.reason IS DISTINCT FROM OLD.reason OR NEW.due_on IS DISTINCT FROM OLD.due_on OR NEW.payee_account_id IS DISTINCT FROM OLD.payee_account_id; SELECT RAISE(ABORT, 'who took a step of an advance stays') WHERE (OLD.book_id IS NOT NULL AND NEW.book_id IS DISTINCT FROM OLD.book_id) OR (OLD.purpose IS NOT NULL AND NEW.purpose IS DISTINCT FROM OLD.purpose) OR (OLD.from_box_id IS NOT NULL AND NEW.from_box_id IS DISTINCT FROM OLD.from_box_id) OR (OLD.checked_by_id IS NOT NULL AND NEW.checked_by_id IS DISTINCT FROM OLD.checked_by_id) OR (OLD.checked_on IS NOT NULL AND NEW.checked_on IS DISTINCT FROM OLD.checked_on) OR (OLD.signed_by_id IS NOT NULL AND NEW.signed_by_id IS DISTINCT FROM OLD.signed_by_id) OR (OLD.signed_on IS NOT NULL AND NEW.signed_on IS DISTINCT FROM OLD.signed_on) OR (OLD.refused_by_id IS NOT NULL AND NEW.refused_by_id IS DISTINCT FROM OLD.refused_by_id) OR (OLD.refused_on IS NOT NULL AND NEW.refused_on IS DISTINCT FROM OLD.refused_on) OR (OLD.paid_by_id IS NOT NULL AND NEW.paid_by_id IS DISTINCT FROM OLD.paid_by_id) OR (OLD.paid_on IS NOT NULL AND NEW.paid_on IS DISTINCT FROM OLD.paid_on) OR (OLD.voucher_id IS NOT NULL AND NEW.voucher_id IS DISTINCT FROM OLD.voucher_id) OR (OLD.voucher_file_id IS NOT NULL AND NEW.voucher_file_id IS DISTINCT FROM OLD.voucher_file_id) OR (OLD.settled_number IS NOT NULL AND NEW.settled_number IS DISTINCT FROM OLD.settled_number) OR (OLD.settled_by_id IS NOT NULL AND NEW.settled_by_id IS DISTINCT FROM OLD.settled_by_id) OR (OLD.settled_on IS NOT NULL AND NEW.settled_on IS DISTINCT FROM OLD.settled_on) OR (OLD.leveled_by_id IS NOT NULL AND NEW.leveled_by_id IS DISTINCT FROM OLD.leveled_by_id) OR (OLD.leveled_on IS NOT NULL AND NEW.leveled_on IS DISTINCT FROM OLD.leveled_on) OR (OLD.rest_voucher_id IS NOT NULL AND NEW.rest_voucher_id IS DISTINCT FROM OLD.rest_voucher_id) OR (OLD.rest_file_id IS NOT NULL AND NEW.rest_file_id IS DISTINCT FROM OLD.rest_file_id); SELECT RAISE(ABORT, 'what was settled never changes') WHERE OLD.settled_by_id IS NOT NULL AND (NEW.spent_amount IS DISTINCT FROM OLD.spent_amount OR NEW.spent_papers IS DISTINCT FROM OLD.spent_papers OR NEW.attachments IS DISTINCT FROM OLD.attachments OR NEW.reported_on IS DISTINCT FROM OLD.reported_on OR NEW.verified_by_id IS DISTINCT FROM OLD.verified_by_id OR NEW.verified_on IS DISTINCT FROM OLD.verified_on OR NEW.spent_account IS DISTINCT FROM OLD.spent_account); SELECT RAISE(ABORT, 'steps of an advance follow each other') WHERE NEW.state <> OLD.state AND NOT ((OLD.state = 'asked' AND NEW.state = 'checked') OR (OLD.state = 'asked' AND NEW.state = 'refused') OR (OLD.state = 'checked' AND NEW.state = 'refused') OR (OLD.state = 'checked' AND NEW.state = 'signed') OR (OLD.state = 'paid' AND NEW.state = 'reported') OR (OLD.state = 'reported' AND NEW.state = 'paid') OR (OLD.state = 'reported' AND NEW.state = 'verified') OR (OLD.state = 'settled' AND NEW.state = 'closed') OR (OLD.state = 'signed' AND NEW.state = 'paid') OR (OLD.state = 'signed' AND NEW.state = 'refused') OR (OLD.state = 'verified' AND NEW.state = 'closed') OR (OLD.state = 'verified' AND NEW.state = 'paid') OR (OLD.state = 'verified' AND NEW.state = 'settled')); END
-- next statement
CREATE TRIGGER advance_entry_alone BEFORE INSERT ON ledger_entry WHEN NEW.kind = 'reversal' BEGIN SELECT RAISE(ABORT, 'F30 an entry of an advance is not taken back alone') WHERE EXISTS (SELECT 1 FROM ledger_entry e WHERE e.id = NEW.reverses_id AND e.reference LIKE 'advances/%'); END
-- next statement
CREATE TRIGGER advance_no_delete BEFORE DELETE ON advance BEGIN SELECT RAISE(ABORT, 'an advance is kept as it is'); END
-- next statement
CREATE TRIGGER statement_file_update BEFORE UPDATE ON statement_file BEGIN SELECT RAISE(ABORT, 'a file that was kept or thrown away stays so') WHERE OLD.state IN ('filed', 'discarded'); SELECT RAISE(ABORT, 'a statement is kept whole') WHERE NEW.state = 'filed' AND NOT EXISTS (SELECT 1 FROM bank_statement s WHERE s.source_id = NEW.id
    AND s.line_count = (SELECT count(*) FROM statement_place p WHERE p.statement_id = s.id)
    AND s.credit_amount = (SELECT coalesce(sum(l.amount), 0) FROM statement_place p JOIN statement_line l ON l.id = p.line_id
        WHERE p.statement_id = s.id AND l.amount > 0)
    AND s.debit_amount = (SELECT coalesce(-sum(l.amount), 0) FROM statement_place p JOIN statement_line l ON l.id = p.line_id
        WHERE p.statement_id = s.id AND l.amount < 0)); END
-- next statement
CREATE TRIGGER bank_statement_insert BEFORE INSERT ON bank_statement BEGIN SELECT RAISE(ABORT, 'only a bank account of the unit has statements') WHERE NOT EXISTS (SELECT 1 FROM cash_box WHERE id = NEW.account_id AND unit_id = NEW.unit_id AND kind = 'bank'); SELECT RAISE(ABORT, 'a statement comes from a file that was read') WHERE NOT EXISTS (SELECT 1 FROM statement_file WHERE id = NEW.source_id AND account_id = NEW.account_id AND unit_id = NEW.unit_id AND state = 'read'); END
-- next statement
CREATE TRIGGER statement_line_insert BEFORE INSERT ON statement_line BEGIN SELECT RAISE(ABORT, 'a line comes with its statement and lies within its days') WHERE NOT EXISTS (SELECT 1 FROM bank_statement s JOIN statement_file f ON f.id = s.source_id
    WHERE s.id = NEW.statement_id AND s.account_id = NEW.account_id AND f.state = 'read' AND NEW.line_on BETWEEN s.first_on AND s.last_on); END
-- next statement
CREATE TRIGGER statement_place_insert BEFORE INSERT ON statement_place BEGIN SELECT RAISE(ABORT, 'a place is taken by a line of the account, while the statement is being kept') WHERE NOT EXISTS (SELECT 1 FROM bank_statement s JOIN statement_file f ON f.id = s.source_id JOIN statement_line l ON l.id = NEW.line_id
    WHERE s.id = NEW.statement_id AND l.account_id = s.account_id AND f.state = 'read' AND l.line_on BETWEEN s.first_on AND s.last_on); END
-- next statement
CREATE TRIGGER bank_account_insert BEFORE INSERT ON bank_account BEGIN SELECT RAISE(ABORT, 'only a bank account has a number') WHERE NOT EXISTS (SELECT 1 FROM cash_box WHERE id = NEW.box_id AND unit_id = NEW.unit_id AND kind = 'bank'); END
-- next statement
CREATE TRIGGER statement_file_no_delete BEFORE DELETE ON statement_file BEGIN SELECT RAISE(ABORT, 'what a bank wrote never changes'); END
-- next statement
CREATE TRIGGER statement_line_no_delete BEFORE DELETE ON statement_line BEGIN SELECT RAISE(ABORT, 'what a bank wrote never changes'); END
-- next statement
CREATE TRIGGER bank_account_no_delete BEFORE DELETE ON bank_account BEGIN SELECT RAISE(ABORT, 'what a bank wrote never changes'); END
-- next statement
CREATE TRIGGER bank_statement_no_update BEFORE UPDATE ON bank_statement BEGIN SELECT RAISE(ABORT, 'what a bank wrote never changes'); END
-- next statement
CREATE TRIGGER bank_statement_no_delete BEFORE DELETE ON bank_statement BEGIN SELECT RAISE(ABORT, 'what a bank wrote never changes'); END
-- next statement
CREATE TRIGGER statement_place_no_update BEFORE UPDATE ON statement_place BEGIN SELECT RAISE(ABORT, 'what a bank wrote never changes'); END
-- next statement
CREATE TRIGGER statement_place_no_delete BEFORE DELETE ON statement_place BEGIN SELECT RAISE(ABORT, 'what a bank wrote never changes'); END
-- next statement
CREATE TRIGGER statement_line_fixed BEFORE UPDATE OF id, unit_id, account_id, statement_id, line_on, value_on, amount, balance_amount, reference, note, folded, codes, suspects, kind, counter_name, counter_index, counter_tail, occurrence, line_key, uid ON statement_line BEGIN SELECT RAISE(ABORT, 'what a bank wrote never changes'); END
-- next statement
CREATE TRIGGER statement_line_note_sealed BEFORE UPDATE OF note_sealed ON statement_line WHEN OLD.note_sealed IS NOT NEW.note_sealed AND NOT coalesce(OLD.note_sealed LIKE 'v1.k%' AND NEW.note_sealed LIKE 'v1.k%' AND CAST(substr(NEW.note_sealed, 5) AS INTEGER) > CAST(substr(OLD.note_sealed, 5) AS INTEGER) AND length(NEW.note_sealed) - instr(substr(NEW.note_sealed, 4), '.') = length(OLD.note_sealed) - instr(substr(OLD.note_sealed, 4), '.'), FALSE) BEGIN SELECT RAISE(ABORT, 'what a bank wrote never changes'); END
-- next statement
CREATE TRIGGER statement_line_counter_sealed BEFORE UPDATE OF counter_sealed ON statement_line WHEN OLD.counter_sealed IS NOT NEW.counter_sealed AND NOT coalesce(OLD.counter_sealed LIKE 'v1.k%' AND NEW.counter_sealed LIKE 'v1.k%' AND CAST(substr(NEW.counter_sealed, 5) AS INTEGER) > CAST(substr(OLD.counter_sealed, 5) AS INTEGER) AND length(NEW.counter_sealed) - instr(substr(NEW.counter_sealed, 4), '.') = length(OLD.counter_sealed) - instr(substr(OLD.counter_sealed, 4), '.'), FALSE) BEGIN SELECT RAISE(ABORT, 'what a bank wrote never changes'); END
-- next statement
CREATE TRIGGER bank_account_fixed BEFORE UPDATE OF id, uid, box_id, unit_id, number_index, number_tail, holder_name, told_by_id, told_at ON bank_account BEGIN SELECT RAISE(ABORT, 'what a bank wrote never changes'); END
-- next statement
CREATE TRIGGER bank_account_number_sealed BEFORE UPDATE OF number_sealed ON bank_account WHEN OLD.number_sealed IS NOT NEW.number_sealed AND NOT coalesce(OLD.number_sealed LIKE 'v1.k%' AND NEW.number_sealed LIKE 'v1.k%' AND CAST(substr(NEW.number_sealed, 5) AS INTEGER) > CAST(substr(OLD.number_sealed, 5) AS INTEGER) AND length(NEW.number_sealed) - instr(substr(NEW.number_sealed, 4), '.') = length(OLD.number_sealed) - instr(substr(OLD.number_sealed, 4), '.'), FALSE) BEGIN SELECT RAISE(ABORT, 'what a bank wrote never changes'); END
-- next statement
CREATE TRIGGER bank_settlement_insert BEFORE INSERT ON bank_settlement BEGIN SELECT RAISE(ABORT, 'a settlement is proposed before it is confirmed') WHERE NEW.state <> 'proposed'; SELECT RAISE(ABORT, 'only a bank account of the unit is settled') WHERE NOT EXISTS (SELECT 1 FROM cash_box WHERE id = NEW.box_id AND unit_id = NEW.unit_id AND kind = 'bank'); END
-- next statement
CREATE TRIGGER bank_settlement_update BEFORE UPDATE ON bank_settlement BEGIN SELECT RAISE(ABORT, 'what was shown never changes') WHERE NEW.id IS DISTINCT FROM OLD.id OR NEW.unit_id IS DISTINCT FROM OLD.unit_id OR NEW.box_id IS DISTINCT FROM OLD.box_id OR NEW.basis IS DISTINCT FROM OLD.basis OR NEW.is_sure IS DISTINCT FROM OLD.is_sure OR NEW.reasons IS DISTINCT FROM OLD.reasons OR NEW.last_on IS DISTINCT FROM OLD.last_on OR NEW.proposed_by_id IS DISTINCT FROM OLD.proposed_by_id OR NEW.proposed_at IS DISTINCT FROM OLD.proposed_at; SELECT RAISE(ABORT, 'a settlement is proposed, confirmed, undone') WHERE NOT (OLD.state = 'confirmed' AND NEW.state = 'undone') AND NOT (OLD.state = 'proposed' AND NEW.state = 'confirmed') AND NOT (OLD.state = 'proposed' AND NEW.state = 'dropped'); SELECT RAISE(ABORT, 'F4 both sides of a settlement are one amount') WHERE NEW.state = 'confirmed' AND (EXISTS (SELECT 1 FROM bank_settlement_part p WHERE p.settlement_id = NEW.id GROUP BY p.box_id
    HAVING sum(CASE WHEN p.line_id IS NULL THEN 0 ELSE p.amount END) <> sum(CASE WHEN p.line_id IS NULL THEN p.amount ELSE 0 END))); SELECT RAISE(ABORT, 'F4 a settlement has parts and their last day') WHERE NEW.state = 'confirmed' AND (NEW.last_on IS DISTINCT FROM (SELECT max(part_on) FROM bank_settlement_part WHERE settlement_id = NEW.id)); SELECT RAISE(ABORT, 'F4 no line is settled over its amount') WHERE NEW.state = 'confirmed' AND (EXISTS (SELECT 1 FROM bank_settlement_part p JOIN statement_line l ON l.id = p.line_id WHERE p.settlement_id = NEW.id AND abs(p.amount + coalesce((
      SELECT sum(o.amount) FROM bank_settlement_part o JOIN bank_settlement s ON s.id = o.settlement_id
      WHERE o.line_id = p.line_id AND s.state = 'confirmed' AND s.id <> NEW.id), 0)) > abs(l.amount)) OR EXISTS (SELECT 1 FROM bank_settlement_part p JOIN ledger_line l ON l.id = p.ledger_line_id WHERE p.settlement_id = NEW.id AND abs(p.amount + coalesce((
      SELECT sum(o.amount) FROM bank_settlement_part o JOIN bank_settlement s ON s.id = o.settlement_id
      WHERE o.ledger_line_id = p.ledger_line_id AND s.state = 'confirmed' AND s.id <> NEW.id), 0)) > l.debit + l.credit)); SELECT RAISE(ABORT, 'what two people have signed is not undone') WHERE NEW.state = 'undone' AND (EXISTS (SELECT 1 FROM bank_reconciliation r JOIN bank_settlement_part p ON p.box_id = r.box_id
    WHERE p.settlement_id = NEW.id AND r.state = 'signed' AND r.reconciled_on >= NEW.last_on)); END
-- next statement
CREATE TRIGGER bank_settlement_part_insert BEFORE INSERT ON bank_settlement_part BEGIN SELECT RAISE(ABORT, 'parts are laid into a proposal') WHERE NOT EXISTS (SELECT 1 FROM bank_settlement WHERE id = NEW.settlement_id AND state = 'proposed'); SELECT RAISE(ABORT, 'parts lie on bank accounts of the unit') WHERE NOT EXISTS (SELECT 1 FROM bank_settlement s JOIN cash_box c ON c.unit_id = s.unit_id AND c.kind = 'bank'
    WHERE s.id = NEW.settlement_id AND c.id = NEW.box_id); SELECT RAISE(ABORT, 'F4 a part is of a line of its account') WHERE NEW.line_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM statement_line l WHERE l.id = NEW.line_id AND l.account_id = NEW.box_id
    AND l.line_on = NEW.part_on AND (l.amount > 0) = (NEW.amount > 0) AND abs(NEW.amount) <= abs(l.amount)); SELECT RAISE(ABORT, 'F4 a part is of a posted line of its account') WHERE NEW.ledger_line_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ledger_line l JOIN ledger_balance b ON b.id = l.balance_id
    JOIN ledger_entry e ON e.id = l.entry_id WHERE l.id = NEW.ledger_line_id AND b.box_id = NEW.box_id AND l.entry_on = NEW.part_on
    AND e.state = 'posted' AND (l.debit > 0) = (NEW.amount > 0) AND abs(NEW.amount) <= l.debit + l.credit); END
-- next statement
CREATE TRIGGER bank_posting_rule_update BEFORE UPDATE ON bank_posting_rule BEGIN SELECT RAISE(ABORT, 'a posting rule is ended, never changed') WHERE NEW.id IS DISTINCT FROM OLD.id OR NEW.unit_id IS DISTINCT FROM OLD.unit_id OR NEW.box_id IS DISTINCT FROM OLD.box_id OR NEW.words IS DISTINCT FROM OLD.words OR NEW.is_out IS DISTINCT FROM OLD.is_out OR NEW.book_id IS DISTINCT FROM OLD.book_id OR NEW.account_code IS DISTINCT FROM OLD.account_code OR NEW.narration IS DISTINCT FROM OLD.narration OR NEW.purpose IS DISTINCT FROM OLD.purpose OR NEW.made_by_id IS DISTINCT FROM OLD.made_by_id OR NEW.made_at IS DISTINCT FROM OLD.made_at; SELECT RAISE(ABORT, 'a posting rule ends once') WHERE OLD.ended_at IS NOT NULL; END
-- next statement
CREATE TRIGGER bank_reconciliation_insert BEFORE INSERT ON bank_reconciliation BEGIN SELECT RAISE(ABORT, 'a reconciliation is answered by a second person') WHERE NEW.state <> 'prepared'; SELECT RAISE(ABORT, 'only a bank account of the unit is reconciled') WHERE NOT EXISTS (SELECT 1 FROM cash_box WHERE id = NEW.box_id AND unit_id = NEW.unit_id AND kind = 'bank'); SELECT RAISE(ABORT, 'F4 the book balance is that of the books') WHERE NEW.book_amount <> (SELECT coalesce(sum(l.debit - l.credit), 0) FROM ledger_line l JOIN ledger_balance b ON b.id = l.balance_id
    JOIN ledger_entry e ON e.id = l.entry_id WHERE b.box_id = NEW.box_id AND e.state = 'posted' AND l.entry_on <= NEW.reconciled_on); END
-- next statement
CREATE TRIGGER bank_reconciliation_update BEFORE UPDATE ON bank_reconciliation BEGIN SELECT RAISE(ABORT, 'what was reconciled never changes') WHERE NEW.id IS DISTINCT FROM OLD.id OR NEW.unit_id IS DISTINCT FROM OLD.unit_id OR NEW.box_id IS DISTINCT FROM OLD.box_id OR NEW.year IS DISTINCT FROM OLD.year OR NEW.number IS DISTINCT FROM OLD.number OR NEW.reconciled_on IS DISTINCT FROM OLD.reconciled_on OR NEW.book_amount IS DISTINCT FROM OLD.book_amount OR NEW.statement_amount IS DISTINCT FROM OLD.statement_amount OR NEW.in_books_amount IS DISTINCT FROM OLD.in_books_amount OR NEW.at_bank_amount IS DISTINCT FROM OLD.at_bank_amount OR NEW.unexplained_amount IS DISTINCT FROM OLD.unexplained_amount OR NEW.explanation IS DISTINCT FROM OLD.explanation OR NEW.prepared_by_id IS DISTINCT FROM OLD.prepared_by_id OR NEW.prepared_at IS DISTINCT FROM OLD.prepared_at; SELECT RAISE(ABORT, 'a reconciliation is answered once') WHERE OLD.state <> 'prepared'; SELECT RAISE(ABORT, 'F4 the open items add up to what is signed') WHERE NEW.state = 'signed' AND (NEW.in_books_amount <> (SELECT coalesce(sum(amount), 0) FROM bank_reconciliation_item
      WHERE reconciliation_id = NEW.id AND ledger_line_id IS NOT NULL) OR NEW.at_bank_amount <> (SELECT coalesce(sum(amount), 0) FROM bank_reconciliation_item
      WHERE reconciliation_id = NEW.id AND line_id IS NOT NULL)); END
-- next statement
CREATE TRIGGER bank_reconciliation_item_insert BEFORE INSERT ON bank_reconciliation_item BEGIN SELECT RAISE(ABORT, 'items are listed with their statement') WHERE NOT EXISTS (SELECT 1 FROM bank_reconciliation WHERE id = NEW.reconciliation_id AND state = 'prepared'); END
-- next statement
CREATE TRIGGER bank_settlement_no_delete BEFORE DELETE ON bank_settlement BEGIN SELECT RAISE(ABORT, 'bank_settlement is kept as it is'); END
-- next statement
CREATE TRIGGER bank_posting_rule_no_delete BEFORE DELETE ON bank_posting_rule BEGIN SELECT RAISE(ABORT, 'bank_posting_rule is kept as it is'); END
-- next statement
CREATE TRIGGER bank_reconciliation_no_delete BEFORE DELETE ON bank_reconciliation BEGIN SELECT RAISE(ABORT, 'bank_reconciliation is kept as it is'); END
-- next statement
CREATE TRIGGER bank_settlement_part_no_update BEFORE UPDATE ON bank_settlement_part BEGIN SELECT RAISE(ABORT, 'bank_settlement_part is kept as it is'); END
-- next statement
CREATE TRIGGER bank_settlement_part_no_delete BEFORE DELETE ON bank_settlement_part BEGIN SELECT RAISE(ABORT, 'bank_settlement_part is kept as it is'); END
-- next statement
CREATE TRIGGER bank_line_booking_no_update BEFORE UPDATE ON bank_line_booking BEGIN SELECT RAISE(ABORT, 'bank_line_booking is kept as it is'); END
-- next statement
CREATE TRIGGER bank_line_booking_no_delete BEFORE DELETE ON bank_line_booking BEGIN SELECT RAISE(ABORT, 'bank_line_booking is kept as it is'); END
-- next statement
CREATE TRIGGER bank_reconciliation_item_no_update BEFORE UPDATE ON bank_reconciliation_item BEGIN SELECT RAISE(ABORT, 'bank_reconciliation_item is kept as it is'); END
-- next statement
CREATE TRIGGER bank_reconciliation_item_no_delete BEFORE DELETE ON bank_reconciliation_item BEGIN SELECT RAISE(ABORT, 'bank_reconciliation_item is kept as it is'); END
-- next statement
CREATE TRIGGER case_file_born_draft BEFORE INSERT ON case_file WHEN NEW.state <> 'draft' OR NEW.version <> 1 OR COALESCE(NEW.submitted_by_id, NEW.visited_by_id, NEW.proposed_by_id, NEW.decided_by_id, NEW.ratified_by_id, NEW.proposed_amount, NEW.decided_amount) IS NOT NULL OR NEW.urgent_on IS NOT NULL BEGIN SELECT RAISE(ABORT, 'a case is born a draft'); END
-- next statement
CREATE TRIGGER case_file_version BEFORE UPDATE ON case_file WHEN NEW.version <> OLD.version + 1 BEGIN SELECT RAISE(ABORT, 'a case rises by one version'); END
-- next statement
CREATE TRIGGER case_file_event BEFORE UPDATE ON case_file WHEN NOT EXISTS (SELECT 1 FROM case_event e WHERE e.case_id = NEW.id AND e.version = NEW.version AND e.from_state = OLD.state AND e.to_state = NEW.state AND e.holder_unit_id = NEW.holder_unit_id) BEGIN SELECT RAISE(ABORT, 'a case changes only with its event'); END
-- next statement
CREATE TRIGGER case_file_frozen BEFORE UPDATE ON case_file WHEN NEW.id IS NOT OLD.id OR NEW.code IS NOT OLD.code OR NEW.programme IS NOT OLD.programme OR NEW.lane IS NOT OLD.lane OR NEW.unit_id IS NOT OLD.unit_id OR NEW.household_id IS NOT OLD.household_id OR NEW.person_id IS NOT OLD.person_id OR NEW.opened_by_id IS NOT OLD.opened_by_id OR NEW.opened_on IS NOT OLD.opened_on BEGIN SELECT RAISE(ABORT, 'this column of a case never changes'); END
-- next statement
CREATE TRIGGER case_file_decided BEFORE UPDATE ON case_file WHEN OLD.decided_by_id IS NOT NULL AND (NEW.decided_by_id IS NOT OLD.decided_by_id OR NEW.decided_on IS NOT OLD.decided_on OR NEW.decided_amount IS NOT OLD.decided_amount OR NEW.proposed_amount IS NOT OLD.proposed_amount OR NEW.requested_amount IS NOT OLD.requested_amount OR NEW.kind IS NOT OLD.kind) BEGIN SELECT RAISE(ABORT, 'what was decided never changes'); END
-- next statement
CREATE TRIGGER case_file_persons BEFORE UPDATE ON case_file WHEN (NEW.submitted_by_id IS NOT OLD.submitted_by_id AND (NEW.submitted_by_id IS NOT (SELECT e.actor_id FROM case_event e WHERE e.case_id = NEW.id AND e.version = NEW.version) OR (SELECT e.act FROM case_event e WHERE e.case_id = NEW.id AND e.version = NEW.version) NOT IN ('submit'))) OR (NEW.visited_by_id IS NOT OLD.visited_by_id AND (NEW.visited_by_id IS NOT (SELECT e.actor_id FROM case_event e WHERE e.case_id = NEW.id AND e.version = NEW.version) OR (SELECT e.act FROM case_event e WHERE e.case_id = NEW.id AND e.version = NEW.version) NOT IN ('visit'))) OR (NEW.proposed_by_id IS NOT OLD.proposed_by_id AND (NEW.proposed_by_id IS NOT (SELECT e.actor_id FROM case_event e WHERE e.case_id = NEW.id AND e.version = NEW.version) OR (SELECT e.act FROM case_event e WHERE e.case_id = NEW.id AND e.version = NEW.version) NOT IN ('propose'))) OR (NEW.decided_by_id IS NOT OLD.decided_by_id AND (NEW.decided_by_id IS NOT (SELECT e.actor_id FROM case_event e WHERE e.case_id = NEW.id AND e.version = NEW.version) OR (SELECT e.act FROM case_event e WHERE e.case_id = NEW.id AND e.version = NEW.version) NOT IN ('approve', 'urgent', 'refuse'))) OR (NEW.ratified_by_id IS NOT OLD.ratified_by_id AND (NEW.ratified_by_id IS NOT (SELECT e.actor_id FROM case_event e WHERE e.case_id = NEW.id AND e.version = NEW.version) OR (SELECT e.act FROM case_event e WHERE e.case_id = NEW.id AND e.version = NEW.version) NOT IN ('ratify'))) OR (NEW.urgent_on IS NOT OLD.urgent_on AND (SELECT e.act FROM case_event e WHERE e.case_id = NEW.id AND e.version = NEW.version) <> 'urgent') OR ((SELECT e.act FROM case_event e WHERE e.case_id = NEW.id AND e.version = NEW.version) = 'urgent' AND NEW.urgent_on IS NULL) OR ((SELECT e.act FROM case_event e WHERE e.case_id = NEW.id AND e.version = NEW.version) = 'ratify' AND (OLD.urgent_on IS NULL OR OLD.ratified_on IS NOT NULL OR NEW.ratified_on IS NULL)) BEGIN SELECT RAISE(ABORT, 'a person stands in a case only by their own act'); END
-- next statement
CREATE TRIGGER case_file_approval BEFORE UPDATE ON case_file WHEN NEW.state = 'approved' AND OLD.state <> 'approved' AND NOT EXISTS (SELECT 1 FROM case_decision d WHERE d.case_id = NEW.id AND d.outcome = 'approved' AND d.amount = NEW.decided_amount AND d.decided_by_id = NEW.decided_by_id AND d.amount = (SELECT SUM(s.amount) FROM case_decision_share s WHERE s.decision_id = d.id)) BEGIN SELECT RAISE(ABORT, 'an approval has a decision whose shares sum to its amount'); END
-- next statement
CREATE TRIGGER case_file_reopened BEFORE UPDATE ON case_file WHEN OLD.state = 'closed' AND NEW.state = 'approved' AND NOT EXISTS (SELECT 1 FROM reservation r WHERE r.subject = 'cases/' || NEW.id AND r.state = 'open') BEGIN SELECT RAISE(ABORT, 'a closed case is opened again only while it holds money'); END
-- next statement
CREATE TRIGGER case_event_order BEFORE INSERT ON case_event WHEN NOT ((NEW.version = 1 AND NEW.act = 'open' AND NEW.from_state = '' AND NEW.to_state = 'draft' AND NEW.actor_id = (SELECT c.opened_by_id FROM case_file c WHERE c.id = NEW.case_id) AND (SELECT c.version FROM case_file c WHERE c.id = NEW.case_id) = 1) OR (NEW.version > 1 AND NEW.version = (SELECT c.version FROM case_file c WHERE c.id = NEW.case_id) + 1 AND NEW.from_state = (SELECT c.state FROM case_file c WHERE c.id = NEW.case_id) AND NEW.act || ':' || NEW.from_state || '>' || NEW.to_state IN ('amend:draft>draft', 'amend:returned>returned', 'add_paper:draft>draft', 'add_paper:returned>returned', 'add_paper:submitted>submitted', 'add_paper:verified>verified', 'add_paper:approved>approved', 'drop_paper:draft>draft', 'drop_paper:returned>returned', 'submit:draft>submitted', 'submit:returned>submitted', 'return:submitted>returned', 'return:verified>returned', 'return:proposed>returned', 'visit:submitted>verified', 'visit:verified>verified', 'propose:verified>proposed', 'approve:proposed>approved', 'urgent:submitted>approved', 'ratify:approved>approved', 'ratify:closed>closed', 'refuse:proposed>refused', 'withdraw:draft>withdrawn', 'withdraw:returned>withdrawn', 'withdraw:submitted>withdrawn', 'withdraw:verified>withdrawn', 'withdraw:proposed>withdrawn', 'confirm:approved>approved', 'release:approved>approved', 'extend:approved>approved', 'lapse:approved>approved', 'lapse:closed>closed', 'close:approved>closed', 'release:closed>closed', 'reopen:closed>approved') AND EXISTS (SELECT 1 FROM case_event e WHERE e.case_id = NEW.case_id AND e.version = NEW.version - 1))) BEGIN SELECT RAISE(ABORT, 'no such transition of a case'); END
-- next statement
CREATE TRIGGER case_event_duties BEFORE INSERT ON case_event WHEN (NEW.act IN ('approve', 'close', 'confirm', 'extend', 'lapse', 'refuse', 'release', 'reopen', 'urgent') AND EXISTS (SELECT 1 FROM case_event e WHERE e.case_id = NEW.case_id AND e.actor_id = NEW.actor_id AND e.act IN ('amend', 'open', 'submit', 'propose', 'ratify', 'visit'))) OR (NEW.act IN ('propose', 'ratify', 'visit') AND EXISTS (SELECT 1 FROM case_event e WHERE e.case_id = NEW.case_id AND e.actor_id = NEW.actor_id AND e.act IN ('amend', 'open', 'submit', 'approve', 'close', 'confirm', 'extend', 'lapse', 'refuse', 'release', 'reopen', 'urgent'))) OR (NEW.act IN ('amend', 'open', 'submit') AND EXISTS (SELECT 1 FROM case_event e WHERE e.case_id = NEW.case_id AND e.actor_id = NEW.actor_id AND e.act IN ('propose', 'ratify', 'visit', 'approve', 'close', 'confirm', 'extend', 'lapse', 'refuse', 'release', 'reopen', 'urgent'))) BEGIN SELECT RAISE(ABORT, 'one person twice in the chain of a case'); END
-- next statement
CREATE TRIGGER case_visit_when BEFORE INSERT ON case_visit WHEN (SELECT c.state FROM case_file c WHERE c.id = NEW.case_id) NOT IN ('submitted', 'verified') OR NEW.visited_on < (SELECT MIN(e.on_day) FROM case_event e WHERE e.case_id = NEW.case_id AND e.act = 'submit') BEGIN SELECT RAISE(ABORT, 'a visit follows the submission'); END
-- next statement
CREATE TRIGGER case_proposal_when BEFORE INSERT ON case_proposal WHEN (SELECT c.state FROM case_file c WHERE c.id = NEW.case_id) NOT IN ('verified') BEGIN SELECT RAISE(ABORT, 'a proposal follows the visit'); END
-- next statement
CREATE TRIGGER case_decision_when BEFORE INSERT ON case_decision WHEN (SELECT c.state FROM case_file c WHERE c.id = NEW.case_id) NOT IN ('proposed', 'submitted') OR ((SELECT c.state FROM case_file c WHERE c.id = NEW.case_id) IN ('proposed') AND NEW.amount > (SELECT c.proposed_amount FROM case_file c WHERE c.id = NEW.case_id)) BEGIN SELECT RAISE(ABORT, 'a decision follows the proposal and stays within it, or is urgent'); END
-- next statement
CREATE TRIGGER case_decision_share_when BEFORE INSERT ON case_decision_share WHEN NOT EXISTS (SELECT 1 FROM case_decision d JOIN case_file c ON c.id = d.case_id WHERE d.id = NEW.decision_id AND d.outcome = 'approved' AND c.state IN ('proposed', 'submitted')) BEGIN SELECT RAISE(ABORT, 'shares belong to a decision being made'); END
-- next statement
CREATE TRIGGER case_paper_when BEFORE INSERT ON case_paper WHEN (SELECT c.state FROM case_file c WHERE c.id = NEW.case_id) NOT IN ('draft', 'returned', 'submitted', 'verified', 'approved', 'submitted', 'verified') BEGIN SELECT RAISE(ABORT, 'no paper now'); END
-- next statement
CREATE TRIGGER case_paper_only_withdrawn BEFORE UPDATE ON case_paper WHEN OLD.withdrawn_at IS NOT NULL OR NEW.withdrawn_at IS NULL OR NEW.id IS NOT OLD.id OR NEW.case_id IS NOT OLD.case_id OR NEW.unit_id IS NOT OLD.unit_id OR NEW.paper_key IS NOT OLD.paper_key OR NEW.file_id IS NOT OLD.file_id OR NEW.visit_id IS NOT OLD.visit_id OR NEW.name IS NOT OLD.name OR NEW.added_by_id IS NOT OLD.added_by_id OR NEW.added_at IS NOT OLD.added_at OR (SELECT c.state FROM case_file c WHERE c.id = NEW.case_id) NOT IN ('draft', 'returned') BEGIN SELECT RAISE(ABORT, 'a paper is only ever withdrawn, before the case is judged'); END
-- next statement
CREATE TRIGGER case_event_no_update BEFORE UPDATE ON case_event BEGIN SELECT RAISE(ABORT, 'case_event is append-only'); END
-- next statement
CREATE TRIGGER case_visit_no_update BEFORE UPDATE ON case_visit BEGIN SELECT RAISE(ABORT, 'case_visit is append-only'); END
-- next statement
CREATE TRIGGER case_proposal_no_update BEFORE UPDATE ON case_proposal BEGIN SELECT RAISE(ABORT, 'case_proposal is append-only'); END
-- next statement
CREATE TRIGGER case_decision_no_update BEFORE UPDATE ON case_decision BEGIN SELECT RAISE(ABORT, 'case_decision is append-only'); END
-- next statement
CREATE TRIGGER case_decision_share_no_update BEFORE UPDATE ON case_decision_share BEGIN SELECT RAISE(ABORT, 'case_decision_share is append-only'); END
-- next statement
CREATE TRIGGER case_file_no_delete BEFORE DELETE ON case_file BEGIN SELECT RAISE(ABORT, 'case_file is kept'); END
-- next statement
CREATE TRIGGER case_paper_no_delete BEFORE DELETE ON case_paper BEGIN SELECT RAISE(ABORT, 'case_paper is kept'); END
-- next statement
CREATE TRIGGER case_event_no_delete BEFORE DELETE ON case_event BEGIN SELECT RAISE(ABORT, 'case_event is kept'); END
-- next statement
CREATE TRIGGER case_visit_no_delete BEFORE DELETE ON case_visit BEGIN SELECT RAISE(ABORT, 'case_visit is kept'); END
-- next statement
CREATE TRIGGER case_proposal_no_delete BEFORE DELETE ON case_proposal BEGIN SELECT RAISE(ABORT, 'case_proposal is kept'); END
-- next statement
CREATE TRIGGER case_decision_no_delete BEFORE DELETE ON case_decision BEGIN SELECT RAISE(ABORT, 'case_decision is kept'); END
-- next statement
CREATE TRIGGER case_decision_share_no_delete BEFORE DELETE ON case_decision_share BEGIN SELECT RAISE(ABORT, 'case_decision_share is kept'); END
-- next statement
CREATE TRIGGER cash_count_insert BEFORE INSERT ON cash_count BEGIN SELECT RAISE(ABORT, 'a count is answered by a second person') WHERE NEW.state <> 'counted' OR NEW.minutes_file_id IS NOT NULL; SELECT RAISE(ABORT, 'only a cash box of the unit is counted') WHERE NOT EXISTS (SELECT 1 FROM cash_box WHERE id = NEW.box_id AND unit_id = NEW.unit_id AND kind = 'cash'); SELECT RAISE(ABORT, 'the book balance of a count is that of its moment') WHERE NEW.book_amount <> (SELECT coalesce(sum(amount), 0) FROM ledger_balance WHERE box_id = NEW.box_id); END
-- next statement
CREATE TRIGGER cash_count_update BEFORE UPDATE ON cash_count BEGIN SELECT RAISE(ABORT, 'what was counted never changes') WHERE NEW.id IS DISTINCT FROM OLD.id OR NEW.unit_id IS DISTINCT FROM OLD.unit_id OR NEW.box_id IS DISTINCT FROM OLD.box_id OR NEW.year IS DISTINCT FROM OLD.year OR NEW.number IS DISTINCT FROM OLD.number OR NEW.kind IS DISTINCT FROM OLD.kind OR NEW.counted_on IS DISTINCT FROM OLD.counted_on OR NEW.counted_at IS DISTINCT FROM OLD.counted_at OR NEW.counted_by_id IS DISTINCT FROM OLD.counted_by_id OR NEW.present IS DISTINCT FROM OLD.present OR NEW.loose_amount IS DISTINCT FROM OLD.loose_amount OR NEW.counted_amount IS DISTINCT FROM OLD.counted_amount OR NEW.book_amount IS DISTINCT FROM OLD.book_amount; SELECT RAISE(ABORT, 'a count is answered once') WHERE OLD.state <> 'counted'; SELECT RAISE(ABORT, 'notes and books do not add up to the figures of the count') WHERE NEW.state IN ('confirmed', 'objected') AND (NEW.counted_amount <> NEW.loose_amount
    + (SELECT coalesce(sum(denomination * pieces), 0) FROM cash_count_line WHERE count_id = NEW.id) OR NEW.book_amount <> (SELECT coalesce(sum(amount), 0) FROM cash_count_head WHERE count_id = NEW.id)); END
-- next statement
CREATE TRIGGER cash_count_line_insert BEFORE INSERT ON cash_count_line BEGIN SELECT RAISE(ABORT, 'notes are written down with their count') WHERE NOT EXISTS (SELECT 1 FROM cash_count WHERE id = NEW.count_id AND state = 'counted'); END
-- next statement
CREATE TRIGGER cash_count_head_insert BEFORE INSERT ON cash_count_head BEGIN SELECT RAISE(ABORT, 'heads are written down with their count') WHERE NOT EXISTS (SELECT 1 FROM cash_count WHERE id = NEW.count_id AND state = 'counted'); END
-- next statement
CREATE TRIGGER cash_settlement_insert BEFORE INSERT ON cash_settlement BEGIN SELECT RAISE(ABORT, 'a difference is settled by a draft of its own kind over the same box') WHERE NOT EXISTS (SELECT 1 FROM ledger_entry e JOIN cash_count c ON c.id = NEW.count_id AND c.unit_id = e.unit_id
    WHERE e.id = NEW.entry_id AND e.unit_id = NEW.unit_id AND e.kind = 'count' AND e.state = 'draft' AND c.state IN ('confirmed', 'objected')
    AND NEW.amount * (CASE WHEN c.counted_amount > c.book_amount THEN 1 ELSE -1 END) = (
      SELECT coalesce(sum(l.debit - l.credit), 0) FROM ledger_line l JOIN ledger_balance b ON b.id = l.balance_id WHERE l.entry_id = e.id AND b.box_id = c.box_id)); SELECT RAISE(ABORT, 'a difference waits on what is owed') WHERE EXISTS (SELECT 1 FROM ledger_line l JOIN ledger_balance b ON b.id = l.balance_id JOIN cash_count c ON c.id = NEW.count_id
    WHERE l.entry_id = NEW.entry_id AND b.box_id IS DISTINCT FROM c.box_id AND (b.is_money OR substr(b.account_code, 1, 1) NOT IN ('1', '3'))); SELECT RAISE(ABORT, 'no more is settled than differs') WHERE NEW.amount + (SELECT coalesce(sum(s.amount), 0) FROM cash_settlement s JOIN ledger_entry e ON e.id = s.entry_id
    WHERE s.count_id = NEW.count_id AND e.state <> 'dropped' AND NOT EXISTS (SELECT 1 FROM ledger_entry r WHERE r.reverses_id = e.id AND r.state = 'posted'))
    > (SELECT abs(counted_amount - book_amount) FROM cash_count WHERE id = NEW.count_id); END
-- next statement
CREATE TRIGGER cash_count_no_delete BEFORE DELETE ON cash_count BEGIN SELECT RAISE(ABORT, 'cash_count is kept as it is'); END
-- next statement
CREATE TRIGGER cash_count_line_no_update BEFORE UPDATE ON cash_count_line BEGIN SELECT RAISE(ABORT, 'cash_count_line is kept as it is'); END
-- next statement
CREATE TRIGGER cash_count_line_no_delete BEFORE DELETE ON cash_count_line BEGIN SELECT RAISE(ABORT, 'cash_count_line is kept as it is'); END
-- next statement
CREATE TRIGGER cash_count_head_no_update BEFORE UPDATE ON cash_count_head BEGIN SELECT RAISE(ABORT, 'cash_count_head is kept as it is'); END
-- next statement
CREATE TRIGGER cash_count_head_no_delete BEFORE DELETE ON cash_count_head BEGIN SELECT RAISE(ABORT, 'cash_count_head is kept as it is'); END
-- next statement
CREATE TRIGGER cash_settlement_no_update BEFORE UPDATE ON cash_settlement BEGIN SELECT RAISE(ABORT, 'cash_settlement is kept as it is'); END
-- next statement
CREATE TRIGGER cash_settlement_no_delete BEFORE DELETE ON cash_settlement BEGIN SELECT RAISE(ABORT, 'cash_settlement is kept as it is'); END
-- next statement
CREATE TRIGGER cash_settlement_known BEFORE UPDATE ON ledger_entry WHEN NEW.kind = 'count' AND NEW.state = 'posted' BEGIN SELECT RAISE(ABORT, 'F7 a difference is settled for a count only') WHERE NOT EXISTS (SELECT 1 FROM cash_settlement WHERE entry_id = NEW.id); END
-- next statement
CREATE TRIGGER stored_file_no_update BEFORE UPDATE ON stored_file WHEN 1 BEGIN SELECT RAISE(ABORT, 'stored_file is append-only'); END
-- next statement
CREATE TRIGGER stored_file_no_delete BEFORE DELETE ON stored_file WHEN 1 BEGIN SELECT RAISE(ABORT, 'stored_file is append-only'); END
-- next statement
CREATE TRIGGER document_register_no_update BEFORE UPDATE ON document_register WHEN 1 BEGIN SELECT RAISE(ABORT, 'document_register is append-only'); END
-- next statement
CREATE TRIGGER document_register_no_delete BEFORE DELETE ON document_register WHEN 1 BEGIN SELECT RAISE(ABORT, 'document_register is append-only'); END
-- next statement
CREATE TRIGGER seal_no_update BEFORE UPDATE ON seal WHEN 1 BEGIN SELECT RAISE(ABORT, 'seal is append-only'); END
-- next statement
CREATE TRIGGER seal_no_delete BEFORE DELETE ON seal WHEN 1 BEGIN SELECT RAISE(ABORT, 'seal is append-only'); END
-- next statement
CREATE TRIGGER seal_cell_no_update BEFORE UPDATE ON seal_cell WHEN 1 BEGIN SELECT RAISE(ABORT, 'seal_cell is append-only'); END
-- next statement
CREATE TRIGGER seal_cell_no_delete BEFORE DELETE ON seal_cell WHEN 1 BEGIN SELECT RAISE(ABORT, 'seal_cell is append-only'); END
-- next statement
CREATE TRIGGER document_series_no_delete BEFORE DELETE ON document_series WHEN 1 BEGIN SELECT RAISE(ABORT, 'a series is never deleted'); END
-- next statement
CREATE TRIGGER document_series_steps BEFORE UPDATE ON document_series WHEN NEW.last_number <> OLD.last_number + 1
    OR NEW.unit_id <> OLD.unit_id OR NEW.series <> OLD.series OR NEW.year <> OLD.year BEGIN SELECT RAISE(ABORT, 'a series moves one number at a time'); END
-- next statement
CREATE TRIGGER document_series_starts BEFORE INSERT ON document_series WHEN NEW.last_number <> 0 BEGIN SELECT RAISE(ABORT, 'a series starts at 0'); END
-- next statement
CREATE TRIGGER document_register_next BEFORE INSERT ON document_register WHEN NEW.number <> 1 + (SELECT coalesce(max(number), 0) FROM document_register
    WHERE unit_id = NEW.unit_id AND series = NEW.series AND year = NEW.year) BEGIN SELECT RAISE(ABORT, 'not the next number of the register'); END
-- next statement
CREATE TRIGGER seal_chain BEFORE INSERT ON seal WHEN NEW.number <> 1 + (SELECT count(*) FROM seal WHERE subject = NEW.subject)
    OR NEW.previous_digest <> coalesce((SELECT digest FROM seal WHERE subject = NEW.subject AND number = NEW.number - 1), '') BEGIN SELECT RAISE(ABORT, 'not the next seal of the subject'); END
-- next statement
CREATE TRIGGER public_paper_no_delete BEFORE DELETE ON public_paper WHEN 1 BEGIN SELECT RAISE(ABORT, 'a public paper is never deleted'); END
-- next statement
CREATE TRIGGER public_paper_born BEFORE INSERT ON public_paper WHEN NEW.state <> 'valid' BEGIN SELECT RAISE(ABORT, 'a public paper is born valid'); END
-- next statement
CREATE TRIGGER public_paper_steps BEFORE UPDATE ON public_paper WHEN NOT ((OLD.state = 'valid' AND NEW.state IN ('reversed', 'void')) OR (OLD.state = 'reversed' AND NEW.state = 'void')) OR NEW.id IS NOT OLD.id OR NEW.unit_id IS NOT OLD.unit_id OR NEW.subject IS NOT OLD.subject OR NEW.title IS NOT OLD.title OR NEW.number IS NOT OLD.number OR NEW.paper_on IS NOT OLD.paper_on OR NEW.amount IS NOT OLD.amount OR NEW.payee IS NOT OLD.payee OR NEW.digest IS NOT OLD.digest OR NEW.lookup IS NOT OLD.lookup OR NEW.published_by_id IS NOT OLD.published_by_id OR NEW.published_at IS NOT OLD.published_at BEGIN SELECT RAISE(ABORT, 'only the state of a public paper changes, and never back'); END
-- next statement
CREATE TRIGGER seal_cell_counted BEFORE INSERT ON seal_cell WHEN NEW.position < 1 OR NEW.position > (SELECT cell_count FROM seal WHERE id = NEW.seal_id) BEGIN SELECT RAISE(ABORT, 'the seal has all its cells'); END
-- next statement
CREATE TRIGGER gift_campaign_insert_born_draft BEFORE INSERT ON gift_campaign WHEN NEW.state <> 'draft' OR NEW.version <> 1 BEGIN SELECT RAISE(ABORT, 'a campaign is born a draft'); END
-- next statement
CREATE TRIGGER gift_campaign_update_version BEFORE UPDATE ON gift_campaign WHEN NEW.version <> OLD.version + 1 BEGIN SELECT RAISE(ABORT, 'a campaign rises by one version'); END
-- next statement
CREATE TRIGGER gift_campaign_update_way BEFORE UPDATE ON gift_campaign WHEN NEW.state <> OLD.state AND OLD.state || '>' || NEW.state NOT IN ('draft>open', 'open>closed') BEGIN SELECT RAISE(ABORT, 'no such way of a campaign'); END
-- next statement
CREATE TRIGGER gift_campaign_update_frozen BEFORE UPDATE ON gift_campaign WHEN NEW.id <> OLD.id OR OLD.state = 'closed' OR (OLD.state <> 'draft' AND (NEW.unit_id IS NOT OLD.unit_id OR NEW.season_id IS NOT OLD.season_id OR NEW.kind IS NOT OLD.kind OR NEW.document IS NOT OLD.document OR NEW.regulation_id IS NOT OLD.regulation_id OR NEW.opens_on IS NOT OLD.opens_on OR NEW.made_by_id IS NOT OLD.made_by_id OR NEW.opened_by_id IS NOT OLD.opened_by_id)) BEGIN SELECT RAISE(ABORT, 'what a campaign gives does not change once it is open'); END
-- next statement
CREATE TRIGGER gift_campaign_update_paid_for BEFORE UPDATE ON gift_campaign WHEN NEW.state = 'open' AND OLD.state = 'draft' AND (NOT EXISTS (SELECT 1 FROM gift_line g WHERE g.campaign_id = NEW.id) OR EXISTS (SELECT 1 FROM gift_line g WHERE g.campaign_id = NEW.id AND NOT (g.unit_amount = (SELECT COALESCE(SUM(f.unit_amount), 0) FROM gift_line_fund f WHERE f.line_id = g.id) OR (g.goods_code IS NOT NULL AND NOT EXISTS (SELECT 1 FROM gift_line_fund f WHERE f.line_id = g.id))))) BEGIN SELECT RAISE(ABORT, 'the funds of a line pay the whole of it'); END
-- next statement
CREATE TRIGGER gift_line_insert_when_draft BEFORE INSERT ON gift_line WHEN (SELECT c.state FROM gift_campaign c WHERE c.id = NEW.campaign_id) <> 'draft' BEGIN SELECT RAISE(ABORT, 'what a campaign gives does not change once it is open'); END
-- next statement
CREATE TRIGGER gift_line_update_when_draft BEFORE UPDATE ON gift_line WHEN (SELECT c.state FROM gift_campaign c WHERE c.id = NEW.campaign_id) <> 'draft' BEGIN SELECT RAISE(ABORT, 'what a campaign gives does not change once it is open'); END
-- next statement
CREATE TRIGGER gift_line_delete_when_draft BEFORE DELETE ON gift_line WHEN (SELECT c.state FROM gift_campaign c WHERE c.id = OLD.campaign_id) <> 'draft' BEGIN SELECT RAISE(ABORT, 'what a campaign gives does not change once it is open'); END
-- next statement
CREATE TRIGGER gift_line_fund_insert_when_draft BEFORE INSERT ON gift_line_fund WHEN (SELECT c.state FROM gift_campaign c JOIN gift_line g ON g.campaign_id = c.id WHERE g.id = NEW.line_id) <> 'draft' BEGIN SELECT RAISE(ABORT, 'what a campaign gives does not change once it is open'); END
-- next statement
CREATE TRIGGER gift_line_fund_update_when_draft BEFORE UPDATE ON gift_line_fund WHEN (SELECT c.state FROM gift_campaign c JOIN gift_line g ON g.campaign_id = c.id WHERE g.id = NEW.line_id) <> 'draft' BEGIN SELECT RAISE(ABORT, 'what a campaign gives does not change once it is open'); END
-- next statement
CREATE TRIGGER gift_line_fund_delete_when_draft BEFORE DELETE ON gift_line_fund WHEN (SELECT c.state FROM gift_campaign c JOIN gift_line g ON g.campaign_id = c.id WHERE g.id = OLD.line_id) <> 'draft' BEGIN SELECT RAISE(ABORT, 'what a campaign gives does not change once it is open'); END
-- next statement
CREATE TRIGGER gift_deadline_insert_when_draft BEFORE INSERT ON gift_deadline WHEN (SELECT c.state FROM gift_campaign c WHERE c.id = NEW.campaign_id) <> 'draft' BEGIN SELECT RAISE(ABORT, 'what a campaign gives does not change once it is open'); END
-- next statement
CREATE TRIGGER gift_deadline_delete_when_draft BEFORE DELETE ON gift_deadline WHEN (SELECT c.state FROM gift_campaign c WHERE c.id = OLD.campaign_id) <> 'draft' BEGIN SELECT RAISE(ABORT, 'what a campaign gives does not change once it is open'); END
-- next statement
CREATE TRIGGER gift_deadline_update_extended BEFORE UPDATE ON gift_deadline WHEN NEW.id IS NOT OLD.id OR NEW.campaign_id IS NOT OLD.campaign_id OR NEW.level IS NOT OLD.level OR ((SELECT c.state FROM gift_campaign c WHERE c.id = NEW.campaign_id) <> 'draft' AND NOT EXISTS (SELECT 1 FROM gift_extension x WHERE x.campaign_id = NEW.campaign_id AND x.level = NEW.level AND x.from_on = OLD.list_until_on AND x.to_on = NEW.list_until_on)) BEGIN SELECT RAISE(ABORT, 'a last day goes later only by its extension'); END
-- next statement
CREATE TRIGGER gift_campaign_update_extended BEFORE UPDATE ON gift_campaign WHEN OLD.state <> 'draft' AND NEW.list_until_on <> OLD.list_until_on AND NOT EXISTS (SELECT 1 FROM gift_extension x WHERE x.campaign_id = NEW.id AND x.level IS NULL AND x.from_on = OLD.list_until_on AND x.to_on = NEW.list_until_on) BEGIN SELECT RAISE(ABORT, 'a last day goes later only by its extension'); END
-- next statement
CREATE TRIGGER gift_class_insert_when_unused BEFORE INSERT ON gift_class WHEN EXISTS (SELECT 1 FROM gift_campaign c WHERE c.season_id = NEW.season_id AND c.state <> 'draft') BEGIN SELECT RAISE(ABORT, 'the rule of a season stands once a campaign of it is open'); END
-- next statement
CREATE TRIGGER gift_class_update_when_unused BEFORE UPDATE ON gift_class WHEN EXISTS (SELECT 1 FROM gift_campaign c WHERE c.season_id = NEW.season_id AND c.state <> 'draft') BEGIN SELECT RAISE(ABORT, 'the rule of a season stands once a campaign of it is open'); END
-- next statement
CREATE TRIGGER gift_class_delete_when_unused BEFORE DELETE ON gift_class WHEN EXISTS (SELECT 1 FROM gift_campaign c WHERE c.season_id = OLD.season_id AND c.state <> 'draft') BEGIN SELECT RAISE(ABORT, 'the rule of a season stands once a campaign of it is open'); END
-- next statement
CREATE TRIGGER gift_exclusion_insert_when_unused BEFORE INSERT ON gift_exclusion WHEN EXISTS (SELECT 1 FROM gift_campaign c WHERE c.season_id = NEW.season_id AND c.state <> 'draft') BEGIN SELECT RAISE(ABORT, 'the rule of a season stands once a campaign of it is open'); END
-- next statement
CREATE TRIGGER gift_exclusion_update_when_unused BEFORE UPDATE ON gift_exclusion WHEN EXISTS (SELECT 1 FROM gift_campaign c WHERE c.season_id = NEW.season_id AND c.state <> 'draft') BEGIN SELECT RAISE(ABORT, 'the rule of a season stands once a campaign of it is open'); END
-- next statement
CREATE TRIGGER gift_exclusion_delete_when_unused BEFORE DELETE ON gift_exclusion WHEN EXISTS (SELECT 1 FROM gift_campaign c WHERE c.season_id = OLD.season_id AND c.state <> 'draft') BEGIN SELECT RAISE(ABORT, 'the rule of a season stands once a campaign of it is open'); END
-- next statement
CREATE TRIGGER gift_quota_move_insert_granted_once BEFORE INSERT ON gift_quota_move WHEN (SELECT c.state FROM gift_campaign c JOIN gift_line g ON g.campaign_id = c.id WHERE g.id = NEW.line_id) <> 'open' OR (NEW.kind = 'granted' AND (EXISTS (SELECT 1 FROM gift_quota_move m WHERE m.line_id = NEW.line_id AND m.kind = 'granted') OR NEW.places <> (SELECT g.places FROM gift_line g WHERE g.id = NEW.line_id))) BEGIN SELECT RAISE(ABORT, 'the places of a line are granted once, all of them, in an open campaign'); END
-- next statement
CREATE TRIGGER gift_list_insert_born_draft BEFORE INSERT ON gift_list WHEN NEW.state <> 'draft' OR NEW.version <> 1 OR COALESCE(NEW.submitted_by_id, NEW.reviewed_by_id, NEW.decided_by_id) IS NOT NULL OR (SELECT c.state FROM gift_campaign c WHERE c.id = NEW.campaign_id) <> 'open' OR NEW.season_id <> (SELECT c.season_id FROM gift_campaign c WHERE c.id = NEW.campaign_id) BEGIN SELECT RAISE(ABORT, 'a list is born a draft of an open campaign'); END
-- next statement
CREATE TRIGGER gift_list_update_version BEFORE UPDATE ON gift_list WHEN NEW.version <> OLD.version + 1 BEGIN SELECT RAISE(ABORT, 'a list rises by one version'); END
-- next statement
CREATE TRIGGER gift_list_update_event BEFORE UPDATE ON gift_list WHEN NOT EXISTS (SELECT 1 FROM gift_event e WHERE e.list_id = NEW.id AND e.version = NEW.version AND e.from_state = OLD.state AND e.to_state = NEW.state) BEGIN SELECT RAISE(ABORT, 'a list changes only with its event'); END
-- next statement
CREATE TRIGGER gift_list_update_frozen BEFORE UPDATE ON gift_list WHEN NEW.id IS NOT OLD.id OR NEW.code IS NOT OLD.code OR NEW.year IS NOT OLD.year OR NEW.number IS NOT OLD.number OR NEW.campaign_id IS NOT OLD.campaign_id OR NEW.season_id IS NOT OLD.season_id OR NEW.unit_id IS NOT OLD.unit_id OR NEW.decider_unit_id IS NOT OLD.decider_unit_id OR NEW.made_by_id IS NOT OLD.made_by_id OR NEW.made_on IS NOT OLD.made_on BEGIN SELECT RAISE(ABORT, 'this column of a list never changes'); END
-- next statement
CREATE TRIGGER gift_list_update_decided BEFORE UPDATE ON gift_list WHEN OLD.decided_by_id IS NOT NULL AND (NEW.decided_by_id IS NOT OLD.decided_by_id OR NEW.decided_on IS NOT OLD.decided_on OR NEW.decided_amount IS NOT OLD.decided_amount OR NEW.digest IS NOT OLD.digest OR NEW.seal_id IS NOT OLD.seal_id OR NEW.submitted_by_id IS NOT OLD.submitted_by_id OR NEW.reviewed_by_id IS NOT OLD.reviewed_by_id) BEGIN SELECT RAISE(ABORT, 'what was decided never changes'); END
-- next statement
CREATE TRIGGER gift_list_update_persons BEFORE UPDATE ON gift_list WHEN (NEW.submitted_by_id IS NOT NULL AND NEW.submitted_by_id IS NOT OLD.submitted_by_id AND NOT EXISTS (SELECT 1 FROM gift_event e WHERE e.list_id = NEW.id AND e.version = NEW.version AND e.act = 'submit' AND e.by_id = NEW.submitted_by_id)) OR (NEW.reviewed_by_id IS NOT NULL AND NEW.reviewed_by_id IS NOT OLD.reviewed_by_id AND NOT EXISTS (SELECT 1 FROM gift_event e WHERE e.list_id = NEW.id AND e.version = NEW.version AND e.act = 'review' AND e.by_id = NEW.reviewed_by_id)) OR (NEW.decided_by_id IS NOT NULL AND NEW.decided_by_id IS NOT OLD.decided_by_id AND NOT EXISTS (SELECT 1 FROM gift_event e WHERE e.list_id = NEW.id AND e.version = NEW.version AND e.act = 'decide' AND e.by_id = NEW.decided_by_id)) BEGIN SELECT RAISE(ABORT, 'a person stands in a list only by their own act'); END
-- next statement
CREATE TRIGGER gift_list_update_sum BEFORE UPDATE ON gift_list WHEN NEW.state = 'decided' AND OLD.state <> 'decided' AND NEW.decided_amount IS NOT (SELECT SUM(r.amount) FROM gift_row r WHERE r.list_id = NEW.id AND r.state = 'listed') BEGIN SELECT RAISE(ABORT, 'a decided list has rows that sum to its amount'); END
-- next statement
CREATE TRIGGER gift_event_insert_order BEFORE INSERT ON gift_event WHEN NOT ((NEW.version = 1 AND NEW.act = 'open' AND NEW.from_state = '' AND NEW.to_state = 'draft' AND NEW.by_id = (SELECT l.made_by_id FROM gift_list l WHERE l.id = NEW.list_id) AND (SELECT l.version FROM gift_list l WHERE l.id = NEW.list_id) = 1) OR (NEW.version > 1 AND NEW.version = (SELECT l.version FROM gift_list l WHERE l.id = NEW.list_id) + 1 AND NEW.from_state = (SELECT l.state FROM gift_list l WHERE l.id = NEW.list_id) AND NEW.act || ':' || NEW.from_state || '>' || NEW.to_state IN ('amend:draft>draft', 'submit:draft>submitted', 'send_back:submitted>draft', 'trim:submitted>submitted', 'review:submitted>reviewed', 'reject:reviewed>draft', 'cut:reviewed>reviewed', 'decide:reviewed>decided', 'drop:decided>decided', 'drop:giving>giving', 'start:decided>giving', 'close:giving>closed', 'cancel:draft>cancelled'))) BEGIN SELECT RAISE(ABORT, 'no such way of a list'); END
-- next statement
CREATE TRIGGER gift_event_insert_duties BEFORE INSERT ON gift_event WHEN (NEW.act IN ('cut', 'decide', 'reject') AND EXISTS (SELECT 1 FROM gift_event e WHERE e.list_id = NEW.list_id AND e.by_id = NEW.by_id AND e.act IN ('amend', 'open', 'submit', 'review', 'send_back', 'trim'))) OR (NEW.act IN ('review', 'send_back', 'trim') AND EXISTS (SELECT 1 FROM gift_event e WHERE e.list_id = NEW.list_id AND e.by_id = NEW.by_id AND e.act IN ('amend', 'open', 'submit', 'cut', 'decide', 'reject'))) OR (NEW.act IN ('amend', 'open', 'submit') AND EXISTS (SELECT 1 FROM gift_event e WHERE e.list_id = NEW.list_id AND e.by_id = NEW.by_id AND e.act IN ('review', 'send_back', 'trim', 'cut', 'decide', 'reject'))) BEGIN SELECT RAISE(ABORT, 'one person twice in the chain of a list'); END
-- next statement
CREATE TRIGGER gift_row_insert_when_draft BEFORE INSERT ON gift_row WHEN COALESCE((SELECT l.state FROM gift_list l WHERE l.id = NEW.list_id), '') <> 'draft' OR NEW.state <> 'listed' OR NEW.outcome IS NOT NULL OR NOT EXISTS (SELECT 1 FROM gift_list l JOIN gift_line g ON g.campaign_id = l.campaign_id WHERE l.id = NEW.list_id AND g.id = NEW.line_id AND l.unit_id = NEW.unit_id AND l.season_id = NEW.season_id AND g.gift_class = NEW.gift_class AND g.unit_amount = NEW.amount) BEGIN SELECT RAISE(ABORT, 'names come into a draft, for a line of its campaign'); END
-- next statement
CREATE TRIGGER gift_row_insert_claims BEFORE INSERT ON gift_row WHEN NEW.state = 'listed' AND ((COALESCE((SELECT k.per FROM gift_class k WHERE k.season_id = NEW.season_id AND k.code = NEW.gift_class), 'none') <> 'none' AND NEW.person_claim IS NULL) OR ((SELECT k.per FROM gift_class k WHERE k.season_id = NEW.season_id AND k.code = NEW.gift_class) = 'household' AND NEW.household_key IS NOT NULL AND NEW.household_claim IS NULL) OR (COALESCE((SELECT k.per FROM gift_class k WHERE k.season_id = NEW.season_id AND k.code = NEW.gift_class), 'none') <> 'household' AND NEW.household_claim IS NOT NULL)) BEGIN SELECT RAISE(ABORT, 'a name claims the place of its person and household'); END
-- next statement
CREATE TRIGGER gift_row_update_claims BEFORE UPDATE ON gift_row WHEN NEW.state = 'listed' AND ((COALESCE((SELECT k.per FROM gift_class k WHERE k.season_id = NEW.season_id AND k.code = NEW.gift_class), 'none') <> 'none' AND NEW.person_claim IS NULL) OR ((SELECT k.per FROM gift_class k WHERE k.season_id = NEW.season_id AND k.code = NEW.gift_class) = 'household' AND NEW.household_key IS NOT NULL AND NEW.household_claim IS NULL) OR (COALESCE((SELECT k.per FROM gift_class k WHERE k.season_id = NEW.season_id AND k.code = NEW.gift_class), 'none') <> 'household' AND NEW.household_claim IS NOT NULL)) BEGIN SELECT RAISE(ABORT, 'a name claims the place of its person and household'); END
-- next statement
CREATE TRIGGER gift_row_insert_excluded BEFORE INSERT ON gift_row WHEN EXISTS (SELECT 1 FROM gift_exclusion x JOIN gift_row r ON r.season_id = x.season_id AND r.person_key = NEW.person_key AND r.state = 'listed' WHERE x.season_id = NEW.season_id AND ((x.first_code = NEW.gift_class AND x.second_code = r.gift_class) OR (x.second_code = NEW.gift_class AND x.first_code = r.gift_class))) BEGIN SELECT RAISE(ABORT, 'one class of this season shuts out the other'); END
-- next statement
CREATE TRIGGER gift_row_update_locked BEFORE UPDATE ON gift_row WHEN NEW.id IS NOT OLD.id OR NEW.uid IS NOT OLD.uid OR NEW.list_id IS NOT OLD.list_id OR NEW.season_id IS NOT OLD.season_id OR NEW.unit_id IS NOT OLD.unit_id OR NEW.line_id IS NOT OLD.line_id OR NEW.gift_class IS NOT OLD.gift_class OR NEW.person_id IS NOT OLD.person_id OR NEW.household_id IS NOT OLD.household_id OR NEW.person_key IS NOT OLD.person_key OR NEW.household_key IS NOT OLD.household_key OR NEW.full_name IS NOT OLD.full_name OR NEW.birth IS NOT OLD.birth OR NEW.amount IS NOT OLD.amount OR NEW.cccd_index IS NOT OLD.cccd_index OR ((SELECT l.state FROM gift_list l WHERE l.id = NEW.list_id) <> 'draft' AND (NEW.position IS NOT OLD.position OR NEW.points IS NOT OLD.points OR NEW.reason IS NOT OLD.reason OR NEW.sex IS NOT OLD.sex OR NEW.ethnicity IS NOT OLD.ethnicity OR NEW.look_note IS NOT OLD.look_note OR NEW.folded IS NOT OLD.folded)) BEGIN SELECT RAISE(ABORT, 'who stands in a list does not change'); END
-- next statement
CREATE TRIGGER gift_row_update_way BEFORE UPDATE ON gift_row WHEN (OLD.state <> 'listed' AND (NEW.state IS NOT OLD.state OR NEW.struck_reason IS NOT OLD.struck_reason OR NEW.struck_by_id IS NOT OLD.struck_by_id OR NEW.struck_on IS NOT OLD.struck_on)) OR (NEW.state <> OLD.state AND (SELECT l.state FROM gift_list l WHERE l.id = NEW.list_id) || '>' || NEW.state NOT IN ('submitted>struck', 'reviewed>struck', 'decided>withdrawn', 'giving>withdrawn', 'giving>returned')) BEGIN SELECT RAISE(ABORT, 'no such way of a name'); END
-- next statement
CREATE TRIGGER gift_row_update_outcome BEFORE UPDATE ON gift_row WHEN NEW.outcome IS NOT OLD.outcome AND NEW.outcome IS NOT (SELECT m.outcome FROM gift_mark m WHERE m.row_id = NEW.id ORDER BY m.number DESC LIMIT 1) BEGIN SELECT RAISE(ABORT, 'what became of a name is what its newest mark says'); END
-- next statement
CREATE TRIGGER gift_row_delete_when_draft BEFORE DELETE ON gift_row WHEN (SELECT l.state FROM gift_list l WHERE l.id = OLD.list_id) <> 'draft' BEGIN SELECT RAISE(ABORT, 'names leave a draft only'); END
-- next statement
CREATE TRIGGER gift_mark_insert_when BEFORE INSERT ON gift_mark WHEN NOT EXISTS (SELECT 1 FROM gift_row r JOIN gift_list l ON l.id = r.list_id WHERE r.id = NEW.row_id AND l.id = NEW.list_id AND r.unit_id = NEW.unit_id AND l.state = 'giving' AND r.state = 'listed') BEGIN SELECT RAISE(ABORT, 'a mark belongs to a name of a decided list that is being handed out'); END
-- next statement
CREATE TRIGGER gift_mark_insert_transferred BEFORE INSERT ON gift_mark WHEN EXISTS (SELECT 1 FROM gift_payment p JOIN payment_order o ON o.id = p.order_id WHERE p.row_id = NEW.row_id AND o.state NOT IN ('void', 'refused', 'reversed') AND NOT (o.state = 'paid' AND NEW.outcome = 'received' AND NEW.client_reference = 'order/' || o.code)) BEGIN SELECT RAISE(ABORT, 'whoever gets a transfer is handed no cash'); END
-- next statement
CREATE TRIGGER gift_mark_insert_number BEFORE INSERT ON gift_mark WHEN NEW.number <> 1 + COALESCE((SELECT MAX(m.number) FROM gift_mark m WHERE m.row_id = NEW.row_id), 0) BEGIN SELECT RAISE(ABORT, 'marks of a name are counted'); END
-- next statement
CREATE TRIGGER gift_call_update_once BEFORE UPDATE ON gift_call WHEN OLD.answer IS NOT NULL OR NEW.id IS NOT OLD.id OR NEW.row_id IS NOT OLD.row_id OR NEW.campaign_id IS NOT OLD.campaign_id OR NEW.unit_id IS NOT OLD.unit_id OR NEW.seed IS NOT OLD.seed OR NEW.drawn_by_id IS NOT OLD.drawn_by_id OR NEW.drawn_on IS NOT OLD.drawn_on BEGIN SELECT RAISE(ABORT, 'what was heard is kept'); END
-- next statement
CREATE TRIGGER gift_finding_update_once BEFORE UPDATE ON gift_finding WHEN OLD.resolution <> '' OR NEW.id IS NOT OLD.id OR NEW.call_id IS NOT OLD.call_id OR NEW.campaign_id IS NOT OLD.campaign_id OR NEW.unit_id IS NOT OLD.unit_id OR NEW.told IS NOT OLD.told OR NEW.found_by_id IS NOT OLD.found_by_id OR NEW.found_on IS NOT OLD.found_on BEGIN SELECT RAISE(ABORT, 'what was found is kept'); END
-- next statement
CREATE TRIGGER gift_finding_insert_of_a_difference BEFORE INSERT ON gift_finding WHEN NEW.resolution <> '' OR NOT EXISTS (SELECT 1 FROM gift_call c WHERE c.id = NEW.call_id AND c.answer = 'differs') BEGIN SELECT RAISE(ABORT, 'a finding is of a difference'); END
-- next statement
CREATE TRIGGER gift_quota_move_no_update BEFORE UPDATE ON gift_quota_move BEGIN SELECT RAISE(ABORT, 'gift_quota_move is append-only'); END
-- next statement
CREATE TRIGGER gift_event_no_update BEFORE UPDATE ON gift_event BEGIN SELECT RAISE(ABORT, 'gift_event is append-only'); END
-- next statement
CREATE TRIGGER gift_mark_no_update BEFORE UPDATE ON gift_mark BEGIN SELECT RAISE(ABORT, 'gift_mark is append-only'); END
-- next statement
CREATE TRIGGER gift_extension_no_update BEFORE UPDATE ON gift_extension BEGIN SELECT RAISE(ABORT, 'gift_extension is append-only'); END
-- next statement
CREATE TRIGGER gift_payment_no_update BEFORE UPDATE ON gift_payment BEGIN SELECT RAISE(ABORT, 'gift_payment is append-only'); END
-- next statement
CREATE TRIGGER gift_photo_no_update BEFORE UPDATE ON gift_photo BEGIN SELECT RAISE(ABORT, 'gift_photo is append-only'); END
-- next statement
CREATE TRIGGER gift_season_no_delete BEFORE DELETE ON gift_season BEGIN SELECT RAISE(ABORT, 'gift_season is kept'); END
-- next statement
CREATE TRIGGER gift_campaign_no_delete BEFORE DELETE ON gift_campaign BEGIN SELECT RAISE(ABORT, 'gift_campaign is kept'); END
-- next statement
CREATE TRIGGER gift_quota_no_delete BEFORE DELETE ON gift_quota BEGIN SELECT RAISE(ABORT, 'gift_quota is kept'); END
-- next statement
CREATE TRIGGER gift_list_no_delete BEFORE DELETE ON gift_list BEGIN SELECT RAISE(ABORT, 'gift_list is kept'); END
-- next statement
CREATE TRIGGER gift_call_no_delete BEFORE DELETE ON gift_call BEGIN SELECT RAISE(ABORT, 'gift_call is kept'); END
-- next statement
CREATE TRIGGER gift_finding_no_delete BEFORE DELETE ON gift_finding BEGIN SELECT RAISE(ABORT, 'gift_finding is kept'); END
-- next statement
CREATE TRIGGER gift_quota_move_no_delete BEFORE DELETE ON gift_quota_move BEGIN SELECT RAISE(ABORT, 'gift_quota_move is kept'); END
-- next statement
CREATE TRIGGER gift_event_no_delete BEFORE DELETE ON gift_event BEGIN SELECT RAISE(ABORT, 'gift_event is kept'); END
-- next statement
CREATE TRIGGER gift_mark_no_delete BEFORE DELETE ON gift_mark BEGIN SELECT RAISE(ABORT, 'gift_mark is kept'); END
-- next statement
CREATE TRIGGER gift_extension_no_delete BEFORE DELETE ON gift_extension BEGIN SELECT RAISE(ABORT, 'gift_extension is kept'); END
-- next statement
CREATE TRIGGER gift_payment_no_delete BEFORE DELETE ON gift_payment BEGIN SELECT RAISE(ABORT, 'gift_payment is kept'); END
-- next statement
CREATE TRIGGER gift_photo_no_delete BEFORE DELETE ON gift_photo BEGIN SELECT RAISE(ABORT, 'gift_photo is kept'); END
-- next statement
CREATE TRIGGER gift_mark_told AFTER INSERT ON gift_mark BEGIN UPDATE gift_row SET outcome = NEW.outcome WHERE id = NEW.row_id; END
-- next statement
CREATE TRIGGER help_given_no_delete BEFORE DELETE ON help_given BEGIN SELECT RAISE(ABORT, 'help is never deleted'); END
-- next statement
CREATE TRIGGER help_given_kept BEFORE UPDATE ON help_given WHEN NEW.subject <> OLD.subject OR NEW.programme <> OLD.programme OR NEW.household_key <> OLD.household_key
    OR NEW.person_key <> OLD.person_key OR NEW.unit_id <> OLD.unit_id OR NEW.amount <> OLD.amount OR NEW.granted_on <> OLD.granted_on
    OR NEW.kind <> OLD.kind OR OLD.status = 'withdrawn' OR (NEW.given_amount >= OLD.given_amount AND NEW.given_on < OLD.given_on) BEGIN SELECT RAISE(ABORT, 'help is kept as it was given'); END
-- next statement
CREATE TRIGGER household_no_delete BEFORE DELETE ON household BEGIN SELECT RAISE(ABORT, 'household: nothing is deleted'); END
-- next statement
CREATE TRIGGER person_no_delete BEFORE DELETE ON person BEGIN SELECT RAISE(ABORT, 'person: nothing is deleted'); END
-- next statement
CREATE TRIGGER declaration_no_delete BEFORE DELETE ON declaration BEGIN SELECT RAISE(ABORT, 'declaration: nothing is deleted'); END
-- next statement
CREATE TRIGGER declaration_fixed BEFORE UPDATE OF id, household_id, number, declared_on, declared_by, registered_by_id, registered_at, address, area, household_size, income_per_head_amount, deprivations, categories, house_condition, house_tenure, house_area_m2, certificate_class, certificate_number, certificate_issuer, certificate_on, certificate_year, source, uid ON declaration BEGIN SELECT RAISE(ABORT, 'a declaration is superseded, never changed'); END
-- next statement
CREATE TRIGGER declaration_kept_sealed BEFORE UPDATE OF circumstances_sealed ON declaration WHEN OLD.circumstances_sealed IS NOT NEW.circumstances_sealed AND NOT coalesce(OLD.circumstances_sealed LIKE 'v1.k%' AND NEW.circumstances_sealed LIKE 'v1.k%' AND CAST(substr(NEW.circumstances_sealed, 5) AS INTEGER) > CAST(substr(OLD.circumstances_sealed, 5) AS INTEGER) AND length(NEW.circumstances_sealed) - instr(substr(NEW.circumstances_sealed, 4), '.') = length(OLD.circumstances_sealed) - instr(substr(OLD.circumstances_sealed, 4), '.'), FALSE) BEGIN SELECT RAISE(ABORT, 'a declaration is superseded, never changed'); END
-- next statement
CREATE TRIGGER household_counted AFTER INSERT ON household WHEN NEW.ended_on IS NULL BEGIN INSERT INTO household_count (unit_id, living) VALUES (NEW.unit_id, 1) ON CONFLICT (unit_id) DO UPDATE SET living = living + 1; END
-- next statement
CREATE TRIGGER household_recounted AFTER UPDATE OF unit_id, ended_on ON household WHEN OLD.unit_id <> NEW.unit_id OR (OLD.ended_on IS NULL) <> (NEW.ended_on IS NULL) BEGIN UPDATE household_count SET living = living - 1 WHERE unit_id = OLD.unit_id AND OLD.ended_on IS NULL; INSERT INTO household_count (unit_id, living) SELECT NEW.unit_id, 1 WHERE NEW.ended_on IS NULL ON CONFLICT (unit_id) DO UPDATE SET living = living + 1; END
-- next statement
CREATE TRIGGER housing_grant_frozen BEFORE UPDATE ON housing_grant WHEN (SELECT c.state FROM case_file c WHERE c.id = OLD.id) NOT IN ('draft', 'returned') OR NEW.id <> OLD.id OR NEW.unit_id <> OLD.unit_id BEGIN SELECT RAISE(ABORT, 'a housing grant changes only with its own unit'); END
-- next statement
CREATE TRIGGER housing_grant_no_delete BEFORE DELETE ON housing_grant BEGIN SELECT RAISE(ABORT, 'housing_grant is kept'); END
-- next statement
CREATE TRIGGER account_no_delete BEFORE DELETE ON account WHEN 1 BEGIN SELECT RAISE(ABORT, 'W7 account is never deleted'); END
-- next statement
CREATE TRIGGER cash_box_no_delete BEFORE DELETE ON cash_box WHEN 1 BEGIN SELECT RAISE(ABORT, 'W7 cash_box is never deleted'); END
-- next statement
CREATE TRIGGER ledger_book_no_delete BEFORE DELETE ON ledger_book WHEN 1 BEGIN SELECT RAISE(ABORT, 'W7 ledger_book is never deleted'); END
-- next statement
CREATE TRIGGER ledger_book_purpose_no_delete BEFORE DELETE ON ledger_book_purpose WHEN 1 BEGIN SELECT RAISE(ABORT, 'W7 ledger_book_purpose is never deleted'); END
-- next statement
CREATE TRIGGER ledger_book_year_no_delete BEFORE DELETE ON ledger_book_year WHEN 1 BEGIN SELECT RAISE(ABORT, 'W7 ledger_book_year is never deleted'); END
-- next statement
CREATE TRIGGER ledger_period_no_delete BEFORE DELETE ON ledger_period WHEN 1 BEGIN SELECT RAISE(ABORT, 'W7 ledger_period is never deleted'); END
-- next statement
CREATE TRIGGER ledger_period_event_no_delete BEFORE DELETE ON ledger_period_event WHEN 1 BEGIN SELECT RAISE(ABORT, 'W7 ledger_period_event is never deleted'); END
-- next statement
CREATE TRIGGER ledger_balance_no_delete BEFORE DELETE ON ledger_balance WHEN 1 BEGIN SELECT RAISE(ABORT, 'W7 ledger_balance is never deleted'); END
-- next statement
CREATE TRIGGER ledger_month_total_no_delete BEFORE DELETE ON ledger_month_total WHEN 1 BEGIN SELECT RAISE(ABORT, 'W7 ledger_month_total is never deleted'); END
-- next statement
CREATE TRIGGER ledger_standing_no_delete BEFORE DELETE ON ledger_standing WHEN 1 BEGIN SELECT RAISE(ABORT, 'W7 ledger_standing is never deleted'); END
-- next statement
CREATE TRIGGER ledger_entry_no_delete BEFORE DELETE ON ledger_entry WHEN 1 BEGIN SELECT RAISE(ABORT, 'W7 ledger_entry is never deleted'); END
-- next statement
CREATE TRIGGER ledger_line_no_delete BEFORE DELETE ON ledger_line WHEN 1 BEGIN SELECT RAISE(ABORT, 'W7 ledger_line is never deleted'); END
-- next statement
CREATE TRIGGER ledger_narration_no_delete BEFORE DELETE ON ledger_narration WHEN 1 BEGIN SELECT RAISE(ABORT, 'W7 ledger_narration is never deleted'); END
-- next statement
CREATE TRIGGER voucher_series_no_delete BEFORE DELETE ON voucher_series WHEN 1 BEGIN SELECT RAISE(ABORT, 'W7 voucher_series is never deleted'); END
-- next statement
CREATE TRIGGER voucher_no_delete BEFORE DELETE ON voucher WHEN 1 BEGIN SELECT RAISE(ABORT, 'W7 voucher is never deleted'); END
-- next statement
CREATE TRIGGER voucher_paper_no_delete BEFORE DELETE ON voucher_paper WHEN 1 BEGIN SELECT RAISE(ABORT, 'W7 voucher_paper is never deleted'); END
-- next statement
CREATE TRIGGER reservation_no_delete BEFORE DELETE ON reservation WHEN 1 BEGIN SELECT RAISE(ABORT, 'W7 reservation is never deleted'); END
-- next statement
CREATE TRIGGER reservation_move_no_delete BEFORE DELETE ON reservation_move WHEN 1 BEGIN SELECT RAISE(ABORT, 'W7 reservation_move is never deleted'); END
-- next statement
CREATE TRIGGER reservation_extension_no_delete BEFORE DELETE ON reservation_extension WHEN 1 BEGIN SELECT RAISE(ABORT, 'W7 reservation_extension is never deleted'); END
-- next statement
CREATE TRIGGER ledger_terms_no_delete BEFORE DELETE ON ledger_terms WHEN 1 BEGIN SELECT RAISE(ABORT, 'W7 ledger_terms is never deleted'); END
-- next statement
CREATE TRIGGER ledger_terms_purpose_no_delete BEFORE DELETE ON ledger_terms_purpose WHEN 1 BEGIN SELECT RAISE(ABORT, 'W7 ledger_terms_purpose is never deleted'); END
-- next statement
CREATE TRIGGER ledger_terms_unit_no_delete BEFORE DELETE ON ledger_terms_unit WHEN 1 BEGIN SELECT RAISE(ABORT, 'W7 ledger_terms_unit is never deleted'); END
-- next statement
CREATE TRIGGER ledger_earmark_no_delete BEFORE DELETE ON ledger_earmark WHEN 1 BEGIN SELECT RAISE(ABORT, 'W7 ledger_earmark is never deleted'); END
-- next statement
CREATE TRIGGER cash_close_no_delete BEFORE DELETE ON cash_close WHEN 1 BEGIN SELECT RAISE(ABORT, 'W7 cash_close is never deleted'); END
-- next statement
CREATE TRIGGER cash_close_line_no_delete BEFORE DELETE ON cash_close_line WHEN 1 BEGIN SELECT RAISE(ABORT, 'W7 cash_close_line is never deleted'); END
-- next statement
CREATE TRIGGER cash_reopening_no_delete BEFORE DELETE ON cash_reopening WHEN 1 BEGIN SELECT RAISE(ABORT, 'W7 cash_reopening is never deleted'); END
-- next statement
CREATE TRIGGER cash_limit_no_delete BEFORE DELETE ON cash_limit WHEN 1 BEGIN SELECT RAISE(ABORT, 'W7 cash_limit is never deleted'); END
-- next statement
CREATE TRIGGER ledger_year_close_no_delete BEFORE DELETE ON ledger_year_close WHEN 1 BEGIN SELECT RAISE(ABORT, 'W7 ledger_year_close is never deleted'); END
-- next statement
CREATE TRIGGER ledger_year_event_no_delete BEFORE DELETE ON ledger_year_event WHEN 1 BEGIN SELECT RAISE(ABORT, 'W7 ledger_year_event is never deleted'); END
-- next statement
CREATE TRIGGER ledger_year_balance_no_delete BEFORE DELETE ON ledger_year_balance WHEN 1 BEGIN SELECT RAISE(ABORT, 'W7 ledger_year_balance is never deleted'); END
-- next statement
CREATE TRIGGER ledger_expected_no_delete BEFORE DELETE ON ledger_expected WHEN 1 BEGIN SELECT RAISE(ABORT, 'W7 ledger_expected is never deleted'); END
-- next statement
CREATE TRIGGER ledger_expected_move_no_delete BEFORE DELETE ON ledger_expected_move WHEN 1 BEGIN SELECT RAISE(ABORT, 'W7 ledger_expected_move is never deleted'); END
-- next statement
CREATE TRIGGER ledger_block_no_delete BEFORE DELETE ON ledger_block WHEN 1 BEGIN SELECT RAISE(ABORT, 'W7 ledger_block is never deleted'); END
-- next statement
CREATE TRIGGER ledger_sealed_block_no_delete BEFORE DELETE ON ledger_sealed_block WHEN 1 BEGIN SELECT RAISE(ABORT, 'W7 ledger_sealed_block is never deleted'); END
-- next statement
CREATE TRIGGER ledger_line_no_update BEFORE UPDATE ON ledger_line WHEN 1 BEGIN SELECT RAISE(ABORT, 'L4 ledger_line never changes'); END
-- next statement
CREATE TRIGGER ledger_period_event_no_update BEFORE UPDATE ON ledger_period_event WHEN 1 BEGIN SELECT RAISE(ABORT, 'L4 ledger_period_event never changes'); END
-- next statement
CREATE TRIGGER reservation_move_no_update BEFORE UPDATE ON reservation_move WHEN 1 BEGIN SELECT RAISE(ABORT, 'L4 reservation_move never changes'); END
-- next statement
CREATE TRIGGER reservation_extension_no_update BEFORE UPDATE ON reservation_extension WHEN 1 BEGIN SELECT RAISE(ABORT, 'L4 reservation_extension never changes'); END
-- next statement
CREATE TRIGGER voucher_paper_no_update BEFORE UPDATE ON voucher_paper WHEN 1 BEGIN SELECT RAISE(ABORT, 'L4 voucher_paper never changes'); END
-- next statement
CREATE TRIGGER ledger_book_purpose_no_update BEFORE UPDATE ON ledger_book_purpose WHEN 1 BEGIN SELECT RAISE(ABORT, 'L4 ledger_book_purpose never changes'); END
-- next statement
CREATE TRIGGER ledger_terms_purpose_no_update BEFORE UPDATE ON ledger_terms_purpose WHEN 1 BEGIN SELECT RAISE(ABORT, 'L4 ledger_terms_purpose never changes'); END
-- next statement
CREATE TRIGGER ledger_terms_unit_no_update BEFORE UPDATE ON ledger_terms_unit WHEN 1 BEGIN SELECT RAISE(ABORT, 'L4 ledger_terms_unit never changes'); END
-- next statement
CREATE TRIGGER cash_close_line_no_update BEFORE UPDATE ON cash_close_line WHEN 1 BEGIN SELECT RAISE(ABORT, 'L4 cash_close_line never changes'); END
-- next statement
CREATE TRIGGER cash_limit_no_update BEFORE UPDATE ON cash_limit WHEN 1 BEGIN SELECT RAISE(ABORT, 'L4 cash_limit never changes'); END
-- next statement
CREATE TRIGGER ledger_year_event_no_update BEFORE UPDATE ON ledger_year_event WHEN 1 BEGIN SELECT RAISE(ABORT, 'L4 ledger_year_event never changes'); END
-- next statement
CREATE TRIGGER ledger_year_balance_no_update BEFORE UPDATE ON ledger_year_balance WHEN 1 BEGIN SELECT RAISE(ABORT, 'L4 ledger_year_balance never changes'); END
-- next statement
CREATE TRIGGER ledger_expected_move_no_update BEFORE UPDATE ON ledger_expected_move WHEN 1 BEGIN SELECT RAISE(ABORT, 'L4 ledger_expected_move never changes'); END
-- next statement
CREATE TRIGGER ledger_block_no_update BEFORE UPDATE ON ledger_block WHEN 1 BEGIN SELECT RAISE(ABORT, 'L4 ledger_block never changes'); END
-- next statement
CREATE TRIGGER ledger_sealed_block_no_update BEFORE UPDATE ON ledger_sealed_block WHEN 1 BEGIN SELECT RAISE(ABORT, 'L4 ledger_sealed_block never changes'); END
-- next statement
CREATE TRIGGER account_fixed BEFORE UPDATE OF id, unit_id, code, nature, parent_code, source ON account WHEN NEW.id IS NOT OLD.id OR NEW.unit_id IS NOT OLD.unit_id OR NEW.code IS NOT OLD.code OR NEW.nature IS NOT OLD.nature OR NEW.parent_code IS NOT OLD.parent_code OR NEW.source IS NOT OLD.source BEGIN SELECT RAISE(ABORT, 'L4 what account is never changes'); END
-- next statement
CREATE TRIGGER cash_box_fixed BEFORE UPDATE OF id, unit_id, kind, account_code ON cash_box WHEN NEW.id IS NOT OLD.id OR NEW.unit_id IS NOT OLD.unit_id OR NEW.kind IS NOT OLD.kind OR NEW.account_code IS NOT OLD.account_code BEGIN SELECT RAISE(ABORT, 'L4 what cash_box is never changes'); END
-- next statement
CREATE TRIGGER ledger_book_fixed BEFORE UPDATE OF id, code, unit_id, legal_form, fund_account_code, opened_on ON ledger_book WHEN NEW.id IS NOT OLD.id OR NEW.code IS NOT OLD.code OR NEW.unit_id IS NOT OLD.unit_id OR NEW.legal_form IS NOT OLD.legal_form OR NEW.fund_account_code IS NOT OLD.fund_account_code OR NEW.opened_on IS NOT OLD.opened_on BEGIN SELECT RAISE(ABORT, 'L4 what ledger_book is never changes'); END
-- next statement
CREATE TRIGGER ledger_terms_fixed BEFORE UPDATE OF id, book_id, unit_id, earmark_id, number, valid_from, last_on, document, reason, proposed_by_id, proposed_at ON ledger_terms WHEN NEW.id IS NOT OLD.id OR NEW.book_id IS NOT OLD.book_id OR NEW.unit_id IS NOT OLD.unit_id OR NEW.earmark_id IS NOT OLD.earmark_id OR NEW.number IS NOT OLD.number OR NEW.valid_from IS NOT OLD.valid_from OR NEW.last_on IS NOT OLD.last_on OR NEW.document IS NOT OLD.document OR NEW.reason IS NOT OLD.reason OR NEW.proposed_by_id IS NOT OLD.proposed_by_id OR NEW.proposed_at IS NOT OLD.proposed_at BEGIN SELECT RAISE(ABORT, 'L4 what ledger_terms is never changes'); END
-- next statement
CREATE TRIGGER ledger_earmark_fixed BEFORE UPDATE OF id, book_id, unit_id, opened_on, opened_by_id, opened_at ON ledger_earmark WHEN NEW.id IS NOT OLD.id OR NEW.book_id IS NOT OLD.book_id OR NEW.unit_id IS NOT OLD.unit_id OR NEW.opened_on IS NOT OLD.opened_on OR NEW.opened_by_id IS NOT OLD.opened_by_id OR NEW.opened_at IS NOT OLD.opened_at BEGIN SELECT RAISE(ABORT, 'L4 what ledger_earmark is never changes'); END
-- next statement
CREATE TRIGGER ledger_book_year_fixed BEFORE UPDATE OF id, book_id, unit_id, year ON ledger_book_year WHEN NEW.id IS NOT OLD.id OR NEW.book_id IS NOT OLD.book_id OR NEW.unit_id IS NOT OLD.unit_id OR NEW.year IS NOT OLD.year BEGIN SELECT RAISE(ABORT, 'L4 what ledger_book_year is never changes'); END
-- next statement
CREATE TRIGGER ledger_period_fixed BEFORE UPDATE OF id, book_year_id, book_id, unit_id, month, starts_on, ends_on ON ledger_period WHEN NEW.id IS NOT OLD.id OR NEW.book_year_id IS NOT OLD.book_year_id OR NEW.book_id IS NOT OLD.book_id OR NEW.unit_id IS NOT OLD.unit_id OR NEW.month IS NOT OLD.month OR NEW.starts_on IS NOT OLD.starts_on OR NEW.ends_on IS NOT OLD.ends_on BEGIN SELECT RAISE(ABORT, 'L4 what ledger_period is never changes'); END
-- next statement
CREATE TRIGGER ledger_year_close_fixed BEFORE UPDATE OF id, book_year_id, book_id, unit_id ON ledger_year_close WHEN NEW.id IS NOT OLD.id OR NEW.book_year_id IS NOT OLD.book_year_id OR NEW.book_id IS NOT OLD.book_id OR NEW.unit_id IS NOT OLD.unit_id BEGIN SELECT RAISE(ABORT, 'L4 what ledger_year_close is never changes'); END
-- next statement
CREATE TRIGGER ledger_balance_fixed BEFORE UPDATE OF id, book_id, unit_id, account_code, box_id, is_money ON ledger_balance WHEN NEW.id IS NOT OLD.id OR NEW.book_id IS NOT OLD.book_id OR NEW.unit_id IS NOT OLD.unit_id OR NEW.account_code IS NOT OLD.account_code OR NEW.box_id IS NOT OLD.box_id OR NEW.is_money IS NOT OLD.is_money BEGIN SELECT RAISE(ABORT, 'L4 what ledger_balance is never changes'); END
-- next statement
CREATE TRIGGER ledger_month_total_fixed BEFORE UPDATE OF balance_id, year, month ON ledger_month_total WHEN NEW.balance_id IS NOT OLD.balance_id OR NEW.year IS NOT OLD.year OR NEW.month IS NOT OLD.month BEGIN SELECT RAISE(ABORT, 'L4 what ledger_month_total is never changes'); END
-- next statement
CREATE TRIGGER ledger_standing_fixed BEFORE UPDATE OF book_id ON ledger_standing WHEN NEW.book_id IS NOT OLD.book_id BEGIN SELECT RAISE(ABORT, 'L4 what ledger_standing is never changes'); END
-- next statement
CREATE TRIGGER ledger_entry_fixed BEFORE UPDATE OF id, unit_id, book_id, book_year_id, period_id, entry_on, kind, reference, body_digest, purpose, earmark_id, beneficiary_unit_id, voucher_id, reverses_id, drafted_by_id, narration_digest ON ledger_entry WHEN NEW.id IS NOT OLD.id OR NEW.unit_id IS NOT OLD.unit_id OR NEW.book_id IS NOT OLD.book_id OR NEW.book_year_id IS NOT OLD.book_year_id OR NEW.period_id IS NOT OLD.period_id OR NEW.entry_on IS NOT OLD.entry_on OR NEW.kind IS NOT OLD.kind OR NEW.reference IS NOT OLD.reference OR NEW.body_digest IS NOT OLD.body_digest OR NEW.purpose IS NOT OLD.purpose OR NEW.earmark_id IS NOT OLD.earmark_id OR NEW.beneficiary_unit_id IS NOT OLD.beneficiary_unit_id OR NEW.voucher_id IS NOT OLD.voucher_id OR NEW.reverses_id IS NOT OLD.reverses_id OR NEW.drafted_by_id IS NOT OLD.drafted_by_id OR NEW.narration_digest IS NOT OLD.narration_digest BEGIN SELECT RAISE(ABORT, 'L4 what ledger_entry is never changes'); END
-- next statement
CREATE TRIGGER ledger_narration_fixed BEFORE UPDATE OF entry_id ON ledger_narration WHEN NEW.entry_id IS NOT OLD.entry_id BEGIN SELECT RAISE(ABORT, 'L4 what ledger_narration is never changes'); END
-- next statement
CREATE TRIGGER voucher_series_fixed BEFORE UPDATE OF id, unit_id, series, year ON voucher_series WHEN NEW.id IS NOT OLD.id OR NEW.unit_id IS NOT OLD.unit_id OR NEW.series IS NOT OLD.series OR NEW.year IS NOT OLD.year BEGIN SELECT RAISE(ABORT, 'L4 what voucher_series is never changes'); END
-- next statement
CREATE TRIGGER voucher_fixed BEFORE UPDATE OF id, unit_id, series, year, number, kind, voucher_on, amount, payee_name, payee_address, reason, attachments, issued_by_id, issued_at ON voucher WHEN NEW.id IS NOT OLD.id OR NEW.unit_id IS NOT OLD.unit_id OR NEW.series IS NOT OLD.series OR NEW.year IS NOT OLD.year OR NEW.number IS NOT OLD.number OR NEW.kind IS NOT OLD.kind OR NEW.voucher_on IS NOT OLD.voucher_on OR NEW.amount IS NOT OLD.amount OR NEW.payee_name IS NOT OLD.payee_name OR NEW.payee_address IS NOT OLD.payee_address OR NEW.reason IS NOT OLD.reason OR NEW.attachments IS NOT OLD.attachments OR NEW.issued_by_id IS NOT OLD.issued_by_id OR NEW.issued_at IS NOT OLD.issued_at BEGIN SELECT RAISE(ABORT, 'L4 what voucher is never changes'); END
-- next statement
CREATE TRIGGER reservation_fixed BEFORE UPDATE OF id, book_id, unit_id, for_unit_id, subject, purpose, earmark_id, amount, due_on, reserved_on, reserved_at, reserved_by_id ON reservation WHEN NEW.id IS NOT OLD.id OR NEW.book_id IS NOT OLD.book_id OR NEW.unit_id IS NOT OLD.unit_id OR NEW.for_unit_id IS NOT OLD.for_unit_id OR NEW.subject IS NOT OLD.subject OR NEW.purpose IS NOT OLD.purpose OR NEW.earmark_id IS NOT OLD.earmark_id OR NEW.amount IS NOT OLD.amount OR NEW.due_on IS NOT OLD.due_on OR NEW.reserved_on IS NOT OLD.reserved_on OR NEW.reserved_at IS NOT OLD.reserved_at OR NEW.reserved_by_id IS NOT OLD.reserved_by_id BEGIN SELECT RAISE(ABORT, 'L4 what reservation is never changes'); END
-- next statement
CREATE TRIGGER ledger_expected_fixed BEFORE UPDATE OF id, unit_id, for_unit_id, book_id, earmark_id, box_id, subject, code, account_code, payer_name, what, expected_by_id, expected_on, expected_at ON ledger_expected WHEN NEW.id IS NOT OLD.id OR NEW.unit_id IS NOT OLD.unit_id OR NEW.for_unit_id IS NOT OLD.for_unit_id OR NEW.book_id IS NOT OLD.book_id OR NEW.earmark_id IS NOT OLD.earmark_id OR NEW.box_id IS NOT OLD.box_id OR NEW.subject IS NOT OLD.subject OR NEW.code IS NOT OLD.code OR NEW.account_code IS NOT OLD.account_code OR NEW.payer_name IS NOT OLD.payer_name OR NEW.what IS NOT OLD.what OR NEW.expected_by_id IS NOT OLD.expected_by_id OR NEW.expected_on IS NOT OLD.expected_on OR NEW.expected_at IS NOT OLD.expected_at BEGIN SELECT RAISE(ABORT, 'L4 what ledger_expected is never changes'); END
-- next statement
CREATE TRIGGER cash_close_fixed BEFORE UPDATE OF id, unit_id, box_id, after_on, close_on, opening_amount, received_amount, paid_amount, book_amount, voucher_received_amount, voucher_paid_amount, counted_amount, note, closed_by_id, closed_at ON cash_close WHEN NEW.id IS NOT OLD.id OR NEW.unit_id IS NOT OLD.unit_id OR NEW.box_id IS NOT OLD.box_id OR NEW.after_on IS NOT OLD.after_on OR NEW.close_on IS NOT OLD.close_on OR NEW.opening_amount IS NOT OLD.opening_amount OR NEW.received_amount IS NOT OLD.received_amount OR NEW.paid_amount IS NOT OLD.paid_amount OR NEW.book_amount IS NOT OLD.book_amount OR NEW.voucher_received_amount IS NOT OLD.voucher_received_amount OR NEW.voucher_paid_amount IS NOT OLD.voucher_paid_amount OR NEW.counted_amount IS NOT OLD.counted_amount OR NEW.note IS NOT OLD.note OR NEW.closed_by_id IS NOT OLD.closed_by_id OR NEW.closed_at IS NOT OLD.closed_at BEGIN SELECT RAISE(ABORT, 'L4 what cash_close is never changes'); END
-- next statement
CREATE TRIGGER cash_reopening_fixed BEFORE UPDATE OF id, unit_id, box_id, from_on, reason, asked_by_id, asked_at ON cash_reopening WHEN NEW.id IS NOT OLD.id OR NEW.unit_id IS NOT OLD.unit_id OR NEW.box_id IS NOT OLD.box_id OR NEW.from_on IS NOT OLD.from_on OR NEW.reason IS NOT OLD.reason OR NEW.asked_by_id IS NOT OLD.asked_by_id OR NEW.asked_at IS NOT OLD.asked_at BEGIN SELECT RAISE(ABORT, 'L4 what cash_reopening is never changes'); END
-- next statement
CREATE TRIGGER ledger_line_whole BEFORE INSERT ON ledger_line WHEN typeof(NEW.debit) <> 'integer' OR typeof(NEW.credit) <> 'integer' BEGIN SELECT RAISE(ABORT, 'L2 amounts are whole numbers'); END
-- next statement
CREATE TRIGGER reservation_whole BEFORE INSERT ON reservation WHEN typeof(NEW.amount) <> 'integer' OR typeof(NEW.consumed_amount) <> 'integer' OR typeof(NEW.released_amount) <> 'integer' BEGIN SELECT RAISE(ABORT, 'L2 amounts are whole numbers'); END
-- next statement
CREATE TRIGGER reservation_move_whole BEFORE INSERT ON reservation_move WHEN typeof(NEW.amount) <> 'integer' BEGIN SELECT RAISE(ABORT, 'L2 amounts are whole numbers'); END
-- next statement
CREATE TRIGGER voucher_whole BEFORE INSERT ON voucher WHEN typeof(NEW.amount) <> 'integer' OR typeof(NEW.number) <> 'integer' BEGIN SELECT RAISE(ABORT, 'L2 amounts are whole numbers'); END
-- next statement
CREATE TRIGGER ledger_entry_born BEFORE INSERT ON ledger_entry WHEN (NEW.state <> 'draft' OR NEW.number IS NOT NULL) AND NOT (NEW.state = 'posted' AND NEW.kind = 'ordinary' AND NEW.earmark_id IS NULL AND EXISTS (SELECT 1 FROM ledger_book_year oy JOIN ledger_block ob ON ob.book_year_id = oy.id AND ob.first_number = oy.last_number + 1
      WHERE oy.id = NEW.book_year_id AND NEW.number BETWEEN ob.first_number AND ob.last_number)) BEGIN SELECT RAISE(ABORT, 'L5 an entry is born a draft'); END
-- next statement
CREATE TRIGGER ledger_entry_frozen BEFORE UPDATE ON ledger_entry WHEN OLD.state <> 'draft' BEGIN SELECT RAISE(ABORT, 'L4 a posted entry never changes'); END
-- next statement
CREATE TRIGGER ledger_entry_draft BEFORE UPDATE ON ledger_entry WHEN NEW.state = 'draft' OR (NEW.state = 'dropped' AND (NEW.number IS NOT NULL OR NEW.hash IS NOT NULL)) BEGIN SELECT RAISE(ABORT, 'L4 a draft is posted or dropped, nothing else'); END
-- next statement
CREATE TRIGGER ledger_entry_posts BEFORE UPDATE ON ledger_entry WHEN OLD.state = 'draft' AND NEW.state = 'posted' BEGIN
    SELECT CASE
      WHEN count(*) < 2 THEN RAISE(ABORT, 'L5 an entry has two lines or more')
      WHEN sum(debit) <> sum(credit) THEN RAISE(ABORT, 'L1 an entry balances')
      WHEN sum(entry_on <> NEW.entry_on) > 0 THEN RAISE(ABORT, 'L11 a line bears the day of its entry')
    END FROM ledger_line WHERE entry_id = NEW.id;
    SELECT RAISE(ABORT, 'L7 not the next number or not linked to the last entry') WHERE NOT EXISTS (
      SELECT 1 FROM ledger_book_year WHERE id = NEW.book_year_id AND last_number + 1 = NEW.number AND last_hash = NEW.previous_hash)
      OR length(NEW.hash) <> 64 OR NEW.hash = NEW.previous_hash;
    SELECT RAISE(ABORT, 'L9 the period is not open on that day') WHERE NOT EXISTS (
      SELECT 1 FROM ledger_period WHERE id = NEW.period_id AND state = 'open' AND NEW.entry_on BETWEEN starts_on AND ends_on);
    SELECT RAISE(ABORT, 'L8 the voucher is void or of another unit') WHERE NEW.voucher_id IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM voucher WHERE id = NEW.voucher_id AND state = 'issued' AND unit_id = NEW.unit_id);
    SELECT RAISE(ABORT, 'L19 the cash box is closed on that day') WHERE EXISTS (
      SELECT 1 FROM ledger_line l CROSS JOIN ledger_balance b ON b.id = l.balance_id
      CROSS JOIN cash_close c ON c.box_id = b.box_id AND c.state = 'closed' AND c.close_on >= NEW.entry_on WHERE l.entry_id = NEW.id);
    END
-- next statement
CREATE TRIGGER ledger_entry_allowed BEFORE UPDATE ON ledger_entry WHEN OLD.state = 'draft' AND NEW.state = 'posted' AND NEW.kind <> 'reversal' BEGIN
    SELECT CASE
      WHEN (NEW.kind = 'transfer' AND (s.out <> 0 OR s.others > 0)) OR (NEW.kind = 'opening' AND s.out > 0) THEN RAISE(ABORT, 'F3 a transfer moves money from place to place, an opening brings money in')
      WHEN (NEW.kind = 'closing' AND (s.kept > 0 OR CAST(NEW.entry_on AS varchar(10)) NOT LIKE '%-12-31')) THEN RAISE(ABORT, 'L20 the entry that closes a year carries results to capital on its last day')
      WHEN (s.out > 0 AND NEW.kind = 'ordinary' AND k.legal_form = 'pass_through' AND (s.unowed = 1 OR coalesce(NEW.purpose, '') <> 'remittance')) THEN RAISE(ABORT, 'F4 money only passed through is only remitted')
      WHEN (NEW.kind = 'ordinary' AND (s.out > 0 OR s.spends = 1)) AND NOT (NEW.purpose IS NOT NULL AND EXISTS (SELECT 1 FROM ledger_terms t WHERE t.book_id = NEW.book_id AND t.earmark_id IS NULL AND t.state = 'in_force'
      AND t.number = (SELECT max(x.number) FROM ledger_terms x WHERE x.book_id = t.book_id AND coalesce(x.earmark_id, 0) = coalesce(t.earmark_id, 0)
        AND x.state = 'in_force' AND (x.valid_from <= NEW.entry_on OR x.number = 1))
      AND (t.last_on IS NULL OR t.last_on >= NEW.entry_on)
      AND EXISTS (SELECT 1 FROM ledger_terms_purpose p WHERE p.terms_id = t.id AND p.purpose = NEW.purpose)
      AND (NOT EXISTS (SELECT 1 FROM ledger_terms_unit u WHERE u.terms_id = t.id)
        OR EXISTS (SELECT 1 FROM ledger_terms_unit u JOIN unit above ON above.id = u.unit_id JOIN unit helped ON helped.id = NEW.beneficiary_unit_id
          WHERE u.terms_id = t.id AND substr(helped.path, 1, length(above.path)) = above.path))) AND (NEW.earmark_id IS NULL OR EXISTS (SELECT 1 FROM ledger_terms t WHERE t.book_id = NEW.book_id AND t.earmark_id = NEW.earmark_id AND t.state = 'in_force'
      AND t.number = (SELECT max(x.number) FROM ledger_terms x WHERE x.book_id = t.book_id AND coalesce(x.earmark_id, 0) = coalesce(t.earmark_id, 0)
        AND x.state = 'in_force' AND (x.valid_from <= NEW.entry_on OR x.number = 1))
      AND (t.last_on IS NULL OR t.last_on >= NEW.entry_on)
      AND EXISTS (SELECT 1 FROM ledger_terms_purpose p WHERE p.terms_id = t.id AND p.purpose = NEW.purpose)
      AND (NOT EXISTS (SELECT 1 FROM ledger_terms_unit u WHERE u.terms_id = t.id)
        OR EXISTS (SELECT 1 FROM ledger_terms_unit u JOIN unit above ON above.id = u.unit_id JOIN unit helped ON helped.id = NEW.beneficiary_unit_id
          WHERE u.terms_id = t.id AND substr(helped.path, 1, length(above.path)) = above.path))))) THEN RAISE(ABORT, 'F3 the fund may not pay for this purpose, unit or day')
    END FROM (SELECT coalesce(sum(CASE WHEN b.is_money THEN l.credit - l.debit ELSE 0 END), 0) AS out,
    sum(CASE WHEN b.is_money THEN 0 ELSE 1 END) AS others, sum(l.debit) - sum(l.credit) AS off,
    max(CASE WHEN l.debit > 0 AND (b.account_code = k.fund_account_code OR (b.account_code LIKE '6%' OR b.account_code LIKE '8%')) THEN 1 ELSE 0 END) AS spends,
    max(CASE WHEN l.debit > 0 AND NOT b.is_money AND b.account_code NOT LIKE '33%' THEN 1 ELSE 0 END) AS unowed,
    sum(CASE WHEN (b.account_code LIKE '4%' OR b.account_code LIKE '5%' OR b.account_code LIKE '6%' OR b.account_code LIKE '7%' OR b.account_code LIKE '8%' OR b.account_code LIKE '9%') THEN 0 ELSE 1 END) AS kept FROM ledger_line l JOIN ledger_balance b ON b.id = l.balance_id JOIN ledger_book k ON k.id = NEW.book_id
      WHERE l.entry_id = NEW.id) s, ledger_book k WHERE k.id = NEW.book_id AND s.off = 0;
    END
-- next statement
CREATE TRIGGER ledger_entry_carried AFTER UPDATE ON ledger_entry WHEN OLD.state = 'draft' AND NEW.state = 'posted' BEGIN
    UPDATE ledger_balance SET amount = amount + (
        SELECT sum(debit - credit) FROM ledger_line WHERE entry_id = NEW.id AND +balance_id = ledger_balance.id)
      WHERE id IN (SELECT balance_id FROM ledger_line WHERE entry_id = NEW.id);
    INSERT INTO ledger_month_total (balance_id, year, month, debit_amount, credit_amount)
      SELECT balance_id, CAST(substr(NEW.entry_on, 1, 4) AS INTEGER), CAST(substr(NEW.entry_on, 6, 2) AS INTEGER),
        sum(CASE NEW.kind WHEN 'reversal' THEN -credit ELSE debit END), sum(CASE NEW.kind WHEN 'reversal' THEN -debit ELSE credit END)
      FROM ledger_line WHERE entry_id = NEW.id GROUP BY balance_id
      ON CONFLICT (balance_id, year, month) DO UPDATE
      SET debit_amount = debit_amount + excluded.debit_amount, credit_amount = credit_amount + excluded.credit_amount;
    UPDATE ledger_earmark SET balance_amount = balance_amount + (
        SELECT coalesce(sum(l.debit - l.credit), 0) FROM ledger_line l JOIN ledger_balance b ON b.id = l.balance_id
        WHERE l.entry_id = NEW.id AND b.is_money)
      WHERE NEW.earmark_id IS NOT NULL AND id = NEW.earmark_id;
    UPDATE ledger_standing SET balance_amount = balance_amount + m.money, set_apart_amount = set_apart_amount + iif(NEW.earmark_id IS NULL, 0, m.money)
      FROM (SELECT coalesce(sum(l.debit - l.credit), 0) AS money FROM ledger_line l JOIN ledger_balance b ON b.id = l.balance_id
        WHERE l.entry_id = NEW.id AND b.is_money) m
      WHERE book_id = NEW.book_id;
    UPDATE ledger_book_year SET last_number = NEW.number, last_hash = NEW.hash WHERE id = NEW.book_year_id;
    END
-- next statement
CREATE TRIGGER ledger_line_added BEFORE INSERT ON ledger_line BEGIN
    SELECT RAISE(ABORT, 'L4 lines are added to a draft of the same book only') WHERE NOT EXISTS (
      SELECT 1 FROM ledger_entry e JOIN ledger_balance b ON b.book_id = e.book_id
      WHERE e.id = NEW.entry_id AND b.id = NEW.balance_id AND (e.state = 'draft' OR (e.state = 'posted' AND EXISTS (SELECT 1 FROM ledger_book_year oy JOIN ledger_block ob ON ob.book_year_id = oy.id AND ob.first_number = oy.last_number + 1
      WHERE oy.id = e.book_year_id AND e.number BETWEEN ob.first_number AND ob.last_number))));
    END
-- next statement
CREATE TRIGGER ledger_book_year_moves BEFORE UPDATE ON ledger_book_year WHEN (NEW.last_number <> OLD.last_number OR NEW.last_hash <> OLD.last_hash) AND (
        EXISTS (SELECT 1 FROM ledger_block k WHERE k.book_year_id = NEW.id AND k.first_number = OLD.last_number + 1
      AND NOT EXISTS (SELECT 1 FROM ledger_sealed_block z WHERE z.block_id = k.id)) OR NEW.last_number <> OLD.last_number + 1 OR NOT EXISTS (
        SELECT 1 FROM ledger_entry WHERE book_year_id = NEW.id AND number = NEW.last_number AND hash = NEW.last_hash))
        AND NOT EXISTS (SELECT 1 FROM ledger_block k JOIN ledger_sealed_block z ON z.block_id = k.id WHERE k.book_year_id = NEW.id
          AND k.first_number = OLD.last_number + 1 AND k.last_number = NEW.last_number AND z.last_hash = NEW.last_hash) BEGIN SELECT RAISE(ABORT, 'L7 a year moves on by posting only'); END
-- next statement
CREATE TRIGGER ledger_book_year_born BEFORE INSERT ON ledger_book_year WHEN NEW.last_number <> 0 BEGIN SELECT RAISE(ABORT, 'L7 a year starts at 0'); END
-- next statement
CREATE TRIGGER ledger_balance_moves BEFORE UPDATE ON ledger_balance WHEN NEW.amount IS NOT OLD.amount AND NOT EXISTS (SELECT 1 FROM ledger_book_year y JOIN ledger_entry e ON e.book_year_id = y.id AND e.number = y.last_number + 1
    WHERE y.book_id = NEW.book_id AND NOT EXISTS (SELECT 1 FROM ledger_block k WHERE k.book_year_id = y.id AND k.first_number = y.last_number + 1
      AND NOT EXISTS (SELECT 1 FROM ledger_sealed_block z WHERE z.block_id = k.id))) BEGIN SELECT RAISE(ABORT, 'L3 a balance moves by posting only'); END
-- next statement
CREATE TRIGGER ledger_balance_born BEFORE INSERT ON ledger_balance WHEN NEW.amount <> 0 BEGIN SELECT RAISE(ABORT, 'L3 a balance starts at 0'); END
-- next statement
CREATE TRIGGER ledger_balance_passed_through BEFORE INSERT ON ledger_balance WHEN NOT (NEW.account_code LIKE '1%' OR NEW.account_code LIKE '33%') AND EXISTS (SELECT 1 FROM ledger_book k WHERE k.id = NEW.book_id AND k.legal_form = 'pass_through') BEGIN SELECT RAISE(ABORT, 'F4 money only passed through stands on no income, expense or capital'); END
-- next statement
CREATE TRIGGER ledger_balance_in_own_box BEFORE INSERT ON ledger_balance WHEN EXISTS (SELECT 1 FROM cash_box c WHERE c.id = NEW.box_id AND c.own_book_id IS NOT NULL AND c.own_book_id <> NEW.book_id) BEGIN SELECT RAISE(ABORT, 'F6 this box keeps the money of one other fund'); END
-- next statement
CREATE TRIGGER ledger_book_no_capital BEFORE INSERT ON ledger_book WHEN NEW.legal_form = 'pass_through' AND NEW.fund_account_code NOT LIKE '33%' BEGIN SELECT RAISE(ABORT, 'F4 money only passed through stands on no income, expense or capital'); END
-- next statement
CREATE TRIGGER cash_box_given BEFORE UPDATE OF own_book_id ON cash_box WHEN OLD.own_book_id IS NOT NULL OR NEW.own_book_id IS NOT NULL AND (NOT EXISTS (SELECT 1 FROM ledger_book k WHERE k.id = NEW.own_book_id AND k.unit_id = NEW.unit_id)
    OR EXISTS (SELECT 1 FROM ledger_balance b WHERE b.box_id = NEW.id AND b.book_id <> NEW.own_book_id)) BEGIN SELECT RAISE(ABORT, 'F6 a box is given to one fund while no other keeps money in it'); END
-- next statement
CREATE TRIGGER cash_box_born_given BEFORE INSERT ON cash_box WHEN NEW.own_book_id IS NOT NULL AND (NOT EXISTS (SELECT 1 FROM ledger_book k WHERE k.id = NEW.own_book_id AND k.unit_id = NEW.unit_id)
    OR EXISTS (SELECT 1 FROM ledger_balance b WHERE b.box_id = NEW.id AND b.book_id <> NEW.own_book_id)) BEGIN SELECT RAISE(ABORT, 'F6 a box is given to one fund while no other keeps money in it'); END
-- next statement
CREATE TRIGGER ledger_month_total_moves BEFORE UPDATE ON ledger_month_total WHEN NOT EXISTS (SELECT 1 FROM ledger_book_year y JOIN ledger_entry e ON e.book_year_id = y.id AND e.number = y.last_number + 1
    WHERE y.book_id = (SELECT book_id FROM ledger_balance WHERE id = NEW.balance_id) AND NOT EXISTS (SELECT 1 FROM ledger_block k WHERE k.book_year_id = y.id AND k.first_number = y.last_number + 1
      AND NOT EXISTS (SELECT 1 FROM ledger_sealed_block z WHERE z.block_id = k.id))) BEGIN SELECT RAISE(ABORT, 'L3 a month total moves by posting only'); END
-- next statement
CREATE TRIGGER ledger_month_total_born BEFORE INSERT ON ledger_month_total WHEN NOT EXISTS (SELECT 1 FROM ledger_book_year y JOIN ledger_entry e ON e.book_year_id = y.id AND e.number = y.last_number + 1
    WHERE y.book_id = (SELECT book_id FROM ledger_balance WHERE id = NEW.balance_id) AND NOT EXISTS (SELECT 1 FROM ledger_block k WHERE k.book_year_id = y.id AND k.first_number = y.last_number + 1
      AND NOT EXISTS (SELECT 1 FROM ledger_sealed_block z WHERE z.block_id = k.id))) BEGIN SELECT RAISE(ABORT, 'L3 a month total is made by posting only'); END
-- next statement
CREATE TRIGGER ledger_standing_moves BEFORE UPDATE ON ledger_standing WHEN NEW.balance_amount IS NOT OLD.balance_amount AND NOT EXISTS (SELECT 1 FROM ledger_book_year y JOIN ledger_entry e ON e.book_year_id = y.id AND e.number = y.last_number + 1
    WHERE y.book_id = NEW.book_id AND NOT EXISTS (SELECT 1 FROM ledger_block k WHERE k.book_year_id = y.id AND k.first_number = y.last_number + 1
      AND NOT EXISTS (SELECT 1 FROM ledger_sealed_block z WHERE z.block_id = k.id))) BEGIN SELECT RAISE(ABORT, 'L3 a fund moves by posting only'); END
-- next statement
CREATE TRIGGER ledger_standing_set_apart BEFORE UPDATE OF set_apart_amount ON ledger_standing WHEN NEW.set_apart_amount <> OLD.set_apart_amount AND NEW.set_apart_amount IS NOT (SELECT coalesce(sum(m.balance_amount - m.reserved_amount), 0) FROM ledger_earmark m WHERE m.book_id = NEW.book_id) BEGIN SELECT RAISE(ABORT, 'F7 what is set apart is the sum of the earmarked donations'); END
-- next statement
CREATE TRIGGER ledger_standing_born BEFORE INSERT ON ledger_standing WHEN NEW.balance_amount <> 0 OR NEW.reserved_amount <> 0 OR NEW.set_apart_amount <> 0 OR NEW.last_reservation_id <> 0 OR NEW.last_move_id <> 0 BEGIN SELECT RAISE(ABORT, 'L3 a fund starts at 0'); END
-- next statement
CREATE TRIGGER ledger_standing_promises BEFORE UPDATE ON ledger_standing WHEN (NEW.reserved_amount, NEW.last_reservation_id, NEW.last_move_id) IS NOT (OLD.reserved_amount, OLD.last_reservation_id, OLD.last_move_id)
    AND NOT (NEW.last_move_id = OLD.last_move_id AND NEW.last_reservation_id > OLD.last_reservation_id AND EXISTS (
      SELECT 1 FROM reservation WHERE id = NEW.last_reservation_id AND book_id = NEW.book_id AND amount = NEW.reserved_amount - OLD.reserved_amount))
    AND NOT (NEW.last_reservation_id = OLD.last_reservation_id AND NEW.last_move_id > OLD.last_move_id AND EXISTS (
      SELECT 1 FROM reservation_move m JOIN reservation r ON r.id = m.reservation_id WHERE m.id = NEW.last_move_id AND r.book_id = NEW.book_id
        AND NEW.reserved_amount - OLD.reserved_amount = CASE m.kind WHEN 'restored' THEN m.amount ELSE -m.amount END))
    AND NOT (NEW.last_reservation_id = OLD.last_reservation_id AND EXISTS (SELECT 1 FROM ledger_book_year y JOIN ledger_block k ON k.book_year_id = y.id AND k.first_number = y.last_number + 1
      JOIN ledger_sealed_block z ON z.block_id = k.id WHERE y.book_id = NEW.book_id AND OLD.reserved_amount - NEW.reserved_amount = (
        SELECT coalesce(sum(m.amount), 0) FROM ledger_entry e JOIN reservation_move m ON m.entry_id = e.id
        WHERE e.book_year_id = y.id AND e.number BETWEEN k.first_number AND k.last_number))) BEGIN SELECT RAISE(ABORT, 'F2 what is promised changes by a new commitment or move only'); END
-- next statement
CREATE TRIGGER ledger_period_steps BEFORE UPDATE ON ledger_period WHEN OLD.state <> NEW.state AND NOT ((OLD.state = 'open' AND NEW.state = 'closing') OR (OLD.state = 'closing' AND NEW.state = 'open') OR (OLD.state = 'closing' AND NEW.state = 'closed') OR (OLD.state = 'closed' AND NEW.state = 'reopening') OR (OLD.state = 'reopening' AND NEW.state = 'closed') OR (OLD.state = 'reopening' AND NEW.state = 'open')) BEGIN SELECT RAISE(ABORT, 'L9 a period takes no such step'); END
-- next statement
CREATE TRIGGER ledger_period_born BEFORE INSERT ON ledger_period WHEN NEW.state <> 'open'
        OR substr(NEW.starts_on, 1, 4) <> (SELECT CAST(year AS TEXT) FROM ledger_book_year WHERE id = NEW.book_year_id)
        OR substr(NEW.starts_on, 1, 7) <> substr(NEW.ends_on, 1, 7) OR CAST(substr(NEW.starts_on, 6, 2) AS INTEGER) <> NEW.month BEGIN SELECT RAISE(ABORT, 'L11 a period lies in its year'); END
-- next statement
CREATE TRIGGER ledger_narration_erased BEFORE UPDATE ON ledger_narration WHEN NEW.text IS NOT NULL OR NEW.salt IS NOT NULL BEGIN SELECT RAISE(ABORT, 'L4 a narration is erased or stays'); END
-- next statement
CREATE TRIGGER ledger_narration_added BEFORE INSERT ON ledger_narration WHEN NOT EXISTS (SELECT 1 FROM ledger_entry e WHERE e.id = NEW.entry_id AND (e.state = 'draft' OR (e.state = 'posted' AND EXISTS (SELECT 1 FROM ledger_book_year oy JOIN ledger_block ob ON ob.book_year_id = oy.id AND ob.first_number = oy.last_number + 1
      WHERE oy.id = e.book_year_id AND e.number BETWEEN ob.first_number AND ob.last_number)))) BEGIN SELECT RAISE(ABORT, 'L4 a narration is added to a draft only'); END
-- next statement
CREATE TRIGGER voucher_born BEFORE INSERT ON voucher WHEN NEW.state <> 'issued' OR (NEW.number IS NOT (
        SELECT last_number + 1 FROM voucher_series WHERE unit_id = NEW.unit_id AND series = NEW.series AND year = NEW.year)
        AND NOT EXISTS (SELECT 1 FROM voucher_series os JOIN ledger_block ob ON ob.series_id = os.id AND ob.first_voucher = os.last_number + 1
      WHERE os.unit_id = NEW.unit_id AND os.series = NEW.series AND os.year = NEW.year AND NEW.number BETWEEN ob.first_voucher AND ob.last_voucher)) BEGIN SELECT RAISE(ABORT, 'L8 not the next number of the series'); END
-- next statement
CREATE TRIGGER voucher_counted AFTER INSERT ON voucher WHEN NOT EXISTS (SELECT 1 FROM voucher_series os JOIN ledger_block ob ON ob.series_id = os.id AND ob.first_voucher = os.last_number + 1
      WHERE os.unit_id = NEW.unit_id AND os.series = NEW.series AND os.year = NEW.year AND NEW.number BETWEEN ob.first_voucher AND ob.last_voucher) BEGIN
    UPDATE voucher_series SET last_number = NEW.number WHERE unit_id = NEW.unit_id AND series = NEW.series AND year = NEW.year; END
-- next statement
CREATE TRIGGER voucher_series_born BEFORE INSERT ON voucher_series WHEN NEW.last_number <> 0 BEGIN SELECT RAISE(ABORT, 'L8 a series starts at 0'); END
-- next statement
CREATE TRIGGER voucher_series_moves BEFORE UPDATE ON voucher_series WHEN (NEW.last_number <> OLD.last_number + 1 OR NOT EXISTS (SELECT 1 FROM voucher
        WHERE unit_id = NEW.unit_id AND series = NEW.series AND year = NEW.year AND number = NEW.last_number))
        AND NOT EXISTS (SELECT 1 FROM ledger_block k JOIN ledger_sealed_block z ON z.block_id = k.id
        WHERE k.series_id = NEW.id AND k.first_voucher = OLD.last_number + 1 AND k.last_voucher = NEW.last_number) BEGIN SELECT RAISE(ABORT, 'L8 a series moves on by a new voucher only'); END
-- next statement
CREATE TRIGGER voucher_voided BEFORE UPDATE ON voucher WHEN OLD.state <> 'issued' OR NEW.state <> 'void' OR EXISTS (SELECT 1 FROM ledger_entry e WHERE e.voucher_id = NEW.id AND e.state <> 'dropped'
        AND NOT EXISTS (SELECT 1 FROM ledger_entry r WHERE r.reverses_id = e.id AND r.state = 'posted')) BEGIN SELECT RAISE(ABORT, 'L8 a voucher is voided once, and not while an entry stands on it'); END
-- next statement
CREATE TRIGGER reservation_born BEFORE INSERT ON reservation WHEN NEW.state <> 'open' OR NEW.consumed_amount <> 0 OR NEW.released_amount <> 0 BEGIN SELECT RAISE(ABORT, 'F2 a commitment is born open and whole'); END
-- next statement
CREATE TRIGGER reservation_allowed BEFORE INSERT ON reservation WHEN NOT (NEW.purpose IS NOT NULL AND EXISTS (SELECT 1 FROM ledger_terms t WHERE t.book_id = NEW.book_id AND t.earmark_id IS NULL AND t.state = 'in_force'
      AND t.number = (SELECT max(x.number) FROM ledger_terms x WHERE x.book_id = t.book_id AND coalesce(x.earmark_id, 0) = coalesce(t.earmark_id, 0)
        AND x.state = 'in_force' AND (x.valid_from <= NEW.reserved_on OR x.number = 1))
      AND (t.last_on IS NULL OR t.last_on >= NEW.reserved_on)
      AND EXISTS (SELECT 1 FROM ledger_terms_purpose p WHERE p.terms_id = t.id AND p.purpose = NEW.purpose)
      AND (NOT EXISTS (SELECT 1 FROM ledger_terms_unit u WHERE u.terms_id = t.id)
        OR EXISTS (SELECT 1 FROM ledger_terms_unit u JOIN unit above ON above.id = u.unit_id JOIN unit helped ON helped.id = NEW.for_unit_id
          WHERE u.terms_id = t.id AND substr(helped.path, 1, length(above.path)) = above.path))) AND (NEW.earmark_id IS NULL OR EXISTS (SELECT 1 FROM ledger_terms t WHERE t.book_id = NEW.book_id AND t.earmark_id = NEW.earmark_id AND t.state = 'in_force'
      AND t.number = (SELECT max(x.number) FROM ledger_terms x WHERE x.book_id = t.book_id AND coalesce(x.earmark_id, 0) = coalesce(t.earmark_id, 0)
        AND x.state = 'in_force' AND (x.valid_from <= NEW.reserved_on OR x.number = 1))
      AND (t.last_on IS NULL OR t.last_on >= NEW.reserved_on)
      AND EXISTS (SELECT 1 FROM ledger_terms_purpose p WHERE p.terms_id = t.id AND p.purpose = NEW.purpose)
      AND (NOT EXISTS (SELECT 1 FROM ledger_terms_unit u WHERE u.terms_id = t.id)
        OR EXISTS (SELECT 1 FROM ledger_terms_unit u JOIN unit above ON above.id = u.unit_id JOIN unit helped ON helped.id = NEW.for_unit_id
          WHERE u.terms_id = t.id AND substr(helped.path, 1, length(above.path)) = above.path))))) BEGIN SELECT RAISE(ABORT, 'F3 the fund may not pay for this purpose, unit or day'); END
-- next statement
CREATE TRIGGER reservation_counted AFTER INSERT ON reservation BEGIN
    UPDATE ledger_earmark SET reserved_amount = reserved_amount + NEW.amount WHERE NEW.earmark_id IS NOT NULL AND id = NEW.earmark_id;
    UPDATE ledger_standing SET reserved_amount = reserved_amount + NEW.amount, last_reservation_id = NEW.id,
      set_apart_amount = set_apart_amount - iif(NEW.earmark_id IS NULL, 0, NEW.amount) WHERE book_id = NEW.book_id; END
-- next statement
CREATE TRIGGER reservation_moves BEFORE UPDATE ON reservation
    WHEN (NEW.consumed_amount, NEW.released_amount, NEW.state) IS NOT (OLD.consumed_amount, OLD.released_amount, OLD.state) BEGIN
    SELECT RAISE(ABORT, 'F2 a commitment changes by its moves only') FROM (SELECT coalesce(sum(CASE kind WHEN 'consumed' THEN amount WHEN 'restored' THEN -amount ELSE 0 END), 0) AS paid, coalesce(sum(CASE WHEN kind IN ('released', 'lapsed') THEN amount ELSE 0 END), 0) AS freed FROM reservation_move WHERE reservation_id = NEW.id) s
    WHERE (NEW.consumed_amount, NEW.released_amount) IS NOT (s.paid, s.freed) OR (OLD.consumed_amount, OLD.released_amount) IS (s.paid, s.freed); END
-- next statement
CREATE TRIGGER reservation_move_of_its_book BEFORE INSERT ON reservation_move WHEN NEW.entry_id IS NOT NULL BEGIN
    SELECT RAISE(ABORT, 'F2 an entry pays a commitment of its own book while it is a draft; a posted reversal gives back what was paid')
    WHERE NOT EXISTS (
      SELECT 1 FROM ledger_entry e JOIN reservation r ON r.book_id = e.book_id
      WHERE e.id = NEW.entry_id AND r.id = NEW.reservation_id AND e.earmark_id IS r.earmark_id AND (
        (NEW.kind = 'consumed' AND (e.state = 'draft' OR (e.state = 'posted' AND EXISTS (SELECT 1 FROM ledger_book_year oy JOIN ledger_block ob ON ob.book_year_id = oy.id AND ob.first_number = oy.last_number + 1
      WHERE oy.id = e.book_year_id AND e.number BETWEEN ob.first_number AND ob.last_number)))) OR (NEW.kind = 'restored' AND e.state = 'posted' AND NEW.amount = (
          SELECT amount FROM reservation_move WHERE entry_id = e.reverses_id AND reservation_id = r.id)))); END
-- next statement
CREATE TRIGGER reservation_move_counted AFTER INSERT ON reservation_move
    WHEN NEW.kind <> 'consumed' OR EXISTS (SELECT 1 FROM ledger_entry e WHERE e.id = NEW.entry_id AND e.state = 'draft') BEGIN
    UPDATE reservation SET
      consumed_amount = consumed_amount + CASE NEW.kind WHEN 'consumed' THEN NEW.amount WHEN 'restored' THEN -NEW.amount ELSE 0 END,
      released_amount = released_amount + CASE WHEN NEW.kind IN ('released', 'lapsed') THEN NEW.amount ELSE 0 END,
      state = CASE WHEN NEW.kind = 'restored' OR consumed_amount + released_amount + NEW.amount < amount THEN 'open'
                   WHEN NEW.kind = 'consumed' AND released_amount = 0 THEN 'consumed' WHEN NEW.kind = 'lapsed' THEN 'lapsed' ELSE 'released' END
      WHERE id = NEW.reservation_id;
    UPDATE ledger_earmark SET reserved_amount = reserved_amount + CASE NEW.kind WHEN 'restored' THEN NEW.amount ELSE -NEW.amount END
      WHERE id = (SELECT earmark_id FROM reservation WHERE id = NEW.reservation_id);
    UPDATE ledger_standing SET reserved_amount = reserved_amount + CASE NEW.kind WHEN 'restored' THEN NEW.amount ELSE -NEW.amount END,
      last_move_id = NEW.id, set_apart_amount = set_apart_amount + CASE WHEN r.earmark_id IS NULL THEN 0 WHEN NEW.kind = 'restored' THEN -NEW.amount ELSE NEW.amount END
      FROM reservation r WHERE r.id = NEW.reservation_id AND ledger_standing.book_id = r.book_id; END
-- next statement
CREATE TRIGGER ledger_terms_born BEFORE INSERT ON ledger_terms WHEN NEW.state <> 'proposed' OR NEW.number <> (SELECT coalesce(max(t.number), 0) + 1 FROM ledger_terms t WHERE t.book_id = NEW.book_id
    AND coalesce(t.earmark_id, 0) = coalesce(NEW.earmark_id, 0)) BEGIN SELECT RAISE(ABORT, 'F5 terms are born proposed and in their order'); END
-- next statement
CREATE TRIGGER ledger_terms_steps BEFORE UPDATE ON ledger_terms WHEN OLD.state <> 'proposed' OR NEW.state = 'proposed' OR (NEW.state = 'in_force' AND EXISTS (SELECT 1 FROM ledger_terms t WHERE t.book_id = NEW.book_id AND coalesce(t.earmark_id, 0) = coalesce(NEW.earmark_id, 0)
    AND t.id <> NEW.id AND t.state = 'in_force' AND (t.valid_from > NEW.valid_from OR t.number > NEW.number))) BEGIN SELECT RAISE(ABORT, 'F5 terms are put in force or refused once, and not before those that already hold'); END
-- next statement
CREATE TRIGGER ledger_terms_purpose_added BEFORE INSERT ON ledger_terms_purpose WHEN NOT EXISTS (SELECT 1 FROM ledger_terms t WHERE t.id = NEW.terms_id AND t.state = 'proposed') BEGIN SELECT RAISE(ABORT, 'F5 purposes and units are added to proposed terms only'); END
-- next statement
CREATE TRIGGER ledger_terms_unit_added BEFORE INSERT ON ledger_terms_unit WHEN NOT EXISTS (SELECT 1 FROM ledger_terms t WHERE t.id = NEW.terms_id AND t.state = 'proposed') BEGIN SELECT RAISE(ABORT, 'F5 purposes and units are added to proposed terms only'); END
-- next statement
CREATE TRIGGER ledger_terms_purpose_remitted BEFORE INSERT ON ledger_terms_purpose WHEN NEW.purpose <> 'remittance' AND EXISTS (SELECT 1 FROM ledger_terms t JOIN ledger_book k ON k.id = t.book_id
    WHERE t.id = NEW.terms_id AND k.legal_form = 'pass_through') BEGIN SELECT RAISE(ABORT, 'F4 terms of money only passed through name its remittance alone'); END
-- next statement
CREATE TRIGGER ledger_earmark_born BEFORE INSERT ON ledger_earmark WHEN NEW.balance_amount <> 0 OR NEW.reserved_amount <> 0 BEGIN SELECT RAISE(ABORT, 'F7 an earmarked donation starts at 0'); END
-- next statement
CREATE TRIGGER ledger_earmark_moves BEFORE UPDATE ON ledger_earmark WHEN (NEW.balance_amount IS NOT OLD.balance_amount AND NOT EXISTS (SELECT 1 FROM ledger_book_year y JOIN ledger_entry e ON e.book_year_id = y.id AND e.number = y.last_number + 1
    WHERE y.book_id = NEW.book_id AND NOT EXISTS (SELECT 1 FROM ledger_block k WHERE k.book_year_id = y.id AND k.first_number = y.last_number + 1
      AND NOT EXISTS (SELECT 1 FROM ledger_sealed_block z WHERE z.block_id = k.id)))) OR (NEW.reserved_amount IS NOT OLD.reserved_amount AND NEW.reserved_amount IS NOT (SELECT coalesce(sum(r.amount - r.consumed_amount - r.released_amount), 0) FROM reservation r
    WHERE r.earmark_id = NEW.id AND r.state = 'open')) BEGIN SELECT RAISE(ABORT, 'F7 an earmarked donation moves by posting and by commitments only'); END
-- next statement
CREATE TRIGGER account_born BEFORE INSERT ON account WHEN NEW.closed_on IS NOT NULL OR (NEW.parent_code IS NOT NULL AND (NEW.code = NEW.parent_code OR substr(NEW.code, 1, length(NEW.parent_code)) <> NEW.parent_code
    OR NOT EXISTS (SELECT 1 FROM account a WHERE a.unit_id = NEW.unit_id AND a.code = NEW.parent_code AND NOT a.is_postable AND a.closed_on IS NULL))) BEGIN SELECT RAISE(ABORT, 'L13 an account lies under a heading of its unit and bears its code, and is born open'); END
-- next statement
CREATE TRIGGER account_divided BEFORE UPDATE OF is_postable ON account WHEN (NEW.is_postable AND NOT OLD.is_postable) OR (OLD.is_postable AND NOT NEW.is_postable AND (EXISTS (SELECT 1 FROM ledger_balance b WHERE b.unit_id = NEW.unit_id AND b.account_code = NEW.code) OR (EXISTS (SELECT 1 FROM ledger_book k WHERE k.unit_id = NEW.unit_id AND k.fund_account_code = NEW.code AND k.is_open)
    OR EXISTS (SELECT 1 FROM cash_box c WHERE c.unit_id = NEW.unit_id AND c.account_code = NEW.code AND c.is_open)))) BEGIN SELECT RAISE(ABORT, 'L13 an account that is used is not divided, a heading does not become a leaf'); END
-- next statement
CREATE TRIGGER account_closed BEFORE UPDATE OF closed_on ON account WHEN NEW.closed_on IS NOT NULL AND OLD.closed_on IS NULL AND ((EXISTS (SELECT 1 FROM ledger_book k WHERE k.unit_id = NEW.unit_id AND k.fund_account_code = NEW.code AND k.is_open)
    OR EXISTS (SELECT 1 FROM cash_box c WHERE c.unit_id = NEW.unit_id AND c.account_code = NEW.code AND c.is_open)) OR (EXISTS (SELECT 1 FROM ledger_balance b WHERE b.unit_id = NEW.unit_id AND b.account_code = NEW.code AND b.amount <> 0)
    OR EXISTS (SELECT 1 FROM ledger_balance b JOIN ledger_line l ON l.balance_id = b.id JOIN ledger_entry e ON e.id = l.entry_id
      WHERE b.unit_id = NEW.unit_id AND b.account_code = NEW.code AND e.state = 'draft')
    OR EXISTS (SELECT 1 FROM account a WHERE a.unit_id = NEW.unit_id AND a.parent_code = NEW.code AND a.closed_on IS NULL))) BEGIN SELECT RAISE(ABORT, 'L13 an account is closed while it is empty and nothing rests on it'); END
-- next statement
CREATE TRIGGER ledger_balance_on_a_leaf BEFORE INSERT ON ledger_balance WHEN NEW.is_closed OR NOT EXISTS (SELECT 1 FROM account a WHERE a.unit_id = NEW.unit_id AND a.code = NEW.account_code AND a.is_postable AND a.closed_on IS NULL) BEGIN SELECT RAISE(ABORT, 'L13 only an open leaf takes lines'); END
-- next statement
CREATE TRIGGER ledger_balance_flag BEFORE UPDATE OF is_closed ON ledger_balance WHEN NEW.is_closed <> OLD.is_closed AND NEW.is_closed <> EXISTS (
    SELECT 1 FROM account a WHERE a.unit_id = NEW.unit_id AND a.code = NEW.account_code AND a.closed_on IS NOT NULL) BEGIN SELECT RAISE(ABORT, 'L13 a balance is closed with its account'); END
-- next statement
CREATE TRIGGER ledger_year_close_born BEFORE INSERT ON ledger_year_close WHEN NEW.state <> 'closing' OR ((SELECT count(*) FROM ledger_period p WHERE p.book_year_id = NEW.book_year_id AND p.state = 'closed') <> 12 OR EXISTS (SELECT 1 FROM ledger_month_total t JOIN ledger_balance b ON b.id = t.balance_id JOIN ledger_book_year y ON y.id = NEW.book_year_id
    WHERE b.book_id = NEW.book_id AND (b.account_code LIKE '5%' OR b.account_code LIKE '6%' OR b.account_code LIKE '7%' OR b.account_code LIKE '8%' OR b.account_code LIKE '9%') AND t.year <= y.year
    GROUP BY b.id HAVING sum(t.debit_amount - t.credit_amount) <> 0)) BEGIN SELECT RAISE(ABORT, 'L20 a year is closed while its twelve months are, and while nothing is left on its accounts of result'); END
-- next statement
CREATE TRIGGER ledger_year_close_steps BEFORE UPDATE ON ledger_year_close WHEN (OLD.state <> NEW.state AND NOT ((OLD.state = 'open' AND NEW.state = 'closing') OR (OLD.state = 'closing' AND NEW.state = 'open') OR (OLD.state = 'closing' AND NEW.state = 'closed') OR (OLD.state = 'closed' AND NEW.state = 'reopening') OR (OLD.state = 'reopening' AND NEW.state = 'closed') OR (OLD.state = 'reopening' AND NEW.state = 'open'))) OR (NEW.state <> 'open' AND ((SELECT count(*) FROM ledger_period p WHERE p.book_year_id = NEW.book_year_id AND p.state = 'closed') <> 12 OR EXISTS (SELECT 1 FROM ledger_month_total t JOIN ledger_balance b ON b.id = t.balance_id JOIN ledger_book_year y ON y.id = NEW.book_year_id
    WHERE b.book_id = NEW.book_id AND (b.account_code LIKE '5%' OR b.account_code LIKE '6%' OR b.account_code LIKE '7%' OR b.account_code LIKE '8%' OR b.account_code LIKE '9%') AND t.year <= y.year
    GROUP BY b.id HAVING sum(t.debit_amount - t.credit_amount) <> 0))) BEGIN SELECT RAISE(ABORT, 'L20 a year takes no such step'); END
-- next statement
CREATE TRIGGER ledger_period_of_a_closed_year BEFORE UPDATE ON ledger_period WHEN NEW.state = 'reopening' AND OLD.state <> 'reopening' AND EXISTS (
    SELECT 1 FROM ledger_year_close c WHERE c.book_year_id = NEW.book_year_id AND c.state <> 'open') BEGIN SELECT RAISE(ABORT, 'L20 a month of a closed year stays closed'); END
-- next statement
CREATE TRIGGER reservation_lapse_moves BEFORE UPDATE OF lapse_on, warn_on ON reservation WHEN (NEW.lapse_on IS NOT OLD.lapse_on OR NEW.warn_on IS NOT OLD.warn_on) AND NOT EXISTS (SELECT 1 FROM reservation_extension x WHERE x.reservation_id = NEW.id AND x.from_on = OLD.lapse_on
  AND x.to_on = NEW.lapse_on AND x.warn_on = NEW.warn_on) BEGIN SELECT RAISE(ABORT, 'F2 the last day of a commitment moves by an extension only'); END
-- next statement
CREATE TRIGGER reservation_extension_in_time BEFORE INSERT ON reservation_extension WHEN NOT EXISTS (SELECT 1 FROM reservation r WHERE r.id = NEW.reservation_id AND r.state = 'open' AND r.lapse_on = NEW.from_on
  AND r.unit_id = NEW.unit_id AND (NEW.extended_on <= NEW.from_on OR EXISTS (SELECT 1 FROM reservation_move m
    WHERE m.reservation_id = r.id AND m.kind = 'restored' AND m.moved_on = NEW.extended_on))) BEGIN SELECT RAISE(ABORT, 'F2 a commitment is extended before its last day has passed'); END
-- next statement
CREATE TRIGGER reservation_move_overdue BEFORE INSERT ON reservation_move WHEN NEW.kind = 'lapsed' AND NOT EXISTS (SELECT 1 FROM reservation r WHERE r.id = NEW.reservation_id AND r.lapse_on < NEW.moved_on) BEGIN SELECT RAISE(ABORT, 'F2 a commitment lapses after its last day'); END
-- next statement
CREATE TRIGGER reservation_extended AFTER INSERT ON reservation_extension BEGIN UPDATE reservation SET lapse_on = NEW.to_on, warn_on = NEW.warn_on WHERE id = NEW.reservation_id; END
-- next statement
CREATE TRIGGER account_followed AFTER UPDATE OF closed_on ON account BEGIN UPDATE ledger_balance SET is_closed = (NEW.closed_on IS NOT NULL)
    WHERE unit_id = NEW.unit_id AND account_code = NEW.code AND is_closed <> (NEW.closed_on IS NOT NULL); END
-- next statement
CREATE TRIGGER ledger_entry_told AFTER UPDATE ON ledger_entry WHEN OLD.state = 'draft' AND NEW.state = 'posted' AND NEW.kind = 'reversal' BEGIN UPDATE public_paper SET state = 'reversed', changed_at = NEW.posted_at
    WHERE state = 'valid' AND subject = 'vouchers/' || (SELECT voucher_id FROM ledger_entry WHERE id = NEW.reverses_id); END
-- next statement
CREATE TRIGGER voucher_told AFTER UPDATE ON voucher WHEN OLD.state <> 'void' AND NEW.state = 'void' BEGIN UPDATE public_paper SET state = 'void', changed_at = NEW.voided_at WHERE state <> 'void' AND subject = 'vouchers/' || NEW.id; END
-- next statement
CREATE TRIGGER public_paper_late AFTER INSERT ON public_paper WHEN NEW.subject LIKE 'vouchers/%' BEGIN UPDATE public_paper SET state = 'reversed', changed_at = back.at FROM (SELECT max(r.posted_at) AS at FROM ledger_entry r WHERE r.state = 'posted' AND r.state <> 'dropped'
      AND r.reverses_id IN (SELECT e.id FROM ledger_entry e WHERE e.voucher_id = CAST(substr(NEW.subject, 10) AS INTEGER) AND e.voucher_id IS NOT NULL AND e.state <> 'dropped' AND e.earmark_id IS NULL UNION ALL SELECT e.id FROM ledger_entry e WHERE e.voucher_id = CAST(substr(NEW.subject, 10) AS INTEGER) AND e.voucher_id IS NOT NULL AND e.state <> 'dropped' AND e.earmark_id IS NOT NULL)) AS back
    WHERE public_paper.id = NEW.id AND back.at IS NOT NULL;
  UPDATE public_paper SET state = 'void', changed_at = v.voided_at FROM voucher v WHERE public_paper.id = NEW.id AND v.id = CAST(substr(NEW.subject, 10) AS INTEGER) AND v.state = 'void'; END
-- next statement
CREATE TRIGGER cash_close_born BEFORE INSERT ON cash_close WHEN NEW.state <> 'closed' OR EXISTS (SELECT 1 FROM cash_close WHERE box_id = NEW.box_id AND state = 'closed' AND close_on >= NEW.close_on)
    OR NOT EXISTS (SELECT 1 FROM cash_box WHERE id = NEW.box_id AND unit_id = NEW.unit_id AND kind = 'cash') BEGIN SELECT RAISE(ABORT, 'L19 a box is closed onward, day by day'); END
-- next statement
CREATE TRIGGER cash_close_figures BEFORE INSERT ON cash_close WHEN NEW.book_amount <> (SELECT coalesce(sum(amount), 0) FROM ledger_balance WHERE box_id = NEW.box_id) - (
    SELECT coalesce(sum(l.debit - l.credit), 0) FROM ledger_line l JOIN ledger_balance b ON b.id = l.balance_id JOIN ledger_entry e ON e.id = l.entry_id
    WHERE b.box_id = NEW.box_id AND l.entry_on > NEW.close_on AND e.state = 'posted') BEGIN SELECT RAISE(ABORT, 'L19 the figure of the books is another one'); END
-- next statement
CREATE TRIGGER cash_close_reopened BEFORE UPDATE ON cash_close WHEN OLD.state <> 'closed' OR NEW.state <> 'reopened' OR NOT EXISTS (SELECT 1 FROM cash_reopening
    WHERE id = NEW.reopening_id AND box_id = NEW.box_id AND state = 'confirmed' AND from_on <= NEW.close_on) BEGIN SELECT RAISE(ABORT, 'L19 a close is re-opened by two people or stays'); END
-- next statement
CREATE TRIGGER cash_close_line_added BEFORE INSERT ON cash_close_line WHEN NOT EXISTS (SELECT 1 FROM cash_close c WHERE c.id = NEW.close_id AND c.state = 'closed')
    OR EXISTS (SELECT 1 FROM cash_close_line l WHERE l.close_id = NEW.close_id AND l.position >= NEW.position) BEGIN SELECT RAISE(ABORT, 'L19 differences are written down with their close'); END
-- next statement
CREATE TRIGGER cash_reopening_born BEFORE INSERT ON cash_reopening WHEN NEW.state <> 'asked' BEGIN SELECT RAISE(ABORT, 'L19 a re-opening is asked for first'); END
-- next statement
CREATE TRIGGER cash_reopening_answered BEFORE UPDATE ON cash_reopening WHEN OLD.state <> 'asked' OR NEW.state = 'asked' BEGIN SELECT RAISE(ABORT, 'L19 a re-opening is answered once'); END
-- next statement
CREATE TRIGGER ledger_expected_born BEFORE INSERT ON ledger_expected WHEN NEW.state <> 'open' OR NEW.came_amount <> 0 BEGIN SELECT RAISE(ABORT, 'F5 what is expected has not come yet'); END
-- next statement
CREATE TRIGGER ledger_expected_moves BEFORE UPDATE ON ledger_expected WHEN NEW.came_amount <> (SELECT coalesce(sum(CASE kind WHEN 'came' THEN amount WHEN 'taken_back' THEN -amount ELSE 0 END), 0) FROM ledger_expected_move WHERE expected_id = NEW.id) OR (NEW.amount <> OLD.amount AND NEW.amount <> coalesce((SELECT amount FROM ledger_expected_move WHERE expected_id = NEW.id AND kind = 'amended' ORDER BY id DESC LIMIT 1), 0))
    OR (NEW.due_on <> OLD.due_on AND NEW.due_on <> coalesce((SELECT due_on FROM ledger_expected_move WHERE expected_id = NEW.id AND kind = 'amended' ORDER BY id DESC LIMIT 1), OLD.due_on))
    OR (NEW.state = 'withdrawn') <> EXISTS (SELECT 1 FROM ledger_expected_move WHERE expected_id = NEW.id AND kind = 'withdrawn') BEGIN SELECT RAISE(ABORT, 'F5 what is expected changes by its moves only'); END
-- next statement
CREATE TRIGGER ledger_expected_move_founded BEFORE INSERT ON ledger_expected_move WHEN (NEW.kind = 'came' AND NOT EXISTS (SELECT 1 FROM ledger_expected x JOIN ledger_entry e ON e.book_id = x.book_id AND e.id = NEW.entry_id
    AND e.earmark_id IS NOT DISTINCT FROM x.earmark_id
    WHERE x.id = NEW.expected_id AND x.state = 'open' AND e.state = 'posted' AND e.kind <> 'reversal' AND NEW.amount <= x.amount - x.came_amount
      AND NEW.amount <= (SELECT coalesce(sum(l.credit), 0) FROM ledger_line l JOIN ledger_balance b ON b.id = l.balance_id
    WHERE l.entry_id = NEW.entry_id AND l.subject = x.subject AND b.account_code = x.account_code)
  - (SELECT coalesce(sum(m.amount), 0) FROM ledger_expected_move m JOIN ledger_expected o ON o.id = m.expected_id
    WHERE m.entry_id = NEW.entry_id AND m.kind = 'came' AND o.subject = x.subject AND o.account_code = x.account_code))) OR (NEW.kind = 'taken_back' AND NOT EXISTS (SELECT 1 FROM ledger_entry e JOIN ledger_expected_move m ON m.entry_id = e.reverses_id AND m.kind = 'came'
    WHERE e.id = NEW.entry_id AND e.state = 'posted' AND m.expected_id = NEW.expected_id AND m.amount = NEW.amount))
    OR (NEW.kind = 'amended' AND NOT EXISTS (SELECT 1 FROM ledger_expected x WHERE x.id = NEW.expected_id AND x.state <> 'withdrawn' AND NEW.amount >= x.came_amount))
    OR (NEW.kind = 'withdrawn' AND NOT EXISTS (SELECT 1 FROM ledger_expected x WHERE x.id = NEW.expected_id AND x.state <> 'withdrawn' AND NEW.amount = x.amount - x.came_amount)) BEGIN SELECT RAISE(ABORT, 'F5 what came stands in the books on its subject'); END
-- next statement
CREATE TRIGGER ledger_expected_counted AFTER INSERT ON ledger_expected_move BEGIN UPDATE ledger_expected SET
  came_amount = came_amount + CASE NEW.kind WHEN 'came' THEN NEW.amount WHEN 'taken_back' THEN -NEW.amount ELSE 0 END,
  amount = CASE NEW.kind WHEN 'amended' THEN NEW.amount ELSE amount END, due_on = coalesce(NEW.due_on, due_on),
  state = CASE WHEN state = 'withdrawn' OR NEW.kind = 'withdrawn' THEN 'withdrawn'
    WHEN CASE NEW.kind WHEN 'amended' THEN NEW.amount ELSE amount END
       = came_amount + CASE NEW.kind WHEN 'came' THEN NEW.amount WHEN 'taken_back' THEN -NEW.amount ELSE 0 END THEN 'came' ELSE 'open' END
  WHERE id = NEW.expected_id; END
-- next statement
CREATE TRIGGER ledger_block_born BEFORE INSERT ON ledger_block WHEN NOT EXISTS (SELECT 1 FROM ledger_book_year y WHERE y.id = NEW.book_year_id AND y.last_number + 1 = NEW.first_number)
    OR (NEW.series_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM voucher_series v JOIN ledger_book_year y ON y.id = NEW.book_year_id
      WHERE v.id = NEW.series_id AND v.unit_id = y.unit_id AND v.year = y.year AND v.last_number + 1 = NEW.first_voucher)) BEGIN SELECT RAISE(ABORT, 'L8 a block begins with the next number of its year and of its series'); END
-- next statement
CREATE TRIGGER ledger_block_proved BEFORE INSERT ON ledger_sealed_block BEGIN
    SELECT RAISE(ABORT, 'L7 a block is sealed once, when the year stands just before it') WHERE NOT EXISTS (SELECT 1 FROM ledger_block k JOIN ledger_book_year y ON y.id = k.book_year_id AND y.last_number + 1 = k.first_number
    WHERE k.id = NEW.block_id);
    SELECT CASE WHEN s.n <> s.wanted OR s.unlinked > 0 OR s.heads <> 1 THEN RAISE(ABORT, 'L7 not the next number or not linked to the last entry')
      WHEN s.closed > 0 THEN RAISE(ABORT, 'L9 the period is not open on that day') WHEN s.unvouched > 0 THEN RAISE(ABORT, 'L8 the voucher is void or of another unit') END FROM (SELECT count(*) AS n, max(k.last_number - k.first_number + 1) AS wanted,
      sum(CASE WHEN e.previous_hash <> coalesce(p.hash, y.last_hash) OR length(e.hash) <> 64 OR e.hash = e.previous_hash THEN 1 ELSE 0 END) AS unlinked,
      sum(CASE WHEN e.number = k.last_number AND e.hash = NEW.last_hash THEN 1 ELSE 0 END) AS heads,
      sum(CASE WHEN m.id IS NULL THEN 1 ELSE 0 END) AS closed, sum(CASE WHEN e.voucher_id IS NOT NULL AND v.id IS NULL THEN 1 ELSE 0 END) AS unvouched
    FROM ledger_block k CROSS JOIN ledger_entry e ON e.book_year_id = k.book_year_id AND e.number BETWEEN k.first_number AND k.last_number JOIN ledger_book_year y ON y.id = k.book_year_id
    LEFT JOIN ledger_entry p ON p.book_year_id = e.book_year_id AND p.number = e.number - 1 AND e.number > k.first_number
    LEFT JOIN ledger_period m ON m.id = e.period_id AND m.state = 'open' AND e.entry_on BETWEEN m.starts_on AND m.ends_on
    LEFT JOIN voucher v ON v.id = e.voucher_id AND v.state = 'issued' AND v.unit_id = e.unit_id WHERE k.id = NEW.block_id) s;
    SELECT CASE WHEN s.least < 2 THEN RAISE(ABORT, 'L5 an entry has two lines or more') WHEN s.off > 0 THEN RAISE(ABORT, 'L1 an entry balances')
      WHEN s.astray > 0 THEN RAISE(ABORT, 'L11 a line bears the day of its entry') WHEN s.paid <= 0 THEN RAISE(ABORT, 'L5 a block holds payments only')
      WHEN s.unremitted > 0 AND EXISTS (SELECT 1 FROM ledger_block k JOIN ledger_book_year y ON y.id = k.book_year_id JOIN ledger_book f ON f.id = y.book_id
    WHERE k.id = NEW.block_id AND f.legal_form = 'pass_through') THEN RAISE(ABORT, 'F4 money only passed through is only remitted') END FROM (SELECT min(q.n) AS least, sum(CASE WHEN q.off <> 0 THEN 1 ELSE 0 END) AS off, sum(q.astray) AS astray, min(q.out) AS paid,
      sum(CASE WHEN q.unowed = 1 OR coalesce(q.purpose, '') <> 'remittance' THEN 1 ELSE 0 END) AS unremitted FROM (SELECT count(l.id) AS n, sum(l.debit) - sum(l.credit) AS off, sum(CASE WHEN l.entry_on <> e.entry_on THEN 1 ELSE 0 END) AS astray,
      sum(CASE WHEN b.is_money THEN l.credit - l.debit ELSE 0 END) AS out,
      max(CASE WHEN l.debit > 0 AND NOT b.is_money AND b.account_code NOT LIKE '33%' THEN 1 ELSE 0 END) AS unowed, max(e.purpose) AS purpose
    FROM ledger_block k CROSS JOIN ledger_entry e ON e.book_year_id = k.book_year_id AND e.number BETWEEN k.first_number AND k.last_number LEFT JOIN ledger_line l ON l.entry_id = e.id LEFT JOIN ledger_balance b ON b.id = l.balance_id
    WHERE k.id = NEW.block_id GROUP BY e.number) q) s;
    SELECT RAISE(ABORT, 'F3 the fund may not pay for this purpose, unit or day') WHERE EXISTS (SELECT 1 FROM (SELECT DISTINCT e.book_id AS book_id, e.purpose AS purpose, e.beneficiary_unit_id AS unit_id, e.entry_on AS entry_on
    FROM ledger_block k CROSS JOIN ledger_entry e ON e.book_year_id = k.book_year_id AND e.number BETWEEN k.first_number AND k.last_number WHERE k.id = NEW.block_id) w WHERE NOT (w.purpose IS NOT NULL AND EXISTS (SELECT 1 FROM ledger_terms t WHERE t.book_id = w.book_id AND t.earmark_id IS NULL AND t.state = 'in_force'
      AND t.number = (SELECT max(x.number) FROM ledger_terms x WHERE x.book_id = t.book_id AND coalesce(x.earmark_id, 0) = coalesce(t.earmark_id, 0)
        AND x.state = 'in_force' AND (x.valid_from <= w.entry_on OR x.number = 1))
      AND (t.last_on IS NULL OR t.last_on >= w.entry_on)
      AND EXISTS (SELECT 1 FROM ledger_terms_purpose p WHERE p.terms_id = t.id AND p.purpose = w.purpose)
      AND (NOT EXISTS (SELECT 1 FROM ledger_terms_unit u WHERE u.terms_id = t.id)
        OR EXISTS (SELECT 1 FROM ledger_terms_unit u JOIN unit above ON above.id = u.unit_id JOIN unit helped ON helped.id = w.unit_id
          WHERE u.terms_id = t.id AND substr(helped.path, 1, length(above.path)) = above.path))) AND (NULL IS NULL OR EXISTS (SELECT 1 FROM ledger_terms t WHERE t.book_id = w.book_id AND t.earmark_id = NULL AND t.state = 'in_force'
      AND t.number = (SELECT max(x.number) FROM ledger_terms x WHERE x.book_id = t.book_id AND coalesce(x.earmark_id, 0) = coalesce(t.earmark_id, 0)
        AND x.state = 'in_force' AND (x.valid_from <= w.entry_on OR x.number = 1))
      AND (t.last_on IS NULL OR t.last_on >= w.entry_on)
      AND EXISTS (SELECT 1 FROM ledger_terms_purpose p WHERE p.terms_id = t.id AND p.purpose = w.purpose)
      AND (NOT EXISTS (SELECT 1 FROM ledger_terms_unit u WHERE u.terms_id = t.id)
        OR EXISTS (SELECT 1 FROM ledger_terms_unit u JOIN unit above ON above.id = u.unit_id JOIN unit helped ON helped.id = w.unit_id
          WHERE u.terms_id = t.id AND substr(helped.path, 1, length(above.path)) = above.path))))));
    SELECT RAISE(ABORT, 'L19 the cash box is closed on that day') WHERE EXISTS (SELECT 1 FROM ledger_block o JOIN ledger_book_year y ON y.id = o.book_year_id JOIN ledger_balance b ON b.book_id = y.book_id
    JOIN cash_close c ON c.box_id = b.box_id AND c.state = 'closed' WHERE o.id = NEW.block_id
    AND c.close_on >= (SELECT min(e.entry_on) FROM ledger_block k CROSS JOIN ledger_entry e ON e.book_year_id = k.book_year_id AND e.number BETWEEN k.first_number AND k.last_number WHERE k.id = NEW.block_id)
    AND EXISTS (SELECT 1 FROM ledger_line l JOIN ledger_entry e ON e.id = l.entry_id WHERE l.balance_id = b.id AND l.entry_on <= c.close_on
      AND e.book_year_id = o.book_year_id AND e.number BETWEEN o.first_number AND o.last_number));
    SELECT RAISE(ABORT, 'L8 not the next number of the series') WHERE EXISTS (SELECT 1 FROM ledger_block k JOIN voucher_series s ON s.id = k.series_id WHERE k.id = NEW.block_id
    AND k.last_voucher - k.first_voucher + 1 <> (SELECT count(*) FROM voucher v WHERE v.unit_id = s.unit_id AND v.series = s.series AND v.year = s.year
      AND v.number BETWEEN k.first_voucher AND k.last_voucher));
    SELECT RAISE(ABORT, 'F2 what is promised changes by a new commitment or move only') WHERE EXISTS (SELECT 1 FROM ledger_block k JOIN ledger_book_year y ON y.id = k.book_year_id JOIN ledger_standing s ON s.book_id = y.book_id
    WHERE k.id = NEW.block_id AND s.last_move_id >= (SELECT min(m.id) FROM ledger_block k CROSS JOIN ledger_entry e ON e.book_year_id = k.book_year_id AND e.number BETWEEN k.first_number AND k.last_number JOIN reservation_move m ON m.entry_id = e.id WHERE k.id = NEW.block_id));
    END
-- next statement
CREATE TRIGGER ledger_block_carried AFTER INSERT ON ledger_sealed_block BEGIN
    UPDATE ledger_balance SET amount = amount + q.moved FROM (SELECT l.balance_id, sum(l.debit - l.credit) AS moved FROM ledger_block k CROSS JOIN ledger_entry e ON e.book_year_id = k.book_year_id AND e.number BETWEEN k.first_number AND k.last_number JOIN ledger_line l ON l.entry_id = e.id
      WHERE k.id = NEW.block_id GROUP BY l.balance_id) q WHERE ledger_balance.id = q.balance_id; INSERT INTO ledger_month_total (balance_id, year, month, debit_amount, credit_amount)
      SELECT q.balance_id, y.year, q.month, q.debit, q.credit FROM (
        SELECT l.balance_id, p.month, sum(l.debit) AS debit, sum(l.credit) AS credit FROM ledger_block k CROSS JOIN ledger_entry e ON e.book_year_id = k.book_year_id AND e.number BETWEEN k.first_number AND k.last_number JOIN ledger_line l ON l.entry_id = e.id JOIN ledger_period p ON p.id = e.period_id
        WHERE k.id = NEW.block_id GROUP BY l.balance_id, p.month) q JOIN ledger_block o ON o.id = NEW.block_id
      JOIN ledger_book_year y ON y.id = o.book_year_id WHERE true
      ON CONFLICT (balance_id, year, month) DO UPDATE
      SET debit_amount = ledger_month_total.debit_amount + excluded.debit_amount, credit_amount = ledger_month_total.credit_amount + excluded.credit_amount; UPDATE reservation SET consumed_amount = consumed_amount + q.amount,
      state = CASE WHEN consumed_amount + released_amount + q.amount < reservation.amount THEN 'open'
        WHEN released_amount = 0 THEN 'consumed' ELSE 'released' END
      FROM (SELECT m.reservation_id, sum(m.amount) AS amount FROM ledger_block k CROSS JOIN ledger_entry e ON e.book_year_id = k.book_year_id AND e.number BETWEEN k.first_number AND k.last_number JOIN reservation_move m ON m.entry_id = e.id WHERE k.id = NEW.block_id GROUP BY m.reservation_id) q WHERE reservation.id = q.reservation_id; UPDATE ledger_standing SET balance_amount = balance_amount + q.money, reserved_amount = reserved_amount - w.amount,
      last_move_id = coalesce(w.last_id, last_move_id)
      FROM (SELECT coalesce(sum(l.debit - l.credit), 0) AS money FROM ledger_block k CROSS JOIN ledger_entry e ON e.book_year_id = k.book_year_id AND e.number BETWEEN k.first_number AND k.last_number JOIN ledger_line l ON l.entry_id = e.id JOIN ledger_balance b ON b.id = l.balance_id AND b.is_money WHERE k.id = NEW.block_id) q,
        (SELECT coalesce(sum(m.amount), 0) AS amount, max(m.id) AS last_id FROM ledger_block k CROSS JOIN ledger_entry e ON e.book_year_id = k.book_year_id AND e.number BETWEEN k.first_number AND k.last_number JOIN reservation_move m ON m.entry_id = e.id WHERE k.id = NEW.block_id) w
      WHERE book_id = (SELECT y.book_id FROM ledger_block o JOIN ledger_book_year y ON y.id = o.book_year_id WHERE o.id = NEW.block_id); UPDATE voucher_series SET last_number = o.last_voucher FROM ledger_block o WHERE o.id = NEW.block_id AND voucher_series.id = o.series_id; UPDATE ledger_book_year SET last_number = o.last_number, last_hash = NEW.last_hash FROM ledger_block o
      WHERE o.id = NEW.block_id AND ledger_book_year.id = o.book_year_id; END
-- next statement
CREATE TRIGGER employment_proposal_as_proposed BEFORE UPDATE ON employment_proposal WHEN NEW.id IS NOT OLD.id OR NEW.unit_id IS NOT OLD.unit_id OR NEW.for_unit_id IS NOT OLD.for_unit_id OR NEW.household_id IS NOT OLD.household_id OR NEW.person_id IS NOT OLD.person_id OR NEW.asked_amount IS NOT OLD.asked_amount OR NEW.months IS NOT OLD.months OR NEW.jobs IS NOT OLD.jobs OR NEW.is_favoured IS NOT OLD.is_favoured OR NEW.purpose IS NOT OLD.purpose OR NEW.proposed_by_id IS NOT OLD.proposed_by_id OR NEW.proposed_on IS NOT OLD.proposed_on BEGIN SELECT RAISE(ABORT, 'what was proposed stays as it was'); END
-- next statement
CREATE TRIGGER employment_list_sent_once BEFORE UPDATE ON employment_list WHEN OLD.sent_on IS NOT NULL BEGIN SELECT RAISE(ABORT, 'a list is sent once'); END
-- next statement
CREATE TRIGGER employment_allocation_no_update BEFORE UPDATE ON employment_allocation BEGIN SELECT RAISE(ABORT, 'employment_allocation is append-only'); END
-- next statement
CREATE TRIGGER employment_result_no_update BEFORE UPDATE ON employment_result BEGIN SELECT RAISE(ABORT, 'employment_result is append-only'); END
-- next statement
CREATE TRIGGER employment_allocation_no_delete BEFORE DELETE ON employment_allocation BEGIN SELECT RAISE(ABORT, 'employment_allocation is kept'); END
-- next statement
CREATE TRIGGER employment_result_no_delete BEFORE DELETE ON employment_result BEGIN SELECT RAISE(ABORT, 'employment_result is kept'); END
-- next statement
CREATE TRIGGER employment_proposal_no_delete BEFORE DELETE ON employment_proposal BEGIN SELECT RAISE(ABORT, 'employment_proposal is kept'); END
-- next statement
CREATE TRIGGER employment_list_no_delete BEFORE DELETE ON employment_list BEGIN SELECT RAISE(ABORT, 'employment_list is kept'); END
-- next statement
CREATE TRIGGER employment_capital_no_delete BEFORE DELETE ON employment_capital BEGIN SELECT RAISE(ABORT, 'employment_capital is kept'); END
-- next statement
CREATE TRIGGER loan_act_born BEFORE INSERT ON loan_act WHEN NEW.state <> 'proposed' BEGIN SELECT RAISE(ABORT, 'an act on a loan is born as a proposal'); END
-- next statement
CREATE TRIGGER loan_act_decided BEFORE UPDATE ON loan_act WHEN OLD.state <> 'proposed' OR NEW.id IS NOT OLD.id OR NEW.unit_id IS NOT OLD.unit_id OR NEW.loan_id IS NOT OLD.loan_id OR NEW.kind IS NOT OLD.kind OR CAST(NEW.details AS TEXT) <> CAST(OLD.details AS TEXT) OR NEW.reason IS NOT OLD.reason OR NEW.file_id IS NOT OLD.file_id OR NEW.payee_account_id IS NOT OLD.payee_account_id OR NEW.from_box_id IS NOT OLD.from_box_id OR NEW.proposed_by_id IS NOT OLD.proposed_by_id OR NEW.proposed_at IS NOT OLD.proposed_at BEGIN SELECT RAISE(ABORT, 'an act on a loan is decided once, as it was proposed'); END
-- next statement
CREATE TRIGGER loan_act_event BEFORE UPDATE ON loan_act WHEN NEW.event_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM loan_event e WHERE e.id = NEW.event_id AND e.loan_id = NEW.loan_id AND e.kind = NEW.kind) BEGIN SELECT RAISE(ABORT, 'an approved act names the event of its loan'); END
-- next statement
CREATE TRIGGER loan_provision_born BEFORE INSERT ON loan_provision WHEN NEW.state <> 'proposed' BEGIN SELECT RAISE(ABORT, 'a provision is born as a proposal'); END
-- next statement
CREATE TRIGGER loan_provision_decided BEFORE UPDATE ON loan_provision WHEN OLD.state <> 'proposed' OR NEW.id IS NOT OLD.id OR NEW.unit_id IS NOT OLD.unit_id OR NEW.book_id IS NOT OLD.book_id OR NEW.ended_on IS NOT OLD.ended_on OR NEW.specific_amount IS NOT OLD.specific_amount OR NEW.general_amount IS NOT OLD.general_amount OR NEW.proposed_by_id IS NOT OLD.proposed_by_id OR NEW.proposed_at IS NOT OLD.proposed_at BEGIN SELECT RAISE(ABORT, 'a provision is decided once, as it was proposed'); END
-- next statement
CREATE TRIGGER loan_visit_done BEFORE UPDATE ON loan_visit WHEN OLD.done_on IS NOT NULL BEGIN SELECT RAISE(ABORT, 'a visit is told once'); END
-- next statement
CREATE TRIGGER ledger_entry_of_a_loan BEFORE INSERT ON ledger_entry WHEN NEW.reverses_id IS NOT NULL AND EXISTS (SELECT 1 FROM loan_event e WHERE e.entry_id = NEW.reverses_id AND e.kind IN ('allocation', 'waiver', 'write_off')) BEGIN SELECT RAISE(ABORT, 'an allocation of a loan is taken back by what it allocated'); END
-- next statement
CREATE TRIGGER ledger_entry_of_a_provision BEFORE INSERT ON ledger_entry WHEN NEW.reverses_id IS NOT NULL AND EXISTS (SELECT 1 FROM loan_provision p WHERE p.entry_id = NEW.reverses_id) BEGIN SELECT RAISE(ABORT, 'a provision is taken back by that of the next month'); END
-- next statement
CREATE TRIGGER ledger_line_loan_came AFTER INSERT ON ledger_line WHEN NEW.subject LIKE 'cases/%' BEGIN INSERT INTO loan_arrival (entry_id, loan_id, amount)
    SELECT NEW.entry_id, l.id, NEW.credit - NEW.debit FROM loan l JOIN ledger_balance b ON b.id = NEW.balance_id
    WHERE l.id = CAST(substr(NEW.subject, 7) AS INTEGER) AND NEW.subject = 'cases/' || l.id AND b.account_code = '3387'
    ON CONFLICT (entry_id, loan_id) DO UPDATE SET amount = loan_arrival.amount + excluded.amount; END
-- next statement
CREATE TRIGGER loan_event_told_of_money AFTER INSERT ON loan_event WHEN NEW.entry_id IS NOT NULL BEGIN UPDATE loan_arrival SET event_id = NEW.id WHERE entry_id = NEW.entry_id AND loan_id = NEW.loan_id; END
-- next statement
CREATE TRIGGER loan_month_no_update BEFORE UPDATE ON loan_month BEGIN SELECT RAISE(ABORT, 'loan_month is append-only'); END
-- next statement
CREATE TRIGGER loan_act_no_delete BEFORE DELETE ON loan_act BEGIN SELECT RAISE(ABORT, 'loan_act is kept'); END
-- next statement
CREATE TRIGGER loan_arrival_no_delete BEFORE DELETE ON loan_arrival BEGIN SELECT RAISE(ABORT, 'loan_arrival is kept'); END
-- next statement
CREATE TRIGGER loan_month_no_delete BEFORE DELETE ON loan_month BEGIN SELECT RAISE(ABORT, 'loan_month is kept'); END
-- next statement
CREATE TRIGGER loan_provision_no_delete BEFORE DELETE ON loan_provision BEGIN SELECT RAISE(ABORT, 'loan_provision is kept'); END
-- next statement
CREATE TRIGGER loan_sheet_no_delete BEFORE DELETE ON loan_sheet BEGIN SELECT RAISE(ABORT, 'loan_sheet is kept'); END
-- next statement
CREATE TRIGGER loan_visit_no_delete BEFORE DELETE ON loan_visit BEGIN SELECT RAISE(ABORT, 'loan_visit is kept'); END
-- next statement
CREATE TRIGGER loan_request_frozen BEFORE UPDATE ON loan_request WHEN (SELECT c.state FROM case_file c WHERE c.id = OLD.id) NOT IN ('draft', 'returned') OR NEW.id <> OLD.id OR NEW.unit_id <> OLD.unit_id BEGIN SELECT RAISE(ABORT, 'a request changes only with its own unit'); END
-- next statement
CREATE TRIGGER loan_request_of_loans BEFORE INSERT ON loan_request WHEN NOT EXISTS (SELECT 1 FROM case_file c WHERE c.id = NEW.id AND c.programme = 'loans' AND c.unit_id = NEW.unit_id) BEGIN SELECT RAISE(ABORT, 'a request belongs to a case of loans'); END
-- next statement
CREATE TRIGGER loan_born BEFORE INSERT ON loan WHEN NEW.state <> 'contracted' OR NEW.version <> 1 OR NEW.schedule_version <> 0 BEGIN SELECT RAISE(ABORT, 'a loan is born contracted, without a schedule'); END
-- next statement
CREATE TRIGGER loan_decided BEFORE INSERT ON loan WHEN NOT EXISTS (SELECT 1 FROM case_file c JOIN case_decision d ON d.case_id = c.id WHERE c.id = NEW.id AND c.programme = 'loans' AND c.state = 'approved' AND c.unit_id = NEW.for_unit_id AND c.household_id = NEW.household_id AND c.person_id = NEW.person_id AND d.outcome = 'approved' AND d.amount >= NEW.principal_amount AND d.decider_unit_id = NEW.unit_id AND d.decided_on <= NEW.signed_on AND d.decided_by_id <> NEW.signed_by_id) OR NEW.principal_amount > (SELECT COALESCE(SUM(r.amount - r.released_amount), 0) FROM reservation r WHERE r.subject = 'cases/' || NEW.id AND r.book_id = NEW.book_id) BEGIN SELECT RAISE(ABORT, 'a loan is contracted within what was decided and reserved, by somebody else than who decided'); END
-- next statement
CREATE TRIGGER loan_second BEFORE INSERT ON loan WHEN EXISTS (SELECT 1 FROM loan l WHERE l.household_id = NEW.household_id AND l.id <> NEW.id AND l.state IN ('contracted', 'open', 'written_off') AND (NOT l.allows_second OR NOT NEW.allows_second)) BEGIN SELECT RAISE(ABORT, 'a second open loan of a household is not allowed'); END
-- next statement
CREATE TRIGGER loan_frozen BEFORE UPDATE ON loan WHEN NEW.id IS NOT OLD.id OR NEW.code IS NOT OLD.code OR NEW.contract_number IS NOT OLD.contract_number OR NEW.unit_id IS NOT OLD.unit_id OR NEW.household_id IS NOT OLD.household_id OR NEW.person_id IS NOT OLD.person_id OR NEW.borrower_name IS NOT OLD.borrower_name OR NEW.book_id IS NOT OLD.book_id OR NEW.product_id IS NOT OLD.product_id OR NEW.principal_amount IS NOT OLD.principal_amount OR NEW.purpose IS NOT OLD.purpose OR NEW.rate_percent IS NOT OLD.rate_percent OR NEW.rate_per IS NOT OLD.rate_per OR NEW.overdue_rate_percent IS NOT OLD.overdue_rate_percent OR NEW.basis IS NOT OLD.basis OR NEW.method IS NOT OLD.method OR NEW.every IS NOT OLD.every OR NEW.instalments IS NOT OLD.instalments OR NEW.grace IS NOT OLD.grace OR NEW.grace_instalments IS NOT OLD.grace_instalments OR NEW.moved IS NOT OLD.moved OR NEW.savings_rate_percent IS NOT OLD.savings_rate_percent OR NEW.fee_amount IS NOT OLD.fee_amount OR NEW.allocation_order IS NOT OLD.allocation_order OR NEW.recognition IS NOT OLD.recognition OR NEW.allows_second IS NOT OLD.allows_second OR NEW.signed_on IS NOT OLD.signed_on OR NEW.signed_by_id IS NOT OLD.signed_by_id OR NEW.signed_at IS NOT OLD.signed_at OR NEW.planned_on IS NOT OLD.planned_on OR NEW.first_due_on IS NOT OLD.first_due_on BEGIN SELECT RAISE(ABORT, 'the terms of a loan never change'); END
-- next statement
CREATE TRIGGER loan_moved BEFORE UPDATE ON loan WHEN (NEW.for_unit_id <> OLD.for_unit_id AND NOT EXISTS (SELECT 1 FROM loan_event e WHERE e.loan_id = NEW.id AND e.kind IN ('transfer') AND NOT EXISTS (SELECT 1 FROM loan_event x WHERE x.reverses_id = e.id))) OR ((NEW.group_id IS NOT OLD.group_id OR NEW.deducts_salary <> OLD.deducts_salary) AND NOT EXISTS (SELECT 1 FROM loan_event e WHERE e.loan_id = NEW.id AND e.kind IN ('transfer', 'death') AND NOT EXISTS (SELECT 1 FROM loan_event x WHERE x.reverses_id = e.id))) BEGIN SELECT RAISE(ABORT, 'the unit of a borrower changes by a transfer'); END
-- next statement
CREATE TRIGGER loan_paper BEFORE UPDATE ON loan WHEN OLD.contract_file_id IS NOT NULL AND NEW.contract_file_id IS NOT OLD.contract_file_id BEGIN SELECT RAISE(ABORT, 'a contract is printed once'); END
-- next statement
CREATE TRIGGER loan_step BEFORE UPDATE ON loan WHEN NEW.state <> OLD.state AND NOT ((OLD.state = 'contracted' AND NEW.state IN ('open', 'cancelled')) OR (OLD.state = 'open' AND NEW.state IN ('contracted', 'settled', 'written_off')) OR (OLD.state = 'settled' AND NEW.state IN ('open')) OR (OLD.state = 'written_off' AND NEW.state IN ('open', 'settled'))) BEGIN SELECT RAISE(ABORT, 'no such step of a loan'); END
-- next statement
CREATE TRIGGER loan_truth BEFORE UPDATE ON loan WHEN NEW.state <> OLD.state AND ((NEW.state IN ('open', 'settled', 'written_off')) <> EXISTS (SELECT 1 FROM loan_event e WHERE e.loan_id = NEW.id AND e.kind IN ('disbursement') AND NOT EXISTS (SELECT 1 FROM loan_event x WHERE x.reverses_id = e.id)) OR (NEW.state = 'settled' AND NOT EXISTS (SELECT 1 FROM loan_event e WHERE e.loan_id = NEW.id AND e.kind IN ('settlement') AND NOT EXISTS (SELECT 1 FROM loan_event x WHERE x.reverses_id = e.id))) OR (NEW.state = 'written_off' AND NOT EXISTS (SELECT 1 FROM loan_event e WHERE e.loan_id = NEW.id AND e.kind IN ('write_off') AND NOT EXISTS (SELECT 1 FROM loan_event x WHERE x.reverses_id = e.id)))) BEGIN SELECT RAISE(ABORT, 'the state of a loan follows from its events'); END
-- next statement
CREATE TRIGGER loan_scheduled BEFORE UPDATE ON loan WHEN NEW.schedule_version <> OLD.schedule_version AND (NEW.schedule_version <> OLD.schedule_version + 1 OR NOT EXISTS (SELECT 1 FROM loan_schedule s WHERE s.loan_id = NEW.id AND s.version = NEW.schedule_version AND s.is_whole)) BEGIN SELECT RAISE(ABORT, 'a loan follows its next whole schedule'); END
-- next statement
CREATE TRIGGER loan_schedule_born BEFORE INSERT ON loan_schedule WHEN NEW.is_whole OR NEW.version <> 1 + COALESCE((SELECT MAX(s.version) FROM loan_schedule s WHERE s.loan_id = NEW.loan_id), 0) OR NEW.principal_amount > (SELECT l.principal_amount FROM loan l WHERE l.id = NEW.loan_id) OR ((SELECT l.state FROM loan l WHERE l.id = NEW.loan_id) = 'contracted' OR NEW.version = 1) AND NEW.principal_amount <> (SELECT l.principal_amount FROM loan l WHERE l.id = NEW.loan_id) OR (SELECT l.state FROM loan l WHERE l.id = NEW.loan_id) NOT IN ('contracted', 'open') OR NEW.version = 1 AND NEW.from_on <> (SELECT l.planned_on FROM loan l WHERE l.id = NEW.loan_id) BEGIN SELECT RAISE(ABORT, 'the next schedule of a loan, and no principal that it does not have'); END
-- next statement
CREATE TRIGGER loan_schedule_past BEFORE INSERT ON loan_schedule WHEN NEW.version > 1 AND ((NEW.from_on < date(NEW.made_at, '+7 hours') AND (EXISTS (SELECT 1 FROM loan_event e WHERE e.loan_id = NEW.loan_id AND e.kind IN ('receipt', 'waiver', 'write_off', 'recovery', 'reschedule', 'settlement', 'savings_return', 'refund') AND NOT EXISTS (SELECT 1 FROM loan_event x WHERE x.reverses_id = e.id)) OR NEW.from_on <> COALESCE((SELECT MIN(e.on_day) FROM loan_event e WHERE e.loan_id = NEW.loan_id AND e.kind = 'disbursement' AND NOT EXISTS (SELECT 1 FROM loan_event x WHERE x.reverses_id = e.id)), NEW.from_on))) OR (NEW.from_on < (SELECT MAX(s.from_on) FROM loan_schedule s WHERE s.loan_id = NEW.loan_id) AND (EXISTS (SELECT 1 FROM loan_event e WHERE e.loan_id = NEW.loan_id AND e.kind IN ('receipt', 'waiver', 'write_off', 'recovery', 'reschedule', 'settlement', 'savings_return', 'refund') AND NOT EXISTS (SELECT 1 FROM loan_event x WHERE x.reverses_id = e.id)) OR NOT EXISTS (SELECT 1 FROM loan_event e WHERE e.loan_id = NEW.loan_id AND e.kind IN ('disbursement') AND NOT EXISTS (SELECT 1 FROM loan_event x WHERE x.reverses_id = e.id) AND e.on_day = NEW.from_on)))) BEGIN SELECT RAISE(ABORT, 'a new schedule never changes the past'); END
-- next statement
CREATE TRIGGER loan_schedule_whole BEFORE UPDATE ON loan_schedule WHEN OLD.is_whole OR NOT NEW.is_whole OR NEW.id IS NOT OLD.id OR NEW.loan_id IS NOT OLD.loan_id OR NEW.version IS NOT OLD.version OR NEW.from_on IS NOT OLD.from_on OR NEW.principal_amount IS NOT OLD.principal_amount OR NEW.carried_interest_amount IS NOT OLD.carried_interest_amount OR NEW.reason IS NOT OLD.reason OR NEW.made_by_id IS NOT OLD.made_by_id OR NEW.made_at IS NOT OLD.made_at OR NEW.principal_amount <> (SELECT COALESCE(SUM(i.principal_amount), 0) FROM loan_instalment i WHERE i.schedule_id = NEW.id) OR (NEW.version = 1 AND 1 <> (SELECT MIN(i.number) FROM loan_instalment i WHERE i.schedule_id = NEW.id)) OR 0 <> (SELECT MIN(i.closing_amount) FROM loan_instalment i WHERE i.schedule_id = NEW.id) OR NEW.from_on > (SELECT MIN(i.due_on) FROM loan_instalment i WHERE i.schedule_id = NEW.id) OR EXISTS (SELECT 1 FROM loan_instalment i WHERE i.schedule_id = NEW.id AND i.number > (SELECT MIN(f.number) FROM loan_instalment f WHERE f.schedule_id = NEW.id) AND (COALESCE((SELECT b.closing_amount FROM loan_instalment b WHERE b.schedule_id = NEW.id AND b.number = i.number - 1), -1) <> i.opening_amount OR i.due_on <= (SELECT b.due_on FROM loan_instalment b WHERE b.schedule_id = NEW.id AND b.number = i.number - 1))) OR EXISTS (SELECT 1 FROM loan_instalment i WHERE i.schedule_id = NEW.id AND i.number = (SELECT MIN(f.number) FROM loan_instalment f WHERE f.schedule_id = NEW.id) AND i.opening_amount <> NEW.principal_amount) BEGIN SELECT RAISE(ABORT, 'a whole schedule pays back just its principal, on days that rise, and never changes'); END
-- next statement
CREATE TRIGGER loan_instalment_open BEFORE INSERT ON loan_instalment WHEN COALESCE((SELECT s.is_whole FROM loan_schedule s WHERE s.id = NEW.schedule_id), TRUE) BEGIN SELECT RAISE(ABORT, 'an instalment is added only while its schedule is being made'); END
-- next statement
CREATE TRIGGER loan_event_future BEFORE INSERT ON loan_event WHEN NEW.on_day > date(NEW.recorded_at, '+7 hours') BEGIN SELECT RAISE(ABORT, 'nothing happens in the future'); END
-- next statement
CREATE TRIGGER loan_event_after_money BEFORE INSERT ON loan_event WHEN NEW.kind NOT IN ('disbursement', 'reversal') AND NOT EXISTS (SELECT 1 FROM loan_event e WHERE e.loan_id = NEW.loan_id AND e.kind IN ('disbursement') AND NOT EXISTS (SELECT 1 FROM loan_event x WHERE x.reverses_id = e.id) AND e.on_day <= NEW.on_day) BEGIN SELECT RAISE(ABORT, 'nothing is paid back before the money was paid out'); END
-- next statement
CREATE TRIGGER loan_event_state BEFORE INSERT ON loan_event WHEN NEW.kind <> 'reversal' AND NOT ((NEW.kind = 'receipt' AND (SELECT l.state FROM loan l WHERE l.id = NEW.loan_id) IN ('open', 'settled')) OR (NEW.kind = 'waiver' AND (SELECT l.state FROM loan l WHERE l.id = NEW.loan_id) IN ('open')) OR (NEW.kind = 'reschedule' AND (SELECT l.state FROM loan l WHERE l.id = NEW.loan_id) IN ('open')) OR (NEW.kind = 'freeze' AND (SELECT l.state FROM loan l WHERE l.id = NEW.loan_id) IN ('open')) OR (NEW.kind = 'unfreeze' AND (SELECT l.state FROM loan l WHERE l.id = NEW.loan_id) IN ('open')) OR (NEW.kind = 'write_off' AND (SELECT l.state FROM loan l WHERE l.id = NEW.loan_id) IN ('open')) OR (NEW.kind = 'recovery' AND (SELECT l.state FROM loan l WHERE l.id = NEW.loan_id) IN ('written_off')) OR (NEW.kind = 'settlement' AND (SELECT l.state FROM loan l WHERE l.id = NEW.loan_id) IN ('open', 'written_off')) OR (NEW.kind = 'savings_return' AND (SELECT l.state FROM loan l WHERE l.id = NEW.loan_id) IN ('open', 'settled', 'written_off')) OR (NEW.kind = 'refund' AND (SELECT l.state FROM loan l WHERE l.id = NEW.loan_id) IN ('open', 'settled', 'written_off')) OR (NEW.kind = 'allocation' AND (SELECT l.state FROM loan l WHERE l.id = NEW.loan_id) IN ('open', 'settled', 'written_off')) OR (NEW.kind = 'disbursement' AND (SELECT l.state FROM loan l WHERE l.id = NEW.loan_id) IN ('contracted', 'open')) OR (NEW.kind = 'transfer' AND (SELECT l.state FROM loan l WHERE l.id = NEW.loan_id) IN ('open', 'written_off')) OR (NEW.kind = 'death' AND (SELECT l.state FROM loan l WHERE l.id = NEW.loan_id) IN ('open', 'written_off'))) BEGIN SELECT RAISE(ABORT, 'not in this state of the loan'); END
-- next statement
CREATE TRIGGER loan_event_disbursed BEFORE INSERT ON loan_event WHEN NEW.kind = 'disbursement' AND ((SELECT COALESCE(SUM(e.amount), 0) FROM loan_event e WHERE e.loan_id = NEW.loan_id AND e.kind = 'disbursement' AND NOT EXISTS (SELECT 1 FROM loan_event x WHERE x.reverses_id = e.id)) + NEW.amount > (SELECT l.principal_amount FROM loan l WHERE l.id = NEW.loan_id) OR (SELECT COALESCE(SUM(e.amount), 0) FROM loan_event e WHERE e.loan_id = NEW.loan_id AND e.kind = 'disbursement' AND NOT EXISTS (SELECT 1 FROM loan_event x WHERE x.reverses_id = e.id)) + NEW.amount > (SELECT COALESCE(SUM(r.amount - r.released_amount), 0) FROM reservation r WHERE r.subject = 'cases/' || NEW.loan_id) OR (SELECT l.schedule_version FROM loan l WHERE l.id = NEW.loan_id) < 1 OR NOT EXISTS (SELECT 1 FROM reservation_move m JOIN reservation r ON r.id = m.reservation_id WHERE m.entry_id = NEW.entry_id AND m.kind = 'consumed' AND m.amount = NEW.amount AND m.moved_on = NEW.on_day AND r.subject = 'cases/' || NEW.loan_id)) BEGIN SELECT RAISE(ABORT, 'F7 no more is paid out than was contracted and reserved, and only by a payment'); END
-- next statement
CREATE TRIGGER loan_event_reversed BEFORE INSERT ON loan_event WHEN NEW.kind = 'reversal' AND (NOT EXISTS (SELECT 1 FROM loan_event o WHERE o.id = NEW.reverses_id AND o.loan_id = NEW.loan_id AND o.kind <> 'reversal' AND o.amount = NEW.amount AND o.on_day <= NEW.on_day) OR (EXISTS (SELECT 1 FROM loan_event o WHERE o.id = NEW.reverses_id AND o.kind = 'disbursement') AND (NEW.entry_id IS NULL OR EXISTS (SELECT 1 FROM loan_event e WHERE e.loan_id = NEW.loan_id AND e.kind IN ('receipt', 'waiver', 'write_off', 'recovery', 'reschedule', 'settlement', 'savings_return', 'refund') AND NOT EXISTS (SELECT 1 FROM loan_event x WHERE x.reverses_id = e.id))))) BEGIN SELECT RAISE(ABORT, 'F8 a reversal takes back one whole event of its loan; money that was paid out only while nothing has come of it'); END
-- next statement
CREATE TRIGGER reservation_move_of_a_loan BEFORE INSERT ON reservation_move WHEN NEW.kind = 'consumed' AND EXISTS (SELECT 1 FROM reservation r JOIN case_file c ON r.subject = 'cases/' || c.id WHERE r.id = NEW.reservation_id AND CAST(substr(r.subject, 7) AS INTEGER) = c.id AND c.programme = 'loans' AND NOT EXISTS (SELECT 1 FROM loan l WHERE l.id = c.id AND l.schedule_version > 0)) BEGIN SELECT RAISE(ABORT, 'F7 a loan is paid out only on its contract'); END
-- next statement
CREATE TRIGGER loan_whole_dong BEFORE INSERT ON loan WHEN typeof(NEW.principal_amount) <> 'integer' OR typeof(NEW.fee_amount) <> 'integer' BEGIN SELECT RAISE(ABORT, 'an amount is whole dong'); END
-- next statement
CREATE TRIGGER loan_instalment_whole_dong BEFORE INSERT ON loan_instalment WHEN typeof(NEW.principal_amount) <> 'integer' OR typeof(NEW.interest_amount) <> 'integer' OR typeof(NEW.savings_amount) <> 'integer' BEGIN SELECT RAISE(ABORT, 'an amount is whole dong'); END
-- next statement
CREATE TRIGGER loan_event_whole_dong BEFORE INSERT ON loan_event WHEN typeof(NEW.amount) <> 'integer' BEGIN SELECT RAISE(ABORT, 'an amount is whole dong'); END
-- next statement
CREATE TRIGGER loan_event_no_update BEFORE UPDATE ON loan_event BEGIN SELECT RAISE(ABORT, 'loan_event is append-only'); END
-- next statement
CREATE TRIGGER loan_instalment_no_update BEFORE UPDATE ON loan_instalment BEGIN SELECT RAISE(ABORT, 'loan_instalment is append-only'); END
-- next statement
CREATE TRIGGER loan_no_delete BEFORE DELETE ON loan BEGIN SELECT RAISE(ABORT, 'loan is kept'); END
-- next statement
CREATE TRIGGER loan_request_no_delete BEFORE DELETE ON loan_request BEGIN SELECT RAISE(ABORT, 'loan_request is kept'); END
-- next statement
CREATE TRIGGER loan_schedule_no_delete BEFORE DELETE ON loan_schedule BEGIN SELECT RAISE(ABORT, 'loan_schedule is kept'); END
-- next statement
CREATE TRIGGER loan_group_no_delete BEFORE DELETE ON loan_group BEGIN SELECT RAISE(ABORT, 'loan_group is kept'); END
-- next statement
CREATE TRIGGER loan_event_no_delete BEFORE DELETE ON loan_event BEGIN SELECT RAISE(ABORT, 'loan_event is kept'); END
-- next statement
CREATE TRIGGER loan_instalment_no_delete BEFORE DELETE ON loan_instalment BEGIN SELECT RAISE(ABORT, 'loan_instalment is kept'); END
-- next statement
CREATE TRIGGER reservation_move_pays_loan AFTER INSERT ON reservation_move WHEN NEW.kind = 'consumed' AND EXISTS (SELECT 1 FROM reservation r JOIN loan l ON l.id = CAST(substr(r.subject, 7) AS INTEGER) WHERE r.id = NEW.reservation_id AND r.subject = 'cases/' || l.id) BEGIN INSERT INTO loan_event (loan_id, kind, on_day, amount, details, reference, entry_id, recorded_by_id, recorded_at)
    SELECT l.id, 'disbursement', NEW.moved_on, NEW.amount, json_object('fee', l.fee_amount), 'reservation_moves/' || NEW.id, NEW.entry_id, NEW.by_id, NEW.moved_at
    FROM reservation r JOIN loan l ON l.id = CAST(substr(r.subject, 7) AS INTEGER) WHERE r.id = NEW.reservation_id AND r.subject = 'cases/' || l.id; UPDATE loan SET state = 'open', books_due_on = NEW.moved_on, version = version + 1 WHERE state = 'contracted' AND id IN (SELECT l.id FROM reservation r JOIN loan l ON l.id = CAST(substr(r.subject, 7) AS INTEGER) WHERE r.id = NEW.reservation_id AND r.subject = 'cases/' || l.id); END
-- next statement
CREATE TRIGGER reservation_move_takes_loan_back AFTER INSERT ON reservation_move WHEN NEW.kind = 'restored' AND EXISTS (SELECT 1 FROM reservation r JOIN loan l ON l.id = CAST(substr(r.subject, 7) AS INTEGER) WHERE r.id = NEW.reservation_id AND r.subject = 'cases/' || l.id) BEGIN INSERT INTO loan_event (loan_id, kind, on_day, amount, details, reference, reverses_id, entry_id, recorded_by_id, recorded_at)
    SELECT l.id, 'reversal', NEW.moved_on, NEW.amount, '{}', 'reservation_moves/' || NEW.id, o.id, NEW.entry_id, NEW.by_id, NEW.moved_at
    FROM reservation r JOIN loan l ON l.id = CAST(substr(r.subject, 7) AS INTEGER) JOIN loan_event o ON o.loan_id = l.id AND o.kind = 'disbursement' AND o.entry_id = (SELECT e.reverses_id FROM ledger_entry e WHERE e.id = NEW.entry_id) WHERE r.id = NEW.reservation_id AND r.subject = 'cases/' || l.id; UPDATE loan SET state = 'contracted', books_due_on = NULL, version = version + 1 WHERE state = 'open' AND id IN (SELECT l.id FROM reservation r JOIN loan l ON l.id = CAST(substr(r.subject, 7) AS INTEGER) WHERE r.id = NEW.reservation_id AND r.subject = 'cases/' || l.id) AND NOT EXISTS (SELECT 1 FROM loan_event e WHERE e.loan_id = loan.id AND e.kind IN ('disbursement') AND NOT EXISTS (SELECT 1 FROM loan_event x WHERE x.reverses_id = e.id)); END
-- next statement
CREATE TRIGGER unit_frozen BEFORE UPDATE ON unit WHEN NEW.id IS NOT OLD.id OR NEW.code IS NOT OLD.code BEGIN SELECT RAISE(ABORT, 'the code of a unit never changes'); END
-- next statement
CREATE TRIGGER unit_parent_only_ends BEFORE UPDATE ON unit_parent WHEN OLD.valid_to IS NOT NULL OR NEW.id IS NOT OLD.id OR NEW.unit_id IS NOT OLD.unit_id OR NEW.parent_id IS NOT OLD.parent_id OR NEW.valid_from IS NOT OLD.valid_from BEGIN SELECT RAISE(ABORT, 'where a unit hung is kept; a link only ends'); END
-- next statement
CREATE TRIGGER unit_former_name_kept BEFORE UPDATE ON unit_former_name WHEN 1 = 1 BEGIN SELECT RAISE(ABORT, 'a former name is kept as it is'); END
-- next statement
CREATE TRIGGER unit_no_delete BEFORE DELETE ON unit BEGIN SELECT RAISE(ABORT, 'unit is kept'); END
-- next statement
CREATE TRIGGER unit_parent_no_delete BEFORE DELETE ON unit_parent BEGIN SELECT RAISE(ABORT, 'unit_parent is kept'); END
-- next statement
CREATE TRIGGER unit_former_name_no_delete BEFORE DELETE ON unit_former_name BEGIN SELECT RAISE(ABORT, 'unit_former_name is kept'); END
-- next statement
CREATE TRIGGER payment_batch_insert BEFORE INSERT ON payment_batch BEGIN SELECT RAISE(ABORT, 'a list is born open, with the next number, of a bank account of its unit') WHERE NEW.state <> 'open' OR NEW.version <> 1 OR NEW.number <> 1 + (SELECT coalesce(max(b.number), 0) FROM payment_batch b WHERE b.unit_id = NEW.unit_id AND b.year = NEW.year) OR NOT EXISTS (SELECT 1 FROM cash_box c WHERE c.id = NEW.box_id AND c.kind = 'bank' AND c.unit_id = NEW.unit_id); END
-- next statement
CREATE TRIGGER payment_batch_update BEFORE UPDATE ON payment_batch BEGIN SELECT RAISE(ABORT, 'no such step of a list') WHERE NEW.version <> OLD.version + 1 OR (OLD.state || '>' || NEW.state) NOT IN ('open>open', 'open>approved', 'open>void', 'approved>approved', 'approved>done', 'approved>void'); SELECT RAISE(ABORT, 'what a list is never changes') WHERE (NEW.id IS DISTINCT FROM OLD.id OR NEW.unit_id IS DISTINCT FROM OLD.unit_id OR NEW.year IS DISTINCT FROM OLD.year OR NEW.number IS DISTINCT FROM OLD.number OR NEW.box_id IS DISTINCT FROM OLD.box_id OR NEW.made_by_id IS DISTINCT FROM OLD.made_by_id OR NEW.made_on IS DISTINCT FROM OLD.made_on OR NEW.made_at IS DISTINCT FROM OLD.made_at); SELECT RAISE(ABORT, 'an approved list is frozen') WHERE (NEW.line_count IS DISTINCT FROM OLD.line_count OR NEW.total_amount IS DISTINCT FROM OLD.total_amount OR NEW.list_digest IS DISTINCT FROM OLD.list_digest OR NEW.approved_by_id IS DISTINCT FROM OLD.approved_by_id OR NEW.approved_on IS DISTINCT FROM OLD.approved_on OR NEW.approved_at IS DISTINCT FROM OLD.approved_at OR NEW.paper_file_id IS DISTINCT FROM OLD.paper_file_id) AND (OLD.state || '>' || NEW.state) <> 'open>approved'; SELECT RAISE(ABORT, 'a list is approved with its count and its sum') WHERE OLD.state = 'open' AND NEW.state = 'approved' AND (NEW.line_count = 0 OR (NEW.line_count || ':' || NEW.total_amount) IS DISTINCT FROM (SELECT count(*) || ':' || coalesce(sum(l.amount), 0) FROM payment_batch_line l WHERE l.batch_id = NEW.id AND l.state = 'live')); SELECT RAISE(ABORT, 'a list is ended when no line waits') WHERE NEW.state IN ('done', 'void') AND EXISTS (SELECT 1 FROM payment_batch_line l WHERE l.batch_id = NEW.id AND l.state IN ('live')); SELECT RAISE(ABORT, 'a list that the bank has answered is not given up') WHERE NEW.state = 'void' AND EXISTS (SELECT 1 FROM payment_batch_line l WHERE l.batch_id = NEW.id AND l.state IN ('paid', 'refused')); END
-- next statement
CREATE TRIGGER payment_batch_line_insert BEFORE INSERT ON payment_batch_line BEGIN SELECT RAISE(ABORT, 'an open list takes orders that wait to be transferred out of its account') WHERE NEW.state <> 'live' OR NOT EXISTS (SELECT 1 FROM payment_batch b JOIN payment_order o ON o.unit_id = b.unit_id AND o.from_box_id = b.box_id WHERE b.id = NEW.batch_id AND b.state = 'open' AND b.unit_id = NEW.unit_id AND o.id = NEW.order_id AND o.state = 'checked' AND o.amount = NEW.amount); END
-- next statement
CREATE TRIGGER payment_batch_line_update BEFORE UPDATE ON payment_batch_line BEGIN SELECT RAISE(ABORT, 'a line is settled once') WHERE OLD.state <> 'live' OR (NEW.id IS DISTINCT FROM OLD.id OR NEW.batch_id IS DISTINCT FROM OLD.batch_id OR NEW.order_id IS DISTINCT FROM OLD.order_id OR NEW.unit_id IS DISTINCT FROM OLD.unit_id OR NEW.for_unit_id IS DISTINCT FROM OLD.for_unit_id OR NEW.position IS DISTINCT FROM OLD.position OR NEW.amount IS DISTINCT FROM OLD.amount); SELECT RAISE(ABORT, 'a line is paid when its order is') WHERE NEW.state = 'paid' AND NOT (EXISTS (SELECT 1 FROM payment_batch b WHERE b.id = NEW.batch_id AND b.state IN ('approved')) AND EXISTS (SELECT 1 FROM payment_order o WHERE o.id = NEW.order_id AND o.state = 'paid')); SELECT RAISE(ABORT, 'a line is refused when its order is') WHERE NEW.state = 'refused' AND NOT (EXISTS (SELECT 1 FROM payment_batch b WHERE b.id = NEW.batch_id AND b.state IN ('approved')) AND EXISTS (SELECT 1 FROM payment_order o WHERE o.id = NEW.order_id AND o.state = 'refused')); SELECT RAISE(ABORT, 'a line is taken out before the end') WHERE NEW.state = 'removed' AND NOT EXISTS (SELECT 1 FROM payment_batch b WHERE b.id = NEW.batch_id AND b.state IN ('open', 'approved')); END
-- next statement
CREATE TRIGGER payee_call_back_insert BEFORE INSERT ON payee_call_back BEGIN SELECT RAISE(ABORT, 'who added an account does not vouch for it') WHERE NOT EXISTS (SELECT 1 FROM payee_account a WHERE a.id = NEW.account_id AND a.unit_id = NEW.unit_id AND a.added_by_id <> NEW.by_id); END
-- next statement
CREATE TRIGGER payment_terms_insert BEFORE INSERT ON payment_terms BEGIN SELECT RAISE(ABORT, 'terms are born proposed and in their order') WHERE NEW.state <> 'proposed' OR NEW.number <> 1 + (SELECT coalesce(max(t.number), 0) FROM payment_terms t WHERE t.unit_id = NEW.unit_id); END
-- next statement
CREATE TRIGGER payment_terms_update BEFORE UPDATE ON payment_terms BEGIN SELECT RAISE(ABORT, 'terms are put in force or refused once') WHERE OLD.state <> 'proposed' OR NEW.state = 'proposed' OR (NEW.id IS DISTINCT FROM OLD.id OR NEW.unit_id IS DISTINCT FROM OLD.unit_id OR NEW.number IS DISTINCT FROM OLD.number OR NEW.valid_from IS DISTINCT FROM OLD.valid_from OR NEW.has_signer IS DISTINCT FROM OLD.has_signer OR NEW.cooling_days IS DISTINCT FROM OLD.cooling_days OR NEW.document IS DISTINCT FROM OLD.document OR NEW.reason IS DISTINCT FROM OLD.reason OR NEW.proposed_by_id IS DISTINCT FROM OLD.proposed_by_id OR NEW.proposed_at IS DISTINCT FROM OLD.proposed_at); END
-- next statement
CREATE TRIGGER payment_limit_insert BEFORE INSERT ON payment_limit BEGIN SELECT RAISE(ABORT, 'limits are added to proposed terms only') WHERE NOT EXISTS (SELECT 1 FROM payment_terms t WHERE t.id = NEW.terms_id AND t.state = 'proposed'); END
-- next statement
CREATE TRIGGER payment_order_update BEFORE UPDATE ON payment_order BEGIN SELECT RAISE(ABORT, 'an order changes by one version at a time') WHERE NEW.id <> OLD.id OR NEW.version <> OLD.version + 1; SELECT RAISE(ABORT, 'no such transition of an order') WHERE (OLD.state || '>' || NEW.state) NOT IN ('checked>draft', 'checked>paid', 'checked>refused', 'checked>returned', 'checked>void', 'draft>checked', 'draft>draft', 'draft>returned', 'draft>signing', 'draft>void', 'paid>reversing', 'returned>draft', 'returned>void', 'reversing>paid', 'reversing>reversed', 'signing>checked', 'signing>draft', 'signing>returned', 'signing>void'); SELECT RAISE(ABORT, 'what an order is about never changes') WHERE (NEW.code IS DISTINCT FROM OLD.code OR NEW.year IS DISTINCT FROM OLD.year OR NEW.number IS DISTINCT FROM OLD.number OR NEW.unit_id IS DISTINCT FROM OLD.unit_id OR NEW.for_unit_id IS DISTINCT FROM OLD.for_unit_id OR NEW.subject IS DISTINCT FROM OLD.subject OR NEW.title IS DISTINCT FROM OLD.title OR NEW.amount IS DISTINCT FROM OLD.amount OR NEW.method IS DISTINCT FROM OLD.method OR NEW.decider_id IS DISTINCT FROM OLD.decider_id OR NEW.seal_id IS DISTINCT FROM OLD.seal_id OR NEW.made_on IS DISTINCT FROM OLD.made_on OR NEW.needs_signature IS DISTINCT FROM OLD.needs_signature OR NEW.account_code IS DISTINCT FROM OLD.account_code OR NEW.help_programme IS DISTINCT FROM OLD.help_programme OR NEW.help_keys IS DISTINCT FROM OLD.help_keys OR NEW.help_known IS DISTINCT FROM OLD.help_known); SELECT RAISE(ABORT, 'payee and reason change only while the order is mended') WHERE (NEW.payee_name IS DISTINCT FROM OLD.payee_name OR NEW.payee_folded IS DISTINCT FROM OLD.payee_folded OR NEW.payee_backwards IS DISTINCT FROM OLD.payee_backwards OR NEW.payee_address IS DISTINCT FROM OLD.payee_address OR NEW.reason IS DISTINCT FROM OLD.reason OR NEW.attachments IS DISTINCT FROM OLD.attachments OR NEW.made_by_id IS DISTINCT FROM OLD.made_by_id OR NEW.payee_account_id IS DISTINCT FROM OLD.payee_account_id OR NEW.from_box_id IS DISTINCT FROM OLD.from_box_id) AND NEW.state <> 'draft'; SELECT RAISE(ABORT, 'checking is set by the check and emptied by a return') WHERE (NEW.checked_by_id IS DISTINCT FROM OLD.checked_by_id OR NEW.checked_at IS DISTINCT FROM OLD.checked_at OR NEW.checked_digest IS DISTINCT FROM OLD.checked_digest) AND NEW.state NOT IN ('returned', 'draft') AND (OLD.state || '>' || NEW.state) NOT IN ('draft>checked', 'draft>signing'); SELECT RAISE(ABORT, 'a signature is set by signing and emptied by a return') WHERE (NEW.signed_by_id IS DISTINCT FROM OLD.signed_by_id OR NEW.signed_on IS DISTINCT FROM OLD.signed_on OR NEW.signed_at IS DISTINCT FROM OLD.signed_at OR NEW.signed_digest IS DISTINCT FROM OLD.signed_digest OR NEW.signed_role IS DISTINCT FROM OLD.signed_role OR NEW.signed_kind IS DISTINCT FROM OLD.signed_kind OR NEW.signed_terms_id IS DISTINCT FROM OLD.signed_terms_id) AND NEW.state NOT IN ('returned', 'draft') AND NOT (OLD.state = 'signing' AND NEW.state = 'checked'); SELECT RAISE(ABORT, 'what is not complete is not signed') WHERE OLD.state = 'signing' AND NEW.state = 'checked' AND (NEW.attachments = 0 OR length(trim(NEW.reason)) = 0 OR length(trim(NEW.payee_address)) = 0 OR (SELECT coalesce(sum(s.amount), 0) FROM payment_share s WHERE s.order_id = NEW.id) <> NEW.amount); SELECT RAISE(ABORT, 'signing goes by the terms of its day') WHERE OLD.state = 'signing' AND NEW.state = 'checked' AND NEW.signed_terms_id IS DISTINCT FROM (SELECT t.id FROM payment_terms t WHERE t.unit_id = NEW.unit_id AND t.state = 'in_force' AND t.valid_from <= NEW.signed_on ORDER BY t.valid_from DESC LIMIT 1); SELECT RAISE(ABORT, 'the payment is beyond the limit of who signs') WHERE OLD.state = 'signing' AND NEW.state = 'checked' AND EXISTS (SELECT 1 FROM payment_limit l WHERE l.terms_id = NEW.signed_terms_id) AND EXISTS (SELECT 1 FROM payment_share s WHERE s.order_id = NEW.id AND NEW.amount > coalesce((SELECT l.amount FROM payment_limit l WHERE l.terms_id = NEW.signed_terms_id AND l.role = NEW.signed_role AND l.unit_kind = NEW.signed_kind AND l.book_id = s.book_id), (SELECT l.amount FROM payment_limit l WHERE l.terms_id = NEW.signed_terms_id AND l.role = NEW.signed_role AND l.unit_kind = NEW.signed_kind AND l.book_id IS NULL), 0)); SELECT RAISE(ABORT, 'a transfer goes from a bank account of the unit to an account of its register') WHERE NEW.method = 'transfer' AND NOT EXISTS (SELECT 1 FROM cash_box b JOIN payee_account a ON a.unit_id = b.unit_id WHERE b.id = NEW.from_box_id AND b.kind = 'bank' AND b.unit_id = NEW.unit_id AND a.id = NEW.payee_account_id); SELECT RAISE(ABORT, 'a new account of a payee waits, or somebody else has called back') WHERE OLD.state = 'checked' AND NEW.state = 'paid' AND NEW.method = 'transfer' AND NOT EXISTS (SELECT 1 FROM payee_account a LEFT JOIN payee_call_back c ON c.account_id = a.id AND c.by_id NOT IN (NEW.made_by_id, NEW.paid_by_id) WHERE a.id = NEW.payee_account_id AND (a.usable_on <= NEW.paid_on OR c.id IS NOT NULL)); SELECT RAISE(ABORT, 'payment is set by paying') WHERE (NEW.paid_by_id IS DISTINCT FROM OLD.paid_by_id OR NEW.paid_on IS DISTINCT FROM OLD.paid_on OR NEW.receiver_name IS DISTINCT FROM OLD.receiver_name OR NEW.box_id IS DISTINCT FROM OLD.box_id OR NEW.proxy_name IS DISTINCT FROM OLD.proxy_name OR NEW.proxy_paper IS DISTINCT FROM OLD.proxy_paper OR NEW.proxy_file_id IS DISTINCT FROM OLD.proxy_file_id OR NEW.voucher_id IS DISTINCT FROM OLD.voucher_id OR NEW.voucher_file_id IS DISTINCT FROM OLD.voucher_file_id) AND (OLD.state || '>' || NEW.state) <> 'checked>paid'; SELECT RAISE(ABORT, 'a reversal is asked for, confirmed or refused') WHERE (NEW.reversal_reason IS DISTINCT FROM OLD.reversal_reason OR NEW.reversal_asked_by_id IS DISTINCT FROM OLD.reversal_asked_by_id OR NEW.reversal_asked_at IS DISTINCT FROM OLD.reversal_asked_at OR NEW.reversed_by_id IS DISTINCT FROM OLD.reversed_by_id OR NEW.reversed_on IS DISTINCT FROM OLD.reversed_on) AND (OLD.state || '>' || NEW.state) NOT IN ('paid>reversing', 'reversing>reversed', 'reversing>paid'); SELECT RAISE(ABORT, 'a payment is reversed when all its entries are') WHERE OLD.state = 'reversing' AND NEW.state = 'reversed' AND ((NEW.reversal_reason IS DISTINCT FROM OLD.reversal_reason OR NEW.reversal_asked_by_id IS DISTINCT FROM OLD.reversal_asked_by_id OR NEW.reversal_asked_at IS DISTINCT FROM OLD.reversal_asked_at) OR EXISTS (SELECT 1 FROM ledger_entry e WHERE e.voucher_id = NEW.voucher_id AND e.state = 'posted' AND NOT EXISTS (SELECT 1 FROM ledger_entry r WHERE r.reverses_id = e.id AND r.state = 'posted'))); SELECT RAISE(ABORT, 'a part of the payment is reversed already') WHERE OLD.state = 'reversing' AND NEW.state = 'paid' AND EXISTS (SELECT 1 FROM ledger_entry e WHERE e.voucher_id = NEW.voucher_id AND EXISTS (SELECT 1 FROM ledger_entry r WHERE r.reverses_id = e.id AND r.state = 'posted')); SELECT RAISE(ABORT, 'a barred person may not touch the order') WHERE EXISTS (SELECT 1 FROM payment_barred b WHERE b.order_id = NEW.id AND b.user_id IN (NEW.made_by_id, NEW.checked_by_id, NEW.signed_by_id, NEW.paid_by_id, NEW.reversal_asked_by_id, NEW.reversed_by_id)); SELECT RAISE(ABORT, 'who made or mended an order does not check, sign, pay or take it back') WHERE EXISTS (SELECT 1 FROM payment_event e WHERE e.order_id = NEW.id AND e.act IN ('make', 'mend') AND ((NEW.checked_by_id IS DISTINCT FROM OLD.checked_by_id AND NEW.checked_by_id = e.by_id) OR (NEW.signed_by_id IS DISTINCT FROM OLD.signed_by_id AND NEW.signed_by_id = e.by_id) OR (NEW.paid_by_id IS DISTINCT FROM OLD.paid_by_id AND NEW.paid_by_id = e.by_id) OR (NEW.reversed_by_id IS DISTINCT FROM OLD.reversed_by_id AND NEW.reversed_by_id = e.by_id))); SELECT RAISE(ABORT, 'who decided or confirmed anew does not make, check or pay') WHERE EXISTS (SELECT 1 FROM seal s WHERE s.subject = NEW.subject AND s.sealed_by_id IN (NEW.made_by_id, NEW.checked_by_id, NEW.paid_by_id)); SELECT RAISE(ABORT, 'the act before was left without its event') WHERE NOT EXISTS (SELECT 1 FROM payment_event e WHERE e.order_id = OLD.id AND e.version = OLD.version); SELECT RAISE(ABORT, 'the shares do not sum to the amount') WHERE NEW.state IN ('signing', 'checked') AND (SELECT coalesce(sum(s.amount), 0) FROM payment_share s WHERE s.order_id = NEW.id) <> NEW.amount; SELECT RAISE(ABORT, 'the order lies in a payment list') WHERE EXISTS (SELECT 1 FROM payment_batch_line l JOIN payment_batch b ON b.id = l.batch_id WHERE l.order_id = NEW.id AND l.state = 'live' AND NOT (b.state = 'approved' AND (OLD.state || '>' || NEW.state) IN ('checked>paid', 'checked>refused'))); SELECT RAISE(ABORT, 'a bank refuses what was sent to it') WHERE OLD.state = 'checked' AND NEW.state = 'refused' AND NOT EXISTS (SELECT 1 FROM payment_batch_line l JOIN payment_batch b ON b.id = l.batch_id WHERE l.order_id = NEW.id AND l.state = 'live' AND b.state = 'approved'); END
-- next statement
CREATE TRIGGER payment_order_insert BEFORE INSERT ON payment_order BEGIN SELECT RAISE(ABORT, 'an order is born a draft') WHERE NEW.state <> 'draft' OR NEW.version <> 1 OR NEW.checked_by_id IS NOT NULL OR NEW.signed_by_id IS NOT NULL OR NEW.paid_by_id IS NOT NULL; SELECT RAISE(ABORT, 'an order takes the steps of its unit') WHERE NEW.needs_signature <> coalesce((SELECT t.has_signer FROM payment_terms t WHERE t.unit_id = NEW.unit_id AND t.state = 'in_force' AND t.valid_from <= NEW.made_on ORDER BY t.valid_from DESC LIMIT 1), FALSE); SELECT RAISE(ABORT, 'a transfer goes from a bank account of the unit to an account of its register') WHERE NEW.method = 'transfer' AND NOT EXISTS (SELECT 1 FROM cash_box b JOIN payee_account a ON a.unit_id = b.unit_id WHERE b.id = NEW.from_box_id AND b.kind = 'bank' AND b.unit_id = NEW.unit_id AND a.id = NEW.payee_account_id); SELECT RAISE(ABORT, 'who decided or confirmed anew does not make, check or pay') WHERE EXISTS (SELECT 1 FROM seal s WHERE s.subject = NEW.subject AND s.sealed_by_id IN (NEW.made_by_id)); END
-- next statement
CREATE TRIGGER payment_share_insert BEFORE INSERT ON payment_share BEGIN SELECT RAISE(ABORT, 'shares are set once and never exceed the order') WHERE NOT EXISTS (SELECT 1 FROM payment_order o WHERE o.id = NEW.order_id AND o.state = 'draft' AND o.version = 1 AND o.amount >= NEW.amount + (SELECT coalesce(sum(s.amount), 0) FROM payment_share s WHERE s.order_id = NEW.order_id)); SELECT RAISE(ABORT, 'an order takes no more than is promised and not yet ordered') WHERE NEW.amount > (SELECT r.amount - r.consumed_amount - r.released_amount - coalesce((SELECT sum(s.amount) FROM payment_share s JOIN payment_order o ON o.id = s.order_id WHERE s.reservation_id = r.id AND o.state IN ('draft', 'returned', 'signing', 'checked')), 0) FROM reservation r WHERE r.id = NEW.reservation_id); END
-- next statement
CREATE TRIGGER payment_barred_insert BEFORE INSERT ON payment_barred BEGIN SELECT RAISE(ABORT, 'who has touched the order cannot be barred from it any more') WHERE NOT EXISTS (SELECT 1 FROM payment_order o WHERE o.id = NEW.order_id AND o.state IN ('draft', 'returned', 'signing', 'checked') AND o.made_by_id <> NEW.user_id AND (o.checked_by_id IS NULL OR o.checked_by_id <> NEW.user_id) AND (o.signed_by_id IS NULL OR o.signed_by_id <> NEW.user_id)); END
-- next statement
CREATE TRIGGER payment_event_insert BEFORE INSERT ON payment_event BEGIN SELECT RAISE(ABORT, 'an event tells of the order as it is now') WHERE NOT EXISTS (SELECT 1 FROM payment_order o WHERE o.id = NEW.order_id AND o.version = NEW.version AND o.state = NEW.to_state); END
-- next statement
CREATE TRIGGER payment_reprint_insert BEFORE INSERT ON payment_reprint BEGIN SELECT RAISE(ABORT, 'copies of a paid order are numbered one after the other') WHERE NOT EXISTS (SELECT 1 FROM payment_order o WHERE o.id = NEW.order_id AND o.state IN ('paid', 'reversing', 'reversed')) OR NEW.number <> 1 + (SELECT coalesce(max(r.number), 0) FROM payment_reprint r WHERE r.order_id = NEW.order_id); END
-- next statement
CREATE TRIGGER seal_insert BEFORE INSERT ON seal BEGIN SELECT RAISE(ABORT, 'who made, checked or paid does not decide on the subject any more') WHERE EXISTS (SELECT 1 FROM payment_event e JOIN payment_order o ON o.id = e.order_id WHERE o.subject = NEW.subject AND o.state <> 'void' AND e.by_id = NEW.sealed_by_id AND e.act IN ('make', 'mend', 'check', 'pay')); END
-- next statement
CREATE TRIGGER payment_reversed_alone BEFORE INSERT ON ledger_entry WHEN NEW.kind = 'reversal' BEGIN SELECT RAISE(ABORT, 'a payment is reversed by its order') WHERE EXISTS (SELECT 1 FROM ledger_entry e JOIN payment_order o ON o.voucher_id = e.voucher_id WHERE e.id = NEW.reverses_id AND o.state <> 'reversing'); END
-- next statement
CREATE TRIGGER payment_freed BEFORE INSERT ON reservation_move WHEN NEW.kind IN ('released', 'lapsed') BEGIN SELECT RAISE(ABORT, 'an order under way holds this money') WHERE NEW.amount > (SELECT r.amount - r.consumed_amount - r.released_amount - coalesce((SELECT sum(s.amount) FROM payment_share s JOIN payment_order o ON o.id = s.order_id WHERE s.reservation_id = r.id AND o.state IN ('draft', 'returned', 'signing', 'checked')), 0) FROM reservation r WHERE r.id = NEW.reservation_id); END
-- next statement
CREATE TRIGGER payment_helped BEFORE UPDATE ON help_given BEGIN SELECT RAISE(ABORT, 'help is what the books have paid') WHERE EXISTS (SELECT 1 FROM reservation r WHERE r.subject = NEW.subject) AND (NEW.given_amount <> (SELECT coalesce(sum(r.consumed_amount), 0) FROM reservation r WHERE r.subject = NEW.subject) OR (NEW.status = 'withdrawn' AND (SELECT coalesce(sum(r.consumed_amount), 0) FROM reservation r WHERE r.subject = NEW.subject) > 0)); SELECT RAISE(ABORT, 'help is kept as it was given') WHERE NOT EXISTS (SELECT 1 FROM reservation r WHERE r.subject = NEW.subject) AND (NEW.given_amount < OLD.given_amount OR (OLD.status = 'given' AND NEW.status = 'approved')); END
-- next statement
CREATE TRIGGER payment_limit_no_delete BEFORE DELETE ON payment_limit BEGIN SELECT RAISE(ABORT, 'payment_limit is kept as it is'); END
-- next statement
CREATE TRIGGER payment_share_no_delete BEFORE DELETE ON payment_share BEGIN SELECT RAISE(ABORT, 'payment_share is kept as it is'); END
-- next statement
CREATE TRIGGER payment_barred_no_delete BEFORE DELETE ON payment_barred BEGIN SELECT RAISE(ABORT, 'payment_barred is kept as it is'); END
-- next statement
CREATE TRIGGER payment_event_no_delete BEFORE DELETE ON payment_event BEGIN SELECT RAISE(ABORT, 'payment_event is kept as it is'); END
-- next statement
CREATE TRIGGER payment_reprint_no_delete BEFORE DELETE ON payment_reprint BEGIN SELECT RAISE(ABORT, 'payment_reprint is kept as it is'); END
-- next statement
CREATE TRIGGER payee_call_back_no_delete BEFORE DELETE ON payee_call_back BEGIN SELECT RAISE(ABORT, 'payee_call_back is kept as it is'); END
-- next statement
CREATE TRIGGER payment_warning_no_delete BEFORE DELETE ON payment_warning BEGIN SELECT RAISE(ABORT, 'payment_warning is kept as it is'); END
-- next statement
CREATE TRIGGER payment_order_no_delete BEFORE DELETE ON payment_order BEGIN SELECT RAISE(ABORT, 'payment_order is kept as it is'); END
-- next statement
CREATE TRIGGER payment_counter_no_delete BEFORE DELETE ON payment_counter BEGIN SELECT RAISE(ABORT, 'payment_counter is kept as it is'); END
-- next statement
CREATE TRIGGER payment_terms_no_delete BEFORE DELETE ON payment_terms BEGIN SELECT RAISE(ABORT, 'payment_terms is kept as it is'); END
-- next statement
CREATE TRIGGER payee_account_no_delete BEFORE DELETE ON payee_account BEGIN SELECT RAISE(ABORT, 'payee_account is kept as it is'); END
-- next statement
CREATE TRIGGER payment_batch_no_delete BEFORE DELETE ON payment_batch BEGIN SELECT RAISE(ABORT, 'payment_batch is kept as it is'); END
-- next statement
CREATE TRIGGER payment_batch_line_no_delete BEFORE DELETE ON payment_batch_line BEGIN SELECT RAISE(ABORT, 'payment_batch_line is kept as it is'); END
-- next statement
CREATE TRIGGER payment_batch_result_no_delete BEFORE DELETE ON payment_batch_result BEGIN SELECT RAISE(ABORT, 'payment_batch_result is kept as it is'); END
-- next statement
CREATE TRIGGER payment_limit_no_update BEFORE UPDATE ON payment_limit BEGIN SELECT RAISE(ABORT, 'payment_limit is kept as it is'); END
-- next statement
CREATE TRIGGER payment_share_no_update BEFORE UPDATE ON payment_share BEGIN SELECT RAISE(ABORT, 'payment_share is kept as it is'); END
-- next statement
CREATE TRIGGER payment_barred_no_update BEFORE UPDATE ON payment_barred BEGIN SELECT RAISE(ABORT, 'payment_barred is kept as it is'); END
-- next statement
CREATE TRIGGER payment_event_no_update BEFORE UPDATE ON payment_event BEGIN SELECT RAISE(ABORT, 'payment_event is kept as it is'); END
-- next statement
CREATE TRIGGER payment_reprint_no_update BEFORE UPDATE ON payment_reprint BEGIN SELECT RAISE(ABORT, 'payment_reprint is kept as it is'); END
-- next statement
CREATE TRIGGER payee_call_back_no_update BEFORE UPDATE ON payee_call_back BEGIN SELECT RAISE(ABORT, 'payee_call_back is kept as it is'); END
-- next statement
CREATE TRIGGER payment_warning_no_update BEFORE UPDATE ON payment_warning BEGIN SELECT RAISE(ABORT, 'payment_warning is kept as it is'); END
-- next statement
CREATE TRIGGER payee_account_born BEFORE INSERT ON payee_account BEGIN SELECT RAISE(ABORT, 'a new account waits as the terms of its first day say') WHERE NEW.usable_on < date(NEW.first_seen_on, '+' || coalesce((SELECT t.cooling_days FROM payment_terms t WHERE t.unit_id = NEW.unit_id AND t.state = 'in_force' AND t.valid_from <= NEW.first_seen_on ORDER BY t.valid_from DESC LIMIT 1), 3) || ' days'); END
-- next statement
CREATE TRIGGER payee_account_kept BEFORE UPDATE ON payee_account BEGIN SELECT RAISE(ABORT, 'an account of a payee never changes') WHERE NEW.id IS DISTINCT FROM OLD.id OR NEW.uid IS DISTINCT FROM OLD.uid OR NEW.unit_id IS DISTINCT FROM OLD.unit_id OR NEW.bank_code IS DISTINCT FROM OLD.bank_code OR NEW.account_index IS DISTINCT FROM OLD.account_index OR NEW.account_tail IS DISTINCT FROM OLD.account_tail OR NEW.holder_name IS DISTINCT FROM OLD.holder_name OR NEW.holder_folded IS DISTINCT FROM OLD.holder_folded OR NEW.first_seen_on IS DISTINCT FROM OLD.first_seen_on OR NEW.usable_on IS DISTINCT FROM OLD.usable_on OR NEW.added_by_id IS DISTINCT FROM OLD.added_by_id OR NEW.added_at IS DISTINCT FROM OLD.added_at OR (NEW.account_sealed <> OLD.account_sealed AND NOT coalesce(OLD.account_sealed LIKE 'v1.k%' AND NEW.account_sealed LIKE 'v1.k%' AND CAST(substr(NEW.account_sealed, 5) AS INTEGER) > CAST(substr(OLD.account_sealed, 5) AS INTEGER) AND length(NEW.account_sealed) - instr(substr(NEW.account_sealed, 4), '.') = length(OLD.account_sealed) - instr(substr(OLD.account_sealed, 4), '.'), FALSE)); END
-- next statement
CREATE TRIGGER regulation_starts BEFORE INSERT ON regulation WHEN NEW.status <> 'draft' BEGIN SELECT RAISE(ABORT, 'a regulation starts as a draft'); END
-- next statement
CREATE TRIGGER regulation_steps BEFORE UPDATE ON regulation WHEN NOT (
    (OLD.status = 'draft' AND NEW.status IN ('draft', 'submitted'))
    OR (OLD.status = 'submitted' AND NEW.status IN ('draft', 'in_force'))
    OR (OLD.status = 'in_force' AND NEW.status = 'superseded')) BEGIN SELECT RAISE(ABORT, 'not a step of a regulation'); END
-- next statement
CREATE TRIGGER regulation_content BEFORE UPDATE ON regulation WHEN (OLD.status <> 'draft' AND (NEW.programme IS NOT OLD.programme OR NEW.unit_id IS NOT OLD.unit_id OR NEW.title IS NOT OLD.title OR NEW.number IS NOT OLD.number OR NEW.issued_on IS NOT OLD.issued_on OR NEW.valid_from IS NOT OLD.valid_from OR NEW.is_sample IS NOT OLD.is_sample OR NEW.based_on_id IS NOT OLD.based_on_id OR NEW.drafted_by_id IS NOT OLD.drafted_by_id OR NEW.grounds IS NOT OLD.grounds)) OR (OLD.status IN ('in_force', 'superseded') AND (NEW.submitted_by_id IS NOT OLD.submitted_by_id OR NEW.approved_by_id IS NOT OLD.approved_by_id OR NEW.submitted_at IS NOT OLD.submitted_at OR NEW.approved_at IS NOT OLD.approved_at)) BEGIN SELECT RAISE(ABORT, 'a regulation changes only while it is a draft'); END
-- next statement
CREATE TRIGGER regulation_clash BEFORE UPDATE ON regulation WHEN NEW.status = 'in_force' AND EXISTS (SELECT 1 FROM regulation r WHERE r.id <> NEW.id AND r.unit_id = NEW.unit_id
    AND r.programme = NEW.programme AND r.status IN ('in_force', 'superseded')
    AND (r.valid_to IS NULL OR r.valid_to >= NEW.valid_from) AND (NEW.valid_to IS NULL OR r.valid_from <= NEW.valid_to)) BEGIN SELECT RAISE(ABORT, 'two regulations in force on one day'); END
-- next statement
CREATE TRIGGER regulation_kept BEFORE DELETE ON regulation WHEN OLD.status <> 'draft' BEGIN SELECT RAISE(ABORT, 'only a draft is thrown away'); END
-- next statement
CREATE TRIGGER norm_draft_insert BEFORE INSERT ON norm WHEN coalesce((SELECT status FROM regulation WHERE id = NEW.regulation_id), 'none') <> 'draft' BEGIN SELECT RAISE(ABORT, 'a regulation changes only while it is a draft'); END
-- next statement
CREATE TRIGGER norm_draft_update BEFORE UPDATE ON norm WHEN coalesce((SELECT status FROM regulation WHERE id = OLD.regulation_id), 'none') <> 'draft' OR coalesce((SELECT status FROM regulation WHERE id = NEW.regulation_id), 'none') <> 'draft' BEGIN SELECT RAISE(ABORT, 'a regulation changes only while it is a draft'); END
-- next statement
CREATE TRIGGER norm_draft_delete BEFORE DELETE ON norm WHEN coalesce((SELECT status FROM regulation WHERE id = OLD.regulation_id), 'none') <> 'draft' BEGIN SELECT RAISE(ABORT, 'a regulation changes only while it is a draft'); END
-- next statement
CREATE TRIGGER criterion_draft_insert BEFORE INSERT ON criterion WHEN coalesce((SELECT status FROM regulation WHERE id = NEW.regulation_id), 'none') <> 'draft' BEGIN SELECT RAISE(ABORT, 'a regulation changes only while it is a draft'); END
-- next statement
CREATE TRIGGER criterion_draft_update BEFORE UPDATE ON criterion WHEN coalesce((SELECT status FROM regulation WHERE id = OLD.regulation_id), 'none') <> 'draft' OR coalesce((SELECT status FROM regulation WHERE id = NEW.regulation_id), 'none') <> 'draft' BEGIN SELECT RAISE(ABORT, 'a regulation changes only while it is a draft'); END
-- next statement
CREATE TRIGGER criterion_draft_delete BEFORE DELETE ON criterion WHEN coalesce((SELECT status FROM regulation WHERE id = OLD.regulation_id), 'none') <> 'draft' BEGIN SELECT RAISE(ABORT, 'a regulation changes only while it is a draft'); END
-- next statement
CREATE TRIGGER required_paper_draft_insert BEFORE INSERT ON required_paper WHEN coalesce((SELECT status FROM regulation WHERE id = NEW.regulation_id), 'none') <> 'draft' BEGIN SELECT RAISE(ABORT, 'a regulation changes only while it is a draft'); END
-- next statement
CREATE TRIGGER required_paper_draft_update BEFORE UPDATE ON required_paper WHEN coalesce((SELECT status FROM regulation WHERE id = OLD.regulation_id), 'none') <> 'draft' OR coalesce((SELECT status FROM regulation WHERE id = NEW.regulation_id), 'none') <> 'draft' BEGIN SELECT RAISE(ABORT, 'a regulation changes only while it is a draft'); END
-- next statement
CREATE TRIGGER required_paper_draft_delete BEFORE DELETE ON required_paper WHEN coalesce((SELECT status FROM regulation WHERE id = OLD.regulation_id), 'none') <> 'draft' BEGIN SELECT RAISE(ABORT, 'a regulation changes only while it is a draft'); END
-- next statement
CREATE TRIGGER authority_limit_draft_insert BEFORE INSERT ON authority_limit WHEN coalesce((SELECT status FROM regulation WHERE id = NEW.regulation_id), 'none') <> 'draft' BEGIN SELECT RAISE(ABORT, 'a regulation changes only while it is a draft'); END
-- next statement
CREATE TRIGGER authority_limit_draft_update BEFORE UPDATE ON authority_limit WHEN coalesce((SELECT status FROM regulation WHERE id = OLD.regulation_id), 'none') <> 'draft' OR coalesce((SELECT status FROM regulation WHERE id = NEW.regulation_id), 'none') <> 'draft' BEGIN SELECT RAISE(ABORT, 'a regulation changes only while it is a draft'); END
-- next statement
CREATE TRIGGER authority_limit_draft_delete BEFORE DELETE ON authority_limit WHEN coalesce((SELECT status FROM regulation WHERE id = OLD.regulation_id), 'none') <> 'draft' BEGIN SELECT RAISE(ABORT, 'a regulation changes only while it is a draft'); END
-- next statement
CREATE TRIGGER instalment_step_draft_insert BEFORE INSERT ON instalment_step WHEN coalesce((SELECT status FROM regulation WHERE id = NEW.regulation_id), 'none') <> 'draft' BEGIN SELECT RAISE(ABORT, 'a regulation changes only while it is a draft'); END
-- next statement
CREATE TRIGGER instalment_step_draft_update BEFORE UPDATE ON instalment_step WHEN coalesce((SELECT status FROM regulation WHERE id = OLD.regulation_id), 'none') <> 'draft' OR coalesce((SELECT status FROM regulation WHERE id = NEW.regulation_id), 'none') <> 'draft' BEGIN SELECT RAISE(ABORT, 'a regulation changes only while it is a draft'); END
-- next statement
CREATE TRIGGER instalment_step_draft_delete BEFORE DELETE ON instalment_step WHEN coalesce((SELECT status FROM regulation WHERE id = OLD.regulation_id), 'none') <> 'draft' BEGIN SELECT RAISE(ABORT, 'a regulation changes only while it is a draft'); END
-- next statement
CREATE TRIGGER loan_product_draft_insert BEFORE INSERT ON loan_product WHEN coalesce((SELECT status FROM regulation WHERE id = NEW.regulation_id), 'none') <> 'draft' BEGIN SELECT RAISE(ABORT, 'a regulation changes only while it is a draft'); END
-- next statement
CREATE TRIGGER loan_product_draft_update BEFORE UPDATE ON loan_product WHEN coalesce((SELECT status FROM regulation WHERE id = OLD.regulation_id), 'none') <> 'draft' OR coalesce((SELECT status FROM regulation WHERE id = NEW.regulation_id), 'none') <> 'draft' BEGIN SELECT RAISE(ABORT, 'a regulation changes only while it is a draft'); END
-- next statement
CREATE TRIGGER loan_product_draft_delete BEFORE DELETE ON loan_product WHEN coalesce((SELECT status FROM regulation WHERE id = OLD.regulation_id), 'none') <> 'draft' BEGIN SELECT RAISE(ABORT, 'a regulation changes only while it is a draft'); END
-- next statement
CREATE TRIGGER relief_request_frozen BEFORE UPDATE ON relief_request WHEN NEW.id <> OLD.id OR NEW.unit_id <> OLD.unit_id OR ((SELECT c.state FROM case_file c WHERE c.id = OLD.id) NOT IN ('draft', 'returned') AND (NEW.id IS NOT OLD.id OR NEW.unit_id IS NOT OLD.unit_id OR NEW.kind IS NOT OLD.kind OR NEW.event_on IS NOT OLD.event_on OR NEW.affected_name IS NOT OLD.affected_name OR NEW.place IS NOT OLD.place OR NEW.days_off IS NOT OLD.days_off OR NEW.description IS NOT OLD.description OR NEW.is_urgent IS NOT OLD.is_urgent OR NEW.urgent_reason IS NOT OLD.urgent_reason OR NEW.event_key IS NOT OLD.event_key OR NEW.disaster_id IS NOT OLD.disaster_id)) OR (NEW.is_live <> OLD.is_live AND (NEW.is_live OR (SELECT c.state FROM case_file c WHERE c.id = OLD.id) NOT IN ('refused', 'withdrawn', 'closed'))) BEGIN SELECT RAISE(ABORT, 'a relief request changes only with its own unit'); END
-- next statement
CREATE TRIGGER relief_request_no_delete BEFORE DELETE ON relief_request BEGIN SELECT RAISE(ABORT, 'relief_request is kept'); END
-- next statement
CREATE TRIGGER relief_request_freed AFTER UPDATE ON case_file WHEN NEW.programme = 'relief' AND OLD.state <> NEW.state AND (NEW.state IN ('refused', 'withdrawn') OR (NEW.state = 'closed' AND NOT EXISTS (SELECT 1 FROM reservation r WHERE r.subject = 'cases/' || NEW.id AND (r.consumed_amount > 0 OR r.state = 'open')))) BEGIN UPDATE relief_request SET is_live = 0 WHERE id = NEW.id; END
-- next statement
CREATE TRIGGER relief_request_urgent BEFORE INSERT ON case_event WHEN NEW.act = 'urgent' AND NOT EXISTS (SELECT 1 FROM relief_request r WHERE r.id = NEW.case_id AND r.is_urgent) BEGIN SELECT RAISE(ABORT, 'only an urgent request is decided at once'); END
-- next statement
CREATE TRIGGER relief_disaster_no_update BEFORE UPDATE ON relief_disaster BEGIN SELECT RAISE(ABORT, 'relief_disaster is append-only'); END
-- next statement
CREATE TRIGGER relief_disaster_no_delete BEFORE DELETE ON relief_disaster BEGIN SELECT RAISE(ABORT, 'relief_disaster is append-only'); END
-- next statement
CREATE TRIGGER relief_area_no_update BEFORE UPDATE ON relief_area BEGIN SELECT RAISE(ABORT, 'relief_area is append-only'); END
-- next statement
CREATE TRIGGER relief_area_no_delete BEFORE DELETE ON relief_area BEGIN SELECT RAISE(ABORT, 'relief_area is append-only'); END
-- next statement
CREATE TRIGGER stock_holding_insert BEFORE INSERT ON stock_holding BEGIN SELECT RAISE(ABORT, 'a holding begins empty, in its own unit') WHERE NEW.quantity <> 0 OR NEW.amount <> 0 OR NOT EXISTS (SELECT 1 FROM stock_place p JOIN stock_good g ON g.id = NEW.good_id JOIN ledger_book b ON b.id = NEW.book_id
    WHERE p.id = NEW.place_id AND p.unit_id = NEW.unit_id AND g.unit_id = NEW.unit_id AND b.unit_id = NEW.unit_id); END
-- next statement
CREATE TRIGGER stock_holding_update BEFORE UPDATE ON stock_holding BEGIN SELECT RAISE(ABORT, 'goods are moved by movements alone') WHERE NEW.id IS DISTINCT FROM OLD.id OR NEW.unit_id IS DISTINCT FROM OLD.unit_id OR NEW.place_id IS DISTINCT FROM OLD.place_id OR NEW.good_id IS DISTINCT FROM OLD.good_id OR NEW.book_id IS DISTINCT FROM OLD.book_id OR NEW.quantity <> (SELECT coalesce(sum(quantity), 0) FROM stock_movement WHERE holding_id = NEW.id)
    OR NEW.amount <> (SELECT coalesce(sum(amount), 0) FROM stock_movement WHERE holding_id = NEW.id); END
-- next statement
CREATE TRIGGER stock_movement_insert BEFORE INSERT ON stock_movement BEGIN SELECT RAISE(ABORT, 'a slip moves goods once') WHERE NOT EXISTS (SELECT 1 FROM stock_slip WHERE id = NEW.slip_id AND state = 'made'); SELECT RAISE(ABORT, 'a slip moves goods of its fund in its places') WHERE NOT EXISTS (SELECT 1 FROM stock_slip s JOIN stock_holding h ON h.id = NEW.holding_id WHERE s.id = NEW.slip_id AND h.book_id = s.book_id AND (
    (s.kind = 'reversal' AND EXISTS (SELECT 1 FROM stock_movement m WHERE m.slip_id = s.reverses_id AND m.holding_id = h.id
      AND m.position = NEW.position AND m.quantity = -NEW.quantity AND m.amount = -NEW.amount))
    OR (s.kind <> 'reversal' AND (h.place_id = s.place_id OR h.place_id = s.to_place_id)))); END
-- next statement
CREATE TRIGGER stock_slip_insert BEFORE INSERT ON stock_slip BEGIN SELECT RAISE(ABORT, 'a slip is made before it is done') WHERE NEW.state <> 'made'; END
-- next statement
CREATE TRIGGER stock_slip_update BEFORE UPDATE ON stock_slip BEGIN SELECT RAISE(ABORT, 'a slip never changes') WHERE NEW.id IS DISTINCT FROM OLD.id OR NEW.unit_id IS DISTINCT FROM OLD.unit_id OR NEW.book_id IS DISTINCT FROM OLD.book_id OR NEW.kind IS DISTINCT FROM OLD.kind OR NEW.place_id IS DISTINCT FROM OLD.place_id OR NEW.to_place_id IS DISTINCT FROM OLD.to_place_id OR NEW.party IS DISTINCT FROM OLD.party OR NEW.address IS DISTINCT FROM OLD.address OR NEW.reason IS DISTINCT FROM OLD.reason OR NEW.basis IS DISTINCT FROM OLD.basis OR NEW.account_code IS DISTINCT FROM OLD.account_code OR NEW.counter_code IS DISTINCT FROM OLD.counter_code OR NEW.purpose IS DISTINCT FROM OLD.purpose OR NEW.for_unit_id IS DISTINCT FROM OLD.for_unit_id OR NEW.subject IS DISTINCT FROM OLD.subject OR NEW.reference IS DISTINCT FROM OLD.reference OR NEW.reverses_id IS DISTINCT FROM OLD.reverses_id OR NEW.returns_id IS DISTINCT FROM OLD.returns_id OR NEW.count_id IS DISTINCT FROM OLD.count_id OR NEW.minutes_file_id IS DISTINCT FROM OLD.minutes_file_id OR NEW.made_by_id IS DISTINCT FROM OLD.made_by_id OR NEW.made_at IS DISTINCT FROM OLD.made_at OR NEW.made_on IS DISTINCT FROM OLD.made_on OR NEW.series IS DISTINCT FROM OLD.series; SELECT RAISE(ABORT, 'a slip is done once') WHERE OLD.state <> 'made'; SELECT RAISE(ABORT, 'a slip has the value of its entry') WHERE NEW.state = 'done' AND (NOT EXISTS (SELECT 1 FROM stock_movement WHERE slip_id = NEW.id)
    OR (SELECT coalesce(sum(amount), 0) FROM stock_movement WHERE slip_id = NEW.id) <> (SELECT coalesce(sum(l.debit - l.credit), 0) FROM ledger_line l JOIN ledger_balance b ON b.id = l.balance_id
      JOIN ledger_entry e ON e.id = l.entry_id WHERE e.id = NEW.entry_id AND e.state = 'posted' AND e.book_id = NEW.book_id AND b.account_code = NEW.account_code)
    OR (NEW.kind IN ('transfer', 'packing') AND (SELECT coalesce(sum(amount), 0) FROM stock_movement WHERE slip_id = NEW.id) <> 0)); END
-- next statement
CREATE TRIGGER stock_slip_line_insert BEFORE INSERT ON stock_slip_line BEGIN SELECT RAISE(ABORT, 'lines are written down with their slip') WHERE NOT EXISTS (SELECT 1 FROM stock_slip WHERE id = NEW.slip_id AND state = 'made'); END
-- next statement
CREATE TRIGGER stock_count_insert BEFORE INSERT ON stock_count BEGIN SELECT RAISE(ABORT, 'a count is answered by a second person') WHERE NEW.state <> 'counted'; END
-- next statement
CREATE TRIGGER stock_count_update BEFORE UPDATE ON stock_count BEGIN SELECT RAISE(ABORT, 'a count is answered once and never changes') WHERE OLD.state <> 'counted' OR NEW.id IS DISTINCT FROM OLD.id OR NEW.unit_id IS DISTINCT FROM OLD.unit_id OR NEW.place_id IS DISTINCT FROM OLD.place_id OR NEW.counted_on IS DISTINCT FROM OLD.counted_on OR NEW.counted_at IS DISTINCT FROM OLD.counted_at OR NEW.counted_by_id IS DISTINCT FROM OLD.counted_by_id OR NEW.present IS DISTINCT FROM OLD.present; END
-- next statement
CREATE TRIGGER stock_count_line_insert BEFORE INSERT ON stock_count_line BEGIN SELECT RAISE(ABORT, 'a count has the books of its moment') WHERE NEW.book_quantity <> (SELECT quantity FROM stock_holding WHERE id = NEW.holding_id) OR NOT EXISTS (SELECT 1 FROM stock_count c
               JOIN stock_holding h ON h.id = NEW.holding_id AND h.place_id = c.place_id WHERE c.id = NEW.count_id AND c.state = 'counted'); END
-- next statement
CREATE TRIGGER stock_slip_no_delete BEFORE DELETE ON stock_slip BEGIN SELECT RAISE(ABORT, 'stock_slip is kept as it is'); END
-- next statement
CREATE TRIGGER stock_slip_line_no_delete BEFORE DELETE ON stock_slip_line BEGIN SELECT RAISE(ABORT, 'stock_slip_line is kept as it is'); END
-- next statement
CREATE TRIGGER stock_movement_no_delete BEFORE DELETE ON stock_movement BEGIN SELECT RAISE(ABORT, 'stock_movement is kept as it is'); END
-- next statement
CREATE TRIGGER stock_holding_no_delete BEFORE DELETE ON stock_holding BEGIN SELECT RAISE(ABORT, 'stock_holding is kept as it is'); END
-- next statement
CREATE TRIGGER stock_count_no_delete BEFORE DELETE ON stock_count BEGIN SELECT RAISE(ABORT, 'stock_count is kept as it is'); END
-- next statement
CREATE TRIGGER stock_count_line_no_delete BEFORE DELETE ON stock_count_line BEGIN SELECT RAISE(ABORT, 'stock_count_line is kept as it is'); END
-- next statement
CREATE TRIGGER stock_slip_line_no_update BEFORE UPDATE ON stock_slip_line BEGIN SELECT RAISE(ABORT, 'stock_slip_line is kept as it is'); END
-- next statement
CREATE TRIGGER stock_movement_no_update BEFORE UPDATE ON stock_movement BEGIN SELECT RAISE(ABORT, 'stock_movement is kept as it is'); END
-- next statement
CREATE TRIGGER stock_count_line_no_update BEFORE UPDATE ON stock_count_line BEGIN SELECT RAISE(ABORT, 'stock_count_line is kept as it is'); END
-- next statement
CREATE TRIGGER stock_movement_applied AFTER INSERT ON stock_movement BEGIN UPDATE stock_holding SET quantity = quantity + NEW.quantity, amount = amount + NEW.amount WHERE id = NEW.holding_id; END
-- next statement
CREATE TRIGGER stock_entry_alone BEFORE UPDATE ON ledger_entry WHEN NEW.kind = 'reversal' AND NEW.state = 'posted' AND NEW.reverses_id IS NOT NULL BEGIN SELECT RAISE(ABORT, 'F29 the entry of a slip is taken back with its goods') WHERE EXISTS (SELECT 1 FROM stock_slip s WHERE s.entry_id = NEW.reverses_id AND NOT EXISTS (
    SELECT 1 FROM stock_slip r JOIN stock_movement m ON m.slip_id = r.id WHERE r.reverses_id = s.id AND r.state = 'made')); END
