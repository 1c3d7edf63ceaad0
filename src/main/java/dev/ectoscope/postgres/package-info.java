/**
 * Everything that talks to PostgreSQL: embedded servers, a guarded read-only connection to a
 * replica, plans, the catalog and what-if costs. Nothing here writes to a database that it did not
 * start itself, and every statement it sends begins with the comment {@code ectoscope}. This room
 * holds the connection; the rooms in it are {@code term} and {@code plan} below, {@code guard},
 * {@code cluster}, {@code catalog}, {@code statements} and {@code explain} above.
 */
@NullMarked
package dev.ectoscope.postgres;

import org.jspecify.annotations.NullMarked;
