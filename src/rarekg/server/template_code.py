"""The code that Jinja makes of our templates, where a rich page spends its time.

A page puts some three thousand values into its text. Jinja makes each an object that says of itself
that it is escaped, and joins them all to a plain string in the end: here a value that is only
joined stays a plain string. Jinja's calls look through what is called for what it wants to be
given first: macros and the texts of the interface need no look. Together a fifth of a rich page.

The macros of a page hold its context, and that holds them: Python would keep all that the page was
made from, ten thousand objects, until it looks for cycles. Here a page lets go of them itself.
"""

from __future__ import annotations

import keyword
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from types import FunctionType

from flask import Flask
from jinja2 import Template, nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.environment import TemplateModule
from jinja2.runtime import Context, Macro

from rarekg.server.template_texts import markup, template_plural, template_text

_of_the_page: ContextVar[list[Context] | None] = ContextVar("contexts of a page", default=None)
_TEXTS_BY_NAME = {
    "_": template_text.__name__,
    "gettext": template_text.__name__,
    "ngettext": template_plural.__name__,
}


def quicken(app: Flask) -> None:
    """Makes the templates of an application faster; to be called before the first is read."""
    app.jinja_env.code_generator_class = _Code
    app.jinja_env.context_class = _Context
    app.jinja_env.template_class = _Template
    for name, made in app.jinja_env.filters.items():
        if hasattr(made, "jinja_async_variant"):  # looks at each call whether it is to wait
            app.jinja_env.filters[name] = made.__wrapped__


class _Code(CodeGenerator):
    """Code that escapes what is put out by `escaped`, and asks for texts and attributes itself."""

    def visit_Template(  # noqa: N802  (Jinja's)
        self, node: nodes.Template, frame: Frame | None = None
    ) -> None:
        names = ", ".join(("escaped", *_TEXTS_BY_NAME.values()))
        self.writeline(f"from rarekg.server.template_texts import {names}")
        super().visit_Template(node, frame)

    def _output_child_pre(
        self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo
    ) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("(" if _text_asked(node) else "escaped(")

    def visit_Call(  # noqa: N802  (Jinja's)
        self,
        node: nodes.Call,
        frame: Frame,
        forward_caller: bool = False,
    ) -> None:
        """A call: what asks for a text does so at once, not through the context."""
        name = _text_asked(node)
        if not name or forward_caller:
            # (Jinja hands on the variables of loops, too: nothing here is made with a context.)
            self.write("context.call(")
            self.visit(node.node, frame)
            self.signature(node, frame, {"caller": "caller"} if forward_caller else None)
            self.write(")")
            return
        self.write(f"{name}(")
        for given in (*node.args, *node.kwargs):
            self.visit(given, frame)
            self.write(", ")
        self.write(")")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802  (Jinja's)
        """An attribute: asked of the thing itself, and of Jinja only where it has none (the keys of
        a dictionary, what is not defined). A page asks for two thousand."""
        thing, found = self.temporary_identifier(), self.temporary_identifier()
        self.write(f"({found} if ({found} := getattr({thing} := ")
        self.visit(node.node, frame)
        self.write(f", {node.attr!r}, missing)) is not missing")
        self.write(f" else environment.getattr({thing}, {node.attr!r}))")

    def visit_CondExpr(self, node: nodes.CondExpr, frame: Frame) -> None:  # noqa: N802  (Jinja's)
        """A value on a condition, which without another one is nothing: as what is not defined is
        here, but for the time that it takes to make that."""
        if node.expr2 is None:
            node.expr2 = nodes.Const("", lineno=node.lineno)
        super().visit_CondExpr(node, frame)


def _text_asked(node: nodes.Node) -> str:
    """By which function a call asks for a text of the interface; "" for others."""
    if not isinstance(node, nodes.Call) or not isinstance(node.node, nodes.Name):
        return ""
    if node.dyn_args or node.dyn_kwargs or any(keyword.iskeyword(k.key) for k in node.kwargs):
        return ""
    return _TEXTS_BY_NAME.get(node.node.name, "")


class _Context(Context):
    """Calls macros and texts without a look at what they want."""

    def call(self, called: Callable[..., object], /, *given: object, **named: object) -> object:
        if type(called) is Macro:
            if not named and len(given) == called._argument_count and not _asks_more(called):
                made = called._func(*given)
                return markup(made) if self.eval_ctx.autoescape else made
            return called(self.eval_ctx, *given, **named)
        if type(called) is FunctionType and "jinja_pass_arg" not in called.__dict__:
            return called(*given, **named)
        return super().call(called, *given, **named)


def _asks_more(macro: Macro) -> bool:
    """Whether a macro takes more than what it names."""
    return bool(macro.caller or macro.catch_kwargs or macro.catch_varargs)


class _Template(Template):
    """A template whose contexts let go of their macros when the page is made."""

    def render(self, *given: object, **named: object) -> str:
        """The page, as `Template.render` makes it."""
        made: list[Context] = []
        token = _of_the_page.set(made)
        try:
            return super().render(*given, **named)
        finally:
            _of_the_page.reset(token)
            for context in made:
                context.vars.clear()

    def _get_default_module(self, _ctx: Context | None = None) -> TemplateModule:
        """What is imported from it. (Jinja looks which globals the importing one has besides: here
        all have the same, and the look takes 20 µs.)"""
        if self._module is None:
            self._module = self.make_module()
        return self._module

    def new_context(
        self,
        vars: dict[str, object] | None = None,  # noqa: A002  (Jinja's)
        shared: bool = False,
        locals: Mapping[str, object] | None = None,  # noqa: A002  (Jinja's)
    ) -> Context:
        """A context. That of a module which is kept for all pages is neither the page's own, which
        is made of values, nor shared with it."""
        context = super().new_context(vars, shared, locals)
        made = _of_the_page.get()
        if made is not None and (shared or not made):
            made.append(context)
        return context
