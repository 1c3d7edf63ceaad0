/**
 * This review against an earlier one: what is new, worse, fixed, still open. Needs no memory but
 * the two reviews.
 */
@NullMarked
package dev.ectoscope.digest;

import org.jspecify.annotations.NullMarked;
