/**
 * Requests for evidence and their answers: plans, what-if plans, the catalog. It answers and does
 * not know who asks; a bundle of answers can be saved and replayed, so that everything above needs
 * no database.
 */
@NullMarked
package dev.ectoscope.evidence;

import org.jspecify.annotations.NullMarked;
