package dev.ectoscope.detector;

import dev.ectoscope.elixir.Place;
import dev.ectoscope.log.CallSite;

/**
 * A call site as the log prints it and as the source corrects it.
 *
 * @param printed as printed, or {@link CallSite#UNKNOWN}
 */
public record PlacedCall(CallSite printed, Place place) {}
