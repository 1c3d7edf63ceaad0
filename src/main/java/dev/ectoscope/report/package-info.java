/**
 * Views of a {@link dev.ectoscope.review.Review}: JSON, console and HTML. Nothing here computes a
 * result, numbers are only spelled.
 */
@NullMarked
package dev.ectoscope.report;

import org.jspecify.annotations.NullMarked;
