"""A voucher that is voided or taken back says so on the public page of its printed paper, whoever did it and however."""

TAKEN_BACK = """UPDATE public_paper SET state = 'reversed', changed_at = NEW.posted_at
    WHERE state = 'valid' AND subject = 'vouchers/' || (SELECT voucher_id FROM ledger_entry WHERE id = NEW.reverses_id);"""
VOIDED = """UPDATE public_paper SET state = 'void', changed_at = NEW.voided_at WHERE state <> 'void' AND subject = 'vouchers/' || NEW.id;"""
POSTED = "OLD.state = 'draft' AND NEW.state = 'posted' AND NEW.kind = 'reversal'"
VOID = "OLD.state <> 'void' AND NEW.state = 'void'"
# A paper may be printed for the first time after its voucher was taken back.
OF_A_VOUCHER = "NEW.subject LIKE 'vouchers/%'"
VOUCHER_ID = "CAST(substr(NEW.subject, 10) AS {whole})"
# Told in the words of the partial indexes, or all entries of the ledger would be looked through for every voucher that is printed.
ITS_ENTRIES = "SELECT e.id FROM ledger_entry e WHERE e.voucher_id = {id} AND e.voucher_id IS NOT NULL AND e.state <> 'dropped' AND e.earmark_id IS"
BACK = f"""SELECT max(r.posted_at) AS at FROM ledger_entry r WHERE r.state = 'posted' AND r.state <> 'dropped'
      AND r.reverses_id IN ({ITS_ENTRIES} NULL UNION ALL {ITS_ENTRIES} NOT NULL)"""
PRINTED_LATE = f"""UPDATE public_paper SET state = 'reversed', changed_at = back.at FROM ({BACK}) AS back
    WHERE public_paper.id = NEW.id AND back.at IS NOT NULL;
  UPDATE public_paper SET state = 'void', changed_at = v.voided_at FROM voucher v WHERE public_paper.id = NEW.id AND v.id = {{id}} AND v.state = 'void';"""
LATE_SQLITE = PRINTED_LATE.format(id=VOUCHER_ID.format(whole="INTEGER"))
LATE_POSTGRESQL = PRINTED_LATE.format(id=VOUCHER_ID.format(whole="bigint"))

PAPERS_SQLITE = [
    f"CREATE TRIGGER ledger_entry_told AFTER UPDATE ON ledger_entry WHEN {POSTED} BEGIN {TAKEN_BACK} END",
    f"CREATE TRIGGER voucher_told AFTER UPDATE ON voucher WHEN {VOID} BEGIN {VOIDED} END",
    f"CREATE TRIGGER public_paper_late AFTER INSERT ON public_paper WHEN {OF_A_VOUCHER} BEGIN {LATE_SQLITE} END",
]
PAPERS_POSTGRESQL = [
    f"CREATE FUNCTION ledger_entry_told() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {TAKEN_BACK} RETURN NULL; END $$",
    f"CREATE TRIGGER ledger_entry_told AFTER UPDATE ON ledger_entry FOR EACH ROW WHEN ({POSTED}) EXECUTE FUNCTION ledger_entry_told()",
    f"CREATE FUNCTION voucher_told() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {VOIDED} RETURN NULL; END $$",
    f"CREATE TRIGGER voucher_told AFTER UPDATE ON voucher FOR EACH ROW WHEN ({VOID}) EXECUTE FUNCTION voucher_told()",
    f"CREATE FUNCTION public_paper_late() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {LATE_POSTGRESQL} RETURN NULL; END $$",
    f"CREATE TRIGGER public_paper_late AFTER INSERT ON public_paper FOR EACH ROW WHEN ({OF_A_VOUCHER}) EXECUTE FUNCTION public_paper_late()",
]
