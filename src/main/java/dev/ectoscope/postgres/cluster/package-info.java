/** Servers of our own: a primary and its streaming standby, started and ended with us. */
@NullMarked
package dev.ectoscope.postgres.cluster;

import org.jspecify.annotations.NullMarked;
