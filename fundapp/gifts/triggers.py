"""What the database itself refuses about gifts, also to raw SQL: each law is one condition, written for both engines.

A list changes only together with its event, which is inserted first and names the version that the list will have.
"""

from fundapp.gifts.lifecycle import DECIDING, LISTING, REVIEWING, TRANSITIONS
from fundapp.kernel.db import register_triggers


def _list(values: object) -> str:
    return ", ".join(f"'{value}'" for value in values)  # type: ignore[attr-defined]


def _differs(columns: str) -> str:
    return " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns.split())


KEYS = _list(step.key for step in TRANSITIONS)
LIS, REV, DEC = (_list(sorted(act.value for act in group)) for group in (LISTING, REVIEWING, DECIDING))
OF_EVENT = "(SELECT l.{0} FROM gift_list l WHERE l.id = NEW.list_id)"
OWN_LIST = "(SELECT l.state FROM gift_list l WHERE l.id = {0}.list_id)"
CAMPAIGN_OF_LINE = "(SELECT c.state FROM gift_campaign c JOIN gift_line g ON g.campaign_id = c.id WHERE g.id = {0}.line_id)"
CAMPAIGN = "(SELECT c.state FROM gift_campaign c WHERE c.id = {0}.campaign_id)"
PER = "(SELECT k.per FROM gift_class k WHERE k.season_id = NEW.season_id AND k.code = NEW.gift_class)"
TAKEN = "EXISTS (SELECT 1 FROM gift_campaign c WHERE c.season_id = {0}.season_id AND c.state <> 'draft')"


def _done_by(acts: str) -> str:
    return f"EXISTS (SELECT 1 FROM gift_event e WHERE e.list_id = NEW.list_id AND e.by_id = NEW.by_id AND e.act IN ({acts}))"


LATER = (
    "EXISTS (SELECT 1 FROM gift_extension x WHERE x.campaign_id = {whose} AND {level} AND x.from_on = OLD.list_until_on AND x.to_on = NEW.list_until_on)"
)
SETTLED = "unit_id season_id kind document regulation_id opens_on made_by_id opened_by_id"
FROZEN_LIST = "id code year number campaign_id season_id unit_id decider_unit_id made_by_id made_on"
DECIDED = "decided_by_id decided_on decided_amount digest seal_id submitted_by_id reviewed_by_id"
WHO = "id uid list_id season_id unit_id line_id gift_class person_id household_id person_key household_key full_name birth amount cccd_index"
SHOWN = "position points reason sex ethnicity look_note folded"

