/**
 * From a named input to events in their order: which format it is, one reader or several at once,
 * and what could not be understood.
 */
@NullMarked
package dev.ectoscope.log.reading;

import org.jspecify.annotations.NullMarked;
