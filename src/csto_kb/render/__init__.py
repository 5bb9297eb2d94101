"""Graph -> pages, through Jinja templates.

`pages` lists what there is to render, `redirects` the addresses that lead to another, `view` is what a template sees,
`notes` numbers the citations, `environment` sets Jinja up, `folders` says where templates stand. A kind's page is
`<kind>.html.jinja`, or `entity.html.jinja` where there is none.
"""

from csto_kb.render import geometry, pages
from csto_kb.render.pages import Renderer, Task
from csto_kb.render.redirects import Redirect

CODES = (*pages.CODES, *geometry.CODES)

__all__ = ["CODES", "Redirect", "Renderer", "Task"]
