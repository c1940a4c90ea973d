/**
 * Figures of a megakernel for Micrometer: {@link dev.vireo.micrometer.VireoMetrics}. Micrometer is
 * not among Vireo's dependencies; nothing but this package needs it.
 */
@NullMarked
package dev.vireo.micrometer;

import org.jspecify.annotations.NullMarked;
