/**
 * This review against an earlier one: what is new, worse, fixed, still open. Needs no memory but
 * the two reviews.
 */
package dev.ectoscope.digest;
