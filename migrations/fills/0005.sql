INSERT INTO loan_arrival (entry_id, loan_id, amount, event_id)
SELECT m.entry_id, l.id, SUM(m.credit - m.debit), (SELECT MIN(e.id) FROM loan_event e WHERE e.entry_id = m.entry_id AND e.loan_id = l.id)
FROM loan l JOIN ledger_line m ON m.subject = 'cases/' || l.id JOIN ledger_balance b ON b.id = m.balance_id
WHERE b.account_code = '3387' GROUP BY m.entry_id, l.id
-- next statement
UPDATE loan SET books_due_on = (SELECT MIN(e.on_day) FROM loan_event e WHERE e.loan_id = loan.id AND e.kind = 'disbursement')
WHERE state = 'open' AND NOT EXISTS (SELECT 1 FROM loan_event e WHERE e.loan_id = loan.id AND e.kind = 'allocation')
-- next statement
UPDATE loan SET books_due_on = (
    SELECT MIN(i.due_on) FROM loan_schedule s JOIN loan_instalment i ON i.schedule_id = s.id
    WHERE s.loan_id = loan.id AND s.version = loan.schedule_version
    AND i.due_on > (SELECT MAX(e.on_day) FROM loan_event e WHERE e.loan_id = loan.id AND e.kind = 'allocation'))
WHERE state = 'open' AND books_due_on IS NULL
AND 0 < (SELECT COALESCE(SUM(a.amount), 0) FROM loan_arrival a WHERE a.loan_id = loan.id AND a.event_id IS NOT NULL)
