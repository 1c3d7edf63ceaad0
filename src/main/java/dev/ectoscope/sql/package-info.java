/**
 * SQL text: fingerprints, statements and their predicates and relations, read by JSqlParser once
 * per fingerprint. Knows nothing of logs, databases or Ecto beyond the SQL that Ecto prints.
 */
@NullMarked
package dev.ectoscope.sql;

import org.jspecify.annotations.NullMarked;
