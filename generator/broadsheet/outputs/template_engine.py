"""The engine of templates: Jinja without what our templates never ask for, which was a third of their time.

Everything is printed by ``finalize``, which alone makes it safe: Jinja escapes what that returns once more,
and finds it safe. A call gets its arguments and no more: only filters see the context. And an attribute is
an attribute: one that is not there raises AttributeError, and no item of that name takes its place.
"""

from __future__ import annotations

from typing import Any

from jinja2 import Environment, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context


class _Context(Context):
    """Context that calls functions and macros as they are."""

    # The name is Jinja's, as are those of two arguments, which it adds in loops and blocks.
    def call(self, function: Any, /, *arguments: Any, **values: Any) -> Any:
        """Call a function of a template, or a macro."""
        if values:
            values.pop("_loop_vars", None)
            values.pop("_block_vars", None)
        return function(*arguments, **values)


class _CodeGenerator(CodeGenerator):
    """Compiler of templates whose ``finalize`` returns text that is safe."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        assert finalize.src  # of the call of finalize; both brackets are closed after the value
        self.write(f"({finalize.src}")


class TemplateEnvironment(Environment):
    """Jinja for templates of our own; ``finalize`` has to be given, and to return text that is safe."""

    context_class = _Context
    code_generator_class = _CodeGenerator
    getattr = staticmethod(getattr)  # type: ignore[assignment]
