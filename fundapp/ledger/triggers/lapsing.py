"""What both databases refuse about the last day of a commitment: each law is one condition that a trigger asks of other rows."""

LATER = """EXISTS (SELECT 1 FROM reservation_extension x WHERE x.reservation_id = NEW.id AND x.from_on = OLD.lapse_on
  AND x.to_on = NEW.lapse_on AND x.warn_on = NEW.warn_on)"""
MOVED = "(NEW.lapse_on IS DISTINCT FROM OLD.lapse_on OR NEW.warn_on IS DISTINCT FROM OLD.warn_on)"
# Before the last day has passed; or on the day on which a reversed payment came back to the commitment.
IN_TIME = """EXISTS (SELECT 1 FROM reservation r WHERE r.id = NEW.reservation_id AND r.state = 'open' AND r.lapse_on = NEW.from_on
  AND r.unit_id = NEW.unit_id AND (NEW.extended_on <= NEW.from_on OR EXISTS (SELECT 1 FROM reservation_move m
    WHERE m.reservation_id = r.id AND m.kind = 'restored' AND m.moved_on = NEW.extended_on)))"""
OVERDUE = "EXISTS (SELECT 1 FROM reservation r WHERE r.id = NEW.reservation_id AND r.lapse_on < NEW.moved_on)"

RARE = "reservation_move_overdue"
# Name, event, table, message, condition under which it is refused.
ASKED = (
    ("reservation_lapse_moves", "UPDATE OF lapse_on, warn_on", "reservation", "F2 the last day of a commitment moves by an extension only", f"{MOVED} AND NOT {LATER}"),
    ("reservation_extension_in_time", "INSERT", "reservation_extension", "F2 a commitment is extended before its last day has passed", f"NOT {IN_TIME}"),
    (RARE, "INSERT", "reservation_move", "F2 a commitment lapses after its last day", f"NEW.kind = 'lapsed' AND NOT {OVERDUE}"),
)
EXTENDED = "UPDATE reservation SET lapse_on = NEW.to_on, warn_on = NEW.warn_on WHERE id = NEW.reservation_id"
