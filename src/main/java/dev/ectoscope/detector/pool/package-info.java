/**
 * Detectors of waits for a connection. They read the workload and the evidence and nothing else.
 */
@NullMarked
package dev.ectoscope.detector.pool;

import org.jspecify.annotations.NullMarked;
