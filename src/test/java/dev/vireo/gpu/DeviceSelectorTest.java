package dev.vireo.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.vireo.protocol.DeviceException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceSelectorTest {
  private static final DeviceInfo LAVAPIPE =
      device("llvmpipe (LLVM 15.0.6, 256 bits)", "lavapipe", DeviceInfo.Type.CPU, 1);
  private static final DeviceInfo SWIFTSHADER =
      device("SwiftShader Device (Subzero)", "swiftshader", DeviceInfo.Type.CPU, 2);
  private static final DeviceInfo VIRTUAL =
      device("Virtio-GPU Venus", "venus", DeviceInfo.Type.VIRTUAL, 3);
  private static final DeviceInfo INTEGRATED =
      device("Intel(R) UHD Graphics 620", "intel", DeviceInfo.Type.INTEGRATED, 4);
  private static final DeviceInfo DISCRETE =
      device("NVIDIA H200", "nvidia", DeviceInfo.Type.DISCRETE, 5);
  private static final DeviceInfo RADEON =
      device("AMD Radeon RX 7900", "radv", DeviceInfo.Type.DISCRETE, 6);
  private static final List<DeviceInfo> ALL =
      List.of(LAVAPIPE, SWIFTSHADER, VIRTUAL, INTEGRATED, DISCRETE, RADEON);

  @Test
  void shouldTellTwoDriversOfOneDeviceApartByTheirIdentity() {
    DeviceInfo chosen = DeviceSelector.choose(SWIFTSHADER.driverIdentity(), ALL);
    assertSame(SWIFTSHADER, chosen);
  }

  @ParameterizedTest
  @CsvSource({
    "lavapipe, lavapipe",
    "LavaPipe, lavapipe",
    "' swiftshader ', swiftshader",
    "gpu, nvidia",
    "GPU, nvidia",
    "cpu, lavapipe",
    "radeon, radv",
    "amd, radv",
    "h200, nvidia",
    "UHD, intel",
    "'(LLVM 15', lavapipe",
    "00000000-0000-0000-0000-000000000003, venus",
    "ABCDEF00-0000-0000-0000-000000000007, extra"
  })
  void shouldReadANameAsAliasKindUuidOrPartOfAName(String name, String alias) {
    DeviceInfo extra =
        new DeviceInfo(
            "Extra",
            "extra",
            "",
            "",
            DeviceInfo.Type.OTHER,
            "1.1.0",
            UUID.fromString("abcdef00-0000-0000-0000-000000000007"),
            "",
            1,
            1,
            1,
            1,
            1,
            1,
            1,
            1,
            new MemoryPlacement(List.of()));
    List<DeviceInfo> devices = new java.util.ArrayList<>(ALL);
    devices.add(extra);
    assertEquals(alias, DeviceSelector.choose(name, devices).alias());
  }

  @Test
  void shouldPreferDiscreteThenIntegratedThenVirtualThenCpu() {
    assertSame(DISCRETE, DeviceSelector.choose(null, ALL));
    assertSame(DISCRETE, DeviceSelector.choose(" ", ALL));
    assertSame(INTEGRATED, DeviceSelector.choose(null, List.of(LAVAPIPE, VIRTUAL, INTEGRATED)));
    assertSame(VIRTUAL, DeviceSelector.choose(null, List.of(LAVAPIPE, VIRTUAL)));
    assertSame(SWIFTSHADER, DeviceSelector.choose(null, List.of(SWIFTSHADER, LAVAPIPE)));
  }

  @Test
  void shouldTakeTheAliasBeforePartOfAnotherDevicesName() {
    DeviceInfo misleading =
        device("Intel inside, says lavapipe", "anv", DeviceInfo.Type.DISCRETE, 9);
    assertSame(LAVAPIPE, DeviceSelector.choose("lavapipe", List.of(misleading, LAVAPIPE)));
  }

  @ParameterizedTest
  @CsvSource({
    "lavapipe, lavapipe-22",
    "Lavapipe, lavapipe-22",
    "lavapipe-25, lavapipe-25",
    "LAVAPIPE-22, lavapipe-22",
    "lavapipe-100, lavapipe-100"
  })
  void shouldTakeTheOldestLavapipeUnlessAVersionIsNamed(String name, String alias) {
    List<DeviceInfo> devices =
        List.of(
            device("llvmpipe (LLVM 20)", "lavapipe-100", DeviceInfo.Type.CPU, 1),
            device("llvmpipe (LLVM 15)", "lavapipe-25", DeviceInfo.Type.CPU, 2),
            device("llvmpipe (LLVM 15)", "lavapipe-22", DeviceInfo.Type.CPU, 3));
    assertEquals(alias, DeviceSelector.choose(name, devices).alias());
  }

  @Test
  void shouldTakeANewerLavapipeWhereItIsTheOnlyOne() {
    DeviceInfo newer = device("llvmpipe (LLVM 15)", "lavapipe-25", DeviceInfo.Type.CPU, 1);
    assertSame(newer, DeviceSelector.choose("lavapipe", List.of(SWIFTSHADER, newer)));
    DeviceException refused =
        assertThrows(
            DeviceException.class, () -> DeviceSelector.choose("lavapipe-22", List.of(newer)));
    assertTrue(refused.getMessage().contains("lavapipe-25"), refused.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "13, Mesa 22.3.6 (LLVM 15.0.6), lavapipe-22",
    "13, Mesa 25.0.7-2~bpo12+1 (LLVM 15.0.6), lavapipe-25",
    "13, '', lavapipe",
    "13, llvmpipe, lavapipe",
    "3, Mesa 25.0.7, radv",
    "10, '', swiftshader"
  })
  void shouldNameADriverByItsIdAndLavapipeByItsVersionToo(int driver, String info, String alias) {
    assertEquals(alias, DriverAlias.of(driver, 0, info));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gpu", "moltenvk", "00000000-0000-0000-0000-000000000005"})
  void shouldListWhatThereIsWhenNothingFits(String name) {
    DeviceException refused =
        assertThrows(
            DeviceException.class,
            () -> DeviceSelector.choose(name, List.of(LAVAPIPE, SWIFTSHADER)));
    for (String part :
        List.of(name, "lavapipe", "SwiftShader Device", "VIREO_DEVICE", "tools/setup")) {
      assertTrue(
          refused.getMessage().contains(part), part + " is missing in: " + refused.getMessage());
    }
  }

  @Test
  void shouldSayWhatToInstallWhenThereIsNoDevice() {
    DeviceException refused =
        assertThrows(DeviceException.class, () -> DeviceSelector.choose(null, List.of()));
    assertTrue(refused.getMessage().contains("nstall"), refused.getMessage());
  }

  private static DeviceInfo device(String name, String alias, DeviceInfo.Type type, int number) {
    return new DeviceInfo(
        name,
        alias,
        "",
        "",
        type,
        "1.3.0",
        new UUID(0, number),
        "identity-" + number,
        8,
        1 << 27,
        256,
        256,
        65535,
        32768,
        16,
        128,
        new MemoryPlacement(List.of()));
  }
}
