package dev.ectoscope.elixir.syntax;

import java.util.Map;

/**
 * A function that a macro writes into the module that uses it.
 *
 * @param function with the user's module and the macro's file and lines
 * @param names aliases in force in the macro's module
 * @param variables what the macro was given, for {@code unquote}
 */
public record Quoted(Function function, Scope names, Map<String, Bound> variables) {}
