/**
 * The order of things: read, suspect, ask, judge, review. {@link dev.ectoscope.pipeline.Advisor} is
 * the only class that knows it, {@link dev.ectoscope.pipeline.Detectors} the one list of detectors.
 */
@NullMarked
package dev.ectoscope.pipeline;

import org.jspecify.annotations.NullMarked;
