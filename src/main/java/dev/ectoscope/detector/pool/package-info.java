/**
 * Detectors of waits for a connection. They read the workload and the evidence and nothing else.
 */
package dev.ectoscope.detector.pool;
