/**
 * Events for the JDK's Flight Recorder, in the category Vireo; {@link
 * dev.vireo.runtime.events.Recorder} is asked before any of them is made. Batches and slices are
 * recorded from a millisecond on, unless a recording sets another threshold.
 */
package dev.vireo.runtime.events;
