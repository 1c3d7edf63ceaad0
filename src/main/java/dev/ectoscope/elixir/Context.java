package dev.ectoscope.elixir;

import dev.ectoscope.elixir.syntax.Bound;
import dev.ectoscope.elixir.syntax.Scope;
import java.util.Map;

/**
 * What holds in the functions of a module.
 *
 * @param scope its aliases and imports
 * @param attributes its attributes, the last value of each
 */
record Context(Scope scope, Map<String, Bound> attributes) {}