# (table, INSERT, UPDATE or DELETE, name, condition under which it is refused, message)
LAWS: list[tuple[str, str, str, str, str]] = [
    ("gift_campaign", "INSERT", "born_draft", "NEW.state <> 'draft' OR NEW.version <> 1", "a campaign is born a draft"),
    ("gift_campaign", "UPDATE", "version", "NEW.version <> OLD.version + 1", "a campaign rises by one version"),
    (
        "gift_campaign", "UPDATE", "way",
        "NEW.state <> OLD.state AND OLD.state || '>' || NEW.state NOT IN ('draft>open', 'open>closed')", "no such way of a campaign",
    ),
    (
        "gift_campaign", "UPDATE", "frozen",
        f"NEW.id <> OLD.id OR OLD.state = 'closed' OR (OLD.state <> 'draft' AND ({_differs(SETTLED)}))",
        "what a campaign gives does not change once it is open",
    ),
    (
        "gift_campaign", "UPDATE", "paid_for",
        ("NEW.state = 'open' AND OLD.state = 'draft' AND (NOT EXISTS (SELECT 1 FROM gift_line g WHERE g.campaign_id = NEW.id) "
        "OR EXISTS (SELECT 1 FROM gift_line g WHERE g.campaign_id = NEW.id AND NOT ("
        "g.unit_amount = (SELECT COALESCE(SUM(f.unit_amount), 0) FROM gift_line_fund f WHERE f.line_id = g.id) "
        "OR (g.goods_code IS NOT NULL AND NOT EXISTS (SELECT 1 FROM gift_line_fund f WHERE f.line_id = g.id)))))"),
        "the funds of a line pay the whole of it",
    ),
    *(
        (table, act, "when_draft", f"{where.format('OLD' if act == 'DELETE' else 'NEW')} <> 'draft'", "what a campaign gives does not change once it is open")
        for table, where in (("gift_line", CAMPAIGN), ("gift_line_fund", CAMPAIGN_OF_LINE), ("gift_deadline", CAMPAIGN))
        for act in ("INSERT", "UPDATE", "DELETE") if (table, act) != ("gift_deadline", "UPDATE")
    ),
    (
        "gift_deadline", "UPDATE", "extended",
        f"{_differs('id campaign_id level')} OR ({CAMPAIGN.format('NEW')} <> 'draft' AND NOT {LATER.format(whose='NEW.campaign_id', level='x.level = NEW.level')})",
        "a last day goes later only by its extension",
    ),
    (
        "gift_campaign", "UPDATE", "extended",
        ("OLD.state <> 'draft' AND NEW.list_until_on <> OLD.list_until_on AND NOT "
        f"{LATER.format(whose='NEW.id', level='x.level IS NULL')}"),
        "a last day goes later only by its extension",
    ),
    *(
        (table, act, "when_unused", TAKEN.format("OLD" if act == "DELETE" else "NEW"), "the rule of a season stands once a campaign of it is open")
        for table in ("gift_class", "gift_exclusion") for act in ("INSERT", "UPDATE", "DELETE")
    ),
    (
        "gift_quota_move", "INSERT", "granted_once",
        (f"{CAMPAIGN_OF_LINE.format('NEW')} <> 'open' OR (NEW.kind = 'granted' AND (EXISTS (SELECT 1 FROM gift_quota_move m "
        "WHERE m.line_id = NEW.line_id AND m.kind = 'granted') OR NEW.places <> (SELECT g.places FROM gift_line g WHERE g.id = NEW.line_id)))"),
        "the places of a line are granted once, all of them, in an open campaign",
    ),
    (
        "gift_list", "INSERT", "born_draft",
        ("NEW.state <> 'draft' OR NEW.version <> 1 OR COALESCE(NEW.submitted_by_id, NEW.reviewed_by_id, NEW.decided_by_id) IS NOT NULL "
        f"OR {CAMPAIGN.format('NEW')} <> 'open' OR NEW.season_id <> (SELECT c.season_id FROM gift_campaign c WHERE c.id = NEW.campaign_id)"),
        "a list is born a draft of an open campaign",
    ),
    ("gift_list", "UPDATE", "version", "NEW.version <> OLD.version + 1", "a list rises by one version"),
    (
        "gift_list", "UPDATE", "event",
        ("NOT EXISTS (SELECT 1 FROM gift_event e WHERE e.list_id = NEW.id AND e.version = NEW.version AND e.from_state = OLD.state "
        "AND e.to_state = NEW.state)"),
        "a list changes only with its event",
    ),
    ("gift_list", "UPDATE", "frozen", _differs(FROZEN_LIST), "this column of a list never changes"),
    ("gift_list", "UPDATE", "decided", f"OLD.decided_by_id IS NOT NULL AND ({_differs(DECIDED)})", "what was decided never changes"),
    (
        "gift_list", "UPDATE", "persons",
        " OR ".join(
            f"(NEW.{column} IS NOT NULL AND NEW.{column} IS DISTINCT FROM OLD.{column} AND NOT EXISTS (SELECT 1 FROM gift_event e "
            f"WHERE e.list_id = NEW.id AND e.version = NEW.version AND e.act = '{act}' AND e.by_id = NEW.{column}))"
            for column, act in (("submitted_by_id", "submit"), ("reviewed_by_id", "review"), ("decided_by_id", "decide"))
        ),
        "a person stands in a list only by their own act",
    ),
    (
        "gift_list", "UPDATE", "sum",
        ("NEW.state = 'decided' AND OLD.state <> 'decided' AND NEW.decided_amount IS DISTINCT FROM "
        "(SELECT SUM(r.amount) FROM gift_row r WHERE r.list_id = NEW.id AND r.state = 'listed')"),
        "a decided list has rows that sum to its amount",
    ),
    (
        "gift_event", "INSERT", "order",
        ("NOT ((NEW.version = 1 AND NEW.act = 'open' AND NEW.from_state = '' AND NEW.to_state = 'draft' "
        f"AND NEW.by_id = {OF_EVENT.format('made_by_id')} AND {OF_EVENT.format('version')} = 1) "
        f"OR (NEW.version > 1 AND NEW.version = {OF_EVENT.format('version')} + 1 AND NEW.from_state = {OF_EVENT.format('state')} "
        f"AND NEW.act || ':' || NEW.from_state || '>' || NEW.to_state IN ({KEYS})))"),
        "no such way of a list",
    ),
    (
        "gift_event", "INSERT", "duties",
        (f"(NEW.act IN ({DEC}) AND {_done_by(LIS + ', ' + REV)}) OR (NEW.act IN ({REV}) AND {_done_by(LIS + ', ' + DEC)}) "
        f"OR (NEW.act IN ({LIS}) AND {_done_by(REV + ', ' + DEC)})"),
        "one person twice in the chain of a list",
    ),
    (
        "gift_row", "INSERT", "when_draft",
        (f"COALESCE({OWN_LIST.format('NEW')}, '') <> 'draft' OR NEW.state <> 'listed' OR NEW.outcome IS NOT NULL OR NOT EXISTS (SELECT 1 FROM gift_list l "
        "JOIN gift_line g ON g.campaign_id = l.campaign_id WHERE l.id = NEW.list_id AND g.id = NEW.line_id AND l.unit_id = NEW.unit_id "
        "AND l.season_id = NEW.season_id AND g.gift_class = NEW.gift_class AND g.unit_amount = NEW.amount)"),
        "names come into a draft, for a line of its campaign",
    ),
    *(
        (
            "gift_row", act, "claims",
            (f"NEW.state = 'listed' AND ((COALESCE({PER}, 'none') <> 'none' AND NEW.person_claim IS NULL) "
            f"OR ({PER} = 'household' AND NEW.household_key IS NOT NULL AND NEW.household_claim IS NULL) "
            f"OR (COALESCE({PER}, 'none') <> 'household' AND NEW.household_claim IS NOT NULL))"),
            "a name claims the place of its person and household",
        )
        for act in ("INSERT", "UPDATE")
    ),
    (
        "gift_row", "INSERT", "excluded",
        ("EXISTS (SELECT 1 FROM gift_exclusion x JOIN gift_row r ON r.season_id = x.season_id AND r.person_key = NEW.person_key AND r.state = 'listed' "
        "WHERE x.season_id = NEW.season_id AND ((x.first_code = NEW.gift_class AND x.second_code = r.gift_class) "
        "OR (x.second_code = NEW.gift_class AND x.first_code = r.gift_class)))"),
        "one class of this season shuts out the other",
    ),
    (
        "gift_row", "UPDATE", "locked",
        f"{_differs(WHO)} OR ({OWN_LIST.format('NEW')} <> 'draft' AND ({_differs(SHOWN)}))", "who stands in a list does not change",
    ),
    (
        "gift_row", "UPDATE", "way",
        ("(OLD.state <> 'listed' AND " + "(" + _differs("state struck_reason struck_by_id struck_on") + ")) OR (NEW.state <> OLD.state AND "
        f"{OWN_LIST.format('NEW')} || '>' || NEW.state NOT IN ('submitted>struck', 'reviewed>struck', 'decided>withdrawn', 'giving>withdrawn', 'giving>returned'))"),
        "no such way of a name",
    ),
    (
        "gift_row", "UPDATE", "outcome",
        ("NEW.outcome IS DISTINCT FROM OLD.outcome AND NEW.outcome IS DISTINCT FROM (SELECT m.outcome FROM gift_mark m WHERE m.row_id = NEW.id "
        "ORDER BY m.number DESC LIMIT 1)"),
        "what became of a name is what its newest mark says",
    ),
    ("gift_row", "DELETE", "when_draft", f"{OWN_LIST.format('OLD')} <> 'draft'", "names leave a draft only"),
    (
        "gift_mark", "INSERT", "when",
        ("NOT EXISTS (SELECT 1 FROM gift_row r JOIN gift_list l ON l.id = r.list_id WHERE r.id = NEW.row_id AND l.id = NEW.list_id "
        "AND r.unit_id = NEW.unit_id AND l.state = 'giving' AND r.state = 'listed')"),
        "a mark belongs to a name of a decided list that is being handed out",
    ),
    (
        "gift_mark", "INSERT", "transferred",
        ("EXISTS (SELECT 1 FROM gift_payment p JOIN payment_order o ON o.id = p.order_id WHERE p.row_id = NEW.row_id AND o.state NOT IN ('void', 'refused', 'reversed') "
        "AND NOT (o.state = 'paid' AND NEW.outcome = 'received' AND NEW.client_reference = 'order/' || o.code))"),
        "whoever gets a transfer is handed no cash",
    ),
    (
        "gift_mark", "INSERT", "number",
        "NEW.number <> 1 + COALESCE((SELECT MAX(m.number) FROM gift_mark m WHERE m.row_id = NEW.row_id), 0)", "marks of a name are counted",
    ),
    (
        "gift_call", "UPDATE", "once", f"OLD.answer IS NOT NULL OR {_differs('id row_id campaign_id unit_id seed drawn_by_id drawn_on')}",
        "what was heard is kept",
    ),
    (
        "gift_finding", "UPDATE", "once", f"OLD.resolution <> '' OR {_differs('id call_id campaign_id unit_id told found_by_id found_on')}",
        "what was found is kept",
    ),
    (
        "gift_finding", "INSERT", "of_a_difference",
        "NEW.resolution <> '' OR NOT EXISTS (SELECT 1 FROM gift_call c WHERE c.id = NEW.call_id AND c.answer = 'differs')", "a finding is of a difference",
    ),
]
APPEND_ONLY = ("gift_quota_move", "gift_event", "gift_mark", "gift_extension", "gift_payment", "gift_photo")
KEPT = ("gift_season", "gift_campaign", "gift_quota", "gift_list", "gift_call", "gift_finding", *APPEND_ONLY)


