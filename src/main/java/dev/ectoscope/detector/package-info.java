/**
 * One detector a file: an annotation that explains it, and two pure methods. Never touches a
 * connection or a file.
 */
package dev.ectoscope.detector;
