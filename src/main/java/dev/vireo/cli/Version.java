package dev.vireo.cli;

import java.lang.module.ModuleDescriptor;
import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** Says which build this is. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {"vireo " + number(), "Java " + Runtime.version()};
  }

  /** The module knows its version on the module path, the jar's manifest on the class path. */
  static String number() {
    ModuleDescriptor module = Version.class.getModule().getDescriptor();
    Optional<String> fromModule = Optional.ofNullable(module).flatMap(m -> m.rawVersion());
    String fromManifest = Version.class.getPackage().getImplementationVersion();
    return fromModule.orElse(fromManifest != null ? fromManifest : "(not packaged)");
  }
}
