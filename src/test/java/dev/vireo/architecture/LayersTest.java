package dev.vireo.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.vireo.Megakernel;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which package may use which: arrows point downward only. */
@Tag("once") // a layer does not depend on the Java version
class LayersTest {
  private static final String ROOT = "dev.vireo";

  /** What each package may use besides itself and the Java library, and packages inside it. */
  private static final Map<String, Set<String>> MAY_USE =
      Map.ofEntries(
          Map.entry("protocol", Set.of()),
          Map.entry("telemetry", Set.of("protocol")),
          Map.entry("micrometer", Set.of("", "telemetry", "protocol")),
          Map.entry("vir0", Set.of("protocol")),
          Map.entry("spirv", Set.of("vir0", "protocol")),
          Map.entry("reference", Set.of("vir0", "spirv", "protocol")),
          Map.entry("gpu", Set.of("protocol")),
          Map.entry("kernel", Set.of("gpu", "vir0", "spirv", "protocol")),
          Map.entry(
              "runtime",
              Set.of("kernel", "gpu", "reference", "telemetry", "vir0", "spirv", "protocol")),
          Map.entry(
              "",
              Set.of(
                  "runtime",
                  "kernel",
                  "gpu",
                  "reference",
                  "telemetry",
                  "vir0",
                  "spirv",
                  "protocol")),
          Map.entry("fuzz", Set.of("vir0", "spirv", "protocol")),
          Map.entry(
              "bench",
              Set.of("scan", "", "kernel", "gpu", "reference", "vir0", "spirv", "protocol")),
          Map.entry("script", below()),
          Map.entry("demo", below()),
          Map.entry("scan", below()),
          Map.entry(
              "cli",
              Set.of(
                  "bench",
                  "script",
                  "demo",
                  "scan",
                  "fuzz",
                  "",
                  "kernel",
                  "gpu",
                  "reference",
                  "telemetry",
                  "vir0",
                  "spirv",
                  "protocol")));

  private static JavaClasses all;

  private static Set<String> below() {
    return Set.of("", "kernel", "gpu", "reference", "telemetry", "vir0", "spirv", "protocol");
  }

  @BeforeAll
  static void read() {
    all =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);
    assertTrue(all.contain(Megakernel.class), "no classes were read");
  }

  private static String layer(String packageName) {
    if (packageName.equals(ROOT)) {
      return "";
    }
    String inner = packageName.substring(ROOT.length() + 1);
    int dot = inner.indexOf('.');
    return dot < 0 ? inner : inner.substring(0, dot);
  }

  @Test
  void shouldUseOnlyPackagesBelow() {
    classes()
        .should(
            new ArchCondition<>("use only packages below theirs") {
              @Override
              public void check(JavaClass each, ConditionEvents events) {
                String from = layer(each.getPackageName());
                Set<String> allowed = MAY_USE.get(from);
                if (allowed == null) {
                  events.add(
                      SimpleConditionEvent.violated(
                          each,
                          each.getName()
                              + " is in a package that this test does not know: add it here and say"
                              + " what it may use"));
                  return;
                }
                each.getDirectDependenciesFromSelf().stream()
                    .filter(use -> use.getTargetClass().getPackageName().startsWith(ROOT))
                    .filter(
                        use -> {
                          String to = layer(use.getTargetClass().getPackageName());
                          return !to.equals(from) && !allowed.contains(to);
                        })
                    .forEach(
                        use ->
                            events.add(SimpleConditionEvent.violated(each, use.getDescription())));
              }
            })
        .check(all);
  }

  @Test
  void shouldCallVulkanInOnePackageOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".gpu..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.lwjgl.vulkan..", "org.lwjgl.util.shaderc..")
        .check(all);
  }

  @Test
  void shouldShowNoTypeOfALibraryToUsers() throws IOException, URISyntaxException {
    Set<String> exported = exported();
    exported.remove(ROOT + ".micrometer"); // which is there to show another library's
    methods()
        .that()
        .areDeclaredInClassesThat()
        .resideInAnyPackage(exported.toArray(String[]::new))
        .and()
        .arePublic()
        .should(
            new ArchCondition<JavaMethod>("have types of Vireo and the Java library only") {
              @Override
              public void check(JavaMethod each, ConditionEvents events) {
                if (!each.getOwner().getModifiers().contains(JavaModifier.PUBLIC)) {
                  return;
                }
                Set<String> foreign =
                    types(each)
                        .filter(type -> !type.isPrimitive())
                        .filter(type -> !type.getPackageName().startsWith("java."))
                        .filter(type -> exported.stream().noneMatch(type.getPackageName()::equals))
                        .map(JavaClass::getName)
                        .collect(Collectors.toCollection(TreeSet::new));
                if (!foreign.isEmpty()) {
                  events.add(
                      SimpleConditionEvent.violated(
                          each, each.getFullName() + " shows " + foreign));
                }
              }
            })
        .check(all);
  }

  private static Stream<JavaClass> types(JavaMethod method) {
    return Stream.of(
            method.getRawParameterTypes().stream(),
            Stream.of(method.getRawReturnType()),
            method.getExceptionTypes().stream().map(JavaType::toErasure))
        .flatMap(each -> each)
        .map(JavaClass::getBaseComponentType);
  }

  private static Set<String> exported() throws IOException, URISyntaxException {
    URI classes = Megakernel.class.getProtectionDomain().getCodeSource().getLocation().toURI();
    try (InputStream module = Files.newInputStream(Path.of(classes).resolve("module-info.class"))) {
      return ModuleDescriptor.read(module).exports().stream()
          .map(ModuleDescriptor.Exports::source)
          .collect(Collectors.toCollection(HashSet::new));
    }
  }
}
