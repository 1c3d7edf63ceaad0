/** What a project's configuration says of its Repos, and which versions its lock file holds. */
@NullMarked
package dev.ectoscope.elixir.config;

import org.jspecify.annotations.NullMarked;
