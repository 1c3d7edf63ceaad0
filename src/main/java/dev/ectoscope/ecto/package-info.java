/**
 * The only place that knows how Ecto spells a recommendation: queries, migrations and repo settings
 * as Elixir text. It reads neither logs nor databases and hands out only forms that were run
 * against Ecto and PostgreSQL.
 */
@NullMarked
package dev.ectoscope.ecto;

import org.jspecify.annotations.NullMarked;
