/**
 * Detectors of missing and superfluous indexes. They read the workload and the evidence and nothing
 * else.
 */
package dev.ectoscope.detector.index;
