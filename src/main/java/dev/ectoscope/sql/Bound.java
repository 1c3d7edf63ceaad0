package dev.ectoscope.sql;

/**
 * LIMIT or OFFSET.
 *
 * @param parameter number of the {@code $n}, or 0
 * @param value the literal, or -1 when it is a parameter
 */
public record Bound(int parameter, long value) {}
