/**
 * Bytes to log events. This room holds the events; the rooms in it, each on the ones before: {@code
 * bytes}, {@code message}, {@code framing}, {@code wrapper}, {@code record}, {@code input}, {@code
 * reading}, and {@code server} for PostgreSQL's own log. Never a line-by-line String, and nothing
 * about what the queries mean.
 */
@NullMarked
package dev.ectoscope.log;

import org.jspecify.annotations.NullMarked;
