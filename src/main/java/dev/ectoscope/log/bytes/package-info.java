/**
 * Searching, hashing and interning in byte arrays, and the words of a JSON document as bytes.
 * Nothing here knows what a log is.
 */
@NullMarked
package dev.ectoscope.log.bytes;

import org.jspecify.annotations.NullMarked;
