/** pg_stat_statements, from a server or an export, and what was counted between two readings. */
@NullMarked
package dev.ectoscope.postgres.statements;

import org.jspecify.annotations.NullMarked;
