/**
 * One detector a file: an annotation that explains it, and two pure methods. Never touches a
 * connection or a file.
 */
@NullMarked
package dev.ectoscope.detector;

import org.jspecify.annotations.NullMarked;
