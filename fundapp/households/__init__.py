"""Members and their families as they were declared on a day: households, persons, dated declarations, the poverty standards.

Never judges who gets help, never holds money; a declaration is superseded by a newer one and never changed.
"""
