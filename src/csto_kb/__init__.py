"""csto-kb: a static-site knowledge base generator.

The layers, from the ground up, are drawn in CONTRIBUTING.md and enforced by `lint-imports`.
"""

__version__ = "0.1.0"
