/** Elixir's printed terms as typed values that a statement can be executed with. */
@NullMarked
package dev.ectoscope.postgres.term;

import org.jspecify.annotations.NullMarked;
