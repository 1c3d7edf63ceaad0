package dev.ectoscope.log;

import dev.ectoscope.sql.Literals;

/**
 * One distinct statement text of a log, shared by all queries that printed it: its fingerprint is
 * computed once.
 *
 * @param text as printed, without parameters
 * @param fingerprint see {@link dev.ectoscope.sql.Fingerprint}
 * @param values see {@link Literals#hash}
 */
public record StatementText(String text, String fingerprint, long values) {

  public StatementText(String text, String fingerprint) {
    this(text, fingerprint, Literals.hash(text));
  }
}
