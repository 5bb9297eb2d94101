"""Renaming a record: its file, and every reference to it in records and hand-written pages.

`plan` works out in memory what is to be changed, `writing` puts it on the disk.
"""

from csto_kb.rename.plan import find_in_templates, plan_rename
from csto_kb.rename.writing import Change, RenameError, apply_changes, recover_rename

__all__ = ["Change", "RenameError", "apply_changes", "find_in_templates", "plan_rename", "recover_rename"]
