/**
 * Elixir's syntax as tree-sitter gives it: modules, functions, clauses, literals, what names stand
 * for. Nothing of Ecto.
 */
@NullMarked
package dev.ectoscope.elixir.syntax;

import org.jspecify.annotations.NullMarked;
