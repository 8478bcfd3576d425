"""Acts on regulations: draft, change a draft, submit, send back, put in force. Two people for every document.

Nothing here touches a document that has left the draft, except to move it on; both databases refuse the rest.
"""

from fundapp.regulations.service.approval import put_in_force, send_back, submit
from fundapp.regulations.service.drafting import change_heading, copy, discard, draft
from fundapp.regulations.service.parts import remove, set_criterion, set_limit, set_norm, set_paper, set_steps
from fundapp.regulations.service.products import set_product
from fundapp.regulations.service.state import RegulationRefused

__all__ = [
    "RegulationRefused", "change_heading", "copy", "discard", "draft", "put_in_force", "remove", "send_back", "set_criterion", "set_limit",
    "set_norm", "set_paper", "set_product", "set_steps", "submit",
]