def _sqlite() -> list[str]:
    made = [
        f"CREATE TRIGGER {table}_{act.lower()}_{name} BEFORE {act} ON {table} WHEN {condition.replace('IS DISTINCT FROM', 'IS NOT')} "
        f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
        for table, act, name, condition, message in LAWS
    ]
    made += [f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END" for table in APPEND_ONLY]
    made += [f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{table} is kept'); END" for table in KEPT]
    made.append(
        "CREATE TRIGGER gift_mark_told AFTER INSERT ON gift_mark BEGIN UPDATE gift_row SET outcome = NEW.outcome WHERE id = NEW.row_id; END"
    )
    return made


def _postgresql() -> list[str]:
    made: list[str] = []
    for table, act, name, condition, message in LAWS:
        law = f"{table}_{act.lower()}_{name}"
        made.append(
            f"CREATE OR REPLACE FUNCTION {law}_law() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {condition} THEN "
            f"RAISE EXCEPTION '{message}' USING ERRCODE = '23514'; END IF; RETURN {'OLD' if act == 'DELETE' else 'NEW'}; END $$"
        )
        made.append(f"CREATE TRIGGER {law} BEFORE {act} ON {table} FOR EACH ROW EXECUTE FUNCTION {law}_law()")
    made.append(
        "CREATE OR REPLACE FUNCTION gifts_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION '% is kept as it is', TG_TABLE_NAME USING ERRCODE = '23514'; END $$"
    )
    made += [f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION gifts_kept()" for table in APPEND_ONLY]
    for table in KEPT:
        made.append(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION gifts_kept()")
    for table in (*KEPT, "gift_row"):
        made.append(f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION gifts_kept()")
    made.append(
        "CREATE OR REPLACE FUNCTION gift_mark_tell() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "UPDATE gift_row SET outcome = NEW.outcome WHERE id = NEW.row_id; RETURN NULL; END $$"
    )
    made.append("CREATE TRIGGER gift_mark_told AFTER INSERT ON gift_mark FOR EACH ROW EXECUTE FUNCTION gift_mark_tell()")
    return made


register_triggers("gifts", sqlite=_sqlite(), postgresql=_postgresql())
