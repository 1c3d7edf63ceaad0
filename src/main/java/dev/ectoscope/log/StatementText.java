package dev.ectoscope.log;

/**
 * One distinct statement text of a log, shared by all queries that printed it: its fingerprint is
 * computed once.
 *
 * @param text as printed, without parameters
 * @param fingerprint see {@link dev.ectoscope.sql.Fingerprint}
 */
public record StatementText(String text, String fingerprint) {}
