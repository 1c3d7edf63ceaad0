/**
 * Detectors that look at how a single statement runs. They read the workload and the evidence and
 * nothing else.
 */
@NullMarked
package dev.ectoscope.detector.plan;

import org.jspecify.annotations.NullMarked;
