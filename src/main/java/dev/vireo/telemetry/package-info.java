/**
 * What a megakernel does, in figures: {@link dev.vireo.Megakernel#telemetry} gives a {@link
 * dev.vireo.telemetry.Telemetry}, and processes that opted in show it to {@code vireo top}.
 */
@NullMarked
package dev.vireo.telemetry;

import org.jspecify.annotations.NullMarked;
