/**
 * The megakernel in Java: the oracle that every device is compared with, and a device that must be
 * asked for by name.
 *
 * <p>{@link dev.vireo.reference.RawKernel} is vyre 0.6.3's kernel to the byte; {@link
 * dev.vireo.reference.ReferenceExecutor} executes single slots in either {@link
 * dev.vireo.protocol.Protection}. Nothing here starts a thread or locks.
 */
@NullMarked
package dev.vireo.reference;

import org.jspecify.annotations.NullMarked;
