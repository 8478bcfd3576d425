"""What all pages share: guards, forms and their fields, paging, formats, headers, one-time tokens, subjects by name.

Asks `g.actor`, which `access` supplies at the edge; knows no room above.
"""
