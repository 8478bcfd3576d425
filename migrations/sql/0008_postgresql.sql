CREATE FUNCTION trail_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION 'trail is append-only' USING ERRCODE = '23514'; END $$
-- next statement
CREATE TRIGGER trail_no_update BEFORE UPDATE ON trail FOR EACH ROW EXECUTE FUNCTION trail_refuse()
-- next statement
CREATE TRIGGER trail_no_delete BEFORE DELETE ON trail FOR EACH ROW EXECUTE FUNCTION trail_refuse()
-- next statement
CREATE TRIGGER trail_no_truncate BEFORE TRUNCATE ON trail FOR EACH STATEMENT EXECUTE FUNCTION trail_refuse()
-- next statement
CREATE FUNCTION post_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION 'posts are kept' USING ERRCODE = '23514'; END $$
-- next statement
CREATE TRIGGER post_no_delete BEFORE DELETE ON post FOR EACH ROW EXECUTE FUNCTION post_kept()
-- next statement
CREATE TRIGGER post_no_truncate BEFORE TRUNCATE ON post FOR EACH STATEMENT EXECUTE FUNCTION post_kept()
-- next statement
CREATE FUNCTION post_apart_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.ended_at IS NULL AND EXISTS (SELECT 1 FROM post p WHERE p.user_id = NEW.user_id AND p.unit_id = NEW.unit_id AND p.id IS DISTINCT FROM NEW.id AND p.ended_at IS NULL AND (p.valid_to IS NULL OR p.valid_to >= NEW.valid_from) AND (NEW.valid_to IS NULL OR NEW.valid_to >= p.valid_from) AND (p.role = 'accountant' AND NEW.role = 'administrator' OR p.role = 'administrator' AND NEW.role = 'accountant' OR p.role = 'accountant' AND NEW.role = 'head_accountant' OR p.role = 'head_accountant' AND NEW.role = 'accountant' OR p.role = 'accountant' AND NEW.role = 'inspector' OR p.role = 'inspector' AND NEW.role = 'accountant' OR p.role = 'accountant' AND NEW.role = 'signer' OR p.role = 'signer' AND NEW.role = 'accountant' OR p.role = 'accountant' AND NEW.role = 'treasurer' OR p.role = 'treasurer' AND NEW.role = 'accountant' OR p.role = 'administrator' AND NEW.role = 'head_accountant' OR p.role = 'head_accountant' AND NEW.role = 'administrator' OR p.role = 'administrator' AND NEW.role = 'inspector' OR p.role = 'inspector' AND NEW.role = 'administrator' OR p.role = 'administrator' AND NEW.role = 'signer' OR p.role = 'signer' AND NEW.role = 'administrator' OR p.role = 'administrator' AND NEW.role = 'treasurer' OR p.role = 'treasurer' AND NEW.role = 'administrator' OR p.role = 'head_accountant' AND NEW.role = 'inspector' OR p.role = 'inspector' AND NEW.role = 'head_accountant' OR p.role = 'head_accountant' AND NEW.role = 'signer' OR p.role = 'signer' AND NEW.role = 'head_accountant' OR p.role = 'head_accountant' AND NEW.role = 'treasurer' OR p.role = 'treasurer' AND NEW.role = 'head_accountant' OR p.role = 'inspector' AND NEW.role = 'officer' OR p.role = 'officer' AND NEW.role = 'inspector' OR p.role = 'inspector' AND NEW.role = 'reviewer' OR p.role = 'reviewer' AND NEW.role = 'inspector' OR p.role = 'inspector' AND NEW.role = 'signer' OR p.role = 'signer' AND NEW.role = 'inspector' OR p.role = 'inspector' AND NEW.role = 'treasurer' OR p.role = 'treasurer' AND NEW.role = 'inspector' OR p.role = 'signer' AND NEW.role = 'treasurer' OR p.role = 'treasurer' AND NEW.role = 'signer')) THEN RAISE EXCEPTION 'one person does not hold these two posts at one unit' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER post_apart BEFORE INSERT ON post FOR EACH ROW EXECUTE FUNCTION post_apart_law()
-- next statement
CREATE FUNCTION post_still_apart_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.ended_at IS NULL AND EXISTS (SELECT 1 FROM post p WHERE p.user_id = NEW.user_id AND p.unit_id = NEW.unit_id AND p.id IS DISTINCT FROM NEW.id AND p.ended_at IS NULL AND (p.valid_to IS NULL OR p.valid_to >= NEW.valid_from) AND (NEW.valid_to IS NULL OR NEW.valid_to >= p.valid_from) AND (p.role = 'accountant' AND NEW.role = 'administrator' OR p.role = 'administrator' AND NEW.role = 'accountant' OR p.role = 'accountant' AND NEW.role = 'head_accountant' OR p.role = 'head_accountant' AND NEW.role = 'accountant' OR p.role = 'accountant' AND NEW.role = 'inspector' OR p.role = 'inspector' AND NEW.role = 'accountant' OR p.role = 'accountant' AND NEW.role = 'signer' OR p.role = 'signer' AND NEW.role = 'accountant' OR p.role = 'accountant' AND NEW.role = 'treasurer' OR p.role = 'treasurer' AND NEW.role = 'accountant' OR p.role = 'administrator' AND NEW.role = 'head_accountant' OR p.role = 'head_accountant' AND NEW.role = 'administrator' OR p.role = 'administrator' AND NEW.role = 'inspector' OR p.role = 'inspector' AND NEW.role = 'administrator' OR p.role = 'administrator' AND NEW.role = 'signer' OR p.role = 'signer' AND NEW.role = 'administrator' OR p.role = 'administrator' AND NEW.role = 'treasurer' OR p.role = 'treasurer' AND NEW.role = 'administrator' OR p.role = 'head_accountant' AND NEW.role = 'inspector' OR p.role = 'inspector' AND NEW.role = 'head_accountant' OR p.role = 'head_accountant' AND NEW.role = 'signer' OR p.role = 'signer' AND NEW.role = 'head_accountant' OR p.role = 'head_accountant' AND NEW.role = 'treasurer' OR p.role = 'treasurer' AND NEW.role = 'head_accountant' OR p.role = 'inspector' AND NEW.role = 'officer' OR p.role = 'officer' AND NEW.role = 'inspector' OR p.role = 'inspector' AND NEW.role = 'reviewer' OR p.role = 'reviewer' AND NEW.role = 'inspector' OR p.role = 'inspector' AND NEW.role = 'signer' OR p.role = 'signer' AND NEW.role = 'inspector' OR p.role = 'inspector' AND NEW.role = 'treasurer' OR p.role = 'treasurer' AND NEW.role = 'inspector' OR p.role = 'signer' AND NEW.role = 'treasurer' OR p.role = 'treasurer' AND NEW.role = 'signer')) THEN RAISE EXCEPTION 'one person does not hold these two posts at one unit' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER post_still_apart BEFORE UPDATE ON post FOR EACH ROW EXECUTE FUNCTION post_still_apart_law()
-- next statement
CREATE FUNCTION post_only_ends_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF OLD.ended_at IS NOT NULL OR NEW.valid_to IS NULL OR NEW.id IS DISTINCT FROM OLD.id OR NEW.user_id IS DISTINCT FROM OLD.user_id OR NEW.role IS DISTINCT FROM OLD.role OR NEW.unit_id IS DISTINCT FROM OLD.unit_id OR NEW.valid_from IS DISTINCT FROM OLD.valid_from THEN RAISE EXCEPTION 'a post only ends, once' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER post_only_ends BEFORE UPDATE ON post FOR EACH ROW EXECUTE FUNCTION post_only_ends_law()
-- next statement
CREATE FUNCTION advance_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.state <> 'asked' THEN RAISE EXCEPTION 'an advance is asked for first' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER advance_insert BEFORE INSERT ON advance FOR EACH ROW EXECUTE FUNCTION advance_insert()
-- next statement
CREATE FUNCTION advance_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.id IS DISTINCT FROM OLD.id OR NEW.unit_id IS DISTINCT FROM OLD.unit_id OR NEW.for_unit_id IS DISTINCT FROM OLD.for_unit_id OR NEW.year IS DISTINCT FROM OLD.year OR NEW.number IS DISTINCT FROM OLD.number OR NEW.asked_by_id IS DISTINCT FROM OLD.asked_by_id OR NEW.asked_on IS DISTINCT FROM OLD.asked_on OR NEW.amount IS DISTINCT FROM OLD.amount OR NEW.reason IS DISTINCT FROM OLD.reason OR NEW.due_on IS DISTINCT FROM OLD.due_on OR NEW.payee_account_id IS DISTINCT FROM OLD.payee_account_id THEN RAISE EXCEPTION 'what was asked for never changes' USING ERRCODE = '23514'; END IF; IF (OLD.book_id IS NOT NULL AND NEW.book_id IS DISTINCT FROM OLD.book_id) OR (OLD.purpose IS NOT NULL AND NEW.purpose IS DISTINCT FROM OLD.purpose) OR (OLD.from_box_id IS NOT NULL AND NEW.from_box_id IS DISTINCT FROM OLD.from_box_id) OR (OLD.checked_by_id IS NOT NULL AND NEW.checked_by_id IS DISTINCT FROM OLD.checked_by_id) OR (OLD.checked_on IS NOT NULL AND NEW.checked_on IS DISTINCT FROM OLD.checked_on) OR (OLD.signed_by_id IS NOT NULL AND NEW.signed_by_id IS DISTINCT FROM OLD.signed_by_id) OR (OLD.signed_on IS NOT NULL AND NEW.signed_on IS DISTINCT FROM OLD.signed_on) OR (OLD.refused_by_id IS NOT NULL AND NEW.refused_by_id IS DISTINCT FROM OLD.refused_by_id) OR (OLD.refused_on IS NOT NULL AND NEW.refused_on IS DISTINCT FROM OLD.refused_on) OR (OLD.paid_by_id IS NOT NULL AND NEW.paid_by_id IS DISTINCT FROM OLD.paid_by_id) OR (OLD.paid_on IS NOT NULL AND NEW.paid_on IS DISTINCT FROM OLD.paid_on) OR (OLD.voucher_id IS NOT NULL AND NEW.voucher_id IS DISTINCT FROM OLD.voucher_id) OR (OLD.voucher_file_id IS NOT NULL AND NEW.voucher_file_id IS DISTINCT FROM OLD.voucher_file_id) OR (OLD.settled_number IS NOT NULL AND NEW.settled_number IS DISTINCT FROM OLD.settled_number) OR (OLD.settled_by_id IS NOT NULL AND NEW.settled_by_id IS DISTINCT FROM OLD.settled_by_id) OR (OLD.settled_on IS NOT NULL AND NEW.settled_on IS DISTINCT FROM OLD.settled_on) OR (OLD.leveled_by_id IS NOT NULL AND NEW.leveled_by_id IS DISTINCT FROM OLD.leveled_by_id) OR (OLD.leveled_on IS NOT NULL AND NEW.leveled_on IS DISTINCT FROM OLD.leveled_on) OR (OLD.rest_voucher_id IS NOT NULL AND NEW.rest_voucher_id IS DISTINCT FROM OLD.rest_voucher_id) OR (OLD.rest_file_id IS NOT NULL AND NEW.rest_file_id IS DISTINCT FROM OLD.rest_file_id) THEN RAISE EXCEPTION 'who took a step of an advance stays' USING ERRCODE = '23514'; END IF; IF OLD.settled_by_id IS NOT NULL AND (NEW.spent_amount IS DISTINCT FROM OLD.spent_amount OR NEW.spent_papers IS DISTINCT FROM OLD.spent_papers OR NEW.attachments IS DISTINCT FROM OLD.attachments OR NEW.reported_on IS DISTINCT FROM OLD.reported_on OR NEW.verified_by_id IS DISTINCT FROM OLD.verified_by_id OR NEW.verified_on IS DISTINCT FROM OLD.verified_on OR NEW.spent_account IS DISTINCT FROM OLD.spent_account) THEN RAISE EXCEPTION 'what was settled never changes' USING ERRCODE = '23514'; END IF; IF NEW.state <> OLD.state AND NOT ((OLD.state = 'asked' AND NEW.state = 'checked') OR (OLD.state = 'asked' AND NEW.state = 'refused') OR (OLD.state = 'checked' AND NEW.state = 'refused') OR (OLD.state = 'checked' AND NEW.state = 'signed') OR (OLD.state = 'paid' AND NEW.state = 'reported') OR (OLD.state = 'reported' AND NEW.state = 'paid') OR (OLD.state = 'reported' AND NEW.state = 'verified') OR (OLD.state = 'settled' AND NEW.state = 'closed') OR (OLD.state = 'signed' AND NEW.state = 'paid') OR (OLD.state = 'signed' AND NEW.state = 'refused') OR (OLD.state = 'verified' AND NEW.state = 'closed') OR (OLD.state = 'verified' AND NEW.state = 'paid') OR (OLD.state = 'verified' AND NEW.state = 'settled')) THEN RAISE EXCEPTION 'steps of an advance follow each other' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER advance_update BEFORE UPDATE ON advance FOR EACH ROW EXECUTE FUNCTION advance_update()
-- next statement
CREATE FUNCTION advance_entry_alone() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF EXISTS (SELECT 1 FROM ledger_entry e WHERE e.id = NEW.reverses_id AND e.reference LIKE 'advances/%') THEN RAISE EXCEPTION 'F30 an entry of an advance is not taken back alone' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER advance_entry_alone BEFORE INSERT ON ledger_entry FOR EACH ROW WHEN (NEW.kind = 'reversal') EXECUTE FUNCTION advance_entry_alone()
-- next statement
CREATE FUNCTION advance_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'an advance is kept as it is' USING ERRCODE = '23514'; END $$
-- next statement
CREATE TRIGGER advance_no_delete BEFORE DELETE ON advance FOR EACH ROW EXECUTE FUNCTION advance_refuse()
-- next statement
CREATE TRIGGER advance_no_truncate BEFORE TRUNCATE ON advance FOR EACH STATEMENT EXECUTE FUNCTION advance_refuse()
-- next statement
CREATE FUNCTION bank_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'what a bank wrote never changes' USING ERRCODE = '23514'; END $$
-- next statement
CREATE FUNCTION statement_file_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF OLD.state IN ('filed', 'discarded') THEN RAISE EXCEPTION 'a file that was kept or thrown away stays so' USING ERRCODE = '23514'; END IF; IF NEW.state = 'filed' AND NOT EXISTS (SELECT 1 FROM bank_statement s WHERE s.source_id = NEW.id
    AND s.line_count = (SELECT count(*) FROM statement_place p WHERE p.statement_id = s.id)
    AND s.credit_amount = (SELECT coalesce(sum(l.amount), 0) FROM statement_place p JOIN statement_line l ON l.id = p.line_id
        WHERE p.statement_id = s.id AND l.amount > 0)
    AND s.debit_amount = (SELECT coalesce(-sum(l.amount), 0) FROM statement_place p JOIN statement_line l ON l.id = p.line_id
        WHERE p.statement_id = s.id AND l.amount < 0)) THEN RAISE EXCEPTION 'a statement is kept whole' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER statement_file_update BEFORE UPDATE ON statement_file FOR EACH ROW EXECUTE FUNCTION statement_file_update()
-- next statement
CREATE FUNCTION bank_statement_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NOT EXISTS (SELECT 1 FROM cash_box WHERE id = NEW.account_id AND unit_id = NEW.unit_id AND kind = 'bank') THEN RAISE EXCEPTION 'only a bank account of the unit has statements' USING ERRCODE = '23514'; END IF; IF NOT EXISTS (SELECT 1 FROM statement_file WHERE id = NEW.source_id AND account_id = NEW.account_id AND unit_id = NEW.unit_id AND state = 'read') THEN RAISE EXCEPTION 'a statement comes from a file that was read' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER bank_statement_insert BEFORE INSERT ON bank_statement FOR EACH ROW EXECUTE FUNCTION bank_statement_insert()
-- next statement
CREATE FUNCTION statement_line_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NOT EXISTS (SELECT 1 FROM bank_statement s JOIN statement_file f ON f.id = s.source_id
    WHERE s.id = NEW.statement_id AND s.account_id = NEW.account_id AND f.state = 'read' AND NEW.line_on BETWEEN s.first_on AND s.last_on) THEN RAISE EXCEPTION 'a line comes with its statement and lies within its days' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER statement_line_insert BEFORE INSERT ON statement_line FOR EACH ROW EXECUTE FUNCTION statement_line_insert()
-- next statement
CREATE FUNCTION statement_place_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NOT EXISTS (SELECT 1 FROM bank_statement s JOIN statement_file f ON f.id = s.source_id JOIN statement_line l ON l.id = NEW.line_id
    WHERE s.id = NEW.statement_id AND l.account_id = s.account_id AND f.state = 'read' AND l.line_on BETWEEN s.first_on AND s.last_on) THEN RAISE EXCEPTION 'a place is taken by a line of the account, while the statement is being kept' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER statement_place_insert BEFORE INSERT ON statement_place FOR EACH ROW EXECUTE FUNCTION statement_place_insert()
-- next statement
CREATE FUNCTION bank_account_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NOT EXISTS (SELECT 1 FROM cash_box WHERE id = NEW.box_id AND unit_id = NEW.unit_id AND kind = 'bank') THEN RAISE EXCEPTION 'only a bank account has a number' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER bank_account_insert BEFORE INSERT ON bank_account FOR EACH ROW EXECUTE FUNCTION bank_account_insert()
-- next statement
CREATE TRIGGER statement_file_no_delete BEFORE DELETE ON statement_file FOR EACH ROW EXECUTE FUNCTION bank_refuse()
-- next statement
CREATE TRIGGER statement_line_no_delete BEFORE DELETE ON statement_line FOR EACH ROW EXECUTE FUNCTION bank_refuse()
-- next statement
CREATE TRIGGER bank_account_no_delete BEFORE DELETE ON bank_account FOR EACH ROW EXECUTE FUNCTION bank_refuse()
-- next statement
CREATE TRIGGER bank_statement_no_update BEFORE UPDATE ON bank_statement FOR EACH ROW EXECUTE FUNCTION bank_refuse()
-- next statement
CREATE TRIGGER bank_statement_no_delete BEFORE DELETE ON bank_statement FOR EACH ROW EXECUTE FUNCTION bank_refuse()
-- next statement
CREATE TRIGGER statement_place_no_update BEFORE UPDATE ON statement_place FOR EACH ROW EXECUTE FUNCTION bank_refuse()
-- next statement
CREATE TRIGGER statement_place_no_delete BEFORE DELETE ON statement_place FOR EACH ROW EXECUTE FUNCTION bank_refuse()
-- next statement
CREATE TRIGGER statement_file_no_truncate BEFORE TRUNCATE ON statement_file FOR EACH STATEMENT EXECUTE FUNCTION bank_refuse()
-- next statement
CREATE TRIGGER bank_statement_no_truncate BEFORE TRUNCATE ON bank_statement FOR EACH STATEMENT EXECUTE FUNCTION bank_refuse()
-- next statement
CREATE TRIGGER statement_line_no_truncate BEFORE TRUNCATE ON statement_line FOR EACH STATEMENT EXECUTE FUNCTION bank_refuse()
-- next statement
CREATE TRIGGER statement_place_no_truncate BEFORE TRUNCATE ON statement_place FOR EACH STATEMENT EXECUTE FUNCTION bank_refuse()
-- next statement
CREATE TRIGGER bank_account_no_truncate BEFORE TRUNCATE ON bank_account FOR EACH STATEMENT EXECUTE FUNCTION bank_refuse()
-- next statement
CREATE TRIGGER statement_line_fixed BEFORE UPDATE OF id, unit_id, account_id, statement_id, line_on, value_on, amount, balance_amount, reference, note, folded, codes, suspects, kind, counter_name, counter_index, counter_tail, occurrence, line_key, uid ON statement_line FOR EACH ROW EXECUTE FUNCTION bank_refuse()
-- next statement
CREATE TRIGGER statement_line_note_sealed BEFORE UPDATE OF note_sealed ON statement_line FOR EACH ROW WHEN (OLD.note_sealed IS DISTINCT FROM NEW.note_sealed AND NOT coalesce(OLD.note_sealed LIKE 'v1.k%' AND NEW.note_sealed LIKE 'v1.k%' AND CAST(substr(split_part(NEW.note_sealed, '.', 2), 2) AS BIGINT) > CAST(substr(split_part(OLD.note_sealed, '.', 2), 2) AS BIGINT) AND length(split_part(NEW.note_sealed, '.', 3)) = length(split_part(OLD.note_sealed, '.', 3)), FALSE)) EXECUTE FUNCTION bank_refuse()
-- next statement
CREATE TRIGGER statement_line_counter_sealed BEFORE UPDATE OF counter_sealed ON statement_line FOR EACH ROW WHEN (OLD.counter_sealed IS DISTINCT FROM NEW.counter_sealed AND NOT coalesce(OLD.counter_sealed LIKE 'v1.k%' AND NEW.counter_sealed LIKE 'v1.k%' AND CAST(substr(split_part(NEW.counter_sealed, '.', 2), 2) AS BIGINT) > CAST(substr(split_part(OLD.counter_sealed, '.', 2), 2) AS BIGINT) AND length(split_part(NEW.counter_sealed, '.', 3)) = length(split_part(OLD.counter_sealed, '.', 3)), FALSE)) EXECUTE FUNCTION bank_refuse()
-- next statement
CREATE TRIGGER bank_account_fixed BEFORE UPDATE OF id, uid, box_id, unit_id, number_index, number_tail, holder_name, told_by_id, told_at ON bank_account FOR EACH ROW EXECUTE FUNCTION bank_refuse()
-- next statement
CREATE TRIGGER bank_account_number_sealed BEFORE UPDATE OF number_sealed ON bank_account FOR EACH ROW WHEN (OLD.number_sealed IS DISTINCT FROM NEW.number_sealed AND NOT coalesce(OLD.number_sealed LIKE 'v1.k%' AND NEW.number_sealed LIKE 'v1.k%' AND CAST(substr(split_part(NEW.number_sealed, '.', 2), 2) AS BIGINT) > CAST(substr(split_part(OLD.number_sealed, '.', 2), 2) AS BIGINT) AND length(split_part(NEW.number_sealed, '.', 3)) = length(split_part(OLD.number_sealed, '.', 3)), FALSE)) EXECUTE FUNCTION bank_refuse()
-- next statement
CREATE FUNCTION bank_settlement_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN  IF NEW.state <> 'proposed' THEN RAISE EXCEPTION 'a settlement is proposed before it is confirmed' USING ERRCODE = '23514'; END IF; IF NOT EXISTS (SELECT 1 FROM cash_box WHERE id = NEW.box_id AND unit_id = NEW.unit_id AND kind = 'bank') THEN RAISE EXCEPTION 'only a bank account of the unit is settled' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER bank_settlement_insert BEFORE INSERT ON bank_settlement FOR EACH ROW EXECUTE FUNCTION bank_settlement_insert()
-- next statement
CREATE FUNCTION bank_settlement_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM 1 FROM cash_box WHERE id IN (SELECT box_id FROM bank_settlement_part WHERE settlement_id = NEW.id)
      ORDER BY id FOR UPDATE; IF NEW.id IS DISTINCT FROM OLD.id OR NEW.unit_id IS DISTINCT FROM OLD.unit_id OR NEW.box_id IS DISTINCT FROM OLD.box_id OR NEW.basis IS DISTINCT FROM OLD.basis OR NEW.is_sure IS DISTINCT FROM OLD.is_sure OR NEW.reasons IS DISTINCT FROM OLD.reasons OR NEW.last_on IS DISTINCT FROM OLD.last_on OR NEW.proposed_by_id IS DISTINCT FROM OLD.proposed_by_id OR NEW.proposed_at IS DISTINCT FROM OLD.proposed_at THEN RAISE EXCEPTION 'what was shown never changes' USING ERRCODE = '23514'; END IF; IF NOT (OLD.state = 'confirmed' AND NEW.state = 'undone') AND NOT (OLD.state = 'proposed' AND NEW.state = 'confirmed') AND NOT (OLD.state = 'proposed' AND NEW.state = 'dropped') THEN RAISE EXCEPTION 'a settlement is proposed, confirmed, undone' USING ERRCODE = '23514'; END IF; IF NEW.state = 'confirmed' AND (EXISTS (SELECT 1 FROM bank_settlement_part p WHERE p.settlement_id = NEW.id GROUP BY p.box_id
    HAVING sum(CASE WHEN p.line_id IS NULL THEN 0 ELSE p.amount END) <> sum(CASE WHEN p.line_id IS NULL THEN p.amount ELSE 0 END))) THEN RAISE EXCEPTION 'F4 both sides of a settlement are one amount' USING ERRCODE = '23514'; END IF; IF NEW.state = 'confirmed' AND (NEW.last_on IS DISTINCT FROM (SELECT max(part_on) FROM bank_settlement_part WHERE settlement_id = NEW.id)) THEN RAISE EXCEPTION 'F4 a settlement has parts and their last day' USING ERRCODE = '23514'; END IF; IF NEW.state = 'confirmed' AND (EXISTS (SELECT 1 FROM bank_settlement_part p JOIN statement_line l ON l.id = p.line_id WHERE p.settlement_id = NEW.id AND abs(p.amount + coalesce((
      SELECT sum(o.amount) FROM bank_settlement_part o JOIN bank_settlement s ON s.id = o.settlement_id
      WHERE o.line_id = p.line_id AND s.state = 'confirmed' AND s.id <> NEW.id), 0)) > abs(l.amount)) OR EXISTS (SELECT 1 FROM bank_settlement_part p JOIN ledger_line l ON l.id = p.ledger_line_id WHERE p.settlement_id = NEW.id AND abs(p.amount + coalesce((
      SELECT sum(o.amount) FROM bank_settlement_part o JOIN bank_settlement s ON s.id = o.settlement_id
      WHERE o.ledger_line_id = p.ledger_line_id AND s.state = 'confirmed' AND s.id <> NEW.id), 0)) > l.debit + l.credit)) THEN RAISE EXCEPTION 'F4 no line is settled over its amount' USING ERRCODE = '23514'; END IF; IF NEW.state = 'undone' AND (EXISTS (SELECT 1 FROM bank_reconciliation r JOIN bank_settlement_part p ON p.box_id = r.box_id
    WHERE p.settlement_id = NEW.id AND r.state = 'signed' AND r.reconciled_on >= NEW.last_on)) THEN RAISE EXCEPTION 'what two people have signed is not undone' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER bank_settlement_update BEFORE UPDATE ON bank_settlement FOR EACH ROW EXECUTE FUNCTION bank_settlement_update()
-- next statement
CREATE FUNCTION bank_settlement_part_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM 1 FROM bank_settlement WHERE id = NEW.settlement_id FOR UPDATE; IF NOT EXISTS (SELECT 1 FROM bank_settlement WHERE id = NEW.settlement_id AND state = 'proposed') THEN RAISE EXCEPTION 'parts are laid into a proposal' USING ERRCODE = '23514'; END IF; IF NOT EXISTS (SELECT 1 FROM bank_settlement s JOIN cash_box c ON c.unit_id = s.unit_id AND c.kind = 'bank'
    WHERE s.id = NEW.settlement_id AND c.id = NEW.box_id) THEN RAISE EXCEPTION 'parts lie on bank accounts of the unit' USING ERRCODE = '23514'; END IF; IF NEW.line_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM statement_line l WHERE l.id = NEW.line_id AND l.account_id = NEW.box_id
    AND l.line_on = NEW.part_on AND (l.amount > 0) = (NEW.amount > 0) AND abs(NEW.amount) <= abs(l.amount)) THEN RAISE EXCEPTION 'F4 a part is of a line of its account' USING ERRCODE = '23514'; END IF; IF NEW.ledger_line_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ledger_line l JOIN ledger_balance b ON b.id = l.balance_id
    JOIN ledger_entry e ON e.id = l.entry_id WHERE l.id = NEW.ledger_line_id AND b.box_id = NEW.box_id AND l.entry_on = NEW.part_on
    AND e.state = 'posted' AND (l.debit > 0) = (NEW.amount > 0) AND abs(NEW.amount) <= l.debit + l.credit) THEN RAISE EXCEPTION 'F4 a part is of a posted line of its account' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER bank_settlement_part_insert BEFORE INSERT ON bank_settlement_part FOR EACH ROW EXECUTE FUNCTION bank_settlement_part_insert()
-- next statement
CREATE FUNCTION bank_posting_rule_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN  IF NEW.id IS DISTINCT FROM OLD.id OR NEW.unit_id IS DISTINCT FROM OLD.unit_id OR NEW.box_id IS DISTINCT FROM OLD.box_id OR NEW.words IS DISTINCT FROM OLD.words OR NEW.is_out IS DISTINCT FROM OLD.is_out OR NEW.book_id IS DISTINCT FROM OLD.book_id OR NEW.account_code IS DISTINCT FROM OLD.account_code OR NEW.narration IS DISTINCT FROM OLD.narration OR NEW.purpose IS DISTINCT FROM OLD.purpose OR NEW.made_by_id IS DISTINCT FROM OLD.made_by_id OR NEW.made_at IS DISTINCT FROM OLD.made_at THEN RAISE EXCEPTION 'a posting rule is ended, never changed' USING ERRCODE = '23514'; END IF; IF OLD.ended_at IS NOT NULL THEN RAISE EXCEPTION 'a posting rule ends once' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER bank_posting_rule_update BEFORE UPDATE ON bank_posting_rule FOR EACH ROW EXECUTE FUNCTION bank_posting_rule_update()
-- next statement
CREATE FUNCTION bank_reconciliation_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN  IF NEW.state <> 'prepared' THEN RAISE EXCEPTION 'a reconciliation is answered by a second person' USING ERRCODE = '23514'; END IF; IF NOT EXISTS (SELECT 1 FROM cash_box WHERE id = NEW.box_id AND unit_id = NEW.unit_id AND kind = 'bank') THEN RAISE EXCEPTION 'only a bank account of the unit is reconciled' USING ERRCODE = '23514'; END IF; IF NEW.book_amount <> (SELECT coalesce(sum(l.debit - l.credit), 0) FROM ledger_line l JOIN ledger_balance b ON b.id = l.balance_id
    JOIN ledger_entry e ON e.id = l.entry_id WHERE b.box_id = NEW.box_id AND e.state = 'posted' AND l.entry_on <= NEW.reconciled_on) THEN RAISE EXCEPTION 'F4 the book balance is that of the books' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER bank_reconciliation_insert BEFORE INSERT ON bank_reconciliation FOR EACH ROW EXECUTE FUNCTION bank_reconciliation_insert()
-- next statement
CREATE FUNCTION bank_reconciliation_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM 1 FROM cash_box WHERE id = NEW.box_id FOR UPDATE; IF NEW.id IS DISTINCT FROM OLD.id OR NEW.unit_id IS DISTINCT FROM OLD.unit_id OR NEW.box_id IS DISTINCT FROM OLD.box_id OR NEW.year IS DISTINCT FROM OLD.year OR NEW.number IS DISTINCT FROM OLD.number OR NEW.reconciled_on IS DISTINCT FROM OLD.reconciled_on OR NEW.book_amount IS DISTINCT FROM OLD.book_amount OR NEW.statement_amount IS DISTINCT FROM OLD.statement_amount OR NEW.in_books_amount IS DISTINCT FROM OLD.in_books_amount OR NEW.at_bank_amount IS DISTINCT FROM OLD.at_bank_amount OR NEW.unexplained_amount IS DISTINCT FROM OLD.unexplained_amount OR NEW.explanation IS DISTINCT FROM OLD.explanation OR NEW.prepared_by_id IS DISTINCT FROM OLD.prepared_by_id OR NEW.prepared_at IS DISTINCT FROM OLD.prepared_at THEN RAISE EXCEPTION 'what was reconciled never changes' USING ERRCODE = '23514'; END IF; IF OLD.state <> 'prepared' THEN RAISE EXCEPTION 'a reconciliation is answered once' USING ERRCODE = '23514'; END IF; IF NEW.state = 'signed' AND (NEW.in_books_amount <> (SELECT coalesce(sum(amount), 0) FROM bank_reconciliation_item
      WHERE reconciliation_id = NEW.id AND ledger_line_id IS NOT NULL) OR NEW.at_bank_amount <> (SELECT coalesce(sum(amount), 0) FROM bank_reconciliation_item
      WHERE reconciliation_id = NEW.id AND line_id IS NOT NULL)) THEN RAISE EXCEPTION 'F4 the open items add up to what is signed' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER bank_reconciliation_update BEFORE UPDATE ON bank_reconciliation FOR EACH ROW EXECUTE FUNCTION bank_reconciliation_update()
-- next statement
CREATE FUNCTION bank_reconciliation_item_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM 1 FROM bank_reconciliation WHERE id = NEW.reconciliation_id FOR UPDATE; IF NOT EXISTS (SELECT 1 FROM bank_reconciliation WHERE id = NEW.reconciliation_id AND state = 'prepared') THEN RAISE EXCEPTION 'items are listed with their statement' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER bank_reconciliation_item_insert BEFORE INSERT ON bank_reconciliation_item FOR EACH ROW EXECUTE FUNCTION bank_reconciliation_item_insert()
-- next statement
CREATE FUNCTION bank_settlement_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is kept as it is', ERRCODE = '23514'; END $$
-- next statement
CREATE TRIGGER bank_settlement_no_delete BEFORE DELETE ON bank_settlement FOR EACH ROW EXECUTE FUNCTION bank_settlement_refuse()
-- next statement
CREATE TRIGGER bank_posting_rule_no_delete BEFORE DELETE ON bank_posting_rule FOR EACH ROW EXECUTE FUNCTION bank_settlement_refuse()
-- next statement
CREATE TRIGGER bank_reconciliation_no_delete BEFORE DELETE ON bank_reconciliation FOR EACH ROW EXECUTE FUNCTION bank_settlement_refuse()
-- next statement
CREATE TRIGGER bank_settlement_part_no_update BEFORE UPDATE ON bank_settlement_part FOR EACH ROW EXECUTE FUNCTION bank_settlement_refuse()
-- next statement
CREATE TRIGGER bank_settlement_part_no_delete BEFORE DELETE ON bank_settlement_part FOR EACH ROW EXECUTE FUNCTION bank_settlement_refuse()
-- next statement
CREATE TRIGGER bank_line_booking_no_update BEFORE UPDATE ON bank_line_booking FOR EACH ROW EXECUTE FUNCTION bank_settlement_refuse()
-- next statement
CREATE TRIGGER bank_line_booking_no_delete BEFORE DELETE ON bank_line_booking FOR EACH ROW EXECUTE FUNCTION bank_settlement_refuse()
-- next statement
CREATE TRIGGER bank_reconciliation_item_no_update BEFORE UPDATE ON bank_reconciliation_item FOR EACH ROW EXECUTE FUNCTION bank_settlement_refuse()
-- next statement
CREATE TRIGGER bank_reconciliation_item_no_delete BEFORE DELETE ON bank_reconciliation_item FOR EACH ROW EXECUTE FUNCTION bank_settlement_refuse()
-- next statement
CREATE TRIGGER bank_settlement_no_truncate BEFORE TRUNCATE ON bank_settlement FOR EACH STATEMENT EXECUTE FUNCTION bank_settlement_refuse()
-- next statement
CREATE TRIGGER bank_posting_rule_no_truncate BEFORE TRUNCATE ON bank_posting_rule FOR EACH STATEMENT EXECUTE FUNCTION bank_settlement_refuse()
-- next statement
CREATE TRIGGER bank_reconciliation_no_truncate BEFORE TRUNCATE ON bank_reconciliation FOR EACH STATEMENT EXECUTE FUNCTION bank_settlement_refuse()
-- next statement
CREATE TRIGGER bank_settlement_part_no_truncate BEFORE TRUNCATE ON bank_settlement_part FOR EACH STATEMENT EXECUTE FUNCTION bank_settlement_refuse()
-- next statement
CREATE TRIGGER bank_line_booking_no_truncate BEFORE TRUNCATE ON bank_line_booking FOR EACH STATEMENT EXECUTE FUNCTION bank_settlement_refuse()
-- next statement
CREATE TRIGGER bank_reconciliation_item_no_truncate BEFORE TRUNCATE ON bank_reconciliation_item FOR EACH STATEMENT EXECUTE FUNCTION bank_settlement_refuse()
-- next statement
CREATE OR REPLACE FUNCTION case_file_born_draft_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.state <> 'draft' OR NEW.version <> 1 OR COALESCE(NEW.submitted_by_id, NEW.visited_by_id, NEW.proposed_by_id, NEW.decided_by_id, NEW.ratified_by_id, NEW.proposed_amount, NEW.decided_amount) IS NOT NULL OR NEW.urgent_on IS NOT NULL THEN RAISE EXCEPTION 'a case is born a draft' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER case_file_born_draft BEFORE INSERT ON case_file FOR EACH ROW EXECUTE FUNCTION case_file_born_draft_law()
-- next statement
CREATE OR REPLACE FUNCTION case_file_version_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.version <> OLD.version + 1 THEN RAISE EXCEPTION 'a case rises by one version' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER case_file_version BEFORE UPDATE ON case_file FOR EACH ROW EXECUTE FUNCTION case_file_version_law()
-- next statement
CREATE OR REPLACE FUNCTION case_file_event_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NOT EXISTS (SELECT 1 FROM case_event e WHERE e.case_id = NEW.id AND e.version = NEW.version AND e.from_state = OLD.state AND e.to_state = NEW.state AND e.holder_unit_id = NEW.holder_unit_id) THEN RAISE EXCEPTION 'a case changes only with its event' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER case_file_event BEFORE UPDATE ON case_file FOR EACH ROW EXECUTE FUNCTION case_file_event_law()
-- next statement
CREATE OR REPLACE FUNCTION case_file_frozen_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.id IS DISTINCT FROM OLD.id OR NEW.code IS DISTINCT FROM OLD.code OR NEW.programme IS DISTINCT FROM OLD.programme OR NEW.lane IS DISTINCT FROM OLD.lane OR NEW.unit_id IS DISTINCT FROM OLD.unit_id OR NEW.household_id IS DISTINCT FROM OLD.household_id OR NEW.person_id IS DISTINCT FROM OLD.person_id OR NEW.opened_by_id IS DISTINCT FROM OLD.opened_by_id OR NEW.opened_on IS DISTINCT FROM OLD.opened_on THEN RAISE EXCEPTION 'this column of a case never changes' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER case_file_frozen BEFORE UPDATE ON case_file FOR EACH ROW EXECUTE FUNCTION case_file_frozen_law()
-- next statement
CREATE OR REPLACE FUNCTION case_file_decided_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF OLD.decided_by_id IS NOT NULL AND (NEW.decided_by_id IS DISTINCT FROM OLD.decided_by_id OR NEW.decided_on IS DISTINCT FROM OLD.decided_on OR NEW.decided_amount IS DISTINCT FROM OLD.decided_amount OR NEW.proposed_amount IS DISTINCT FROM OLD.proposed_amount OR NEW.requested_amount IS DISTINCT FROM OLD.requested_amount OR NEW.kind IS DISTINCT FROM OLD.kind) THEN RAISE EXCEPTION 'what was decided never changes' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER case_file_decided BEFORE UPDATE ON case_file FOR EACH ROW EXECUTE FUNCTION case_file_decided_law()
-- next statement
CREATE OR REPLACE FUNCTION case_file_persons_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (NEW.submitted_by_id IS DISTINCT FROM OLD.submitted_by_id AND (NEW.submitted_by_id IS DISTINCT FROM (SELECT e.actor_id FROM case_event e WHERE e.case_id = NEW.id AND e.version = NEW.version) OR (SELECT e.act FROM case_event e WHERE e.case_id = NEW.id AND e.version = NEW.version) NOT IN ('submit'))) OR (NEW.visited_by_id IS DISTINCT FROM OLD.visited_by_id AND (NEW.visited_by_id IS DISTINCT FROM (SELECT e.actor_id FROM case_event e WHERE e.case_id = NEW.id AND e.version = NEW.version) OR (SELECT e.act FROM case_event e WHERE e.case_id = NEW.id AND e.version = NEW.version) NOT IN ('visit'))) OR (NEW.proposed_by_id IS DISTINCT FROM OLD.proposed_by_id AND (NEW.proposed_by_id IS DISTINCT FROM (SELECT e.actor_id FROM case_event e WHERE e.case_id = NEW.id AND e.version = NEW.version) OR (SELECT e.act FROM case_event e WHERE e.case_id = NEW.id AND e.version = NEW.version) NOT IN ('propose'))) OR (NEW.decided_by_id IS DISTINCT FROM OLD.decided_by_id AND (NEW.decided_by_id IS DISTINCT FROM (SELECT e.actor_id FROM case_event e WHERE e.case_id = NEW.id AND e.version = NEW.version) OR (SELECT e.act FROM case_event e WHERE e.case_id = NEW.id AND e.version = NEW.version) NOT IN ('approve', 'urgent', 'refuse'))) OR (NEW.ratified_by_id IS DISTINCT FROM OLD.ratified_by_id AND (NEW.ratified_by_id IS DISTINCT FROM (SELECT e.actor_id FROM case_event e WHERE e.case_id = NEW.id AND e.version = NEW.version) OR (SELECT e.act FROM case_event e WHERE e.case_id = NEW.id AND e.version = NEW.version) NOT IN ('ratify'))) OR (NEW.urgent_on IS DISTINCT FROM OLD.urgent_on AND (SELECT e.act FROM case_event e WHERE e.case_id = NEW.id AND e.version = NEW.version) <> 'urgent') OR ((SELECT e.act FROM case_event e WHERE e.case_id = NEW.id AND e.version = NEW.version) = 'urgent' AND NEW.urgent_on IS NULL) OR ((SELECT e.act FROM case_event e WHERE e.case_id = NEW.id AND e.version = NEW.version) = 'ratify' AND (OLD.urgent_on IS NULL OR OLD.ratified_on IS NOT NULL OR NEW.ratified_on IS NULL)) THEN RAISE EXCEPTION 'a person stands in a case only by their own act' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER case_file_persons BEFORE UPDATE ON case_file FOR EACH ROW EXECUTE FUNCTION case_file_persons_law()
-- next statement
CREATE OR REPLACE FUNCTION case_file_approval_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.state = 'approved' AND OLD.state <> 'approved' AND NOT EXISTS (SELECT 1 FROM case_decision d WHERE d.case_id = NEW.id AND d.outcome = 'approved' AND d.amount = NEW.decided_amount AND d.decided_by_id = NEW.decided_by_id AND d.amount = (SELECT SUM(s.amount) FROM case_decision_share s WHERE s.decision_id = d.id)) THEN RAISE EXCEPTION 'an approval has a decision whose shares sum to its amount' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER case_file_approval BEFORE UPDATE ON case_file FOR EACH ROW EXECUTE FUNCTION case_file_approval_law()
-- next statement
CREATE OR REPLACE FUNCTION case_file_reopened_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF OLD.state = 'closed' AND NEW.state = 'approved' AND NOT EXISTS (SELECT 1 FROM reservation r WHERE r.subject = 'cases/' || NEW.id AND r.state = 'open') THEN RAISE EXCEPTION 'a closed case is opened again only while it holds money' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER case_file_reopened BEFORE UPDATE ON case_file FOR EACH ROW EXECUTE FUNCTION case_file_reopened_law()
-- next statement
CREATE OR REPLACE FUNCTION case_event_order_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NOT ((NEW.version = 1 AND NEW.act = 'open' AND NEW.from_state = '' AND NEW.to_state = 'draft' AND NEW.actor_id = (SELECT c.opened_by_id FROM case_file c WHERE c.id = NEW.case_id) AND (SELECT c.version FROM case_file c WHERE c.id = NEW.case_id) = 1) OR (NEW.version > 1 AND NEW.version = (SELECT c.version FROM case_file c WHERE c.id = NEW.case_id) + 1 AND NEW.from_state = (SELECT c.state FROM case_file c WHERE c.id = NEW.case_id) AND NEW.act || ':' || NEW.from_state || '>' || NEW.to_state IN ('amend:draft>draft', 'amend:returned>returned', 'add_paper:draft>draft', 'add_paper:returned>returned', 'add_paper:submitted>submitted', 'add_paper:verified>verified', 'add_paper:approved>approved', 'drop_paper:draft>draft', 'drop_paper:returned>returned', 'submit:draft>submitted', 'submit:returned>submitted', 'return:submitted>returned', 'return:verified>returned', 'return:proposed>returned', 'visit:submitted>verified', 'visit:verified>verified', 'propose:verified>proposed', 'approve:proposed>approved', 'urgent:submitted>approved', 'ratify:approved>approved', 'ratify:closed>closed', 'refuse:proposed>refused', 'withdraw:draft>withdrawn', 'withdraw:returned>withdrawn', 'withdraw:submitted>withdrawn', 'withdraw:verified>withdrawn', 'withdraw:proposed>withdrawn', 'confirm:approved>approved', 'release:approved>approved', 'extend:approved>approved', 'lapse:approved>approved', 'lapse:closed>closed', 'close:approved>closed', 'release:closed>closed', 'reopen:closed>approved') AND EXISTS (SELECT 1 FROM case_event e WHERE e.case_id = NEW.case_id AND e.version = NEW.version - 1))) THEN RAISE EXCEPTION 'no such transition of a case' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER case_event_order BEFORE INSERT ON case_event FOR EACH ROW EXECUTE FUNCTION case_event_order_law()
-- next statement
CREATE OR REPLACE FUNCTION case_event_duties_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (NEW.act IN ('approve', 'close', 'confirm', 'extend', 'lapse', 'refuse', 'release', 'reopen', 'urgent') AND EXISTS (SELECT 1 FROM case_event e WHERE e.case_id = NEW.case_id AND e.actor_id = NEW.actor_id AND e.act IN ('amend', 'open', 'submit', 'propose', 'ratify', 'visit'))) OR (NEW.act IN ('propose', 'ratify', 'visit') AND EXISTS (SELECT 1 FROM case_event e WHERE e.case_id = NEW.case_id AND e.actor_id = NEW.actor_id AND e.act IN ('amend', 'open', 'submit', 'approve', 'close', 'confirm', 'extend', 'lapse', 'refuse', 'release', 'reopen', 'urgent'))) OR (NEW.act IN ('amend', 'open', 'submit') AND EXISTS (SELECT 1 FROM case_event e WHERE e.case_id = NEW.case_id AND e.actor_id = NEW.actor_id AND e.act IN ('propose', 'ratify', 'visit', 'approve', 'close', 'confirm', 'extend', 'lapse', 'refuse', 'release', 'reopen', 'urgent'))) THEN RAISE EXCEPTION 'one person twice in the chain of a case' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER case_event_duties BEFORE INSERT ON case_event FOR EACH ROW EXECUTE FUNCTION case_event_duties_law()
-- next statement
CREATE OR REPLACE FUNCTION case_visit_when_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (SELECT c.state FROM case_file c WHERE c.id = NEW.case_id) NOT IN ('submitted', 'verified') OR NEW.visited_on < (SELECT MIN(e.on_day) FROM case_event e WHERE e.case_id = NEW.case_id AND e.act = 'submit') THEN RAISE EXCEPTION 'a visit follows the submission' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER case_visit_when BEFORE INSERT ON case_visit FOR EACH ROW EXECUTE FUNCTION case_visit_when_law()
-- next statement
CREATE OR REPLACE FUNCTION case_proposal_when_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (SELECT c.state FROM case_file c WHERE c.id = NEW.case_id) NOT IN ('verified') THEN RAISE EXCEPTION 'a proposal follows the visit' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER case_proposal_when BEFORE INSERT ON case_proposal FOR EACH ROW EXECUTE FUNCTION case_proposal_when_law()
-- next statement
CREATE OR REPLACE FUNCTION case_decision_when_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (SELECT c.state FROM case_file c WHERE c.id = NEW.case_id) NOT IN ('proposed', 'submitted') OR ((SELECT c.state FROM case_file c WHERE c.id = NEW.case_id) IN ('proposed') AND NEW.amount > (SELECT c.proposed_amount FROM case_file c WHERE c.id = NEW.case_id)) THEN RAISE EXCEPTION 'a decision follows the proposal and stays within it, or is urgent' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER case_decision_when BEFORE INSERT ON case_decision FOR EACH ROW EXECUTE FUNCTION case_decision_when_law()
-- next statement
CREATE OR REPLACE FUNCTION case_decision_share_when_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NOT EXISTS (SELECT 1 FROM case_decision d JOIN case_file c ON c.id = d.case_id WHERE d.id = NEW.decision_id AND d.outcome = 'approved' AND c.state IN ('proposed', 'submitted')) THEN RAISE EXCEPTION 'shares belong to a decision being made' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER case_decision_share_when BEFORE INSERT ON case_decision_share FOR EACH ROW EXECUTE FUNCTION case_decision_share_when_law()
-- next statement
CREATE OR REPLACE FUNCTION case_paper_when_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (SELECT c.state FROM case_file c WHERE c.id = NEW.case_id) NOT IN ('draft', 'returned', 'submitted', 'verified', 'approved', 'submitted', 'verified') THEN RAISE EXCEPTION 'no paper now' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER case_paper_when BEFORE INSERT ON case_paper FOR EACH ROW EXECUTE FUNCTION case_paper_when_law()
-- next statement
CREATE OR REPLACE FUNCTION case_paper_only_withdrawn_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF OLD.withdrawn_at IS NOT NULL OR NEW.withdrawn_at IS NULL OR NEW.id IS DISTINCT FROM OLD.id OR NEW.case_id IS DISTINCT FROM OLD.case_id OR NEW.unit_id IS DISTINCT FROM OLD.unit_id OR NEW.paper_key IS DISTINCT FROM OLD.paper_key OR NEW.file_id IS DISTINCT FROM OLD.file_id OR NEW.visit_id IS DISTINCT FROM OLD.visit_id OR NEW.name IS DISTINCT FROM OLD.name OR NEW.added_by_id IS DISTINCT FROM OLD.added_by_id OR NEW.added_at IS DISTINCT FROM OLD.added_at OR (SELECT c.state FROM case_file c WHERE c.id = NEW.case_id) NOT IN ('draft', 'returned') THEN RAISE EXCEPTION 'a paper is only ever withdrawn, before the case is judged' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER case_paper_only_withdrawn BEFORE UPDATE ON case_paper FOR EACH ROW EXECUTE FUNCTION case_paper_only_withdrawn_law()
-- next statement
CREATE OR REPLACE FUNCTION cases_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '% is kept as it is', TG_TABLE_NAME USING ERRCODE = '23514'; END $$
-- next statement
CREATE TRIGGER case_event_no_update BEFORE UPDATE ON case_event FOR EACH ROW EXECUTE FUNCTION cases_kept()
-- next statement
CREATE TRIGGER case_visit_no_update BEFORE UPDATE ON case_visit FOR EACH ROW EXECUTE FUNCTION cases_kept()
-- next statement
CREATE TRIGGER case_proposal_no_update BEFORE UPDATE ON case_proposal FOR EACH ROW EXECUTE FUNCTION cases_kept()
-- next statement
CREATE TRIGGER case_decision_no_update BEFORE UPDATE ON case_decision FOR EACH ROW EXECUTE FUNCTION cases_kept()
-- next statement
CREATE TRIGGER case_decision_share_no_update BEFORE UPDATE ON case_decision_share FOR EACH ROW EXECUTE FUNCTION cases_kept()
-- next statement
CREATE TRIGGER case_file_no_delete BEFORE DELETE ON case_file FOR EACH ROW EXECUTE FUNCTION cases_kept()
-- next statement
CREATE TRIGGER case_file_no_truncate BEFORE TRUNCATE ON case_file FOR EACH STATEMENT EXECUTE FUNCTION cases_kept()
-- next statement
CREATE TRIGGER case_paper_no_delete BEFORE DELETE ON case_paper FOR EACH ROW EXECUTE FUNCTION cases_kept()
-- next statement
CREATE TRIGGER case_paper_no_truncate BEFORE TRUNCATE ON case_paper FOR EACH STATEMENT EXECUTE FUNCTION cases_kept()
-- next statement
CREATE TRIGGER case_event_no_delete BEFORE DELETE ON case_event FOR EACH ROW EXECUTE FUNCTION cases_kept()
-- next statement
CREATE TRIGGER case_event_no_truncate BEFORE TRUNCATE ON case_event FOR EACH STATEMENT EXECUTE FUNCTION cases_kept()
-- next statement
CREATE TRIGGER case_visit_no_delete BEFORE DELETE ON case_visit FOR EACH ROW EXECUTE FUNCTION cases_kept()
-- next statement
CREATE TRIGGER case_visit_no_truncate BEFORE TRUNCATE ON case_visit FOR EACH STATEMENT EXECUTE FUNCTION cases_kept()
-- next statement
CREATE TRIGGER case_proposal_no_delete BEFORE DELETE ON case_proposal FOR EACH ROW EXECUTE FUNCTION cases_kept()
-- next statement
CREATE TRIGGER case_proposal_no_truncate BEFORE TRUNCATE ON case_proposal FOR EACH STATEMENT EXECUTE FUNCTION cases_kept()
-- next statement
CREATE TRIGGER case_decision_no_delete BEFORE DELETE ON case_decision FOR EACH ROW EXECUTE FUNCTION cases_kept()
-- next statement
CREATE TRIGGER case_decision_no_truncate BEFORE TRUNCATE ON case_decision FOR EACH STATEMENT EXECUTE FUNCTION cases_kept()
-- next statement
CREATE TRIGGER case_decision_share_no_delete BEFORE DELETE ON case_decision_share FOR EACH ROW EXECUTE FUNCTION cases_kept()
-- next statement
CREATE TRIGGER case_decision_share_no_truncate BEFORE TRUNCATE ON case_decision_share FOR EACH STATEMENT EXECUTE FUNCTION cases_kept()
-- next statement
CREATE FUNCTION cash_count_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM 1 FROM cash_box WHERE id = NEW.box_id FOR UPDATE;
      PERFORM 1 FROM ledger_balance WHERE box_id = NEW.box_id ORDER BY id FOR UPDATE; IF NEW.state <> 'counted' OR NEW.minutes_file_id IS NOT NULL THEN RAISE EXCEPTION 'a count is answered by a second person' USING ERRCODE = '23514'; END IF; IF NOT EXISTS (SELECT 1 FROM cash_box WHERE id = NEW.box_id AND unit_id = NEW.unit_id AND kind = 'cash') THEN RAISE EXCEPTION 'only a cash box of the unit is counted' USING ERRCODE = '23514'; END IF; IF NEW.book_amount <> (SELECT coalesce(sum(amount), 0) FROM ledger_balance WHERE box_id = NEW.box_id) THEN RAISE EXCEPTION 'the book balance of a count is that of its moment' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER cash_count_insert BEFORE INSERT ON cash_count FOR EACH ROW EXECUTE FUNCTION cash_count_insert()
-- next statement
CREATE FUNCTION cash_count_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN  IF NEW.id IS DISTINCT FROM OLD.id OR NEW.unit_id IS DISTINCT FROM OLD.unit_id OR NEW.box_id IS DISTINCT FROM OLD.box_id OR NEW.year IS DISTINCT FROM OLD.year OR NEW.number IS DISTINCT FROM OLD.number OR NEW.kind IS DISTINCT FROM OLD.kind OR NEW.counted_on IS DISTINCT FROM OLD.counted_on OR NEW.counted_at IS DISTINCT FROM OLD.counted_at OR NEW.counted_by_id IS DISTINCT FROM OLD.counted_by_id OR NEW.present IS DISTINCT FROM OLD.present OR NEW.loose_amount IS DISTINCT FROM OLD.loose_amount OR NEW.counted_amount IS DISTINCT FROM OLD.counted_amount OR NEW.book_amount IS DISTINCT FROM OLD.book_amount THEN RAISE EXCEPTION 'what was counted never changes' USING ERRCODE = '23514'; END IF; IF OLD.state <> 'counted' THEN RAISE EXCEPTION 'a count is answered once' USING ERRCODE = '23514'; END IF; IF NEW.state IN ('confirmed', 'objected') AND (NEW.counted_amount <> NEW.loose_amount
    + (SELECT coalesce(sum(denomination * pieces), 0) FROM cash_count_line WHERE count_id = NEW.id) OR NEW.book_amount <> (SELECT coalesce(sum(amount), 0) FROM cash_count_head WHERE count_id = NEW.id)) THEN RAISE EXCEPTION 'notes and books do not add up to the figures of the count' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER cash_count_update BEFORE UPDATE ON cash_count FOR EACH ROW EXECUTE FUNCTION cash_count_update()
-- next statement
CREATE FUNCTION cash_count_line_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM 1 FROM cash_count WHERE id = NEW.count_id FOR UPDATE; IF NOT EXISTS (SELECT 1 FROM cash_count WHERE id = NEW.count_id AND state = 'counted') THEN RAISE EXCEPTION 'notes are written down with their count' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER cash_count_line_insert BEFORE INSERT ON cash_count_line FOR EACH ROW EXECUTE FUNCTION cash_count_line_insert()
-- next statement
CREATE FUNCTION cash_count_head_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM 1 FROM cash_count WHERE id = NEW.count_id FOR UPDATE; IF NOT EXISTS (SELECT 1 FROM cash_count WHERE id = NEW.count_id AND state = 'counted') THEN RAISE EXCEPTION 'heads are written down with their count' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER cash_count_head_insert BEFORE INSERT ON cash_count_head FOR EACH ROW EXECUTE FUNCTION cash_count_head_insert()
-- next statement
CREATE FUNCTION cash_settlement_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM 1 FROM cash_count WHERE id = NEW.count_id FOR UPDATE; IF NOT EXISTS (SELECT 1 FROM ledger_entry e JOIN cash_count c ON c.id = NEW.count_id AND c.unit_id = e.unit_id
    WHERE e.id = NEW.entry_id AND e.unit_id = NEW.unit_id AND e.kind = 'count' AND e.state = 'draft' AND c.state IN ('confirmed', 'objected')
    AND NEW.amount * (CASE WHEN c.counted_amount > c.book_amount THEN 1 ELSE -1 END) = (
      SELECT coalesce(sum(l.debit - l.credit), 0) FROM ledger_line l JOIN ledger_balance b ON b.id = l.balance_id WHERE l.entry_id = e.id AND b.box_id = c.box_id)) THEN RAISE EXCEPTION 'a difference is settled by a draft of its own kind over the same box' USING ERRCODE = '23514'; END IF; IF EXISTS (SELECT 1 FROM ledger_line l JOIN ledger_balance b ON b.id = l.balance_id JOIN cash_count c ON c.id = NEW.count_id
    WHERE l.entry_id = NEW.entry_id AND b.box_id IS DISTINCT FROM c.box_id AND (b.is_money OR substr(b.account_code, 1, 1) NOT IN ('1', '3'))) THEN RAISE EXCEPTION 'a difference waits on what is owed' USING ERRCODE = '23514'; END IF; IF NEW.amount + (SELECT coalesce(sum(s.amount), 0) FROM cash_settlement s JOIN ledger_entry e ON e.id = s.entry_id
    WHERE s.count_id = NEW.count_id AND e.state <> 'dropped' AND NOT EXISTS (SELECT 1 FROM ledger_entry r WHERE r.reverses_id = e.id AND r.state = 'posted'))
    > (SELECT abs(counted_amount - book_amount) FROM cash_count WHERE id = NEW.count_id) THEN RAISE EXCEPTION 'no more is settled than differs' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER cash_settlement_insert BEFORE INSERT ON cash_settlement FOR EACH ROW EXECUTE FUNCTION cash_settlement_insert()
-- next statement
CREATE FUNCTION cash_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is kept as it is', ERRCODE = '23514'; END $$
-- next statement
CREATE TRIGGER cash_count_no_delete BEFORE DELETE ON cash_count FOR EACH ROW EXECUTE FUNCTION cash_refuse()
-- next statement
CREATE TRIGGER cash_count_line_no_update BEFORE UPDATE ON cash_count_line FOR EACH ROW EXECUTE FUNCTION cash_refuse()
-- next statement
CREATE TRIGGER cash_count_line_no_delete BEFORE DELETE ON cash_count_line FOR EACH ROW EXECUTE FUNCTION cash_refuse()
-- next statement
CREATE TRIGGER cash_count_head_no_update BEFORE UPDATE ON cash_count_head FOR EACH ROW EXECUTE FUNCTION cash_refuse()
-- next statement
CREATE TRIGGER cash_count_head_no_delete BEFORE DELETE ON cash_count_head FOR EACH ROW EXECUTE FUNCTION cash_refuse()
-- next statement
CREATE TRIGGER cash_settlement_no_update BEFORE UPDATE ON cash_settlement FOR EACH ROW EXECUTE FUNCTION cash_refuse()
-- next statement
CREATE TRIGGER cash_settlement_no_delete BEFORE DELETE ON cash_settlement FOR EACH ROW EXECUTE FUNCTION cash_refuse()
-- next statement
CREATE TRIGGER cash_count_no_truncate BEFORE TRUNCATE ON cash_count FOR EACH STATEMENT EXECUTE FUNCTION cash_refuse()
-- next statement
CREATE TRIGGER cash_count_line_no_truncate BEFORE TRUNCATE ON cash_count_line FOR EACH STATEMENT EXECUTE FUNCTION cash_refuse()
-- next statement
CREATE TRIGGER cash_count_head_no_truncate BEFORE TRUNCATE ON cash_count_head FOR EACH STATEMENT EXECUTE FUNCTION cash_refuse()
-- next statement
CREATE TRIGGER cash_settlement_no_truncate BEFORE TRUNCATE ON cash_settlement FOR EACH STATEMENT EXECUTE FUNCTION cash_refuse()
-- next statement
CREATE FUNCTION cash_settlement_known() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NOT EXISTS (SELECT 1 FROM cash_settlement WHERE entry_id = NEW.id) THEN RAISE EXCEPTION 'F7 a difference is settled for a count only' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER cash_settlement_known BEFORE UPDATE ON ledger_entry FOR EACH ROW WHEN (NEW.kind = 'count' AND NEW.state = 'posted') EXECUTE FUNCTION cash_settlement_known()
-- next statement
CREATE FUNCTION documents_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only', ERRCODE = '23514'; END $$
-- next statement
CREATE TRIGGER stored_file_no_update BEFORE UPDATE ON stored_file FOR EACH ROW EXECUTE FUNCTION documents_refuse()
-- next statement
CREATE TRIGGER stored_file_no_delete BEFORE DELETE ON stored_file FOR EACH ROW EXECUTE FUNCTION documents_refuse()
-- next statement
CREATE TRIGGER stored_file_no_truncate BEFORE TRUNCATE ON stored_file FOR EACH STATEMENT EXECUTE FUNCTION documents_refuse()
-- next statement
CREATE TRIGGER document_register_no_update BEFORE UPDATE ON document_register FOR EACH ROW EXECUTE FUNCTION documents_refuse()
-- next statement
CREATE TRIGGER document_register_no_delete BEFORE DELETE ON document_register FOR EACH ROW EXECUTE FUNCTION documents_refuse()
-- next statement
CREATE TRIGGER document_register_no_truncate BEFORE TRUNCATE ON document_register FOR EACH STATEMENT EXECUTE FUNCTION documents_refuse()
-- next statement
CREATE TRIGGER seal_no_update BEFORE UPDATE ON seal FOR EACH ROW EXECUTE FUNCTION documents_refuse()
-- next statement
CREATE TRIGGER seal_no_delete BEFORE DELETE ON seal FOR EACH ROW EXECUTE FUNCTION documents_refuse()
-- next statement
CREATE TRIGGER seal_no_truncate BEFORE TRUNCATE ON seal FOR EACH STATEMENT EXECUTE FUNCTION documents_refuse()
-- next statement
CREATE TRIGGER seal_cell_no_update BEFORE UPDATE ON seal_cell FOR EACH ROW EXECUTE FUNCTION documents_refuse()
-- next statement
CREATE TRIGGER seal_cell_no_delete BEFORE DELETE ON seal_cell FOR EACH ROW EXECUTE FUNCTION documents_refuse()
-- next statement
CREATE TRIGGER seal_cell_no_truncate BEFORE TRUNCATE ON seal_cell FOR EACH STATEMENT EXECUTE FUNCTION documents_refuse()
-- next statement
CREATE TRIGGER document_series_no_delete BEFORE DELETE ON document_series FOR EACH ROW EXECUTE FUNCTION documents_refuse()
-- next statement
CREATE TRIGGER document_series_no_truncate BEFORE TRUNCATE ON document_series FOR EACH STATEMENT EXECUTE FUNCTION documents_refuse()
-- next statement
CREATE TRIGGER public_paper_no_delete BEFORE DELETE ON public_paper FOR EACH ROW EXECUTE FUNCTION documents_refuse()
-- next statement
CREATE TRIGGER public_paper_no_truncate BEFORE TRUNCATE ON public_paper FOR EACH STATEMENT EXECUTE FUNCTION documents_refuse()
-- next statement
CREATE FUNCTION document_series_steps() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN 
        IF NEW.last_number <> OLD.last_number + 1
    OR NEW.unit_id <> OLD.unit_id OR NEW.series <> OLD.series OR NEW.year <> OLD.year THEN RAISE EXCEPTION 'a series moves one number at a time' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER document_series_steps BEFORE UPDATE ON document_series FOR EACH ROW EXECUTE FUNCTION document_series_steps()
-- next statement
CREATE FUNCTION document_series_starts() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN 
        IF NEW.last_number <> 0 THEN RAISE EXCEPTION 'a series starts at 0' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER document_series_starts BEFORE INSERT ON document_series FOR EACH ROW EXECUTE FUNCTION document_series_starts()
-- next statement
CREATE FUNCTION document_register_next() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM 1 FROM document_series
    WHERE unit_id = NEW.unit_id AND series = NEW.series AND year = NEW.year FOR UPDATE;
        IF NEW.number <> 1 + (SELECT coalesce(max(number), 0) FROM document_register
    WHERE unit_id = NEW.unit_id AND series = NEW.series AND year = NEW.year) THEN RAISE EXCEPTION 'not the next number of the register' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER document_register_next BEFORE INSERT ON document_register FOR EACH ROW EXECUTE FUNCTION document_register_next()
-- next statement
CREATE FUNCTION seal_chain() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN 
        IF NEW.number <> 1 + (SELECT count(*) FROM seal WHERE subject = NEW.subject)
    OR NEW.previous_digest <> coalesce((SELECT digest FROM seal WHERE subject = NEW.subject AND number = NEW.number - 1), '') THEN RAISE EXCEPTION 'not the next seal of the subject' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER seal_chain BEFORE INSERT ON seal FOR EACH ROW EXECUTE FUNCTION seal_chain()
-- next statement
CREATE FUNCTION public_paper_born() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN 
        IF NEW.state <> 'valid' THEN RAISE EXCEPTION 'a public paper is born valid' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER public_paper_born BEFORE INSERT ON public_paper FOR EACH ROW EXECUTE FUNCTION public_paper_born()
-- next statement
CREATE FUNCTION public_paper_steps() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN 
        IF NOT ((OLD.state = 'valid' AND NEW.state IN ('reversed', 'void')) OR (OLD.state = 'reversed' AND NEW.state = 'void')) OR (NEW.id, NEW.unit_id, NEW.subject, NEW.title, NEW.number, NEW.paper_on, NEW.amount, NEW.payee, NEW.digest, NEW.lookup, NEW.published_by_id, NEW.published_at) IS DISTINCT FROM (OLD.id, OLD.unit_id, OLD.subject, OLD.title, OLD.number, OLD.paper_on, OLD.amount, OLD.payee, OLD.digest, OLD.lookup, OLD.published_by_id, OLD.published_at) THEN RAISE EXCEPTION 'only the state of a public paper changes, and never back' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER public_paper_steps BEFORE UPDATE ON public_paper FOR EACH ROW EXECUTE FUNCTION public_paper_steps()
-- next statement
CREATE FUNCTION seal_cell_counted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN 
        IF NEW.position < 1 OR NEW.position > (SELECT cell_count FROM seal WHERE id = NEW.seal_id) THEN RAISE EXCEPTION 'the seal has all its cells' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER seal_cell_counted BEFORE INSERT ON seal_cell FOR EACH ROW EXECUTE FUNCTION seal_cell_counted()
-- next statement
CREATE OR REPLACE FUNCTION gift_campaign_insert_born_draft_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.state <> 'draft' OR NEW.version <> 1 THEN RAISE EXCEPTION 'a campaign is born a draft' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER gift_campaign_insert_born_draft BEFORE INSERT ON gift_campaign FOR EACH ROW EXECUTE FUNCTION gift_campaign_insert_born_draft_law()
-- next statement
CREATE OR REPLACE FUNCTION gift_campaign_update_version_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.version <> OLD.version + 1 THEN RAISE EXCEPTION 'a campaign rises by one version' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER gift_campaign_update_version BEFORE UPDATE ON gift_campaign FOR EACH ROW EXECUTE FUNCTION gift_campaign_update_version_law()
-- next statement
CREATE OR REPLACE FUNCTION gift_campaign_update_way_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.state <> OLD.state AND OLD.state || '>' || NEW.state NOT IN ('draft>open', 'open>closed') THEN RAISE EXCEPTION 'no such way of a campaign' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER gift_campaign_update_way BEFORE UPDATE ON gift_campaign FOR EACH ROW EXECUTE FUNCTION gift_campaign_update_way_law()
-- next statement
CREATE OR REPLACE FUNCTION gift_campaign_update_frozen_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.id <> OLD.id OR OLD.state = 'closed' OR (OLD.state <> 'draft' AND (NEW.unit_id IS DISTINCT FROM OLD.unit_id OR NEW.season_id IS DISTINCT FROM OLD.season_id OR NEW.kind IS DISTINCT FROM OLD.kind OR NEW.document IS DISTINCT FROM OLD.document OR NEW.regulation_id IS DISTINCT FROM OLD.regulation_id OR NEW.opens_on IS DISTINCT FROM OLD.opens_on OR NEW.made_by_id IS DISTINCT FROM OLD.made_by_id OR NEW.opened_by_id IS DISTINCT FROM OLD.opened_by_id)) THEN RAISE EXCEPTION 'what a campaign gives does not change once it is open' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER gift_campaign_update_frozen BEFORE UPDATE ON gift_campaign FOR EACH ROW EXECUTE FUNCTION gift_campaign_update_frozen_law()
-- next statement
CREATE OR REPLACE FUNCTION gift_campaign_update_paid_for_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.state = 'open' AND OLD.state = 'draft' AND (NOT EXISTS (SELECT 1 FROM gift_line g WHERE g.campaign_id = NEW.id) OR EXISTS (SELECT 1 FROM gift_line g WHERE g.campaign_id = NEW.id AND NOT (g.unit_amount = (SELECT COALESCE(SUM(f.unit_amount), 0) FROM gift_line_fund f WHERE f.line_id = g.id) OR (g.goods_code IS NOT NULL AND NOT EXISTS (SELECT 1 FROM gift_line_fund f WHERE f.line_id = g.id))))) THEN RAISE EXCEPTION 'the funds of a line pay the whole of it' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER gift_campaign_update_paid_for BEFORE UPDATE ON gift_campaign FOR EACH ROW EXECUTE FUNCTION gift_campaign_update_paid_for_law()
-- next statement
CREATE OR REPLACE FUNCTION gift_line_insert_when_draft_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (SELECT c.state FROM gift_campaign c WHERE c.id = NEW.campaign_id) <> 'draft' THEN RAISE EXCEPTION 'what a campaign gives does not change once it is open' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER gift_line_insert_when_draft BEFORE INSERT ON gift_line FOR EACH ROW EXECUTE FUNCTION gift_line_insert_when_draft_law()
-- next statement
CREATE OR REPLACE FUNCTION gift_line_update_when_draft_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (SELECT c.state FROM gift_campaign c WHERE c.id = NEW.campaign_id) <> 'draft' THEN RAISE EXCEPTION 'what a campaign gives does not change once it is open' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER gift_line_update_when_draft BEFORE UPDATE ON gift_line FOR EACH ROW EXECUTE FUNCTION gift_line_update_when_draft_law()
-- next statement
CREATE OR REPLACE FUNCTION gift_line_delete_when_draft_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (SELECT c.state FROM gift_campaign c WHERE c.id = OLD.campaign_id) <> 'draft' THEN RAISE EXCEPTION 'what a campaign gives does not change once it is open' USING ERRCODE = '23514'; END IF; RETURN OLD; END $$
-- next statement
CREATE TRIGGER gift_line_delete_when_draft BEFORE DELETE ON gift_line FOR EACH ROW EXECUTE FUNCTION gift_line_delete_when_draft_law()
-- next statement
CREATE OR REPLACE FUNCTION gift_line_fund_insert_when_draft_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (SELECT c.state FROM gift_campaign c JOIN gift_line g ON g.campaign_id = c.id WHERE g.id = NEW.line_id) <> 'draft' THEN RAISE EXCEPTION 'what a campaign gives does not change once it is open' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER gift_line_fund_insert_when_draft BEFORE INSERT ON gift_line_fund FOR EACH ROW EXECUTE FUNCTION gift_line_fund_insert_when_draft_law()
-- next statement
CREATE OR REPLACE FUNCTION gift_line_fund_update_when_draft_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (SELECT c.state FROM gift_campaign c JOIN gift_line g ON g.campaign_id = c.id WHERE g.id = NEW.line_id) <> 'draft' THEN RAISE EXCEPTION 'what a campaign gives does not change once it is open' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER gift_line_fund_update_when_draft BEFORE UPDATE ON gift_line_fund FOR EACH ROW EXECUTE FUNCTION gift_line_fund_update_when_draft_law()
-- next statement
CREATE OR REPLACE FUNCTION gift_line_fund_delete_when_draft_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (SELECT c.state FROM gift_campaign c JOIN gift_line g ON g.campaign_id = c.id WHERE g.id = OLD.line_id) <> 'draft' THEN RAISE EXCEPTION 'what a campaign gives does not change once it is open' USING ERRCODE = '23514'; END IF; RETURN OLD; END $$
-- next statement
CREATE TRIGGER gift_line_fund_delete_when_draft BEFORE DELETE ON gift_line_fund FOR EACH ROW EXECUTE FUNCTION gift_line_fund_delete_when_draft_law()
-- next statement
CREATE OR REPLACE FUNCTION gift_deadline_insert_when_draft_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (SELECT c.state FROM gift_campaign c WHERE c.id = NEW.campaign_id) <> 'draft' THEN RAISE EXCEPTION 'what a campaign gives does not change once it is open' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER gift_deadline_insert_when_draft BEFORE INSERT ON gift_deadline FOR EACH ROW EXECUTE FUNCTION gift_deadline_insert_when_draft_law()
-- next statement
CREATE OR REPLACE FUNCTION gift_deadline_delete_when_draft_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (SELECT c.state FROM gift_campaign c WHERE c.id = OLD.campaign_id) <> 'draft' THEN RAISE EXCEPTION 'what a campaign gives does not change once it is open' USING ERRCODE = '23514'; END IF; RETURN OLD; END $$
-- next statement
CREATE TRIGGER gift_deadline_delete_when_draft BEFORE DELETE ON gift_deadline FOR EACH ROW EXECUTE FUNCTION gift_deadline_delete_when_draft_law()
-- next statement
CREATE OR REPLACE FUNCTION gift_deadline_update_extended_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.id IS DISTINCT FROM OLD.id OR NEW.campaign_id IS DISTINCT FROM OLD.campaign_id OR NEW.level IS DISTINCT FROM OLD.level OR ((SELECT c.state FROM gift_campaign c WHERE c.id = NEW.campaign_id) <> 'draft' AND NOT EXISTS (SELECT 1 FROM gift_extension x WHERE x.campaign_id = NEW.campaign_id AND x.level = NEW.level AND x.from_on = OLD.list_until_on AND x.to_on = NEW.list_until_on)) THEN RAISE EXCEPTION 'a last day goes later only by its extension' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER gift_deadline_update_extended BEFORE UPDATE ON gift_deadline FOR EACH ROW EXECUTE FUNCTION gift_deadline_update_extended_law()
-- next statement
CREATE OR REPLACE FUNCTION gift_campaign_update_extended_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF OLD.state <> 'draft' AND NEW.list_until_on <> OLD.list_until_on AND NOT EXISTS (SELECT 1 FROM gift_extension x WHERE x.campaign_id = NEW.id AND x.level IS NULL AND x.from_on = OLD.list_until_on AND x.to_on = NEW.list_until_on) THEN RAISE EXCEPTION 'a last day goes later only by its extension' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER gift_campaign_update_extended BEFORE UPDATE ON gift_campaign FOR EACH ROW EXECUTE FUNCTION gift_campaign_update_extended_law()
-- next statement
CREATE OR REPLACE FUNCTION gift_class_insert_when_unused_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF EXISTS (SELECT 1 FROM gift_campaign c WHERE c.season_id = NEW.season_id AND c.state <> 'draft') THEN RAISE EXCEPTION 'the rule of a season stands once a campaign of it is open' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER gift_class_insert_when_unused BEFORE INSERT ON gift_class FOR EACH ROW EXECUTE FUNCTION gift_class_insert_when_unused_law()
-- next statement
CREATE OR REPLACE FUNCTION gift_class_update_when_unused_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF EXISTS (SELECT 1 FROM gift_campaign c WHERE c.season_id = NEW.season_id AND c.state <> 'draft') THEN RAISE EXCEPTION 'the rule of a season stands once a campaign of it is open' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER gift_class_update_when_unused BEFORE UPDATE ON gift_class FOR EACH ROW EXECUTE FUNCTION gift_class_update_when_unused_law()
-- next statement
CREATE OR REPLACE FUNCTION gift_class_delete_when_unused_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF EXISTS (SELECT 1 FROM gift_campaign c WHERE c.season_id = OLD.season_id AND c.state <> 'draft') THEN RAISE EXCEPTION 'the rule of a season stands once a campaign of it is open' USING ERRCODE = '23514'; END IF; RETURN OLD; END $$
-- next statement
CREATE TRIGGER gift_class_delete_when_unused BEFORE DELETE ON gift_class FOR EACH ROW EXECUTE FUNCTION gift_class_delete_when_unused_law()
-- next statement
CREATE OR REPLACE FUNCTION gift_exclusion_insert_when_unused_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF EXISTS (SELECT 1 FROM gift_campaign c WHERE c.season_id = NEW.season_id AND c.state <> 'draft') THEN RAISE EXCEPTION 'the rule of a season stands once a campaign of it is open' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER gift_exclusion_insert_when_unused BEFORE INSERT ON gift_exclusion FOR EACH ROW EXECUTE FUNCTION gift_exclusion_insert_when_unused_law()
-- next statement
CREATE OR REPLACE FUNCTION gift_exclusion_update_when_unused_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF EXISTS (SELECT 1 FROM gift_campaign c WHERE c.season_id = NEW.season_id AND c.state <> 'draft') THEN RAISE EXCEPTION 'the rule of a season stands once a campaign of it is open' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER gift_exclusion_update_when_unused BEFORE UPDATE ON gift_exclusion FOR EACH ROW EXECUTE FUNCTION gift_exclusion_update_when_unused_law()
-- next statement
CREATE OR REPLACE FUNCTION gift_exclusion_delete_when_unused_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF EXISTS (SELECT 1 FROM gift_campaign c WHERE c.season_id = OLD.season_id AND c.state <> 'draft') THEN RAISE EXCEPTION 'the rule of a season stands once a campaign of it is open' USING ERRCODE = '23514'; END IF; RETURN OLD; END $$
-- next statement
CREATE TRIGGER gift_exclusion_delete_when_unused BEFORE DELETE ON gift_exclusion FOR EACH ROW EXECUTE FUNCTION gift_exclusion_delete_when_unused_law()
-- next statement
CREATE OR REPLACE FUNCTION gift_quota_move_insert_granted_once_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (SELECT c.state FROM gift_campaign c JOIN gift_line g ON g.campaign_id = c.id WHERE g.id = NEW.line_id) <> 'open' OR (NEW.kind = 'granted' AND (EXISTS (SELECT 1 FROM gift_quota_move m WHERE m.line_id = NEW.line_id AND m.kind = 'granted') OR NEW.places <> (SELECT g.places FROM gift_line g WHERE g.id = NEW.line_id))) THEN RAISE EXCEPTION 'the places of a line are granted once, all of them, in an open campaign' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER gift_quota_move_insert_granted_once BEFORE INSERT ON gift_quota_move FOR EACH ROW EXECUTE FUNCTION gift_quota_move_insert_granted_once_law()
-- next statement
CREATE OR REPLACE FUNCTION gift_list_insert_born_draft_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.state <> 'draft' OR NEW.version <> 1 OR COALESCE(NEW.submitted_by_id, NEW.reviewed_by_id, NEW.decided_by_id) IS NOT NULL OR (SELECT c.state FROM gift_campaign c WHERE c.id = NEW.campaign_id) <> 'open' OR NEW.season_id <> (SELECT c.season_id FROM gift_campaign c WHERE c.id = NEW.campaign_id) THEN RAISE EXCEPTION 'a list is born a draft of an open campaign' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER gift_list_insert_born_draft BEFORE INSERT ON gift_list FOR EACH ROW EXECUTE FUNCTION gift_list_insert_born_draft_law()
-- next statement
CREATE OR REPLACE FUNCTION gift_list_update_version_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.version <> OLD.version + 1 THEN RAISE EXCEPTION 'a list rises by one version' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER gift_list_update_version BEFORE UPDATE ON gift_list FOR EACH ROW EXECUTE FUNCTION gift_list_update_version_law()
-- next statement
CREATE OR REPLACE FUNCTION gift_list_update_event_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NOT EXISTS (SELECT 1 FROM gift_event e WHERE e.list_id = NEW.id AND e.version = NEW.version AND e.from_state = OLD.state AND e.to_state = NEW.state) THEN RAISE EXCEPTION 'a list changes only with its event' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER gift_list_update_event BEFORE UPDATE ON gift_list FOR EACH ROW EXECUTE FUNCTION gift_list_update_event_law()
-- next statement
CREATE OR REPLACE FUNCTION gift_list_update_frozen_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.id IS DISTINCT FROM OLD.id OR NEW.code IS DISTINCT FROM OLD.code OR NEW.year IS DISTINCT FROM OLD.year OR NEW.number IS DISTINCT FROM OLD.number OR NEW.campaign_id IS DISTINCT FROM OLD.campaign_id OR NEW.season_id IS DISTINCT FROM OLD.season_id OR NEW.unit_id IS DISTINCT FROM OLD.unit_id OR NEW.decider_unit_id IS DISTINCT FROM OLD.decider_unit_id OR NEW.made_by_id IS DISTINCT FROM OLD.made_by_id OR NEW.made_on IS DISTINCT FROM OLD.made_on THEN RAISE EXCEPTION 'this column of a list never changes' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER gift_list_update_frozen BEFORE UPDATE ON gift_list FOR EACH ROW EXECUTE FUNCTION gift_list_update_frozen_law()
-- next statement
CREATE OR REPLACE FUNCTION gift_list_update_decided_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF OLD.decided_by_id IS NOT NULL AND (NEW.decided_by_id IS DISTINCT FROM OLD.decided_by_id OR NEW.decided_on IS DISTINCT FROM OLD.decided_on OR NEW.decided_amount IS DISTINCT FROM OLD.decided_amount OR NEW.digest IS DISTINCT FROM OLD.digest OR NEW.seal_id IS DISTINCT FROM OLD.seal_id OR NEW.submitted_by_id IS DISTINCT FROM OLD.submitted_by_id OR NEW.reviewed_by_id IS DISTINCT FROM OLD.reviewed_by_id) THEN RAISE EXCEPTION 'what was decided never changes' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER gift_list_update_decided BEFORE UPDATE ON gift_list FOR EACH ROW EXECUTE FUNCTION gift_list_update_decided_law()
-- next statement
CREATE OR REPLACE FUNCTION gift_list_update_persons_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (NEW.submitted_by_id IS NOT NULL AND NEW.submitted_by_id IS DISTINCT FROM OLD.submitted_by_id AND NOT EXISTS (SELECT 1 FROM gift_event e WHERE e.list_id = NEW.id AND e.version = NEW.version AND e.act = 'submit' AND e.by_id = NEW.submitted_by_id)) OR (NEW.reviewed_by_id IS NOT NULL AND NEW.reviewed_by_id IS DISTINCT FROM OLD.reviewed_by_id AND NOT EXISTS (SELECT 1 FROM gift_event e WHERE e.list_id = NEW.id AND e.version = NEW.version AND e.act = 'review' AND e.by_id = NEW.reviewed_by_id)) OR (NEW.decided_by_id IS NOT NULL AND NEW.decided_by_id IS DISTINCT FROM OLD.decided_by_id AND NOT EXISTS (SELECT 1 FROM gift_event e WHERE e.list_id = NEW.id AND e.version = NEW.version AND e.act = 'decide' AND e.by_id = NEW.decided_by_id)) THEN RAISE EXCEPTION 'a person stands in a list only by their own act' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER gift_list_update_persons BEFORE UPDATE ON gift_list FOR EACH ROW EXECUTE FUNCTION gift_list_update_persons_law()
-- next statement
CREATE OR REPLACE FUNCTION gift_list_update_sum_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.state = 'decided' AND OLD.state <> 'decided' AND NEW.decided_amount IS DISTINCT FROM (SELECT SUM(r.amount) FROM gift_row r WHERE r.list_id = NEW.id AND r.state = 'listed') THEN RAISE EXCEPTION 'a decided list has rows that sum to its amount' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER gift_list_update_sum BEFORE UPDATE ON gift_list FOR EACH ROW EXECUTE FUNCTION gift_list_update_sum_law()
-- next statement
CREATE OR REPLACE FUNCTION gift_event_insert_order_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NOT ((NEW.version = 1 AND NEW.act = 'open' AND NEW.from_state = '' AND NEW.to_state = 'draft' AND NEW.by_id = (SELECT l.made_by_id FROM gift_list l WHERE l.id = NEW.list_id) AND (SELECT l.version FROM gift_list l WHERE l.id = NEW.list_id) = 1) OR (NEW.version > 1 AND NEW.version = (SELECT l.version FROM gift_list l WHERE l.id = NEW.list_id) + 1 AND NEW.from_state = (SELECT l.state FROM gift_list l WHERE l.id = NEW.list_id) AND NEW.act || ':' || NEW.from_state || '>' || NEW.to_state IN ('amend:draft>draft', 'submit:draft>submitted', 'send_back:submitted>draft', 'trim:submitted>submitted', 'review:submitted>reviewed', 'reject:reviewed>draft', 'cut:reviewed>reviewed', 'decide:reviewed>decided', 'drop:decided>decided', 'drop:giving>giving', 'start:decided>giving', 'close:giving>closed', 'cancel:draft>cancelled'))) THEN RAISE EXCEPTION 'no such way of a list' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER gift_event_insert_order BEFORE INSERT ON gift_event FOR EACH ROW EXECUTE FUNCTION gift_event_insert_order_law()
-- next statement
CREATE OR REPLACE FUNCTION gift_event_insert_duties_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (NEW.act IN ('cut', 'decide', 'reject') AND EXISTS (SELECT 1 FROM gift_event e WHERE e.list_id = NEW.list_id AND e.by_id = NEW.by_id AND e.act IN ('amend', 'open', 'submit', 'review', 'send_back', 'trim'))) OR (NEW.act IN ('review', 'send_back', 'trim') AND EXISTS (SELECT 1 FROM gift_event e WHERE e.list_id = NEW.list_id AND e.by_id = NEW.by_id AND e.act IN ('amend', 'open', 'submit', 'cut', 'decide', 'reject'))) OR (NEW.act IN ('amend', 'open', 'submit') AND EXISTS (SELECT 1 FROM gift_event e WHERE e.list_id = NEW.list_id AND e.by_id = NEW.by_id AND e.act IN ('review', 'send_back', 'trim', 'cut', 'decide', 'reject'))) THEN RAISE EXCEPTION 'one person twice in the chain of a list' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER gift_event_insert_duties BEFORE INSERT ON gift_event FOR EACH ROW EXECUTE FUNCTION gift_event_insert_duties_law()
-- next statement
CREATE OR REPLACE FUNCTION gift_row_insert_when_draft_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF COALESCE((SELECT l.state FROM gift_list l WHERE l.id = NEW.list_id), '') <> 'draft' OR NEW.state <> 'listed' OR NEW.outcome IS NOT NULL OR NOT EXISTS (SELECT 1 FROM gift_list l JOIN gift_line g ON g.campaign_id = l.campaign_id WHERE l.id = NEW.list_id AND g.id = NEW.line_id AND l.unit_id = NEW.unit_id AND l.season_id = NEW.season_id AND g.gift_class = NEW.gift_class AND g.unit_amount = NEW.amount) THEN RAISE EXCEPTION 'names come into a draft, for a line of its campaign' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER gift_row_insert_when_draft BEFORE INSERT ON gift_row FOR EACH ROW EXECUTE FUNCTION gift_row_insert_when_draft_law()
-- next statement
CREATE OR REPLACE FUNCTION gift_row_insert_claims_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.state = 'listed' AND ((COALESCE((SELECT k.per FROM gift_class k WHERE k.season_id = NEW.season_id AND k.code = NEW.gift_class), 'none') <> 'none' AND NEW.person_claim IS NULL) OR ((SELECT k.per FROM gift_class k WHERE k.season_id = NEW.season_id AND k.code = NEW.gift_class) = 'household' AND NEW.household_key IS NOT NULL AND NEW.household_claim IS NULL) OR (COALESCE((SELECT k.per FROM gift_class k WHERE k.season_id = NEW.season_id AND k.code = NEW.gift_class), 'none') <> 'household' AND NEW.household_claim IS NOT NULL)) THEN RAISE EXCEPTION 'a name claims the place of its person and household' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER gift_row_insert_claims BEFORE INSERT ON gift_row FOR EACH ROW EXECUTE FUNCTION gift_row_insert_claims_law()
-- next statement
CREATE OR REPLACE FUNCTION gift_row_update_claims_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.state = 'listed' AND ((COALESCE((SELECT k.per FROM gift_class k WHERE k.season_id = NEW.season_id AND k.code = NEW.gift_class), 'none') <> 'none' AND NEW.person_claim IS NULL) OR ((SELECT k.per FROM gift_class k WHERE k.season_id = NEW.season_id AND k.code = NEW.gift_class) = 'household' AND NEW.household_key IS NOT NULL AND NEW.household_claim IS NULL) OR (COALESCE((SELECT k.per FROM gift_class k WHERE k.season_id = NEW.season_id AND k.code = NEW.gift_class), 'none') <> 'household' AND NEW.household_claim IS NOT NULL)) THEN RAISE EXCEPTION 'a name claims the place of its person and household' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER gift_row_update_claims BEFORE UPDATE ON gift_row FOR EACH ROW EXECUTE FUNCTION gift_row_update_claims_law()
-- next statement
CREATE OR REPLACE FUNCTION gift_row_insert_excluded_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF EXISTS (SELECT 1 FROM gift_exclusion x JOIN gift_row r ON r.season_id = x.season_id AND r.person_key = NEW.person_key AND r.state = 'listed' WHERE x.season_id = NEW.season_id AND ((x.first_code = NEW.gift_class AND x.second_code = r.gift_class) OR (x.second_code = NEW.gift_class AND x.first_code = r.gift_class))) THEN RAISE EXCEPTION 'one class of this season shuts out the other' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER gift_row_insert_excluded BEFORE INSERT ON gift_row FOR EACH ROW EXECUTE FUNCTION gift_row_insert_excluded_law()
-- next statement
CREATE OR REPLACE FUNCTION gift_row_update_locked_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.id IS DISTINCT FROM OLD.id OR NEW.uid IS DISTINCT FROM OLD.uid OR NEW.list_id IS DISTINCT FROM OLD.list_id OR NEW.season_id IS DISTINCT FROM OLD.season_id OR NEW.unit_id IS DISTINCT FROM OLD.unit_id OR NEW.line_id IS DISTINCT FROM OLD.line_id OR NEW.gift_class IS DISTINCT FROM OLD.gift_class OR NEW.person_id IS DISTINCT FROM OLD.person_id OR NEW.household_id IS DISTINCT FROM OLD.household_id OR NEW.person_key IS DISTINCT FROM OLD.person_key OR NEW.household_key IS DISTINCT FROM OLD.household_key OR NEW.full_name IS DISTINCT FROM OLD.full_name OR NEW.birth IS DISTINCT FROM OLD.birth OR NEW.amount IS DISTINCT FROM OLD.amount OR NEW.cccd_index IS DISTINCT FROM OLD.cccd_index OR ((SELECT l.state FROM gift_list l WHERE l.id = NEW.list_id) <> 'draft' AND (NEW.position IS DISTINCT FROM OLD.position OR NEW.points IS DISTINCT FROM OLD.points OR NEW.reason IS DISTINCT FROM OLD.reason OR NEW.sex IS DISTINCT FROM OLD.sex OR NEW.ethnicity IS DISTINCT FROM OLD.ethnicity OR NEW.look_note IS DISTINCT FROM OLD.look_note OR NEW.folded IS DISTINCT FROM OLD.folded)) THEN RAISE EXCEPTION 'who stands in a list does not change' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER gift_row_update_locked BEFORE UPDATE ON gift_row FOR EACH ROW EXECUTE FUNCTION gift_row_update_locked_law()
-- next statement
CREATE OR REPLACE FUNCTION gift_row_update_way_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (OLD.state <> 'listed' AND (NEW.state IS DISTINCT FROM OLD.state OR NEW.struck_reason IS DISTINCT FROM OLD.struck_reason OR NEW.struck_by_id IS DISTINCT FROM OLD.struck_by_id OR NEW.struck_on IS DISTINCT FROM OLD.struck_on)) OR (NEW.state <> OLD.state AND (SELECT l.state FROM gift_list l WHERE l.id = NEW.list_id) || '>' || NEW.state NOT IN ('submitted>struck', 'reviewed>struck', 'decided>withdrawn', 'giving>withdrawn', 'giving>returned')) THEN RAISE EXCEPTION 'no such way of a name' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER gift_row_update_way BEFORE UPDATE ON gift_row FOR EACH ROW EXECUTE FUNCTION gift_row_update_way_law()
-- next statement
CREATE OR REPLACE FUNCTION gift_row_update_outcome_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.outcome IS DISTINCT FROM OLD.outcome AND NEW.outcome IS DISTINCT FROM (SELECT m.outcome FROM gift_mark m WHERE m.row_id = NEW.id ORDER BY m.number DESC LIMIT 1) THEN RAISE EXCEPTION 'what became of a name is what its newest mark says' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER gift_row_update_outcome BEFORE UPDATE ON gift_row FOR EACH ROW EXECUTE FUNCTION gift_row_update_outcome_law()
-- next statement
CREATE OR REPLACE FUNCTION gift_row_delete_when_draft_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (SELECT l.state FROM gift_list l WHERE l.id = OLD.list_id) <> 'draft' THEN RAISE EXCEPTION 'names leave a draft only' USING ERRCODE = '23514'; END IF; RETURN OLD; END $$
-- next statement
CREATE TRIGGER gift_row_delete_when_draft BEFORE DELETE ON gift_row FOR EACH ROW EXECUTE FUNCTION gift_row_delete_when_draft_law()
-- next statement
CREATE OR REPLACE FUNCTION gift_mark_insert_when_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NOT EXISTS (SELECT 1 FROM gift_row r JOIN gift_list l ON l.id = r.list_id WHERE r.id = NEW.row_id AND l.id = NEW.list_id AND r.unit_id = NEW.unit_id AND l.state = 'giving' AND r.state = 'listed') THEN RAISE EXCEPTION 'a mark belongs to a name of a decided list that is being handed out' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER gift_mark_insert_when BEFORE INSERT ON gift_mark FOR EACH ROW EXECUTE FUNCTION gift_mark_insert_when_law()
-- next statement
CREATE OR REPLACE FUNCTION gift_mark_insert_transferred_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF EXISTS (SELECT 1 FROM gift_payment p JOIN payment_order o ON o.id = p.order_id WHERE p.row_id = NEW.row_id AND o.state NOT IN ('void', 'refused', 'reversed') AND NOT (o.state = 'paid' AND NEW.outcome = 'received' AND NEW.client_reference = 'order/' || o.code)) THEN RAISE EXCEPTION 'whoever gets a transfer is handed no cash' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER gift_mark_insert_transferred BEFORE INSERT ON gift_mark FOR EACH ROW EXECUTE FUNCTION gift_mark_insert_transferred_law()
-- next statement
CREATE OR REPLACE FUNCTION gift_mark_insert_number_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.number <> 1 + COALESCE((SELECT MAX(m.number) FROM gift_mark m WHERE m.row_id = NEW.row_id), 0) THEN RAISE EXCEPTION 'marks of a name are counted' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER gift_mark_insert_number BEFORE INSERT ON gift_mark FOR EACH ROW EXECUTE FUNCTION gift_mark_insert_number_law()
-- next statement
CREATE OR REPLACE FUNCTION gift_call_update_once_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF OLD.answer IS NOT NULL OR NEW.id IS DISTINCT FROM OLD.id OR NEW.row_id IS DISTINCT FROM OLD.row_id OR NEW.campaign_id IS DISTINCT FROM OLD.campaign_id OR NEW.unit_id IS DISTINCT FROM OLD.unit_id OR NEW.seed IS DISTINCT FROM OLD.seed OR NEW.drawn_by_id IS DISTINCT FROM OLD.drawn_by_id OR NEW.drawn_on IS DISTINCT FROM OLD.drawn_on THEN RAISE EXCEPTION 'what was heard is kept' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER gift_call_update_once BEFORE UPDATE ON gift_call FOR EACH ROW EXECUTE FUNCTION gift_call_update_once_law()
-- next statement
CREATE OR REPLACE FUNCTION gift_finding_update_once_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF OLD.resolution <> '' OR NEW.id IS DISTINCT FROM OLD.id OR NEW.call_id IS DISTINCT FROM OLD.call_id OR NEW.campaign_id IS DISTINCT FROM OLD.campaign_id OR NEW.unit_id IS DISTINCT FROM OLD.unit_id OR NEW.told IS DISTINCT FROM OLD.told OR NEW.found_by_id IS DISTINCT FROM OLD.found_by_id OR NEW.found_on IS DISTINCT FROM OLD.found_on THEN RAISE EXCEPTION 'what was found is kept' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER gift_finding_update_once BEFORE UPDATE ON gift_finding FOR EACH ROW EXECUTE FUNCTION gift_finding_update_once_law()
-- next statement
CREATE OR REPLACE FUNCTION gift_finding_insert_of_a_difference_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.resolution <> '' OR NOT EXISTS (SELECT 1 FROM gift_call c WHERE c.id = NEW.call_id AND c.answer = 'differs') THEN RAISE EXCEPTION 'a finding is of a difference' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER gift_finding_insert_of_a_difference BEFORE INSERT ON gift_finding FOR EACH ROW EXECUTE FUNCTION gift_finding_insert_of_a_difference_law()
-- next statement
CREATE OR REPLACE FUNCTION gifts_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '% is kept as it is', TG_TABLE_NAME USING ERRCODE = '23514'; END $$
-- next statement
CREATE TRIGGER gift_quota_move_no_update BEFORE UPDATE ON gift_quota_move FOR EACH ROW EXECUTE FUNCTION gifts_kept()
-- next statement
CREATE TRIGGER gift_event_no_update BEFORE UPDATE ON gift_event FOR EACH ROW EXECUTE FUNCTION gifts_kept()
-- next statement
CREATE TRIGGER gift_mark_no_update BEFORE UPDATE ON gift_mark FOR EACH ROW EXECUTE FUNCTION gifts_kept()
-- next statement
CREATE TRIGGER gift_extension_no_update BEFORE UPDATE ON gift_extension FOR EACH ROW EXECUTE FUNCTION gifts_kept()
-- next statement
CREATE TRIGGER gift_payment_no_update BEFORE UPDATE ON gift_payment FOR EACH ROW EXECUTE FUNCTION gifts_kept()
-- next statement
CREATE TRIGGER gift_photo_no_update BEFORE UPDATE ON gift_photo FOR EACH ROW EXECUTE FUNCTION gifts_kept()
-- next statement
CREATE TRIGGER gift_season_no_delete BEFORE DELETE ON gift_season FOR EACH ROW EXECUTE FUNCTION gifts_kept()
-- next statement
CREATE TRIGGER gift_campaign_no_delete BEFORE DELETE ON gift_campaign FOR EACH ROW EXECUTE FUNCTION gifts_kept()
-- next statement
CREATE TRIGGER gift_quota_no_delete BEFORE DELETE ON gift_quota FOR EACH ROW EXECUTE FUNCTION gifts_kept()
-- next statement
CREATE TRIGGER gift_list_no_delete BEFORE DELETE ON gift_list FOR EACH ROW EXECUTE FUNCTION gifts_kept()
-- next statement
CREATE TRIGGER gift_call_no_delete BEFORE DELETE ON gift_call FOR EACH ROW EXECUTE FUNCTION gifts_kept()
-- next statement
CREATE TRIGGER gift_finding_no_delete BEFORE DELETE ON gift_finding FOR EACH ROW EXECUTE FUNCTION gifts_kept()
-- next statement
CREATE TRIGGER gift_quota_move_no_delete BEFORE DELETE ON gift_quota_move FOR EACH ROW EXECUTE FUNCTION gifts_kept()
-- next statement
CREATE TRIGGER gift_event_no_delete BEFORE DELETE ON gift_event FOR EACH ROW EXECUTE FUNCTION gifts_kept()
-- next statement
CREATE TRIGGER gift_mark_no_delete BEFORE DELETE ON gift_mark FOR EACH ROW EXECUTE FUNCTION gifts_kept()
-- next statement
CREATE TRIGGER gift_extension_no_delete BEFORE DELETE ON gift_extension FOR EACH ROW EXECUTE FUNCTION gifts_kept()
-- next statement
CREATE TRIGGER gift_payment_no_delete BEFORE DELETE ON gift_payment FOR EACH ROW EXECUTE FUNCTION gifts_kept()
-- next statement
CREATE TRIGGER gift_photo_no_delete BEFORE DELETE ON gift_photo FOR EACH ROW EXECUTE FUNCTION gifts_kept()
-- next statement
CREATE TRIGGER gift_season_no_truncate BEFORE TRUNCATE ON gift_season FOR EACH STATEMENT EXECUTE FUNCTION gifts_kept()
-- next statement
CREATE TRIGGER gift_campaign_no_truncate BEFORE TRUNCATE ON gift_campaign FOR EACH STATEMENT EXECUTE FUNCTION gifts_kept()
-- next statement
CREATE TRIGGER gift_quota_no_truncate BEFORE TRUNCATE ON gift_quota FOR EACH STATEMENT EXECUTE FUNCTION gifts_kept()
-- next statement
CREATE TRIGGER gift_list_no_truncate BEFORE TRUNCATE ON gift_list FOR EACH STATEMENT EXECUTE FUNCTION gifts_kept()
-- next statement
CREATE TRIGGER gift_call_no_truncate BEFORE TRUNCATE ON gift_call FOR EACH STATEMENT EXECUTE FUNCTION gifts_kept()
-- next statement
CREATE TRIGGER gift_finding_no_truncate BEFORE TRUNCATE ON gift_finding FOR EACH STATEMENT EXECUTE FUNCTION gifts_kept()
-- next statement
CREATE TRIGGER gift_quota_move_no_truncate BEFORE TRUNCATE ON gift_quota_move FOR EACH STATEMENT EXECUTE FUNCTION gifts_kept()
-- next statement
CREATE TRIGGER gift_event_no_truncate BEFORE TRUNCATE ON gift_event FOR EACH STATEMENT EXECUTE FUNCTION gifts_kept()
-- next statement
CREATE TRIGGER gift_mark_no_truncate BEFORE TRUNCATE ON gift_mark FOR EACH STATEMENT EXECUTE FUNCTION gifts_kept()
-- next statement
CREATE TRIGGER gift_extension_no_truncate BEFORE TRUNCATE ON gift_extension FOR EACH STATEMENT EXECUTE FUNCTION gifts_kept()
-- next statement
CREATE TRIGGER gift_payment_no_truncate BEFORE TRUNCATE ON gift_payment FOR EACH STATEMENT EXECUTE FUNCTION gifts_kept()
-- next statement
CREATE TRIGGER gift_photo_no_truncate BEFORE TRUNCATE ON gift_photo FOR EACH STATEMENT EXECUTE FUNCTION gifts_kept()
-- next statement
CREATE TRIGGER gift_row_no_truncate BEFORE TRUNCATE ON gift_row FOR EACH STATEMENT EXECUTE FUNCTION gifts_kept()
-- next statement
CREATE OR REPLACE FUNCTION gift_mark_tell() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE gift_row SET outcome = NEW.outcome WHERE id = NEW.row_id; RETURN NULL; END $$
-- next statement
CREATE TRIGGER gift_mark_told AFTER INSERT ON gift_mark FOR EACH ROW EXECUTE FUNCTION gift_mark_tell()
-- next statement
CREATE FUNCTION help_given_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION 'help is kept as it was given' USING ERRCODE = '23514'; END $$
-- next statement
CREATE TRIGGER help_given_no_delete BEFORE DELETE ON help_given FOR EACH ROW EXECUTE FUNCTION help_given_refuse()
-- next statement
CREATE TRIGGER help_given_no_truncate BEFORE TRUNCATE ON help_given FOR EACH STATEMENT EXECUTE FUNCTION help_given_refuse()
-- next statement
CREATE TRIGGER help_given_kept BEFORE UPDATE ON help_given FOR EACH ROW WHEN (NEW.subject <> OLD.subject OR NEW.programme <> OLD.programme OR NEW.household_key <> OLD.household_key
    OR NEW.person_key <> OLD.person_key OR NEW.unit_id <> OLD.unit_id OR NEW.amount <> OLD.amount OR NEW.granted_on <> OLD.granted_on
    OR NEW.kind <> OLD.kind OR OLD.status = 'withdrawn' OR (NEW.given_amount >= OLD.given_amount AND NEW.given_on < OLD.given_on)) EXECUTE FUNCTION help_given_refuse()
-- next statement
CREATE FUNCTION household_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ': nothing is deleted, a declaration is superseded', ERRCODE = '23514'; END $$
-- next statement
CREATE TRIGGER household_no_delete BEFORE DELETE ON household FOR EACH ROW EXECUTE FUNCTION household_refuse()
-- next statement
CREATE TRIGGER person_no_delete BEFORE DELETE ON person FOR EACH ROW EXECUTE FUNCTION household_refuse()
-- next statement
CREATE TRIGGER declaration_no_delete BEFORE DELETE ON declaration FOR EACH ROW EXECUTE FUNCTION household_refuse()
-- next statement
CREATE TRIGGER declaration_fixed BEFORE UPDATE OF id, household_id, number, declared_on, declared_by, registered_by_id, registered_at, address, area, household_size, income_per_head_amount, deprivations, categories, house_condition, house_tenure, house_area_m2, certificate_class, certificate_number, certificate_issuer, certificate_on, certificate_year, source, uid ON declaration FOR EACH ROW EXECUTE FUNCTION household_refuse()
-- next statement
CREATE TRIGGER declaration_kept_sealed BEFORE UPDATE OF circumstances_sealed ON declaration FOR EACH ROW WHEN (OLD.circumstances_sealed IS DISTINCT FROM NEW.circumstances_sealed AND NOT coalesce(OLD.circumstances_sealed LIKE 'v1.k%' AND NEW.circumstances_sealed LIKE 'v1.k%' AND CAST(substr(split_part(NEW.circumstances_sealed, '.', 2), 2) AS BIGINT) > CAST(substr(split_part(OLD.circumstances_sealed, '.', 2), 2) AS BIGINT) AND length(split_part(NEW.circumstances_sealed, '.', 3)) = length(split_part(OLD.circumstances_sealed, '.', 3)), FALSE)) EXECUTE FUNCTION household_refuse()
-- next statement
CREATE FUNCTION household_count_move() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF TG_OP = 'UPDATE' AND OLD.ended_on IS NULL THEN UPDATE household_count SET living = living - 1 WHERE unit_id = OLD.unit_id; END IF; IF NEW.ended_on IS NULL THEN INSERT INTO household_count AS kept (unit_id, living) VALUES (NEW.unit_id, 1) ON CONFLICT (unit_id) DO UPDATE SET living = kept.living + 1; END IF; RETURN NULL; END $$
-- next statement
CREATE TRIGGER household_counted AFTER INSERT ON household FOR EACH ROW EXECUTE FUNCTION household_count_move()
-- next statement
CREATE TRIGGER household_recounted AFTER UPDATE OF unit_id, ended_on ON household FOR EACH ROW WHEN (OLD.unit_id <> NEW.unit_id OR (OLD.ended_on IS NULL) <> (NEW.ended_on IS NULL)) EXECUTE FUNCTION household_count_move()
-- next statement
CREATE OR REPLACE FUNCTION housing_grant_frozen_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF (SELECT c.state FROM case_file c WHERE c.id = OLD.id) NOT IN ('draft', 'returned') OR NEW.id <> OLD.id OR NEW.unit_id <> OLD.unit_id THEN RAISE EXCEPTION 'a housing grant changes only with its own unit' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER housing_grant_frozen BEFORE UPDATE ON housing_grant FOR EACH ROW EXECUTE FUNCTION housing_grant_frozen_law()
-- next statement
CREATE OR REPLACE FUNCTION housing_grant_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'housing_grant is kept' USING ERRCODE = '23514'; END $$
-- next statement
CREATE TRIGGER housing_grant_no_delete BEFORE DELETE ON housing_grant FOR EACH ROW EXECUTE FUNCTION housing_grant_kept()
-- next statement
CREATE TRIGGER housing_grant_no_truncate BEFORE TRUNCATE ON housing_grant FOR EACH STATEMENT EXECUTE FUNCTION housing_grant_kept()
-- next statement
CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION USING MESSAGE = TG_ARGV[0], ERRCODE = '23514'; END $$
-- next statement
CREATE FUNCTION ledger_entry_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE sums record; part record; s record; k record; mirrored boolean := NEW.kind = 'reversal';
BEGIN
  IF OLD.state <> 'draft' THEN RAISE EXCEPTION 'L4 a posted entry never changes' USING ERRCODE = '23514'; END IF;
  IF (OLD.id, OLD.unit_id, OLD.book_id, OLD.book_year_id, OLD.period_id, OLD.entry_on, OLD.kind, OLD.reference, OLD.body_digest, OLD.purpose, OLD.earmark_id, OLD.beneficiary_unit_id, OLD.voucher_id, OLD.reverses_id, OLD.drafted_by_id, OLD.narration_digest) IS DISTINCT FROM (NEW.id, NEW.unit_id, NEW.book_id, NEW.book_year_id, NEW.period_id, NEW.entry_on, NEW.kind, NEW.reference, NEW.body_digest, NEW.purpose, NEW.earmark_id, NEW.beneficiary_unit_id, NEW.voucher_id, NEW.reverses_id, NEW.drafted_by_id, NEW.narration_digest) THEN RAISE EXCEPTION 'L4 what ledger_entry is never changes' USING ERRCODE = '23514'; END IF;
  IF NEW.state = 'dropped' AND NEW.number IS NULL AND NEW.hash IS NULL THEN RETURN NEW; END IF;
  IF NEW.state <> 'posted' THEN RAISE EXCEPTION 'L4 a draft is posted or dropped, nothing else' USING ERRCODE = '23514'; END IF;
  IF NEW.number IS NULL OR NEW.previous_hash IS NULL THEN
    SELECT last_number + 1, last_hash INTO NEW.number, NEW.previous_hash FROM ledger_book_year WHERE id = NEW.book_year_id FOR UPDATE;
  END IF;
  SELECT count(*) AS n, sum(l.debit) AS debit, sum(l.credit) AS credit, count(*) FILTER (WHERE l.entry_on <> NEW.entry_on) AS astray,
      coalesce(sum(l.debit - l.credit) FILTER (WHERE b.is_money), 0) AS money, bool_or(b.is_money) AS moves_money,
      string_agg(E'\n' || l.position || '|' || b.account_code || '|' || coalesce(b.box_id::text, '') || '|' || l.debit || '|' || l.credit
        || '|' || coalesce(l.subject, ''), '' ORDER BY l.position) AS text,
      (SELECT code FROM ledger_book WHERE id = NEW.book_id) AS book,
      (SELECT month FROM ledger_period WHERE id = NEW.period_id AND state = 'open' AND NEW.entry_on BETWEEN starts_on AND ends_on FOR SHARE) AS month,
      CASE WHEN NEW.voucher_id IS NULL THEN '' ELSE (SELECT series || '/' || year || '/' || number || ':' || amount FROM voucher
        WHERE id = NEW.voucher_id AND state = 'issued' AND unit_id = NEW.unit_id FOR SHARE) END AS voucher,
      CASE WHEN NEW.reverses_id IS NULL THEN '' ELSE (SELECT hash FROM ledger_entry WHERE id = NEW.reverses_id) END AS reversed
    INTO sums FROM ledger_line l JOIN ledger_balance b ON b.id = l.balance_id WHERE l.entry_id = NEW.id;
  IF sums.n < 2 THEN RAISE EXCEPTION 'L5 an entry has two lines or more' USING ERRCODE = '23514'; END IF;
  IF sums.debit <> sums.credit THEN RAISE EXCEPTION 'L1 an entry balances' USING ERRCODE = '23514'; END IF;
  IF sums.astray > 0 THEN RAISE EXCEPTION 'L11 a line bears the day of its entry' USING ERRCODE = '23514'; END IF;
  IF sums.month IS NULL THEN RAISE EXCEPTION 'L9 the period is not open on that day' USING ERRCODE = '23514'; END IF;
  IF sums.voucher IS NULL THEN RAISE EXCEPTION 'L8 the voucher is void or of another unit' USING ERRCODE = '23514'; END IF;
  IF NOT mirrored THEN
    SELECT legal_form, fund_account_code INTO k FROM ledger_book WHERE id = NEW.book_id;
    SELECT coalesce(sum(CASE WHEN b.is_money THEN l.credit - l.debit ELSE 0 END), 0) AS out,
    sum(CASE WHEN b.is_money THEN 0 ELSE 1 END) AS others, sum(l.debit) - sum(l.credit) AS off,
    max(CASE WHEN l.debit > 0 AND (b.account_code = k.fund_account_code OR (b.account_code LIKE '6%' OR b.account_code LIKE '8%')) THEN 1 ELSE 0 END) AS spends,
    max(CASE WHEN l.debit > 0 AND NOT b.is_money AND b.account_code NOT LIKE '33%' THEN 1 ELSE 0 END) AS unowed,
    sum(CASE WHEN (b.account_code LIKE '4%' OR b.account_code LIKE '5%' OR b.account_code LIKE '6%' OR b.account_code LIKE '7%' OR b.account_code LIKE '8%' OR b.account_code LIKE '9%') THEN 0 ELSE 1 END) AS kept INTO s FROM ledger_line l JOIN ledger_balance b ON b.id = l.balance_id WHERE l.entry_id = NEW.id;
    IF (NEW.kind = 'transfer' AND (s.out <> 0 OR s.others > 0)) OR (NEW.kind = 'opening' AND s.out > 0) THEN RAISE EXCEPTION 'F3 a transfer moves money from place to place, an opening brings money in' USING ERRCODE = '23514'; END IF;
    IF (NEW.kind = 'closing' AND (s.kept > 0 OR CAST(NEW.entry_on AS varchar(10)) NOT LIKE '%-12-31')) THEN RAISE EXCEPTION 'L20 the entry that closes a year carries results to capital on its last day' USING ERRCODE = '23514'; END IF;
    IF (s.out > 0 AND NEW.kind = 'ordinary' AND k.legal_form = 'pass_through' AND (s.unowed = 1 OR coalesce(NEW.purpose, '') <> 'remittance')) THEN RAISE EXCEPTION 'F4 money only passed through is only remitted' USING ERRCODE = '23514'; END IF;
    IF (NEW.kind = 'ordinary' AND (s.out > 0 OR s.spends = 1)) AND NOT (NEW.purpose IS NOT NULL AND EXISTS (SELECT 1 FROM ledger_terms t WHERE t.book_id = NEW.book_id AND t.earmark_id IS NULL AND t.state = 'in_force'
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
          WHERE u.terms_id = t.id AND substr(helped.path, 1, length(above.path)) = above.path))))) THEN RAISE EXCEPTION 'F3 the fund may not pay for this purpose, unit or day' USING ERRCODE = '23514'; END IF;
  END IF;
  sums.text := encode(sha256(convert_to('1|' || sums.book || '|' || extract(year FROM NEW.entry_on) || '|' || NEW.number || '|'
    || to_char(NEW.entry_on, 'YYYY-MM-DD') || '|' || NEW.kind || '|' || NEW.reference || '|' || NEW.body_digest || '|' || coalesce(NEW.purpose, '')
    || '|' || coalesce(NEW.earmark_id::text, '') || '|' || coalesce(NEW.beneficiary_unit_id::text, '')
    || '|' || sums.voucher || '|' || sums.reversed || '|' || NEW.drafted_by_id || '|' || NEW.posted_by_id || '|'
    || to_char(NEW.posted_at, 'YYYY-MM-DD"T"HH24:MI:SS.US') || '|' || NEW.narration_digest || '|' || NEW.previous_hash || sums.text, 'UTF8')), 'hex');
  IF NEW.hash IS NOT NULL AND NEW.hash <> sums.text THEN RAISE EXCEPTION 'L7 the hash is not that of the entry' USING ERRCODE = '23514'; END IF;
  NEW.hash := sums.text;
  -- The year moves on exactly from the number and link that the entry bears; its row stays locked until the end.
  UPDATE ledger_book_year SET last_number = NEW.number, last_hash = NEW.hash
    WHERE id = NEW.book_year_id AND last_number = NEW.number - 1 AND last_hash = NEW.previous_hash;
  IF NOT FOUND THEN RAISE EXCEPTION 'L7 not the next number or not linked to the last entry' USING ERRCODE = '23514'; END IF;
  -- Row by row in the order of the ids: every posting locks balances in the same order, and each is found by its key however many there are.
  FOR part IN SELECT balance_id, sum(debit)::bigint AS debit, sum(credit)::bigint AS credit FROM ledger_line WHERE entry_id = NEW.id
      GROUP BY balance_id ORDER BY balance_id LOOP
    UPDATE ledger_balance SET amount = amount + part.debit - part.credit
      WHERE id = part.balance_id AND NOT is_closed AND (NOT is_money OR amount + part.debit - part.credit >= 0);
    IF NOT FOUND THEN
      IF (SELECT is_closed FROM ledger_balance WHERE id = part.balance_id) THEN
        RAISE EXCEPTION 'L13 the account is closed' USING ERRCODE = '23514', CONSTRAINT = 'ck_ledger_balance_closed_is_empty', DETAIL = (
          SELECT account_code FROM ledger_balance WHERE id = part.balance_id);
      END IF;
      RAISE EXCEPTION 'F1 not enough in the box' USING ERRCODE = '23514', CONSTRAINT = 'ck_ledger_balance_money_not_below_zero', DETAIL = (
        SELECT coalesce(box_id::text, '') || ' ' || amount FROM ledger_balance WHERE id = part.balance_id);
    END IF;
    INSERT INTO ledger_month_total AS t (balance_id, year, month, debit_amount, credit_amount)
      VALUES (part.balance_id, extract(year FROM NEW.entry_on), sums.month, CASE WHEN mirrored THEN -part.credit ELSE part.debit END,
        CASE WHEN mirrored THEN -part.debit ELSE part.credit END)
      ON CONFLICT (balance_id, year, month) DO UPDATE
      SET debit_amount = t.debit_amount + excluded.debit_amount, credit_amount = t.credit_amount + excluded.credit_amount;
  END LOOP;
  IF sums.moves_money THEN
    -- Only now, when the balance rows of the box are locked: a close that came first has ended, one that comes later waits.
    SELECT c.box_id, max(c.close_on) AS close_on INTO part FROM ledger_line l JOIN ledger_balance b ON b.id = l.balance_id
      JOIN cash_close c ON c.box_id = b.box_id AND c.state = 'closed' AND c.close_on >= NEW.entry_on WHERE l.entry_id = NEW.id GROUP BY c.box_id LIMIT 1;
    IF FOUND THEN
      RAISE EXCEPTION 'L19 the cash box is closed on that day' USING ERRCODE = '23514', DETAIL = part.box_id || ' ' || part.close_on;
    END IF;
    IF NEW.earmark_id IS NOT NULL THEN
      UPDATE ledger_earmark SET balance_amount = balance_amount + sums.money
        WHERE id = NEW.earmark_id AND balance_amount + sums.money >= reserved_amount;
      IF NOT FOUND THEN
        RAISE EXCEPTION 'F1 not enough in the earmarked donation' USING ERRCODE = '23514', CONSTRAINT = 'ck_ledger_earmark_free_not_below_zero', DETAIL = (
          SELECT (balance_amount - reserved_amount)::text FROM ledger_earmark WHERE id = NEW.earmark_id);
      END IF;
      UPDATE ledger_standing SET balance_amount = balance_amount + sums.money, set_apart_amount = set_apart_amount + sums.money
        WHERE book_id = NEW.book_id;
    ELSE
      UPDATE ledger_standing SET balance_amount = balance_amount + sums.money
        WHERE book_id = NEW.book_id AND balance_amount + sums.money >= reserved_amount + set_apart_amount;
      IF NOT FOUND THEN
        RAISE EXCEPTION 'F1 not enough in the fund' USING ERRCODE = '23514', CONSTRAINT = 'ck_ledger_standing_free_not_below_zero', DETAIL = (
          SELECT (balance_amount - reserved_amount - set_apart_amount)::text FROM ledger_standing WHERE book_id = NEW.book_id);
      END IF;
    END IF;
  END IF;
  RETURN NEW;
END $$
-- next statement
CREATE TRIGGER account_no_delete BEFORE DELETE ON account FOR EACH ROW EXECUTE FUNCTION ledger_refuse('W7 account is never deleted')
-- next statement
CREATE TRIGGER account_no_truncate BEFORE TRUNCATE ON account FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse('W7 account is never deleted')
-- next statement
CREATE TRIGGER cash_box_no_delete BEFORE DELETE ON cash_box FOR EACH ROW EXECUTE FUNCTION ledger_refuse('W7 cash_box is never deleted')
-- next statement
CREATE TRIGGER cash_box_no_truncate BEFORE TRUNCATE ON cash_box FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse('W7 cash_box is never deleted')
-- next statement
CREATE TRIGGER ledger_book_no_delete BEFORE DELETE ON ledger_book FOR EACH ROW EXECUTE FUNCTION ledger_refuse('W7 ledger_book is never deleted')
-- next statement
CREATE TRIGGER ledger_book_no_truncate BEFORE TRUNCATE ON ledger_book FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse('W7 ledger_book is never deleted')
-- next statement
CREATE TRIGGER ledger_book_purpose_no_delete BEFORE DELETE ON ledger_book_purpose FOR EACH ROW EXECUTE FUNCTION ledger_refuse('W7 ledger_book_purpose is never deleted')
-- next statement
CREATE TRIGGER ledger_book_purpose_no_truncate BEFORE TRUNCATE ON ledger_book_purpose FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse('W7 ledger_book_purpose is never deleted')
-- next statement
CREATE TRIGGER ledger_book_year_no_delete BEFORE DELETE ON ledger_book_year FOR EACH ROW EXECUTE FUNCTION ledger_refuse('W7 ledger_book_year is never deleted')
-- next statement
CREATE TRIGGER ledger_book_year_no_truncate BEFORE TRUNCATE ON ledger_book_year FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse('W7 ledger_book_year is never deleted')
-- next statement
CREATE TRIGGER ledger_period_no_delete BEFORE DELETE ON ledger_period FOR EACH ROW EXECUTE FUNCTION ledger_refuse('W7 ledger_period is never deleted')
-- next statement
CREATE TRIGGER ledger_period_no_truncate BEFORE TRUNCATE ON ledger_period FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse('W7 ledger_period is never deleted')
-- next statement
CREATE TRIGGER ledger_period_event_no_delete BEFORE DELETE ON ledger_period_event FOR EACH ROW EXECUTE FUNCTION ledger_refuse('W7 ledger_period_event is never deleted')
-- next statement
CREATE TRIGGER ledger_period_event_no_truncate BEFORE TRUNCATE ON ledger_period_event FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse('W7 ledger_period_event is never deleted')
-- next statement
CREATE TRIGGER ledger_balance_no_delete BEFORE DELETE ON ledger_balance FOR EACH ROW EXECUTE FUNCTION ledger_refuse('W7 ledger_balance is never deleted')
-- next statement
CREATE TRIGGER ledger_balance_no_truncate BEFORE TRUNCATE ON ledger_balance FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse('W7 ledger_balance is never deleted')
-- next statement
CREATE TRIGGER ledger_month_total_no_delete BEFORE DELETE ON ledger_month_total FOR EACH ROW EXECUTE FUNCTION ledger_refuse('W7 ledger_month_total is never deleted')
-- next statement
CREATE TRIGGER ledger_month_total_no_truncate BEFORE TRUNCATE ON ledger_month_total FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse('W7 ledger_month_total is never deleted')
-- next statement
CREATE TRIGGER ledger_standing_no_delete BEFORE DELETE ON ledger_standing FOR EACH ROW EXECUTE FUNCTION ledger_refuse('W7 ledger_standing is never deleted')
-- next statement
CREATE TRIGGER ledger_standing_no_truncate BEFORE TRUNCATE ON ledger_standing FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse('W7 ledger_standing is never deleted')
-- next statement
CREATE TRIGGER ledger_entry_no_delete BEFORE DELETE ON ledger_entry FOR EACH ROW EXECUTE FUNCTION ledger_refuse('W7 ledger_entry is never deleted')
-- next statement
CREATE TRIGGER ledger_entry_no_truncate BEFORE TRUNCATE ON ledger_entry FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse('W7 ledger_entry is never deleted')
-- next statement
CREATE TRIGGER ledger_line_no_delete BEFORE DELETE ON ledger_line FOR EACH ROW EXECUTE FUNCTION ledger_refuse('W7 ledger_line is never deleted')
-- next statement
CREATE TRIGGER ledger_line_no_truncate BEFORE TRUNCATE ON ledger_line FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse('W7 ledger_line is never deleted')
-- next statement
CREATE TRIGGER ledger_narration_no_delete BEFORE DELETE ON ledger_narration FOR EACH ROW EXECUTE FUNCTION ledger_refuse('W7 ledger_narration is never deleted')
-- next statement
CREATE TRIGGER ledger_narration_no_truncate BEFORE TRUNCATE ON ledger_narration FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse('W7 ledger_narration is never deleted')
-- next statement
CREATE TRIGGER voucher_series_no_delete BEFORE DELETE ON voucher_series FOR EACH ROW EXECUTE FUNCTION ledger_refuse('W7 voucher_series is never deleted')
-- next statement
CREATE TRIGGER voucher_series_no_truncate BEFORE TRUNCATE ON voucher_series FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse('W7 voucher_series is never deleted')
-- next statement
CREATE TRIGGER voucher_no_delete BEFORE DELETE ON voucher FOR EACH ROW EXECUTE FUNCTION ledger_refuse('W7 voucher is never deleted')
-- next statement
CREATE TRIGGER voucher_no_truncate BEFORE TRUNCATE ON voucher FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse('W7 voucher is never deleted')
-- next statement
CREATE TRIGGER voucher_paper_no_delete BEFORE DELETE ON voucher_paper FOR EACH ROW EXECUTE FUNCTION ledger_refuse('W7 voucher_paper is never deleted')
-- next statement
CREATE TRIGGER voucher_paper_no_truncate BEFORE TRUNCATE ON voucher_paper FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse('W7 voucher_paper is never deleted')
-- next statement
CREATE TRIGGER reservation_no_delete BEFORE DELETE ON reservation FOR EACH ROW EXECUTE FUNCTION ledger_refuse('W7 reservation is never deleted')
-- next statement
CREATE TRIGGER reservation_no_truncate BEFORE TRUNCATE ON reservation FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse('W7 reservation is never deleted')
-- next statement
CREATE TRIGGER reservation_move_no_delete BEFORE DELETE ON reservation_move FOR EACH ROW EXECUTE FUNCTION ledger_refuse('W7 reservation_move is never deleted')
-- next statement
CREATE TRIGGER reservation_move_no_truncate BEFORE TRUNCATE ON reservation_move FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse('W7 reservation_move is never deleted')
-- next statement
CREATE TRIGGER reservation_extension_no_delete BEFORE DELETE ON reservation_extension FOR EACH ROW EXECUTE FUNCTION ledger_refuse('W7 reservation_extension is never deleted')
-- next statement
CREATE TRIGGER reservation_extension_no_truncate BEFORE TRUNCATE ON reservation_extension FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse('W7 reservation_extension is never deleted')
-- next statement
CREATE TRIGGER ledger_terms_no_delete BEFORE DELETE ON ledger_terms FOR EACH ROW EXECUTE FUNCTION ledger_refuse('W7 ledger_terms is never deleted')
-- next statement
CREATE TRIGGER ledger_terms_no_truncate BEFORE TRUNCATE ON ledger_terms FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse('W7 ledger_terms is never deleted')
-- next statement
CREATE TRIGGER ledger_terms_purpose_no_delete BEFORE DELETE ON ledger_terms_purpose FOR EACH ROW EXECUTE FUNCTION ledger_refuse('W7 ledger_terms_purpose is never deleted')
-- next statement
CREATE TRIGGER ledger_terms_purpose_no_truncate BEFORE TRUNCATE ON ledger_terms_purpose FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse('W7 ledger_terms_purpose is never deleted')
-- next statement
CREATE TRIGGER ledger_terms_unit_no_delete BEFORE DELETE ON ledger_terms_unit FOR EACH ROW EXECUTE FUNCTION ledger_refuse('W7 ledger_terms_unit is never deleted')
-- next statement
CREATE TRIGGER ledger_terms_unit_no_truncate BEFORE TRUNCATE ON ledger_terms_unit FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse('W7 ledger_terms_unit is never deleted')
-- next statement
CREATE TRIGGER ledger_earmark_no_delete BEFORE DELETE ON ledger_earmark FOR EACH ROW EXECUTE FUNCTION ledger_refuse('W7 ledger_earmark is never deleted')
-- next statement
CREATE TRIGGER ledger_earmark_no_truncate BEFORE TRUNCATE ON ledger_earmark FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse('W7 ledger_earmark is never deleted')
-- next statement
CREATE TRIGGER cash_close_no_delete BEFORE DELETE ON cash_close FOR EACH ROW EXECUTE FUNCTION ledger_refuse('W7 cash_close is never deleted')
-- next statement
CREATE TRIGGER cash_close_no_truncate BEFORE TRUNCATE ON cash_close FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse('W7 cash_close is never deleted')
-- next statement
CREATE TRIGGER cash_close_line_no_delete BEFORE DELETE ON cash_close_line FOR EACH ROW EXECUTE FUNCTION ledger_refuse('W7 cash_close_line is never deleted')
-- next statement
CREATE TRIGGER cash_close_line_no_truncate BEFORE TRUNCATE ON cash_close_line FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse('W7 cash_close_line is never deleted')
-- next statement
CREATE TRIGGER cash_reopening_no_delete BEFORE DELETE ON cash_reopening FOR EACH ROW EXECUTE FUNCTION ledger_refuse('W7 cash_reopening is never deleted')
-- next statement
CREATE TRIGGER cash_reopening_no_truncate BEFORE TRUNCATE ON cash_reopening FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse('W7 cash_reopening is never deleted')
-- next statement
CREATE TRIGGER cash_limit_no_delete BEFORE DELETE ON cash_limit FOR EACH ROW EXECUTE FUNCTION ledger_refuse('W7 cash_limit is never deleted')
-- next statement
CREATE TRIGGER cash_limit_no_truncate BEFORE TRUNCATE ON cash_limit FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse('W7 cash_limit is never deleted')
-- next statement
CREATE TRIGGER ledger_year_close_no_delete BEFORE DELETE ON ledger_year_close FOR EACH ROW EXECUTE FUNCTION ledger_refuse('W7 ledger_year_close is never deleted')
-- next statement
CREATE TRIGGER ledger_year_close_no_truncate BEFORE TRUNCATE ON ledger_year_close FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse('W7 ledger_year_close is never deleted')
-- next statement
CREATE TRIGGER ledger_year_event_no_delete BEFORE DELETE ON ledger_year_event FOR EACH ROW EXECUTE FUNCTION ledger_refuse('W7 ledger_year_event is never deleted')
-- next statement
CREATE TRIGGER ledger_year_event_no_truncate BEFORE TRUNCATE ON ledger_year_event FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse('W7 ledger_year_event is never deleted')
-- next statement
CREATE TRIGGER ledger_year_balance_no_delete BEFORE DELETE ON ledger_year_balance FOR EACH ROW EXECUTE FUNCTION ledger_refuse('W7 ledger_year_balance is never deleted')
-- next statement
CREATE TRIGGER ledger_year_balance_no_truncate BEFORE TRUNCATE ON ledger_year_balance FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse('W7 ledger_year_balance is never deleted')
-- next statement
CREATE TRIGGER ledger_expected_no_delete BEFORE DELETE ON ledger_expected FOR EACH ROW EXECUTE FUNCTION ledger_refuse('W7 ledger_expected is never deleted')
-- next statement
CREATE TRIGGER ledger_expected_no_truncate BEFORE TRUNCATE ON ledger_expected FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse('W7 ledger_expected is never deleted')
-- next statement
CREATE TRIGGER ledger_expected_move_no_delete BEFORE DELETE ON ledger_expected_move FOR EACH ROW EXECUTE FUNCTION ledger_refuse('W7 ledger_expected_move is never deleted')
-- next statement
CREATE TRIGGER ledger_expected_move_no_truncate BEFORE TRUNCATE ON ledger_expected_move FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse('W7 ledger_expected_move is never deleted')
-- next statement
CREATE TRIGGER ledger_block_no_delete BEFORE DELETE ON ledger_block FOR EACH ROW EXECUTE FUNCTION ledger_refuse('W7 ledger_block is never deleted')
-- next statement
CREATE TRIGGER ledger_block_no_truncate BEFORE TRUNCATE ON ledger_block FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse('W7 ledger_block is never deleted')
-- next statement
CREATE TRIGGER ledger_sealed_block_no_delete BEFORE DELETE ON ledger_sealed_block FOR EACH ROW EXECUTE FUNCTION ledger_refuse('W7 ledger_sealed_block is never deleted')
-- next statement
CREATE TRIGGER ledger_sealed_block_no_truncate BEFORE TRUNCATE ON ledger_sealed_block FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse('W7 ledger_sealed_block is never deleted')
-- next statement
CREATE TRIGGER ledger_line_no_update BEFORE UPDATE ON ledger_line FOR EACH ROW WHEN (true) EXECUTE FUNCTION ledger_refuse('L4 ledger_line never changes')
-- next statement
CREATE TRIGGER ledger_period_event_no_update BEFORE UPDATE ON ledger_period_event FOR EACH ROW WHEN (true) EXECUTE FUNCTION ledger_refuse('L4 ledger_period_event never changes')
-- next statement
CREATE TRIGGER reservation_move_no_update BEFORE UPDATE ON reservation_move FOR EACH ROW WHEN (true) EXECUTE FUNCTION ledger_refuse('L4 reservation_move never changes')
-- next statement
CREATE TRIGGER reservation_extension_no_update BEFORE UPDATE ON reservation_extension FOR EACH ROW WHEN (true) EXECUTE FUNCTION ledger_refuse('L4 reservation_extension never changes')
-- next statement
CREATE TRIGGER voucher_paper_no_update BEFORE UPDATE ON voucher_paper FOR EACH ROW WHEN (true) EXECUTE FUNCTION ledger_refuse('L4 voucher_paper never changes')
-- next statement
CREATE TRIGGER ledger_book_purpose_no_update BEFORE UPDATE ON ledger_book_purpose FOR EACH ROW WHEN (true) EXECUTE FUNCTION ledger_refuse('L4 ledger_book_purpose never changes')
-- next statement
CREATE TRIGGER ledger_terms_purpose_no_update BEFORE UPDATE ON ledger_terms_purpose FOR EACH ROW WHEN (true) EXECUTE FUNCTION ledger_refuse('L4 ledger_terms_purpose never changes')
-- next statement
CREATE TRIGGER ledger_terms_unit_no_update BEFORE UPDATE ON ledger_terms_unit FOR EACH ROW WHEN (true) EXECUTE FUNCTION ledger_refuse('L4 ledger_terms_unit never changes')
-- next statement
CREATE TRIGGER cash_close_line_no_update BEFORE UPDATE ON cash_close_line FOR EACH ROW WHEN (true) EXECUTE FUNCTION ledger_refuse('L4 cash_close_line never changes')
-- next statement
CREATE TRIGGER cash_limit_no_update BEFORE UPDATE ON cash_limit FOR EACH ROW WHEN (true) EXECUTE FUNCTION ledger_refuse('L4 cash_limit never changes')
-- next statement
CREATE TRIGGER ledger_year_event_no_update BEFORE UPDATE ON ledger_year_event FOR EACH ROW WHEN (true) EXECUTE FUNCTION ledger_refuse('L4 ledger_year_event never changes')
-- next statement
CREATE TRIGGER ledger_year_balance_no_update BEFORE UPDATE ON ledger_year_balance FOR EACH ROW WHEN (true) EXECUTE FUNCTION ledger_refuse('L4 ledger_year_balance never changes')
-- next statement
CREATE TRIGGER ledger_expected_move_no_update BEFORE UPDATE ON ledger_expected_move FOR EACH ROW WHEN (true) EXECUTE FUNCTION ledger_refuse('L4 ledger_expected_move never changes')
-- next statement
CREATE TRIGGER ledger_block_no_update BEFORE UPDATE ON ledger_block FOR EACH ROW WHEN (true) EXECUTE FUNCTION ledger_refuse('L4 ledger_block never changes')
-- next statement
CREATE TRIGGER ledger_sealed_block_no_update BEFORE UPDATE ON ledger_sealed_block FOR EACH ROW WHEN (true) EXECUTE FUNCTION ledger_refuse('L4 ledger_sealed_block never changes')
-- next statement
CREATE TRIGGER account_fixed BEFORE UPDATE OF id, unit_id, code, nature, parent_code, source ON account FOR EACH ROW WHEN ((OLD.id, OLD.unit_id, OLD.code, OLD.nature, OLD.parent_code, OLD.source) IS DISTINCT FROM (NEW.id, NEW.unit_id, NEW.code, NEW.nature, NEW.parent_code, NEW.source)) EXECUTE FUNCTION ledger_refuse('L4 what account is never changes')
-- next statement
CREATE TRIGGER cash_box_fixed BEFORE UPDATE OF id, unit_id, kind, account_code ON cash_box FOR EACH ROW WHEN ((OLD.id, OLD.unit_id, OLD.kind, OLD.account_code) IS DISTINCT FROM (NEW.id, NEW.unit_id, NEW.kind, NEW.account_code)) EXECUTE FUNCTION ledger_refuse('L4 what cash_box is never changes')
-- next statement
CREATE TRIGGER ledger_book_fixed BEFORE UPDATE OF id, code, unit_id, legal_form, fund_account_code, opened_on ON ledger_book FOR EACH ROW WHEN ((OLD.id, OLD.code, OLD.unit_id, OLD.legal_form, OLD.fund_account_code, OLD.opened_on) IS DISTINCT FROM (NEW.id, NEW.code, NEW.unit_id, NEW.legal_form, NEW.fund_account_code, NEW.opened_on)) EXECUTE FUNCTION ledger_refuse('L4 what ledger_book is never changes')
-- next statement
CREATE TRIGGER ledger_terms_fixed BEFORE UPDATE OF id, book_id, unit_id, earmark_id, number, valid_from, last_on, document, reason, proposed_by_id, proposed_at ON ledger_terms FOR EACH ROW WHEN ((OLD.id, OLD.book_id, OLD.unit_id, OLD.earmark_id, OLD.number, OLD.valid_from, OLD.last_on, OLD.document, OLD.reason, OLD.proposed_by_id, OLD.proposed_at) IS DISTINCT FROM (NEW.id, NEW.book_id, NEW.unit_id, NEW.earmark_id, NEW.number, NEW.valid_from, NEW.last_on, NEW.document, NEW.reason, NEW.proposed_by_id, NEW.proposed_at)) EXECUTE FUNCTION ledger_refuse('L4 what ledger_terms is never changes')
-- next statement
CREATE TRIGGER ledger_earmark_fixed BEFORE UPDATE OF id, book_id, unit_id, opened_on, opened_by_id, opened_at ON ledger_earmark FOR EACH ROW WHEN ((OLD.id, OLD.book_id, OLD.unit_id, OLD.opened_on, OLD.opened_by_id, OLD.opened_at) IS DISTINCT FROM (NEW.id, NEW.book_id, NEW.unit_id, NEW.opened_on, NEW.opened_by_id, NEW.opened_at)) EXECUTE FUNCTION ledger_refuse('L4 what ledger_earmark is never changes')
-- next statement
CREATE TRIGGER ledger_book_year_fixed BEFORE UPDATE OF id, book_id, unit_id, year ON ledger_book_year FOR EACH ROW WHEN ((OLD.id, OLD.book_id, OLD.unit_id, OLD.year) IS DISTINCT FROM (NEW.id, NEW.book_id, NEW.unit_id, NEW.year)) EXECUTE FUNCTION ledger_refuse('L4 what ledger_book_year is never changes')
-- next statement
CREATE TRIGGER ledger_period_fixed BEFORE UPDATE OF id, book_year_id, book_id, unit_id, month, starts_on, ends_on ON ledger_period FOR EACH ROW WHEN ((OLD.id, OLD.book_year_id, OLD.book_id, OLD.unit_id, OLD.month, OLD.starts_on, OLD.ends_on) IS DISTINCT FROM (NEW.id, NEW.book_year_id, NEW.book_id, NEW.unit_id, NEW.month, NEW.starts_on, NEW.ends_on)) EXECUTE FUNCTION ledger_refuse('L4 what ledger_period is never changes')
-- next statement
CREATE TRIGGER ledger_year_close_fixed BEFORE UPDATE OF id, book_year_id, book_id, unit_id ON ledger_year_close FOR EACH ROW WHEN ((OLD.id, OLD.book_year_id, OLD.book_id, OLD.unit_id) IS DISTINCT FROM (NEW.id, NEW.book_year_id, NEW.book_id, NEW.unit_id)) EXECUTE FUNCTION ledger_refuse('L4 what ledger_year_close is never changes')
-- next statement
CREATE TRIGGER ledger_balance_fixed BEFORE UPDATE OF id, book_id, unit_id, account_code, box_id, is_money ON ledger_balance FOR EACH ROW WHEN ((OLD.id, OLD.book_id, OLD.unit_id, OLD.account_code, OLD.box_id, OLD.is_money) IS DISTINCT FROM (NEW.id, NEW.book_id, NEW.unit_id, NEW.account_code, NEW.box_id, NEW.is_money)) EXECUTE FUNCTION ledger_refuse('L4 what ledger_balance is never changes')
-- next statement
CREATE TRIGGER ledger_month_total_fixed BEFORE UPDATE OF balance_id, year, month ON ledger_month_total FOR EACH ROW WHEN ((OLD.balance_id, OLD.year, OLD.month) IS DISTINCT FROM (NEW.balance_id, NEW.year, NEW.month)) EXECUTE FUNCTION ledger_refuse('L4 what ledger_month_total is never changes')
-- next statement
CREATE TRIGGER ledger_standing_fixed BEFORE UPDATE OF book_id ON ledger_standing FOR EACH ROW WHEN (OLD.book_id IS DISTINCT FROM NEW.book_id) EXECUTE FUNCTION ledger_refuse('L4 what ledger_standing is never changes')
-- next statement
CREATE TRIGGER ledger_narration_fixed BEFORE UPDATE OF entry_id ON ledger_narration FOR EACH ROW WHEN (OLD.entry_id IS DISTINCT FROM NEW.entry_id) EXECUTE FUNCTION ledger_refuse('L4 what ledger_narration is never changes')
-- next statement
CREATE TRIGGER voucher_series_fixed BEFORE UPDATE OF id, unit_id, series, year ON voucher_series FOR EACH ROW WHEN ((OLD.id, OLD.unit_id, OLD.series, OLD.year) IS DISTINCT FROM (NEW.id, NEW.unit_id, NEW.series, NEW.year)) EXECUTE FUNCTION ledger_refuse('L4 what voucher_series is never changes')
-- next statement
CREATE TRIGGER voucher_fixed BEFORE UPDATE OF id, unit_id, series, year, number, kind, voucher_on, amount, payee_name, payee_address, reason, attachments, issued_by_id, issued_at ON voucher FOR EACH ROW WHEN ((OLD.id, OLD.unit_id, OLD.series, OLD.year, OLD.number, OLD.kind, OLD.voucher_on, OLD.amount, OLD.payee_name, OLD.payee_address, OLD.reason, OLD.attachments, OLD.issued_by_id, OLD.issued_at) IS DISTINCT FROM (NEW.id, NEW.unit_id, NEW.series, NEW.year, NEW.number, NEW.kind, NEW.voucher_on, NEW.amount, NEW.payee_name, NEW.payee_address, NEW.reason, NEW.attachments, NEW.issued_by_id, NEW.issued_at)) EXECUTE FUNCTION ledger_refuse('L4 what voucher is never changes')
-- next statement
CREATE TRIGGER reservation_fixed BEFORE UPDATE OF id, book_id, unit_id, for_unit_id, subject, purpose, earmark_id, amount, due_on, reserved_on, reserved_at, reserved_by_id ON reservation FOR EACH ROW WHEN ((OLD.id, OLD.book_id, OLD.unit_id, OLD.for_unit_id, OLD.subject, OLD.purpose, OLD.earmark_id, OLD.amount, OLD.due_on, OLD.reserved_on, OLD.reserved_at, OLD.reserved_by_id) IS DISTINCT FROM (NEW.id, NEW.book_id, NEW.unit_id, NEW.for_unit_id, NEW.subject, NEW.purpose, NEW.earmark_id, NEW.amount, NEW.due_on, NEW.reserved_on, NEW.reserved_at, NEW.reserved_by_id)) EXECUTE FUNCTION ledger_refuse('L4 what reservation is never changes')
-- next statement
CREATE TRIGGER ledger_expected_fixed BEFORE UPDATE OF id, unit_id, for_unit_id, book_id, earmark_id, box_id, subject, code, account_code, payer_name, what, expected_by_id, expected_on, expected_at ON ledger_expected FOR EACH ROW WHEN ((OLD.id, OLD.unit_id, OLD.for_unit_id, OLD.book_id, OLD.earmark_id, OLD.box_id, OLD.subject, OLD.code, OLD.account_code, OLD.payer_name, OLD.what, OLD.expected_by_id, OLD.expected_on, OLD.expected_at) IS DISTINCT FROM (NEW.id, NEW.unit_id, NEW.for_unit_id, NEW.book_id, NEW.earmark_id, NEW.box_id, NEW.subject, NEW.code, NEW.account_code, NEW.payer_name, NEW.what, NEW.expected_by_id, NEW.expected_on, NEW.expected_at)) EXECUTE FUNCTION ledger_refuse('L4 what ledger_expected is never changes')
-- next statement
CREATE TRIGGER cash_close_fixed BEFORE UPDATE OF id, unit_id, box_id, after_on, close_on, opening_amount, received_amount, paid_amount, book_amount, voucher_received_amount, voucher_paid_amount, counted_amount, note, closed_by_id, closed_at ON cash_close FOR EACH ROW WHEN ((OLD.id, OLD.unit_id, OLD.box_id, OLD.after_on, OLD.close_on, OLD.opening_amount, OLD.received_amount, OLD.paid_amount, OLD.book_amount, OLD.voucher_received_amount, OLD.voucher_paid_amount, OLD.counted_amount, OLD.note, OLD.closed_by_id, OLD.closed_at) IS DISTINCT FROM (NEW.id, NEW.unit_id, NEW.box_id, NEW.after_on, NEW.close_on, NEW.opening_amount, NEW.received_amount, NEW.paid_amount, NEW.book_amount, NEW.voucher_received_amount, NEW.voucher_paid_amount, NEW.counted_amount, NEW.note, NEW.closed_by_id, NEW.closed_at)) EXECUTE FUNCTION ledger_refuse('L4 what cash_close is never changes')
-- next statement
CREATE TRIGGER cash_reopening_fixed BEFORE UPDATE OF id, unit_id, box_id, from_on, reason, asked_by_id, asked_at ON cash_reopening FOR EACH ROW WHEN ((OLD.id, OLD.unit_id, OLD.box_id, OLD.from_on, OLD.reason, OLD.asked_by_id, OLD.asked_at) IS DISTINCT FROM (NEW.id, NEW.unit_id, NEW.box_id, NEW.from_on, NEW.reason, NEW.asked_by_id, NEW.asked_at)) EXECUTE FUNCTION ledger_refuse('L4 what cash_reopening is never changes')
-- next statement
CREATE TRIGGER ledger_book_year_moves BEFORE UPDATE ON ledger_book_year FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION ledger_refuse('L3 ledger_book_year moves by posting only')
-- next statement
CREATE TRIGGER ledger_balance_moves BEFORE UPDATE ON ledger_balance FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION ledger_refuse('L3 ledger_balance moves by posting only')
-- next statement
CREATE TRIGGER ledger_month_total_moves BEFORE UPDATE ON ledger_month_total FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION ledger_refuse('L3 ledger_month_total moves by posting only')
-- next statement
CREATE TRIGGER ledger_standing_moves BEFORE UPDATE ON ledger_standing FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION ledger_refuse('L3 ledger_standing moves by posting only')
-- next statement
CREATE TRIGGER voucher_series_moves BEFORE UPDATE ON voucher_series FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION ledger_refuse('L3 voucher_series moves by posting only')
-- next statement
CREATE TRIGGER ledger_month_total_born BEFORE INSERT ON ledger_month_total FOR EACH ROW WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION ledger_refuse('L3 a month total is made by posting only')
-- next statement
CREATE TRIGGER ledger_balance_born BEFORE INSERT ON ledger_balance FOR EACH ROW WHEN (NEW.amount <> 0) EXECUTE FUNCTION ledger_refuse('L3 a balance starts at 0')
-- next statement
CREATE TRIGGER ledger_book_year_born BEFORE INSERT ON ledger_book_year FOR EACH ROW WHEN (NEW.last_number <> 0) EXECUTE FUNCTION ledger_refuse('L7 a year starts at 0')
-- next statement
CREATE TRIGGER voucher_series_born BEFORE INSERT ON voucher_series FOR EACH ROW WHEN (NEW.last_number <> 0) EXECUTE FUNCTION ledger_refuse('L8 a series starts at 0')
-- next statement
CREATE TRIGGER ledger_standing_born BEFORE INSERT ON ledger_standing FOR EACH ROW WHEN (NEW.balance_amount <> 0 OR NEW.reserved_amount <> 0 OR NEW.set_apart_amount <> 0 OR NEW.last_reservation_id <> 0 OR NEW.last_move_id <> 0) EXECUTE FUNCTION ledger_refuse('L3 a fund starts at 0')
-- next statement
CREATE TRIGGER ledger_earmark_born BEFORE INSERT ON ledger_earmark FOR EACH ROW WHEN (NEW.balance_amount <> 0 OR NEW.reserved_amount <> 0) EXECUTE FUNCTION ledger_refuse('F7 an earmarked donation starts at 0')
-- next statement
CREATE TRIGGER ledger_earmark_moves BEFORE UPDATE ON ledger_earmark FOR EACH ROW WHEN (pg_trigger_depth() = 0 AND ((OLD.balance_amount, OLD.reserved_amount) IS DISTINCT FROM (NEW.balance_amount, NEW.reserved_amount))) EXECUTE FUNCTION ledger_refuse('F7 an earmarked donation moves by posting and by commitments only')
-- next statement
CREATE TRIGGER ledger_book_no_capital BEFORE INSERT ON ledger_book FOR EACH ROW WHEN (NEW.legal_form = 'pass_through' AND NEW.fund_account_code NOT LIKE '33%') EXECUTE FUNCTION ledger_refuse('F4 money only passed through stands on no income, expense or capital')
-- next statement
CREATE FUNCTION ledger_terms_born() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE  wrong text; BEGIN IF NEW.state <> 'proposed' OR NEW.number <> (SELECT coalesce(max(t.number), 0) + 1 FROM ledger_terms t WHERE t.book_id = NEW.book_id
    AND coalesce(t.earmark_id, 0) = coalesce(NEW.earmark_id, 0)) THEN RAISE EXCEPTION 'F5 terms are born proposed and in their order' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE FUNCTION ledger_terms_steps() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE  wrong text; BEGIN IF OLD.state <> 'proposed' OR NEW.state = 'proposed' OR (NEW.state = 'in_force' AND EXISTS (SELECT 1 FROM ledger_terms t WHERE t.book_id = NEW.book_id AND coalesce(t.earmark_id, 0) = coalesce(NEW.earmark_id, 0)
    AND t.id <> NEW.id AND t.state = 'in_force' AND (t.valid_from > NEW.valid_from OR t.number > NEW.number))) THEN RAISE EXCEPTION 'F5 terms are put in force or refused once, and not before those that already hold' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE FUNCTION ledger_terms_purpose_added() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE  wrong text; BEGIN IF NOT EXISTS (SELECT 1 FROM ledger_terms t WHERE t.id = NEW.terms_id AND t.state = 'proposed') THEN RAISE EXCEPTION 'F5 purposes and units are added to proposed terms only' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE FUNCTION ledger_terms_unit_added() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE  wrong text; BEGIN IF NOT EXISTS (SELECT 1 FROM ledger_terms t WHERE t.id = NEW.terms_id AND t.state = 'proposed') THEN RAISE EXCEPTION 'F5 purposes and units are added to proposed terms only' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE FUNCTION ledger_terms_purpose_remitted() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE  wrong text; BEGIN IF NEW.purpose <> 'remittance' AND EXISTS (SELECT 1 FROM ledger_terms t JOIN ledger_book k ON k.id = t.book_id
    WHERE t.id = NEW.terms_id AND k.legal_form = 'pass_through') THEN RAISE EXCEPTION 'F4 terms of money only passed through name its remittance alone' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE FUNCTION ledger_balance_in_own_box() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE  wrong text; BEGIN IF EXISTS (SELECT 1 FROM cash_box c WHERE c.id = NEW.box_id AND c.own_book_id IS NOT NULL AND c.own_book_id <> NEW.book_id) THEN RAISE EXCEPTION 'F6 this box keeps the money of one other fund' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE FUNCTION ledger_balance_passed_through() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE  wrong text; BEGIN IF NOT (NEW.account_code LIKE '1%' OR NEW.account_code LIKE '33%') AND EXISTS (SELECT 1 FROM ledger_book k WHERE k.id = NEW.book_id AND k.legal_form = 'pass_through') THEN RAISE EXCEPTION 'F4 money only passed through stands on no income, expense or capital' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE FUNCTION cash_box_given() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE  wrong text; BEGIN IF OLD.own_book_id IS NOT NULL OR NEW.own_book_id IS NOT NULL AND (NOT EXISTS (SELECT 1 FROM ledger_book k WHERE k.id = NEW.own_book_id AND k.unit_id = NEW.unit_id)
    OR EXISTS (SELECT 1 FROM ledger_balance b WHERE b.box_id = NEW.id AND b.book_id <> NEW.own_book_id)) THEN RAISE EXCEPTION 'F6 a box is given to one fund while no other keeps money in it' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE FUNCTION cash_box_born_given() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE  wrong text; BEGIN IF NEW.own_book_id IS NOT NULL AND (NOT EXISTS (SELECT 1 FROM ledger_book k WHERE k.id = NEW.own_book_id AND k.unit_id = NEW.unit_id)
    OR EXISTS (SELECT 1 FROM ledger_balance b WHERE b.box_id = NEW.id AND b.book_id <> NEW.own_book_id)) THEN RAISE EXCEPTION 'F6 a box is given to one fund while no other keeps money in it' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE FUNCTION account_born() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE  wrong text; BEGIN IF NEW.closed_on IS NOT NULL OR (NEW.parent_code IS NOT NULL AND (NEW.code = NEW.parent_code OR substr(NEW.code, 1, length(NEW.parent_code)) <> NEW.parent_code
    OR NOT EXISTS (SELECT 1 FROM account a WHERE a.unit_id = NEW.unit_id AND a.code = NEW.parent_code AND NOT a.is_postable AND a.closed_on IS NULL))) THEN RAISE EXCEPTION 'L13 an account lies under a heading of its unit and bears its code, and is born open' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE FUNCTION account_divided() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE  wrong text; BEGIN IF (NEW.is_postable AND NOT OLD.is_postable) OR (OLD.is_postable AND NOT NEW.is_postable AND (EXISTS (SELECT 1 FROM ledger_balance b WHERE b.unit_id = NEW.unit_id AND b.account_code = NEW.code) OR (EXISTS (SELECT 1 FROM ledger_book k WHERE k.unit_id = NEW.unit_id AND k.fund_account_code = NEW.code AND k.is_open)
    OR EXISTS (SELECT 1 FROM cash_box c WHERE c.unit_id = NEW.unit_id AND c.account_code = NEW.code AND c.is_open)))) THEN RAISE EXCEPTION 'L13 an account that is used is not divided, a heading does not become a leaf' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE FUNCTION account_closed() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE  wrong text; BEGIN IF NEW.closed_on IS NOT NULL AND OLD.closed_on IS NULL AND ((EXISTS (SELECT 1 FROM ledger_book k WHERE k.unit_id = NEW.unit_id AND k.fund_account_code = NEW.code AND k.is_open)
    OR EXISTS (SELECT 1 FROM cash_box c WHERE c.unit_id = NEW.unit_id AND c.account_code = NEW.code AND c.is_open)) OR (EXISTS (SELECT 1 FROM ledger_balance b WHERE b.unit_id = NEW.unit_id AND b.account_code = NEW.code AND b.amount <> 0)
    OR EXISTS (SELECT 1 FROM ledger_balance b JOIN ledger_line l ON l.balance_id = b.id JOIN ledger_entry e ON e.id = l.entry_id
      WHERE b.unit_id = NEW.unit_id AND b.account_code = NEW.code AND e.state = 'draft')
    OR EXISTS (SELECT 1 FROM account a WHERE a.unit_id = NEW.unit_id AND a.parent_code = NEW.code AND a.closed_on IS NULL))) THEN RAISE EXCEPTION 'L13 an account is closed while it is empty and nothing rests on it' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE FUNCTION ledger_balance_on_a_leaf() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE  wrong text; BEGIN IF NEW.is_closed OR NOT EXISTS (SELECT 1 FROM account a WHERE a.unit_id = NEW.unit_id AND a.code = NEW.account_code AND a.is_postable AND a.closed_on IS NULL) THEN RAISE EXCEPTION 'L13 only an open leaf takes lines' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE FUNCTION ledger_balance_flag() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE  wrong text; BEGIN IF NEW.is_closed <> OLD.is_closed AND NEW.is_closed <> EXISTS (
    SELECT 1 FROM account a WHERE a.unit_id = NEW.unit_id AND a.code = NEW.account_code AND a.closed_on IS NOT NULL) THEN RAISE EXCEPTION 'L13 a balance is closed with its account' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE FUNCTION ledger_year_close_born() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE  wrong text; BEGIN PERFORM 1 FROM ledger_period WHERE book_year_id = NEW.book_year_id ORDER BY id FOR SHARE;IF NEW.state <> 'closing' OR ((SELECT count(*) FROM ledger_period p WHERE p.book_year_id = NEW.book_year_id AND p.state = 'closed') <> 12 OR EXISTS (SELECT 1 FROM ledger_month_total t JOIN ledger_balance b ON b.id = t.balance_id JOIN ledger_book_year y ON y.id = NEW.book_year_id
    WHERE b.book_id = NEW.book_id AND (b.account_code LIKE '5%' OR b.account_code LIKE '6%' OR b.account_code LIKE '7%' OR b.account_code LIKE '8%' OR b.account_code LIKE '9%') AND t.year <= y.year
    GROUP BY b.id HAVING sum(t.debit_amount - t.credit_amount) <> 0)) THEN RAISE EXCEPTION 'L20 a year is closed while its twelve months are, and while nothing is left on its accounts of result' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE FUNCTION ledger_year_close_steps() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE  wrong text; BEGIN PERFORM 1 FROM ledger_period WHERE book_year_id = NEW.book_year_id ORDER BY id FOR SHARE;IF (OLD.state <> NEW.state AND NOT ((OLD.state = 'open' AND NEW.state = 'closing') OR (OLD.state = 'closing' AND NEW.state = 'open') OR (OLD.state = 'closing' AND NEW.state = 'closed') OR (OLD.state = 'closed' AND NEW.state = 'reopening') OR (OLD.state = 'reopening' AND NEW.state = 'closed') OR (OLD.state = 'reopening' AND NEW.state = 'open'))) OR (NEW.state <> 'open' AND ((SELECT count(*) FROM ledger_period p WHERE p.book_year_id = NEW.book_year_id AND p.state = 'closed') <> 12 OR EXISTS (SELECT 1 FROM ledger_month_total t JOIN ledger_balance b ON b.id = t.balance_id JOIN ledger_book_year y ON y.id = NEW.book_year_id
    WHERE b.book_id = NEW.book_id AND (b.account_code LIKE '5%' OR b.account_code LIKE '6%' OR b.account_code LIKE '7%' OR b.account_code LIKE '8%' OR b.account_code LIKE '9%') AND t.year <= y.year
    GROUP BY b.id HAVING sum(t.debit_amount - t.credit_amount) <> 0))) THEN RAISE EXCEPTION 'L20 a year takes no such step' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE FUNCTION ledger_period_of_a_closed_year() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE  wrong text; BEGIN IF NEW.state = 'reopening' AND OLD.state <> 'reopening' AND EXISTS (
    SELECT 1 FROM ledger_year_close c WHERE c.book_year_id = NEW.book_year_id AND c.state <> 'open') THEN RAISE EXCEPTION 'L20 a month of a closed year stays closed' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE FUNCTION reservation_lapse_moves() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE  wrong text; BEGIN IF (NEW.lapse_on IS DISTINCT FROM OLD.lapse_on OR NEW.warn_on IS DISTINCT FROM OLD.warn_on) AND NOT EXISTS (SELECT 1 FROM reservation_extension x WHERE x.reservation_id = NEW.id AND x.from_on = OLD.lapse_on
  AND x.to_on = NEW.lapse_on AND x.warn_on = NEW.warn_on) THEN RAISE EXCEPTION 'F2 the last day of a commitment moves by an extension only' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE FUNCTION reservation_extension_in_time() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE  wrong text; BEGIN IF NOT EXISTS (SELECT 1 FROM reservation r WHERE r.id = NEW.reservation_id AND r.state = 'open' AND r.lapse_on = NEW.from_on
  AND r.unit_id = NEW.unit_id AND (NEW.extended_on <= NEW.from_on OR EXISTS (SELECT 1 FROM reservation_move m
    WHERE m.reservation_id = r.id AND m.kind = 'restored' AND m.moved_on = NEW.extended_on))) THEN RAISE EXCEPTION 'F2 a commitment is extended before its last day has passed' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE FUNCTION reservation_move_overdue() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE  wrong text; BEGIN IF NEW.kind = 'lapsed' AND NOT EXISTS (SELECT 1 FROM reservation r WHERE r.id = NEW.reservation_id AND r.lapse_on < NEW.moved_on) THEN RAISE EXCEPTION 'F2 a commitment lapses after its last day' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER ledger_terms_born BEFORE INSERT ON ledger_terms FOR EACH ROW EXECUTE FUNCTION ledger_terms_born()
-- next statement
CREATE TRIGGER ledger_terms_steps BEFORE UPDATE ON ledger_terms FOR EACH ROW EXECUTE FUNCTION ledger_terms_steps()
-- next statement
CREATE TRIGGER ledger_terms_purpose_added BEFORE INSERT ON ledger_terms_purpose FOR EACH ROW EXECUTE FUNCTION ledger_terms_purpose_added()
-- next statement
CREATE TRIGGER ledger_terms_unit_added BEFORE INSERT ON ledger_terms_unit FOR EACH ROW EXECUTE FUNCTION ledger_terms_unit_added()
-- next statement
CREATE TRIGGER ledger_terms_purpose_remitted BEFORE INSERT ON ledger_terms_purpose FOR EACH ROW EXECUTE FUNCTION ledger_terms_purpose_remitted()
-- next statement
CREATE TRIGGER ledger_balance_in_own_box BEFORE INSERT ON ledger_balance FOR EACH ROW EXECUTE FUNCTION ledger_balance_in_own_box()
-- next statement
CREATE TRIGGER ledger_balance_passed_through BEFORE INSERT ON ledger_balance FOR EACH ROW EXECUTE FUNCTION ledger_balance_passed_through()
-- next statement
CREATE TRIGGER cash_box_given BEFORE UPDATE OF own_book_id ON cash_box FOR EACH ROW EXECUTE FUNCTION cash_box_given()
-- next statement
CREATE TRIGGER cash_box_born_given BEFORE INSERT ON cash_box FOR EACH ROW EXECUTE FUNCTION cash_box_born_given()
-- next statement
CREATE TRIGGER account_born BEFORE INSERT ON account FOR EACH ROW EXECUTE FUNCTION account_born()
-- next statement
CREATE TRIGGER account_divided BEFORE UPDATE OF is_postable ON account FOR EACH ROW EXECUTE FUNCTION account_divided()
-- next statement
CREATE TRIGGER account_closed BEFORE UPDATE OF closed_on ON account FOR EACH ROW EXECUTE FUNCTION account_closed()
-- next statement
CREATE TRIGGER ledger_balance_on_a_leaf BEFORE INSERT ON ledger_balance FOR EACH ROW EXECUTE FUNCTION ledger_balance_on_a_leaf()
-- next statement
CREATE TRIGGER ledger_balance_flag BEFORE UPDATE OF is_closed ON ledger_balance FOR EACH ROW EXECUTE FUNCTION ledger_balance_flag()
-- next statement
CREATE TRIGGER ledger_year_close_born BEFORE INSERT ON ledger_year_close FOR EACH ROW EXECUTE FUNCTION ledger_year_close_born()
-- next statement
CREATE TRIGGER ledger_year_close_steps BEFORE UPDATE ON ledger_year_close FOR EACH ROW EXECUTE FUNCTION ledger_year_close_steps()
-- next statement
CREATE TRIGGER ledger_period_of_a_closed_year BEFORE UPDATE ON ledger_period FOR EACH ROW EXECUTE FUNCTION ledger_period_of_a_closed_year()
-- next statement
CREATE TRIGGER reservation_lapse_moves BEFORE UPDATE OF lapse_on, warn_on ON reservation FOR EACH ROW EXECUTE FUNCTION reservation_lapse_moves()
-- next statement
CREATE TRIGGER reservation_extension_in_time BEFORE INSERT ON reservation_extension FOR EACH ROW EXECUTE FUNCTION reservation_extension_in_time()
-- next statement
CREATE TRIGGER reservation_move_overdue BEFORE INSERT ON reservation_move FOR EACH ROW WHEN (NEW.kind = 'lapsed') EXECUTE FUNCTION reservation_move_overdue()
-- next statement
CREATE FUNCTION account_followed() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE  wrong text; BEGIN UPDATE ledger_balance SET is_closed = (NEW.closed_on IS NOT NULL)
    WHERE unit_id = NEW.unit_id AND account_code = NEW.code AND is_closed <> (NEW.closed_on IS NOT NULL); RETURN NULL; END $$
-- next statement
CREATE TRIGGER account_followed AFTER UPDATE OF closed_on ON account FOR EACH ROW EXECUTE FUNCTION account_followed()
-- next statement
CREATE FUNCTION reservation_extended() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE  wrong text; BEGIN UPDATE reservation SET lapse_on = NEW.to_on, warn_on = NEW.warn_on WHERE id = NEW.reservation_id; RETURN NULL; END $$
-- next statement
CREATE TRIGGER reservation_extended AFTER INSERT ON reservation_extension FOR EACH ROW EXECUTE FUNCTION reservation_extended()
-- next statement
CREATE FUNCTION reservation_allowed() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE  wrong text; BEGIN IF NOT (NEW.purpose IS NOT NULL AND EXISTS (SELECT 1 FROM ledger_terms t WHERE t.book_id = NEW.book_id AND t.earmark_id IS NULL AND t.state = 'in_force'
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
          WHERE u.terms_id = t.id AND substr(helped.path, 1, length(above.path)) = above.path))))) THEN RAISE EXCEPTION 'F3 the fund may not pay for this purpose, unit or day' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER reservation_allowed BEFORE INSERT ON reservation FOR EACH ROW EXECUTE FUNCTION reservation_allowed()
-- next statement
CREATE FUNCTION ledger_entry_born() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off SET enable_hashjoin = off SET enable_material = off AS $$ DECLARE one record; wrong text; BEGIN IF EXISTS (SELECT 1 FROM added n WHERE (n.state <> 'draft' OR n.number IS NOT NULL) AND NOT (n.state = 'posted' AND n.kind = 'ordinary' AND n.earmark_id IS NULL AND EXISTS (SELECT 1 FROM ledger_book_year oy JOIN ledger_block ob ON ob.book_year_id = oy.id AND ob.first_number = oy.last_number + 1
      WHERE oy.id = n.book_year_id AND n.number BETWEEN ob.first_number AND ob.last_number))) THEN
  RAISE EXCEPTION 'L5 an entry is born a draft' USING ERRCODE = '23514'; END IF; RETURN NULL; END $$
-- next statement
CREATE TRIGGER ledger_entry_born AFTER INSERT ON ledger_entry REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_entry_born()
-- next statement
CREATE TRIGGER ledger_entry_posts BEFORE UPDATE ON ledger_entry FOR EACH ROW EXECUTE FUNCTION ledger_entry_change()
-- next statement
CREATE FUNCTION ledger_line_added() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off SET enable_hashjoin = off SET enable_material = off AS $$ DECLARE one record; wrong text; BEGIN FOR one IN SELECT DISTINCT a.entry_id FROM added a WHERE (SELECT x.state FROM ledger_entry x WHERE x.id = a.entry_id) = 'draft' ORDER BY 1 LOOP
    PERFORM 1 FROM ledger_entry WHERE id = one.entry_id FOR UPDATE; END LOOP; IF EXISTS (SELECT 1 FROM added a WHERE (SELECT (e.state = 'draft' OR (e.state = 'posted' AND EXISTS (SELECT 1 FROM ledger_book_year oy JOIN ledger_block ob ON ob.book_year_id = oy.id AND ob.first_number = oy.last_number + 1
      WHERE oy.id = e.book_year_id AND e.number BETWEEN ob.first_number AND ob.last_number))) FROM ledger_entry e WHERE e.id = a.entry_id
    AND e.book_id + 0 = (SELECT b.book_id FROM ledger_balance b WHERE b.id = a.balance_id)) IS NOT TRUE) THEN
  RAISE EXCEPTION 'L4 lines are added to a draft of the same book only' USING ERRCODE = '23514'; END IF; RETURN NULL; END $$
-- next statement
CREATE TRIGGER ledger_line_added AFTER INSERT ON ledger_line REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_line_added()
-- next statement
CREATE TRIGGER ledger_period_steps BEFORE UPDATE ON ledger_period FOR EACH ROW WHEN (OLD.state <> NEW.state AND NOT ((OLD.state = 'open' AND NEW.state = 'closing') OR (OLD.state = 'closing' AND NEW.state = 'open') OR (OLD.state = 'closing' AND NEW.state = 'closed') OR (OLD.state = 'closed' AND NEW.state = 'reopening') OR (OLD.state = 'reopening' AND NEW.state = 'closed') OR (OLD.state = 'reopening' AND NEW.state = 'open'))) EXECUTE FUNCTION ledger_refuse('L9 a period takes no such step')
-- next statement
CREATE FUNCTION ledger_period_born() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE  wrong text; BEGIN IF NEW.state <> 'open' OR extract(month FROM NEW.starts_on) <> NEW.month OR date_trunc('month', NEW.starts_on) <> date_trunc('month', NEW.ends_on)
  OR extract(year FROM NEW.starts_on) <> (SELECT year FROM ledger_book_year WHERE id = NEW.book_year_id) THEN
  RAISE EXCEPTION 'L11 a period lies in its year' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER ledger_period_born BEFORE INSERT ON ledger_period FOR EACH ROW EXECUTE FUNCTION ledger_period_born()
-- next statement
CREATE TRIGGER ledger_narration_erased BEFORE UPDATE ON ledger_narration FOR EACH ROW WHEN (NEW.text IS NOT NULL OR NEW.salt IS NOT NULL) EXECUTE FUNCTION ledger_refuse('L4 a narration is erased or stays')
-- next statement
CREATE FUNCTION ledger_narration_added() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off SET enable_hashjoin = off SET enable_material = off AS $$ DECLARE one record; wrong text; BEGIN FOR one IN SELECT DISTINCT a.entry_id FROM added a WHERE (SELECT x.state FROM ledger_entry x WHERE x.id = a.entry_id) = 'draft' ORDER BY 1 LOOP
    PERFORM 1 FROM ledger_entry WHERE id = one.entry_id FOR UPDATE; END LOOP; IF EXISTS (SELECT 1 FROM added a WHERE (SELECT (e.state = 'draft' OR (e.state = 'posted' AND EXISTS (SELECT 1 FROM ledger_book_year oy JOIN ledger_block ob ON ob.book_year_id = oy.id AND ob.first_number = oy.last_number + 1
      WHERE oy.id = e.book_year_id AND e.number BETWEEN ob.first_number AND ob.last_number))) FROM ledger_entry e WHERE e.id = a.entry_id) IS NOT TRUE) THEN
  RAISE EXCEPTION 'L4 a narration is added to a draft only' USING ERRCODE = '23514'; END IF; RETURN NULL; END $$
-- next statement
CREATE TRIGGER ledger_narration_added AFTER INSERT ON ledger_narration REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_narration_added()
-- next statement
CREATE FUNCTION voucher_born() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off SET enable_hashjoin = off SET enable_material = off AS $$ DECLARE one record; wrong text; BEGIN IF EXISTS (SELECT 1 FROM added WHERE state <> 'issued') THEN
    RAISE EXCEPTION 'L8 not the next number of the series' USING ERRCODE = '23514'; END IF;
  FOR one IN SELECT a.* FROM added a WHERE NOT EXISTS (SELECT 1 FROM voucher_series os JOIN ledger_block ob ON ob.series_id = os.id AND ob.first_voucher = os.last_number + 1
      WHERE os.unit_id = a.unit_id AND os.series = a.series AND os.year = a.year AND a.number BETWEEN ob.first_voucher AND ob.last_voucher) ORDER BY a.unit_id, a.series, a.year, a.number LOOP
    UPDATE voucher_series SET last_number = one.number
      WHERE unit_id = one.unit_id AND series = one.series AND year = one.year AND last_number = one.number - 1;
    IF NOT FOUND THEN RAISE EXCEPTION 'L8 not the next number of the series' USING ERRCODE = '23514'; END IF;
  END LOOP; RETURN NULL; END $$
-- next statement
CREATE TRIGGER voucher_born AFTER INSERT ON voucher REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION voucher_born()
-- next statement
CREATE FUNCTION voucher_voided() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE  wrong text; BEGIN IF OLD.state <> 'issued' OR NEW.state <> 'void' OR EXISTS (
    SELECT 1 FROM ledger_entry e WHERE e.voucher_id = NEW.id AND e.state <> 'dropped'
    AND NOT EXISTS (SELECT 1 FROM ledger_entry r WHERE r.reverses_id = e.id AND r.state = 'posted')) THEN
  RAISE EXCEPTION 'L8 a voucher is voided once, and not while an entry stands on it' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER voucher_voided BEFORE UPDATE ON voucher FOR EACH ROW EXECUTE FUNCTION voucher_voided()
-- next statement
CREATE TRIGGER reservation_born BEFORE INSERT ON reservation FOR EACH ROW WHEN (NEW.state <> 'open' OR NEW.consumed_amount <> 0 OR NEW.released_amount <> 0) EXECUTE FUNCTION ledger_refuse('F2 a commitment is born open and whole')
-- next statement
CREATE FUNCTION reservation_counted() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE  wrong text; BEGIN IF NEW.earmark_id IS NOT NULL THEN
    UPDATE ledger_earmark SET reserved_amount = reserved_amount + NEW.amount WHERE id = NEW.earmark_id;
  END IF;
  UPDATE ledger_standing SET reserved_amount = reserved_amount + NEW.amount, last_reservation_id = greatest(last_reservation_id, NEW.id),
    set_apart_amount = set_apart_amount - CASE WHEN NEW.earmark_id IS NULL THEN 0 ELSE NEW.amount END WHERE book_id = NEW.book_id;
  RETURN NULL; END $$
-- next statement
CREATE TRIGGER reservation_counted AFTER INSERT ON reservation FOR EACH ROW EXECUTE FUNCTION reservation_counted()
-- next statement
CREATE TRIGGER reservation_moves BEFORE UPDATE ON reservation FOR EACH ROW WHEN (pg_trigger_depth() = 0 AND (OLD.consumed_amount, OLD.released_amount, OLD.state) IS DISTINCT FROM (NEW.consumed_amount, NEW.released_amount, NEW.state)) EXECUTE FUNCTION ledger_refuse('F2 a commitment changes by its moves only')
-- next statement
CREATE FUNCTION reservation_move_counted() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off SET enable_hashjoin = off SET enable_material = off AS $$ DECLARE one record; wrong text; BEGIN PERFORM 1 FROM (SELECT DISTINCT a.reservation_id FROM added a ORDER BY 1 OFFSET 0) d
    CROSS JOIN LATERAL (SELECT x.id FROM reservation x WHERE x.id = d.reservation_id FOR UPDATE) r;
  FOR one IN SELECT DISTINCT a.entry_id FROM added a WHERE (SELECT x.state FROM ledger_entry x WHERE x.id = a.entry_id) = 'draft' ORDER BY 1 LOOP
    PERFORM 1 FROM ledger_entry WHERE id = one.entry_id FOR UPDATE; END LOOP;
  IF EXISTS (SELECT 1 FROM added a CROSS JOIN LATERAL (SELECT * FROM reservation x WHERE x.id = a.reservation_id OFFSET 0) r CROSS JOIN LATERAL (SELECT * FROM ledger_entry x WHERE x.id = a.entry_id OFFSET 0) e WHERE e.earmark_id IS DISTINCT FROM r.earmark_id) THEN
    RAISE EXCEPTION 'F2 an entry pays commitments of its own earmarked donation only' USING ERRCODE = '23514'; END IF;
  IF EXISTS (SELECT 1 FROM added a CROSS JOIN LATERAL (SELECT * FROM reservation x WHERE x.id = a.reservation_id OFFSET 0) r CROSS JOIN LATERAL (SELECT * FROM ledger_entry x WHERE x.id = a.entry_id OFFSET 0) e WHERE e.book_id IS DISTINCT FROM r.book_id OR ((a.kind = 'consumed' AND (e.state = 'draft' OR (e.state = 'posted' AND EXISTS (SELECT 1 FROM ledger_book_year oy JOIN ledger_block ob ON ob.book_year_id = oy.id AND ob.first_number = oy.last_number + 1
      WHERE oy.id = e.book_year_id AND e.number BETWEEN ob.first_number AND ob.last_number))))
      OR (a.kind = 'restored' AND e.state = 'posted' AND a.amount = (
        SELECT amount FROM reservation_move WHERE entry_id = e.reverses_id AND reservation_id = a.reservation_id))) IS NOT TRUE) THEN
    RAISE EXCEPTION 'F2 an entry pays a commitment of its own book while it is a draft; a posted reversal gives back what was paid'
      USING ERRCODE = '23514'; END IF;
  FOR one IN SELECT a.*, r.book_id, r.earmark_id FROM added a CROSS JOIN LATERAL (SELECT * FROM reservation x WHERE x.id = a.reservation_id OFFSET 0) r
      WHERE a.kind <> 'consumed' OR (SELECT e.state FROM ledger_entry e WHERE e.id = a.entry_id) = 'draft' ORDER BY a.id LOOP
    UPDATE reservation SET
      consumed_amount = consumed_amount + CASE one.kind WHEN 'consumed' THEN one.amount WHEN 'restored' THEN -one.amount ELSE 0 END,
      released_amount = released_amount + CASE WHEN one.kind IN ('released', 'lapsed') THEN one.amount ELSE 0 END,
      state = CASE WHEN one.kind = 'restored' OR consumed_amount + released_amount + one.amount < amount THEN 'open'
                   WHEN one.kind = 'consumed' AND released_amount = 0 THEN 'consumed' WHEN one.kind = 'lapsed' THEN 'lapsed' ELSE 'released' END
      WHERE id = one.reservation_id;
    IF one.earmark_id IS NOT NULL THEN
      UPDATE ledger_earmark SET reserved_amount = reserved_amount + CASE one.kind WHEN 'restored' THEN one.amount ELSE -one.amount END
        WHERE id = one.earmark_id;
    END IF;
    UPDATE ledger_standing SET reserved_amount = reserved_amount + CASE one.kind WHEN 'restored' THEN one.amount ELSE -one.amount END,
      last_move_id = greatest(last_move_id, one.id),
      set_apart_amount = set_apart_amount + CASE WHEN one.earmark_id IS NULL THEN 0 WHEN one.kind = 'restored' THEN -one.amount ELSE one.amount END
      WHERE book_id = one.book_id;
  END LOOP; RETURN NULL; END $$
-- next statement
CREATE TRIGGER reservation_move_counted AFTER INSERT ON reservation_move REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION reservation_move_counted()
-- next statement
CREATE FUNCTION ledger_post(
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
END $$
-- next statement
CREATE FUNCTION ledger_entry_told() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE public_paper SET state = 'reversed', changed_at = NEW.posted_at
    WHERE state = 'valid' AND subject = 'vouchers/' || (SELECT voucher_id FROM ledger_entry WHERE id = NEW.reverses_id); RETURN NULL; END $$
-- next statement
CREATE TRIGGER ledger_entry_told AFTER UPDATE ON ledger_entry FOR EACH ROW WHEN (OLD.state = 'draft' AND NEW.state = 'posted' AND NEW.kind = 'reversal') EXECUTE FUNCTION ledger_entry_told()
-- next statement
CREATE FUNCTION voucher_told() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE public_paper SET state = 'void', changed_at = NEW.voided_at WHERE state <> 'void' AND subject = 'vouchers/' || NEW.id; RETURN NULL; END $$
-- next statement
CREATE TRIGGER voucher_told AFTER UPDATE ON voucher FOR EACH ROW WHEN (OLD.state <> 'void' AND NEW.state = 'void') EXECUTE FUNCTION voucher_told()
-- next statement
CREATE FUNCTION public_paper_late() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE public_paper SET state = 'reversed', changed_at = back.at FROM (SELECT max(r.posted_at) AS at FROM ledger_entry r WHERE r.state = 'posted' AND r.state <> 'dropped'
      AND r.reverses_id IN (SELECT e.id FROM ledger_entry e WHERE e.voucher_id = CAST(substr(NEW.subject, 10) AS bigint) AND e.voucher_id IS NOT NULL AND e.state <> 'dropped' AND e.earmark_id IS NULL UNION ALL SELECT e.id FROM ledger_entry e WHERE e.voucher_id = CAST(substr(NEW.subject, 10) AS bigint) AND e.voucher_id IS NOT NULL AND e.state <> 'dropped' AND e.earmark_id IS NOT NULL)) AS back
    WHERE public_paper.id = NEW.id AND back.at IS NOT NULL;
  UPDATE public_paper SET state = 'void', changed_at = v.voided_at FROM voucher v WHERE public_paper.id = NEW.id AND v.id = CAST(substr(NEW.subject, 10) AS bigint) AND v.state = 'void'; RETURN NULL; END $$
-- next statement
CREATE TRIGGER public_paper_late AFTER INSERT ON public_paper FOR EACH ROW WHEN (NEW.subject LIKE 'vouchers/%') EXECUTE FUNCTION public_paper_late()
-- next statement
CREATE FUNCTION cash_close_born() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE  wrong text; BEGIN PERFORM 1 FROM cash_box WHERE id = NEW.box_id FOR UPDATE;
  PERFORM 1 FROM ledger_balance WHERE box_id = NEW.box_id ORDER BY id FOR UPDATE; IF NEW.state <> 'closed' OR EXISTS (SELECT 1 FROM cash_close WHERE box_id = NEW.box_id AND state = 'closed' AND close_on >= NEW.close_on)
    OR NOT EXISTS (SELECT 1 FROM cash_box WHERE id = NEW.box_id AND unit_id = NEW.unit_id AND kind = 'cash') THEN RAISE EXCEPTION 'L19 a box is closed onward, day by day' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER cash_close_born BEFORE INSERT ON cash_close FOR EACH ROW EXECUTE FUNCTION cash_close_born()
-- next statement
CREATE FUNCTION cash_close_figures() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE  wrong text; BEGIN PERFORM 1 FROM cash_box WHERE id = NEW.box_id FOR UPDATE;
  PERFORM 1 FROM ledger_balance WHERE box_id = NEW.box_id ORDER BY id FOR UPDATE; IF NEW.book_amount <> (SELECT coalesce(sum(amount), 0) FROM ledger_balance WHERE box_id = NEW.box_id) - (
    SELECT coalesce(sum(l.debit - l.credit), 0) FROM ledger_line l JOIN ledger_balance b ON b.id = l.balance_id JOIN ledger_entry e ON e.id = l.entry_id
    WHERE b.box_id = NEW.box_id AND l.entry_on > NEW.close_on AND e.state = 'posted') THEN RAISE EXCEPTION 'L19 the figure of the books is another one' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER cash_close_figures BEFORE INSERT ON cash_close FOR EACH ROW EXECUTE FUNCTION cash_close_figures()
-- next statement
CREATE FUNCTION cash_close_reopened() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE  wrong text; BEGIN  IF OLD.state <> 'closed' OR NEW.state <> 'reopened' OR NOT EXISTS (SELECT 1 FROM cash_reopening
    WHERE id = NEW.reopening_id AND box_id = NEW.box_id AND state = 'confirmed' AND from_on <= NEW.close_on) THEN RAISE EXCEPTION 'L19 a close is re-opened by two people or stays' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER cash_close_reopened BEFORE UPDATE ON cash_close FOR EACH ROW EXECUTE FUNCTION cash_close_reopened()
-- next statement
CREATE FUNCTION cash_close_line_added() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE  wrong text; BEGIN  IF NOT EXISTS (SELECT 1 FROM cash_close c WHERE c.id = NEW.close_id AND c.state = 'closed')
    OR EXISTS (SELECT 1 FROM cash_close_line l WHERE l.close_id = NEW.close_id AND l.position >= NEW.position) THEN RAISE EXCEPTION 'L19 differences are written down with their close' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER cash_close_line_added BEFORE INSERT ON cash_close_line FOR EACH ROW EXECUTE FUNCTION cash_close_line_added()
-- next statement
CREATE FUNCTION cash_reopening_born() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE  wrong text; BEGIN  IF NEW.state <> 'asked' THEN RAISE EXCEPTION 'L19 a re-opening is asked for first' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER cash_reopening_born BEFORE INSERT ON cash_reopening FOR EACH ROW EXECUTE FUNCTION cash_reopening_born()
-- next statement
CREATE FUNCTION cash_reopening_answered() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE  wrong text; BEGIN  IF OLD.state <> 'asked' OR NEW.state = 'asked' THEN RAISE EXCEPTION 'L19 a re-opening is answered once' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER cash_reopening_answered BEFORE UPDATE ON cash_reopening FOR EACH ROW EXECUTE FUNCTION cash_reopening_answered()
-- next statement
CREATE FUNCTION ledger_expected_born() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE  wrong text; BEGIN  IF NEW.state <> 'open' OR NEW.came_amount <> 0 THEN RAISE EXCEPTION 'F5 what is expected has not come yet' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER ledger_expected_born BEFORE INSERT ON ledger_expected FOR EACH ROW EXECUTE FUNCTION ledger_expected_born()
-- next statement
CREATE FUNCTION ledger_expected_moves() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE  wrong text; BEGIN  IF NEW.came_amount <> (SELECT coalesce(sum(CASE kind WHEN 'came' THEN amount WHEN 'taken_back' THEN -amount ELSE 0 END), 0) FROM ledger_expected_move WHERE expected_id = NEW.id) OR (NEW.amount <> OLD.amount AND NEW.amount <> coalesce((SELECT amount FROM ledger_expected_move WHERE expected_id = NEW.id AND kind = 'amended' ORDER BY id DESC LIMIT 1), 0))
    OR (NEW.due_on <> OLD.due_on AND NEW.due_on <> coalesce((SELECT due_on FROM ledger_expected_move WHERE expected_id = NEW.id AND kind = 'amended' ORDER BY id DESC LIMIT 1), OLD.due_on))
    OR (NEW.state = 'withdrawn') <> EXISTS (SELECT 1 FROM ledger_expected_move WHERE expected_id = NEW.id AND kind = 'withdrawn') THEN RAISE EXCEPTION 'F5 what is expected changes by its moves only' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER ledger_expected_moves BEFORE UPDATE ON ledger_expected FOR EACH ROW EXECUTE FUNCTION ledger_expected_moves()
-- next statement
CREATE FUNCTION ledger_expected_move_founded() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE  wrong text; BEGIN PERFORM 1 FROM ledger_expected WHERE id = NEW.expected_id FOR UPDATE; IF (NEW.kind = 'came' AND NOT EXISTS (SELECT 1 FROM ledger_expected x JOIN ledger_entry e ON e.book_id = x.book_id AND e.id = NEW.entry_id
    AND e.earmark_id IS NOT DISTINCT FROM x.earmark_id
    WHERE x.id = NEW.expected_id AND x.state = 'open' AND e.state = 'posted' AND e.kind <> 'reversal' AND NEW.amount <= x.amount - x.came_amount
      AND NEW.amount <= (SELECT coalesce(sum(l.credit), 0) FROM ledger_line l JOIN ledger_balance b ON b.id = l.balance_id
    WHERE l.entry_id = NEW.entry_id AND l.subject = x.subject AND b.account_code = x.account_code)
  - (SELECT coalesce(sum(m.amount), 0) FROM ledger_expected_move m JOIN ledger_expected o ON o.id = m.expected_id
    WHERE m.entry_id = NEW.entry_id AND m.kind = 'came' AND o.subject = x.subject AND o.account_code = x.account_code))) OR (NEW.kind = 'taken_back' AND NOT EXISTS (SELECT 1 FROM ledger_entry e JOIN ledger_expected_move m ON m.entry_id = e.reverses_id AND m.kind = 'came'
    WHERE e.id = NEW.entry_id AND e.state = 'posted' AND m.expected_id = NEW.expected_id AND m.amount = NEW.amount))
    OR (NEW.kind = 'amended' AND NOT EXISTS (SELECT 1 FROM ledger_expected x WHERE x.id = NEW.expected_id AND x.state <> 'withdrawn' AND NEW.amount >= x.came_amount))
    OR (NEW.kind = 'withdrawn' AND NOT EXISTS (SELECT 1 FROM ledger_expected x WHERE x.id = NEW.expected_id AND x.state <> 'withdrawn' AND NEW.amount = x.amount - x.came_amount)) THEN RAISE EXCEPTION 'F5 what came stands in the books on its subject' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER ledger_expected_move_founded BEFORE INSERT ON ledger_expected_move FOR EACH ROW EXECUTE FUNCTION ledger_expected_move_founded()
-- next statement
CREATE FUNCTION ledger_expected_counted() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE  wrong text; BEGIN UPDATE ledger_expected SET
  came_amount = came_amount + CASE NEW.kind WHEN 'came' THEN NEW.amount WHEN 'taken_back' THEN -NEW.amount ELSE 0 END,
  amount = CASE NEW.kind WHEN 'amended' THEN NEW.amount ELSE amount END, due_on = coalesce(NEW.due_on, due_on),
  state = CASE WHEN state = 'withdrawn' OR NEW.kind = 'withdrawn' THEN 'withdrawn'
    WHEN CASE NEW.kind WHEN 'amended' THEN NEW.amount ELSE amount END
       = came_amount + CASE NEW.kind WHEN 'came' THEN NEW.amount WHEN 'taken_back' THEN -NEW.amount ELSE 0 END THEN 'came' ELSE 'open' END
  WHERE id = NEW.expected_id; RETURN NULL; END $$
-- next statement
CREATE TRIGGER ledger_expected_counted AFTER INSERT ON ledger_expected_move FOR EACH ROW EXECUTE FUNCTION ledger_expected_counted()
-- next statement
CREATE FUNCTION ledger_block_born() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE  wrong text; BEGIN PERFORM 1 FROM voucher_series WHERE id = NEW.series_id FOR UPDATE; PERFORM 1 FROM ledger_book_year WHERE id = NEW.book_year_id FOR UPDATE;IF NOT EXISTS (SELECT 1 FROM ledger_book_year y WHERE y.id = NEW.book_year_id AND y.last_number + 1 = NEW.first_number)
    OR (NEW.series_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM voucher_series v JOIN ledger_book_year y ON y.id = NEW.book_year_id
      WHERE v.id = NEW.series_id AND v.unit_id = y.unit_id AND v.year = y.year AND v.last_number + 1 = NEW.first_voucher)) THEN RAISE EXCEPTION 'L8 a block begins with the next number of its year and of its series' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER ledger_block_born BEFORE INSERT ON ledger_block FOR EACH ROW EXECUTE FUNCTION ledger_block_born()
-- next statement
CREATE FUNCTION ledger_block_carried() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE block record; sums record; wrong text; BEGIN SELECT o.book_year_id, o.first_number, o.last_number, f.code, f.id AS book_id INTO block FROM ledger_block o JOIN ledger_book_year y ON y.id = o.book_year_id
      JOIN ledger_book f ON f.id = y.book_id WHERE o.id = NEW.block_id FOR UPDATE OF y;
  IF NOT EXISTS (SELECT 1 FROM ledger_block k JOIN ledger_book_year y ON y.id = k.book_year_id AND y.last_number + 1 = k.first_number
    WHERE k.id = NEW.block_id) THEN RAISE EXCEPTION 'L7 a block is sealed once, when the year stands just before it' USING ERRCODE = '23514'; END IF;
  PERFORM 1 FROM ledger_period WHERE book_year_id = block.book_year_id AND state = 'open' ORDER BY id FOR SHARE;
  SELECT * INTO sums FROM (SELECT count(*) AS n, max(k.last_number - k.first_number + 1) AS wanted,
      sum(CASE WHEN e.previous_hash <> coalesce(p.hash, y.last_hash) OR length(e.hash) <> 64 OR e.hash = e.previous_hash THEN 1 ELSE 0 END) AS unlinked,
      sum(CASE WHEN e.number = k.last_number AND e.hash = NEW.last_hash THEN 1 ELSE 0 END) AS heads,
      sum(CASE WHEN m.id IS NULL THEN 1 ELSE 0 END) AS closed, sum(CASE WHEN e.voucher_id IS NOT NULL AND v.id IS NULL THEN 1 ELSE 0 END) AS unvouched
    FROM ledger_block k JOIN ledger_entry e ON e.book_year_id = k.book_year_id AND e.number BETWEEN k.first_number AND k.last_number JOIN ledger_book_year y ON y.id = k.book_year_id
    LEFT JOIN ledger_entry p ON p.book_year_id = e.book_year_id AND p.number = e.number - 1 AND e.number > k.first_number
    LEFT JOIN ledger_period m ON m.id = e.period_id AND m.state = 'open' AND e.entry_on BETWEEN m.starts_on AND m.ends_on
    LEFT JOIN voucher v ON v.id = e.voucher_id AND v.state = 'issued' AND v.unit_id = e.unit_id WHERE k.id = NEW.block_id) s;
  IF sums.n <> sums.wanted OR sums.unlinked > 0 OR sums.heads <> 1 THEN RAISE EXCEPTION 'L7 not the next number or not linked to the last entry' USING ERRCODE = '23514'; END IF; IF sums.closed > 0 THEN RAISE EXCEPTION 'L9 the period is not open on that day' USING ERRCODE = '23514'; END IF;
  IF sums.unvouched > 0 THEN RAISE EXCEPTION 'L8 the voucher is void or of another unit' USING ERRCODE = '23514'; END IF;
  SELECT * INTO sums FROM (SELECT min(q.n) AS least, sum(CASE WHEN q.off <> 0 THEN 1 ELSE 0 END) AS off, sum(q.astray) AS astray, min(q.out) AS paid,
      sum(CASE WHEN q.unowed = 1 OR coalesce(q.purpose, '') <> 'remittance' THEN 1 ELSE 0 END) AS unremitted FROM (SELECT count(l.id) AS n, sum(l.debit) - sum(l.credit) AS off, sum(CASE WHEN l.entry_on <> e.entry_on THEN 1 ELSE 0 END) AS astray,
      sum(CASE WHEN b.is_money THEN l.credit - l.debit ELSE 0 END) AS out,
      max(CASE WHEN l.debit > 0 AND NOT b.is_money AND b.account_code NOT LIKE '33%' THEN 1 ELSE 0 END) AS unowed, max(e.purpose) AS purpose
    FROM ledger_block k JOIN ledger_entry e ON e.book_year_id = k.book_year_id AND e.number BETWEEN k.first_number AND k.last_number LEFT JOIN ledger_line l ON l.entry_id = e.id LEFT JOIN ledger_balance b ON b.id = l.balance_id
    WHERE k.id = NEW.block_id GROUP BY e.number) q) s;
  IF sums.least < 2 THEN RAISE EXCEPTION 'L5 an entry has two lines or more' USING ERRCODE = '23514'; END IF; IF sums.off > 0 THEN RAISE EXCEPTION 'L1 an entry balances' USING ERRCODE = '23514'; END IF; IF sums.astray > 0 THEN RAISE EXCEPTION 'L11 a line bears the day of its entry' USING ERRCODE = '23514'; END IF; IF sums.paid <= 0 THEN RAISE EXCEPTION 'L5 a block holds payments only' USING ERRCODE = '23514'; END IF;
  IF sums.unremitted > 0 AND EXISTS (SELECT 1 FROM ledger_block k JOIN ledger_book_year y ON y.id = k.book_year_id JOIN ledger_book f ON f.id = y.book_id
    WHERE k.id = NEW.block_id AND f.legal_form = 'pass_through') THEN RAISE EXCEPTION 'F4 money only passed through is only remitted' USING ERRCODE = '23514'; END IF;
  IF EXISTS (SELECT 1 FROM (SELECT DISTINCT e.book_id AS book_id, e.purpose AS purpose, e.beneficiary_unit_id AS unit_id, e.entry_on AS entry_on
    FROM ledger_block k JOIN ledger_entry e ON e.book_year_id = k.book_year_id AND e.number BETWEEN k.first_number AND k.last_number WHERE k.id = NEW.block_id) w WHERE NOT (w.purpose IS NOT NULL AND EXISTS (SELECT 1 FROM ledger_terms t WHERE t.book_id = w.book_id AND t.earmark_id IS NULL AND t.state = 'in_force'
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
          WHERE u.terms_id = t.id AND substr(helped.path, 1, length(above.path)) = above.path)))))) THEN RAISE EXCEPTION 'F3 the fund may not pay for this purpose, unit or day' USING ERRCODE = '23514'; END IF; IF EXISTS (SELECT 1 FROM ledger_block k JOIN voucher_series s ON s.id = k.series_id WHERE k.id = NEW.block_id
    AND k.last_voucher - k.first_voucher + 1 <> (SELECT count(*) FROM voucher v WHERE v.unit_id = s.unit_id AND v.series = s.series AND v.year = s.year
      AND v.number BETWEEN k.first_voucher AND k.last_voucher)) THEN RAISE EXCEPTION 'L8 not the next number of the series' USING ERRCODE = '23514'; END IF;
  IF EXISTS (SELECT 1 FROM ledger_entry e JOIN (SELECT l.entry_id, string_agg(E'\n' || l.position || '|' || b.account_code || '|' || coalesce(b.box_id::text, '') || '|' || l.debit || '|' || l.credit
        || '|' || coalesce(l.subject, ''), '' ORDER BY l.position) AS text
      FROM ledger_entry e JOIN ledger_line l ON l.entry_id = e.id JOIN ledger_balance b ON b.id = l.balance_id
      WHERE e.book_year_id = block.book_year_id AND e.number BETWEEN block.first_number AND block.last_number GROUP BY l.entry_id) t ON t.entry_id = e.id LEFT JOIN voucher v ON v.id = e.voucher_id
    WHERE e.hash <> encode(sha256(convert_to('1|' || block.code || '|' || extract(year FROM e.entry_on) || '|' || e.number || '|'
      || to_char(e.entry_on, 'YYYY-MM-DD') || '|' || e.kind || '|' || e.reference || '|' || e.body_digest || '|' || coalesce(e.purpose, '') || '||'
      || coalesce(e.beneficiary_unit_id::text, '') || '|' || coalesce(v.series || '/' || v.year || '/' || v.number || ':' || v.amount, '') || '||'
      || e.drafted_by_id || '|' || e.posted_by_id || '|' || to_char(e.posted_at, 'YYYY-MM-DD"T"HH24:MI:SS.US') || '|' || e.narration_digest || '|'
      || e.previous_hash || t.text, 'UTF8')), 'hex')) THEN RAISE EXCEPTION 'L7 the hash is not that of the entry' USING ERRCODE = '23514'; END IF;
  PERFORM 1 FROM ledger_balance WHERE book_id = block.book_id ORDER BY id FOR UPDATE;
  IF EXISTS (SELECT 1 FROM ledger_block o JOIN ledger_book_year y ON y.id = o.book_year_id JOIN ledger_balance b ON b.book_id = y.book_id
    JOIN cash_close c ON c.box_id = b.box_id AND c.state = 'closed' WHERE o.id = NEW.block_id
    AND c.close_on >= (SELECT min(e.entry_on) FROM ledger_block k JOIN ledger_entry e ON e.book_year_id = k.book_year_id AND e.number BETWEEN k.first_number AND k.last_number WHERE k.id = NEW.block_id)
    AND EXISTS (SELECT 1 FROM ledger_line l JOIN ledger_entry e ON e.id = l.entry_id WHERE l.balance_id = b.id AND l.entry_on <= c.close_on
      AND e.book_year_id = o.book_year_id AND e.number BETWEEN o.first_number AND o.last_number)) THEN RAISE EXCEPTION 'L19 the cash box is closed on that day' USING ERRCODE = '23514'; END IF;
  UPDATE ledger_balance SET amount = amount + q.moved FROM (SELECT l.balance_id, sum(l.debit - l.credit) AS moved FROM ledger_block k JOIN ledger_entry e ON e.book_year_id = k.book_year_id AND e.number BETWEEN k.first_number AND k.last_number JOIN ledger_line l ON l.entry_id = e.id
      WHERE k.id = NEW.block_id GROUP BY l.balance_id) q WHERE ledger_balance.id = q.balance_id; INSERT INTO ledger_month_total (balance_id, year, month, debit_amount, credit_amount)
      SELECT q.balance_id, y.year, q.month, q.debit, q.credit FROM (
        SELECT l.balance_id, p.month, sum(l.debit) AS debit, sum(l.credit) AS credit FROM ledger_block k JOIN ledger_entry e ON e.book_year_id = k.book_year_id AND e.number BETWEEN k.first_number AND k.last_number JOIN ledger_line l ON l.entry_id = e.id JOIN ledger_period p ON p.id = e.period_id
        WHERE k.id = NEW.block_id GROUP BY l.balance_id, p.month) q JOIN ledger_block o ON o.id = NEW.block_id
      JOIN ledger_book_year y ON y.id = o.book_year_id WHERE true
      ON CONFLICT (balance_id, year, month) DO UPDATE
      SET debit_amount = ledger_month_total.debit_amount + excluded.debit_amount, credit_amount = ledger_month_total.credit_amount + excluded.credit_amount; UPDATE reservation SET consumed_amount = consumed_amount + q.amount,
      state = CASE WHEN consumed_amount + released_amount + q.amount < reservation.amount THEN 'open'
        WHEN released_amount = 0 THEN 'consumed' ELSE 'released' END
      FROM (SELECT m.reservation_id, sum(m.amount) AS amount FROM ledger_block k JOIN ledger_entry e ON e.book_year_id = k.book_year_id AND e.number BETWEEN k.first_number AND k.last_number JOIN reservation_move m ON m.entry_id = e.id WHERE k.id = NEW.block_id GROUP BY m.reservation_id) q WHERE reservation.id = q.reservation_id; UPDATE voucher_series SET last_number = o.last_voucher FROM ledger_block o WHERE o.id = NEW.block_id AND voucher_series.id = o.series_id; UPDATE ledger_book_year SET last_number = o.last_number, last_hash = NEW.last_hash FROM ledger_block o
      WHERE o.id = NEW.block_id AND ledger_book_year.id = o.book_year_id; UPDATE ledger_standing SET balance_amount = balance_amount + q.money, reserved_amount = reserved_amount - w.amount,
      last_move_id = coalesce(w.last_id, last_move_id)
      FROM (SELECT coalesce(sum(l.debit - l.credit), 0) AS money FROM ledger_block k JOIN ledger_entry e ON e.book_year_id = k.book_year_id AND e.number BETWEEN k.first_number AND k.last_number JOIN ledger_line l ON l.entry_id = e.id JOIN ledger_balance b ON b.id = l.balance_id AND b.is_money WHERE k.id = NEW.block_id) q,
        (SELECT coalesce(sum(m.amount), 0) AS amount, max(m.id) AS last_id FROM ledger_block k JOIN ledger_entry e ON e.book_year_id = k.book_year_id AND e.number BETWEEN k.first_number AND k.last_number JOIN reservation_move m ON m.entry_id = e.id WHERE k.id = NEW.block_id) w
      WHERE book_id = (SELECT y.book_id FROM ledger_block o JOIN ledger_book_year y ON y.id = o.book_year_id WHERE o.id = NEW.block_id); RETURN NULL; END $$
-- next statement
CREATE TRIGGER ledger_block_carried AFTER INSERT ON ledger_sealed_block FOR EACH ROW EXECUTE FUNCTION ledger_block_carried()
-- next statement
CREATE OR REPLACE FUNCTION employment_proposal_as_proposed_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.id IS DISTINCT FROM OLD.id OR NEW.unit_id IS DISTINCT FROM OLD.unit_id OR NEW.for_unit_id IS DISTINCT FROM OLD.for_unit_id OR NEW.household_id IS DISTINCT FROM OLD.household_id OR NEW.person_id IS DISTINCT FROM OLD.person_id OR NEW.asked_amount IS DISTINCT FROM OLD.asked_amount OR NEW.months IS DISTINCT FROM OLD.months OR NEW.jobs IS DISTINCT FROM OLD.jobs OR NEW.is_favoured IS DISTINCT FROM OLD.is_favoured OR NEW.purpose IS DISTINCT FROM OLD.purpose OR NEW.proposed_by_id IS DISTINCT FROM OLD.proposed_by_id OR NEW.proposed_on IS DISTINCT FROM OLD.proposed_on THEN RAISE EXCEPTION 'what was proposed stays as it was' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER employment_proposal_as_proposed BEFORE UPDATE ON employment_proposal FOR EACH ROW EXECUTE FUNCTION employment_proposal_as_proposed_law()
-- next statement
CREATE OR REPLACE FUNCTION employment_list_sent_once_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF OLD.sent_on IS NOT NULL THEN RAISE EXCEPTION 'a list is sent once' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER employment_list_sent_once BEFORE UPDATE ON employment_list FOR EACH ROW EXECUTE FUNCTION employment_list_sent_once_law()
-- next statement
CREATE OR REPLACE FUNCTION employment_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '% is append-only, it is kept', TG_TABLE_NAME USING ERRCODE = '23514'; END $$
-- next statement
CREATE TRIGGER employment_allocation_kept BEFORE UPDATE OR DELETE ON employment_allocation FOR EACH ROW EXECUTE FUNCTION employment_kept()
-- next statement
CREATE TRIGGER employment_allocation_no_truncate BEFORE TRUNCATE ON employment_allocation FOR EACH STATEMENT EXECUTE FUNCTION employment_kept()
-- next statement
CREATE TRIGGER employment_result_kept BEFORE UPDATE OR DELETE ON employment_result FOR EACH ROW EXECUTE FUNCTION employment_kept()
-- next statement
CREATE TRIGGER employment_result_no_truncate BEFORE TRUNCATE ON employment_result FOR EACH STATEMENT EXECUTE FUNCTION employment_kept()
-- next statement
CREATE TRIGGER employment_proposal_kept BEFORE DELETE ON employment_proposal FOR EACH ROW EXECUTE FUNCTION employment_kept()
-- next statement
CREATE TRIGGER employment_proposal_no_truncate BEFORE TRUNCATE ON employment_proposal FOR EACH STATEMENT EXECUTE FUNCTION employment_kept()
-- next statement
CREATE TRIGGER employment_list_kept BEFORE DELETE ON employment_list FOR EACH ROW EXECUTE FUNCTION employment_kept()
-- next statement
CREATE TRIGGER employment_list_no_truncate BEFORE TRUNCATE ON employment_list FOR EACH STATEMENT EXECUTE FUNCTION employment_kept()
-- next statement
CREATE TRIGGER employment_capital_kept BEFORE DELETE ON employment_capital FOR EACH ROW EXECUTE FUNCTION employment_kept()
-- next statement
CREATE TRIGGER employment_capital_no_truncate BEFORE TRUNCATE ON employment_capital FOR EACH STATEMENT EXECUTE FUNCTION employment_kept()
-- next statement
CREATE OR REPLACE FUNCTION loan_act_born_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.state <> 'proposed' THEN RAISE EXCEPTION 'an act on a loan is born as a proposal' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER loan_act_born BEFORE INSERT ON loan_act FOR EACH ROW EXECUTE FUNCTION loan_act_born_law()
-- next statement
CREATE OR REPLACE FUNCTION loan_act_decided_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF OLD.state <> 'proposed' OR NEW.id IS DISTINCT FROM OLD.id OR NEW.unit_id IS DISTINCT FROM OLD.unit_id OR NEW.loan_id IS DISTINCT FROM OLD.loan_id OR NEW.kind IS DISTINCT FROM OLD.kind OR CAST(NEW.details AS TEXT) <> CAST(OLD.details AS TEXT) OR NEW.reason IS DISTINCT FROM OLD.reason OR NEW.file_id IS DISTINCT FROM OLD.file_id OR NEW.payee_account_id IS DISTINCT FROM OLD.payee_account_id OR NEW.from_box_id IS DISTINCT FROM OLD.from_box_id OR NEW.proposed_by_id IS DISTINCT FROM OLD.proposed_by_id OR NEW.proposed_at IS DISTINCT FROM OLD.proposed_at THEN RAISE EXCEPTION 'an act on a loan is decided once, as it was proposed' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER loan_act_decided BEFORE UPDATE ON loan_act FOR EACH ROW EXECUTE FUNCTION loan_act_decided_law()
-- next statement
CREATE OR REPLACE FUNCTION loan_act_event_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.event_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM loan_event e WHERE e.id = NEW.event_id AND e.loan_id = NEW.loan_id AND e.kind = NEW.kind) THEN RAISE EXCEPTION 'an approved act names the event of its loan' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER loan_act_event BEFORE UPDATE ON loan_act FOR EACH ROW EXECUTE FUNCTION loan_act_event_law()
-- next statement
CREATE OR REPLACE FUNCTION loan_provision_born_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.state <> 'proposed' THEN RAISE EXCEPTION 'a provision is born as a proposal' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER loan_provision_born BEFORE INSERT ON loan_provision FOR EACH ROW EXECUTE FUNCTION loan_provision_born_law()
-- next statement
CREATE OR REPLACE FUNCTION loan_provision_decided_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF OLD.state <> 'proposed' OR NEW.id IS DISTINCT FROM OLD.id OR NEW.unit_id IS DISTINCT FROM OLD.unit_id OR NEW.book_id IS DISTINCT FROM OLD.book_id OR NEW.ended_on IS DISTINCT FROM OLD.ended_on OR NEW.specific_amount IS DISTINCT FROM OLD.specific_amount OR NEW.general_amount IS DISTINCT FROM OLD.general_amount OR NEW.proposed_by_id IS DISTINCT FROM OLD.proposed_by_id OR NEW.proposed_at IS DISTINCT FROM OLD.proposed_at THEN RAISE EXCEPTION 'a provision is decided once, as it was proposed' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER loan_provision_decided BEFORE UPDATE ON loan_provision FOR EACH ROW EXECUTE FUNCTION loan_provision_decided_law()
-- next statement
CREATE OR REPLACE FUNCTION loan_visit_done_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF OLD.done_on IS NOT NULL THEN RAISE EXCEPTION 'a visit is told once' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER loan_visit_done BEFORE UPDATE ON loan_visit FOR EACH ROW EXECUTE FUNCTION loan_visit_done_law()
-- next statement
CREATE OR REPLACE FUNCTION ledger_entry_of_a_loan_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.reverses_id IS NOT NULL AND EXISTS (SELECT 1 FROM loan_event e WHERE e.entry_id = NEW.reverses_id AND e.kind IN ('allocation', 'waiver', 'write_off')) THEN RAISE EXCEPTION 'an allocation of a loan is taken back by what it allocated' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER ledger_entry_of_a_loan BEFORE INSERT ON ledger_entry FOR EACH ROW WHEN (NEW.reverses_id IS NOT NULL) EXECUTE FUNCTION ledger_entry_of_a_loan_law()
-- next statement
CREATE OR REPLACE FUNCTION ledger_entry_of_a_provision_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.reverses_id IS NOT NULL AND EXISTS (SELECT 1 FROM loan_provision p WHERE p.entry_id = NEW.reverses_id) THEN RAISE EXCEPTION 'a provision is taken back by that of the next month' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER ledger_entry_of_a_provision BEFORE INSERT ON ledger_entry FOR EACH ROW WHEN (NEW.reverses_id IS NOT NULL) EXECUTE FUNCTION ledger_entry_of_a_provision_law()
-- next statement
CREATE OR REPLACE FUNCTION ledger_line_loan_came() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO loan_arrival (entry_id, loan_id, amount)
    SELECT NEW.entry_id, l.id, NEW.credit - NEW.debit FROM loan l JOIN ledger_balance b ON b.id = NEW.balance_id
    WHERE l.id = (CASE WHEN NEW.subject ~ '^cases/[0-9]+$' THEN CAST(substr(NEW.subject, 7) AS BIGINT) END) AND NEW.subject = 'cases/' || l.id AND b.account_code = '3387'
    ON CONFLICT (entry_id, loan_id) DO UPDATE SET amount = loan_arrival.amount + excluded.amount; RETURN NULL; END $$
-- next statement
CREATE TRIGGER ledger_line_loan_came AFTER INSERT ON ledger_line FOR EACH ROW WHEN (NEW.subject LIKE 'cases/%') EXECUTE FUNCTION ledger_line_loan_came()
-- next statement
CREATE OR REPLACE FUNCTION loan_event_told_of_money() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE loan_arrival SET event_id = NEW.id WHERE entry_id = NEW.entry_id AND loan_id = NEW.loan_id; RETURN NULL; END $$
-- next statement
CREATE TRIGGER loan_event_told_of_money AFTER INSERT ON loan_event FOR EACH ROW WHEN (NEW.entry_id IS NOT NULL) EXECUTE FUNCTION loan_event_told_of_money()
-- next statement
CREATE OR REPLACE FUNCTION loan_servicing_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '% is kept as it is', TG_TABLE_NAME USING ERRCODE = '23514'; END $$
-- next statement
CREATE TRIGGER loan_month_no_update BEFORE UPDATE ON loan_month FOR EACH ROW EXECUTE FUNCTION loan_servicing_kept()
-- next statement
CREATE TRIGGER loan_act_no_delete BEFORE DELETE ON loan_act FOR EACH ROW EXECUTE FUNCTION loan_servicing_kept()
-- next statement
CREATE TRIGGER loan_act_no_truncate BEFORE TRUNCATE ON loan_act FOR EACH STATEMENT EXECUTE FUNCTION loan_servicing_kept()
-- next statement
CREATE TRIGGER loan_arrival_no_delete BEFORE DELETE ON loan_arrival FOR EACH ROW EXECUTE FUNCTION loan_servicing_kept()
-- next statement
CREATE TRIGGER loan_arrival_no_truncate BEFORE TRUNCATE ON loan_arrival FOR EACH STATEMENT EXECUTE FUNCTION loan_servicing_kept()
-- next statement
CREATE TRIGGER loan_month_no_delete BEFORE DELETE ON loan_month FOR EACH ROW EXECUTE FUNCTION loan_servicing_kept()
-- next statement
CREATE TRIGGER loan_month_no_truncate BEFORE TRUNCATE ON loan_month FOR EACH STATEMENT EXECUTE FUNCTION loan_servicing_kept()
-- next statement
CREATE TRIGGER loan_provision_no_delete BEFORE DELETE ON loan_provision FOR EACH ROW EXECUTE FUNCTION loan_servicing_kept()
-- next statement
CREATE TRIGGER loan_provision_no_truncate BEFORE TRUNCATE ON loan_provision FOR EACH STATEMENT EXECUTE FUNCTION loan_servicing_kept()
-- next statement
CREATE TRIGGER loan_sheet_no_delete BEFORE DELETE ON loan_sheet FOR EACH ROW EXECUTE FUNCTION loan_servicing_kept()
-- next statement
CREATE TRIGGER loan_sheet_no_truncate BEFORE TRUNCATE ON loan_sheet FOR EACH STATEMENT EXECUTE FUNCTION loan_servicing_kept()
-- next statement
CREATE TRIGGER loan_visit_no_delete BEFORE DELETE ON loan_visit FOR EACH ROW EXECUTE FUNCTION loan_servicing_kept()
-- next statement
CREATE TRIGGER loan_visit_no_truncate BEFORE TRUNCATE ON loan_visit FOR EACH STATEMENT EXECUTE FUNCTION loan_servicing_kept()
-- next statement
CREATE OR REPLACE FUNCTION loan_request_frozen_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN  IF (SELECT c.state FROM case_file c WHERE c.id = OLD.id) NOT IN ('draft', 'returned') OR NEW.id <> OLD.id OR NEW.unit_id <> OLD.unit_id THEN RAISE EXCEPTION 'a request changes only with its own unit' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER loan_request_frozen BEFORE UPDATE ON loan_request FOR EACH ROW EXECUTE FUNCTION loan_request_frozen_law()
-- next statement
CREATE OR REPLACE FUNCTION loan_request_of_loans_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN  IF NOT EXISTS (SELECT 1 FROM case_file c WHERE c.id = NEW.id AND c.programme = 'loans' AND c.unit_id = NEW.unit_id) THEN RAISE EXCEPTION 'a request belongs to a case of loans' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER loan_request_of_loans BEFORE INSERT ON loan_request FOR EACH ROW EXECUTE FUNCTION loan_request_of_loans_law()
-- next statement
CREATE OR REPLACE FUNCTION loan_born_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN  IF NEW.state <> 'contracted' OR NEW.version <> 1 OR NEW.schedule_version <> 0 THEN RAISE EXCEPTION 'a loan is born contracted, without a schedule' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER loan_born BEFORE INSERT ON loan FOR EACH ROW EXECUTE FUNCTION loan_born_law()
-- next statement
CREATE OR REPLACE FUNCTION loan_decided_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN  IF NOT EXISTS (SELECT 1 FROM case_file c JOIN case_decision d ON d.case_id = c.id WHERE c.id = NEW.id AND c.programme = 'loans' AND c.state = 'approved' AND c.unit_id = NEW.for_unit_id AND c.household_id = NEW.household_id AND c.person_id = NEW.person_id AND d.outcome = 'approved' AND d.amount >= NEW.principal_amount AND d.decider_unit_id = NEW.unit_id AND d.decided_on <= NEW.signed_on AND d.decided_by_id <> NEW.signed_by_id) OR NEW.principal_amount > (SELECT COALESCE(SUM(r.amount - r.released_amount), 0) FROM reservation r WHERE r.subject = 'cases/' || NEW.id AND r.book_id = NEW.book_id) THEN RAISE EXCEPTION 'a loan is contracted within what was decided and reserved, by somebody else than who decided' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER loan_decided BEFORE INSERT ON loan FOR EACH ROW EXECUTE FUNCTION loan_decided_law()
-- next statement
CREATE OR REPLACE FUNCTION loan_second_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_advisory_xact_lock(hashtextextended('loan of household ' || NEW.household_id, 0)); IF EXISTS (SELECT 1 FROM loan l WHERE l.household_id = NEW.household_id AND l.id <> NEW.id AND l.state IN ('contracted', 'open', 'written_off') AND (NOT l.allows_second OR NOT NEW.allows_second)) THEN RAISE EXCEPTION 'a second open loan of a household is not allowed' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER loan_second BEFORE INSERT ON loan FOR EACH ROW EXECUTE FUNCTION loan_second_law()
-- next statement
CREATE OR REPLACE FUNCTION loan_frozen_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN  IF NEW.id IS DISTINCT FROM OLD.id OR NEW.code IS DISTINCT FROM OLD.code OR NEW.contract_number IS DISTINCT FROM OLD.contract_number OR NEW.unit_id IS DISTINCT FROM OLD.unit_id OR NEW.household_id IS DISTINCT FROM OLD.household_id OR NEW.person_id IS DISTINCT FROM OLD.person_id OR NEW.borrower_name IS DISTINCT FROM OLD.borrower_name OR NEW.book_id IS DISTINCT FROM OLD.book_id OR NEW.product_id IS DISTINCT FROM OLD.product_id OR NEW.principal_amount IS DISTINCT FROM OLD.principal_amount OR NEW.purpose IS DISTINCT FROM OLD.purpose OR NEW.rate_percent IS DISTINCT FROM OLD.rate_percent OR NEW.rate_per IS DISTINCT FROM OLD.rate_per OR NEW.overdue_rate_percent IS DISTINCT FROM OLD.overdue_rate_percent OR NEW.basis IS DISTINCT FROM OLD.basis OR NEW.method IS DISTINCT FROM OLD.method OR NEW.every IS DISTINCT FROM OLD.every OR NEW.instalments IS DISTINCT FROM OLD.instalments OR NEW.grace IS DISTINCT FROM OLD.grace OR NEW.grace_instalments IS DISTINCT FROM OLD.grace_instalments OR NEW.moved IS DISTINCT FROM OLD.moved OR NEW.savings_rate_percent IS DISTINCT FROM OLD.savings_rate_percent OR NEW.fee_amount IS DISTINCT FROM OLD.fee_amount OR NEW.allocation_order IS DISTINCT FROM OLD.allocation_order OR NEW.recognition IS DISTINCT FROM OLD.recognition OR NEW.allows_second IS DISTINCT FROM OLD.allows_second OR NEW.signed_on IS DISTINCT FROM OLD.signed_on OR NEW.signed_by_id IS DISTINCT FROM OLD.signed_by_id OR NEW.signed_at IS DISTINCT FROM OLD.signed_at OR NEW.planned_on IS DISTINCT FROM OLD.planned_on OR NEW.first_due_on IS DISTINCT FROM OLD.first_due_on THEN RAISE EXCEPTION 'the terms of a loan never change' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER loan_frozen BEFORE UPDATE ON loan FOR EACH ROW EXECUTE FUNCTION loan_frozen_law()
-- next statement
CREATE OR REPLACE FUNCTION loan_moved_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN  IF (NEW.for_unit_id <> OLD.for_unit_id AND NOT EXISTS (SELECT 1 FROM loan_event e WHERE e.loan_id = NEW.id AND e.kind IN ('transfer') AND NOT EXISTS (SELECT 1 FROM loan_event x WHERE x.reverses_id = e.id))) OR ((NEW.group_id IS DISTINCT FROM OLD.group_id OR NEW.deducts_salary <> OLD.deducts_salary) AND NOT EXISTS (SELECT 1 FROM loan_event e WHERE e.loan_id = NEW.id AND e.kind IN ('transfer', 'death') AND NOT EXISTS (SELECT 1 FROM loan_event x WHERE x.reverses_id = e.id))) THEN RAISE EXCEPTION 'the unit of a borrower changes by a transfer' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER loan_moved BEFORE UPDATE ON loan FOR EACH ROW EXECUTE FUNCTION loan_moved_law()
-- next statement
CREATE OR REPLACE FUNCTION loan_paper_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN  IF OLD.contract_file_id IS NOT NULL AND NEW.contract_file_id IS DISTINCT FROM OLD.contract_file_id THEN RAISE EXCEPTION 'a contract is printed once' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER loan_paper BEFORE UPDATE ON loan FOR EACH ROW EXECUTE FUNCTION loan_paper_law()
-- next statement
CREATE OR REPLACE FUNCTION loan_step_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN  IF NEW.state <> OLD.state AND NOT ((OLD.state = 'contracted' AND NEW.state IN ('open', 'cancelled')) OR (OLD.state = 'open' AND NEW.state IN ('contracted', 'settled', 'written_off')) OR (OLD.state = 'settled' AND NEW.state IN ('open')) OR (OLD.state = 'written_off' AND NEW.state IN ('open', 'settled'))) THEN RAISE EXCEPTION 'no such step of a loan' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER loan_step BEFORE UPDATE ON loan FOR EACH ROW EXECUTE FUNCTION loan_step_law()
-- next statement
CREATE OR REPLACE FUNCTION loan_truth_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN  IF NEW.state <> OLD.state AND ((NEW.state IN ('open', 'settled', 'written_off')) <> EXISTS (SELECT 1 FROM loan_event e WHERE e.loan_id = NEW.id AND e.kind IN ('disbursement') AND NOT EXISTS (SELECT 1 FROM loan_event x WHERE x.reverses_id = e.id)) OR (NEW.state = 'settled' AND NOT EXISTS (SELECT 1 FROM loan_event e WHERE e.loan_id = NEW.id AND e.kind IN ('settlement') AND NOT EXISTS (SELECT 1 FROM loan_event x WHERE x.reverses_id = e.id))) OR (NEW.state = 'written_off' AND NOT EXISTS (SELECT 1 FROM loan_event e WHERE e.loan_id = NEW.id AND e.kind IN ('write_off') AND NOT EXISTS (SELECT 1 FROM loan_event x WHERE x.reverses_id = e.id)))) THEN RAISE EXCEPTION 'the state of a loan follows from its events' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER loan_truth BEFORE UPDATE ON loan FOR EACH ROW EXECUTE FUNCTION loan_truth_law()
-- next statement
CREATE OR REPLACE FUNCTION loan_scheduled_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN  IF NEW.schedule_version <> OLD.schedule_version AND (NEW.schedule_version <> OLD.schedule_version + 1 OR NOT EXISTS (SELECT 1 FROM loan_schedule s WHERE s.loan_id = NEW.id AND s.version = NEW.schedule_version AND s.is_whole)) THEN RAISE EXCEPTION 'a loan follows its next whole schedule' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER loan_scheduled BEFORE UPDATE ON loan FOR EACH ROW EXECUTE FUNCTION loan_scheduled_law()
-- next statement
CREATE OR REPLACE FUNCTION loan_schedule_born_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM 1 FROM loan WHERE id = NEW.loan_id FOR UPDATE; IF NEW.is_whole OR NEW.version <> 1 + COALESCE((SELECT MAX(s.version) FROM loan_schedule s WHERE s.loan_id = NEW.loan_id), 0) OR NEW.principal_amount > (SELECT l.principal_amount FROM loan l WHERE l.id = NEW.loan_id) OR ((SELECT l.state FROM loan l WHERE l.id = NEW.loan_id) = 'contracted' OR NEW.version = 1) AND NEW.principal_amount <> (SELECT l.principal_amount FROM loan l WHERE l.id = NEW.loan_id) OR (SELECT l.state FROM loan l WHERE l.id = NEW.loan_id) NOT IN ('contracted', 'open') OR NEW.version = 1 AND NEW.from_on <> (SELECT l.planned_on FROM loan l WHERE l.id = NEW.loan_id) THEN RAISE EXCEPTION 'the next schedule of a loan, and no principal that it does not have' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER loan_schedule_born BEFORE INSERT ON loan_schedule FOR EACH ROW EXECUTE FUNCTION loan_schedule_born_law()
-- next statement
CREATE OR REPLACE FUNCTION loan_schedule_past_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN  IF NEW.version > 1 AND ((NEW.from_on < CAST(NEW.made_at + INTERVAL '7 hours' AS date) AND (EXISTS (SELECT 1 FROM loan_event e WHERE e.loan_id = NEW.loan_id AND e.kind IN ('receipt', 'waiver', 'write_off', 'recovery', 'reschedule', 'settlement', 'savings_return', 'refund') AND NOT EXISTS (SELECT 1 FROM loan_event x WHERE x.reverses_id = e.id)) OR NEW.from_on <> COALESCE((SELECT MIN(e.on_day) FROM loan_event e WHERE e.loan_id = NEW.loan_id AND e.kind = 'disbursement' AND NOT EXISTS (SELECT 1 FROM loan_event x WHERE x.reverses_id = e.id)), NEW.from_on))) OR (NEW.from_on < (SELECT MAX(s.from_on) FROM loan_schedule s WHERE s.loan_id = NEW.loan_id) AND (EXISTS (SELECT 1 FROM loan_event e WHERE e.loan_id = NEW.loan_id AND e.kind IN ('receipt', 'waiver', 'write_off', 'recovery', 'reschedule', 'settlement', 'savings_return', 'refund') AND NOT EXISTS (SELECT 1 FROM loan_event x WHERE x.reverses_id = e.id)) OR NOT EXISTS (SELECT 1 FROM loan_event e WHERE e.loan_id = NEW.loan_id AND e.kind IN ('disbursement') AND NOT EXISTS (SELECT 1 FROM loan_event x WHERE x.reverses_id = e.id) AND e.on_day = NEW.from_on)))) THEN RAISE EXCEPTION 'a new schedule never changes the past' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER loan_schedule_past BEFORE INSERT ON loan_schedule FOR EACH ROW EXECUTE FUNCTION loan_schedule_past_law()
-- next statement
CREATE OR REPLACE FUNCTION loan_schedule_whole_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN  IF OLD.is_whole OR NOT NEW.is_whole OR NEW.id IS DISTINCT FROM OLD.id OR NEW.loan_id IS DISTINCT FROM OLD.loan_id OR NEW.version IS DISTINCT FROM OLD.version OR NEW.from_on IS DISTINCT FROM OLD.from_on OR NEW.principal_amount IS DISTINCT FROM OLD.principal_amount OR NEW.carried_interest_amount IS DISTINCT FROM OLD.carried_interest_amount OR NEW.reason IS DISTINCT FROM OLD.reason OR NEW.made_by_id IS DISTINCT FROM OLD.made_by_id OR NEW.made_at IS DISTINCT FROM OLD.made_at OR NEW.principal_amount <> (SELECT COALESCE(SUM(i.principal_amount), 0) FROM loan_instalment i WHERE i.schedule_id = NEW.id) OR (NEW.version = 1 AND 1 <> (SELECT MIN(i.number) FROM loan_instalment i WHERE i.schedule_id = NEW.id)) OR 0 <> (SELECT MIN(i.closing_amount) FROM loan_instalment i WHERE i.schedule_id = NEW.id) OR NEW.from_on > (SELECT MIN(i.due_on) FROM loan_instalment i WHERE i.schedule_id = NEW.id) OR EXISTS (SELECT 1 FROM loan_instalment i WHERE i.schedule_id = NEW.id AND i.number > (SELECT MIN(f.number) FROM loan_instalment f WHERE f.schedule_id = NEW.id) AND (COALESCE((SELECT b.closing_amount FROM loan_instalment b WHERE b.schedule_id = NEW.id AND b.number = i.number - 1), -1) <> i.opening_amount OR i.due_on <= (SELECT b.due_on FROM loan_instalment b WHERE b.schedule_id = NEW.id AND b.number = i.number - 1))) OR EXISTS (SELECT 1 FROM loan_instalment i WHERE i.schedule_id = NEW.id AND i.number = (SELECT MIN(f.number) FROM loan_instalment f WHERE f.schedule_id = NEW.id) AND i.opening_amount <> NEW.principal_amount) THEN RAISE EXCEPTION 'a whole schedule pays back just its principal, on days that rise, and never changes' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER loan_schedule_whole BEFORE UPDATE ON loan_schedule FOR EACH ROW EXECUTE FUNCTION loan_schedule_whole_law()
-- next statement
CREATE OR REPLACE FUNCTION loan_instalment_open_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM 1 FROM loan_schedule WHERE id = NEW.schedule_id FOR UPDATE; IF COALESCE((SELECT s.is_whole FROM loan_schedule s WHERE s.id = NEW.schedule_id), TRUE) THEN RAISE EXCEPTION 'an instalment is added only while its schedule is being made' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER loan_instalment_open BEFORE INSERT ON loan_instalment FOR EACH ROW EXECUTE FUNCTION loan_instalment_open_law()
-- next statement
CREATE OR REPLACE FUNCTION loan_event_future_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN  IF NEW.on_day > CAST(NEW.recorded_at + INTERVAL '7 hours' AS date) THEN RAISE EXCEPTION 'nothing happens in the future' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER loan_event_future BEFORE INSERT ON loan_event FOR EACH ROW EXECUTE FUNCTION loan_event_future_law()
-- next statement
CREATE OR REPLACE FUNCTION loan_event_after_money_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM 1 FROM loan WHERE id = NEW.loan_id FOR UPDATE; IF NEW.kind NOT IN ('disbursement', 'reversal') AND NOT EXISTS (SELECT 1 FROM loan_event e WHERE e.loan_id = NEW.loan_id AND e.kind IN ('disbursement') AND NOT EXISTS (SELECT 1 FROM loan_event x WHERE x.reverses_id = e.id) AND e.on_day <= NEW.on_day) THEN RAISE EXCEPTION 'nothing is paid back before the money was paid out' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER loan_event_after_money BEFORE INSERT ON loan_event FOR EACH ROW EXECUTE FUNCTION loan_event_after_money_law()
-- next statement
CREATE OR REPLACE FUNCTION loan_event_state_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN  IF NEW.kind <> 'reversal' AND NOT ((NEW.kind = 'receipt' AND (SELECT l.state FROM loan l WHERE l.id = NEW.loan_id) IN ('open', 'settled')) OR (NEW.kind = 'waiver' AND (SELECT l.state FROM loan l WHERE l.id = NEW.loan_id) IN ('open')) OR (NEW.kind = 'reschedule' AND (SELECT l.state FROM loan l WHERE l.id = NEW.loan_id) IN ('open')) OR (NEW.kind = 'freeze' AND (SELECT l.state FROM loan l WHERE l.id = NEW.loan_id) IN ('open')) OR (NEW.kind = 'unfreeze' AND (SELECT l.state FROM loan l WHERE l.id = NEW.loan_id) IN ('open')) OR (NEW.kind = 'write_off' AND (SELECT l.state FROM loan l WHERE l.id = NEW.loan_id) IN ('open')) OR (NEW.kind = 'recovery' AND (SELECT l.state FROM loan l WHERE l.id = NEW.loan_id) IN ('written_off')) OR (NEW.kind = 'settlement' AND (SELECT l.state FROM loan l WHERE l.id = NEW.loan_id) IN ('open', 'written_off')) OR (NEW.kind = 'savings_return' AND (SELECT l.state FROM loan l WHERE l.id = NEW.loan_id) IN ('open', 'settled', 'written_off')) OR (NEW.kind = 'refund' AND (SELECT l.state FROM loan l WHERE l.id = NEW.loan_id) IN ('open', 'settled', 'written_off')) OR (NEW.kind = 'allocation' AND (SELECT l.state FROM loan l WHERE l.id = NEW.loan_id) IN ('open', 'settled', 'written_off')) OR (NEW.kind = 'disbursement' AND (SELECT l.state FROM loan l WHERE l.id = NEW.loan_id) IN ('contracted', 'open')) OR (NEW.kind = 'transfer' AND (SELECT l.state FROM loan l WHERE l.id = NEW.loan_id) IN ('open', 'written_off')) OR (NEW.kind = 'death' AND (SELECT l.state FROM loan l WHERE l.id = NEW.loan_id) IN ('open', 'written_off'))) THEN RAISE EXCEPTION 'not in this state of the loan' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER loan_event_state BEFORE INSERT ON loan_event FOR EACH ROW EXECUTE FUNCTION loan_event_state_law()
-- next statement
CREATE OR REPLACE FUNCTION loan_event_disbursed_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN  IF NEW.kind = 'disbursement' AND ((SELECT COALESCE(SUM(e.amount), 0) FROM loan_event e WHERE e.loan_id = NEW.loan_id AND e.kind = 'disbursement' AND NOT EXISTS (SELECT 1 FROM loan_event x WHERE x.reverses_id = e.id)) + NEW.amount > (SELECT l.principal_amount FROM loan l WHERE l.id = NEW.loan_id) OR (SELECT COALESCE(SUM(e.amount), 0) FROM loan_event e WHERE e.loan_id = NEW.loan_id AND e.kind = 'disbursement' AND NOT EXISTS (SELECT 1 FROM loan_event x WHERE x.reverses_id = e.id)) + NEW.amount > (SELECT COALESCE(SUM(r.amount - r.released_amount), 0) FROM reservation r WHERE r.subject = 'cases/' || NEW.loan_id) OR (SELECT l.schedule_version FROM loan l WHERE l.id = NEW.loan_id) < 1 OR NOT EXISTS (SELECT 1 FROM reservation_move m JOIN reservation r ON r.id = m.reservation_id WHERE m.entry_id = NEW.entry_id AND m.kind = 'consumed' AND m.amount = NEW.amount AND m.moved_on = NEW.on_day AND r.subject = 'cases/' || NEW.loan_id)) THEN RAISE EXCEPTION 'F7 no more is paid out than was contracted and reserved, and only by a payment' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER loan_event_disbursed BEFORE INSERT ON loan_event FOR EACH ROW EXECUTE FUNCTION loan_event_disbursed_law()
-- next statement
CREATE OR REPLACE FUNCTION loan_event_reversed_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN  IF NEW.kind = 'reversal' AND (NOT EXISTS (SELECT 1 FROM loan_event o WHERE o.id = NEW.reverses_id AND o.loan_id = NEW.loan_id AND o.kind <> 'reversal' AND o.amount = NEW.amount AND o.on_day <= NEW.on_day) OR (EXISTS (SELECT 1 FROM loan_event o WHERE o.id = NEW.reverses_id AND o.kind = 'disbursement') AND (NEW.entry_id IS NULL OR EXISTS (SELECT 1 FROM loan_event e WHERE e.loan_id = NEW.loan_id AND e.kind IN ('receipt', 'waiver', 'write_off', 'recovery', 'reschedule', 'settlement', 'savings_return', 'refund') AND NOT EXISTS (SELECT 1 FROM loan_event x WHERE x.reverses_id = e.id))))) THEN RAISE EXCEPTION 'F8 a reversal takes back one whole event of its loan; money that was paid out only while nothing has come of it' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER loan_event_reversed BEFORE INSERT ON loan_event FOR EACH ROW EXECUTE FUNCTION loan_event_reversed_law()
-- next statement
CREATE OR REPLACE FUNCTION reservation_move_of_a_loan() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off SET enable_hashjoin = off SET enable_material = off SET enable_mergejoin = off AS $$ DECLARE one record; BEGIN IF EXISTS (SELECT 1 FROM added a WHERE a.kind = 'consumed' AND EXISTS (SELECT 1 FROM reservation r JOIN case_file c ON r.subject = 'cases/' || c.id WHERE r.id = a.reservation_id AND (CASE WHEN r.subject ~ '^cases/[0-9]+$' THEN CAST(substr(r.subject, 7) AS BIGINT) END) = c.id AND c.programme = 'loans' AND NOT EXISTS (SELECT 1 FROM loan l WHERE l.id = c.id AND l.schedule_version > 0))) THEN RAISE EXCEPTION 'F7 a loan is paid out only on its contract' USING ERRCODE = '23514'; END IF; RETURN NULL; END $$
-- next statement
CREATE TRIGGER reservation_move_of_a_loan AFTER INSERT ON reservation_move REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION reservation_move_of_a_loan()
-- next statement
CREATE OR REPLACE FUNCTION loans_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '% is kept as it is', TG_TABLE_NAME USING ERRCODE = '23514'; END $$
-- next statement
CREATE TRIGGER loan_event_no_update BEFORE UPDATE ON loan_event FOR EACH ROW EXECUTE FUNCTION loans_kept()
-- next statement
CREATE TRIGGER loan_instalment_no_update BEFORE UPDATE ON loan_instalment FOR EACH ROW EXECUTE FUNCTION loans_kept()
-- next statement
CREATE TRIGGER loan_no_delete BEFORE DELETE ON loan FOR EACH ROW EXECUTE FUNCTION loans_kept()
-- next statement
CREATE TRIGGER loan_no_truncate BEFORE TRUNCATE ON loan FOR EACH STATEMENT EXECUTE FUNCTION loans_kept()
-- next statement
CREATE TRIGGER loan_request_no_delete BEFORE DELETE ON loan_request FOR EACH ROW EXECUTE FUNCTION loans_kept()
-- next statement
CREATE TRIGGER loan_request_no_truncate BEFORE TRUNCATE ON loan_request FOR EACH STATEMENT EXECUTE FUNCTION loans_kept()
-- next statement
CREATE TRIGGER loan_schedule_no_delete BEFORE DELETE ON loan_schedule FOR EACH ROW EXECUTE FUNCTION loans_kept()
-- next statement
CREATE TRIGGER loan_schedule_no_truncate BEFORE TRUNCATE ON loan_schedule FOR EACH STATEMENT EXECUTE FUNCTION loans_kept()
-- next statement
CREATE TRIGGER loan_group_no_delete BEFORE DELETE ON loan_group FOR EACH ROW EXECUTE FUNCTION loans_kept()
-- next statement
CREATE TRIGGER loan_group_no_truncate BEFORE TRUNCATE ON loan_group FOR EACH STATEMENT EXECUTE FUNCTION loans_kept()
-- next statement
CREATE TRIGGER loan_event_no_delete BEFORE DELETE ON loan_event FOR EACH ROW EXECUTE FUNCTION loans_kept()
-- next statement
CREATE TRIGGER loan_event_no_truncate BEFORE TRUNCATE ON loan_event FOR EACH STATEMENT EXECUTE FUNCTION loans_kept()
-- next statement
CREATE TRIGGER loan_instalment_no_delete BEFORE DELETE ON loan_instalment FOR EACH ROW EXECUTE FUNCTION loans_kept()
-- next statement
CREATE TRIGGER loan_instalment_no_truncate BEFORE TRUNCATE ON loan_instalment FOR EACH STATEMENT EXECUTE FUNCTION loans_kept()
-- next statement
CREATE OR REPLACE FUNCTION reservation_move_pays_loan() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off SET enable_hashjoin = off SET enable_material = off SET enable_mergejoin = off AS $$ DECLARE one record; BEGIN FOR one IN SELECT a.* FROM added a WHERE a.kind = 'consumed' AND EXISTS (SELECT 1 FROM reservation r JOIN loan l ON l.id = (CASE WHEN r.subject ~ '^cases/[0-9]+$' THEN CAST(substr(r.subject, 7) AS BIGINT) END) WHERE r.id = a.reservation_id AND r.subject = 'cases/' || l.id) ORDER BY a.id LOOP INSERT INTO loan_event (loan_id, kind, on_day, amount, details, reference, entry_id, recorded_by_id, recorded_at)
    SELECT l.id, 'disbursement', one.moved_on, one.amount, json_build_object('fee', l.fee_amount), 'reservation_moves/' || one.id, one.entry_id, one.by_id, one.moved_at
    FROM reservation r JOIN loan l ON l.id = (CASE WHEN r.subject ~ '^cases/[0-9]+$' THEN CAST(substr(r.subject, 7) AS BIGINT) END) WHERE r.id = one.reservation_id AND r.subject = 'cases/' || l.id; UPDATE loan SET state = 'open', books_due_on = one.moved_on, version = version + 1 WHERE state = 'contracted' AND id IN (SELECT l.id FROM reservation r JOIN loan l ON l.id = (CASE WHEN r.subject ~ '^cases/[0-9]+$' THEN CAST(substr(r.subject, 7) AS BIGINT) END) WHERE r.id = one.reservation_id AND r.subject = 'cases/' || l.id); END LOOP; RETURN NULL; END $$
-- next statement
CREATE TRIGGER reservation_move_pays_loan AFTER INSERT ON reservation_move REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION reservation_move_pays_loan()
-- next statement
CREATE OR REPLACE FUNCTION reservation_move_takes_loan_back() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off SET enable_hashjoin = off SET enable_material = off SET enable_mergejoin = off AS $$ DECLARE one record; BEGIN FOR one IN SELECT a.* FROM added a WHERE a.kind = 'restored' AND EXISTS (SELECT 1 FROM reservation r JOIN loan l ON l.id = (CASE WHEN r.subject ~ '^cases/[0-9]+$' THEN CAST(substr(r.subject, 7) AS BIGINT) END) WHERE r.id = a.reservation_id AND r.subject = 'cases/' || l.id) ORDER BY a.id LOOP INSERT INTO loan_event (loan_id, kind, on_day, amount, details, reference, reverses_id, entry_id, recorded_by_id, recorded_at)
    SELECT l.id, 'reversal', one.moved_on, one.amount, '{}', 'reservation_moves/' || one.id, o.id, one.entry_id, one.by_id, one.moved_at
    FROM reservation r JOIN loan l ON l.id = (CASE WHEN r.subject ~ '^cases/[0-9]+$' THEN CAST(substr(r.subject, 7) AS BIGINT) END) JOIN loan_event o ON o.loan_id = l.id AND o.kind = 'disbursement' AND o.entry_id = (SELECT e.reverses_id FROM ledger_entry e WHERE e.id = one.entry_id) WHERE r.id = one.reservation_id AND r.subject = 'cases/' || l.id; UPDATE loan SET state = 'contracted', books_due_on = NULL, version = version + 1 WHERE state = 'open' AND id IN (SELECT l.id FROM reservation r JOIN loan l ON l.id = (CASE WHEN r.subject ~ '^cases/[0-9]+$' THEN CAST(substr(r.subject, 7) AS BIGINT) END) WHERE r.id = one.reservation_id AND r.subject = 'cases/' || l.id) AND NOT EXISTS (SELECT 1 FROM loan_event e WHERE e.loan_id = loan.id AND e.kind IN ('disbursement') AND NOT EXISTS (SELECT 1 FROM loan_event x WHERE x.reverses_id = e.id)); END LOOP; RETURN NULL; END $$
-- next statement
CREATE TRIGGER reservation_move_takes_loan_back AFTER INSERT ON reservation_move REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION reservation_move_takes_loan_back()
-- next statement
CREATE OR REPLACE FUNCTION unit_frozen_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.id IS DISTINCT FROM OLD.id OR NEW.code IS DISTINCT FROM OLD.code THEN RAISE EXCEPTION 'the code of a unit never changes' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER unit_frozen BEFORE UPDATE ON unit FOR EACH ROW EXECUTE FUNCTION unit_frozen_law()
-- next statement
CREATE OR REPLACE FUNCTION unit_parent_only_ends_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF OLD.valid_to IS NOT NULL OR NEW.id IS DISTINCT FROM OLD.id OR NEW.unit_id IS DISTINCT FROM OLD.unit_id OR NEW.parent_id IS DISTINCT FROM OLD.parent_id OR NEW.valid_from IS DISTINCT FROM OLD.valid_from THEN RAISE EXCEPTION 'where a unit hung is kept; a link only ends' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER unit_parent_only_ends BEFORE UPDATE ON unit_parent FOR EACH ROW EXECUTE FUNCTION unit_parent_only_ends_law()
-- next statement
CREATE OR REPLACE FUNCTION unit_former_name_kept_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF 1 = 1 THEN RAISE EXCEPTION 'a former name is kept as it is' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER unit_former_name_kept BEFORE UPDATE ON unit_former_name FOR EACH ROW EXECUTE FUNCTION unit_former_name_kept_law()
-- next statement
CREATE OR REPLACE FUNCTION orgs_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '% is kept', TG_TABLE_NAME USING ERRCODE = '23514'; END $$
-- next statement
CREATE TRIGGER unit_no_delete BEFORE DELETE ON unit FOR EACH ROW EXECUTE FUNCTION orgs_kept()
-- next statement
CREATE TRIGGER unit_no_truncate BEFORE TRUNCATE ON unit FOR EACH STATEMENT EXECUTE FUNCTION orgs_kept()
-- next statement
CREATE TRIGGER unit_parent_no_delete BEFORE DELETE ON unit_parent FOR EACH ROW EXECUTE FUNCTION orgs_kept()
-- next statement
CREATE TRIGGER unit_parent_no_truncate BEFORE TRUNCATE ON unit_parent FOR EACH STATEMENT EXECUTE FUNCTION orgs_kept()
-- next statement
CREATE TRIGGER unit_former_name_no_delete BEFORE DELETE ON unit_former_name FOR EACH ROW EXECUTE FUNCTION orgs_kept()
-- next statement
CREATE TRIGGER unit_former_name_no_truncate BEFORE TRUNCATE ON unit_former_name FOR EACH STATEMENT EXECUTE FUNCTION orgs_kept()
-- next statement
CREATE FUNCTION payment_batch_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN  IF NEW.state <> 'open' OR NEW.version <> 1 OR NEW.number <> 1 + (SELECT coalesce(max(b.number), 0) FROM payment_batch b WHERE b.unit_id = NEW.unit_id AND b.year = NEW.year) OR NOT EXISTS (SELECT 1 FROM cash_box c WHERE c.id = NEW.box_id AND c.kind = 'bank' AND c.unit_id = NEW.unit_id) THEN RAISE EXCEPTION 'a list is born open, with the next number, of a bank account of its unit' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER payment_batch_insert BEFORE INSERT ON payment_batch FOR EACH ROW EXECUTE FUNCTION payment_batch_insert()
-- next statement
CREATE FUNCTION payment_batch_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN  IF NEW.version <> OLD.version + 1 OR (OLD.state || '>' || NEW.state) NOT IN ('open>open', 'open>approved', 'open>void', 'approved>approved', 'approved>done', 'approved>void') THEN RAISE EXCEPTION 'no such step of a list' USING ERRCODE = '23514'; END IF; IF (NEW.id IS DISTINCT FROM OLD.id OR NEW.unit_id IS DISTINCT FROM OLD.unit_id OR NEW.year IS DISTINCT FROM OLD.year OR NEW.number IS DISTINCT FROM OLD.number OR NEW.box_id IS DISTINCT FROM OLD.box_id OR NEW.made_by_id IS DISTINCT FROM OLD.made_by_id OR NEW.made_on IS DISTINCT FROM OLD.made_on OR NEW.made_at IS DISTINCT FROM OLD.made_at) THEN RAISE EXCEPTION 'what a list is never changes' USING ERRCODE = '23514'; END IF; IF (NEW.line_count IS DISTINCT FROM OLD.line_count OR NEW.total_amount IS DISTINCT FROM OLD.total_amount OR NEW.list_digest IS DISTINCT FROM OLD.list_digest OR NEW.approved_by_id IS DISTINCT FROM OLD.approved_by_id OR NEW.approved_on IS DISTINCT FROM OLD.approved_on OR NEW.approved_at IS DISTINCT FROM OLD.approved_at OR NEW.paper_file_id IS DISTINCT FROM OLD.paper_file_id) AND (OLD.state || '>' || NEW.state) <> 'open>approved' THEN RAISE EXCEPTION 'an approved list is frozen' USING ERRCODE = '23514'; END IF; IF OLD.state = 'open' AND NEW.state = 'approved' AND (NEW.line_count = 0 OR (NEW.line_count || ':' || NEW.total_amount) IS DISTINCT FROM (SELECT count(*) || ':' || coalesce(sum(l.amount), 0) FROM payment_batch_line l WHERE l.batch_id = NEW.id AND l.state = 'live')) THEN RAISE EXCEPTION 'a list is approved with its count and its sum' USING ERRCODE = '23514'; END IF; IF NEW.state IN ('done', 'void') AND EXISTS (SELECT 1 FROM payment_batch_line l WHERE l.batch_id = NEW.id AND l.state IN ('live')) THEN RAISE EXCEPTION 'a list is ended when no line waits' USING ERRCODE = '23514'; END IF; IF NEW.state = 'void' AND EXISTS (SELECT 1 FROM payment_batch_line l WHERE l.batch_id = NEW.id AND l.state IN ('paid', 'refused')) THEN RAISE EXCEPTION 'a list that the bank has answered is not given up' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER payment_batch_update BEFORE UPDATE ON payment_batch FOR EACH ROW EXECUTE FUNCTION payment_batch_update()
-- next statement
CREATE FUNCTION payment_batch_line_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM 1 FROM payment_order WHERE id = NEW.order_id FOR UPDATE; IF NEW.state <> 'live' OR NOT EXISTS (SELECT 1 FROM payment_batch b JOIN payment_order o ON o.unit_id = b.unit_id AND o.from_box_id = b.box_id WHERE b.id = NEW.batch_id AND b.state = 'open' AND b.unit_id = NEW.unit_id AND o.id = NEW.order_id AND o.state = 'checked' AND o.amount = NEW.amount) THEN RAISE EXCEPTION 'an open list takes orders that wait to be transferred out of its account' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER payment_batch_line_insert BEFORE INSERT ON payment_batch_line FOR EACH ROW EXECUTE FUNCTION payment_batch_line_insert()
-- next statement
CREATE FUNCTION payment_batch_line_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM 1 FROM payment_order WHERE id = NEW.order_id FOR UPDATE; IF OLD.state <> 'live' OR (NEW.id IS DISTINCT FROM OLD.id OR NEW.batch_id IS DISTINCT FROM OLD.batch_id OR NEW.order_id IS DISTINCT FROM OLD.order_id OR NEW.unit_id IS DISTINCT FROM OLD.unit_id OR NEW.for_unit_id IS DISTINCT FROM OLD.for_unit_id OR NEW.position IS DISTINCT FROM OLD.position OR NEW.amount IS DISTINCT FROM OLD.amount) THEN RAISE EXCEPTION 'a line is settled once' USING ERRCODE = '23514'; END IF; IF NEW.state = 'paid' AND NOT (EXISTS (SELECT 1 FROM payment_batch b WHERE b.id = NEW.batch_id AND b.state IN ('approved')) AND EXISTS (SELECT 1 FROM payment_order o WHERE o.id = NEW.order_id AND o.state = 'paid')) THEN RAISE EXCEPTION 'a line is paid when its order is' USING ERRCODE = '23514'; END IF; IF NEW.state = 'refused' AND NOT (EXISTS (SELECT 1 FROM payment_batch b WHERE b.id = NEW.batch_id AND b.state IN ('approved')) AND EXISTS (SELECT 1 FROM payment_order o WHERE o.id = NEW.order_id AND o.state = 'refused')) THEN RAISE EXCEPTION 'a line is refused when its order is' USING ERRCODE = '23514'; END IF; IF NEW.state = 'removed' AND NOT EXISTS (SELECT 1 FROM payment_batch b WHERE b.id = NEW.batch_id AND b.state IN ('open', 'approved')) THEN RAISE EXCEPTION 'a line is taken out before the end' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER payment_batch_line_update BEFORE UPDATE ON payment_batch_line FOR EACH ROW EXECUTE FUNCTION payment_batch_line_update()
-- next statement
CREATE FUNCTION payee_call_back_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN  IF NOT EXISTS (SELECT 1 FROM payee_account a WHERE a.id = NEW.account_id AND a.unit_id = NEW.unit_id AND a.added_by_id <> NEW.by_id) THEN RAISE EXCEPTION 'who added an account does not vouch for it' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER payee_call_back_insert BEFORE INSERT ON payee_call_back FOR EACH ROW EXECUTE FUNCTION payee_call_back_insert()
-- next statement
CREATE FUNCTION payment_terms_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN  IF NEW.state <> 'proposed' OR NEW.number <> 1 + (SELECT coalesce(max(t.number), 0) FROM payment_terms t WHERE t.unit_id = NEW.unit_id) THEN RAISE EXCEPTION 'terms are born proposed and in their order' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER payment_terms_insert BEFORE INSERT ON payment_terms FOR EACH ROW EXECUTE FUNCTION payment_terms_insert()
-- next statement
CREATE FUNCTION payment_terms_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN  IF OLD.state <> 'proposed' OR NEW.state = 'proposed' OR (NEW.id IS DISTINCT FROM OLD.id OR NEW.unit_id IS DISTINCT FROM OLD.unit_id OR NEW.number IS DISTINCT FROM OLD.number OR NEW.valid_from IS DISTINCT FROM OLD.valid_from OR NEW.has_signer IS DISTINCT FROM OLD.has_signer OR NEW.cooling_days IS DISTINCT FROM OLD.cooling_days OR NEW.document IS DISTINCT FROM OLD.document OR NEW.reason IS DISTINCT FROM OLD.reason OR NEW.proposed_by_id IS DISTINCT FROM OLD.proposed_by_id OR NEW.proposed_at IS DISTINCT FROM OLD.proposed_at) THEN RAISE EXCEPTION 'terms are put in force or refused once' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER payment_terms_update BEFORE UPDATE ON payment_terms FOR EACH ROW EXECUTE FUNCTION payment_terms_update()
-- next statement
CREATE FUNCTION payment_limit_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM 1 FROM payment_terms WHERE id = NEW.terms_id FOR UPDATE; IF NOT EXISTS (SELECT 1 FROM payment_terms t WHERE t.id = NEW.terms_id AND t.state = 'proposed') THEN RAISE EXCEPTION 'limits are added to proposed terms only' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER payment_limit_insert BEFORE INSERT ON payment_limit FOR EACH ROW EXECUTE FUNCTION payment_limit_insert()
-- next statement
CREATE FUNCTION payment_order_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN  IF NEW.id <> OLD.id OR NEW.version <> OLD.version + 1 THEN RAISE EXCEPTION 'an order changes by one version at a time' USING ERRCODE = '23514'; END IF; IF (OLD.state || '>' || NEW.state) NOT IN ('checked>draft', 'checked>paid', 'checked>refused', 'checked>returned', 'checked>void', 'draft>checked', 'draft>draft', 'draft>returned', 'draft>signing', 'draft>void', 'paid>reversing', 'returned>draft', 'returned>void', 'reversing>paid', 'reversing>reversed', 'signing>checked', 'signing>draft', 'signing>returned', 'signing>void') THEN RAISE EXCEPTION 'no such transition of an order' USING ERRCODE = '23514'; END IF; IF (NEW.code IS DISTINCT FROM OLD.code OR NEW.year IS DISTINCT FROM OLD.year OR NEW.number IS DISTINCT FROM OLD.number OR NEW.unit_id IS DISTINCT FROM OLD.unit_id OR NEW.for_unit_id IS DISTINCT FROM OLD.for_unit_id OR NEW.subject IS DISTINCT FROM OLD.subject OR NEW.title IS DISTINCT FROM OLD.title OR NEW.amount IS DISTINCT FROM OLD.amount OR NEW.method IS DISTINCT FROM OLD.method OR NEW.decider_id IS DISTINCT FROM OLD.decider_id OR NEW.seal_id IS DISTINCT FROM OLD.seal_id OR NEW.made_on IS DISTINCT FROM OLD.made_on OR NEW.needs_signature IS DISTINCT FROM OLD.needs_signature OR NEW.account_code IS DISTINCT FROM OLD.account_code OR NEW.help_programme IS DISTINCT FROM OLD.help_programme OR NEW.help_keys IS DISTINCT FROM OLD.help_keys OR NEW.help_known IS DISTINCT FROM OLD.help_known) THEN RAISE EXCEPTION 'what an order is about never changes' USING ERRCODE = '23514'; END IF; IF (NEW.payee_name IS DISTINCT FROM OLD.payee_name OR NEW.payee_folded IS DISTINCT FROM OLD.payee_folded OR NEW.payee_backwards IS DISTINCT FROM OLD.payee_backwards OR NEW.payee_address IS DISTINCT FROM OLD.payee_address OR NEW.reason IS DISTINCT FROM OLD.reason OR NEW.attachments IS DISTINCT FROM OLD.attachments OR NEW.made_by_id IS DISTINCT FROM OLD.made_by_id OR NEW.payee_account_id IS DISTINCT FROM OLD.payee_account_id OR NEW.from_box_id IS DISTINCT FROM OLD.from_box_id) AND NEW.state <> 'draft' THEN RAISE EXCEPTION 'payee and reason change only while the order is mended' USING ERRCODE = '23514'; END IF; IF (NEW.checked_by_id IS DISTINCT FROM OLD.checked_by_id OR NEW.checked_at IS DISTINCT FROM OLD.checked_at OR NEW.checked_digest IS DISTINCT FROM OLD.checked_digest) AND NEW.state NOT IN ('returned', 'draft') AND (OLD.state || '>' || NEW.state) NOT IN ('draft>checked', 'draft>signing') THEN RAISE EXCEPTION 'checking is set by the check and emptied by a return' USING ERRCODE = '23514'; END IF; IF (NEW.signed_by_id IS DISTINCT FROM OLD.signed_by_id OR NEW.signed_on IS DISTINCT FROM OLD.signed_on OR NEW.signed_at IS DISTINCT FROM OLD.signed_at OR NEW.signed_digest IS DISTINCT FROM OLD.signed_digest OR NEW.signed_role IS DISTINCT FROM OLD.signed_role OR NEW.signed_kind IS DISTINCT FROM OLD.signed_kind OR NEW.signed_terms_id IS DISTINCT FROM OLD.signed_terms_id) AND NEW.state NOT IN ('returned', 'draft') AND NOT (OLD.state = 'signing' AND NEW.state = 'checked') THEN RAISE EXCEPTION 'a signature is set by signing and emptied by a return' USING ERRCODE = '23514'; END IF; IF OLD.state = 'signing' AND NEW.state = 'checked' AND (NEW.attachments = 0 OR length(trim(NEW.reason)) = 0 OR length(trim(NEW.payee_address)) = 0 OR (SELECT coalesce(sum(s.amount), 0) FROM payment_share s WHERE s.order_id = NEW.id) <> NEW.amount) THEN RAISE EXCEPTION 'what is not complete is not signed' USING ERRCODE = '23514'; END IF; IF OLD.state = 'signing' AND NEW.state = 'checked' AND NEW.signed_terms_id IS DISTINCT FROM (SELECT t.id FROM payment_terms t WHERE t.unit_id = NEW.unit_id AND t.state = 'in_force' AND t.valid_from <= NEW.signed_on ORDER BY t.valid_from DESC LIMIT 1) THEN RAISE EXCEPTION 'signing goes by the terms of its day' USING ERRCODE = '23514'; END IF; IF OLD.state = 'signing' AND NEW.state = 'checked' AND EXISTS (SELECT 1 FROM payment_limit l WHERE l.terms_id = NEW.signed_terms_id) AND EXISTS (SELECT 1 FROM payment_share s WHERE s.order_id = NEW.id AND NEW.amount > coalesce((SELECT l.amount FROM payment_limit l WHERE l.terms_id = NEW.signed_terms_id AND l.role = NEW.signed_role AND l.unit_kind = NEW.signed_kind AND l.book_id = s.book_id), (SELECT l.amount FROM payment_limit l WHERE l.terms_id = NEW.signed_terms_id AND l.role = NEW.signed_role AND l.unit_kind = NEW.signed_kind AND l.book_id IS NULL), 0)) THEN RAISE EXCEPTION 'the payment is beyond the limit of who signs' USING ERRCODE = '23514'; END IF; IF NEW.method = 'transfer' AND NOT EXISTS (SELECT 1 FROM cash_box b JOIN payee_account a ON a.unit_id = b.unit_id WHERE b.id = NEW.from_box_id AND b.kind = 'bank' AND b.unit_id = NEW.unit_id AND a.id = NEW.payee_account_id) THEN RAISE EXCEPTION 'a transfer goes from a bank account of the unit to an account of its register' USING ERRCODE = '23514'; END IF; IF OLD.state = 'checked' AND NEW.state = 'paid' AND NEW.method = 'transfer' AND NOT EXISTS (SELECT 1 FROM payee_account a LEFT JOIN payee_call_back c ON c.account_id = a.id AND c.by_id NOT IN (NEW.made_by_id, NEW.paid_by_id) WHERE a.id = NEW.payee_account_id AND (a.usable_on <= NEW.paid_on OR c.id IS NOT NULL)) THEN RAISE EXCEPTION 'a new account of a payee waits, or somebody else has called back' USING ERRCODE = '23514'; END IF; IF (NEW.paid_by_id IS DISTINCT FROM OLD.paid_by_id OR NEW.paid_on IS DISTINCT FROM OLD.paid_on OR NEW.receiver_name IS DISTINCT FROM OLD.receiver_name OR NEW.box_id IS DISTINCT FROM OLD.box_id OR NEW.proxy_name IS DISTINCT FROM OLD.proxy_name OR NEW.proxy_paper IS DISTINCT FROM OLD.proxy_paper OR NEW.proxy_file_id IS DISTINCT FROM OLD.proxy_file_id OR NEW.voucher_id IS DISTINCT FROM OLD.voucher_id OR NEW.voucher_file_id IS DISTINCT FROM OLD.voucher_file_id) AND (OLD.state || '>' || NEW.state) <> 'checked>paid' THEN RAISE EXCEPTION 'payment is set by paying' USING ERRCODE = '23514'; END IF; IF (NEW.reversal_reason IS DISTINCT FROM OLD.reversal_reason OR NEW.reversal_asked_by_id IS DISTINCT FROM OLD.reversal_asked_by_id OR NEW.reversal_asked_at IS DISTINCT FROM OLD.reversal_asked_at OR NEW.reversed_by_id IS DISTINCT FROM OLD.reversed_by_id OR NEW.reversed_on IS DISTINCT FROM OLD.reversed_on) AND (OLD.state || '>' || NEW.state) NOT IN ('paid>reversing', 'reversing>reversed', 'reversing>paid') THEN RAISE EXCEPTION 'a reversal is asked for, confirmed or refused' USING ERRCODE = '23514'; END IF; IF OLD.state = 'reversing' AND NEW.state = 'reversed' AND ((NEW.reversal_reason IS DISTINCT FROM OLD.reversal_reason OR NEW.reversal_asked_by_id IS DISTINCT FROM OLD.reversal_asked_by_id OR NEW.reversal_asked_at IS DISTINCT FROM OLD.reversal_asked_at) OR EXISTS (SELECT 1 FROM ledger_entry e WHERE e.voucher_id = NEW.voucher_id AND e.state = 'posted' AND NOT EXISTS (SELECT 1 FROM ledger_entry r WHERE r.reverses_id = e.id AND r.state = 'posted'))) THEN RAISE EXCEPTION 'a payment is reversed when all its entries are' USING ERRCODE = '23514'; END IF; IF OLD.state = 'reversing' AND NEW.state = 'paid' AND EXISTS (SELECT 1 FROM ledger_entry e WHERE e.voucher_id = NEW.voucher_id AND EXISTS (SELECT 1 FROM ledger_entry r WHERE r.reverses_id = e.id AND r.state = 'posted')) THEN RAISE EXCEPTION 'a part of the payment is reversed already' USING ERRCODE = '23514'; END IF; IF EXISTS (SELECT 1 FROM payment_barred b WHERE b.order_id = NEW.id AND b.user_id IN (NEW.made_by_id, NEW.checked_by_id, NEW.signed_by_id, NEW.paid_by_id, NEW.reversal_asked_by_id, NEW.reversed_by_id)) THEN RAISE EXCEPTION 'a barred person may not touch the order' USING ERRCODE = '23514'; END IF; IF EXISTS (SELECT 1 FROM payment_event e WHERE e.order_id = NEW.id AND e.act IN ('make', 'mend') AND ((NEW.checked_by_id IS DISTINCT FROM OLD.checked_by_id AND NEW.checked_by_id = e.by_id) OR (NEW.signed_by_id IS DISTINCT FROM OLD.signed_by_id AND NEW.signed_by_id = e.by_id) OR (NEW.paid_by_id IS DISTINCT FROM OLD.paid_by_id AND NEW.paid_by_id = e.by_id) OR (NEW.reversed_by_id IS DISTINCT FROM OLD.reversed_by_id AND NEW.reversed_by_id = e.by_id))) THEN RAISE EXCEPTION 'who made or mended an order does not check, sign, pay or take it back' USING ERRCODE = '23514'; END IF; IF EXISTS (SELECT 1 FROM seal s WHERE s.subject = NEW.subject AND s.sealed_by_id IN (NEW.made_by_id, NEW.checked_by_id, NEW.paid_by_id)) THEN RAISE EXCEPTION 'who decided or confirmed anew does not make, check or pay' USING ERRCODE = '23514'; END IF; IF NOT EXISTS (SELECT 1 FROM payment_event e WHERE e.order_id = OLD.id AND e.version = OLD.version) THEN RAISE EXCEPTION 'the act before was left without its event' USING ERRCODE = '23514'; END IF; IF NEW.state IN ('signing', 'checked') AND (SELECT coalesce(sum(s.amount), 0) FROM payment_share s WHERE s.order_id = NEW.id) <> NEW.amount THEN RAISE EXCEPTION 'the shares do not sum to the amount' USING ERRCODE = '23514'; END IF; IF EXISTS (SELECT 1 FROM payment_batch_line l JOIN payment_batch b ON b.id = l.batch_id WHERE l.order_id = NEW.id AND l.state = 'live' AND NOT (b.state = 'approved' AND (OLD.state || '>' || NEW.state) IN ('checked>paid', 'checked>refused'))) THEN RAISE EXCEPTION 'the order lies in a payment list' USING ERRCODE = '23514'; END IF; IF OLD.state = 'checked' AND NEW.state = 'refused' AND NOT EXISTS (SELECT 1 FROM payment_batch_line l JOIN payment_batch b ON b.id = l.batch_id WHERE l.order_id = NEW.id AND l.state = 'live' AND b.state = 'approved') THEN RAISE EXCEPTION 'a bank refuses what was sent to it' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER payment_order_update BEFORE UPDATE ON payment_order FOR EACH ROW EXECUTE FUNCTION payment_order_update()
-- next statement
CREATE FUNCTION payment_order_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN  IF NEW.state <> 'draft' OR NEW.version <> 1 OR NEW.checked_by_id IS NOT NULL OR NEW.signed_by_id IS NOT NULL OR NEW.paid_by_id IS NOT NULL THEN RAISE EXCEPTION 'an order is born a draft' USING ERRCODE = '23514'; END IF; IF NEW.needs_signature <> coalesce((SELECT t.has_signer FROM payment_terms t WHERE t.unit_id = NEW.unit_id AND t.state = 'in_force' AND t.valid_from <= NEW.made_on ORDER BY t.valid_from DESC LIMIT 1), FALSE) THEN RAISE EXCEPTION 'an order takes the steps of its unit' USING ERRCODE = '23514'; END IF; IF NEW.method = 'transfer' AND NOT EXISTS (SELECT 1 FROM cash_box b JOIN payee_account a ON a.unit_id = b.unit_id WHERE b.id = NEW.from_box_id AND b.kind = 'bank' AND b.unit_id = NEW.unit_id AND a.id = NEW.payee_account_id) THEN RAISE EXCEPTION 'a transfer goes from a bank account of the unit to an account of its register' USING ERRCODE = '23514'; END IF; IF EXISTS (SELECT 1 FROM seal s WHERE s.subject = NEW.subject AND s.sealed_by_id IN (NEW.made_by_id)) THEN RAISE EXCEPTION 'who decided or confirmed anew does not make, check or pay' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER payment_order_insert BEFORE INSERT ON payment_order FOR EACH ROW EXECUTE FUNCTION payment_order_insert()
-- next statement
CREATE FUNCTION payment_share_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM 1 FROM payment_order WHERE id = NEW.order_id FOR UPDATE; PERFORM 1 FROM reservation WHERE id = NEW.reservation_id FOR UPDATE; IF NOT EXISTS (SELECT 1 FROM payment_order o WHERE o.id = NEW.order_id AND o.state = 'draft' AND o.version = 1 AND o.amount >= NEW.amount + (SELECT coalesce(sum(s.amount), 0) FROM payment_share s WHERE s.order_id = NEW.order_id)) THEN RAISE EXCEPTION 'shares are set once and never exceed the order' USING ERRCODE = '23514'; END IF; IF NEW.amount > (SELECT r.amount - r.consumed_amount - r.released_amount - coalesce((SELECT sum(s.amount) FROM payment_share s JOIN payment_order o ON o.id = s.order_id WHERE s.reservation_id = r.id AND o.state IN ('draft', 'returned', 'signing', 'checked')), 0) FROM reservation r WHERE r.id = NEW.reservation_id) THEN RAISE EXCEPTION 'an order takes no more than is promised and not yet ordered' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER payment_share_insert BEFORE INSERT ON payment_share FOR EACH ROW EXECUTE FUNCTION payment_share_insert()
-- next statement
CREATE FUNCTION payment_barred_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM 1 FROM payment_order WHERE id = NEW.order_id FOR UPDATE; IF NOT EXISTS (SELECT 1 FROM payment_order o WHERE o.id = NEW.order_id AND o.state IN ('draft', 'returned', 'signing', 'checked') AND o.made_by_id <> NEW.user_id AND (o.checked_by_id IS NULL OR o.checked_by_id <> NEW.user_id) AND (o.signed_by_id IS NULL OR o.signed_by_id <> NEW.user_id)) THEN RAISE EXCEPTION 'who has touched the order cannot be barred from it any more' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER payment_barred_insert BEFORE INSERT ON payment_barred FOR EACH ROW EXECUTE FUNCTION payment_barred_insert()
-- next statement
CREATE FUNCTION payment_event_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM 1 FROM payment_order WHERE id = NEW.order_id FOR UPDATE; IF NOT EXISTS (SELECT 1 FROM payment_order o WHERE o.id = NEW.order_id AND o.version = NEW.version AND o.state = NEW.to_state) THEN RAISE EXCEPTION 'an event tells of the order as it is now' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER payment_event_insert BEFORE INSERT ON payment_event FOR EACH ROW EXECUTE FUNCTION payment_event_insert()
-- next statement
CREATE FUNCTION payment_reprint_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM 1 FROM payment_order WHERE id = NEW.order_id FOR UPDATE; IF NOT EXISTS (SELECT 1 FROM payment_order o WHERE o.id = NEW.order_id AND o.state IN ('paid', 'reversing', 'reversed')) OR NEW.number <> 1 + (SELECT coalesce(max(r.number), 0) FROM payment_reprint r WHERE r.order_id = NEW.order_id) THEN RAISE EXCEPTION 'copies of a paid order are numbered one after the other' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER payment_reprint_insert BEFORE INSERT ON payment_reprint FOR EACH ROW EXECUTE FUNCTION payment_reprint_insert()
-- next statement
CREATE FUNCTION seal_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM 1 FROM payment_order WHERE subject = NEW.subject ORDER BY id FOR UPDATE; IF EXISTS (SELECT 1 FROM payment_event e JOIN payment_order o ON o.id = e.order_id WHERE o.subject = NEW.subject AND o.state <> 'void' AND e.by_id = NEW.sealed_by_id AND e.act IN ('make', 'mend', 'check', 'pay')) THEN RAISE EXCEPTION 'who made, checked or paid does not decide on the subject any more' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER seal_insert BEFORE INSERT ON seal FOR EACH ROW EXECUTE FUNCTION seal_insert()
-- next statement
CREATE FUNCTION payment_reversed_alone() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF EXISTS (SELECT 1 FROM ledger_entry e JOIN payment_order o ON o.voucher_id = e.voucher_id WHERE e.id = NEW.reverses_id AND o.state <> 'reversing') THEN RAISE EXCEPTION 'a payment is reversed by its order' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER payment_reversed_alone BEFORE INSERT ON ledger_entry FOR EACH ROW WHEN (NEW.kind = 'reversal') EXECUTE FUNCTION payment_reversed_alone()
-- next statement
CREATE FUNCTION payment_freed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM 1 FROM reservation WHERE id = NEW.reservation_id FOR UPDATE; IF NEW.amount > (SELECT r.amount - r.consumed_amount - r.released_amount - coalesce((SELECT sum(s.amount) FROM payment_share s JOIN payment_order o ON o.id = s.order_id WHERE s.reservation_id = r.id AND o.state IN ('draft', 'returned', 'signing', 'checked')), 0) FROM reservation r WHERE r.id = NEW.reservation_id) THEN RAISE EXCEPTION 'an order under way holds this money' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER payment_freed BEFORE INSERT ON reservation_move FOR EACH ROW WHEN (NEW.kind IN ('released', 'lapsed')) EXECUTE FUNCTION payment_freed()
-- next statement
CREATE FUNCTION payment_helped() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF EXISTS (SELECT 1 FROM reservation r WHERE r.subject = NEW.subject) AND (NEW.given_amount <> (SELECT coalesce(sum(r.consumed_amount), 0) FROM reservation r WHERE r.subject = NEW.subject) OR (NEW.status = 'withdrawn' AND (SELECT coalesce(sum(r.consumed_amount), 0) FROM reservation r WHERE r.subject = NEW.subject) > 0)) THEN RAISE EXCEPTION 'help is what the books have paid' USING ERRCODE = '23514'; END IF; IF NOT EXISTS (SELECT 1 FROM reservation r WHERE r.subject = NEW.subject) AND (NEW.given_amount < OLD.given_amount OR (OLD.status = 'given' AND NEW.status = 'approved')) THEN RAISE EXCEPTION 'help is kept as it was given' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER payment_helped BEFORE UPDATE ON help_given FOR EACH ROW EXECUTE FUNCTION payment_helped()
-- next statement
CREATE FUNCTION payments_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is kept as it is', ERRCODE = '23514'; END $$
-- next statement
CREATE TRIGGER payment_limit_no_delete BEFORE DELETE ON payment_limit FOR EACH ROW EXECUTE FUNCTION payments_refuse()
-- next statement
CREATE TRIGGER payment_share_no_delete BEFORE DELETE ON payment_share FOR EACH ROW EXECUTE FUNCTION payments_refuse()
-- next statement
CREATE TRIGGER payment_barred_no_delete BEFORE DELETE ON payment_barred FOR EACH ROW EXECUTE FUNCTION payments_refuse()
-- next statement
CREATE TRIGGER payment_event_no_delete BEFORE DELETE ON payment_event FOR EACH ROW EXECUTE FUNCTION payments_refuse()
-- next statement
CREATE TRIGGER payment_reprint_no_delete BEFORE DELETE ON payment_reprint FOR EACH ROW EXECUTE FUNCTION payments_refuse()
-- next statement
CREATE TRIGGER payee_call_back_no_delete BEFORE DELETE ON payee_call_back FOR EACH ROW EXECUTE FUNCTION payments_refuse()
-- next statement
CREATE TRIGGER payment_warning_no_delete BEFORE DELETE ON payment_warning FOR EACH ROW EXECUTE FUNCTION payments_refuse()
-- next statement
CREATE TRIGGER payment_order_no_delete BEFORE DELETE ON payment_order FOR EACH ROW EXECUTE FUNCTION payments_refuse()
-- next statement
CREATE TRIGGER payment_counter_no_delete BEFORE DELETE ON payment_counter FOR EACH ROW EXECUTE FUNCTION payments_refuse()
-- next statement
CREATE TRIGGER payment_terms_no_delete BEFORE DELETE ON payment_terms FOR EACH ROW EXECUTE FUNCTION payments_refuse()
-- next statement
CREATE TRIGGER payee_account_no_delete BEFORE DELETE ON payee_account FOR EACH ROW EXECUTE FUNCTION payments_refuse()
-- next statement
CREATE TRIGGER payment_batch_no_delete BEFORE DELETE ON payment_batch FOR EACH ROW EXECUTE FUNCTION payments_refuse()
-- next statement
CREATE TRIGGER payment_batch_line_no_delete BEFORE DELETE ON payment_batch_line FOR EACH ROW EXECUTE FUNCTION payments_refuse()
-- next statement
CREATE TRIGGER payment_batch_result_no_delete BEFORE DELETE ON payment_batch_result FOR EACH ROW EXECUTE FUNCTION payments_refuse()
-- next statement
CREATE TRIGGER payment_limit_no_update BEFORE UPDATE ON payment_limit FOR EACH ROW EXECUTE FUNCTION payments_refuse()
-- next statement
CREATE TRIGGER payment_share_no_update BEFORE UPDATE ON payment_share FOR EACH ROW EXECUTE FUNCTION payments_refuse()
-- next statement
CREATE TRIGGER payment_barred_no_update BEFORE UPDATE ON payment_barred FOR EACH ROW EXECUTE FUNCTION payments_refuse()
-- next statement
CREATE TRIGGER payment_event_no_update BEFORE UPDATE ON payment_event FOR EACH ROW EXECUTE FUNCTION payments_refuse()
-- next statement
CREATE TRIGGER payment_reprint_no_update BEFORE UPDATE ON payment_reprint FOR EACH ROW EXECUTE FUNCTION payments_refuse()
-- next statement
CREATE TRIGGER payee_call_back_no_update BEFORE UPDATE ON payee_call_back FOR EACH ROW EXECUTE FUNCTION payments_refuse()
-- next statement
CREATE TRIGGER payment_warning_no_update BEFORE UPDATE ON payment_warning FOR EACH ROW EXECUTE FUNCTION payments_refuse()
-- next statement
CREATE TRIGGER payment_limit_no_truncate BEFORE TRUNCATE ON payment_limit FOR EACH STATEMENT EXECUTE FUNCTION payments_refuse()
-- next statement
CREATE TRIGGER payment_share_no_truncate BEFORE TRUNCATE ON payment_share FOR EACH STATEMENT EXECUTE FUNCTION payments_refuse()
-- next statement
CREATE TRIGGER payment_barred_no_truncate BEFORE TRUNCATE ON payment_barred FOR EACH STATEMENT EXECUTE FUNCTION payments_refuse()
-- next statement
CREATE TRIGGER payment_event_no_truncate BEFORE TRUNCATE ON payment_event FOR EACH STATEMENT EXECUTE FUNCTION payments_refuse()
-- next statement
CREATE TRIGGER payment_reprint_no_truncate BEFORE TRUNCATE ON payment_reprint FOR EACH STATEMENT EXECUTE FUNCTION payments_refuse()
-- next statement
CREATE TRIGGER payee_call_back_no_truncate BEFORE TRUNCATE ON payee_call_back FOR EACH STATEMENT EXECUTE FUNCTION payments_refuse()
-- next statement
CREATE TRIGGER payment_warning_no_truncate BEFORE TRUNCATE ON payment_warning FOR EACH STATEMENT EXECUTE FUNCTION payments_refuse()
-- next statement
CREATE TRIGGER payment_order_no_truncate BEFORE TRUNCATE ON payment_order FOR EACH STATEMENT EXECUTE FUNCTION payments_refuse()
-- next statement
CREATE TRIGGER payment_counter_no_truncate BEFORE TRUNCATE ON payment_counter FOR EACH STATEMENT EXECUTE FUNCTION payments_refuse()
-- next statement
CREATE TRIGGER payment_terms_no_truncate BEFORE TRUNCATE ON payment_terms FOR EACH STATEMENT EXECUTE FUNCTION payments_refuse()
-- next statement
CREATE TRIGGER payee_account_no_truncate BEFORE TRUNCATE ON payee_account FOR EACH STATEMENT EXECUTE FUNCTION payments_refuse()
-- next statement
CREATE TRIGGER payment_batch_no_truncate BEFORE TRUNCATE ON payment_batch FOR EACH STATEMENT EXECUTE FUNCTION payments_refuse()
-- next statement
CREATE TRIGGER payment_batch_line_no_truncate BEFORE TRUNCATE ON payment_batch_line FOR EACH STATEMENT EXECUTE FUNCTION payments_refuse()
-- next statement
CREATE TRIGGER payment_batch_result_no_truncate BEFORE TRUNCATE ON payment_batch_result FOR EACH STATEMENT EXECUTE FUNCTION payments_refuse()
-- next statement
CREATE FUNCTION payee_account_born() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.usable_on < NEW.first_seen_on + coalesce((SELECT t.cooling_days FROM payment_terms t WHERE t.unit_id = NEW.unit_id AND t.state = 'in_force' AND t.valid_from <= NEW.first_seen_on ORDER BY t.valid_from DESC LIMIT 1), 3) THEN RAISE EXCEPTION 'a new account waits as the terms of its first day say' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER payee_account_born BEFORE INSERT ON payee_account FOR EACH ROW EXECUTE FUNCTION payee_account_born()
-- next statement
CREATE FUNCTION payee_account_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.id IS DISTINCT FROM OLD.id OR NEW.uid IS DISTINCT FROM OLD.uid OR NEW.unit_id IS DISTINCT FROM OLD.unit_id OR NEW.bank_code IS DISTINCT FROM OLD.bank_code OR NEW.account_index IS DISTINCT FROM OLD.account_index OR NEW.account_tail IS DISTINCT FROM OLD.account_tail OR NEW.holder_name IS DISTINCT FROM OLD.holder_name OR NEW.holder_folded IS DISTINCT FROM OLD.holder_folded OR NEW.first_seen_on IS DISTINCT FROM OLD.first_seen_on OR NEW.usable_on IS DISTINCT FROM OLD.usable_on OR NEW.added_by_id IS DISTINCT FROM OLD.added_by_id OR NEW.added_at IS DISTINCT FROM OLD.added_at OR (NEW.account_sealed <> OLD.account_sealed AND NOT coalesce(OLD.account_sealed LIKE 'v1.k%' AND NEW.account_sealed LIKE 'v1.k%' AND CAST(substr(split_part(NEW.account_sealed, '.', 2), 2) AS BIGINT) > CAST(substr(split_part(OLD.account_sealed, '.', 2), 2) AS BIGINT) AND length(split_part(NEW.account_sealed, '.', 3)) = length(split_part(OLD.account_sealed, '.', 3)), FALSE)) THEN RAISE EXCEPTION 'an account of a payee never changes' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER payee_account_kept BEFORE UPDATE ON payee_account FOR EACH ROW EXECUTE FUNCTION payee_account_kept()
-- next statement
CREATE FUNCTION regulation_starts() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN 
        IF NEW.status <> 'draft' THEN RAISE EXCEPTION 'a regulation starts as a draft' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER regulation_starts BEFORE INSERT ON regulation FOR EACH ROW EXECUTE FUNCTION regulation_starts()
-- next statement
CREATE FUNCTION regulation_steps() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN 
        IF NOT (
    (OLD.status = 'draft' AND NEW.status IN ('draft', 'submitted'))
    OR (OLD.status = 'submitted' AND NEW.status IN ('draft', 'in_force'))
    OR (OLD.status = 'in_force' AND NEW.status = 'superseded')) THEN RAISE EXCEPTION 'not a step of a regulation' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER regulation_steps BEFORE UPDATE ON regulation FOR EACH ROW EXECUTE FUNCTION regulation_steps()
-- next statement
CREATE FUNCTION regulation_content() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN 
        IF (OLD.status <> 'draft' AND (NEW.programme IS DISTINCT FROM OLD.programme OR NEW.unit_id IS DISTINCT FROM OLD.unit_id OR NEW.title IS DISTINCT FROM OLD.title OR NEW.number IS DISTINCT FROM OLD.number OR NEW.issued_on IS DISTINCT FROM OLD.issued_on OR NEW.valid_from IS DISTINCT FROM OLD.valid_from OR NEW.is_sample IS DISTINCT FROM OLD.is_sample OR NEW.based_on_id IS DISTINCT FROM OLD.based_on_id OR NEW.drafted_by_id IS DISTINCT FROM OLD.drafted_by_id OR NEW.grounds::text IS DISTINCT FROM OLD.grounds::text)) OR (OLD.status IN ('in_force', 'superseded') AND (NEW.submitted_by_id IS DISTINCT FROM OLD.submitted_by_id OR NEW.approved_by_id IS DISTINCT FROM OLD.approved_by_id OR NEW.submitted_at IS DISTINCT FROM OLD.submitted_at OR NEW.approved_at IS DISTINCT FROM OLD.approved_at)) THEN RAISE EXCEPTION 'a regulation changes only while it is a draft' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER regulation_content BEFORE UPDATE ON regulation FOR EACH ROW EXECUTE FUNCTION regulation_content()
-- next statement
CREATE FUNCTION regulation_clash() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN 
        IF NEW.status = 'in_force' AND EXISTS (SELECT 1 FROM regulation r WHERE r.id <> NEW.id AND r.unit_id = NEW.unit_id
    AND r.programme = NEW.programme AND r.status IN ('in_force', 'superseded')
    AND (r.valid_to IS NULL OR r.valid_to >= NEW.valid_from) AND (NEW.valid_to IS NULL OR r.valid_from <= NEW.valid_to)) THEN RAISE EXCEPTION 'two regulations in force on one day' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER regulation_clash BEFORE UPDATE ON regulation FOR EACH ROW EXECUTE FUNCTION regulation_clash()
-- next statement
CREATE FUNCTION regulation_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN 
        IF OLD.status <> 'draft' THEN RAISE EXCEPTION 'only a draft is thrown away' USING ERRCODE = '23514'; END IF; RETURN OLD; END $$
-- next statement
CREATE TRIGGER regulation_kept BEFORE DELETE ON regulation FOR EACH ROW EXECUTE FUNCTION regulation_kept()
-- next statement
CREATE FUNCTION norm_draft_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM 1 FROM regulation WHERE id = NEW.regulation_id FOR UPDATE;
        IF coalesce((SELECT status FROM regulation WHERE id = NEW.regulation_id), 'none') <> 'draft' THEN RAISE EXCEPTION 'a regulation changes only while it is a draft' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER norm_draft_insert BEFORE INSERT ON norm FOR EACH ROW EXECUTE FUNCTION norm_draft_insert()
-- next statement
CREATE FUNCTION norm_draft_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM 1 FROM regulation WHERE id = OLD.regulation_id FOR UPDATE; PERFORM 1 FROM regulation WHERE id = NEW.regulation_id FOR UPDATE;
        IF coalesce((SELECT status FROM regulation WHERE id = OLD.regulation_id), 'none') <> 'draft' OR coalesce((SELECT status FROM regulation WHERE id = NEW.regulation_id), 'none') <> 'draft' THEN RAISE EXCEPTION 'a regulation changes only while it is a draft' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER norm_draft_update BEFORE UPDATE ON norm FOR EACH ROW EXECUTE FUNCTION norm_draft_update()
-- next statement
CREATE FUNCTION norm_draft_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM 1 FROM regulation WHERE id = OLD.regulation_id FOR UPDATE;
        IF coalesce((SELECT status FROM regulation WHERE id = OLD.regulation_id), 'none') <> 'draft' THEN RAISE EXCEPTION 'a regulation changes only while it is a draft' USING ERRCODE = '23514'; END IF; RETURN OLD; END $$
-- next statement
CREATE TRIGGER norm_draft_delete BEFORE DELETE ON norm FOR EACH ROW EXECUTE FUNCTION norm_draft_delete()
-- next statement
CREATE FUNCTION criterion_draft_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM 1 FROM regulation WHERE id = NEW.regulation_id FOR UPDATE;
        IF coalesce((SELECT status FROM regulation WHERE id = NEW.regulation_id), 'none') <> 'draft' THEN RAISE EXCEPTION 'a regulation changes only while it is a draft' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER criterion_draft_insert BEFORE INSERT ON criterion FOR EACH ROW EXECUTE FUNCTION criterion_draft_insert()
-- next statement
CREATE FUNCTION criterion_draft_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM 1 FROM regulation WHERE id = OLD.regulation_id FOR UPDATE; PERFORM 1 FROM regulation WHERE id = NEW.regulation_id FOR UPDATE;
        IF coalesce((SELECT status FROM regulation WHERE id = OLD.regulation_id), 'none') <> 'draft' OR coalesce((SELECT status FROM regulation WHERE id = NEW.regulation_id), 'none') <> 'draft' THEN RAISE EXCEPTION 'a regulation changes only while it is a draft' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER criterion_draft_update BEFORE UPDATE ON criterion FOR EACH ROW EXECUTE FUNCTION criterion_draft_update()
-- next statement
CREATE FUNCTION criterion_draft_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM 1 FROM regulation WHERE id = OLD.regulation_id FOR UPDATE;
        IF coalesce((SELECT status FROM regulation WHERE id = OLD.regulation_id), 'none') <> 'draft' THEN RAISE EXCEPTION 'a regulation changes only while it is a draft' USING ERRCODE = '23514'; END IF; RETURN OLD; END $$
-- next statement
CREATE TRIGGER criterion_draft_delete BEFORE DELETE ON criterion FOR EACH ROW EXECUTE FUNCTION criterion_draft_delete()
-- next statement
CREATE FUNCTION required_paper_draft_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM 1 FROM regulation WHERE id = NEW.regulation_id FOR UPDATE;
        IF coalesce((SELECT status FROM regulation WHERE id = NEW.regulation_id), 'none') <> 'draft' THEN RAISE EXCEPTION 'a regulation changes only while it is a draft' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER required_paper_draft_insert BEFORE INSERT ON required_paper FOR EACH ROW EXECUTE FUNCTION required_paper_draft_insert()
-- next statement
CREATE FUNCTION required_paper_draft_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM 1 FROM regulation WHERE id = OLD.regulation_id FOR UPDATE; PERFORM 1 FROM regulation WHERE id = NEW.regulation_id FOR UPDATE;
        IF coalesce((SELECT status FROM regulation WHERE id = OLD.regulation_id), 'none') <> 'draft' OR coalesce((SELECT status FROM regulation WHERE id = NEW.regulation_id), 'none') <> 'draft' THEN RAISE EXCEPTION 'a regulation changes only while it is a draft' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER required_paper_draft_update BEFORE UPDATE ON required_paper FOR EACH ROW EXECUTE FUNCTION required_paper_draft_update()
-- next statement
CREATE FUNCTION required_paper_draft_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM 1 FROM regulation WHERE id = OLD.regulation_id FOR UPDATE;
        IF coalesce((SELECT status FROM regulation WHERE id = OLD.regulation_id), 'none') <> 'draft' THEN RAISE EXCEPTION 'a regulation changes only while it is a draft' USING ERRCODE = '23514'; END IF; RETURN OLD; END $$
-- next statement
CREATE TRIGGER required_paper_draft_delete BEFORE DELETE ON required_paper FOR EACH ROW EXECUTE FUNCTION required_paper_draft_delete()
-- next statement
CREATE FUNCTION authority_limit_draft_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM 1 FROM regulation WHERE id = NEW.regulation_id FOR UPDATE;
        IF coalesce((SELECT status FROM regulation WHERE id = NEW.regulation_id), 'none') <> 'draft' THEN RAISE EXCEPTION 'a regulation changes only while it is a draft' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER authority_limit_draft_insert BEFORE INSERT ON authority_limit FOR EACH ROW EXECUTE FUNCTION authority_limit_draft_insert()
-- next statement
CREATE FUNCTION authority_limit_draft_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM 1 FROM regulation WHERE id = OLD.regulation_id FOR UPDATE; PERFORM 1 FROM regulation WHERE id = NEW.regulation_id FOR UPDATE;
        IF coalesce((SELECT status FROM regulation WHERE id = OLD.regulation_id), 'none') <> 'draft' OR coalesce((SELECT status FROM regulation WHERE id = NEW.regulation_id), 'none') <> 'draft' THEN RAISE EXCEPTION 'a regulation changes only while it is a draft' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER authority_limit_draft_update BEFORE UPDATE ON authority_limit FOR EACH ROW EXECUTE FUNCTION authority_limit_draft_update()
-- next statement
CREATE FUNCTION authority_limit_draft_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM 1 FROM regulation WHERE id = OLD.regulation_id FOR UPDATE;
        IF coalesce((SELECT status FROM regulation WHERE id = OLD.regulation_id), 'none') <> 'draft' THEN RAISE EXCEPTION 'a regulation changes only while it is a draft' USING ERRCODE = '23514'; END IF; RETURN OLD; END $$
-- next statement
CREATE TRIGGER authority_limit_draft_delete BEFORE DELETE ON authority_limit FOR EACH ROW EXECUTE FUNCTION authority_limit_draft_delete()
-- next statement
CREATE FUNCTION instalment_step_draft_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM 1 FROM regulation WHERE id = NEW.regulation_id FOR UPDATE;
        IF coalesce((SELECT status FROM regulation WHERE id = NEW.regulation_id), 'none') <> 'draft' THEN RAISE EXCEPTION 'a regulation changes only while it is a draft' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER instalment_step_draft_insert BEFORE INSERT ON instalment_step FOR EACH ROW EXECUTE FUNCTION instalment_step_draft_insert()
-- next statement
CREATE FUNCTION instalment_step_draft_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM 1 FROM regulation WHERE id = OLD.regulation_id FOR UPDATE; PERFORM 1 FROM regulation WHERE id = NEW.regulation_id FOR UPDATE;
        IF coalesce((SELECT status FROM regulation WHERE id = OLD.regulation_id), 'none') <> 'draft' OR coalesce((SELECT status FROM regulation WHERE id = NEW.regulation_id), 'none') <> 'draft' THEN RAISE EXCEPTION 'a regulation changes only while it is a draft' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER instalment_step_draft_update BEFORE UPDATE ON instalment_step FOR EACH ROW EXECUTE FUNCTION instalment_step_draft_update()
-- next statement
CREATE FUNCTION instalment_step_draft_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM 1 FROM regulation WHERE id = OLD.regulation_id FOR UPDATE;
        IF coalesce((SELECT status FROM regulation WHERE id = OLD.regulation_id), 'none') <> 'draft' THEN RAISE EXCEPTION 'a regulation changes only while it is a draft' USING ERRCODE = '23514'; END IF; RETURN OLD; END $$
-- next statement
CREATE TRIGGER instalment_step_draft_delete BEFORE DELETE ON instalment_step FOR EACH ROW EXECUTE FUNCTION instalment_step_draft_delete()
-- next statement
CREATE FUNCTION loan_product_draft_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM 1 FROM regulation WHERE id = NEW.regulation_id FOR UPDATE;
        IF coalesce((SELECT status FROM regulation WHERE id = NEW.regulation_id), 'none') <> 'draft' THEN RAISE EXCEPTION 'a regulation changes only while it is a draft' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER loan_product_draft_insert BEFORE INSERT ON loan_product FOR EACH ROW EXECUTE FUNCTION loan_product_draft_insert()
-- next statement
CREATE FUNCTION loan_product_draft_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM 1 FROM regulation WHERE id = OLD.regulation_id FOR UPDATE; PERFORM 1 FROM regulation WHERE id = NEW.regulation_id FOR UPDATE;
        IF coalesce((SELECT status FROM regulation WHERE id = OLD.regulation_id), 'none') <> 'draft' OR coalesce((SELECT status FROM regulation WHERE id = NEW.regulation_id), 'none') <> 'draft' THEN RAISE EXCEPTION 'a regulation changes only while it is a draft' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER loan_product_draft_update BEFORE UPDATE ON loan_product FOR EACH ROW EXECUTE FUNCTION loan_product_draft_update()
-- next statement
CREATE FUNCTION loan_product_draft_delete() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM 1 FROM regulation WHERE id = OLD.regulation_id FOR UPDATE;
        IF coalesce((SELECT status FROM regulation WHERE id = OLD.regulation_id), 'none') <> 'draft' THEN RAISE EXCEPTION 'a regulation changes only while it is a draft' USING ERRCODE = '23514'; END IF; RETURN OLD; END $$
-- next statement
CREATE TRIGGER loan_product_draft_delete BEFORE DELETE ON loan_product FOR EACH ROW EXECUTE FUNCTION loan_product_draft_delete()
-- next statement
CREATE FUNCTION regulations_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is never emptied', ERRCODE = '23514'; END $$
-- next statement
CREATE TRIGGER regulation_no_truncate BEFORE TRUNCATE ON regulation FOR EACH STATEMENT EXECUTE FUNCTION regulations_refuse()
-- next statement
CREATE TRIGGER norm_no_truncate BEFORE TRUNCATE ON norm FOR EACH STATEMENT EXECUTE FUNCTION regulations_refuse()
-- next statement
CREATE TRIGGER criterion_no_truncate BEFORE TRUNCATE ON criterion FOR EACH STATEMENT EXECUTE FUNCTION regulations_refuse()
-- next statement
CREATE TRIGGER required_paper_no_truncate BEFORE TRUNCATE ON required_paper FOR EACH STATEMENT EXECUTE FUNCTION regulations_refuse()
-- next statement
CREATE TRIGGER authority_limit_no_truncate BEFORE TRUNCATE ON authority_limit FOR EACH STATEMENT EXECUTE FUNCTION regulations_refuse()
-- next statement
CREATE TRIGGER instalment_step_no_truncate BEFORE TRUNCATE ON instalment_step FOR EACH STATEMENT EXECUTE FUNCTION regulations_refuse()
-- next statement
CREATE TRIGGER loan_product_no_truncate BEFORE TRUNCATE ON loan_product FOR EACH STATEMENT EXECUTE FUNCTION regulations_refuse()
-- next statement
CREATE OR REPLACE FUNCTION relief_request_frozen_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.id <> OLD.id OR NEW.unit_id <> OLD.unit_id OR ((SELECT c.state FROM case_file c WHERE c.id = OLD.id) NOT IN ('draft', 'returned') AND (NEW.id IS DISTINCT FROM OLD.id OR NEW.unit_id IS DISTINCT FROM OLD.unit_id OR NEW.kind IS DISTINCT FROM OLD.kind OR NEW.event_on IS DISTINCT FROM OLD.event_on OR NEW.affected_name IS DISTINCT FROM OLD.affected_name OR NEW.place IS DISTINCT FROM OLD.place OR NEW.days_off IS DISTINCT FROM OLD.days_off OR NEW.description IS DISTINCT FROM OLD.description OR NEW.is_urgent IS DISTINCT FROM OLD.is_urgent OR NEW.urgent_reason IS DISTINCT FROM OLD.urgent_reason OR NEW.event_key IS DISTINCT FROM OLD.event_key OR NEW.disaster_id IS DISTINCT FROM OLD.disaster_id)) OR (NEW.is_live <> OLD.is_live AND (NEW.is_live OR (SELECT c.state FROM case_file c WHERE c.id = OLD.id) NOT IN ('refused', 'withdrawn', 'closed'))) THEN RAISE EXCEPTION 'a relief request changes only with its own unit' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER relief_request_frozen BEFORE UPDATE ON relief_request FOR EACH ROW EXECUTE FUNCTION relief_request_frozen_law()
-- next statement
CREATE OR REPLACE FUNCTION relief_request_freed_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.programme = 'relief' AND OLD.state <> NEW.state AND (NEW.state IN ('refused', 'withdrawn') OR (NEW.state = 'closed' AND NOT EXISTS (SELECT 1 FROM reservation r WHERE r.subject = 'cases/' || NEW.id AND (r.consumed_amount > 0 OR r.state = 'open')))) THEN UPDATE relief_request SET is_live = FALSE WHERE id = NEW.id; END IF; RETURN NULL; END $$
-- next statement
CREATE TRIGGER relief_request_freed AFTER UPDATE ON case_file FOR EACH ROW EXECUTE FUNCTION relief_request_freed_law()
-- next statement
CREATE OR REPLACE FUNCTION relief_request_urgent_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.act = 'urgent' AND NOT EXISTS (SELECT 1 FROM relief_request r WHERE r.id = NEW.case_id AND r.is_urgent) THEN RAISE EXCEPTION 'only an urgent request is decided at once' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER relief_request_urgent BEFORE INSERT ON case_event FOR EACH ROW EXECUTE FUNCTION relief_request_urgent_law()
-- next statement
CREATE OR REPLACE FUNCTION relief_request_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '% is kept', TG_TABLE_NAME USING ERRCODE = '23514'; END $$
-- next statement
CREATE TRIGGER relief_request_no_delete BEFORE DELETE ON relief_request FOR EACH ROW EXECUTE FUNCTION relief_request_kept()
-- next statement
CREATE TRIGGER relief_request_no_truncate BEFORE TRUNCATE ON relief_request FOR EACH STATEMENT EXECUTE FUNCTION relief_request_kept()
-- next statement
CREATE TRIGGER relief_disaster_no_update BEFORE UPDATE ON relief_disaster FOR EACH ROW EXECUTE FUNCTION relief_request_kept()
-- next statement
CREATE TRIGGER relief_disaster_no_delete BEFORE DELETE ON relief_disaster FOR EACH ROW EXECUTE FUNCTION relief_request_kept()
-- next statement
CREATE TRIGGER relief_disaster_no_truncate BEFORE TRUNCATE ON relief_disaster FOR EACH STATEMENT EXECUTE FUNCTION relief_request_kept()
-- next statement
CREATE TRIGGER relief_area_no_update BEFORE UPDATE ON relief_area FOR EACH ROW EXECUTE FUNCTION relief_request_kept()
-- next statement
CREATE TRIGGER relief_area_no_delete BEFORE DELETE ON relief_area FOR EACH ROW EXECUTE FUNCTION relief_request_kept()
-- next statement
CREATE TRIGGER relief_area_no_truncate BEFORE TRUNCATE ON relief_area FOR EACH STATEMENT EXECUTE FUNCTION relief_request_kept()
-- next statement
CREATE FUNCTION stock_holding_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN  IF NEW.quantity <> 0 OR NEW.amount <> 0 OR NOT EXISTS (SELECT 1 FROM stock_place p JOIN stock_good g ON g.id = NEW.good_id JOIN ledger_book b ON b.id = NEW.book_id
    WHERE p.id = NEW.place_id AND p.unit_id = NEW.unit_id AND g.unit_id = NEW.unit_id AND b.unit_id = NEW.unit_id) THEN RAISE EXCEPTION 'a holding begins empty, in its own unit' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER stock_holding_insert BEFORE INSERT ON stock_holding FOR EACH ROW EXECUTE FUNCTION stock_holding_insert()
-- next statement
CREATE FUNCTION stock_holding_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN  IF NEW.id IS DISTINCT FROM OLD.id OR NEW.unit_id IS DISTINCT FROM OLD.unit_id OR NEW.place_id IS DISTINCT FROM OLD.place_id OR NEW.good_id IS DISTINCT FROM OLD.good_id OR NEW.book_id IS DISTINCT FROM OLD.book_id OR NEW.quantity <> (SELECT coalesce(sum(quantity), 0) FROM stock_movement WHERE holding_id = NEW.id)
    OR NEW.amount <> (SELECT coalesce(sum(amount), 0) FROM stock_movement WHERE holding_id = NEW.id) THEN RAISE EXCEPTION 'goods are moved by movements alone' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER stock_holding_update BEFORE UPDATE ON stock_holding FOR EACH ROW EXECUTE FUNCTION stock_holding_update()
-- next statement
CREATE FUNCTION stock_movement_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM 1 FROM stock_holding WHERE id = NEW.holding_id FOR UPDATE; IF NOT EXISTS (SELECT 1 FROM stock_slip WHERE id = NEW.slip_id AND state = 'made') THEN RAISE EXCEPTION 'a slip moves goods once' USING ERRCODE = '23514'; END IF; IF NOT EXISTS (SELECT 1 FROM stock_slip s JOIN stock_holding h ON h.id = NEW.holding_id WHERE s.id = NEW.slip_id AND h.book_id = s.book_id AND (
    (s.kind = 'reversal' AND EXISTS (SELECT 1 FROM stock_movement m WHERE m.slip_id = s.reverses_id AND m.holding_id = h.id
      AND m.position = NEW.position AND m.quantity = -NEW.quantity AND m.amount = -NEW.amount))
    OR (s.kind <> 'reversal' AND (h.place_id = s.place_id OR h.place_id = s.to_place_id)))) THEN RAISE EXCEPTION 'a slip moves goods of its fund in its places' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER stock_movement_insert BEFORE INSERT ON stock_movement FOR EACH ROW EXECUTE FUNCTION stock_movement_insert()
-- next statement
CREATE FUNCTION stock_slip_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN  IF NEW.state <> 'made' THEN RAISE EXCEPTION 'a slip is made before it is done' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER stock_slip_insert BEFORE INSERT ON stock_slip FOR EACH ROW EXECUTE FUNCTION stock_slip_insert()
-- next statement
CREATE FUNCTION stock_slip_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN  IF NEW.id IS DISTINCT FROM OLD.id OR NEW.unit_id IS DISTINCT FROM OLD.unit_id OR NEW.book_id IS DISTINCT FROM OLD.book_id OR NEW.kind IS DISTINCT FROM OLD.kind OR NEW.place_id IS DISTINCT FROM OLD.place_id OR NEW.to_place_id IS DISTINCT FROM OLD.to_place_id OR NEW.party IS DISTINCT FROM OLD.party OR NEW.address IS DISTINCT FROM OLD.address OR NEW.reason IS DISTINCT FROM OLD.reason OR NEW.basis IS DISTINCT FROM OLD.basis OR NEW.account_code IS DISTINCT FROM OLD.account_code OR NEW.counter_code IS DISTINCT FROM OLD.counter_code OR NEW.purpose IS DISTINCT FROM OLD.purpose OR NEW.for_unit_id IS DISTINCT FROM OLD.for_unit_id OR NEW.subject IS DISTINCT FROM OLD.subject OR NEW.reference IS DISTINCT FROM OLD.reference OR NEW.reverses_id IS DISTINCT FROM OLD.reverses_id OR NEW.returns_id IS DISTINCT FROM OLD.returns_id OR NEW.count_id IS DISTINCT FROM OLD.count_id OR NEW.minutes_file_id IS DISTINCT FROM OLD.minutes_file_id OR NEW.made_by_id IS DISTINCT FROM OLD.made_by_id OR NEW.made_at IS DISTINCT FROM OLD.made_at OR NEW.made_on IS DISTINCT FROM OLD.made_on OR NEW.series IS DISTINCT FROM OLD.series THEN RAISE EXCEPTION 'a slip never changes' USING ERRCODE = '23514'; END IF; IF OLD.state <> 'made' THEN RAISE EXCEPTION 'a slip is done once' USING ERRCODE = '23514'; END IF; IF NEW.state = 'done' AND (NOT EXISTS (SELECT 1 FROM stock_movement WHERE slip_id = NEW.id)
    OR (SELECT coalesce(sum(amount), 0) FROM stock_movement WHERE slip_id = NEW.id) <> (SELECT coalesce(sum(l.debit - l.credit), 0) FROM ledger_line l JOIN ledger_balance b ON b.id = l.balance_id
      JOIN ledger_entry e ON e.id = l.entry_id WHERE e.id = NEW.entry_id AND e.state = 'posted' AND e.book_id = NEW.book_id AND b.account_code = NEW.account_code)
    OR (NEW.kind IN ('transfer', 'packing') AND (SELECT coalesce(sum(amount), 0) FROM stock_movement WHERE slip_id = NEW.id) <> 0)) THEN RAISE EXCEPTION 'a slip has the value of its entry' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER stock_slip_update BEFORE UPDATE ON stock_slip FOR EACH ROW EXECUTE FUNCTION stock_slip_update()
-- next statement
CREATE FUNCTION stock_slip_line_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN  IF NOT EXISTS (SELECT 1 FROM stock_slip WHERE id = NEW.slip_id AND state = 'made') THEN RAISE EXCEPTION 'lines are written down with their slip' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER stock_slip_line_insert BEFORE INSERT ON stock_slip_line FOR EACH ROW EXECUTE FUNCTION stock_slip_line_insert()
-- next statement
CREATE FUNCTION stock_count_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN  IF NEW.state <> 'counted' THEN RAISE EXCEPTION 'a count is answered by a second person' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER stock_count_insert BEFORE INSERT ON stock_count FOR EACH ROW EXECUTE FUNCTION stock_count_insert()
-- next statement
CREATE FUNCTION stock_count_update() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN  IF OLD.state <> 'counted' OR NEW.id IS DISTINCT FROM OLD.id OR NEW.unit_id IS DISTINCT FROM OLD.unit_id OR NEW.place_id IS DISTINCT FROM OLD.place_id OR NEW.counted_on IS DISTINCT FROM OLD.counted_on OR NEW.counted_at IS DISTINCT FROM OLD.counted_at OR NEW.counted_by_id IS DISTINCT FROM OLD.counted_by_id OR NEW.present IS DISTINCT FROM OLD.present THEN RAISE EXCEPTION 'a count is answered once and never changes' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER stock_count_update BEFORE UPDATE ON stock_count FOR EACH ROW EXECUTE FUNCTION stock_count_update()
-- next statement
CREATE FUNCTION stock_count_line_insert() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM 1 FROM stock_holding WHERE id = NEW.holding_id FOR UPDATE; IF NEW.book_quantity <> (SELECT quantity FROM stock_holding WHERE id = NEW.holding_id) OR NOT EXISTS (SELECT 1 FROM stock_count c
               JOIN stock_holding h ON h.id = NEW.holding_id AND h.place_id = c.place_id WHERE c.id = NEW.count_id AND c.state = 'counted') THEN RAISE EXCEPTION 'a count has the books of its moment' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER stock_count_line_insert BEFORE INSERT ON stock_count_line FOR EACH ROW EXECUTE FUNCTION stock_count_line_insert()
-- next statement
CREATE FUNCTION stock_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is kept as it is', ERRCODE = '23514'; END $$
-- next statement
CREATE TRIGGER stock_slip_no_delete BEFORE DELETE ON stock_slip FOR EACH ROW EXECUTE FUNCTION stock_refuse()
-- next statement
CREATE TRIGGER stock_slip_line_no_delete BEFORE DELETE ON stock_slip_line FOR EACH ROW EXECUTE FUNCTION stock_refuse()
-- next statement
CREATE TRIGGER stock_movement_no_delete BEFORE DELETE ON stock_movement FOR EACH ROW EXECUTE FUNCTION stock_refuse()
-- next statement
CREATE TRIGGER stock_holding_no_delete BEFORE DELETE ON stock_holding FOR EACH ROW EXECUTE FUNCTION stock_refuse()
-- next statement
CREATE TRIGGER stock_count_no_delete BEFORE DELETE ON stock_count FOR EACH ROW EXECUTE FUNCTION stock_refuse()
-- next statement
CREATE TRIGGER stock_count_line_no_delete BEFORE DELETE ON stock_count_line FOR EACH ROW EXECUTE FUNCTION stock_refuse()
-- next statement
CREATE TRIGGER stock_slip_line_no_update BEFORE UPDATE ON stock_slip_line FOR EACH ROW EXECUTE FUNCTION stock_refuse()
-- next statement
CREATE TRIGGER stock_movement_no_update BEFORE UPDATE ON stock_movement FOR EACH ROW EXECUTE FUNCTION stock_refuse()
-- next statement
CREATE TRIGGER stock_count_line_no_update BEFORE UPDATE ON stock_count_line FOR EACH ROW EXECUTE FUNCTION stock_refuse()
-- next statement
CREATE TRIGGER stock_slip_no_truncate BEFORE TRUNCATE ON stock_slip FOR EACH STATEMENT EXECUTE FUNCTION stock_refuse()
-- next statement
CREATE TRIGGER stock_slip_line_no_truncate BEFORE TRUNCATE ON stock_slip_line FOR EACH STATEMENT EXECUTE FUNCTION stock_refuse()
-- next statement
CREATE TRIGGER stock_movement_no_truncate BEFORE TRUNCATE ON stock_movement FOR EACH STATEMENT EXECUTE FUNCTION stock_refuse()
-- next statement
CREATE TRIGGER stock_holding_no_truncate BEFORE TRUNCATE ON stock_holding FOR EACH STATEMENT EXECUTE FUNCTION stock_refuse()
-- next statement
CREATE TRIGGER stock_count_no_truncate BEFORE TRUNCATE ON stock_count FOR EACH STATEMENT EXECUTE FUNCTION stock_refuse()
-- next statement
CREATE TRIGGER stock_count_line_no_truncate BEFORE TRUNCATE ON stock_count_line FOR EACH STATEMENT EXECUTE FUNCTION stock_refuse()
-- next statement
CREATE FUNCTION stock_movement_applied() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN UPDATE stock_holding SET quantity = quantity + NEW.quantity, amount = amount + NEW.amount WHERE id = NEW.holding_id; RETURN NULL; END $$
-- next statement
CREATE TRIGGER stock_movement_applied AFTER INSERT ON stock_movement FOR EACH ROW EXECUTE FUNCTION stock_movement_applied()
-- next statement
CREATE FUNCTION stock_entry_alone() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF EXISTS (SELECT 1 FROM stock_slip s WHERE s.entry_id = NEW.reverses_id AND NOT EXISTS (
    SELECT 1 FROM stock_slip r JOIN stock_movement m ON m.slip_id = r.id WHERE r.reverses_id = s.id AND r.state = 'made')) THEN RAISE EXCEPTION 'F29 the entry of a slip is taken back with its goods' USING ERRCODE = '23514'; END IF; RETURN NEW; END $$
-- next statement
CREATE TRIGGER stock_entry_alone BEFORE UPDATE ON ledger_entry FOR EACH ROW WHEN (NEW.kind = 'reversal' AND NEW.state = 'posted' AND NEW.reverses_id IS NOT NULL) EXECUTE FUNCTION stock_entry_alone()
