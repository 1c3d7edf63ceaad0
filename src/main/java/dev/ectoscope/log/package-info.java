/**
 * Bytes to log events: one byte scanner, framings that say where a message begins and ends, and the
 * reader of what Ecto, Phoenix, DBConnection and Oban print inside. Never a line-by-line String,
 * and nothing about what the queries mean.
 */
@NullMarked
package dev.ectoscope.log;

import org.jspecify.annotations.NullMarked;
