package dev.ectoscope.sql;

/**
 * One key of ORDER BY.
 *
 * @param column the column, or {@link Column#NONE} for an expression
 * @param expression as printed, aliases removed
 * @param descending whether DESC
 */
public record SortKey(Column column, String expression, boolean descending) {}
