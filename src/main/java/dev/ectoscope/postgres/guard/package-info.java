/**
 * Which statement of a log may be executed, and why another may not: its form, and all that the
 * server's own catalog says it can reach.
 */
@NullMarked
package dev.ectoscope.postgres.guard;

import org.jspecify.annotations.NullMarked;
