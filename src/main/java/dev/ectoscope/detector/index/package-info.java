/**
 * Detectors of missing and superfluous indexes. They read the workload and the evidence and nothing
 * else.
 */
@NullMarked
package dev.ectoscope.detector.index;

import org.jspecify.annotations.NullMarked;
