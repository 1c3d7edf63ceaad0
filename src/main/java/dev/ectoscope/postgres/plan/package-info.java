/**
 * Plans that EXPLAIN printed, as JSON or text: nodes, times, rows, buffers; read, never asked for.
 */
@NullMarked
package dev.ectoscope.postgres.plan;

import org.jspecify.annotations.NullMarked;
