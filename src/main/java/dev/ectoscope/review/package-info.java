/**
 * The complete result of one analysis as one immutable record, which every output is a view of, and
 * the words findings are made of. Its JSON is a contract (schema {@code ectoscope.review/1}).
 */
@NullMarked
package dev.ectoscope.review;

import org.jspecify.annotations.NullMarked;
