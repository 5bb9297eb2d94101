"""Graph -> pages, through Jinja templates.

`pages` lists what there is to render, `view` is what a template sees, `notes` numbers the citations,
`environment` sets Jinja up. A kind's page is `templates/<kind>.html.jinja`, or `entity.html.jinja`
where there is none.
"""

from csto_kb.render.pages import CODES, Renderer, Task

__all__ = ["CODES", "Renderer", "Task"]
