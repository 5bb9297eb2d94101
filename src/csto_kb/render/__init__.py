"""Graph -> pages, through Jinja templates.

`pages` plans and renders the pages, `redirects` lists the redirects, `view` is what a template writes with, `notes`
numbers the citations, `environment` sets up Jinja, `folders` finds the templates. A record's page is rendered from
`<kind>.html.jinja`, or from `entity.html.jinja` where there is none.
"""

from csto_kb.render import geometry, pages
from csto_kb.render.pages import Renderer, Task
from csto_kb.render.redirects import Redirect

CODES = (*pages.CODES, *geometry.CODES)

__all__ = ["CODES", "Redirect", "Renderer", "Task"]
