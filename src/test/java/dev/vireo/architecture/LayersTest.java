package dev.vireo.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
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
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
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

  private static final Set<String> INSIDE = Set.of(ROOT + ".vir0", ROOT + ".spirv");

  /** What packages inside vir0 and spirv may use of each other; they are not exported. */
  private static final Map<String, Set<String>> MAY_USE_INSIDE =
      Map.ofEntries(
          Map.entry("vir0", Set.of()),
          Map.entry("vir0.tree", Set.of("vir0")),
          Map.entry("vir0.values", Set.of("vir0", "vir0.tree")),
          Map.entry("vir0.wire", Set.of("vir0", "vir0.tree", "vir0.values")),
          Map.entry("vir0.text", Set.of("vir0", "vir0.wire")),
          Map.entry("vir0.rules", Set.of("vir0", "vir0.tree", "vir0.values")),
          Map.entry("vir0.bytecode", Set.of("vir0", "vir0.values")),
          Map.entry("vir0.lowering", Set.of("vir0", "vir0.tree", "vir0.values", "vir0.bytecode")),
          Map.entry("vir0.glsl", Set.of("vir0", "vir0.tree", "vir0.values")),
          Map.entry("vir0.eval", Set.of("vir0", "vir0.values")),
          Map.entry("spirv", Set.of()),
          Map.entry("spirv.module", Set.of("spirv")),
          Map.entry("spirv.values", Set.of("spirv", "spirv.module")),
          Map.entry(
              "spirv.code",
              Set.of("spirv", "spirv.module", "vir0", "vir0.values", "vir0.bytecode")),
          Map.entry(
              "spirv.arithmetic",
              Set.of("spirv", "spirv.module", "spirv.values", "spirv.code", "vir0.bytecode")),
          Map.entry(
              "spirv.lowering",
              Set.of(
                  "spirv",
                  "spirv.module",
                  "spirv.values",
                  "spirv.code",
                  "spirv.arithmetic",
                  "vir0",
                  "vir0.values",
                  "vir0.bytecode")));

  /** Exported classes with something behind them, and where that is; the rest is the model. */
  private static final Map<String, Set<String>> FACADES =
      Map.of(
          "vir0.Assembly", Set.of("vir0.text"),
          "vir0.ProgramCodec", Set.of("vir0.wire"),
          "vir0.ProgramBuilder", Set.of("vir0.rules"),
          "vir0.ProgramValidator", Set.of("vir0.rules", "vir0.tree"));

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
  void shouldUseOnlyPackagesBelowInsideOfALayerToo() {
    classes()
        .that()
        .resideInAnyPackage(ROOT + ".vir0..", ROOT + ".spirv..")
        .should(
            new ArchCondition<>("use only packages below theirs") {
              @Override
              public void check(JavaClass each, ConditionEvents events) {
                Set<String> allowed = allowedInside(each);
                each.getDirectDependenciesFromSelf().stream()
                    .filter(use -> isInside(use.getTargetClass()))
                    .filter(use -> !allowed.contains(inner(use.getTargetClass())))
                    .forEach(
                        use ->
                            events.add(SimpleConditionEvent.violated(each, use.getDescription())));
              }
            })
        .check(all);
  }

  private static Set<String> allowedInside(JavaClass each) {
    String from = inner(each);
    Set<String> allowed = new TreeSet<>(MAY_USE_INSIDE.getOrDefault(from, Set.of()));
    allowed.addAll(FACADES.getOrDefault(from + "." + topLevelName(each), Set.of()));
    allowed.add(from);
    return allowed;
  }

  private static boolean isInside(JavaClass each) {
    String to = each.getBaseComponentType().getPackageName();
    return INSIDE.stream().anyMatch(layer -> to.equals(layer) || to.startsWith(layer + "."));
  }

  private static String inner(JavaClass each) {
    return each.getBaseComponentType().getPackageName().substring(ROOT.length() + 1);
  }

  private static String topLevelName(JavaClass each) {
    String name = each.getName().substring(each.getPackageName().length() + 1);
    int nested = name.indexOf('$');
    return nested < 0 ? name : name.substring(0, nested);
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

  /** Neither a type of a library nor one of a package that is not exported. */
  @Test
  void shouldShowOnlyExportedTypesToUsers() throws IOException, URISyntaxException {
    Set<String> exported = exported();
    exported.remove(ROOT + ".micrometer"); // which is there to show another library's
    classes()
        .that()
        .resideInAnyPackage(exported.toArray(String[]::new))
        .should(
            new ArchCondition<>("show types of exported packages and the Java library only") {
              @Override
              public void check(JavaClass each, ConditionEvents events) {
                if (!isShown(each)) {
                  return;
                }
                Map<String, String> hidden = new TreeMap<>();
                shown(each)
                    .forEach(
                        (place, type) ->
                            type.getAllInvolvedRawTypes().stream()
                                .map(JavaClass::getBaseComponentType)
                                .filter(raw -> !raw.isPrimitive())
                                .filter(raw -> !raw.getPackageName().startsWith("java."))
                                .filter(raw -> !exported.contains(raw.getPackageName()))
                                .forEach(raw -> hidden.put(place, raw.getName())));
                hidden.forEach(
                    (place, type) ->
                        events.add(SimpleConditionEvent.violated(each, place + " shows " + type)));
              }
            })
        .check(all);
  }

  @Test
  void shouldSayInEveryExportedPackageWhatMayBeNull() throws IOException, URISyntaxException {
    for (String name : exported()) {
      assertTrue(
          all.getPackage(name).isAnnotatedWith(NullMarked.class), name + " is not @NullMarked");
    }
  }

  private static boolean isShown(JavaClass each) {
    return isShown(each.getModifiers())
        && each.getEnclosingClass().map(LayersTest::isShown).orElse(true);
  }

  private static boolean isShown(Set<JavaModifier> modifiers) {
    return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
  }

  /** The types that a user of a class sees, by where. */
  private static Map<String, JavaType> shown(JavaClass each) {
    Map<String, JavaType> types = new TreeMap<>();
    each.getSuperclass().ifPresent(type -> types.put(each.getName() + " extends", type));
    each.getInterfaces()
        .forEach(type -> types.put(each.getName() + " implements " + type.getName(), type));
    for (JavaField field : each.getFields()) {
      if (isShown(field.getModifiers())) {
        types.put(field.getFullName(), field.getType());
      }
    }
    for (JavaCodeUnit unit : each.getCodeUnits()) {
      if (isShown(unit.getModifiers())) {
        types.put(unit.getFullName() + " returns", unit.getReturnType());
        for (int i = 0; i < unit.getParameterTypes().size(); i++) {
          types.put(unit.getFullName() + " parameter " + i, unit.getParameterTypes().get(i));
        }
        unit.getExceptionTypes()
            .forEach(type -> types.put(unit.getFullName() + " throws " + type.getName(), type));
      }
    }
    return types;
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
