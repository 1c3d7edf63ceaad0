/**
 * Everything known about the queries of a period: statements, query groups, units of work and their
 * repetitions. A {@link dev.ectoscope.workload.Workload} is immutable and merges associatively and
 * commutatively.
 */
@NullMarked
package dev.ectoscope.workload;

import org.jspecify.annotations.NullMarked;
