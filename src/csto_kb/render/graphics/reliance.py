"""Which sources the whole rests on, for its page."""

from csto_kb.insight.reliance import Reliance, weigh_sources
from csto_kb.render.view import View


def reliance(view: View) -> Reliance:
    """What the sources carry, all together and one by one."""
    return weigh_sources(view.context)
