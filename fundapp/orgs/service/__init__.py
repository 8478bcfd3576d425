"""Acts on the tree: open a unit, name it anew, hang it elsewhere, close it in favour of a successor."""

from fundapp.orgs.service.changing import change_details, close_unit, hang_under, refuse_unless_ended, rename, reopen
from fundapp.orgs.service.opening import free_code, load_kinds, open_unit
from fundapp.orgs.service.refusals import Recorder, UnitRefused

__all__ = ["Recorder", "UnitRefused", "change_details", "close_unit", "free_code", "hang_under", "load_kinds", "open_unit", "refuse_unless_ended", "rename", "reopen"]
