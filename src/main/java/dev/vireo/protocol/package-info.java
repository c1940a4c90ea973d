/**
 * The bytes that host and device share, as layouts and codecs on byte buffers: slots and rings, the
 * control buffer, the debug log, the IO queue, packed slots, continuation tasks, tenants, replay
 * logs and telemetry. No Vulkan, no threads.
 *
 * <p>Classes named {@code …Layout} hold constants and a picture of the bytes; {@code …Codec} and
 * the value types read and write them. All errors are {@link dev.vireo.protocol.VireoException}s;
 * those of the codecs are {@link dev.vireo.protocol.ProtocolException}s.
 */
@NullMarked
package dev.vireo.protocol;

import org.jspecify.annotations.NullMarked;
