/**
 * Inputs that are no sequence of lines (exports, journals, YAML, recordings, counted octets), as
 * one.
 */
@NullMarked
package dev.ectoscope.log.record;

import org.jspecify.annotations.NullMarked;
