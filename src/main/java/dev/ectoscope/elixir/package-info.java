/**
 * An Elixir project read from its source with tree-sitter: modules, schemas, associations, Repo
 * calls, Repo settings, and the resolver that turns a printed {@code ↳} frame into the function and
 * line where the Repo call stands. Nothing here runs Elixir or knows about findings. The rooms in
 * it stand below this one: {@code syntax}, {@code module}, {@code config}.
 */
@NullMarked
package dev.ectoscope.elixir;

import org.jspecify.annotations.NullMarked;
