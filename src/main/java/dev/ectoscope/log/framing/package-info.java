/**
 * Where a message of Elixir's Logger begins and ends among bytes, and what stands before it: time,
 * level, metadata.
 */
@NullMarked
package dev.ectoscope.log.framing;

import org.jspecify.annotations.NullMarked;
