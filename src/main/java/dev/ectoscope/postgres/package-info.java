/**
 * Everything that talks to PostgreSQL: embedded servers, a guarded read-only connection to a
 * replica, plans, the catalog and what-if costs. Nothing here writes to a database that it did not
 * start itself, and every statement it sends begins with the comment {@code ectoscope}.
 */
@NullMarked
package dev.ectoscope.postgres;

import org.jspecify.annotations.NullMarked;
