/**
 * Shows a review in a browser on this machine. The pages are those of {@link dev.ectoscope.report};
 * here are routes, headers and the guard against foreign hosts.
 */
@NullMarked
package dev.ectoscope.web;

import org.jspecify.annotations.NullMarked;
