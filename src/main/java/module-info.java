/**
 * Vireo: one compute kernel that keeps running on any Vulkan device, fed with 64-byte work slots.
 */
module dev.vireo {
  requires org.lwjgl;
  requires org.lwjgl.vulkan;
  requires org.lwjgl.shaderc;
  requires static info.picocli;
  requires com.google.gson;
  requires org.apache.commons.codec;
  requires java.logging;
  requires jdk.jfr;
  requires jdk.httpserver;
  requires static transitive org.jspecify;
  requires static micrometer.core;

  exports dev.vireo;
  exports dev.vireo.micrometer;
  exports dev.vireo.protocol;
  exports dev.vireo.reference;
  exports dev.vireo.spirv;
  exports dev.vireo.telemetry;
  exports dev.vireo.vir0;

  opens dev.vireo.cli to
      info.picocli;
}
